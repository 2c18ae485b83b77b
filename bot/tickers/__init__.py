"""Which listed companies an item mentions, and where in its words. Pure."""
