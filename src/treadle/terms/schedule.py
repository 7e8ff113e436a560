"""Work orders, their way over cutting tables, sewing lines and finishing, and the day promised.

A clock reading is whole minutes since midnight of the plan's origin day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from treadle.terms.place import Factory
from treadle.terms.quantity import Violation
from treadle.terms.reason import Reason

#: Stages at work centres before and after the sewing line, in the order in which a work order passes them.
STAGES_BEFORE = ("fuse", "print", "embroidery")
STAGES_AFTER = ("wash", "press", "inspect", "pack")
#: Stages in working minutes, in the order in which a work order passes them.
STAGES_AT_WORK = ("cut", *STAGES_BEFORE, "sew", *STAGES_AFTER)
#: Stages of a slot, in the order in which a work order passes them; finishing and transport are in whole days.
STAGES = (*STAGES_AT_WORK, "finish", "transport")
#: What a work order can be against its due day, the best first.
KEPT, AT_RISK, LATE, INFEASIBLE = "kept", "at risk", "late", "infeasible"
ORDER_STATUSES = (KEPT, AT_RISK, LATE, INFEASIBLE)
#: What fixes an order on its line: its release, a planner's move, a planner's freeze.
RELEASED, MOVED, HELD = "released", "moved", "held"
FIXED_BY = (RELEASED, MOVED, HELD)


def order_status(due_day: date, planned_day: date | None, promise_day: date | None) -> str:
    """How an order stands against its due day, one of `ORDER_STATUSES`; the only place that decides it.

    Kept: promised by the due day, with the probability that promises are asked for. At risk: planned by then, but so
    sure only on a later day. Late: planned for a later day. Infeasible: nobody can make it, so it has no day.
    """
    if planned_day is None or promise_day is None:
        return INFEASIBLE
    if planned_day > due_day:
        return LATE
    return AT_RISK if promise_day > due_day else KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderDemand:
    """What must be made of one style for one due week: one order with all its colours and sizes.

    `late_cents_per_day` is what a day of lateness costs; `is_frozen` orders keep factory, line and start.
    `stage_minutes` are standard minutes per unit at work centres, by stage. `colours` are sewn one after the other.
    A part of an order that is split over lines names it in `part_of`. `unit_kwh` are kilowatt hours of a piece by
    stage, told where a factory pays for power by the hour. `factory_id` is the factory that was chosen for it, and
    why; without one it is not made, and `factory_reason` says why nobody makes it.
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
    stage_minutes: Mapping[str, float] = field(default_factory=dict)
    colours: int = 1
    part_of: str = ""
    unit_kwh: Mapping[str, float] = field(default_factory=dict)
    factory_id: str = ""
    factory_reason: Reason | None = None

    @property
    def total_units(self) -> int:
        """Units of all SKUs."""
        return sum(self.units.values())

    def split(self, parts: int) -> tuple[WorkOrderDemand, ...]:
        """The order in so many parts of nearly the same size, each with its share of every SKU, of cutting and of what
        lateness costs; frozen orders and those of fewer units than parts stay whole."""
        if parts < 2 or self.frozen is not None or self.total_units < parts:
            return (self,)
        own: list[dict[str, int]] = [{} for _ in range(parts)]
        ahead = 0
        for sku, units in self.units.items():
            for part in range(parts):
                # Odd units go round, so that the parts stay even over all SKUs.
                share = units // parts + ((part - ahead) % parts < units % parts)
                if share:
                    own[part][sku] = share
            ahead += units % parts
        found = []
        for part, units_of in enumerate(own, start=1):
            share_of = sum(units_of.values()) / self.total_units
            found.append(
                replace(
                    self, work_order_id=f"{self.work_order_id}/{part}", part_of=self.work_order_id, units=units_of,
                    spread_and_cut_minutes=self.spread_and_cut_minutes * share_of, lay_minutes=(),
                    late_cents_per_day=round(self.late_cents_per_day * share_of),
                )
            )  # fmt: skip
        return tuple(found)


def in_parts(demands: Sequence[WorkOrderDemand], parts: Mapping[str, int]) -> tuple[WorkOrderDemand, ...]:
    """The demands, those named in so many parts."""
    return tuple(part for one in demands for part in one.split(parts.get(one.work_order_id, 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenSlot:
    """Where and when a work order is fixed, and `why`: one of `FIXED_BY`, with the planner's own `note`.

    Without `is_start_kept` it keeps its line alone and begins when that fits best.
    """

    factory_id: str
    line_id: str
    sew_start_minute: int
    is_start_kept: bool = True
    why: str = RELEASED
    note: str = ""

    def has_begun(self, now_minute: int) -> bool:
        """True where its sewing began before `now_minute`."""
        return self.is_start_kept and self.sew_start_minute < now_minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A span on a resource: `stage` is one of STAGES; minutes since the plan's origin day."""

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

    `status`: as `order_status` decides. `planned_day` is the day of the plan if all goes as planned;
    `late_days` counts how far it lies after `due_day`, else 0. `promise_day` is told to the customer: kept
    with the probability asked for, `promise_reason` says why not earlier. `factory_reason` names the factory not
    chosen and why, `line_reason` the next-best line; `late_reason` why it is not kept. `part_of` names the order that
    it is part of.
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
    planned_day: date | None = None
    promise_reason: Reason | None = None
    part_of: str = ""
    line_reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLoad:
    """A sewing line in a week: working minutes that there are from the plan's day on, and those that are planned, with
    changes of style.

    `orders` are sewn in it. `late_cents` is what the lateness of the orders that begin in it costs, `hour_cents` what
    an hour more of the line in the evening of the week's first day would save of all lateness behind it.
    """

    factory_id: str
    line_id: str
    week_from: date
    capacity_minutes: int
    planned_minutes: int
    orders: int
    late_cents: int
    hour_cents: int
    reason: Reason

    @property
    def share(self) -> float:
        """Planned minutes as a share of those that there are."""
        return self.planned_minutes / self.capacity_minutes if self.capacity_minutes else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Days by which a work order is there with a given probability, from the plan simulated many times.

    `days` are (probability, day) in rising order; `planned_day` is the day of the plan itself; `why_not_earlier`
    is the chain of material and resources that binds the order. `arrivals` are (day, share of the plays that is there
    by then), rising to 1, for each day on which some play ends, as it was told: what receipts taught is in `days`
    alone, so that it can be learned anew. They count from `from_day`: the day of the promise, or its fabric's.
    """

    work_order_id: str
    days: tuple[tuple[float, date], ...]
    planned_day: date
    why_not_earlier: Reason
    arrivals: tuple[tuple[date, float], ...] = ()
    from_day: date | None = None

    def early_share(self, day: date) -> float:
        """Share of the plays that were there before `day`."""
        return max((share for arrives, share in self.arrivals if arrives < day), default=0.0)

    def day(self, probability: float) -> date:
        """The first quoted day that is kept with at least `probability`; the last one where none is."""
        return next((day for level, day in self.days if level >= probability - 1e-9), self.days[-1][1])

    def check(self) -> tuple[Violation, ...]:
        """All violations: probabilities out of range or not rising, a surer day that is earlier."""
        levels, days = [level for level, _ in self.days], [day for _, day in self.days]
        found = []
        if not levels or levels != sorted(set(levels)) or levels[0] <= 0 or levels[-1] >= 1:
            rule = "probabilities rise between 0 and 1"
            found.append(Violation(rule=rule, where=self.work_order_id, found=str(levels)))
        if days != sorted(days):
            found.append(Violation(rule="a surer day is not earlier", where=self.work_order_id, found=str(days)))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    """One order as it is told: days by probability, the day of the plan, how it stands against its due day, and why not
    earlier (or why never)."""

    work_order_id: str
    due_day: date
    planned_day: date | None
    days: Mapping[float, date]
    status: str
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """All work orders and their slots; money by part ('lateness', 'changeover', 'sewing', …) in cents.

    `promises` has the whole distribution of each order that can be made, in the order of the orders.
    `status`: 'optimal' or 'feasible'; `bound_cents` is a lower bound where one was proved. `overtime_days` are the days
    by factory on which overtime is worked, `parts` into how many parts orders were split, `reasons` what was decided
    for the whole of it; `loads` are the sewing lines week by week.
    """

    origin_day: date
    work_orders: tuple[WorkOrder, ...]
    slots: tuple[Slot, ...]
    cost_cents: Mapping[str, int]
    status: str
    bound_cents: int | None = None
    promises: tuple[Promise, ...] = ()
    overtime_days: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    parts: Mapping[str, int] = field(default_factory=dict)
    loads: tuple[LineLoad, ...] = ()

    def split(self, demands: Sequence[WorkOrderDemand]) -> tuple[WorkOrderDemand, ...]:
        """The demands as this schedule has them: those that it split in their parts, each at its factory."""
        at = {one.work_order_id: one for one in self.work_orders if one.factory_id}
        return tuple(
            one if one.factory_id or (order := at.get(one.work_order_id)) is None
            else replace(one, factory_id=order.factory_id, factory_reason=order.factory_reason)
            for one in in_parts(demands, self.parts)
        )  # fmt: skip

    def places(self) -> dict[str, FrozenSlot]:
        """Where and when each order is sewn, by its id."""
        starts: dict[str, int] = {}
        for slot in self.slots:
            if slot.stage == "sew":
                starts[slot.work_order_id] = min(slot.start_minute, starts.get(slot.work_order_id, slot.start_minute))
        return {
            one.work_order_id: FrozenSlot(
                factory_id=one.factory_id, line_id=one.line_id, sew_start_minute=starts[one.work_order_id]
            )
            for one in self.work_orders
            if one.work_order_id in starts
        }

    def opened(self, factories: Sequence[Factory]) -> tuple[Factory, ...]:
        """The factories with the overtime of this schedule."""
        return tuple(one.opened(self.overtime_days.get(one.factory_id, ())) for one in factories)

    def promise_lines(self, only: str | None = None) -> tuple[PromiseLine, ...]:
        """What is promised of all orders, or of the one called `only` (none where there is no such order)."""
        told = {promise.work_order_id: promise for promise in self.promises}
        return tuple(
            PromiseLine(
                work_order_id=order.work_order_id,
                due_day=order.due_day,
                planned_day=order.planned_day,
                days=dict(told[order.work_order_id].days) if order.work_order_id in told else {},
                status=order.status,
                reason=order.promise_reason or order.late_reason,
            )
            for order in self.work_orders
            if only in (None, order.work_order_id)
        )

    def check(self) -> tuple[Violation, ...]:
        """All violations of the schedule's own sums: ids, statuses, lateness against the plan, money against its
        parts.
        """
        found: list[Violation] = []
        ids = [order.work_order_id for order in self.work_orders]
        for one in sorted({one for one in ids if ids.count(one) > 1}):
            found.append(Violation(rule="a work order is scheduled once", where=one, found=str(ids.count(one))))
        for order in self.work_orders:
            found += _order_violations(order)
        for slot in self.slots:
            span = f"{slot.start_minute} to {slot.end_minute}"
            if slot.stage not in STAGES:
                found.append(Violation(rule="a stage is known", where=slot.work_order_id, found=slot.stage))
            if slot.end_minute < slot.start_minute:
                found.append(Violation(rule="a slot ends after it starts", where=slot.work_order_id, found=span))
        for promise in self.promises:
            found += promise.check()
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
    if order.status != order_status(order.due_day, order.planned_day, order.promise_day):
        found.append(Violation(rule="a status follows from the order's days", where=where, found=order.status))
    if order.planned_day is not None:
        late = max(0, (order.planned_day - order.due_day).days)
        if late != order.late_days:
            found.append(
                Violation(rule="late days are counted from the due day", where=where, found=str(order.late_days))
            )
    if (order.planned_day is None) != (order.promise_day is None):
        found.append(Violation(rule="what is promised is planned", where=where, found=str(order.planned_day)))
    if order.status != KEPT and order.late_reason is None:
        found.append(Violation(rule="what is not kept has a cause", where=where, found="none"))
    return found
