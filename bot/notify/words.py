"""The words an alert is told in, one set a language. English stands in for every other."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.rule import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything a message says that is not the news itself."""

    severities: Mapping[Severity, str]
    tiers: Mapping[int, str]
    """By :class:`bot.domain.feed.Tier`."""
    one_source: str
    sources: str
    seen_after: str
    seen_at: str
    seconds: str
    minutes: str
    hours: str
    days: str
    also: str
    more: str
    rule: str
    rules: str
    related: str
    confirmed: str
    changed: str
    raised: str
    denied: str
    update: str
    open: str
    why: str
    mute: str
    snooze: str
    less: str


ENGLISH = Words(
    severities={
        Severity.CRITICAL: "critical",
        Severity.HIGH: "high",
        Severity.MEDIUM: "medium",
        Severity.LOW: "low",
    },
    tiers={1: "official", 2: "wire", 3: "press", 4: "trade press", 5: "blog"},
    one_source="1 source",
    sources="{count} sources",
    seen_after="seen {delay}",
    seen_at="seen {time}",
    seconds="+{count} s",
    minutes="+{count} min",
    hours="+{count} h",
    days="+{count} d",
    also="Also: {names}",
    more="+{count}",
    rule="Rule: {names}",
    rules="Rules: {names}",
    related="Related: {title}",
    confirmed="Official: {source} confirms",
    changed="{before} → {after}",
    raised="Severity now {severity}",
    denied="Denied by {source}: “{words}”",
    update="Update",
    open="Open",
    why="Why?",
    mute="Mute story",
    snooze="Snooze rule",
    less="Less from source",
)

_CATALOGUE: Mapping[str, Words] = {"en": ENGLISH}


def words(lang: str) -> Words:
    """Give the words of a BCP 47 language tag (``en``, ``de-AT``), English where there are none."""
    return _CATALOGUE.get(lang.partition("-")[0].lower(), ENGLISH)
