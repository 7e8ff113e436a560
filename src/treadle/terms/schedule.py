"""Work orders, their way over cutting tables, sewing lines and finishing, and the day promised.

A clock reading is whole minutes since midnight of the plan's origin day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from itertools import pairwise

from treadle.terms.place import Factory
from treadle.terms.quantity import Violation
from treadle.terms.reason import Reason

#: Stages at work centres before and after the sewing line, in the order in which a work order passes them.
STAGES_BEFORE = ("fuse", "print", "embroidery")
STAGES_AFTER = ("wash", "press", "inspect", "pack")
#: Stages of a slot, in the order in which a work order passes them; finishing is in whole days.
STAGES = ("cut", *STAGES_BEFORE, "sew", *STAGES_AFTER, "finish")
#: What a work order can be.
ORDER_STATUSES = ("on time", "late", "infeasible")


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """How far what happens strays from what is planned; shares are 0 to 1, `_factor` multiplies, `_sd` is on the log
    scale.

    cut_factor, cut_sd: cutting minutes against planned ones (nesting and spreading included).
    sew_factor, sew_sd: sewing minutes of an order against its balance.
    line_sd: the part of sewing that a line's orders share (absence, a slow week).
    changeover_sd: minutes between two styles.
    rework_share: mean share of sewing minutes done again for quality.
    fabric_late_share, fabric_late_days: how often fabric that is not there yet comes late, and then how late on
    average. transport_late_share, transport_late_days: the same for finishing and transport.
    samples: how many times the plan is played through.
    used_levels: pairs of a probability asked for and the share of the plays that was kept so often up to now
    (`schedule.learning` finds them); between them it is interpolated, and without any a probability is its own share.
    """

    cut_factor: float = 1.0
    cut_sd: float = 0.15
    sew_factor: float = 1.0
    sew_sd: float = 0.10
    line_sd: float = 0.05
    changeover_sd: float = 0.25
    rework_share: float = 0.02
    fabric_late_share: float = 0.15
    fabric_late_days: float = 2.0
    transport_late_share: float = 0.10
    transport_late_days: float = 1.5
    samples: int = 1000
    used_levels: tuple[tuple[float, float], ...] = ()

    def level(self, probability: float) -> float:
        """The share of the plays to quote from, so that a promise is kept with `probability`."""
        pairs = [(0.0, 0.0), *self.used_levels, (1.0, 1.0)]
        for (low, first), (high, last) in pairwise(pairs):
            if probability <= high:
                return first + (last - first) * (probability - low) / (high - low)
        return 1.0

    def check(self) -> tuple[Violation, ...]:
        """All violations: negative numbers, shares above 1, factors and samples that are not positive, levels that do
        not rise between 0 and 1.
        """
        found = []
        asked, used = [pair[0] for pair in self.used_levels], [pair[1] for pair in self.used_levels]
        inside = all(0 < one < 1 for one in (*asked, *used))
        if not inside or asked != sorted(set(asked)) or used != sorted(used):
            rule = "used_levels rise between 0 and 1"
            found.append(Violation(rule=rule, where="uncertainty", found=str(self.used_levels)))
        for one in fields(self):
            if one.name == "used_levels":
                continue
            value = getattr(self, one.name)
            is_share = one.name in ("fabric_late_share", "transport_late_share")
            is_positive = one.name.endswith("_factor") or one.name == "samples"
            if value < 0 or (is_positive and value == 0) or (is_share and value > 1):
                found.append(Violation(rule=f"{one.name} is in its range", where="uncertainty", found=str(value)))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRules:
    """How a schedule is priced and made, where neither factory nor work order says it.

    late_cents_per_unit_day: cost of a late unit and day, for orders without `late_cents_per_day`.
    wip_cents_per_unit_day: cost of a unit standing between cutting and the last stitch for 480 working minutes.
    cutting_people: people at a cutting table; they cost the factory's minute price.
    most_parts: parts into which an order may be split over lines, where that pays; least_part_units: units of a part.
    is_overlapping: sewing starts once the first lay is cut, and ends no earlier than the last lay allows.
    uncertainty: what a promise reckons with.
    """

    late_cents_per_unit_day: float = 10.0
    wip_cents_per_unit_day: float = 0.5
    cutting_people: int = 2
    most_parts: int = 1
    least_part_units: int = 100
    is_overlapping: bool = False
    uncertainty: Uncertainty = Uncertainty()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderDemand:
    """What must be made of one style for one due week: one order with all its colours and sizes, no factory yet.

    `late_cents_per_day` is what a day of lateness costs; `is_frozen` orders keep factory, line and start.
    `stage_minutes` are standard minutes per unit at work centres, by stage. `colours` are sewn one after the other.
    A part of an order that is split over lines names it in `part_of`.
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
class MadeOrder:
    """A work order that is there: how it went against its plan, to learn from. None where a thing was not measured.

    Ratios are actual minutes to planned ones: `cut_ratio` of cutting, `sew_ratio` of sewing without rework,
    `changeover_ratio` of the change of style before it. `rework_share`: minutes of sewing done again, to those done
    once. `group_id`: what its line met in one week (line and week), shared by the orders of that week. Days late of
    fabric that was still to come when it was promised, and of finishing and transport; 0 when on time.
    """

    work_order_id: str
    group_id: str
    sew_ratio: float
    cut_ratio: float | None = None
    changeover_ratio: float | None = None
    rework_share: float | None = None
    fabric_late_days: int | None = None
    transport_late_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenSlot:
    """Where and when a released work order is fixed."""

    factory_id: str
    line_id: str
    sew_start_minute: int


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

    `status`: 'on time', 'late' or 'infeasible'. `planned_day` is the day of the plan if all goes as planned;
    `late_days` counts how far it lies after `due_day` (0 when on time). `promise_day` is told to the customer: kept
    with the probability asked for, `promise_reason` says why not earlier. `factory_reason` names the factory not
    chosen and why; `late_reason` the cause of lateness or infeasibility. `part_of` names the order that it is part of.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Days by which a work order is there with a given probability, from the plan simulated many times.

    `days` are (probability, day) in rising order; `arrivals` are (day, share of the plays that is there by then),
    rising to 1, for each day on which some play ends; `planned_day` is the day of the plan itself; `why_not_earlier`
    is the chain of material and resources that binds the order.
    """

    work_order_id: str
    days: tuple[tuple[float, date], ...]
    planned_day: date
    why_not_earlier: Reason
    arrivals: tuple[tuple[date, float], ...] = ()

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
    """One order as it is told: days by probability, the day of the plan, and why not earlier (or why never)."""

    work_order_id: str
    due_day: date
    planned_day: date | None
    days: Mapping[float, date]
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """All work orders and their slots; money by part ('lateness', 'changeover', 'sewing', …) in cents.

    `promises` has the whole distribution of each order that can be made, in the order of the orders.
    `status`: 'optimal' or 'feasible'; `bound_cents` is a lower bound where one was proved. `overtime_days` are the days
    by factory on which overtime is worked, `parts` into how many parts orders were split, `reasons` what was decided
    for the whole of it.
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

    def split(self, demands: Sequence[WorkOrderDemand]) -> tuple[WorkOrderDemand, ...]:
        """The demands with those that this schedule split in their parts."""
        return in_parts(demands, self.parts)

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
    if order.status not in ORDER_STATUSES:
        found.append(Violation(rule="a status is known", where=where, found=order.status))
    if (order.promise_day is None) != (order.status == "infeasible"):
        found.append(Violation(rule="what can be made has a promise day", where=where, found=str(order.promise_day)))
    if order.planned_day is not None:
        late = max(0, (order.planned_day - order.due_day).days)
        if late != order.late_days:
            found.append(
                Violation(rule="late days are counted from the due day", where=where, found=str(order.late_days))
            )
        if (late > 0) != (order.status == "late"):
            found.append(Violation(rule="late means after the due day", where=where, found=order.status))
    if (order.planned_day is None) != (order.promise_day is None):
        found.append(Violation(rule="what is promised is planned", where=where, found=str(order.planned_day)))
    if order.status != "on time" and order.late_reason is None:
        found.append(Violation(rule="what is late or infeasible has a cause", where=where, found="none"))
    return found
