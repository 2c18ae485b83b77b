"""Judges one query on one item, slowly and plainly. The engine must agree with it on every item.

Three values: a clause holds, does not hold, or waits for a story condition that is not known yet.
AND, OR, NOT and ``n of`` follow Kleene's logic of the unknown.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.evidence import Evidence
from bot.domain.story import StoryFacts
from bot.domain.ticker import Via
from bot.query.document import FIELDS, OPENING, Document
from bot.query.near import alternatives
from bot.query.regex import find_all
from bot.query.tree import (
    AgeIs,
    Amount,
    And,
    AtLeast,
    InBasket,
    Macro,
    Near,
    Node,
    Not,
    OfficialIs,
    Or,
    Prefix,
    Regex,
    SourcesIs,
    StoryCondition,
    Tagged,
    Term,
    TierIs,
    Watchlist,
)
from bot.query.words import Word, stem_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of judging a query on an item."""

    holds: bool
    """It holds, whatever becomes of the story."""
    waiting: bool
    """It does not hold yet, and would if the story conditions in it turned out well."""
    evidence: tuple[Evidence, ...]
    """The words that made it true, in order, none twice: of every clause that held outside NOT."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of judging one node: True, False, or None where the story decides."""

    value: bool | None
    evidence: frozenset[Evidence] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """A word, phrase or prefix found in an item's field, by positions, ``last`` included."""

    field: str
    first: int
    last: int


_FALSE = Finding(False)


def judge(node: Node, document: Document, facts: StoryFacts | None = None) -> Verdict:
    """Judge ``node``, with all macros and watchlists put in, on ``document``.

    Without ``facts`` nothing is known of the story and its conditions wait.
    """
    finding = find(node, document, facts)
    return Verdict(
        holds=finding.value is True,
        waiting=finding.value is None,
        evidence=tuple(sorted(finding.evidence)),
    )


def find(node: Node, document: Document, facts: StoryFacts | None) -> Finding:
    """Judge one node, with the words that made it true."""
    match node:
        case And():
            return _counted(node.children, len(node.children), document, facts)
        case Or():
            return _counted(node.children, 1, document, facts)
        case AtLeast():
            return _counted(node.children, node.count, document, facts)
        case Not():
            value = find(node.child, document, facts).value
            return Finding(None if value is None else not value)
        case Near():
            return _found(document, _near(node, document))
        case Term() | Prefix():
            return _found(document, occurrences(node, document))
        case Regex() | Amount() | Tagged() | InBasket():
            return _evident(_leaf_evidence(node, document), held=_touches(node, document))
        case Macro() | Watchlist():
            raise ValueError(f"{node} is not put in; resolve() does that before judging")
        case _:
            return Finding(None if facts is None else _story_holds(node, facts))


def _counted(
    children: Sequence[Node], count: int, document: Document, facts: StoryFacts | None
) -> Finding:
    """Judge whether ``count`` of ``children`` hold."""
    findings = [find(child, document, facts) for child in children]
    held = [finding for finding in findings if finding.value is True]
    waiting = [finding for finding in findings if finding.value is None]
    if len(held) >= count:
        return Finding(True, _all_evidence(held))
    if len(held) + len(waiting) >= count:
        return Finding(None, _all_evidence([*held, *waiting]))
    return _FALSE


def _all_evidence(findings: Iterable[Finding]) -> frozenset[Evidence]:
    return frozenset().union(*(finding.evidence for finding in findings))


def _evident(evidence: Iterable[Evidence], *, held: bool = False) -> Finding:
    words = frozenset(evidence)
    return Finding(held or bool(words), words)


# Words


def occurrences(node: Term | Prefix, document: Document) -> list[Occurrence]:
    """Give every place a word, phrase or prefix is found at, in order."""
    width = len(node.words) if isinstance(node, Term) else 1
    opening = _opening(node, document.lang)
    return [
        Occurrence(field, start, start + width - 1)
        for field in FIELDS[node.field]
        for start in document.begins(field).get(opening, ())
        if start + width <= len(document.words(field))
        and _stands_at(node, document.words(field)[start : start + width], document.lang)
    ]


def _opening(node: Term | Prefix, lang: str) -> str:
    """Give what :meth:`Document.begins` lists the places under where ``node`` may begin."""
    if isinstance(node, Prefix):
        return node.prefix[:OPENING]
    return node.words[0] if node.exact else stem_of(node.words[0], lang)


def _stands_at(node: Term | Prefix, found: Sequence[Word], lang: str) -> bool:
    if isinstance(node, Prefix):
        return any(reading.norm.startswith(node.prefix) for reading in found[0].readings)
    return all(
        word_matches(wanted, word, lang, exact=node.exact)
        for wanted, word in zip(node.words, found, strict=True)
    )


def word_matches(wanted: str, word: Word, lang: str, *, exact: bool) -> bool:
    """Say whether a query's word is an item's word, in one of its readings."""
    if exact:
        return any(reading.surface == wanted for reading in word.readings)
    stem = stem_of(wanted, lang)
    return any(reading.stem == stem for reading in word.readings if reading.norm)


def _near(node: Near, document: Document) -> set[Occurrence]:
    """Give the occurrences of both sides that stand near one of the other."""
    return {
        one
        for left in _side(node.left, document)
        for right in _side(node.right, document)
        if distance(left, right, ordered=node.ordered) in range(1, node.distance + 1)
        for one in (left, right)
    }


def _side(side: Node, document: Document) -> Iterator[Occurrence]:
    for one in alternatives(side):
        if isinstance(one, Term | Prefix):
            yield from occurrences(one, document)


def distance(left: Occurrence, right: Occurrence, *, ordered: bool) -> int:
    """Count the words from ``left`` to ``right``, 1 for neighbours; 0 where they are not comparable.

    Not comparable are words of two fields, words that overlap, and with ``ordered`` right before left.
    """
    if left.field != right.field:
        return 0
    forward, backward = right.first - left.last, left.first - right.last
    return max(forward, 0 if ordered else backward, 0)


def _found(document: Document, places: Iterable[Occurrence]) -> Finding:
    return _evident(evidence_of(document, place) for place in places)


def evidence_of(document: Document, place: Occurrence) -> Evidence:
    """Give the words of an occurrence."""
    spans = document.spans(place.field)
    return document.evidence(place.field, spans[place.first][0], spans[place.last][1])


# What else an item is known to hold


def _leaf_evidence(
    node: Regex | Amount | Tagged | InBasket, document: Document
) -> Iterator[Evidence]:
    match node:
        case Regex():
            for field in FIELDS[node.field]:
                text = document.text(field)
                for start, end in find_all(node.pattern, text, ignore_case=node.ignore_case):
                    yield document.evidence(field, start, end)
        case Amount():
            for amount in document.amounts:
                named = amount.unit == node.unit and amount.field in FIELDS[node.field]
                if named and node.comparison.holds(amount.value, node.value):
                    yield document.evidence(amount.field, amount.start, amount.end)
        case Tagged():
            if node.symbol in document.symbols:
                yield from (
                    words
                    for tag in document.tags
                    if tag.symbol == node.symbol and tag.via is not Via.BASKET
                    for words in tag.evidence
                )
        case InBasket():
            yield from (
                words
                for tag in document.tags
                if tag.basket == node.basket
                for words in tag.evidence
            )


def _touches(node: Regex | Amount | Tagged | InBasket, document: Document) -> bool:
    """Say whether a tag holds by itself: its words may lie outside the item's text."""
    match node:
        case Tagged():
            return node.symbol in document.symbols
        case InBasket():
            return node.basket in document.baskets
        case _:
            return False


def _story_holds(node: StoryCondition, facts: StoryFacts) -> bool:
    match node:
        case SourcesIs():
            return node.comparison.holds(facts.sources(node.within), node.count)
        case OfficialIs():
            return facts.official is node.official
        case TierIs():
            return node.comparison.holds(facts.tier, node.tier)
        case AgeIs():
            return node.comparison.holds(facts.age.total_seconds(), node.age.total_seconds())
