"""Judging without the words says what the oracle says."""

from datetime import UTC, datetime

from hypothesis import given, settings

from bot.domain.item import Item
from bot.domain.story import Report, StoryFacts
from bot.query.document import analyse
from bot.query.holds import holds, openings
from bot.query.oracle import find
from bot.query.tree import Node
from tests.query.test_properties import ITEMS, QUERIES

_NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
_FACTS = StoryFacts(opened=_NOON, now=_NOON, reports=(Report(source="Wire", at=_NOON, tier=2),))


@settings(max_examples=300, deadline=None)
@given(QUERIES, ITEMS)
def test_it_says_what_the_oracle_says(node: Node, item: Item) -> None:
    """With and without what is known of the story, and where only what is asked for is listed."""
    for facts in (None, _FACTS):
        expected = find(node, analyse(item), facts).value
        assert holds(node, analyse(item), facts) is expected
        assert holds(node, analyse(item, only=openings(node)), facts) is expected
        assert find(node, analyse(item, only=openings(node)), facts) == find(
            node, analyse(item), facts
        )
