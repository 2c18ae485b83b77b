"""What a subscriber types, and what they read. Every answer is HTML for Telegram, made of actions.

A command is a coroutine from :class:`Asked` to :class:`Answer`; :mod:`bot.chat.bot` carries both over
the wire. Errors written for the subscriber (RefusedError, QueryError) are answered there.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from html import escape

from bot.actions import rules, subscriptions
from bot.actions.desk import Desk
from bot.actions.preview import Hit, preview
from bot.chat.texts import alert_line, emphasised
from bot.domain.errors import RefusedError
from bot.domain.rule import PackId
from bot.domain.subscriber import Destination, Subscriber, SubscriberId

WATCHLIST_RULE = "watchlist"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command or a tap, as it came."""

    desk: Desk
    subscriber_id: SubscriberId
    destination: Destination
    name: str = ""
    lang: str = "en"
    words: str = ""
    """What follows the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button: its label and the data that comes back when it is tapped (64 bytes at most)."""

    label: str
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said back."""

    html: str
    buttons: tuple[tuple[Choice, ...], ...] = ()


Command = Callable[[Asked], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A command as it is registered, listed and documented."""

    name: str
    usage: str
    about: str
    run: Command


async def start(asked: Asked) -> Answer:
    """Subscribe, and offer the topics."""
    subscriber, new = await subscriptions.subscribe(
        asked.desk, asked.subscriber_id, asked.destination, name=asked.name, lang=asked.lang
    )
    hello = "Welcome to Tapewatch." if new else "Welcome back."
    return Answer(
        html=f"<b>{hello}</b> One message per story, seconds after it is published, with the "
        "tickers it touches and the words that matched. Tap the topics you trade on; write rules "
        "of your own with /rule.",
        buttons=_topic_buttons(asked.desk, subscriber),
    )


async def topics(asked: Asked) -> Answer:
    """Show the topics, the chosen ones ticked."""
    subscriber = await asked.desk.subscriber(asked.subscriber_id)
    return Answer(
        html="<b>Topics</b>\nTap to choose or drop one.",
        buttons=_topic_buttons(asked.desk, subscriber),
    )


async def tap_topic(asked: Asked) -> Answer:
    """Choose the topic that ``words`` names, or drop it."""
    before = await asked.desk.subscriber(asked.subscriber_id)
    chosen = PackId(asked.words) not in before.topics
    subscriber = await subscriptions.set_topic(
        asked.desk, asked.subscriber_id, asked.words, chosen=chosen
    )
    title = asked.desk.packs[PackId(asked.words)].title
    said = f"You get {title} now." if chosen else f"No more {title}."
    return Answer(html=escape(said), buttons=_topic_buttons(asked.desk, subscriber))


async def list_rules(asked: Asked) -> Answer:
    """List the subscriber's rules."""
    await asked.desk.subscriber(asked.subscriber_id)
    own = asked.desk.rules.own_rules(asked.subscriber_id)
    if not own:
        return Answer(
            html="You have no rules yet. Write one:\n"
            '<code>/rule add copper "copper mine" AND (strike OR halt*)</code>\n'
            "and see first what it would catch: <code>/try copper strike</code>"
        )
    lines = [f"• <b>{escape(rule.name)}</b>\n  <code>{escape(rule.query)}</code>" for rule in own]
    return Answer(html="<b>Your rules</b>\n" + "\n".join(lines))


async def rule(asked: Asked) -> Answer:
    """Add or delete a rule: ``add NAME QUERY``, ``delete NAME``."""
    verb, _, rest = asked.words.strip().partition(" ")
    name, _, query = rest.strip().partition(" ")
    match verb.lower(), bool(name), bool(query.strip()):
        case "add", True, True:
            return await _add_rule(asked, name, query)
        case "delete", True, _:
            gone = await rules.delete_rule(asked.desk, asked.subscriber_id, name)
            return Answer(
                html=f"Rule <b>{escape(gone.name)}</b> is deleted. It was\n"
                f"<code>{escape(gone.query)}</code>"
            )
        case _:
            raise RefusedError(
                "Write /rule add NAME QUERY or /rule delete NAME, for example:\n"
                "/rule add my-tariffs tariff* AND (steel OR aluminium)"
            )


async def _add_rule(asked: Asked, name: str, query: str) -> Answer:
    saved, new = await rules.add_rule(asked.desk, asked.subscriber_id, name, query)
    shown = await preview(asked.desk, saved.query, asked.subscriber_id)
    verb = "saved" if new else "changed"
    return Answer(
        html=f"Rule <b>{escape(saved.name)}</b> is {verb}; the next item meets it.\n"
        + _fired(shown.stories, shown.per_day, shown.days, shown.last)
    )


async def try_query(asked: Asked) -> Answer:
    """Say how often a query would have fired on the stored items."""
    if not asked.words.strip():
        raise RefusedError('Write a query after it, like /try "rare earth" AND export*')
    shown = await preview(asked.desk, asked.words.strip(), asked.subscriber_id)
    return Answer(html=_fired(shown.stories, shown.per_day, shown.days, shown.last))


def _fired(stories: int, per_day: float, days: float, last: Sequence[Hit]) -> str:
    span = f"{days:.0f} days" if days >= 1.5 else f"{max(days * 24, 1):.0f} hours"
    if not stories:
        return f"It would not have fired in the last {span}."
    times = "once" if stories == 1 else f"{stories:,} times"
    rate = f", about {per_day:.0f} a day" if per_day >= 1.5 else ""
    shown = "\n".join(f"• {emphasised(hit.item, hit.match)}" for hit in last)
    return f"It would have fired <b>{times}</b> in the last {span}{rate}. Last:\n{shown}"


async def watch(asked: Asked) -> Answer:
    """Put tickers on the watchlist."""
    symbols = asked.words.replace(",", " ").split()
    if not symbols:
        raise RefusedError("Write the tickers after it, like /watch LMT RHM.DE")
    subscriber = await subscriptions.watch(asked.desk, asked.subscriber_id, symbols)
    own = asked.desk.rules.own_rules(asked.subscriber_id)
    if any("watchlist:" in rule.query for rule in own):
        return Answer(html=_watched(subscriber) + "\nYour rules with watchlist:mine follow it.")
    return Answer(
        html=_watched(subscriber) + "\nRules can say <code>watchlist:mine</code>. "
        "Shall every mention of these alert you?",
        buttons=((Choice(label="Alert me on every mention", data="watch-rule:"),),),
    )


async def tap_watch_rule(asked: Asked) -> Answer:
    """Write the rule that alerts on every mention of a watched ticker."""
    saved, _ = await rules.add_rule(
        asked.desk, asked.subscriber_id, WATCHLIST_RULE, "watchlist:mine"
    )
    return Answer(
        html=f"Rule <b>{escape(saved.name)}</b> is saved: <code>{escape(saved.query)}</code>"
    )


async def unwatch(asked: Asked) -> Answer:
    """Take tickers off the watchlist."""
    symbols = asked.words.replace(",", " ").split()
    if not symbols:
        raise RefusedError("Write the tickers after it, like /unwatch LMT")
    return Answer(
        html=_watched(await subscriptions.unwatch(asked.desk, asked.subscriber_id, symbols))
    )


async def watchlist(asked: Asked) -> Answer:
    """Show the watchlist."""
    return Answer(html=_watched(await asked.desk.subscriber(asked.subscriber_id)))


def _watched(subscriber: Subscriber) -> str:
    if not subscriber.watchlist:
        return "Your watchlist is empty. Put tickers on it: <code>/watch LMT RHM.DE</code>"
    return "<b>Watchlist</b> " + " ".join(f"${escape(one)}" for one in sorted(subscriber.watchlist))


async def latest(asked: Asked) -> Answer:
    """Show the latest alerts."""
    await asked.desk.subscriber(asked.subscriber_id)
    alerts = await asked.desk.store.recent_alerts(asked.subscriber_id, limit=5)
    if not alerts:
        return Answer(html="No alerts yet. What was in the feeds before you came alerts nobody.")
    return Answer(html="<b>Latest</b>\n" + "\n".join(alert_line(content) for content in alerts))


async def stop(asked: Asked) -> Answer:
    """Ask once before everything of a subscriber is deleted."""
    await asked.desk.subscriber(asked.subscriber_id)
    return Answer(
        html="This stops all alerts and deletes your topics, rules, watchlist and alerts for good.",
        buttons=(
            (Choice(label="Delete it all", data="stop:"), Choice(label="Keep it", data="keep:")),
        ),
    )


async def tap_stop(asked: Asked) -> Answer:
    """Delete everything of a subscriber."""
    await subscriptions.stop(asked.desk, asked.subscriber_id)
    return Answer(html="Done: nothing of yours is stored any more. /start brings you back.")


async def tap_keep(asked: Asked) -> Answer:
    """Leave everything as it is."""
    return Answer(html="Nothing was changed.")


async def help_(asked: Asked) -> Answer:
    """List the commands and show the language by example."""
    lines = [f"{escape(entry.usage)} – {escape(entry.about)}" for entry in COMMANDS]
    return Answer(
        html="\n".join(lines) + "\n\n<b>Queries</b>\n"
        '<code>"rare earth" AND (export* OR curb)</code>\n'
        "<code>tariff NEAR/8 (steel OR aluminium) -opinion</code>\n"
        "<code>$LMT OR basket:defense-us</code>\n"
        "<code>pct&gt;=25 tariff</code>, <code>sources&gt;=2 within:30m</code>"
    )


def _topic_buttons(desk: Desk, subscriber: Subscriber) -> tuple[tuple[Choice, ...], ...]:
    choices = [
        Choice(
            label=f"{'✅ ' if pack.id in subscriber.topics else ''}{pack.emoji} {pack.title}",
            data=f"topic:{pack.id}",
        )
        for pack in desk.packs.values()
    ]
    return tuple(tuple(choices[at : at + 2]) for at in range(0, len(choices), 2))


COMMANDS = (
    Entry(name="start", usage="/start", about="subscribe and choose topics", run=start),
    Entry(name="topics", usage="/topics", about="choose what you hear of", run=topics),
    Entry(name="rules", usage="/rules", about="your own rules", run=list_rules),
    Entry(name="rule", usage="/rule add NAME QUERY", about="write a rule; /rule delete NAME", run=rule),
    Entry(name="try", usage="/try QUERY", about="what it would have caught", run=try_query),
    Entry(name="watch", usage="/watch LMT RHM.DE", about="put tickers on your watchlist", run=watch),
    Entry(name="unwatch", usage="/unwatch LMT", about="take them off", run=unwatch),
    Entry(name="watchlist", usage="/watchlist", about="the tickers you watch", run=watchlist),
    Entry(name="latest", usage="/latest", about="your last alerts", run=latest),
    Entry(name="stop", usage="/stop", about="stop and delete what is stored of you", run=stop),
    Entry(name="help", usage="/help", about="the commands and the query language", run=help_),
)  # fmt: skip
"""In the order they are listed."""

TAPS: dict[str, Command] = {
    "topic": tap_topic,
    "watch-rule": tap_watch_rule,
    "stop": tap_stop,
    "keep": tap_keep,
}
"""By the word before the colon in a button's data."""
