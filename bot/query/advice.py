"""What to tell somebody who saves a query that can be used and will disappoint them.

It can never match; it matches nearly everything; words in it look like a phrase, like a
misspelling, like something else than what they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise

from bot.domain.sentence import Sentence, said
from bot.query.contradiction import contradiction
from bot.query.format import format_query
from bot.query.limits import children
from bot.query.share import share
from bot.query.tree import And, AtLeast, Field, Node, Not, Or, Prefix, Term
from bot.query.words import ABBREVIATIONS, stem_of

_TOO_MUCH = 0.2
"""Of all items: more is no alert but a feed."""
_BROAD_PREFIX = 0.05
_PHRASE = 0.15
"""Of the items with the rarer of two words, how many hold both side by side where they are a phrase."""
_COMMON_ENOUGH = 1e-5
"""Share of a word worth being proposed for a misspelled one."""
_KNOWN_PHRASES = frozenset(
    """
    rare earth, rare earths, export control, export controls, critical mineral, critical minerals,
    interest rate, interest rates, trade deal, trade war, trade talks, white house, federal reserve,
    central bank, supreme court, united states, united kingdom, united nations, european union,
    european commission, hong kong, south korea, north korea, saudi arabia, middle east, red sea,
    south china, prime minister, foreign minister, wall street, oil price, oil prices, crude oil,
    basis points, supply chain, supply chains, countervailing duty, countervailing duties,
    section 232, section 301, executive order, entity list, national security, state department,
    commerce department, defense department, treasury department, arms sale, arms sales,
    fighter jet, fighter jets, share buyback, profit warning, trading halt, rate cut, rate hike
    """.replace("\n", " ").replace("  ", "").strip().split(", ")
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A warning about a query that can be used all the same."""

    said: Sentence
    span: tuple[int, int]
    """Of the clause meant, in the query's text."""
    suggestion: str = ""
    """What to write in the clause's place, or nothing."""

    @property
    def message(self) -> str:
        """Give it in English."""
        return str(self.said)


def advise(node: Node, frequencies: Mapping[str, float]) -> list[Advice]:
    """Say what of ``node``, names put in, is probably not meant.

    ``frequencies`` gives for a stem the share of all items that hold it (0 to 1), and may give it for
    two stems in a row (``"rare earth"``). Without any, only what needs none is said.
    """
    if contradiction(node):
        return list(_never(node))
    return [*_never(node), *_too_much(node, frequencies), *_clauses(node, frequencies)]


def _never(node: Node, *, whole: bool = True) -> Iterator[Advice]:
    """Find what can never hold, the whole or a part of it."""
    if why := contradiction(node):
        never = (
            said("advice.never", why=why)
            if whole
            else said("advice.part_never", part=format_query(node), why=why)
        )
        yield Advice(said=never, span=node.span)
    elif isinstance(node, And | Or | AtLeast):
        for child in node.children:
            yield from _never(child, whole=False)


def _too_much(node: Node, frequencies: Mapping[str, float]) -> Iterator[Advice]:
    part = share(node, frequencies)
    if part >= _TOO_MUCH:
        key = "advice.nearly_everything" if part > 0.5 else "advice.very_much"
        yield Advice(said=said(key, percent=_percent(part)), span=node.span)


def _clauses(node: Node, frequencies: Mapping[str, float]) -> Iterator[Advice]:
    """Look at every clause outside NOT, and at neighbours that may be one phrase."""
    if isinstance(node, Not):
        return
    if isinstance(node, And):
        for first, second in pairwise(node.children):
            yield from _phrase(first, second, frequencies)
    if isinstance(node, Prefix):
        yield from _prefix(node, frequencies)
    if isinstance(node, Term) and len(node.words) == 1 and not node.exact:
        yield from _word(node, frequencies)
    for child in children(node):
        yield from _clauses(child, frequencies)


def _phrase(first: Node, second: Node, frequencies: Mapping[str, float]) -> Iterator[Advice]:
    words = (*_plain_word(first), *_plain_word(second))
    if len(words) < 2:
        return
    stems = tuple(stem_of(word) for word in words)
    together = frequencies.get(" ".join(stems), 0.0)
    rarer = min(frequencies.get(stem, 0.0) for stem in stems)
    if " ".join(words) in _KNOWN_PHRASES or (rarer and together / rarer >= _PHRASE):
        phrase = f'"{" ".join(words)}"'
        yield Advice(
            said=said("advice.phrase", words=" ".join(words), phrase=phrase),
            span=(first.span[0], second.span[1]),
            suggestion=phrase,
        )


def _plain_word(node: Node) -> tuple[str, ...]:
    plain = isinstance(node, Term) and node.field is Field.TEXT and not node.exact
    return node.words if isinstance(node, Term) and plain and len(node.words) == 1 else ()


def _prefix(node: Prefix, frequencies: Mapping[str, float]) -> Iterator[Advice]:
    part = share(node, frequencies)
    if part >= _BROAD_PREFIX:
        broad = said("advice.prefix", prefix=node.prefix, percent=_percent(part))
        yield Advice(said=broad, span=node.span)


def _percent(part: float) -> int:
    return round(100 * part)


def _word(node: Term, frequencies: Mapping[str, float]) -> Iterator[Advice]:
    word = node.words[0]
    in_text = node.field in {Field.TEXT, Field.TITLE, Field.BODY}
    if in_text and word in ABBREVIATIONS:
        name = ABBREVIATIONS[word]
        meant = said("advice.abbreviation", word=word, meant=name)
        yield Advice(said=meant, span=node.span, suggestion=name)
    if in_text and word in {"near", "onear"}:
        name = f"{word.upper()}/8"
        meant = said("advice.operator", word=word, meant=name)
        yield Advice(said=meant, span=node.span, suggestion=name)
    if in_text and frequencies and word.isascii() and word.isalpha() and len(word) > 4:
        yield from _misspelled(node, word, frequencies)


def _misspelled(node: Term, word: str, frequencies: Mapping[str, float]) -> Iterator[Advice]:
    stem = stem_of(word)
    if stem in frequencies:
        return
    alike = [
        known
        for known, part in frequencies.items()
        if part >= _COMMON_ENOUGH and known[:1] == stem[:1] and abs(len(known) - len(stem)) <= 2
    ]
    close = get_close_matches(stem, alike, n=1, cutoff=0.8)
    if close:
        yield Advice(said=said("advice.misspelled", word=word, meant=close[0]), span=node.span)
