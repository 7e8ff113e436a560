"""The job table: what broke the job tables of others, on both databases."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from ledger_entries import CLOCK
from ledgers import DATABASES, ledger_in, restart_postgres

from treadle.errors import LedgerError
from treadle.storage.ledger.jobs import BACK_OFF, LEASE, Jobs
from treadle.storage.ledger.rows import JOBS
from treadle.terms.job import JobEnded, JobProblem

DONE = JobEnded(state="done", told="Planned.", result={"plan_id": "p"})
KINDS = ("plan", "import")


@dataclass
class Clock:
    """A clock that tests move."""

    now: datetime = CLOCK

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=DATABASES)
def jobs(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Jobs:
    return Jobs(ledger=ledger_in(tmp_path / "brand", request.param, clock))


def ask(jobs: Jobs, key: str = "k", **told: object) -> str:
    return jobs.ask("plan", {"as_of": "2026-03-02"}, key=key, author="Anna", **told).job_id  # type: ignore[arg-type]


def test_a_job_is_asked_once_done_once_and_told_in_the_books(jobs: Jobs) -> None:
    job_id = ask(jobs, request_id="r1")
    assert ask(jobs) == job_id and len(jobs.jobs()) == 1
    claim = jobs.claim("w1", KINDS)
    assert claim is not None and (claim.job.job_id, claim.job.state, claim.job.attempt) == (job_id, "doing", 1)
    assert claim.job.arguments == {"as_of": "2026-03-02"} and claim.job.request_id == "r1"
    assert jobs.claim("w2", KINDS) is None
    held = jobs.renew(claim.token, share=0.4, told="cutting")
    assert held is not None and (held.share, held.told) == (0.4, "cutting")
    assert jobs.end(claim.token, DONE) and not jobs.end(claim.token, DONE)
    job = jobs.job(job_id)
    assert job is not None and (job.state, job.share, job.result) == ("done", 1.0, {"plan_id": "p"})
    kinds = [(one.kind, one.author) for one in jobs.ledger.entries(subjects=[job_id])]
    assert kinds == [("job", "Anna"), ("job ended", "w1")]
    assert jobs.ledger.audit() == ()


def test_two_workers_never_take_the_same_job(jobs: Jobs) -> None:
    for at in range(12):
        ask(jobs, key=f"k{at}")
    taken: Counter[str] = Counter()
    barrier = threading.Barrier(4)

    def work(name: str) -> None:
        barrier.wait()
        while (claim := jobs.claim(name, KINDS)) is not None:
            taken[claim.job.job_id] += 1
            assert jobs.end(claim.token, DONE)

    threads = [threading.Thread(target=work, args=(f"w{at}",)) for at in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(taken) == 12 and set(taken.values()) == {1}


def test_a_job_whose_worker_is_gone_is_done_by_another(jobs: Jobs, clock: Clock) -> None:
    ask(jobs)
    first = jobs.claim("w1", KINDS)
    assert first is not None
    clock.now += LEASE - timedelta(seconds=1)
    assert jobs.claim("w2", KINDS) is None
    jobs.renew(first.token)
    clock.now += LEASE - timedelta(seconds=1)
    assert jobs.claim("w2", KINDS) is None
    clock.now += timedelta(seconds=2)
    second = jobs.claim("w2", KINDS)
    assert second is not None and second.job.attempt == 2
    # The first wakes up again: nothing that it says counts.
    assert jobs.renew(first.token, share=0.9) is None
    assert not jobs.end(first.token, DONE) and not jobs.try_again(first.token, "no")
    assert jobs.end(second.token, DONE)
    assert jobs.ledger.audit() == ()


def test_a_worker_that_comes_back_under_its_name_is_another(jobs: Jobs, clock: Clock) -> None:
    ask(jobs)
    before = jobs.claim("w1", KINDS)
    clock.now += 2 * LEASE
    after = jobs.claim("w1", KINDS)
    assert before is not None and after is not None
    assert not jobs.end(before.token, JobEnded(state="failed", told="by the old one"))
    assert jobs.end(after.token, DONE)


def test_a_job_that_kills_its_workers_fails_in_the_end(jobs: Jobs, clock: Clock) -> None:
    job_id = ask(jobs)
    for attempt in (1, 2, 3):
        claim = jobs.claim("w", KINDS)
        assert claim is not None and claim.job.attempt == attempt
        clock.now += 2 * LEASE
    assert jobs.claim("w", KINDS) is None
    job = jobs.job(job_id)
    assert job is not None and (job.state, job.told[:30]) == ("failed", "Its worker was lost 3 times. L")
    assert jobs.ledger.audit() == ()


def test_retries_wait_longer_each_time_and_end(jobs: Jobs, clock: Clock) -> None:
    job_id = ask(jobs)
    for wait in (BACK_OFF, 4 * BACK_OFF):
        claim = jobs.claim("w", KINDS)
        assert claim is not None and jobs.try_again(claim.token, "The disk is full.")
        assert jobs.claim("w", KINDS) is None
        clock.now += wait
    claim = jobs.claim("w", KINDS)
    problem = JobProblem(what="the disk is full", remedy="Make room")
    assert claim is not None and jobs.try_again(claim.token, "The disk is full.", [problem])
    job = jobs.job(job_id)
    assert job is not None and (job.state, job.problems) == ("failed", (problem,))


def test_cancelling(jobs: Jobs) -> None:
    waiting, doing = ask(jobs, key="a"), ask(jobs, key="b")
    cancelled = jobs.cancel(waiting, author="Ben")
    assert cancelled is not None and (cancelled.state, cancelled.told) == ("cancelled", "Cancelled by Ben.")
    claim = jobs.claim("w", KINDS)
    assert claim is not None and claim.job.job_id == doing
    asked = jobs.cancel(doing, author="Ben")
    assert asked is not None and (asked.state, asked.is_cancel_asked) == ("doing", True)
    held = jobs.renew(claim.token)
    assert held is not None and held.is_cancel_asked
    assert jobs.cancel("none", author="Ben") is None
    assert [one.author for one in jobs.ledger.entries(kinds=["job ended"])] == ["Ben"]


def test_a_clock_that_was_set_back_holds_no_job_for_ever(jobs: Jobs, clock: Clock) -> None:
    clock.now += timedelta(days=30)
    ask(jobs)
    assert jobs.claim("w1", KINDS) is not None
    clock.now -= timedelta(days=29)
    assert jobs.claim("w2", KINDS) is not None


def test_a_job_of_another_kind_or_of_later_waits(jobs: Jobs, clock: Clock) -> None:
    jobs.ask("webhook", {}, key="w", author="Anna")
    ask(jobs, start_after=CLOCK + timedelta(hours=1))
    assert jobs.claim("w", KINDS) is None
    clock.now += timedelta(hours=1)
    claim = jobs.claim("w", KINDS)
    assert claim is not None and claim.job.kind == "plan"
    assert {one.state for one in jobs.jobs(kind="webhook")} == {"waiting"}
    assert [one.kind for one in jobs.jobs(state="doing")] == ["plan"]


def test_the_database_restarts_during_recovery(tmp_path: Path, clock: Clock) -> None:
    jobs = Jobs(ledger=ledger_in(tmp_path / "brand", "postgres", clock))
    job_id = ask(jobs)
    assert jobs.claim("w1", KINDS) is not None
    clock.now += 2 * LEASE
    with pytest.raises(LedgerError, match="cannot be read or written"), jobs.ledger.writing() as connection:
        row = connection.execute(sa.update(JOBS).values(worker_id="half written").returning(JOBS.c.job_id)).one()
        assert row.job_id == job_id
        restart_postgres()
        connection.execute(sa.select(JOBS))
    claim = jobs.claim("w2", KINDS)
    assert claim is not None and (claim.job.worker_id, claim.job.attempt) == ("w2", 2)
    assert jobs.end(claim.token, DONE)
    assert jobs.ledger.audit() == ()
