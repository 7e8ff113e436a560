"""The tables of the ledger, and entries and orders as their rows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from treadle.storage.ledger.read_bodies import read_body
from treadle.terms.codec import Noun, json_text, to_values
from treadle.terms.entry import BODIES, Entry
from treadle.terms.order import Order

#: Newest step of `migrations/versions`.
HEAD = "0002"
META = sa.MetaData()


class Moment(sa.TypeDecorator[datetime]):
    """A moment in UTC, kept as ISO text of one length, so that it sorts as time does in every database."""

    impl = sa.String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """To text."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        """From text."""
        return None if value is None else datetime.fromisoformat(value)


ENTRIES = sa.Table(
    "entries",
    META,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("subject", sa.String(256), nullable=False, index=True),
    sa.Column("happened_at", Moment, nullable=False),
    sa.Column("known_at", Moment, nullable=False),
    sa.Column("written_at", Moment, nullable=False),
    sa.Column("author", sa.String(256), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("key", sa.String(512), nullable=False, unique=True),
    sa.Column("body", sa.Text, nullable=False),
)
ORDERS = sa.Table(
    "orders",
    META,
    sa.Column("order_id", sa.String(256), primary_key=True),
    sa.Column("placed", sa.Integer, sa.ForeignKey("entries.number"), nullable=False),
    sa.Column("entry", sa.Integer, sa.ForeignKey("entries.number"), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)
STATES = sa.Table(
    "states",
    META,
    sa.Column("noun", sa.String(32), primary_key=True),
    sa.Column("state_id", sa.String(256), primary_key=True),
    sa.Column("first", sa.Integer, sa.ForeignKey("entries.number"), nullable=False),
    sa.Column("entry", sa.Integer, sa.ForeignKey("entries.number"), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)
#: Digests of passwords, keys and links; the one before is gone when a new one comes.
SECRETS = sa.Table(
    "secrets",
    META,
    sa.Column("name", sa.String(320), primary_key=True),
    sa.Column("digest", sa.String(512), nullable=False),
)
JOBS = sa.Table(
    "jobs",
    META,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("job_id", sa.String(64), nullable=False, unique=True),
    sa.Column("key", sa.String(512), nullable=False, unique=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("arguments", sa.Text, nullable=False),
    sa.Column("asked_by", sa.String(256), nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("request_id", sa.String(64), nullable=False),
    sa.Column("start_after", Moment, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("most_attempts", sa.Integer, nullable=False),
    sa.Column("worker_id", sa.String(128), nullable=False),
    sa.Column("claim", sa.String(64), nullable=False),
    sa.Column("lease_until", Moment),
    sa.Column("share", sa.Float, nullable=False),
    sa.Column("told", sa.Text, nullable=False),
    sa.Column("is_cancel_asked", sa.Boolean, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
    sa.Column("problems", sa.Text, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Index("jobs_to_do", "state", "start_after"),
)
#: The first answer to each write that had an idempotency key; status 0 while it is being worked out.
ANSWERS = sa.Table(
    "answers",
    META,
    sa.Column("name", sa.String(512), primary_key=True),
    sa.Column("request", sa.String(64), nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("headers", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("begun_at", Moment, nullable=False, index=True),
)
KEPT = sa.Table(
    "kept",
    META,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
)


def entry_row(entry: Entry, written_at: datetime) -> dict[str, object]:
    """An entry as a row of ENTRIES, without its number."""
    return {
        "kind": entry.kind, "subject": entry.subject, "happened_at": entry.happened_at, "known_at": entry.known_at,
        "written_at": entry.written_at or written_at, "author": entry.author, "currency": entry.currency,
        "key": entry.key, "body": json_text(to_values(entry.body)),
    }  # fmt: skip


def entry_of(row: Any) -> Entry:
    """A row of ENTRIES as an entry. Raises `InputError` where its body does not fit its kind."""
    body = read_body(BODIES[row.kind], row.body, file=f"ledger, entry {row.number}", remedy="Restore the ledger")
    return Entry(
        kind=row.kind, subject=row.subject, happened_at=row.happened_at, known_at=row.known_at, author=row.author,
        key=row.key, body=body, currency=row.currency, number=row.number, written_at=row.written_at,
    )  # fmt: skip


def state_row(noun: str, state_id: str, state: object, *, first: int, entry: int) -> dict[str, object]:
    """A folded state as a row of STATES; `first` and `entry` are numbers of its first and its newest entry."""
    return {"noun": noun, "state_id": state_id, "first": first, "entry": entry, "body": json_text(to_values(state))}


def state_of(row: Any, kind: type[Noun]) -> Noun:
    """A row of STATES as its noun. Raises `InputError` where it is none."""
    place = f"ledger, {row.noun} {row.state_id}"
    return read_body(kind, row.body, file=place, remedy="Rebuild it: treadle ledger DIR --rebuild")


def order_row(order: Order, *, placed: int, entry: int) -> dict[str, object]:
    """An order as a row of ORDERS; `placed` and `entry` are numbers of its first and its newest entry."""
    return {
        "order_id": order.order_id, "placed": placed, "entry": entry, "state": order.state,
        "body": json_text(to_values(order)),
    }  # fmt: skip


def order_of(row: Any) -> Order:
    """A row of ORDERS as an order. Raises `InputError` where it is none."""
    place = f"ledger, order {row.order_id}"
    return read_body(Order, row.body, file=place, remedy="Rebuild it: treadle ledger DIR --rebuild")
