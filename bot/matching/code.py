"""A query tree in a few dozen bytes and back: what the index keeps of a million rules.

    leaf             its feature's number, 4 bytes, the first below 0x80
    phrase           0x80, count, the words' numbers
    and, or          0x81, 0x82, count, children in the order of their bytes
    not              0x83, child
    near, onear      0x84, 0x85, distance, both sides
    n of             0x86, n, count, children in the order of their bytes

A count is one byte, or 0xFF and four bytes. Queries that differ only in the order in which equals are
written are one code, so they are stored and evaluated once.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import assert_never

from bot.matching.features import Feature
from bot.query.tree import (
    AgeIs,
    Amount,
    And,
    AtLeast,
    InBasket,
    Leaf,
    Macro,
    Near,
    Node,
    Not,
    OfficialIs,
    Or,
    Prefix,
    Regex,
    SourcesIs,
    Tagged,
    Term,
    TierIs,
    Watchlist,
)

_PHRASE, _AND, _OR, _NOT, _NEAR, _ONEAR, _AT_LEAST = range(0x80, 0x87)
_WIDE = 0xFF


def encode(node: Node, intern: Callable[[Leaf], Feature]) -> bytes:
    """Give the code of a resolved tree, its leaves interned.

    Raises:
        ValueError: for an unresolved macro or watchlist.

    """
    match node:
        case Term(words=words) if len(words) > 1:
            parts = (Term(words=(word,), field=node.field, exact=node.exact) for word in words)
            return (
                bytes((_PHRASE,))
                + _count(len(words))
                + b"".join(_leaf(intern(part)) for part in parts)
            )
        case And(children=children):
            return bytes((_AND,)) + _children(children, intern)
        case Or(children=children):
            return bytes((_OR,)) + _children(children, intern)
        case Not(child=child):
            return bytes((_NOT,)) + encode(child, intern)
        case Near(left=left, right=right):
            kind = _ONEAR if node.ordered else _NEAR
            return (
                bytes((kind,))
                + _count(node.distance)
                + encode(left, intern)
                + encode(right, intern)
            )
        case AtLeast(count=count, children=children):
            return bytes((_AT_LEAST,)) + _count(count) + _children(children, intern)
        case Macro() | Watchlist():
            raise ValueError(f"{node} must be resolved before it is indexed")
        case Term() | Prefix() | Regex() | Tagged() | InBasket() | Amount():
            return _leaf(intern(node))
        case SourcesIs() | OfficialIs() | TierIs() | AgeIs():
            return _leaf(intern(node))
        case _:
            assert_never(node)


def _leaf(feature: Feature) -> bytes:
    return feature.id.to_bytes(4, "big")


def _children(children: Iterable[Node], intern: Callable[[Leaf], Feature]) -> bytes:
    codes = sorted([encode(child, intern) for child in children])
    return _count(len(codes)) + b"".join(codes)


def _count(number: int) -> bytes:
    return bytes((number,)) if number < _WIDE else bytes((_WIDE,)) + number.to_bytes(4, "big")


def decode(code: bytes, features: Sequence[Feature | None]) -> Node:
    """Give the tree of a code, without spans; ``features`` are found by their numbers."""
    return _Decoder(code, features).node()


class _Decoder:
    def __init__(self, code: bytes, features: Sequence[Feature | None]) -> None:
        self.code = code
        self.features = features
        self.at = 0

    def node(self) -> Node:
        kind = self.code[self.at]
        if kind < _PHRASE:
            return self.leaf()
        self.at += 1
        match kind:
            case 0x80:
                return self.phrase()
            case 0x81:
                return And(children=self.children())
            case 0x82:
                return Or(children=self.children())
            case 0x83:
                return Not(child=self.node())
            case 0x86:
                return AtLeast(count=self.count(), children=self.children())
            case _:
                distance = self.count()
                return Near(
                    left=self.node(), right=self.node(), distance=distance, ordered=kind == _ONEAR
                )

    def leaf(self) -> Leaf:
        feature = self.features[int.from_bytes(self.code[self.at : self.at + 4], "big")]
        assert feature is not None, "features are never dropped"
        self.at += 4
        return feature.leaf

    def phrase(self) -> Term:
        terms = [self.leaf() for _ in range(self.count())]
        first = terms[0]
        assert isinstance(first, Term)
        words = tuple(term.words[0] for term in terms if isinstance(term, Term))
        return Term(words=words, field=first.field, exact=first.exact)

    def count(self) -> int:
        number = self.code[self.at]
        self.at += 1
        if number == _WIDE:
            number = int.from_bytes(self.code[self.at : self.at + 4], "big")
            self.at += 4
        return number

    def children(self) -> tuple[Node, ...]:
        return tuple(self.node() for _ in range(self.count()))
