"""Workers: stopped, cancelled, killed in the middle with effects that happen once; routines on days that jump."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
from treadle.errors import LedgerError, Stopped
from treadle.plant import jobs as use
from treadle.plant import working
from treadle.plant.init import init_folder
from treadle.plant.routine_days import due_day, due_moment
from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.working import Doing, Worker, ask_routines
from treadle.terms.job import JobEnded, Routine

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def brand(tmp_path: Path) -> ServedBrand:
    init_folder(tmp_path / "brand")
    return open_brands([tmp_path / "brand"])["brand"]


def worker(brand: ServedBrand, do: working.Doer) -> Worker:
    return Worker(brands={"brand": brand}, doers={"plan": do}, worker_id="w", say=lambda *_: None)


def ask(brand: ServedBrand, key: str = "k") -> str:
    return use.ask_job(brand, "plan", {}, author="anna", key=key).job_id


def test_what_may_pass_is_tried_again_and_what_must_be_mended_is_not(brand: ServedBrand) -> None:
    from treadle.errors import InputError

    def full(_: ServedBrand, __: Doing) -> JobEnded:
        raise LedgerError("The disk is full.")

    def wrong(_: ServedBrand, __: Doing) -> JobEnded:
        raise InputError.single("a.csv", "it is empty", "Fill it", row=2)

    first = ask(brand)
    assert worker(brand, full).once()
    job = use.find_job(brand, first)
    assert (job.state, job.told, job.attempt) == ("waiting", "The disk is full.", 1)
    use.cancel_job(brand, first, author="anna")
    second = ask(brand, "k2")
    worker(brand, wrong).once()
    job = use.find_job(brand, second)
    assert job.state == "failed" and [(one.file, one.row) for one in job.problems] == [("a.csv", 2)]


def test_a_job_that_is_cancelled_or_whose_worker_stops_ends_between_two_steps(
    brand: ServedBrand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "ALIVE_SECONDS", 0.05)
    begun = threading.Event()

    def long(_: ServedBrand, doing: Doing) -> JobEnded:
        begun.set()
        for at in range(2000):
            doing.step("planning", at, 2000)
            if doing.left() <= 0:
                raise Stopped("planning", at, 2000)
            time.sleep(0.01)
        return JobEnded(state="done")

    cancelled, one = ask(brand), worker(brand, long)
    thread = threading.Thread(target=one.once)
    thread.start()
    begun.wait(20)
    use.cancel_job(brand, cancelled, author="ben")
    thread.join(20)
    assert use.find_job(brand, cancelled).state == "cancelled"
    begun.clear()
    given_back = ask(brand, "k2")
    thread = threading.Thread(target=one.once)
    thread.start()
    begun.wait(20)
    one.stop.set()
    thread.join(20)
    job = use.find_job(brand, given_back)
    assert (job.state, job.attempt) == ("waiting", 0)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is Unix's")
def test_a_killed_worker_is_replaced_and_effects_happen_once(
    brand: ServedBrand, monkeypatch: pytest.MonkeyPatch
) -> None:
    from treadle.plant.people import users_of

    code = """
import sys, time
from pathlib import Path
from treadle.plant.serving import open_brands
from treadle.plant.working import Worker
from treadle.plant import people
from treadle.terms.people import UserSet
brands = open_brands([Path(sys.argv[1])])
def effect(brand, doing):
    ledger = people._ledger(brand)
    body, key = UserSet(name="ben", role="buyer"), f"by job {doing.job.job_id}"
    ledger.add([people._entry("user", "u", body, key=key, author="job")])
    print("half way", flush=True)
    time.sleep(60)
Worker(brands=brands, doers={"plan": effect}, worker_id="w", say=lambda *_: None).run()
"""
    job_id = ask(brand)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(brand.folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "half way\n"
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    assert use.find_job(brand, job_id).state == "doing"
    lost = datetime.now(UTC) + timedelta(seconds=45)  # beyond the lease, whatever the clock of a loaded machine did
    jobs = use.jobs_of(brand)
    later = replace(jobs, ledger=replace(jobs.ledger, clock=lambda: lost))
    monkeypatch.setattr(working, "jobs_of", lambda _: later)

    def effect(brand: ServedBrand, doing: Doing) -> JobEnded:
        from treadle.plant import people
        from treadle.terms.people import UserSet

        body = UserSet(name="ben", role="buyer")
        key = f"by job {doing.job.job_id}"
        people._ledger(brand).add([people._entry("user", "u", body, key=key, author="job")])
        return JobEnded(state="done", told="Done again.")

    assert worker(brand, effect).once()
    job = use.find_job(brand, job_id)
    assert (job.state, job.attempt) == ("done", 2)
    assert len(users_of(brand)) == 1 and jobs.ledger.audit() == ()
    assert len(jobs.ledger.entries(kinds=["user"])) == 1


def test_a_time_that_the_clock_skips_or_has_twice() -> None:
    plain = due_moment(date(2026, 3, 2), "06:00", BERLIN)
    assert plain == datetime(2026, 3, 2, 5, tzinfo=UTC)
    skipped = due_moment(date(2026, 3, 29), "02:30", BERLIN)  # 02:00 is followed by 03:00
    assert skipped == datetime(2026, 3, 29, 1, tzinfo=UTC) and skipped.astimezone(BERLIN).hour == 3
    twice = due_moment(date(2026, 10, 25), "02:30", BERLIN)
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert due_moment(date(2026, 3, 29), "06:00", BERLIN) == datetime(2026, 3, 29, 4, tzinfo=UTC)


def test_a_routine_is_due_once_a_day_made_up_for_and_not_before_it_was_set() -> None:
    monday = datetime(2026, 3, 2, 5, tzinfo=UTC)
    one = Routine(routine_id="r", kind="plan", at="06:00", set_at=monday - timedelta(days=9), set_by="anna")
    early = due_day(one, monday - timedelta(seconds=1), BERLIN)
    assert early is None
    assert due_day(one, monday, BERLIN) == date(2026, 3, 2)
    assert due_day(one, monday + timedelta(hours=19), BERLIN) == date(2026, 3, 2)
    assert due_day(replace(one, weekdays=(1,)), monday, BERLIN) is None
    assert due_day(replace(one, is_active=False), monday, BERLIN) is None
    assert due_day(replace(one, set_at=monday + timedelta(hours=1)), monday + timedelta(hours=2), BERLIN) is None


def test_two_workers_that_look_at_six_ask_for_one_plan(brand: ServedBrand) -> None:
    use.set_routine(brand, "morning", kind="plan", at="00:00", arguments={}, weekdays=(), is_active=True, author="anna",
                    key="k")  # fmt: skip
    day = datetime.now(BERLIN).date() + timedelta(days=1)
    tomorrow = datetime.combine(day, datetime.min.time(), BERLIN) + timedelta(hours=1)
    for _ in range(2):
        ask_routines(brand, tomorrow)
    (job,) = use.list_jobs(brand)
    assert (job.kind, job.asked_by) == ("plan", "anna (by itself)")
    ask_routines(brand, tomorrow + timedelta(days=1))
    assert len(use.list_jobs(brand)) == 2
