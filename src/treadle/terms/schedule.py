"""Work orders, their way over cutting tables, sewing lines and finishing, and the day promised.

A clock reading is whole minutes since midnight of the plan's origin day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from treadle.terms.quantity import Violation
from treadle.terms.reason import Reason

#: Stages of a slot, in the order in which a work order passes them.
STAGES = ("cut", "sew", "finish")
#: What a work order can be.
ORDER_STATUSES = ("on time", "late", "infeasible")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRules:
    """How a schedule is priced and made, where neither factory nor work order says it.

    late_cents_per_unit_day: cost of a late unit and day, for orders without `late_cents_per_day`.
    wip_cents_per_unit_day: cost of a unit standing between cutting and the last stitch for 480 working minutes.
    cutting_people: people at a cutting table; they cost the factory's minute price.
    is_overlapping: sewing starts once the first lay is cut, and ends no earlier than the last lay allows.
    """

    late_cents_per_unit_day: float = 10.0
    wip_cents_per_unit_day: float = 0.5
    cutting_people: int = 2
    is_overlapping: bool = False


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

    def check(self) -> tuple[Violation, ...]:
        """All violations of the schedule's own sums: ids, statuses, lateness against the promise, money against its parts."""
        found: list[Violation] = []
        ids = [order.work_order_id for order in self.work_orders]
        for one in sorted({one for one in ids if ids.count(one) > 1}):
            found.append(Violation(rule="a work order is scheduled once", where=one, found=str(ids.count(one))))
        for order in self.work_orders:
            found += _order_violations(order)
        for slot in self.slots:
            span = f"{slot.start_minute} to {slot.end_minute}"
            if slot.stage not in STAGES:
                found.append(
                    Violation(rule="a stage is cut, sew or finish", where=slot.work_order_id, found=slot.stage)
                )
            if slot.end_minute < slot.start_minute:
                found.append(Violation(rule="a slot ends after it starts", where=slot.work_order_id, found=span))
        total, parts = sum(order.cost_cents for order in self.work_orders), sum(self.cost_cents.values())
        if total != parts:
            found.append(
                Violation(rule="the orders cost what the parts cost", where="money", found=f"{total} and {parts}")
            )
        return tuple(found)


def _order_violations(order: WorkOrder) -> list[Violation]:
    """What one work order says of itself that cannot be."""
    found = []
    where = order.work_order_id
    if order.status not in ORDER_STATUSES:
        found.append(Violation(rule="a status is known", where=where, found=order.status))
    if (order.promise_day is None) != (order.status == "infeasible"):
        found.append(Violation(rule="what can be made has a promise day", where=where, found=str(order.promise_day)))
    if order.promise_day is not None:
        late = max(0, (order.promise_day - order.due_day).days)
        if late != order.late_days:
            found.append(
                Violation(rule="late days are counted from the due day", where=where, found=str(order.late_days))
            )
        if (late > 0) != (order.status == "late"):
            found.append(Violation(rule="late means after the due day", where=where, found=order.status))
    if order.status != "on time" and order.late_reason is None:
        found.append(Violation(rule="what is late or infeasible has a cause", where=where, found="none"))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Days by which a work order is there with a given probability, from the plan simulated many times.

    `days` are (probability, day) in rising order; `planned_day` is the day of the plan itself; `why_not_earlier` is the
    chain of material and resources that binds the order.
    """

    work_order_id: str
    days: tuple[tuple[float, date], ...]
    planned_day: date
    why_not_earlier: Reason

    def day(self, probability: float) -> date:
        """The first quoted day that is kept with at least `probability`; the last one where none is."""
        return next((day for level, day in self.days if level >= probability - 1e-9), self.days[-1][1])
