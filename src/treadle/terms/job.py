"""Work in the background: what was asked, how far it is, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

#: What a job may be doing; the last three are ends.
STATES = ("waiting", "doing", "done", "failed", "cancelled")
ENDS = STATES[2:]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobAsked:
    """Somebody asked for work in the background: its kind, and what it works on."""

    kind: str
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEnded:
    """Work in the background ended as `state` (one of `ENDS`); `told` says it in a sentence, `result` in values."""

    state: str
    told: str = ""
    result: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProblem:
    """One thing that made a job fail, with what to do."""

    what: str
    remedy: str = ""
    file: str = ""
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A row of the job table. `share` (0 to 1) and `told` say how far it is; `attempt` counts from 1 once begun.

    `request_id` is that of the request that asked for it, and goes with it into the log.
    """

    job_id: str
    kind: str
    state: str
    asked_by: str
    asked_at: datetime
    start_after: datetime
    arguments: Mapping[str, str] = field(default_factory=dict)
    attempt: int = 0
    most_attempts: int = 3
    worker_id: str = ""
    lease_until: datetime | None = None
    share: float = 0.0
    told: str = ""
    is_cancel_asked: bool = False
    result: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[JobProblem, ...] = ()
    request_id: str = ""
    ended_at: datetime | None = None

    @property
    def is_ended(self) -> bool:
        """Nothing more happens to it by itself."""
        return self.state in ENDS


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineSet:
    """Work that is asked for by itself: on these weekdays (0 is Monday; none: every day) at a time of the brand's day.

    `at` is 'HH:MM' in the brand's zone. On a day whose clock skips that time it starts at the first moment after; on
    one that has it twice, once.
    """

    kind: str
    at: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    weekdays: tuple[int, ...] = ()
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """Work that is asked for by itself, as the entries leave it; `set_at` is when it was last said."""

    routine_id: str
    kind: str
    at: str
    set_at: datetime
    set_by: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    weekdays: tuple[int, ...] = ()
    is_active: bool = True
