"""A story: the items that tell the same event, what is known of it, and what is new in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType, TypeAlias

from bot.domain.item import ItemId
from bot.domain.rule import Severity
from bot.domain.sentence import Sentence
from bot.domain.subscriber import SubscriberId
from bot.domain.times import check_aware

StoryId = NewType("StoryId", str)


def story_id(first: ItemId) -> StoryId:
    """Name a story after the item that opened it, so that a replay gives the same names."""
    return StoryId(first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One publisher's first item in a story."""

    source: str
    at: datetime
    tier: int

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFacts:
    """What story conditions (``sources>=2 within:30m``, ``official:yes``, ``age<2h``) are judged on."""

    opened: datetime
    now: datetime
    reports: tuple[Report, ...]
    """One a publisher, the earliest first; never empty."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "opened", "now")

    def sources(self, within: timedelta | None = None) -> int:
        """Count distinct publishers, or only those that reported ``within`` of the first."""
        if within is None:
            return len(self.reports)
        return sum(report.at - self.reports[0].at <= within for report in self.reports)

    @property
    def tier(self) -> int:
        """The most authoritative tier that reported (1 is official)."""
        return min(report.tier for report in self.reports)

    @property
    def official(self) -> bool:
        """Whether an official publisher reported."""
        return self.tier == 1

    @property
    def age(self) -> timedelta:
        """Since the story opened."""
        return self.now - self.opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story as it is stored and shown."""

    id: StoryId
    title: str
    """Of the item that opened it, or of an official one that joined."""
    opened: datetime
    updated: datetime
    reports: tuple[Report, ...]
    items: int = 1
    severity: Severity | None = None
    """The highest any rule has given it; None while no rule held."""
    related: StoryId | None = None
    """An earlier story that this one may develop."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "opened", "updated")

    @property
    def official(self) -> bool:
        """Whether an official publisher reported."""
        return any(report.tier == 1 for report in self.reports)

    def facts(self, now: datetime) -> StoryFacts:
        """Give what conditions are judged on at ``now``."""
        return StoryFacts(opened=self.opened, now=now, reports=self.reports)


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """Somebody said that an item does not tell the story it was put into."""

    item_id: ItemId
    story_id: StoryId
    by: SubscriberId
    at: datetime
    obeyed: bool
    """Whether the item was taken out; else it is a voice that another may join."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        check_aware(self, "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialJoined:
    """An official source confirmed what others reported."""

    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChanged:
    """A figure of the story differs from the one told before: 25% → 50%."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityRaised:
    """A rule of higher severity holds now."""

    before: Severity
    after: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """Somebody denies the story."""

    source: str
    words: str


Novelty: TypeAlias = OfficialJoined | FigureChanged | SeverityRaised | Denied
"""What is worth a reply to an alert already sent; anything else is an edit of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where the story index puts an item, and why."""

    story_id: StoryId
    new: bool
    why: Sentence
    """For ``/why``: the same link or title as another item, how much alike one, or nothing alike."""
    related: StoryId | None = None
    """Set in the unsure band: told as its own story, linked to this one."""
    novelties: tuple[Novelty, ...] = ()
    """What the item's text brings to the story it joins; empty for a new story."""
