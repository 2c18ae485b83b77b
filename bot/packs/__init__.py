"""YAML ↔ rules, baskets, feed lists: schema, line numbers, examples."""
