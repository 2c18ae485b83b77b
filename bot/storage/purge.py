"""Deletes what is old, and nothing that is still needed."""

from datetime import datetime

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import alerts, deliveries, is_pending, items, purged, stories

_STORIES = 200
"""In one transaction, so that nobody waits long for it."""


async def purge_stories(connection: AsyncConnection, before: datetime) -> int | None:
    """Delete some stories that last grew before ``before``, with items, alerts and deliveries.

    A story with a pending delivery stays whole. The items' ids are kept: a feed that still lists an
    old entry tells nothing new. Gives how many items were deleted, None once no story is left.
    """
    waits = exists().where(deliveries.c.story_id == stories.c.id, is_pending())
    old = select(stories.c.id).where(stories.c.updated < before, ~waits).limit(_STORIES)
    ids = (await connection.scalars(old)).all()
    if not ids:
        return None
    for table in (deliveries, alerts):
        await connection.execute(delete(table).where(table.c.story_id.in_(ids)))
    theirs = select(items.c.id).where(items.c.story_id.in_(ids))
    await connection.execute(insert(purged).from_select(["item_id"], theirs))
    deleted = await connection.execute(
        delete(items).where(items.c.story_id.in_(ids)).returning(items.c.id)
    )
    await connection.execute(delete(stories).where(stories.c.id.in_(ids)))
    return len(deleted.all())


async def purge_notices(connection: AsyncConnection, before: datetime) -> None:
    """Delete what was decided before ``before``, belongs to no alert, and is done with."""
    await connection.execute(
        delete(deliveries).where(
            deliveries.c.story_id == "", deliveries.c.created < before, ~is_pending()
        )
    )
