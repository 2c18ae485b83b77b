"""What an item brings to the story it joins: an official word, another figure, a denial."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain.item import Item
from bot.domain.story import Denied, FigureChanged, Novelty, OfficialJoined
from bot.query.amounts import BASIS_POINTS, PERCENT, find_amounts
from bot.query.stems import stemming_language
from bot.query.words import words
from bot.stories.stems import stems

_REACH = 5
"""Words on either side of a figure that say what it is a figure of."""
_SHARED = 2
_MARKETS = re.compile(
    r"\b(?:shares?|stocks?|index|indices|dow|nasdaq|s&p|ftse|dax|nikkei|hang seng|futures|yields?|crude|brent|wti|gold"
    r"|bitcoin|ether(?:eum)?|crypto|premarket|pre-market|wall street|markets?|rally|closes?|dollar index|bonds?)\b",
    re.IGNORECASE,
)
"""Prices move all day: another figure in a market report is no news of the story."""
_DIGIT = re.compile(r"\d")
_DENIAL = re.compile(
    r"\b(?:denies|denied|denying|refutes|refuted|rebuts|rebutted"
    r"|(?:rejects|rejected|dismisses|dismissed) (?:\w+ ){0,2}(?:reports?|claims?|rumou?rs?|allegations?|speculation)"
    r"|(?:no truth (?:to|in)|(?:says?|said|calls?|called) (?:\w+ ){0,3}(?:untrue|not true|false|fake|baseless|inaccurate))"
    r"|has no plans? to|not in talks)\b"
    r"(?! (?:bail|motion|request|appeal|petition|entry|visa|visas|access|permit|permits|parole|clemency|bid|entrance"
    r"|coverage|service|asylum|stay|new trial|license|licence))"
    r"|否认|否認|辟谣|闢謠|不实|不實|dementiert|bestreitet|weist (?:\w+ ){0,3}zurück|dément|démentit|desmiente|niega",
    re.IGNORECASE,
)
_HINTS = (
    "den", "refut", "rebut", "reject", "dismiss", "no truth", "true", "false", "fake", "baseless", "inaccurate", "no plan",
    "not in talks", "否认", "辟谣", "闢謠", "不实", "不實", "dementiert", "bestreitet", "weist", "dément", "desmiente", "niega",
)  # fmt: skip
"""One of these stands in every denial: nearly all titles are done with them."""
_LIKE_ENOUGH = 0.03
"""Amounts nearer than this share of themselves are one amount, rounded twice."""
_POINT = 0.25
"""Percentages and basis points nearer than this are one, rounded twice."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure in a title, with what it is a figure of."""

    unit: str
    value: float
    text: str
    about: frozenset[str]
    """Stems around it."""

    def same(self, other: "Stated") -> bool:
        """Say whether both are one figure, but for rounding."""
        if self.unit in {PERCENT, BASIS_POINTS}:
            return abs(self.value - other.value) < _POINT
        return abs(self.value - other.value) <= _LIKE_ENOUGH * max(self.value, other.value)


@dataclass(frozen=True, slots=True)
class Told:
    """What a report told, as far as a later one may bring something new to it."""

    official: bool
    denial: str
    """The words that deny something, or nothing."""
    figures: tuple[Stated, ...]


_NOTHING = Told(official=False, denial="", figures=())


def told(item: Item) -> Told:
    """Give what ``item`` tells. Titles only: a summary names figures of anything."""
    small = item.title.lower()
    denial = _DENIAL.search(item.title) if any(map(small.__contains__, _HINTS)) else None
    official = item.tier == 1
    prices = not _DIGIT.search(item.title) or _MARKETS.search(item.title)
    figures = () if prices else tuple(_stated(item))
    if not official and denial is None and not figures:
        return _NOTHING
    return Told(official=official, denial=denial[0] if denial else "", figures=figures)


def _stated(item: Item) -> Iterator[Stated]:
    lang = stemming_language(item.lang)
    for found in find_amounts(item.title):
        before = words(item.title[: found.start], lang)[-_REACH:]
        after = words(item.title[found.end :], lang)[:_REACH]
        around = stems(before) + stems(after)
        about = frozenset(stem for stem in around if len(stem) > 2 or not stem.isascii())
        text = item.title[found.start : found.end].strip()
        yield Stated(found.unit, found.value, text, about)


def novelties(item: Item, now: Told, before: Iterable[Told]) -> tuple[Novelty, ...]:
    """Say what ``item`` brings to a story whose reports told ``before`` (the oldest first).

    A figure has changed when no earlier report states it and the latest one that states a figure of
    the same unit about the same thing states another.
    """
    if now == _NOTHING:
        return ()
    earlier = tuple(before)
    news: list[Novelty] = []
    if now.official and not any(one.official for one in earlier):
        news.append(OfficialJoined(source=item.source))
    changed = _changed(now, earlier)
    if changed is not None:
        news.append(changed)
    if now.denial and not any(one.denial for one in earlier):
        news.append(Denied(source=item.source, words=now.denial))
    return tuple(news)


def _changed(now: Told, earlier: tuple[Told, ...]) -> FigureChanged | None:
    known = [figure for one in earlier for figure in one.figures]
    for figure in now.figures:
        if any(figure.same(other) for other in known if other.unit == figure.unit):
            continue
        for other in reversed(known):
            if other.unit == figure.unit and len(other.about & figure.about) >= _SHARED:
                return FigureChanged(before=other.text, after=figure.text)
    return None
