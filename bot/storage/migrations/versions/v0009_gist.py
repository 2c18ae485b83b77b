"""What the story index read of an item, so that a start need not read it again."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add a column; items without are read again, as before."""
    op.add_column(
        "items", sa.Column("gist", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
