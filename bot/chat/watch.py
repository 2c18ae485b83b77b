"""Tickers: /watch, /unwatch, /watchlist, and the buttons under a tapped ticker."""

from bot.actions import rules, subscriptions
from bot.chat.conversation import ASKING, Answer, Asked, Entry, Section, Tap, button, in_rows
from bot.chat.pages import page_of
from bot.domain.errors import RefusedError
from bot.domain.subscriber import Subscriber
from bot.messages.words import Html, Words

WATCHLIST_RULE = "watchlist"
_PAGE = 12


async def watch(asked: Asked) -> Answer:
    """Put tickers on the watchlist."""
    symbols = _symbols(asked)
    if not symbols:
        raise RefusedError("watch.how")
    subscriber = await subscriptions.watch(asked.desk, asked.subscriber_id, symbols)
    shown = _watched(asked.say, subscriber)
    own = asked.desk.rules.own_rules(asked.subscriber_id)
    if any("watchlist:" in rule.query for rule in own):
        return Answer(html=asked.say.html("watch.followed", list=shown))
    return Answer(
        html=asked.say.html("watch.rule_offered", list=shown),
        buttons=((button(asked.say("watch.every_mention"), "watch-rule"),),),
    )


async def tap_watch_rule(asked: Asked) -> Answer:
    """Write the rule that alerts on every mention of a watched ticker."""
    saved, _ = await rules.add_rule(
        asked.desk, asked.subscriber_id, WATCHLIST_RULE, "watchlist:mine"
    )
    return Answer(html=asked.say.html("watch.rule_saved", name=saved.name, query=saved.query))


async def unwatch(asked: Asked) -> Answer:
    """Take tickers off the watchlist."""
    symbols = _symbols(asked)
    if not symbols:
        raise RefusedError("unwatch.how")
    subscriber = await subscriptions.unwatch(asked.desk, asked.subscriber_id, symbols)
    return Answer(html=_watched(asked.say, subscriber))


async def watchlist(asked: Asked) -> Answer:
    """Show the watchlist, and a page of it to tap on; ``words`` is its number, from 0."""
    subscriber = await asked.subscriber()
    page = page_of(sorted(subscriber.watchlist), asked.words, _PAGE, "watchlist")
    symbols = [button(f"${symbol}", "ticker", symbol) for symbol in page.shown]
    return Answer(html=_watched(asked.say, subscriber), buttons=(*in_rows(symbols, 4), *page.turns))


def _symbols(asked: Asked) -> list[str]:
    return asked.words.replace(",", " ").split()


def _watched(say: Words, subscriber: Subscriber) -> Html:
    if not subscriber.watchlist:
        return say.html("watch.empty")
    symbols = " ".join(f"${one}" for one in sorted(subscriber.watchlist))
    return say.html("watch.list", symbols=symbols)


SECTION = Section(
    name="watch",
    entries=(
        Entry(name="watch", run=watch, usage="TICKER…", examples=("/watch LMT RHM.DE",)),
        Entry(name="unwatch", run=unwatch, usage="TICKER…", examples=("/unwatch LMT",)),
        Entry(
            name="watchlist",
            run=watchlist,
            examples=("/watchlist",),
            changes=False,
            scopes=ASKING,
        ),
    ),
)
TAPS = {
    "watch-rule": Tap(run=tap_watch_rule),
    "watchlist": Tap(run=watchlist, changes=False),
}
