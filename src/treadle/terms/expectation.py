"""When orders in work will be there, from what has happened, and what to do where a promise would break."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from treadle.terms.reason import Reason

#: What can be done where a promise would break. 'tell' keeps no promise: it makes a new one.
CHOICE_KINDS = ("overtime", "other_line", "tell")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDay:
    """What a line earned on one day: standard minutes of accepted operations in `worked_minutes` of its clock."""

    day: date
    earned_minutes: float
    worked_minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePace:
    """Standard minutes that a line earns in a minute of its clock.

    `told` is what its balance says, `pace` what `days` days of scans make of it; `doubt` is how far that may be off and
    `day_sd` how far single days stray (both: standard deviations of the logarithm).
    """

    factory_id: str
    line_id: str
    told: float
    pace: float
    doubt: float
    day_sd: float
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing that can be done: what it costs and how sure the promise is then. `day` is that of its new promise,
    where it makes one."""

    kind: str
    cost_cents: int
    kept_share: float
    reason: Reason
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """An order in work: `days` are (probability, day there), rising; `kept_share` how likely it is there by
    `promise_day`, the day that was told last. `choices` where that is less than was asked for, the best first."""

    order_id: str
    factory_id: str
    line_id: str
    left_minutes: float
    days: tuple[tuple[float, date], ...]
    promise_day: date
    kept_share: float
    reason: Reason
    choices: tuple[Choice, ...] = ()

    def day(self, probability: float) -> date:
        """The first told day that is kept with at least `probability`; the last one where none is."""
        return next((day for level, day in self.days if level >= probability - 1e-9), self.days[-1][1])


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMoved:
    """A promise was moved before it broke: from one day to another that is kept with `probability`, for a reason."""

    before_day: date
    day: date
    probability: float
    reason: Reason
