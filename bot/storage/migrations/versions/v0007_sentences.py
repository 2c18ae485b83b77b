"""Notices and reasons as the key of a sentence and its values: each reader's language says them."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_DELIVERIES = sa.table(
    "deliveries", sa.column("id", sa.BigInteger), sa.column("text"), sa.column("reason")
)


def upgrade() -> None:
    """Keep what was written in English as it is, in a sentence that is the same in every language."""
    connection = op.get_bind()
    for name in ("text", "reason"):
        column = _DELIVERIES.c[name]
        rows = connection.execute(sa.select(_DELIVERIES.c.id, column).where(column != ""))
        said = [
            {
                "which": which,
                "said": json.dumps(
                    {"key": "verbatim", "values": {"text": text}}, ensure_ascii=False
                ),
            }
            for which, text in rows
        ]
        if said:
            change = sa.update(_DELIVERIES).where(_DELIVERIES.c.id == sa.bindparam("which"))
            connection.execute(change.values({name: sa.bindparam("said")}), said)
