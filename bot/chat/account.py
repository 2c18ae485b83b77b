"""An item's way to its reader in plain words, a line a stage: what /why tells."""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from bot.actions import why as whys
from bot.chat.lines import rule_name
from bot.domain.delivery import DeliveryKind
from bot.domain.evidence import Evidence
from bot.domain.rule import Rule
from bot.domain.silence import Stage, Stop
from bot.domain.ticker import TickerTag, Via
from bot.messages.text import clean, cut
from bot.messages.view import themes
from bot.messages.words import Html, Words
from bot.query.explain import Explanation
from bot.query.tree import Field, Not, Or

_MOST = 8
"""Things of one kind that are told."""
_WORDS = 60
_ALTERNATIVES = 5
"""Shown of a group of which none was found."""
_MARKS = {True: "✅", False: "⛔"}


def way(say: Words, account: whys.Account, zone: str) -> Iterator[Html]:
    """Tell what came of each stage, a line or more each; moments in ``zone`` (IANA name)."""
    for step in account.steps:
        yield from (Html(f"{_MARKS[step.passed]} {said}") for said in _step(say, zone, step))


def _step(say: Words, zone: str, step: whys.Step) -> Iterable[str]:
    match step.data:
        case whys.Sightings() as seen:
            if step.way is whys.Way.SEEN:
                return _first(say, [*_seen(say, seen, zone)])
            return _fresh(say, step)
        case whys.Tickers(tags=tags):
            return _tickers(say, tags)
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


def _tickers(say: Words, tags: Sequence[TickerTag]) -> list[Html]:
    """Tell the companies an item names and by what, then the themes it touches, which are no mentions."""
    named = {f"${tag.symbol}": tag.why for tag in tags if tag.via is not Via.BASKET}
    told = _first(say, [f"{symbol} ({clean(why)})" for symbol, why in named.items()])
    touched = "; ".join(map(str, themes(tags, [*named], say)))
    lines = [say.html("why.tickers", tickers="; ".join(told))] if told else []
    if touched:
        lines.append(say.html("why.themes", themes=touched))
    return lines or [say.html("why.no_tickers")]


def _seen(say: Words, seen: whys.Sightings, zone: str) -> Iterator[Html]:
    for item in seen.items:
        at = say.moment(item.seen, zone) if item.seen else "—"
        yield say.html("why.seen", at=at, feed=cut(item.source or item.feed_id, _WORDS))


def _fresh(say: Words, step: whys.Step) -> list[Html]:
    return [] if step.passed else [say.html("why.backlog")]


def _nearly(say: Words, near: whys.Near) -> Html:
    if all(isinstance(each.node, Not) and each.words for each in near.lacks):
        found = [
            say("why.word", text=cut(word.text, _WORDS)) for one in near.lacks for word in one.words
        ]
        words = ", ".join(_first(say, [*dict.fromkeys(found)]))
        return say.html("why.excluded", rule=_name(near.rule), words=words)
    lacks = ", ".join(_lack(say, each) for each in near.lacks)
    return say.html("why.nearly", rule=_name(near.rule), lacks=lacks)


def _lack(say: Words, lack: Explanation) -> str:
    """Say what was missing: of alternatives the first few."""
    if isinstance(lack.node, Or):
        field, clauses = _alternatives(lack)
        shown = [cut(each, _WORDS) for each in clauses[:_ALTERNATIVES]]
        left = len(clauses) - len(shown)
        more = f" {say('more', count=left)}" if left > 0 else ""
        return say("why.none_of", clauses=f"{field}{', '.join(shown)}{more}")
    return cut(lack.text, _WORDS) + (f" ({say.phrase(lack.near)})" if lack.near else "")


def _alternatives(lack: Explanation) -> tuple[str, list[str]]:
    """Give the alternatives one by one, and before them the field that all of them ask for."""
    clauses: list[str] = []
    groups = [lack]
    while groups:
        group = groups.pop(0)
        if isinstance(group.node, Or):
            groups[:0] = group.parts
        else:
            clauses.append(group.text)
    field = f"{clauses[0].partition(':')[0]}:"
    if field.removesuffix(":") in set(Field) and all(each.startswith(field) for each in clauses):
        return f"{field} ", [each.removeprefix(field) for each in clauses]
    return "", clauses


def _stopped(say: Words, stop: Stop, zone: str) -> Html:
    return say.html(
        "why.put_off" if stop.until else "why.stopped",
        stage=say(f"stage.{stop.stage.name.lower()}"),
        detail=_detail(stop),
        until=say.moment(stop.until, zone) if stop.until else "",
    )


def _detail(stop: Stop) -> str:
    """Say what it was, rules as they are called; of a story there is nothing to say but its name, which stands above."""
    if stop.stage is Stage.MUTED_STORY or not stop.detail:
        return ""
    return f"({cut(', '.join(map(rule_name, stop.detail.split(', '))), _WORDS)})"


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
