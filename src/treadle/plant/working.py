"""A worker: claims jobs of the brands it serves, does them, and shows that it is alive while it does.

What a kind of job does is told by whoever starts the worker (`Doer`). Everything that a doer writes must be harmless
when it is done again. It is where it goes through use cases: their entries have keys, their files are written whole.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from treadle.errors import InputError, LedgerError, ReleaseError, Stopped, TreadleError
from treadle.plant.by_itself import ByItself
from treadle.plant.jobs import ask_job, jobs_of, routines_of
from treadle.plant.routine_days import due_day
from treadle.plant.serving import ServedBrand
from treadle.storage.ledger.jobs import Claim, Jobs
from treadle.terms.job import Job, JobEnded, JobProblem

#: A worker without work looks again after so long, and shows that it is alive so often while it works.
LOOK_SECONDS = 0.3
ALIVE_SECONDS = 2.0


@dataclass(slots=True)
class Doing:
    """What a doer is told of its job and tells of it: a `Progress`, and `left` for whatever may be stopped."""

    job: Job
    share: float = 0.0
    told: str = ""
    is_stopped: bool = False

    def step(self, name: str, done: int, total: int) -> None:
        """Say that `done` of `total` steps of the work called `name` are finished."""
        self.share, self.told = done / max(total, 1), f"{name}: {done} of {total}"

    def left(self) -> float:
        """Seconds that remain: none once the job is cancelled, lost, or its worker told to stop."""
        return 0.0 if self.is_stopped else float("inf")


Doer = Callable[[ServedBrand, Doing], JobEnded]
#: Told what happens: 'claimed', 'ended' and so on, with the job.
Say = Callable[[str, ServedBrand, Job], None]


@dataclass(slots=True, kw_only=True)
class Worker:
    """A worker under an id; it works until `stop` is set."""

    brands: Mapping[str, ServedBrand]
    doers: Mapping[str, Doer]
    worker_id: str
    say: Say
    stop: threading.Event = field(default_factory=threading.Event)
    by_itself: ByItself = field(default_factory=ByItself)

    def run(self) -> None:
        """Work until told to stop; a ledger that does not answer is asked again, later each time."""
        wait = LOOK_SECONDS
        while not self.stop.is_set():
            try:
                if self.once():
                    continue
                wait = LOOK_SECONDS
            except LedgerError:
                wait = min(2 * wait, 30.0)
            self.stop.wait(wait)

    def once(self) -> bool:
        """Ask for what is due by itself, then do one job of each brand that has one; False where none had."""
        is_done = False
        for brand in self.brands.values():
            if self.stop.is_set():
                break
            ask_routines(brand)
            self.by_itself.ask(brand)
            jobs = jobs_of(brand)
            kinds = tuple(self.doers)
            claim = jobs.claim(self.worker_id, kinds) if jobs.is_due(kinds) else None
            if claim is not None:
                is_done = True
                self._do(brand, jobs, claim)
        return is_done

    def _do(self, brand: ServedBrand, jobs: Jobs, claim: Claim) -> None:
        self.say("claimed", brand, claim.job)
        doing, ended = Doing(claim.job), threading.Event()
        alive = threading.Thread(target=self._stay_alive, args=(jobs, claim, doing, ended), daemon=True)
        alive.start()
        try:
            outcome = self.doers[claim.job.kind](brand, doing)
        except Stopped as error:
            ended.set()
            alive.join()
            self._stopped(brand, jobs, claim, error)
        except Exception as error:
            ended.set()
            alive.join()
            self._failed(brand, jobs, claim, error)
        else:
            ended.set()
            alive.join()
            self.say("ended" if jobs.end(claim.token, outcome) else "lost", brand, claim.job)

    def _stay_alive(self, jobs: Jobs, claim: Claim, doing: Doing, ended: threading.Event) -> None:
        """Renew the lease until the job has ended; tell the doer where it shall stop."""
        while not ended.wait(ALIVE_SECONDS):
            try:
                job = jobs.renew(claim.token, share=doing.share, told=doing.told)
            except LedgerError:
                continue
            doing.is_stopped = doing.is_stopped or job is None or job.is_cancel_asked or self.stop.is_set()

    def _stopped(self, brand: ServedBrand, jobs: Jobs, claim: Claim, error: Stopped) -> None:
        held = jobs.renew(claim.token)
        if held is None:
            self.say("lost", brand, claim.job)
        elif held.is_cancel_asked:
            jobs.end(claim.token, JobEnded(state="cancelled", told=str(error)))
            self.say("cancelled", brand, claim.job)
        else:
            jobs.give_back(claim.token)
            self.say("given back", brand, claim.job)

    def _failed(self, brand: ServedBrand, jobs: Jobs, claim: Claim, error: Exception) -> None:
        """What a person must mend fails at once; what may pass by itself is tried again."""
        may_pass = isinstance(error, LedgerError | OSError) or not isinstance(error, TreadleError)
        told, problems = _said(error), _problems(error)
        if may_pass:
            jobs.try_again(claim.token, told, problems)
        else:
            jobs.end(claim.token, JobEnded(state="failed", told=told), problems)
        is_bug = not isinstance(error, TreadleError | OSError)
        where = traceback.format_exception(error)[-6:] if is_bug else []
        self.say(f"failed ({type(error).__name__}: {error}){''.join(where)}", brand, claim.job)


def ask_routines(brand: ServedBrand, now: datetime | None = None) -> None:
    """Ask for what is due by itself: once for each day, however many workers look."""
    zone = ZoneInfo(brand.settings.time_zone)
    moment = now or datetime.now(UTC)
    for held in routines_of(brand):
        day = due_day(held.state, moment, zone)
        if day is not None:
            ask_job(brand, held.state.kind, held.state.arguments, author=f"{held.state.set_by} (by itself)",
                    key=f"routine:{held.state_id}:{day}")  # fmt: skip


def _said(error: Exception) -> str:
    if isinstance(error, InputError | ReleaseError):
        return f"{len(_problems(error))} problems, told below."
    if isinstance(error, TreadleError | OSError):
        return str(error)
    return f"treadle has run into a bug ({type(error).__name__}). The log of its worker says more."


def _problems(error: Exception) -> Sequence[JobProblem]:
    if isinstance(error, InputError):
        return [
            JobProblem(what=one.what, remedy=one.remedy, file=one.file, row=one.row, column=one.column)
            for one in error.problems
        ]
    if isinstance(error, ReleaseError):
        return [JobProblem(what=one, remedy="Change the plan or its edits, then release") for one in error.violations]
    return ()
