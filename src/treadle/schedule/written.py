"""A solved shop as a schedule: work orders with their days, states and reasons, slots, money and promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from treadle.schedule.board import Board
from treadle.schedule.causes import Detective
from treadle.schedule.improve import Improved
from treadle.schedule.jobs import Floor
from treadle.schedule.line_choice import why_line
from treadle.schedule.load import line_loads
from treadle.schedule.overtime import premium_cents
from treadle.schedule.pace import told_paces
from treadle.schedule.power_waits import at_once, why_power
from treadle.schedule.promise import Plays, levels_with, sample_ready_days
from treadle.schedule.quote import Quoter
from treadle.schedule.shop import Placed, ends, job_cost, power_cents
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.policy import PromisePolicy
from treadle.terms.reason import Reason
from treadle.terms.schedule import (
    AT_RISK,
    INFEASIBLE,
    KEPT,
    Promise,
    Schedule,
    Slot,
    WorkOrder,
    WorkOrderDemand,
    order_status,
)

#: The resources of all finishing and all transport: they have room for every order and take whole days.
FINISHING, TRANSPORT = "finishing", "transport"


def write_schedule(
    floor: Floor,
    found: Improved,
    demands: tuple[WorkOrderDemand, ...],
    origin_day: date,
    unpinned: frozenset[str],
    *,
    now_minute: int,
    seed: int,
    promise: PromisePolicy,
    is_glance: bool = False,
) -> Schedule:
    """A solved shop as work orders, slots and promises. A glance leaves out why a line was not another and how the
    lines are loaded week by week, which take most of the time; days, states and money are the same."""
    days = sample_ready_days(
        floor,
        found.solution,
        demands,
        origin_day=origin_day,
        now_minute=now_minute,
        uncertainty=promise,
        seed=seed,
    )
    writer = _Writer(floor, found, demands, origin_day, unpinned, days, promise, now_minute, seed)
    writer.is_glance = is_glance
    return writer.schedule()


class _Writer:
    """Turns a solved shop back into work orders and slots."""

    def __init__(
        self,
        floor: Floor,
        found: Improved,
        demands: tuple[WorkOrderDemand, ...],
        origin_day: date,
        unpinned: frozenset[str],
        days: NDArray[np.int64],
        promise: PromisePolicy,
        now_minute: int,
        seed: int,
    ) -> None:
        self.is_glance = False
        self.days, self.promise = days, promise
        self.quoter = Quoter(floor, demands, promise, now_minute, seed)
        self.promises: list[Promise] = []
        self.floor, self.found, self.demands = floor, found, demands
        self.origin_day, self.unpinned = origin_day, unpinned
        self.detective = Detective(floor, Board(floor.shop, found.solution), demands, origin_day)
        self.parts = {
            "cutting": 0, "stages": 0, "sewing": 0, "changeover": 0, "overtime": 0, "lateness": 0, "wip": 0
        }  # fmt: skip
        self.premium = premium_cents(floor, found.solution)

    def schedule(self) -> Schedule:
        """All orders in the order of the demands, slots by order and stage."""
        orders: list[WorkOrder] = []
        slots: list[Slot] = []
        for d, demand in enumerate(self.demands):
            job = self.floor.job_of[d]
            if job is None:
                orders.append(self._refused(d, demand))
                continue
            placed = self.detective.placed(job)
            mine = self._slots(job, placed)
            slots += mine
            orders.append(self._order(job, placed, demand, mine))
        overtime = {
            factory.factory_id: tuple(sorted(factory.calendar.overtime_days))
            for factory in self.floor.factories
            if factory.calendar.overtime_days
        }
        offers_overtime = any(one.overtime_minutes > 0 or one.calendar.told_overtime for one in self.floor.factories)
        return Schedule(
            origin_day=self.origin_day,
            work_orders=tuple(orders),
            slots=tuple(slots),
            cost_cents=self.parts,
            status="optimal" if self.found.is_optimal and not offers_overtime else "feasible",
            bound_cents=None if offers_overtime else self.found.bound_cents,
            promises=tuple(self.promises),
            overtime_days=overtime,
            reasons=(
                *self._power(),
                *told_paces(self.promise, frozenset(order.factory_id for order in orders)),
                *self._moved(slots),
            ),
            loads=() if self.is_glance else line_loads(self.detective, self.demands, orders),
        )

    def _power(self) -> Iterator[Reason]:
        """What waiting for cheaper power saves and risks, where power is paid by the hour."""
        if self.floor.shop.has_power:
            plays = Plays(self.floor, self.demands, self.origin_day, self.quoter.now_minute, self.promise,
                          self.quoter.seed)  # fmt: skip
            early = plays.ready_days(at_once(self.floor.shop, self.found.solution))
            yield from why_power(self.floor, self.found.solution, self.days, early)

    def _moved(self, slots: Sequence[Slot]) -> Iterator[Reason]:
        """Frozen orders that could not keep their start: late or not, it is said."""
        starts = {slot.work_order_id: slot.start_minute for slot in slots if slot.stage == "sew"}
        for demand in self.demands:
            start = starts.get(demand.work_order_id)
            if demand.frozen is None or start is None or demand.work_order_id not in self.unpinned:
                continue
            if demand.frozen.is_start_kept and start != demand.frozen.sew_start_minute:
                yield Reason.of(
                    "schedule.frozen_moved", order=demand.work_order_id, line=demand.frozen.line_id,
                    frozen_start=self._clock_reading(demand.frozen.sew_start_minute), start=self._clock_reading(start),
                )  # fmt: skip

    def _clock_reading(self, minute: int) -> str:
        return f"{datetime.combine(self.origin_day, time()) + timedelta(minutes=minute):%Y-%m-%d %H:%M}"

    def _refused(self, d: int, demand: WorkOrderDemand) -> WorkOrder:
        refusals = self.floor.refusals[d]
        below = [refusal for refusal in refusals if refusal.cause == "below minimum"]
        is_refused = bool(demand.factory_id) or len(refusals) == len(self.floor.factories)
        if not is_refused:
            reason = demand.factory_reason or Reason.of("infeasible.not_placed")
        elif below:
            least = min(below, key=lambda refusal: refusal.minimum_units)
            reason = Reason.of(
                "infeasible.below_minimum",
                factory=least.factory_id,
                minimum_units=least.minimum_units,
                units=demand.total_units,
            )
        elif lacking := [refusal for refusal in refusals if refusal.cause == "no work centre"]:
            tried = ", ".join(refusal.factory_id for refusal in lacking)
            reason = Reason.of("infeasible.no_work_centre", stage=lacking[0].stage, factories=tried)
        else:
            tried = ", ".join(refusal.factory_id for refusal in refusals)
            reason = Reason.of("infeasible.no_capable_factory", bulletin=demand.bulletin_id, factories=tried)
        return WorkOrder(
            work_order_id=demand.work_order_id,
            style_id=demand.style_id,
            factory_id="",
            line_id="",
            units=demand.units,
            due_day=demand.due_day,
            promise_day=None,
            late_days=0,
            status=INFEASIBLE,
            cost_cents=0,
            factory_reason=Reason.of("factory.none"),
            late_reason=reason,
            part_of=demand.part_of,
        )

    def _order(self, job: int, placed: Placed, demand: WorkOrderDemand, slots: list[Slot]) -> WorkOrder:
        factory = self.floor.factories[self.floor.factory_of[job]]
        steps = self.floor.shop.jobs[job].route.steps
        ways, lateness, wip = job_cost(self.floor.shop, job, placed)
        setup, power = self._setup_cents(job), power_cents(self.floor.shop, job, placed)
        by_stage = {"cut": 0, "sew": 0}
        for stage, step, way in zip(self.floor.stages[job], steps, placed.ways, strict=True):
            by_stage[stage] = step.ways[way].cost_cents
        for part, cents in (
            ("cutting", by_stage["cut"]),
            ("stages", ways - by_stage["cut"] - by_stage["sew"]),
            ("sewing", by_stage["sew"]),
            ("changeover", setup),
            ("overtime", self.premium[job]),
            ("lateness", lateness),
            ("wip", wip),
            *((("power", power),) if self.floor.shop.has_power else ()),
        ):
            self.parts[part] = self.parts.get(part, 0) + cents
        planned = self.detective.ready_day(job, placed)
        plays = self.quoter.plays(job, placed, self.days[job])
        promise = self._promise(job, planned, plays)
        self.promises.append(promise)
        promised = promise.day(self.promise.probability)
        status = order_status(demand.due_day, planned, promised)
        late = max(0, (planned - demand.due_day).days)
        if status in (KEPT, AT_RISK):
            chance = self.quoter.chance(plays, demand.due_day)
            why = None if status == KEPT else self._why_at_risk(demand, planned, promised, chance)
        else:
            why = self.detective.why_late(job, is_unpinned=demand.work_order_id in self.unpinned)
        return WorkOrder(
            work_order_id=demand.work_order_id,
            style_id=demand.style_id,
            factory_id=factory.factory_id,
            line_id=next(slot.resource_id for slot in slots if slot.stage == "sew"),
            units=demand.units,
            due_day=demand.due_day,
            promise_day=promised,
            late_days=late,
            status=status,
            cost_cents=ways + setup + self.premium[job] + lateness + wip + power,
            factory_reason=self.detective.why_factory(job),
            late_reason=why,
            planned_day=planned,
            promise_reason=promise.why_not_earlier,
            part_of=demand.part_of,
            line_reason=None if self.is_glance else why_line(self.detective, job, demand),
        )

    def _why_at_risk(self, demand: WorkOrderDemand, planned: date, promised: date, chance: float) -> Reason:
        """What an order lacks that is planned in time and not sure enough to be promised so."""
        return Reason.of(
            "risk.buffer", due_day=demand.due_day.isoformat(), planned_day=planned.isoformat(),
            promise_day=promised.isoformat(), chance=round(chance, 4), probability=self.promise.probability,
        )  # fmt: skip

    def _promise(self, job: int, planned: date, plays: NDArray[np.int64]) -> Promise:
        """The days that are kept with the quoted probabilities, and what binds the one asked for."""
        told, placed = self.days[job], self.detective.placed(job)
        days = [(level, self.quoter.day(job, placed, plays, level)) for level in levels_with(self.promise.probability)]
        asked = dict(days)[self.promise.probability]
        values, counts = np.unique(told, return_counts=True)
        shares = np.cumsum(counts) / len(told)
        return Promise(
            work_order_id=self.detective.order_id(job),
            days=tuple(days),
            planned_day=planned,
            why_not_earlier=self.detective.why_promised(job, planned, asked, self.promise.probability),
            arrivals=tuple(
                (self.origin_day + timedelta(days=day), share) for day, share in zip(values.tolist(), shares.tolist())
            ),
            from_day=self.origin_day + timedelta(days=self.quoter.from_day(job)),
        )

    def _setup_cents(self, job: int) -> int:
        """Cents of the changeover before this order's sewing."""
        step = self.floor.shop.jobs[job].route.key
        index, _ = self.detective.position[(job, step)]
        return self.detective.before(job, step)[1] * self.floor.shop.resources[index].setup_cents_per_minute

    def _slots(self, job: int, placed: Placed) -> list[Slot]:
        """Every stage; finishing and transport, where it takes days, end on their days at the clock time of the last
        stitch.
        """
        f = self.floor.factory_of[job]
        factory, clock = self.floor.factories[f], self.floor.clocks[f]
        until = ends(self.floor.shop, job, placed)
        name = self.floor.shop.jobs[job].name
        found = []
        for k, stage in enumerate(self.floor.stages[job]):
            found.append(
                Slot(
                    work_order_id=name,
                    stage=stage,
                    factory_id=factory.factory_id,
                    resource_id=self.detective.resource_id(job, k),
                    start_minute=clock.to_wall_start(placed.starts[k]),
                    end_minute=clock.to_wall_end(until[k]),
                    setup_minutes=self.detective.before(job, k)[1],
                )
            )
        last = found[-1].end_minute
        day = clock.day_of_end(until[-1])
        finished = (factory.finished_day(self.origin_day + timedelta(days=day)) - self.origin_day).days
        arrives = self.floor.shop.sites[f].arrival(day)
        ends_at = [last + (one - day) * MINUTES_PER_DAY for one in (finished, arrives)]
        for stage, resource, start, end in (
            ("finish", FINISHING, last, ends_at[0]), ("transport", TRANSPORT, ends_at[0], ends_at[1])
        ):  # fmt: skip
            if stage == "finish" or end > start:
                found.append(
                    Slot(
                        work_order_id=name, stage=stage, factory_id=factory.factory_id, resource_id=resource,
                        start_minute=start, end_minute=end,
                    )
                )  # fmt: skip
        return found
