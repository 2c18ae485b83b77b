"""Deletes what is old, and nothing that is still needed."""

from datetime import datetime

from sqlalchemy import Connection, delete, exists, insert, or_, select

from bot.storage import item_search
from bot.storage.tables import (
    alerts,
    deliveries,
    is_pending,
    items,
    mutes,
    offers,
    purged,
    questions,
    stories,
)

_STORIES = 200
"""In one transaction, so that nobody waits long for it."""


def purge_stories(connection: Connection, before: datetime) -> int | None:
    """Delete some stories that last grew before ``before``, with items, alerts and deliveries.

    A story with a pending delivery, or one that a digest is to tell, stays whole. The items' ids are kept: a feed that still lists an
    old entry tells nothing new. Gives how many items were deleted, None once no story is left.
    """
    waits = exists().where(deliveries.c.story_id == stories.c.id, is_pending())
    held = exists().where(
        alerts.c.story_id == stories.c.id,
        alerts.c.held_until.is_not(None),
        or_(
            alerts.c.digest.is_(None),
            alerts.c.digest.in_(select(deliveries.c.id).where(is_pending())),
        ),
    )
    old = select(stories.c.id).where(stories.c.updated < before, ~waits, ~held).limit(_STORIES)
    ids = (connection.scalars(old)).all()
    if not ids:
        return None
    for table in (deliveries, alerts):
        connection.execute(delete(table).where(table.c.story_id.in_(ids)))
    theirs = select(items.c.id).where(items.c.story_id.in_(ids))
    connection.execute(insert(purged).from_select(["item_id"], theirs))
    deleted = connection.scalars(
        delete(items).where(items.c.story_id.in_(ids)).returning(items.c.number)
    )
    numbers = deleted.all()
    item_search.forget(connection, numbers)
    connection.execute(delete(stories).where(stories.c.id.in_(ids)))
    return len(numbers)


def purge_notices(connection: Connection, before: datetime) -> None:
    """Delete what was decided before ``before``, belongs to no alert, and is done with."""
    connection.execute(
        delete(deliveries).where(
            deliveries.c.story_id == "", deliveries.c.created < before, ~is_pending()
        )
    )


def purge_choices(connection: Connection, before: datetime) -> None:
    """Delete mutes that ended, offers that were made and questions that were asked before ``before``."""
    connection.execute(delete(mutes).where(mutes.c.until < before))
    connection.execute(delete(offers).where(offers.c.created < before))
    connection.execute(delete(questions).where(questions.c.asked < before))
