"""Entries, the state of orders, and kept copies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables; entries can be added, never changed."""
    op.create_table(
        "entries",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(256), nullable=False, index=True),
        sa.Column("happened_at", sa.String(32), nullable=False),
        sa.Column("known_at", sa.String(32), nullable=False),
        sa.Column("written_at", sa.String(32), nullable=False),
        sa.Column("author", sa.String(256), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("key", sa.String(512), nullable=False, unique=True),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "orders",
        sa.Column("order_id", sa.String(256), primary_key=True),
        sa.Column("placed", sa.Integer, sa.ForeignKey("entries.number"), nullable=False),
        sa.Column("entry", sa.Integer, sa.ForeignKey("entries.number"), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "kept",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER entries_no_{act.lower()} BEFORE {act} ON entries "
                "BEGIN SELECT RAISE(ABORT, 'entries are only added to'); END"
            )
