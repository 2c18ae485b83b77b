"""YAML ↔ rules, baskets, feed lists, aliases: read with every fault at its place, checked by example.

::

    file ─ source (YAML nodes with places) ─ section ─ reading ─ form (as written)
    forms ─ assembly (names looked up, queries parsed and put together) ─ library, load_rules
                └─ check (examples, noise bounds) ─ report (text, JSON, JUnit)

What a file may hold is docs/packs.md.
"""
