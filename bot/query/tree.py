"""The tree of a query. What a trader types, a pack holds and the engine indexes is this.

Every node is a frozen value, so equal queries are equal trees and can share one evaluation.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TypeAlias

SPAN_UNKNOWN = (0, 0)


class Field(StrEnum):
    """Where a word is looked for; TEXT is title and summary."""

    __hash__ = str.__hash__  # Enum's own is written in Python, and trees are hashed all the time

    TEXT = "text"
    TITLE = "title"
    BODY = "body"
    """The summary."""
    SOURCE = "source"
    TAG = "tag"
    AUTHOR = "author"
    LANG = "lang"
    URL = "url"


class Comparison(StrEnum):
    """How a number is compared."""

    LT = "<"
    LE = "<="
    EQ = "="
    GE = ">="
    GT = ">"

    def holds(self, left: float, right: float) -> bool:
        """Compare ``left`` with ``right``."""
        match self:
            case Comparison.LT:
                return left < right
            case Comparison.LE:
                return left <= right
            case Comparison.EQ:
                return left == right
            case Comparison.GE:
                return left >= right
            case Comparison.GT:
                return left > right


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    span: tuple[int, int] = field(default=SPAN_UNKNOWN, compare=False, repr=False)
    """Character offsets into the query's text, for errors and explanations; no part of equality."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(_Node):
    """Words in a row: one is a word, several are a phrase. ``tariff``, ``"rare earth"``, ``=CAT``."""

    words: tuple[str, ...]
    """As typed, split as the tokenizer splits an item; folded unless ``exact``."""
    field: Field = Field.TEXT
    exact: bool = False
    """``=``: written exactly so, case and all, no inflections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix(_Node):
    """``tariff*``: a word that begins so; at least three letters, folded."""

    prefix: str
    field: Field = Field.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Regex(_Node):
    """``/re2/i``: an RE2 expression on the raw text of a field."""

    pattern: str
    ignore_case: bool = False
    field: Field = Field.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged(_Node):
    """``$LMT``, ``ticker:LMT``: the tagger found this symbol mentioned (a basket hit is no mention)."""

    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InBasket(_Node):
    """``basket:defense``: the item touches the theme, or mentions one of its companies."""

    basket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist(_Node):
    """``watchlist:mine``: a ticker of the owner's watchlist is mentioned. Resolved before indexing."""

    name: str = "mine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Macro(_Node):
    """``@tariffs``: a named query. Resolved before indexing."""

    name: str
    field: Field = Field.TEXT
    """Set by ``title:@tariffs``: those words of the named query that say no field are looked for there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount(_Node):
    """``pct>=25``, ``usd>=1b``: an amount that the text names."""

    unit: str
    """``pct`` or an ISO 4217 code in lower case."""
    comparison: Comparison
    value: float
    field: Field = Field.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesIs(_Node):
    """``sources>=2 within:30m``: so many publishers tell the story."""

    comparison: Comparison
    count: int
    within: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialIs(_Node):
    """``official:yes``: an official publisher is among them."""

    official: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TierIs(_Node):
    """``tier<=2``: the most authoritative publisher of the story."""

    comparison: Comparison
    tier: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeIs(_Node):
    """``age<2h``: how long the story is open."""

    comparison: Comparison
    age: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class And(_Node):
    """All hold. Two or more children, none of them an And."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or(_Node):
    """At least one holds. Two or more children, none of them an Or."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(_Node):
    """The child does not hold."""

    child: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Near(_Node):
    """Within ``distance`` words in one field, in either order or (``ONEAR``) left before right.

    A side is a Term, a Prefix, an Or of those, or a Macro that resolves to one. Distance counts the
    words between the two plus one: neighbours are at distance 1.
    """

    left: "Node"
    right: "Node"
    distance: int
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast(_Node):
    """``2 of (a, b, c)``: so many of the children hold."""

    count: int
    children: tuple["Node", ...]


StoryCondition: TypeAlias = SourcesIs | OfficialIs | TierIs | AgeIs
"""What is judged on the story and again whenever it grows."""

Leaf: TypeAlias = (
    Term | Prefix | Regex | Tagged | InBasket | Watchlist | Macro | Amount | StoryCondition
)
Node: TypeAlias = Leaf | And | Or | Not | Near | AtLeast

NOTHING = Tagged(symbol="")
"""Never holds: what the tickers of an empty watchlist come to. Written ``watchlist:empty``."""
