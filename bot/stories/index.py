"""The stories of the last days, and where the next item belongs among them.

::

    item ─ link, guid or title known? (identity) ────────────────→ that story
         ─ rare words it shares (vocabulary) → a dozen candidates
         ─ clues for and against each (likeness), and what else lies near
         ─ likelier one event than two ──────────────────────────→ that story, and what is new in it
         ─ unsure ───────────────────────────────────────────────→ its own story, linked
         ─ else ─────────────────────────────────────────────────→ its own story
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from math import inf
from typing import NamedTuple

from bot.domain.item import Item, ItemId
from bot.domain.sentence import Sentence, said
from bot.domain.story import Placement, StoryId, story_id
from bot.domain.ticker import TickerTag
from bot.stories.candidates import candidates
from bot.stories.frequencies import Frequencies
from bot.stories.identity import apart, same
from bot.stories.likeness import (
    CROWD,
    DECISIVE,
    JOIN,
    NOISE,
    UNSURE,
    Clues,
    Weighed,
    across,
    ageless,
    clues,
    log_odds,
    share,
)
from bot.stories.novelty import novelties
from bot.stories.traits import Traits
from bot.stories.vocabulary import Term, Vocabulary

_RIVAL = 0.5
"""What shares less than this part of what the first candidate shares is compared no more once one is decisive."""


@dataclass(slots=True, eq=False)
class _Report:
    """An item in the window."""

    traits: Traits
    story: StoryId

    @property
    def opens(self) -> bool:
        return self.story == story_id(self.traits.item.id)

    @property
    def terms(self) -> tuple[Term, ...]:
        return (*self.traits.terms, *self.traits.lead, *self.traits.marks)


class Neighbour(NamedTuple):
    """An earlier report near a new one."""

    item: Item
    story: StoryId
    clues: Clues
    odds: float
    """Log-odds that both tell one event."""


class StoryIndex:
    """Which items tell the same story, in a sliding window.

    It decides by what it was told and never by a clock: the same items in the same order give the same
    stories, also after :meth:`restore`. Not for use from several threads at once.
    """

    def __init__(
        self, frequencies: Frequencies | None = None, *, window: timedelta = timedelta(hours=72)
    ) -> None:
        self._frequencies = frequencies or Frequencies()
        self._window = window.total_seconds()
        self._vocabulary = Vocabulary(self._frequencies)
        self._reports: dict[int, _Report] = {}
        self._numbers: dict[ItemId, int] = {}
        self._next = 0
        self._stories: dict[StoryId, list[int]] = {}
        self._identities: dict[tuple[str, str], list[int]] = {}
        self._ages: list[tuple[float, int]] = []
        self._apart: dict[StoryId, set[StoryId]] = {}
        self._newest = 0.0
        self._read: tuple[int, Item, Sequence[TickerTag], Traits] | None = None

    def __len__(self) -> int:
        """Count the items in the window."""
        return len(self._reports)

    def place(self, item: Item, tags: Sequence[TickerTag] = ()) -> Placement:
        """Decide which story ``item`` tells; changes nothing."""
        new = self._traits(item, tags)
        known = self._identical(new)
        if known is not None:
            kind, report = known
            why = said(f"placed.same_{kind}", title=report.traits.item.title)
            return self._joining(new, report.story, why)
        near = self._near(new)
        if not near:
            return Placement(story_id=story_id(item.id), new=True, why=said("placed.nothing_alike"))
        odds, nearest = self._nearest_story(near)
        percent = int(100 * share(odds - JOIN))  # 50 is where it joins, and no less
        why = said("placed.alike", percent=percent, title=nearest.item.title)
        if odds >= JOIN:
            return self._joining(new, nearest.story, why)
        return Placement(
            story_id=story_id(item.id),
            new=True,
            why=why,
            related=nearest.story
            if odds >= UNSURE or ageless(odds, nearest.clues) >= JOIN
            else None,
        )

    def neighbours(self, item: Item, tags: Sequence[TickerTag] = ()) -> list[Neighbour]:
        """Give the earlier reports ``item`` is compared with, and the clues: what the weights are fitted to."""
        return self._near(self._traits(item, tags), inf)

    def add(self, item: Item, tags: Sequence[TickerTag], placement: Placement) -> None:
        """Remember where ``item`` was put."""
        self.restore(item, tags, placement.story_id)

    def gist(self, item_id: ItemId) -> str:
        """Give what was read of an item that was added, for :meth:`restore`; nothing where it is not there."""
        number = self._numbers.get(item_id)
        return "" if number is None else self._reports[number].traits.gist()

    def restore(
        self, item: Item, tags: Sequence[TickerTag], story: StoryId, gist: str = ""
    ) -> None:
        """Take in an item that was decided before, at start from the store, the oldest first.

        With its :meth:`gist` it is not read again, which is five times as fast.
        """
        self.remove(item.id)
        new = self._traits(item, tags, gist)
        number = self._next
        self._next += 1
        self._newest = max(self._newest, new.at)
        report = self._reports[number] = _Report(new, story)
        self._numbers[item.id] = number
        self._vocabulary.keep(report.terms, number, opens=report.opens)
        for identity in new.identities:
            self._identities.setdefault(identity, []).append(number)
        self._stories.setdefault(story, []).append(number)
        heappush(self._ages, (new.at, number))

    def remove(self, item_id: ItemId) -> None:
        """Forget an item, as if it had never been added; nothing happens when it is not there."""
        number = self._numbers.pop(item_id, None)
        if number is not None:
            self._forget(number)

    def expire(self, now: datetime) -> int:
        """Drop what left the window, and give how many items that were."""
        limit = now.timestamp() - self._window
        before = len(self._reports)
        while self._ages and self._ages[0][0] < limit:
            _, number = heappop(self._ages)
            if number in self._reports:
                del self._numbers[self._reports[number].traits.item.id]
                self._forget(number)
        self._read = None
        self._vocabulary.tidy()
        return before - len(self._reports)

    def separate(self, item: ItemId, story: StoryId) -> None:
        """Obey "this is not the same story": ``item`` leaves ``story`` for one of its own.

        Of the two stories a later item joins the one with the report nearest to it, however many
        reports the other has. Call it again once both are restored: nothing else remembers it. What
        is not in the window is left alone.
        """
        own, number = story_id(item), self._numbers.get(item)
        if number is None or own == story:
            return
        report = self._reports[number]
        if report.story == story:
            self._leave(number)
            report.story = own
            self._stories.setdefault(own, []).append(number)
            self._vocabulary.recount(report.terms)
        if report.story == own and story in self._stories:
            self._apart.setdefault(own, set()).add(story)
            self._apart.setdefault(story, set()).add(own)

    def _forget(self, number: int) -> None:
        self._leave(number)
        report = self._reports.pop(number)
        self._vocabulary.drop(report.terms, number, opens=report.opens)
        for identity in report.traits.identities:
            numbers = self._identities[identity]
            numbers.remove(number)
            if not numbers:
                del self._identities[identity]

    def _leave(self, number: int) -> None:
        story = self._reports[number].story
        members = self._stories[story]
        members.remove(number)
        if not members:
            del self._stories[story]
            for other in self._apart.pop(story, ()):
                self._apart[other].discard(story)

    def _traits(self, item: Item, tags: Sequence[TickerTag], gist: str = "") -> Traits:
        """Read an item once for placing it and adding it, if nothing was added in between."""
        if self._read is not None:
            number, known, known_tags, read = self._read
            if number == self._next and known is item and known_tags is tags:
                return read
        at = item.when.timestamp() if item.when else self._newest
        if item.seen is not None:  # a date in the future must not empty the window
            at = min(at, item.seen.timestamp())
        read = Traits(item, tags, at, self._vocabulary, gist)
        self._read = (self._next, item, tags, read)
        return read

    def _identical(self, new: Traits) -> tuple[str, _Report] | None:
        """Find the newest item that is ``new`` by its link, its guid or its title."""
        for identity in new.identities:
            found = [
                report
                for number in self._identities.get(identity, ())
                if self._current(report := self._reports[number], new)
                and same(identity[0], new, report.traits)
            ]
            stories = {report.story for report in found}
            if found and not any(self._apart.get(story, set()) & stories for story in stories):
                return identity[0], found[-1]
        return None

    def _near(self, new: Traits, decisive: float = DECISIVE) -> list[Neighbour]:
        """Compare ``new`` with its candidates, once one is ``decisive`` with its rivals alone."""
        weighed = Weighed(new, self._vocabulary.level, self._frequencies)
        near: list[Neighbour] = []
        most = -inf
        reports = self._reports
        for number, part in candidates(
            weighed.all,
            new.marks,
            None if self._all_current(new) else lambda number: self._current(reports[number], new),
        ):
            if part < _RIVAL and most >= decisive:
                break
            report = reports[number]
            seen = clues(weighed, report.traits, self._frequencies)
            if apart(new, report.traits, seen):
                continue
            odds = log_odds(seen)
            if new.item.lang != report.traits.item.lang:
                odds = max(odds, across(new, report.traits, self._frequencies))
            most = max(most, odds)
            near.append(Neighbour(report.traits.item, report.story, seen, odds))
        return near

    def _current(self, report: _Report, new: Traits) -> bool:
        return abs(report.traits.at - new.at) <= self._window

    def _all_current(self, new: Traits) -> bool:
        """Say whether nothing is in the index that lies too far from ``new``, as is the rule."""
        oldest = self._ages[0][0] if self._ages else self._newest
        return new.at - oldest <= self._window and self._newest - new.at <= self._window

    def _nearest_story(self, near: list[Neighbour]) -> tuple[float, Neighbour]:
        """Give the likeliest story's log-odds and its nearest report.

        What else lies near counts: an item among many reports of one story is likelier to tell it
        than one between two stories.
        """
        parts: dict[StoryId, float] = {}
        best: dict[StoryId, Neighbour] = {}
        for one in near:
            parts[one.story] = parts.get(one.story, 0.0) + one.clues.held
            if one.story not in best or one.odds > best[one.story].odds:
                best[one.story] = one
        whole = sum(parts.values()) + NOISE
        for story, one in list(best.items()) if self._apart else ():
            rivals = [best[other] for other in self._apart.get(story, ()) if other in best]
            if any(rival.odds > one.odds for rival in rivals):
                del best[story]
        return max(
            ((one.odds + CROWD * parts[story] / whole, one) for story, one in best.items()),
            key=lambda found: found[0],
        )

    def _joining(self, new: Traits, story: StoryId, why: Sentence) -> Placement:
        before = (self._reports[number].traits.told for number in self._stories[story])
        news = novelties(new.item, new.told, before)
        return Placement(story_id=story, new=False, why=why, novelties=news)
