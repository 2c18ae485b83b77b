"""How a story grows by an item. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.feed import Tier
from bot.domain.item import Item
from bot.domain.rule import Rule
from bot.domain.sentence import verbatim
from bot.domain.story import Placement, Report, Story


def opened(item: Item, placement: Placement, now: datetime) -> Story:
    """Give the story that ``item`` opens."""
    report = _report(item, now)
    return Story(
        id=placement.story_id,
        title=item.title,
        opened=report.at,
        updated=now,
        reports=(report,),
        related=placement.related,
    )


def grown(story: Story, item: Item, now: datetime) -> Story:
    """Give ``story`` with ``item`` in it; a publisher counts once, under any of its feeds."""
    report = _report(item, now)
    known = {other.source.casefold() for other in story.reports}
    reports = story.reports
    if report.source.casefold() not in known:
        reports = tuple(sorted((*reports, report), key=lambda other: other.at))
    official = item.tier == Tier.OFFICIAL and not story.official
    return replace(
        story,
        title=item.title if official else story.title,
        updated=now,
        reports=reports,
        items=story.items + 1,
    )


def without(story: Story, left: Sequence[Item], now: datetime) -> Story:
    """Give ``story`` as the items ``left`` tell it, its first one before all others."""
    first, *others = left
    told = opened(first, Placement(story_id=story.id, new=True, why=verbatim("")), now)
    for item in others:
        told = grown(told, item, now)
    return replace(told, opened=story.opened, severity=story.severity, related=story.related)


def of_severity(story: Story, rules: Iterable[Rule]) -> Story:
    """Give ``story`` at the highest severity that any of ``rules`` has given it."""
    severity = max((rule.severity for rule in rules), default=None)
    if severity is None or (story.severity is not None and story.severity >= severity):
        return story
    return replace(story, severity=severity)


def _report(item: Item, now: datetime) -> Report:
    # What says it was published in the future would order every other source behind it.
    return Report(source=item.source, at=min(item.when or now, now), tier=item.tier)
