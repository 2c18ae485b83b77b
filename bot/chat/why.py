"""/why: an item's way to its reader, stage by stage, and "not the same story"."""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from bot.actions import stories
from bot.actions import why as whys
from bot.actions.alerts import own_alert
from bot.chat.conversation import ASKING, Answer, Asked, Entry, Section, Tap, button, in_rows
from bot.chat.lines import item_line
from bot.chat.ownership import alert_meant, as_owner
from bot.chat.pages import page_of
from bot.domain.alert import AlertVerb, alert_id
from bot.domain.delivery import DeliveryKind
from bot.domain.errors import RefusedError
from bot.domain.item import ItemId
from bot.domain.rule import Evidence, Rule
from bot.domain.silence import Stop
from bot.domain.story import StoryId
from bot.messages.text import clean, cut
from bot.messages.words import Html, Words

_MOST = 8
"""Things of one kind that are told."""
_WORDS = 60
_MARKS = {True: "✅", False: "⛔"}


async def why(asked: Asked) -> Answer:
    """Tell the way of the item whose link is in ``words``, or of the alert that is answered."""
    if asked.words:
        return await _told(asked, asked.words)
    told = await alert_meant(asked)
    if told is not None:
        return await _told(await as_owner(asked), told.alert.item_id)
    if not asked.link:
        await asked.subscriber()
        raise RefusedError("why.how")
    return await _told(asked, asked.link)


async def tap_why(asked: Asked) -> Answer:
    """Tell the way of an alert's item, and offer to make its rules quieter."""
    asked = await as_owner(asked, asked.words)
    alert = alert_id(StoryId(asked.words), asked.subscriber_id)
    content = await own_alert(asked.desk, asked.subscriber_id, alert)
    told = await _told(asked, content.alert.item_id)
    offers = [button(asked.say("button.make_quieter"), "hush", asked.words)]
    if content.story.items > 1:
        offers.append(button(asked.say("button.apart"), "apart", asked.words))
    return Answer(html=told.html, buttons=in_rows(offers, 1), aside=True)


async def apart(asked: Asked) -> Answer:
    """List what joined a story, the newest first, each with a button that takes it out.

    ``words`` is the story, or that and a page.
    """
    story, _, number = asked.words.partition(":")
    asked = await as_owner(asked.about(story), story)
    joined = await stories.joined_items(
        asked.desk, asked.subscriber_id, alert_id(StoryId(story), asked.subscriber_id)
    )
    if not joined:
        raise RefusedError("refused.not_in_story")
    page = page_of(tuple(reversed(joined)), number, _MOST, "apart", story)
    lines = [
        Html(
            f"{number}. {item_line(one.item)}\n   {clean(cut(asked.say.phrase(one.why_story), 120))}"
        )
        for number, one in page.numbered
    ]
    taps = [button(f"✂ {number}", "part", story, one.item.id) for number, one in page.numbered]
    return Answer(
        html=asked.say.html("apart.which", items=Html("\n".join(lines))),
        buttons=(*in_rows(taps, 4), *page.turns),
    )


async def part(asked: Asked) -> Answer:
    """Say that an item does not tell a story: ``story:item``."""
    story, _, item = asked.words.partition(":")
    asked = await as_owner(asked, story)
    said = await stories.separate(
        asked.desk,
        asked.subscriber_id,
        asked.person,
        alert_id(StoryId(story), asked.subscriber_id),
        ItemId(item),
    )
    return Answer(html=asked.say.html("apart.done" if said.obeyed else "apart.noted"))


async def _told(asked: Asked, link: str) -> Answer:
    account = await whys.why(asked.desk, asked.subscriber_id, link)
    subscriber = await asked.subscriber()
    lines: list[Html] = [item_line(account.item)]
    zone = subscriber.preferences.zone
    for step in account.steps:
        lines += [Html(f"{_MARKS[step.passed]} {said}") for said in _step(asked.say, zone, step)]
    return Answer(html="\n".join(lines))


def _step(say: Words, zone: str, step: whys.Step) -> Iterable[str]:
    match step.data:
        case whys.Sightings() as seen:
            if step.way is whys.Way.SEEN:
                return _first(say, [*_seen(say, seen, zone)])
            return _fresh(say, step)
        case whys.Tickers(tags=tags):
            told = _first(say, [f"${tag.symbol} ({clean(tag.why)})" for tag in tags])
            key = "why.tickers" if told else "why.no_tickers"
            return [say.html(key, tickers=cut("; ".join(told), 400))]
        case whys.Joined() as joined:
            return _story(say, joined)
        case whys.RulesHeld() as rules:
            return _rules(say, rules)
        case whys.Nearly(rules=near):
            return [_nearly(say, one) for one in near[:_MOST]]
        case whys.Stopped(stop=stop):
            return [_stopped(say, stop, zone)]
        case whys.Told(alert=alert, messages=messages):
            told_not = [] if alert else [say.html("why.not_told")]
            sent = [_message(say, each, zone) for each in messages]
            return [*told_not, *_first(say, sent)]
        case _:
            assert_never(step.data)


def _seen(say: Words, seen: whys.Sightings, zone: str) -> Iterator[Html]:
    for item in seen.items:
        at = say.moment(item.seen, zone) if item.seen else "—"
        yield say.html("why.seen", at=at, feed=cut(item.source or item.feed_id, _WORDS))


def _fresh(say: Words, step: whys.Step) -> list[Html]:
    return [] if step.passed else [say.html("why.backlog")]


def _nearly(say: Words, near: whys.Near) -> Html:
    lacks = ", ".join(
        cut(each.text, _WORDS) + (f" ({say.phrase(each.near)})" if each.near else "")
        for each in near.lacks
    )
    return say.html("why.nearly", rule=_name(near.rule), lacks=lacks)


def _stopped(say: Words, stop: Stop, zone: str) -> Html:
    return say.html(
        "why.put_off" if stop.until else "why.stopped",
        stage=say(f"stage.{stop.stage.name.lower()}"),
        detail=cut(stop.detail, _WORDS),
        until=say.moment(stop.until, zone) if stop.until else "",
    )


def _story(say: Words, joined: whys.Joined) -> Iterator[Html]:
    title = cut(joined.story.title, 120) if joined.story else ""
    if joined.opened:
        yield say.html("why.opened")
    else:
        yield say.html("why.joined", title=title, why=cut(say.phrase(joined.why), 120))
    if joined.told_by is not None:
        yield say.html("why.told_by", title=cut(joined.told_by.title, 120))


def _rules(say: Words, rules: whys.RulesHeld) -> Iterator[str]:
    yield from _first(say, [_held(say, rule, evidence) for rule, evidence in rules.held])
    if not rules.held:
        yield say.html("why.none_held")
    if rules.waiting:
        yield say.html("why.waiting", rules=_names(say, rules.waiting))
    if rules.unchosen:
        yield say.html("why.unchosen", rules=_names(say, rules.unchosen))


def _held(say: Words, rule: Rule, evidence: Iterable[Evidence]) -> Html:
    found = dict.fromkeys(say("why.word", text=cut(each.text, _WORDS)) for each in evidence)
    return say.html("why.held", rule=_name(rule), words=", ".join(_first(say, [*found])))


def _message(say: Words, message: whys.Message, zone: str) -> Html:
    kind = say(f"kind.{DeliveryKind(message.kind).name.lower()}")
    if message.sent is not None:
        return say.html("why.sent", kind=kind, at=say.moment(message.sent, zone))
    state = say(f"state.{message.state.name.lower()}")
    at = say.moment(message.not_before, zone)
    reason = say.sentence(message.reason, zone) if message.reason else ""
    return say.html("why.not_sent", kind=kind, state=state, at=at, reason=reason)


def _names(say: Words, rules: Iterable[Rule]) -> str:
    return ", ".join(_first(say, [*map(_name, rules)]))


def _first(say: Words, told: Sequence[str]) -> list[str]:
    """Give the first of what is told, and how much is left off."""
    left = len(told) - _MOST
    return [*told[:_MOST], *([say("why.more", count=left)] if left > 0 else [])]


def _name(rule: Rule) -> str:
    return rule.name if rule.owner else rule.id


SECTION = Section(
    name="why",
    entries=(
        Entry(
            name="why",
            run=why,
            usage="[LINK]",
            examples=("/why https://press.example/news/1",),
            changes=False,
            scopes=ASKING,
        ),
    ),
)
TAPS = {
    AlertVerb.WHY.value: Tap(run=tap_why, changes=False),
    "apart": Tap(run=apart, changes=False),
    "part": Tap(run=part),
}
