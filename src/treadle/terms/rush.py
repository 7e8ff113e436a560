"""A rush order against a plan that stands: where it may go, whom it moves, what that costs, and whether to take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from treadle.terms.reason import Reason
from treadle.terms.schedule import LATE, ORDER_STATUSES, Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedOrder:
    """A work order whose place or promise a rush order changes: its planned and promised day and its status before and
    after, and the minutes its sewing starts later.

    `late_days` counts days of its plan after its due day once it is moved.
    """

    work_order_id: str
    before_day: date
    after_day: date
    promise_before: date
    promise_after: date
    status_before: str
    status_after: str
    late_minutes: int
    late_days: int

    @property
    def is_harmed(self) -> bool:
        """True where it stands worse against its due day than before, or is later still."""
        worse = ORDER_STATUSES.index(self.status_after) - ORDER_STATUSES.index(self.status_before)
        return worse > 0 or (worse == 0 and self.status_after == LATE and self.after_day > self.before_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class RushOption:
    """One way to take a rush order. `kind`: 'nobody moves', 'in time', 'earliest' or 'cheapest'.

    `added_cents` is what the whole plan costs more, by part ('making', 'changeover', 'lateness', 'wip'); of the
    lateness `own_late_cents` is the rush order's. `promise_day` is kept with the probability asked for; `status` is how
    the rush order then stands against its due day (`order_status`).
    """

    kind: str
    factory_id: str
    line_id: str
    planned_day: date
    promise_day: date
    status: str
    added_cents: Mapping[str, int]
    own_late_cents: int
    moved: tuple[MovedOrder, ...]

    @property
    def total_cents(self) -> int:
        """All parts together."""
        return sum(self.added_cents.values())

    @property
    def later_orders(self) -> tuple[MovedOrder, ...]:
        """Orders whose planned or promised day is later than before."""
        return tuple(
            one for one in self.moved if one.after_day > one.before_day or one.promise_after > one.promise_before
        )

    @property
    def harmed_orders(self) -> tuple[MovedOrder, ...]:
        """Orders that stand worse against their due day than before."""
        return tuple(one for one in self.moved if one.is_harmed)


@dataclass(frozen=True, slots=True, kw_only=True)
class RushAnswer:
    """What to say to a rush order. `chosen` is one of `options`, None where no factory can make it. `factory_reason`
    says why this factory was chosen.

    `places` were tried; each that is planned in time was judged until one was good enough. `schedule` is the plan with
    the rush order in it as chosen, where it was asked for. `pushed_steps` counts the work of the search: the steps of
    the plan, once per place that was tried.
    """

    work_order_id: str
    is_accepted: bool
    reason: Reason
    options: tuple[RushOption, ...]
    chosen: RushOption | None
    places: int = 0
    pushed_steps: int = 0
    schedule: Schedule | None = None
    factory_reason: Reason | None = None
