"""What makes two items one report, and what keeps two alike apart, before any weighing."""

from bot.stories.likeness import Clues
from bot.stories.titles import undated
from bot.stories.traits import RARE, Traits

_SHORT = 8
"""Words of a column's title at most."""
_EDITION = 16 * 3600.0
"""Seconds after which the same publisher's same title is the next edition of a column."""
_OWN_WORDS = 0.6
"""Rare words the summaries must share where a title names nothing."""


def same(kind: str, new: Traits, old: Traits) -> bool:
    """Say whether items that share their ``kind`` (link, guid, title) are one report.

    A link is shared by different items where a feed leads all its entries to one page; a title
    where it is a column's.
    """
    if kind == "link" and new.item.feed_id and new.item.feed_id == old.item.feed_id:
        return new.title == old.title or any(
            term.rarity > RARE and term in old.terms for term in new.terms
        )
    if kind == "title":
        return not new.generic and not next_edition(new, old)
    return True


def next_edition(new: Traits, old: Traits) -> bool:
    """Say whether ``new`` is another day's edition of the column that ``old`` belongs to."""
    if not new.item.source or new.item.source != old.item.source:
        return False
    if new.title == old.title:
        nameless = new.rarest < RARE and len(new.terms) <= _SHORT
        return nameless and abs(new.at - old.at) > _EDITION
    return undated(new.title) == undated(old.title)


def apart(new: Traits, old: Traits, seen: Clues) -> bool:
    """Say whether two reports are apart however alike they look."""
    if next_edition(new, old):
        return True
    if seen.rare - seen.rare_titles >= _OWN_WORDS:
        return False
    return new.generic or old.generic
