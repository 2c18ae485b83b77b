"""Many rules against one item: an index of stored queries, their evaluation, their evidence. Pure."""
