"""Which items tell the same story, and what is new in one. Pure."""
