"""Work in the background, as callers see it: asked for, looked at, cancelled; and what is done by itself at an hour."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time

from treadle.errors import ConflictError, InputError, NotFoundError, Problem
from treadle.plant.books import database_of, ledger_of
from treadle.plant.serving import ServedBrand
from treadle.storage.ledger.jobs import Jobs
from treadle.storage.ledger.protocol import Held
from treadle.terms.entry import Entry
from treadle.terms.job import STATES, Job, Routine, RoutineSet

#: Kinds that callers may ask for at an hour, with what they may say.
ROUTINE_KINDS: Mapping[str, tuple[str, ...]] = {"plan": ("seed",), "collect": (), "ask factories again": ()}
#: Kinds that are asked for again as they were, with the act that asking for each is.
REPEATABLE: Mapping[str, str] = {
    "plan": "plan", "import": "import", "release": "release", "collect": "plan", "forecast": "plan", "nest": "ask",
    "simulate": "plan", "replay": "plan", "export": "ask", "reconcile": "import", "promises": "amend",
    "rush": "release",
    "ask factories again": "source", "propose campaigns": "sell ahead", "produce sold ahead": "release",
}  # fmt: skip


def jobs_of(brand: ServedBrand) -> Jobs:
    """The job table of a brand. Raises `LedgerError` where its ledger cannot be opened."""
    ledger = database_of(brand.folder, brand.settings)
    return Jobs(ledger=ledger)


def ask_job(
    brand: ServedBrand, kind: str, arguments: Mapping[str, str], *, author: str, key: str, request_id: str = ""
) -> Job:
    """Ask for work; with the same key the job that was asked for first."""
    return jobs_of(brand).ask(kind, arguments, key=key, author=author, request_id=request_id)


def find_job(brand: ServedBrand, job_id: str) -> Job:
    """One job. Raises `NotFoundError`."""
    job = jobs_of(brand).job(job_id)
    if job is None:
        raise NotFoundError(f"There is no job {job_id}.")
    return job


def list_jobs(brand: ServedBrand, *, state: str = "", kind: str = "") -> tuple[Job, ...]:
    """Jobs, newest first. Raises `InputError` for a state that is none."""
    if state and state not in STATES:
        raise InputError.single("state", f"'{state}' is no state of a job", f"Say one of: {', '.join(STATES)}")
    return jobs_of(brand).jobs(state=state or None, kind=kind or None)


def cancel_job(brand: ServedBrand, job_id: str, *, author: str) -> Job:
    """Cancel a job: at once where it waits, between two steps where it is being done. Raises `NotFoundError`."""
    job = jobs_of(brand).cancel(job_id, author=author)
    if job is None:
        raise NotFoundError(f"There is no job {job_id}.")
    return job


def ask_again(brand: ServedBrand, job_id: str, *, author: str, key: str, request_id: str = "") -> Job:
    """Ask once more for a job that failed or was cancelled, as another job with the same arguments.

    Raises `NotFoundError`, and `ConflictError` for a job that is not ended, was done, or is a webhook's message.
    """
    job = find_job(brand, job_id)
    if job.kind not in REPEATABLE:
        raise ConflictError(f"A job {job.kind} is repeated in its own way; a webhook has send-again.")
    if job.state not in ("failed", "cancelled"):
        raise ConflictError(f"The job is {job.state}; only one that failed or was cancelled is asked for again.")
    return ask_job(brand, job.kind, job.arguments, author=author, key=f"again:{job_id}:{key}", request_id=request_id)


def routines_of(brand: ServedBrand) -> tuple[Held[Routine], ...]:
    """What is done by itself."""
    return ledger_of(brand.folder, brand.settings).states(Routine)


def set_routine(
    brand: ServedBrand, routine_id: str, *, kind: str, at: str, arguments: Mapping[str, str], weekdays: tuple[int, ...],
    is_active: bool, author: str, key: str,
) -> Routine:  # fmt: skip
    """Say what is done by itself at a time of the brand's day. Raises `InputError` with all that is wrong."""
    problems = []
    if not re.fullmatch(r"[a-z0-9-]{1,64}", routine_id):
        remedy = "Take small letters, digits and hyphens"
        problems.append(Problem(file="routine_id", what=f"'{routine_id}' is no id", remedy=remedy))
    if kind not in ROUTINE_KINDS:
        remedy = f"Say one of: {', '.join(ROUTINE_KINDS)}"
        problems.append(Problem(file="kind", what=f"'{kind}' cannot be done by itself", remedy=remedy))
    for one in sorted(set(arguments) - set(ROUTINE_KINDS.get(kind, ()))):
        problems.append(Problem(file="arguments", what=f"'{one}' is not known", remedy="Leave it out"))
    try:
        if not re.fullmatch(r"\d\d:\d\d", at):
            raise ValueError
        time.fromisoformat(at)
    except ValueError:
        problems.append(Problem(file="at", what=f"'{at}' is no time of the day", remedy="Say it as 06:00"))
    if not set(weekdays) <= set(range(7)):
        problems.append(Problem(file="weekdays", what="some are no weekdays", remedy="Say 0 (Monday) to 6 (Sunday)"))
    if problems:
        raise InputError(problems)
    moment = datetime.now(UTC)
    body = RoutineSet(kind=kind, at=at, arguments=arguments, weekdays=tuple(sorted(set(weekdays))), is_active=is_active)
    entry = Entry(kind="routine", subject=routine_id, happened_at=moment, known_at=moment, author=author,
                  key=f"routine:{routine_id}:{key}", body=body)  # fmt: skip
    ledger = ledger_of(brand.folder, brand.settings)
    ledger.add([entry])
    held = ledger.state(Routine, routine_id)
    assert held is not None
    return held.state
