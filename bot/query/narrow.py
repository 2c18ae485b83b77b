"""Which stored items a query can hold on at all, for an inverted index to find before the engine decides.

    keys(document)  what is kept of an item to find it by: stems, words, tickers, themes
    narrow(node)    what an item must have of them for the query to hold; None where any item may do
    nearly(node)    the same for items that lack one clause of an AND

An index that holds the keys of every item gives all the items a query holds on, and others. Word order,
places, amounts' values and exclusions are not in it. When words are cut or stemmed otherwise than
before, the keys of stored items are to be made anew by a migration.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from bot.query.document import FIELDS, ITEM_FIELDS, Document
from bot.query.limits import children
from bot.query.stems import LANGUAGES
from bot.query.tree import (
    Amount,
    And,
    AtLeast,
    Field,
    InBasket,
    Near,
    Node,
    Not,
    Or,
    Prefix,
    Tagged,
    Term,
)
from bot.query.words import stem_of, words

MAX_KEYS = 4_000
"""Of an item; one with more is found by every query."""
MAX_ASKED = 3_000
"""Keys of a narrowed query; what would be more is left open."""
_LONGEST = 60
"""Signs of a key that are kept."""
_MOST_CLAUSES = 8
"""An AND of more has no items that nearly did."""

EVERYTHING = "e"
"""Key of an item that every query must see."""
_UNTAGGED = "q"
"""Key of an item whose tickers and themes are not known."""
_STEM, _NORM = "s", "n"
_FIELD_LETTERS = dict(zip(ITEM_FIELDS, "ttsagul", strict=True))
"""Title and summary are one text here."""
_ESCAPED = {code: f"_{code:02x}" for code in range(128) if not chr(code).isalnum()} | {
    code: f"_{code:02x}" for code in range(ord("A"), ord("Z") + 1)
}
"""Keys are small ASCII letters, digits and ``_``, and signs beyond ASCII: no index folds or cuts those."""


@dataclass(frozen=True, slots=True)
class Has:
    """An item has this key."""

    key: str


@dataclass(frozen=True, slots=True)
class Begins:
    """An item has a key that begins so."""

    key: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """All parts hold, two or more."""

    parts: tuple["Wanted", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the parts holds, of two or more."""

    parts: tuple["Wanted", ...]


Wanted: TypeAlias = Has | Begins | AllOf | AnyOf


def keys(document: Document, *, tagged: bool = True) -> frozenset[str]:
    """Give the keys of an item. Without ``tagged`` its tickers and themes are not known."""
    found = {
        key
        for field in ITEM_FIELDS
        for word in set(document.words(field))
        for reading in word.readings
        if reading.norm
        for key in _of_word(_FIELD_LETTERS[field], reading.norm, reading.stem)
    }
    found.update(_key("c", amount.unit) for amount in document.amounts)
    if tagged:
        found.update(_key("m", symbol) for symbol in document.symbols)
        found.update(_key("b", basket) for basket in document.baskets)
    else:
        found.add(_UNTAGGED)
    return frozenset(found) if len(found) <= MAX_KEYS else frozenset((EVERYTHING,))


@lru_cache(maxsize=65_536)
def _of_word(field: str, norm: str, stem: str) -> tuple[str, ...]:
    """Give the key of a stem, and of the word where it is another."""
    by_stem = _key(field + _STEM, stem)
    return (by_stem,) if norm == stem else (by_stem, _key(field + _NORM, norm))


def _key(kind: str, text: str) -> str:
    return kind + text.translate(_ESCAPED)[:_LONGEST]


def narrow(node: Node) -> Wanted | None:
    """Give what an item must have for ``node``, names put in, to hold on it; None for anything."""
    wanted = _narrowed(node)
    return None if wanted is None or size(wanted) > MAX_ASKED else wanted


def nearly(node: Node) -> Wanted | None:
    """Give what an item must have for ``node`` to hold but for one clause; None where that says nothing.

    An item of which all that holds is what narrows nothing, as exclusions, is not near.
    """
    if not isinstance(node, And) or len(node.children) > _MOST_CLAUSES:
        return narrow(node)
    parts = [_narrowed(child) for child in node.children]
    relaxed = (
        _all([part for other, part in enumerate(parts) if other != left_out and part is not None])
        for left_out in range(len(parts))
    )
    wanted = _any([one for one in relaxed if one is not None])
    return None if wanted is None or size(wanted) > MAX_ASKED else wanted


def names_tags(node: Node) -> bool:
    """Say whether ``node`` asks for tickers or themes."""
    open_nodes = [node]
    while open_nodes:
        current = open_nodes.pop()
        if isinstance(current, Tagged | InBasket):
            return True
        open_nodes += children(current)
    return False


def size(wanted: Wanted) -> int:
    """Count the keys in ``wanted``."""
    return sum(map(size, wanted.parts)) if isinstance(wanted, AllOf | AnyOf) else 1


def _narrowed(node: Node) -> Wanted | None:
    match node:
        case And():
            parts = [part for child in node.children if (part := _narrowed(child)) is not None]
            return _all(_affordable(parts))
        case Or():
            return _either([_narrowed(child) for child in node.children])
        case AtLeast():
            return _at_least(node)
        case Near():
            sides = (_narrowed(node.left), _narrowed(node.right))
            return _all([side for side in sides if side is not None])
        case Not():
            return None
        case _:
            return _leaf(node)


def _affordable(parts: list[Wanted]) -> list[Wanted]:
    """Leave out of an AND what would be too much to ask for, the longest lists first."""
    kept: list[Wanted] = []
    asked = 0
    for part in sorted(parts, key=size):
        asked += size(part)
        if asked > MAX_ASKED:
            break
        kept.append(part)
    return kept


def _at_least(node: AtLeast) -> Wanted | None:
    """Where two of three hold, one of any two does."""
    parts = [part for child in node.children if (part := _narrowed(child)) is not None]
    enough = len(node.children) - node.count + 1
    return _any(sorted(parts, key=size)[:enough]) if len(parts) >= enough else None


def _leaf(node: Node) -> Wanted | None:
    match node:
        case Term():
            return _all([part for word in node.words if (part := _word(word, node)) is not None])
        case Prefix():
            letter = _letter(node.field)
            return _any([Begins(_key(letter + kind, node.prefix)) for kind in (_STEM, _NORM)])
        case Tagged():
            return _any([Has(_key("m", node.symbol)), Has(_UNTAGGED)])
        case InBasket():
            return _any([Has(_key("b", node.basket)), Has(_UNTAGGED)])
        case Amount():
            return Has(_key("c", node.unit))
        case _:
            return None


def _word(word: str, term: Term) -> Wanted | None:
    letter = _letter(term.field)
    if not term.exact:
        stems = dict.fromkeys(stem_of(word, lang) for lang in LANGUAGES)
        return _any([Has(_key(letter + _STEM, stem)) for stem in stems])
    found = words(word)
    if len(found) != 1:
        return None
    norms = [reading.norm for reading in found[0].readings]
    return _any([Has(_key(letter + kind, norm)) for norm in norms for kind in (_STEM, _NORM)])


def _letter(field: Field) -> str:
    return _FIELD_LETTERS[FIELDS[field][0]]


def _either(parts: list[Wanted | None]) -> Wanted | None:
    known = [part for part in parts if part is not None]
    return _any(known) if len(known) == len(parts) else None


def _all(parts: list[Wanted]) -> Wanted | None:
    flat = dict.fromkeys(_flat(parts, AllOf))
    return AllOf(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def _any(parts: list[Wanted]) -> Wanted | None:
    flat = dict.fromkeys(_flat(parts, AnyOf))
    return AnyOf(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def _flat(parts: Iterable[Wanted], kind: type[AllOf] | type[AnyOf]) -> Iterator[Wanted]:
    for part in parts:
        yield from part.parts if isinstance(part, kind) else (part,)
