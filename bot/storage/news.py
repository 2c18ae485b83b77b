"""Items and stories, read by whoever needs them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, exists, select

from bot.domain.story import Story, StoryId
from bot.pipeline.ports import StoredItem
from bot.storage import flow_rows as rows
from bot.storage.statements import IDS, chunks
from bot.storage.tables import item_rules, item_waiting, items, stories

# Statements are made once: making one takes SQLAlchemy longer than SQLite takes to run it.
_STORIES = select(stories).where(stories.c.id.in_(bindparam("ids", expanding=True)))
_OF_STORY = select(items).where(items.c.story_id == bindparam("story")).order_by(items.c.number)
_WAITING = _OF_STORY.where(exists().where(item_waiting.c.item_id == items.c.id))
_MATCHES, _WAITS = (
    select(table)
    .where(table.c.item_id.in_(bindparam("ids", expanding=True)))
    .order_by(table.c.position)
    for table in (item_rules, item_waiting)
)


def stories_by_id(connection: Connection, ids: Iterable[StoryId]) -> dict[StoryId, Story]:
    """Give the stories there are of ``ids``."""
    found: dict[StoryId, Story] = {}
    for piece in chunks(ids, IDS):
        result = connection.execute(_STORIES, {"ids": piece}).mappings()
        found.update((story.id, story) for story in map(rows.story_of, result))
    return found


def waiting(connection: Connection, story: StoryId) -> list[StoredItem]:
    """Give a story's items with waiting rules, in the order they were stored."""
    return [stored for _, stored in item_page(connection, _WAITING, {"story": story})]


def story_items(connection: Connection, story: StoryId) -> list[StoredItem]:
    """Give a story's items, in the order they were stored."""
    return [stored for _, stored in item_page(connection, _OF_STORY, {"story": story})]


def item_page(
    connection: Connection, query: Select[Any], values: dict[str, Any] | None = None
) -> list[tuple[RowMapping, StoredItem]]:
    """Give the items ``query`` selects, each with its row, its matches and its waiting rules."""
    page: Sequence[RowMapping] = connection.execute(query, values or {}).mappings().all()
    matches: dict[str, list[rows.Row]] = defaultdict(list)
    waits: dict[str, list[rows.Row]] = defaultdict(list)
    for piece in chunks([row["id"] for row in page], IDS):
        for children, found in ((_MATCHES, matches), (_WAITS, waits)):
            for child in connection.execute(children, {"ids": piece}).mappings():
                found[child["item_id"]].append(child)
    return [
        (row, rows.stored_item_of(row, matches.get(row["id"], ()), waits.get(row["id"], ())))
        for row in page
    ]
