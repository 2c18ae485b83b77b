"""Which stored items a query can hold on, and on which it does, for an inverted index to find.

    narrow(node)    what an item has if the query, names put in, holds on it; None where any item may do
    surely(node)    what it is enough for an item to have; None where nothing is
    nearly(node)    what items have that lack one clause of an AND

An index of :func:`bot.query.keys.keys` so gives all items a query holds on, and tells which of them need
not be judged. Places of words, exact spellings, expressions and stories are judged.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations
from math import comb
from typing import NamedTuple

from bot.query.document import FIELDS
from bot.query.keys import (
    FOREIGN,
    LARGEST,
    LETTERS,
    TITLE,
    UNTAGGED,
    amount_key,
    is_least,
    is_whole,
    size_of,
    stem_keys,
    theme_key,
    ticker_key,
    word_keys,
)
from bot.query.limits import children
from bot.query.stems import LANGUAGES
from bot.query.tree import (
    Amount,
    And,
    AtLeast,
    Comparison,
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
from bot.query.wanted import (
    AllOf,
    AnyOf,
    Begins,
    Has,
    Wanted,
    Without,
    all_parts,
    any_part,
    excludes_only,
    size,
    without,
)
from bot.query.words import stem_of, words

MAX_ASKED = 8_000
"""Keys of a narrowed query; what would be more is left open."""
_MOST_CLAUSES = 8
"""An AND of more has no items that nearly did."""
_MOST_CHOICES = 40
"""Ways in which ``n of`` may hold that are written out."""


class _Bounds(NamedTuple):
    """Between these two is what a query holds on."""

    most: Wanted | None
    """None is everything."""
    least: Wanted | None
    """None is nothing."""


_OPEN = _Bounds(None, None)


def narrow(node: Node) -> Wanted | None:
    """Give what an item has if ``node``, names put in, holds on it; None where any item may do."""
    return _affordable(_bounds(node).most)


def surely(node: Node) -> Wanted | None:
    """Give what it is enough to have for ``node``, names put in, to hold; None where nothing is."""
    return _affordable(_bounds(node).least)


def nearly(node: Node) -> Wanted | None:
    """Give what an item has if ``node`` holds on it but for one clause; None where that says nothing."""
    if not isinstance(node, And) or len(node.children) > _MOST_CLAUSES:
        return narrow(node)
    parts = [_asked(_bounds(child).most) for child in node.children]
    relaxed = (
        all_parts(
            [part for other, part in enumerate(parts) if other != left_out and part is not None]
        )
        for left_out in range(len(parts))
    )
    return _affordable(any_part([one for one in relaxed if one is not None]))


def names_tags(node: Node) -> bool:
    """Say whether ``node`` asks for tickers or themes."""
    open_nodes = [node]
    while open_nodes:
        current = open_nodes.pop()
        if isinstance(current, Tagged | InBasket):
            return True
        open_nodes += children(current)
    return False


def _affordable(wanted: Wanted | None) -> Wanted | None:
    return None if wanted is None or size(wanted) > MAX_ASKED else wanted


def _asked(wanted: Wanted | None) -> Wanted | None:
    """Leave out what asks for nothing: an item is not near for what it lacks."""
    return None if wanted is None or excludes_only(wanted) else wanted


def _bounds(node: Node) -> _Bounds:
    match node:
        case And():
            return _all_bounds([_bounds(child) for child in node.children])
        case Or():
            return _any_bounds([_bounds(child) for child in node.children])
        case AtLeast():
            return _at_least(node.count, [_bounds(child) for child in node.children])
        case Not():
            child = _bounds(node.child)
            return _Bounds(
                None if child.least is None else without(None, child.least),
                None if child.most is None else without(None, child.most),
            )
        case Near():
            sides = _all_bounds([_bounds(node.left), _bounds(node.right)])
            return _Bounds(sides.most, None)
        case _:
            return _leaf(node)


def _all_bounds(parts: Sequence[_Bounds]) -> _Bounds:
    most = all_parts(_cheapest([part.most for part in parts if part.most is not None]))
    least = [part.least for part in parts if part.least is not None]
    return _Bounds(most, all_parts(least) if len(least) == len(parts) else None)


def _any_bounds(parts: Sequence[_Bounds]) -> _Bounds:
    most = [part.most for part in parts if part.most is not None]
    least = any_part([part.least for part in parts if part.least is not None])
    return _Bounds(any_part(most) if len(most) == len(parts) else None, least)


def _at_least(count: int, parts: Sequence[_Bounds]) -> _Bounds:
    if comb(len(parts), count) <= _MOST_CHOICES:
        return _any_bounds([_all_bounds(chosen) for chosen in combinations(parts, count)])
    # Where two of three hold, one of any two does.
    known = sorted((part.most for part in parts if part.most is not None), key=size)
    enough = len(parts) - count + 1
    return _Bounds(any_part(known[:enough]) if len(known) >= enough else None, None)


def _cheapest(parts: list[Wanted]) -> list[Wanted]:
    """Leave out of an AND what would be too much to ask for, the longest lists first."""
    kept: list[Wanted] = []
    asked = 0
    for part in sorted(parts, key=size):
        asked += size(part)
        if asked > MAX_ASKED:
            break
        kept.append(part)
    return kept


# Clauses


def _leaf(node: Node) -> _Bounds:
    match node:
        case Term():
            return _term(node)
        case Prefix():
            return _in_field(node.field, partial(_prefix, node.prefix))
        case Tagged():
            return _tag(ticker_key(node.symbol))
        case InBasket():
            return _tag(theme_key(node.basket))
        case Amount():
            return _amount(node)
        case _:
            return _OPEN


def _term(node: Term) -> _Bounds:
    of_word = _spelling if node.exact else _inflected
    parts = [_in_field(node.field, partial(of_word, word)) for word in node.words]
    together = _all_bounds(parts)
    return together if len(parts) == 1 else _Bounds(together.most, None)


def _inflected(word: str, letter: str) -> _Bounds:
    """Look for a word by its stem, which is another in some languages."""
    stem = stem_of(word)
    others = {stem_of(word, lang) for lang in LANGUAGES} - {stem}
    asked = AnyOf(tuple(map(Has, stem_keys(letter, stem))))
    if not others:
        return _told_by(asked)
    foreign = AnyOf(tuple(Has(key) for other in sorted(others) for key in stem_keys(letter, other)))
    least = _told_by(asked).least
    return _Bounds(
        AnyOf((*asked.parts, AllOf((foreign, Has(FOREIGN))))),
        None if least is None else Without(least, Has(FOREIGN)),
    )


def _spelling(word: str, letter: str) -> _Bounds:
    """Look for a word as it is written; how it is folded says only where that may be."""
    found = words(word)
    if len(found) != 1:
        return _OPEN
    norms = [reading.norm for reading in found[0].readings]
    return _Bounds(any_part([Has(key) for norm in norms for key in word_keys(letter, norm)]), None)


def _prefix(prefix: str, letter: str) -> _Bounds:
    return _told_by(AnyOf(tuple(map(Begins, word_keys(letter, prefix)))))


def _told_by(asked: AnyOf) -> _Bounds:
    """Ask for one of some keys, which says it all where none of them was cut."""
    whole = all(isinstance(one, Has | Begins) and is_whole(one.key) for one in asked.parts)
    return _Bounds(asked, asked if whole else None)


def _tag(key: str) -> _Bounds:
    return _Bounds(AnyOf((Has(key), Has(UNTAGGED))), Has(key))


def _amount(node: Amount) -> _Bounds:
    """Look for amounts by their size; those of the size asked for are compared."""
    at = size_of(node.value)
    sizes = range(0)
    if node.comparison in {Comparison.LT, Comparison.LE}:
        sizes = range(at)
    elif node.comparison in {Comparison.GT, Comparison.GE}:
        all_of_size = node.comparison is Comparison.GE and is_least(node.value)
        sizes = range(at if all_of_size else at + 1, LARGEST + 1)
    sure = [Has(amount_key(node.unit, each)) for each in sizes]
    least = any_part(sure) if node.field is Field.TEXT else None
    return _Bounds(any_part([*sure, Has(amount_key(node.unit, at))]), least)


def _in_field(field: Field, of: Callable[[str], _Bounds]) -> _Bounds:
    """Look in a field; what the summary shares with the title is in it or not."""
    if field is Field.TITLE:
        return of(TITLE)
    everywhere = of(LETTERS[FIELDS[field][0]])
    if field is not Field.BODY:
        return everywhere
    in_title, least = of(TITLE).most, everywhere.least
    if in_title is None or least is None:
        return _Bounds(everywhere.most, None)
    return _Bounds(everywhere.most, Without(least, in_title))
