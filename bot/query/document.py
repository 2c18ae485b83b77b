"""An item as rules see it: words with their places, amounts, tickers. Made once, met by every rule.

text.split() → chunk → its words, from a cache         words(): what an index looks up, ~5 µs
places in the item's own text, on demand               spans(): only for what is shown
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.evidence import Evidence
from bot.domain.item import Item
from bot.domain.ticker import TickerTag, Via
from bot.query.amounts import find_amounts
from bot.query.stems import stemming_language
from bot.query.tree import Field
from bot.query.words import BREAK, Word, places, words

FIELDS: Mapping[Field, tuple[str, ...]] = {
    Field.TEXT: ("title", "summary"),
    Field.TITLE: ("title",),
    Field.BODY: ("summary",),
    Field.SOURCE: ("source",),
    Field.TAG: ("tags",),
    Field.AUTHOR: ("author",),
    Field.LANG: ("lang",),
    Field.URL: ("url",),
}
"""A query's field → the item's fields it looks in. A phrase or NEAR stays within one of them."""
OPENING = 3
"""Letters a prefix has at least (:data:`bot.query.limits.MIN_PREFIX`)."""
ITEM_FIELDS = ("title", "summary", "source", "author", "tags", "url", "lang")


@dataclass(frozen=True, slots=True)
class AmountFound:
    """An amount the text names."""

    unit: str
    """``pct`` or an ISO 4217 code in lower case."""
    value: float
    field: str
    start: int
    end: int


class Document:
    """An item, analysed: as much as is asked for, once."""

    __slots__ = (
        "_amounts",
        "_begins",
        "_only",
        "_spans",
        "_words",
        "baskets",
        "item",
        "lang",
        "symbols",
        "tags",
    )

    def __init__(
        self,
        item: Item,
        tags: Sequence[TickerTag] = (),
        baskets: frozenset[str] = frozenset(),
        only: frozenset[str] | None = None,
    ) -> None:
        self.item = item
        self._only = only
        self.lang = stemming_language(item.lang)
        """The stemming language of its words."""
        self.tags = tuple(tags)
        self.symbols = frozenset(tag.symbol for tag in tags if tag.via is not Via.BASKET)
        """Mentioned (explicit, name, alias)."""
        self.baskets = baskets | {tag.basket for tag in tags if tag.basket}
        """Whose theme it touches or whose company it mentions."""
        self._words: dict[str, Sequence[Word]] = {}
        self._begins: dict[str, Mapping[str, Sequence[int]]] = {}
        self._spans: dict[str, Sequence[tuple[int, int]]] = {}
        self._amounts: tuple[AmountFound, ...] | None = None

    def text(self, field: str) -> str:
        """Give an item's field as text; tags stand on lines of their own."""
        value: str | tuple[str, ...] = getattr(self.item, field)
        return value if isinstance(value, str) else "\n".join(value)

    def texts(self, field: str) -> tuple[str, ...]:
        """Give an item's field as texts that no phrase reaches across: one, or a tag each."""
        value: str | tuple[str, ...] = getattr(self.item, field)
        return (value,) if isinstance(value, str) else value

    def words(self, field: str) -> Sequence[Word]:
        """Give the words of an item's field in order: a word's index is its position."""
        found = self._words.get(field)
        if found is None:
            if field == "tags":
                tags = self.item.tags
                found = [word for tag in tags for word in (*words(tag, self.lang), BREAK)]
            else:
                found = words(self.text(field), self.lang)
            self._words[field] = found
        return found

    def begins(self, field: str) -> Mapping[str, Sequence[int]]:
        """Give where in a field something can stand at all: stem, surface or first letters → positions.

        A word is listed under each reading's stem, its surface and its first :data:`OPENING` letters.
        Where ``only`` some of these are asked for, words that have none of them may be left out.
        """
        found = self._begins.get(field)
        if found is None:
            only = self._only
            made: dict[str, list[int]] = {}
            for position, word in enumerate(self.words(field)):
                if only is not None:
                    norm, stem, surface, also = word
                    if not (stem in only or surface in only or norm[:OPENING] in only or also):
                        continue
                for key in {
                    key
                    for reading in word.readings
                    for key in (reading.stem, reading.surface, reading.norm[:OPENING])
                }:
                    made.setdefault(key, []).append(position)
            found = self._begins[field] = made
        return found

    def spans(self, field: str) -> Sequence[tuple[int, int]]:
        """Give the place of every word of a field, in the order of :meth:`words`.

        In characters of the field as the item holds it, the end exclusive.
        """
        found = self._spans.get(field)
        if found is None:
            found = self._spans[field] = list(self._places(field))
        return found

    def _places(self, field: str) -> Iterator[tuple[int, int]]:
        offset = 0
        for text in self.texts(field):
            yield from ((start + offset, end + offset) for start, end in places(text, self.lang))
            offset += len(text) + 1
            if field == "tags":
                yield offset - 1, offset - 1  # the BREAK

    def evidence(self, field: str, start: int, end: int) -> Evidence:
        """Give the words from ``start`` to ``end`` of a field as evidence."""
        return Evidence(field, start, end, self.text(field)[start:end])

    @property
    def amounts(self) -> tuple[AmountFound, ...]:
        """Give the amounts of title and summary, in order."""
        if self._amounts is None:
            self._amounts = tuple(
                AmountFound(amount.unit, amount.value, field, amount.start, amount.end)
                for field in FIELDS[Field.TEXT]
                for amount in find_amounts(getattr(self.item, field))
            )
        return self._amounts


def analyse(
    item: Item,
    *,
    tags: Sequence[TickerTag] = (),
    baskets: frozenset[str] = frozenset(),
    only: frozenset[str] | None = None,
) -> Document:
    """Make an item ready for rules.

    Args:
        item: as it is stored.
        tags: what the tagger found; a tag's ``basket`` counts whatever its ``via``.
        baskets: further baskets the item belongs to, as those of the companies it mentions.
        only: see :meth:`Document.begins`.

    """
    return Document(item, tags, baskets, only)


def as_read(
    item: Item,
    tags: Sequence[TickerTag],
    baskets: frozenset[str],
    *,
    only: frozenset[str] | None = None,
) -> Document:
    """Make a stored item ready again, as rules met it.

    ``tags`` are all that is told of it: companies of a basket that is not among ``baskets``, which it was
    read to touch, were added by a rule that held on it.
    """
    own = tuple(tag for tag in tags if tag.via is not Via.BASKET or tag.basket in baskets)
    return analyse(item, tags=own, baskets=baskets, only=only)
