"""The buttons under an alert, and what is muted: /mutes."""

from dataclasses import replace
from datetime import timedelta

from bot.actions import silence, subscriptions, tuning
from bot.actions.alerts import own_alert
from bot.actions.preview import Hit
from bot.actions.silence import SNOOZES
from bot.chat.conversation import (
    ASKING,
    Answer,
    Asked,
    Entry,
    Section,
    Tap,
    button,
    in_rows,
)
from bot.chat.lines import hit_line, rule_name
from bot.chat.ownership import as_offered, as_owner, mutes_within_reach
from bot.chat.pages import Page, page_of
from bot.chat.rulecard import card, span
from bot.domain.alert import AlertContent, AlertId, AlertVerb, alert_id
from bot.domain.errors import RefusedError
from bot.domain.rule import RuleId
from bot.domain.silence import Mute, MuteKind
from bot.domain.story import StoryId
from bot.messages.message import TIGHTER, Button
from bot.messages.text import cut
from bot.messages.words import Html, Words

_PAGE = 8
_RULES = 4
"""Rules of one alert offered to be snoozed, on a page."""
_TITLE = 120
_DROPPED = 5
"""Items shown, on a page, that a proposal would drop."""


async def like(asked: Asked) -> Answer:
    """Keep a thumb up."""
    asked = await as_owner(asked, asked.words)
    await tuning.rate(asked.desk, asked.subscriber_id, _alert(asked), good=True)
    return Answer(toast=asked.say("alerts.liked"))


async def dislike(asked: Asked) -> Answer:
    """Keep a thumb down, and offer to make the rule quieter."""
    asked = await as_owner(asked, asked.words)
    await tuning.rate(asked.desk, asked.subscriber_id, _alert(asked), good=False)
    say = asked.say
    return Answer(
        toast=say("alerts.disliked"),
        html=say.html("alerts.noise"),
        buttons=(
            (
                button(say("button.why"), AlertVerb.WHY, asked.words),
                button(say("button.make_quieter"), "hush", asked.words),
            ),
        ),
        aside=True,
    )


async def hush(asked: Asked) -> Answer:
    """Propose a change that drops this alert and none of those they liked.

    ``words`` is the story, or that and a page of what else the change drops.
    """
    story, _, number = asked.words.partition(":")
    asked = await as_owner(asked.about(story), story)
    offer = await tuning.propose_quieter(asked.desk, asked.subscriber_id, _alert(asked))
    return _offered(asked.say, offer, page_of(offer.dropped, number, _DROPPED, "hush", story))


async def tighter(asked: Asked) -> Answer:
    """Propose a change that makes a rule over its budget quieter.

    ``words`` is the rule's code, below the proposal with a page of what the change drops.
    """
    rule, _, number = asked.words.partition(":")
    offer = await tuning.propose_tighter(asked.desk, asked.subscriber_id, rule)
    page = page_of(offer.dropped, number, _DROPPED, TIGHTER, rule)
    return replace(_offered(asked.say, offer, page), aside=not number)


def _offered(say: Words, offer: tuning.Proposal, dropped: Page[Hit]) -> Answer:
    names = ", ".join(rule_name(rule.id) for rule in (offer.rule, *offer.others))
    lines = [
        say.html(
            "quieter.change",
            rule=names,
            words=say.phrase(offer.words),
            query=cut(offer.query_after, 1_500),
        ),
        say.count_html("quieter.drops", len(offer.dropped))
        if offer.dropped
        else say.html("quieter.drops_none"),
        *map(hit_line, dropped.shown),
    ]
    if offer.kept_good:
        lines.append(say.count_html("quieter.keeps", offer.kept_good))
    choices = (
        button(say("button.apply"), "apply", offer.code),
        button(say("button.leave"), "leave"),
    )
    return Answer(html="\n".join(lines), buttons=(choices, *dropped.turns))


async def apply(asked: Asked) -> Answer:
    """Take up the proposal whose code is in ``words``."""
    owner = (await as_offered(asked, asked.words)).subscriber_id
    changed = await tuning.apply(asked.desk, owner, asked.words)
    if len(changed) == 1 and owner == asked.subscriber_id:
        return card(asked, changed[0], said=asked.say.html("quieter.done"))
    names = ", ".join(rule.name for rule in changed)
    return Answer(html=asked.say.html("quieter.done_all", rules=names))


async def leave(asked: Asked) -> Answer:
    """Leave the rules as they are."""
    return Answer(html=asked.say.html("stop.kept"))


async def mute(asked: Asked) -> Answer:
    """Tell nothing more of the alert's story."""
    asked = await as_owner(asked, asked.words)
    await silence.mute_story(asked.desk, asked.subscriber_id, _alert(asked))
    return Answer(toast=asked.say("alerts.muted"))


async def less(asked: Asked) -> Answer:
    """Hear less from the alert's publisher."""
    asked = await as_owner(asked, asked.words)
    kept = await silence.less_from_source(asked.desk, asked.subscriber_id, _alert(asked))
    return Answer(toast=asked.say("alerts.less", source=cut(kept.key, 60)))


async def snooze(asked: Asked) -> Answer:
    """Offer for how long which of the alert's rules shall rest; ``words`` is its story, or that and a page."""
    story, _, number = asked.words.partition(":")
    asked = await as_owner(asked.about(story), story)
    content = await own_alert(asked.desk, asked.subscriber_id, _alert(asked))
    rules = _names(content)
    page = page_of(rules, number, _RULES, AlertVerb.SNOOZE, story)
    rows: list[tuple[Button, ...]] = []
    for at, name in page.numbered:
        choices = tuple(
            button(_hours(asked.say, each), "rest", story, at - 1, each) for each in SNOOZES
        )
        if len(rules) > 1:
            # A heading that does something sensible when it is tapped: the shortest rest.
            rows.append((Button(text=f"💤 {cut(name, 40)}", data=choices[0].data),))
        rows.append(choices)
    return Answer(
        html=asked.say.html("alerts.snooze", rules=", ".join(page.shown)),
        buttons=(*rows, *page.turns),
        aside=not number,
    )


async def rest(asked: Asked) -> Answer:
    """Let a rule of an alert rest: ``story:number of the rule:hours``."""
    story, number, hours = _parts(asked, 3)
    asked = await as_owner(asked, story)
    content = await own_alert(
        asked.desk, asked.subscriber_id, alert_id(StoryId(story), asked.subscriber_id)
    )
    rules = content.alert.rules
    if not number.isdecimal() or int(number) >= len(rules) or hours not in map(str, SNOOZES):
        raise RefusedError("errors.old_button")
    rule = rules[int(number)]
    kept = await silence.snooze_rule(asked.desk, asked.subscriber_id, rule, int(hours))
    return Answer(html=_rests(asked.say, rule, int(hours)), buttons=(_unmute(asked.say, kept),))


async def ticker(asked: Asked) -> Answer:
    """Offer to watch or to mute a ticker of an alert."""
    subscriber = await asked.subscriber()
    say, symbol = asked.say, subscriptions.checked_symbol(asked.words)
    watched = symbol in subscriber.watchlist
    first = (
        button(say("button.unwatch"), "unwatch-ticker", symbol)
        if watched
        else button(say("button.watch"), "watch-ticker", symbol)
    )
    return Answer(
        html=say.html("alerts.ticker", symbol=symbol),
        buttons=((first, button(say("button.mute_ticker"), "mute-ticker", symbol)),),
        aside=True,
    )


async def watch_ticker(asked: Asked) -> Answer:
    """Put the ticker in ``words`` on the watchlist."""
    await subscriptions.watch(asked.desk, asked.subscriber_id, [asked.words])
    return Answer(html=asked.say.html("alerts.watched", symbol=asked.words))


async def unwatch_ticker(asked: Asked) -> Answer:
    """Take the ticker in ``words`` off the watchlist."""
    await subscriptions.unwatch(asked.desk, asked.subscriber_id, [asked.words])
    return Answer(html=asked.say.html("alerts.unwatched", symbol=asked.words))


async def mute_ticker(asked: Asked) -> Answer:
    """Hear no more of a company alone."""
    kept = await silence.mute_ticker(asked.desk, asked.subscriber_id, asked.words)
    return Answer(
        html=asked.say.html("alerts.ticker_muted", symbol=kept.key),
        buttons=(_unmute(asked.say, kept),),
    )


async def mutes(asked: Asked) -> Answer:
    """List what is muted; a tap ends it. ``words`` is the page, from 0."""
    kept = await silence.list_mutes(asked.desk, asked.subscriber_id)
    say = asked.say
    if not kept:
        return Answer(html=say.html("mutes.none"))
    zone = (await asked.subscriber()).preferences.zone
    page = page_of(kept, asked.words, _PAGE, "mutes")
    lines = [
        say.html(
            "mutes.until" if each.until else "mutes.always",
            number=str(number),
            what=_called(say, each),
            until=say.moment(each.until, zone) if each.until else "",
        )
        for number, each in page.numbered
    ]
    ends = [button(f"✗ {number}", "unmute", *_key(each)) for number, each in page.numbered]
    return Answer(
        html=say.html("mutes.list", mutes=Html("\n".join(lines))),
        buttons=(*in_rows(ends, 4), *page.turns),
    )


async def unmute(asked: Asked) -> Answer:
    """End the mute that ``kind:key`` names, where the key may be cut."""
    kind, _, key = asked.words.partition(":")
    for each in await mutes_within_reach(asked):
        if _key(each) == (kind, key):
            await silence.unmute(asked.desk, each.subscriber_id, each.kind, each.key)
            return Answer(html=asked.say.html("mutes.ended", what=_called(asked.say, each)))
    raise RefusedError("mutes.over")


def _alert(asked: Asked) -> AlertId:
    """Name the alert of the story in ``words`` in this chat: nobody reaches another's."""
    return alert_id(StoryId(asked.words), asked.subscriber_id)


def _names(content: AlertContent) -> list[str]:
    held = {rule.match.rule_id: rule.name for rule in content.rules}
    return [held.get(rule, rule) for rule in content.alert.rules]


def _parts(asked: Asked, count: int) -> list[str]:
    parts = asked.words.split(":")
    if len(parts) != count:
        raise RefusedError("errors.old_button")
    return parts


def _hours(say: Words, hours: int) -> str:
    return span(say, timedelta(hours=hours))


def _rests(say: Words, rule: RuleId, hours: int) -> Html:
    return say.html("alerts.rests", rule=rule_name(rule), span=_hours(say, hours))


def _key(kept: Mute) -> tuple[str, str]:
    """Name a mute in a button: kind and key, cut to what fits into its 64 bytes."""
    room = 64 - len(f"unmute:{kept.kind}:")
    return str(kept.kind), kept.key.encode()[:room].decode("utf-8", "ignore")


def _unmute(say: Words, kept: Mute) -> tuple:  # type: ignore[type-arg]
    return (button(say("button.undo"), "unmute", *_key(kept)),)


def _called(say: Words, kept: Mute) -> str:
    key = rule_name(kept.key) if kept.kind is MuteKind.RULE else cut(kept.key, _TITLE)
    return say(f"mutes.{kept.kind}", key=key)


SECTION = Section(
    name="alerts",
    entries=(Entry(name="mutes", run=mutes, examples=("/mutes",), changes=False, scopes=ASKING),),
)
TAPS = {
    AlertVerb.LIKE.value: Tap(run=like),
    AlertVerb.DISLIKE.value: Tap(run=dislike),
    "hush": Tap(run=hush),
    TIGHTER: Tap(run=tighter),
    "apply": Tap(run=apply),
    "leave": Tap(run=leave, changes=False),
    AlertVerb.MUTE.value: Tap(run=mute),
    AlertVerb.SNOOZE.value: Tap(run=snooze),
    AlertVerb.LESS.value: Tap(run=less),
    "rest": Tap(run=rest),
    "ticker": Tap(run=ticker, changes=False),
    "watch-ticker": Tap(run=watch_ticker),
    "unwatch-ticker": Tap(run=unwatch_ticker),
    "mute-ticker": Tap(run=mute_ticker),
    "mutes": Tap(run=mutes, changes=False),
    "unmute": Tap(run=unmute),
}
