"""Work orders, their way over cutting tables, sewing lines and finishing, and the day promised.

A clock reading is whole minutes since midnight of the plan's origin day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from treadle.terms.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderDemand:
    """What must be made of one style for one due week: one order with all its colours and sizes, no factory yet.

    `late_cents_per_day` is what a day of lateness costs; `is_frozen` orders keep factory, line and start.
    """

    work_order_id: str
    style_id: str
    bulletin_id: str
    units: Mapping[str, int]
    due_day: date
    spread_and_cut_minutes: float
    lay_minutes: tuple[float, ...] = ()
    fabric_ready_day: date | None = None
    late_cents_per_day: int = 0
    priority: int = 0
    frozen: FrozenSlot | None = None

    @property
    def total_units(self) -> int:
        """Units of all SKUs."""
        return sum(self.units.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenSlot:
    """Where and when a released work order is fixed."""

    factory_id: str
    line_id: str
    sew_start_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A span on a resource: `stage` is 'cut', 'sew' or 'finish'; minutes since the plan's origin day."""

    work_order_id: str
    stage: str
    factory_id: str
    resource_id: str
    start_minute: int
    end_minute: int
    setup_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """A scheduled work order: style × colour × size as ONE order at one factory.

    `status`: 'on time', 'late' or 'infeasible'. `promise_day` is told to the customer; `late_days` counts days after
    `due_day` (0 when on time). `factory_reason` names the factory not chosen and why; `late_reason` the cause of
    lateness or infeasibility.
    """

    work_order_id: str
    style_id: str
    factory_id: str
    line_id: str
    units: Mapping[str, int]
    due_day: date
    promise_day: date | None
    late_days: int
    status: str
    cost_cents: int
    factory_reason: Reason
    late_reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """All work orders and their slots; money by part ('lateness', 'changeover', 'sewing', …) in cents.

    `status`: 'optimal' or 'feasible'; `bound_cents` is a lower bound where one was proved.
    """

    origin_day: date
    work_orders: tuple[WorkOrder, ...]
    slots: tuple[Slot, ...]
    cost_cents: Mapping[str, int]
    status: str
    bound_cents: int | None = None
