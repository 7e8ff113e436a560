"""Folded states of any noun, digests of secrets, jobs, and first answers; nothing of it was in the first edition."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REFUSE = """
CREATE FUNCTION entries_are_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'entries are only added to' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def upgrade() -> None:
    """Make the tables; in PostgreSQL also what refuses to change an entry."""
    moment = sa.String(32)
    op.create_table(
        "states",
        sa.Column("noun", sa.String(32), primary_key=True),
        sa.Column("state_id", sa.String(256), primary_key=True),
        sa.Column("first", sa.Integer, sa.ForeignKey("entries.number"), nullable=False),
        sa.Column("entry", sa.Integer, sa.ForeignKey("entries.number"), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(320), primary_key=True),
        sa.Column("digest", sa.String(512), nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("job_id", sa.String(64), nullable=False, unique=True),
        sa.Column("key", sa.String(512), nullable=False, unique=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("arguments", sa.Text, nullable=False),
        sa.Column("asked_by", sa.String(256), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("start_after", moment, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("most_attempts", sa.Integer, nullable=False),
        sa.Column("worker_id", sa.String(128), nullable=False),
        sa.Column("claim", sa.String(64), nullable=False),
        sa.Column("lease_until", moment),
        sa.Column("share", sa.Float, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("is_cancel_asked", sa.Boolean, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("problems", sa.Text, nullable=False),
        sa.Column("ended_at", moment),
        sa.Index("jobs_to_do", "state", "start_after"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "answers",
        sa.Column("name", sa.String(512), primary_key=True),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("headers", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("begun_at", moment, nullable=False, index=True),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REFUSE)
        op.execute(
            "CREATE TRIGGER entries_no_change BEFORE UPDATE OR DELETE ON entries "
            "FOR EACH ROW EXECUTE FUNCTION entries_are_only_added_to()"
        )
