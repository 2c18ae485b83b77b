"""Themes: the tickers a basket gives an item without mentioning one of them."""

from collections.abc import Callable

from bot.domain.rule import Match
from bot.domain.ticker import Basket, Symbol, TickerTag, Via

LEADERS = 6
"""So many companies a theme names: a basket lists the most exposed first, and a list of forty says
nothing. Rules still see the whole theme as ``basket:name``."""


def theme_tags(basket: Basket, match: Match) -> tuple[TickerTag, ...]:
    """Give the tags of a basket's leaders when the theme is touched, with the words that touched it.

    ``steel basket: "steel"`` is why; the words are listed once each, in their order.
    """
    said = ", ".join(f'"{text}"' for text in dict.fromkeys(e.text for e in match.evidence))
    why = f"{basket.id} basket: {said}" if said else f"{basket.id} basket"
    return tuple(
        TickerTag(
            symbol=entry.symbol,
            name=entry.name,
            via=Via.BASKET,
            why=why,
            evidence=match.evidence,
            basket=basket.id,
        )
        for entry in basket.entries[:LEADERS]
    )


def merge(
    tags: tuple[TickerTag, ...],
    themes: tuple[TickerTag, ...],
    main: Callable[[Symbol], Symbol] = lambda symbol: symbol,
) -> tuple[TickerTag, ...]:
    """Add themes to mentions: a company that is mentioned stays a mention, one in two themes keeps the first.

    ``main`` gives a company's main symbol (:meth:`bot.tickers.gazetteer.Gazetteer.main`), so that a
    basket's ``7203.T`` is known for the ``TM`` that was mentioned.
    """
    seen = {main(tag.symbol) for tag in tags}
    added = []
    for theme in themes:
        company = main(theme.symbol)
        if company not in seen:
            seen.add(company)
            added.append(theme)
    return (*tags, *added)
