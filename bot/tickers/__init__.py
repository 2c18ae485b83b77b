"""Which listed companies an item mentions, and where in its words. Pure.

::

    bytes (rules/gazetteer) ─ Gazetteer ─ with_aliases ─ with_baskets ─┐
    Item ─ words.split ─ explicit mentions ─ names ─ bare symbols ─────┴─ Tagger.tag → TickerTags
    Match of a basket's query ─ themes.theme_tags ─ themes.merge ─────→ TickerTags, via BASKET
"""
