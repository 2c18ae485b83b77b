"""Reads an item once for everybody: tickers and themes, with the words that gave them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.item import Item
from bot.domain.rule import RuleId
from bot.domain.ticker import Basket, Symbol, TickerTag
from bot.matching.index import RuleIndex
from bot.query.document import Document, analyse
from bot.query.tree import Node
from bot.tickers.tagger import Tagger
from bot.tickers.themes import merge, theme_tags


@dataclass(frozen=True, slots=True)
class Reading:
    """An item as every later stage sees it."""

    document: Document
    tags: tuple[TickerTag, ...]


class Analyst:
    """Tags items. A basket is a stored query like any rule, held in an index of its own."""

    def __init__(self, tagger: Tagger, baskets: Iterable[tuple[Basket, Node]]) -> None:
        """``baskets`` come with their ``when``, parsed and resolved."""
        self._tagger = tagger
        self._baskets: dict[RuleId, Basket] = {}
        self._member_of: dict[Symbol, frozenset[str]] = {}
        self._themes = RuleIndex()
        for basket, when in baskets:
            self._baskets[RuleId(basket.id)] = basket
            self._themes.add(RuleId(basket.id), when)
            for entry in basket.entries:
                others = self._member_of.get(entry.symbol, frozenset())
                self._member_of[entry.symbol] = others | {basket.id}

    def read(self, item: Item) -> Reading:
        """Give ``item`` analysed, with the companies it mentions and the themes it touches.

        ``basket:x`` holds on it where it touches the theme or mentions one of the companies.
        """
        mentions = self._tagger.tag(item)
        named = frozenset[str]().union(*(self._member_of.get(tag.symbol, ()) for tag in mentions))
        document = analyse(item, tags=mentions, baskets=named)
        touched = self._themes.match(document).held
        if not touched:
            return Reading(document=document, tags=mentions)
        themes = (theme_tags(self._baskets[match.rule_id], match) for match in touched)
        tags = self.add_themes(mentions, (tag for theme in themes for tag in theme))
        baskets = named.union(match.rule_id for match in touched)
        return Reading(document=analyse(item, tags=tags, baskets=baskets), tags=tags)

    def add_themes(
        self, tags: tuple[TickerTag, ...], themes: Iterable[TickerTag]
    ) -> tuple[TickerTag, ...]:
        """Give ``tags`` with those of ``themes`` whose company is not among them."""
        return merge(tags, tuple(themes), self._tagger.gazetteer.main)

    def baskets(self, names: Iterable[str]) -> tuple[Basket, ...]:
        """Give the baskets called ``names``; those a rule names are checked when packs are loaded."""
        return tuple(self._baskets[RuleId(name)] for name in names if RuleId(name) in self._baskets)
