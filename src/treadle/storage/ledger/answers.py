"""First answers to writes: whoever repeats a write with its key gets the first answer again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta

import sqlalchemy as sa

from treadle.storage.ledger.rows import ANSWERS
from treadle.storage.ledger.sql_ledger import SqlLedger
from treadle.terms.codec import json_text

#: An answer that nobody finished in so long was lost with its process: the write is tried again.
LOST = timedelta(seconds=60)
#: Answers are kept so long.
KEPT_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer that was given; `request` is the digest of what was asked, `status` 0 while it is worked out."""

    request: str
    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers kept in a ledger's database."""

    ledger: SqlLedger

    def begin(self, name: str, request: str) -> Answer | None:
        """Take the answering of a name upon oneself (None), or the answer of whoever did so before."""
        now = self.ledger.clock().astimezone(UTC)
        with self.ledger.writing() as connection:
            connection.execute(sa.delete(ANSWERS).where(ANSWERS.c.begun_at < now - KEPT_FOR))
            row = connection.execute(sa.select(ANSWERS).where(ANSWERS.c.name == name)).first()
            if row is not None and (row.status or row.begun_at > now - LOST):
                return Answer(request=row.request, status=row.status, headers=json.loads(row.headers), body=row.body)
            connection.execute(sa.delete(ANSWERS).where(ANSWERS.c.name == name))
            connection.execute(
                sa.insert(ANSWERS).values(name=name, request=request, status=0, headers="{}", body="", begun_at=now)
            )
            return None

    def finish(self, name: str, status: int, headers: Mapping[str, str], body: str) -> None:
        """Keep the answer that was given."""
        with self.ledger.writing() as connection:
            values = {"status": status, "headers": json_text(dict(headers)), "body": body}
            connection.execute(sa.update(ANSWERS).where(ANSWERS.c.name == name).values(**values))

    def forget(self, name: str) -> None:
        """Keep no answer: nothing was written, and a repeat may try again."""
        with self.ledger.writing() as connection:
            connection.execute(sa.delete(ANSWERS).where(ANSWERS.c.name == name))
