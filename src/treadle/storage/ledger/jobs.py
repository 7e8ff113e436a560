"""The job table: asked for once, claimed by one statement, held by a lease, ended once.

A claim is a token of its own, not the worker's name: whatever a worker writes later names its claim, and where another
worker has taken the job over meanwhile (or the same one under the same name) nothing is written.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from treadle.storage.ledger.adding import add_entries
from treadle.storage.ledger.rows import JOBS
from treadle.storage.ledger.sql_ledger import SqlLedger
from treadle.terms.codec import from_values, json_text, to_values
from treadle.terms.entry import Entry
from treadle.terms.job import Job, JobAsked, JobEnded, JobProblem

#: A lease ends after so long without a sign of life.
LEASE = timedelta(seconds=30)
#: Waiting before the second attempt; four times as long before each further one.
BACK_OFF = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A job that a worker holds under a token."""

    job: Job
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """The job table of a ledger."""

    ledger: SqlLedger

    def ask(
        self, kind: str, arguments: Mapping[str, str], *, key: str, author: str, request_id: str = "",
        start_after: datetime | None = None, most_attempts: int = 3,
    ) -> Job:  # fmt: skip
        """Ask for work; with the same key the job that was asked for first. Raises `LedgerError`."""
        with self.ledger.writing() as connection:
            found = connection.execute(sa.select(JOBS).where(JOBS.c.key == key)).first()
            if found is not None:
                return job_of(found)
            now, job_id = self._now(), uuid.uuid4().hex
            asked = JobAsked(kind=kind, arguments=arguments)
            add_entries(connection, [_entry("job", job_id, asked, now, author, f"job:{job_id}")], now=now)
            connection.execute(sa.insert(JOBS).values(
                job_id=job_id, key=key, kind=kind, state="waiting", arguments=json_text(dict(arguments)),
                asked_by=author, asked_at=now, request_id=request_id, start_after=start_after or now, attempt=0,
                most_attempts=most_attempts, worker_id="", claim="", lease_until=None, share=0.0, told="",
                is_cancel_asked=False, result="{}", problems="[]", ended_at=None,
            ))  # fmt: skip
            return job_of(connection.execute(sa.select(JOBS).where(JOBS.c.job_id == job_id)).one())

    def job(self, job_id: str) -> Job | None:
        """The job of that id."""
        with self.ledger.reading() as connection:
            row = connection.execute(sa.select(JOBS).where(JOBS.c.job_id == job_id)).first()
            return None if row is None else job_of(row)

    def jobs(self, *, state: str | None = None, kind: str | None = None) -> tuple[Job, ...]:
        """Jobs, newest first: of a state, of a kind."""
        asked = sa.select(JOBS).order_by(JOBS.c.number.desc())
        if state is not None:
            asked = asked.where(JOBS.c.state == state)
        if kind is not None:
            asked = asked.where(JOBS.c.kind == kind)
        with self.ledger.reading() as connection:
            return tuple(job_of(row) for row in connection.execute(asked))

    def claim(self, worker_id: str, kinds: Sequence[str]) -> Claim | None:
        """The oldest job that waits, or whose worker is gone, held by this worker from now on; None where there is
        none. Jobs whose last attempt was lost are ended first."""
        with self.ledger.writing() as connection:
            now = self._now()
            self._bury(connection, now)
            due = sa.or_(sa.and_(JOBS.c.state == "waiting", JOBS.c.start_after <= now), _is_lost(now))
            token = uuid.uuid4().hex
            oldest = (
                sa.select(JOBS.c.number).where(due, JOBS.c.kind.in_(list(kinds))).order_by(JOBS.c.number).limit(1)
                .with_for_update(skip_locked=True).scalar_subquery()
            )  # fmt: skip
            row = connection.execute(
                sa.update(JOBS).where(JOBS.c.number == oldest).values(
                    state="doing", claim=token, worker_id=worker_id, lease_until=now + LEASE,
                    attempt=JOBS.c.attempt + 1, share=0.0, told="",
                ).returning(*JOBS.c)
            ).first()  # fmt: skip
            return None if row is None else Claim(job=job_of(row), token=token)

    def renew(self, token: str, *, share: float | None = None, told: str | None = None) -> Job | None:
        """Show that a claim is alive, and how far it is; None where it is held no more."""
        values: dict[str, Any] = {"lease_until": self._now() + LEASE}
        if share is not None:
            values["share"] = min(max(share, 0.0), 1.0)
        if told is not None:
            values["told"] = told
        with self.ledger.writing() as connection:
            row = connection.execute(sa.update(JOBS).where(_is_held(token)).values(**values).returning(*JOBS.c)).first()
            return None if row is None else job_of(row)

    def end(self, token: str, ended: JobEnded, problems: Sequence[JobProblem] = ()) -> bool:
        """End the job of a claim; False where it is held no more, and nothing is written."""
        with self.ledger.writing() as connection:
            return self._end(connection, _is_held(token), ended, problems) is not None

    def try_again(self, token: str, told: str, problems: Sequence[JobProblem] = ()) -> bool:
        """Let the job of a claim wait for its next attempt, later each time; it fails where there is none left."""
        with self.ledger.writing() as connection:
            row = connection.execute(sa.select(JOBS).where(_is_held(token))).first()
            if row is None:
                return False
            if row.attempt >= row.most_attempts:
                return self._end(connection, _is_held(token), JobEnded(state="failed", told=told), problems) is not None
            again = self._now() + BACK_OFF * 4 ** (row.attempt - 1)
            connection.execute(
                sa.update(JOBS).where(_is_held(token))
                .values(state="waiting", claim="", lease_until=None, start_after=again, told=told)
            )  # fmt: skip
            return True

    def give_back(self, token: str) -> bool:
        """Let the job of a claim wait again as if it had not been begun: its worker is told to stop."""
        with self.ledger.writing() as connection:
            row = connection.execute(
                sa.update(JOBS).where(_is_held(token))
                .values(state="waiting", claim="", lease_until=None, attempt=JOBS.c.attempt - 1, told="")
                .returning(JOBS.c.job_id)
            ).first()  # fmt: skip
            return row is not None

    def is_due(self, kinds: Sequence[str]) -> bool:
        """Whether there is something to claim; looks only."""
        now = self._now()
        due = sa.or_(
            sa.and_(JOBS.c.state == "waiting", JOBS.c.start_after <= now),
            sa.and_(JOBS.c.state == "doing", _is_gone(now)),
        )
        with self.ledger.reading() as connection:
            found = sa.select(JOBS.c.number).where(due, JOBS.c.kind.in_(list(kinds))).limit(1)
            return connection.scalar(found) is not None

    def cancel(self, job_id: str, *, author: str) -> Job | None:
        """Cancel a job: at once where it waits, as soon as its worker looks where it is being done."""
        with self.ledger.writing() as connection:
            waits = sa.and_(JOBS.c.job_id == job_id, JOBS.c.state == "waiting")
            self._end(connection, waits, JobEnded(state="cancelled", told=f"Cancelled by {author}."), (), author)
            held = sa.and_(JOBS.c.job_id == job_id, JOBS.c.state == "doing")
            connection.execute(sa.update(JOBS).where(held).values(is_cancel_asked=True))
            row = connection.execute(sa.select(JOBS).where(JOBS.c.job_id == job_id)).first()
            return None if row is None else job_of(row)

    def _bury(self, connection: sa.Connection, now: datetime) -> None:
        """Fail the jobs whose worker is gone and that have no attempt left."""
        lost = sa.and_(JOBS.c.state == "doing", _is_gone(now), JOBS.c.attempt >= JOBS.c.most_attempts)
        for row in list(connection.execute(sa.select(JOBS.c.job_id, JOBS.c.attempt).where(lost))):
            told = f"Its worker was lost {row.attempt} times. Look into the log for what ended it."
            self._end(connection, sa.and_(JOBS.c.job_id == row.job_id, lost), JobEnded(state="failed", told=told), ())

    def _end(
        self, connection: sa.Connection, rule: sa.ColumnElement[bool], ended: JobEnded, problems: Sequence[JobProblem],
        author: str = "",
    ) -> str | None:  # fmt: skip
        now = self._now()
        row = connection.execute(
            sa.update(JOBS).where(rule).values(
                state=ended.state, told=ended.told, result=json_text(dict(ended.result)), ended_at=now, claim="",
                lease_until=None, problems=json_text([to_values(one) for one in problems]),
                share=1.0 if ended.state == "done" else JOBS.c.share,
            ).returning(JOBS.c.job_id, JOBS.c.worker_id)
        ).first()  # fmt: skip
        if row is None:
            return None
        told = _entry("job ended", row.job_id, ended, now, author or row.worker_id, f"job ended:{row.job_id}")
        add_entries(connection, [told], now=now)
        return str(row.job_id)

    def _now(self) -> datetime:
        return self.ledger.clock().astimezone(UTC)


def _is_held(token: str) -> sa.ColumnElement[bool]:
    return sa.and_(JOBS.c.state == "doing", JOBS.c.claim == token)


def _is_gone(now: datetime) -> sa.ColumnElement[bool]:
    """Its lease has ended; or it ends later than any lease given by now, as where the clock was set back."""
    return sa.or_(JOBS.c.lease_until < now, JOBS.c.lease_until > now + 2 * LEASE)


def _is_lost(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(JOBS.c.state == "doing", _is_gone(now), JOBS.c.attempt < JOBS.c.most_attempts)


def _entry(kind: str, job_id: str, body: JobAsked | JobEnded, now: datetime, author: str, key: str) -> Entry:
    return Entry(kind=kind, subject=job_id, happened_at=now, known_at=now, author=author, key=key, body=body)


def job_of(row: Any) -> Job:
    """A row of the job table as its noun."""
    problems = from_values(
        tuple[JobProblem, ...], json.loads(row.problems), file=f"ledger, job {row.job_id}", remedy="Ask for it again"
    )
    return Job(
        job_id=row.job_id, kind=row.kind, state=row.state, asked_by=row.asked_by, asked_at=row.asked_at,
        start_after=row.start_after, arguments=json.loads(row.arguments), attempt=row.attempt,
        most_attempts=row.most_attempts, worker_id=row.worker_id, lease_until=row.lease_until, share=row.share,
        told=row.told, is_cancel_asked=row.is_cancel_asked, result=json.loads(row.result), problems=problems,
        request_id=row.request_id, ended_at=row.ended_at,
    )  # fmt: skip
