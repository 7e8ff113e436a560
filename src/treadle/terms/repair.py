"""A plan after something went wrong on the floor: what happened, what moved, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbance:
    """What happened: cloth of orders that is so many days late, people away by line, and from which day on.

    `from_day` None: the plan's own day.
    """

    late_days: Mapping[str, int] = field(default_factory=dict)
    absent_people: Mapping[str, int] = field(default_factory=dict)
    from_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedOrder:
    """A work order before and after a repair: its line, the start of its sewing (day), planned and promised day.

    `late_cents` is what its lateness against the due day costs more. An order that no line can make any longer has no
    line and days afterwards.
    """

    work_order_id: str
    line_before: str
    line_after: str
    start_before: date | None
    start_after: date | None
    planned_before: date | None
    planned_after: date | None
    promise_before: date | None
    promise_after: date | None
    due_day: date
    late_cents: int

    @property
    def is_moved(self) -> bool:
        """True where its line or the day of its first stitch is another."""
        return (self.line_before, self.start_before) != (self.line_after, self.start_after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A repaired plan beside the one that stood, from `from_day` on.

    `changed` are the orders that changed, by due day, of `orders` that were not done; `added_cents` is what the whole
    plan costs more.
    """

    from_day: date
    schedule: Schedule
    demands: tuple[WorkOrderDemand, ...]
    balances: tuple[LineBalance, ...]
    orders: int
    changed: tuple[ChangedOrder, ...]
    added_cents: int
