"""A made factory for a year: orders come each Monday, the plan is repaired each week, and the floor does what it does.

Orders are cut, sewn, finished and sent; other stages are left out. The floor's times, absences, defects and deliveries
differ from what the settings say; the planner sees only what has happened. Both meet in `Year.run`: what is promised is
released to the ledger with its promise, what is there is received, and promises of later weeks learn from that and
nothing else, by the function that a brand's plan calls.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from benchmarks.tasks.factory import made_factory

from treadle.plant.repair import repair_work
from treadle.plant.schedule import MadeWork
from treadle.problems.factory import read_factory
from treadle.schedule.learning import learn_promises
from treadle.terms.entry import Entry, Ordered, Received, ReceivedLine
from treadle.terms.order import Order as Books
from treadle.terms.place import Factory
from treadle.terms.policy import PromisePolicy
from treadle.terms.release import ReleasedOrder
from treadle.terms.schedule import FrozenSlot, Promise, Schedule, Slot, WorkOrderDemand
from treadle.terms.sewing import LineBalance
from treadle.track.orders import fold_orders

MONDAY = datetime.date(2026, 3, 2)
DAY, WEEK_WORK = 24 * 60, 5 * 480
#: The factories: enough lines for forty orders a week.
PLANTS = (
    ("NEAR", 5, 22.0, 2, 1, 3, 1),
    ("MIDDLE", 5, 18.0, 2, 2, 6, 60),
    ("FAR", 4, 14.0, 1, 3, 12, 150),
)
#: What the planner is told: the product's defaults.
TOLD = PromisePolicy()
#: What differs from the settings by up to 30 % either way.
UNKNOWN = (
    "cut_sd", "sew_sd", "line_sd", "changeover_sd", "rework_share", "fabric_late_share", "fabric_late_days",
    "transport_late_share", "transport_late_days",
)  # fmt: skip


def work_of(day: int) -> int:
    """Working minutes before a day; all factories work eight hours from Monday to Friday."""
    return (day // 7 * 5 + min(day % 7, 5)) * 480


def day_of(work: float) -> int:
    """The day on which the last of so many working minutes is worked."""
    whole = max(0, math.ceil(work / 480 - 1e-9) - 1)
    return whole // 5 * 7 + whole % 5


@dataclass(slots=True)
class Order:
    """An order and what it meets: its luck is drawn once."""

    demand: WorkOrderDemand
    entered: int
    cut: float
    sew: float
    rework: float
    changeover: float
    fabric_late: int
    transport_late: int
    cut_end: float | None = None
    left: float = 1.0
    where: tuple[str, str] | None = None
    done_work: float | None = None
    ready_day: int | None = None

    @property
    def fabric_day(self) -> int:
        """Day on which the fabric really is there."""
        ready = self.demand.fabric_ready_day
        return 0 if ready is None else (ready - MONDAY).days + self.fabric_late


@dataclass(slots=True)
class Week:
    """One Monday: the promises of its new orders."""

    day: int
    promises: dict[str, Promise]


@dataclass(slots=True)
class Year:
    """The factory, its truth and what has happened. Weeks from `learns_from` on promise with what was learned up to
    then; weeks from `scored_until` on only go on, so that every promise meets its day."""

    seed: int
    weeks: int
    orders_per_week: int
    learns_from: int
    scored_until: int
    rng: np.random.Generator = field(init=False)
    truth: PromisePolicy = field(init=False)
    factories: tuple[Factory, ...] = field(init=False)
    balances: tuple[LineBalance, ...] = field(init=False)
    coming: list[WorkOrderDemand] = field(init=False)
    orders: dict[str, Order] = field(default_factory=dict)
    plans: list[Week] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    released: set[str] = field(default_factory=set)
    received: set[str] = field(default_factory=set)
    minutes_per_unit: dict[tuple[str, str], float] = field(init=False)
    by_id: dict[str, Factory] = field(init=False)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng([self.seed, 77])
        plain = read_factory(made_factory(self.weeks * self.orders_per_week, self.seed, PLANTS), "made")
        self.factories, self.balances = plain.factories, plain.balances
        self.by_id = {factory.factory_id: factory for factory in self.factories}
        self.minutes_per_unit = {(one.bulletin_id, one.line_id): one.minutes_per_unit for one in self.balances}
        self.coming = list(plain.demands)
        off = {name: getattr(TOLD, name) * float(self.rng.uniform(0.7, 1.3)) for name in UNKNOWN}
        # Slower by up to 30 %, for a floor that is quicker than told makes every promise safe.
        slower = {
            "cut_factor": float(self.rng.uniform(1.05, 1.3)),
            "sew_factor": 1.05 * float(self.rng.uniform(1.05, 1.3)),
        }
        self.truth = replace(TOLD, **off, **slower)

    def enter(self, week: int) -> tuple[str, ...]:
        """The orders of a Monday."""
        told, truth, rng = [], self.truth, self.rng
        for _ in range(self.orders_per_week):
            base = self.coming.pop()
            day = 7 * week
            ready = day + int(rng.integers(2, 15)) if rng.random() < 0.5 else None
            due = (ready or day) + int(rng.integers(10, 40))
            demand = replace(
                base,
                due_day=MONDAY + datetime.timedelta(days=due),
                fabric_ready_day=None if ready is None else MONDAY + datetime.timedelta(days=ready),
                frozen=None,
                stage_minutes={},
            )
            order = Order(
                demand=demand,
                entered=day,
                cut=truth.cut_factor * math.exp(truth.cut_sd * rng.standard_normal()),
                sew=truth.sew_factor * math.exp(truth.sew_sd * rng.standard_normal()),
                rework=truth.rework_share * float(rng.exponential()),
                changeover=math.exp(truth.changeover_sd * rng.standard_normal()),
                fabric_late=self._late(truth.fabric_late_share, truth.fabric_late_days),
                transport_late=self._late(truth.transport_late_share, truth.transport_late_days),
            )
            self.orders[demand.work_order_id] = order
            told.append(demand.work_order_id)
        return tuple(told)

    def _late(self, share: float, days: float) -> int:
        return math.ceil(self.rng.exponential(days)) if self.rng.random() < share else 0

    def run(self) -> None:
        """Week after week: what came is received, orders come, the plan is repaired, the floor works."""
        slots: tuple[Slot, ...] = ()
        for week in range(self.weeks):
            fresh = self.enter(week)
            day = 7 * week
            self._receive(day)
            work = MadeWork(
                schedule=self._standing(day, slots), demands=self._known(day), factories=self.factories,
                balances=self.balances,
            )  # fmt: skip
            repaired = repair_work(work, now_minute=day * DAY, promise=self._promising(week)).schedule
            if week < self.scored_until:
                self._release(day, repaired, fresh)
            slots = repaired.slots
            self._work(day, repaired)

    def _promising(self, week: int) -> PromisePolicy:
        """What the promises of a week reckon with."""
        if week >= self.scored_until:
            return replace(TOLD, samples=1)
        if week < self.learns_from:
            return TOLD
        return learn_promises(TOLD, self.books(), MONDAY + datetime.timedelta(days=7 * week))

    def books(self) -> tuple[Books, ...]:
        """The orders as the ledger's entries leave them."""
        return tuple(fold_orders(self.entries).values())

    def _release(self, day: int, plan: Schedule, fresh: tuple[str, ...]) -> None:
        """The new orders of a Monday with their promises, as a release writes them."""
        promises = {one.work_order_id: one for one in plan.promises}
        today = MONDAY + datetime.timedelta(days=day)
        for order in plan.work_orders:
            if order.work_order_id in fresh and order.work_order_id in promises:
                terms = ReleasedOrder(
                    work_order_id=order.work_order_id, style_id=order.style_id, units=order.units,
                    due_day=order.due_day, promise_day=order.promise_day or order.due_day, origin_day=today,
                    factory_id=order.factory_id, line_id=order.line_id, promise=promises[order.work_order_id],
                )  # fmt: skip
                self.released.add(order.work_order_id)
                self._enter("order", order.work_order_id, today, Ordered(release_id="", plan_id="", order=terms))
        self.plans.append(Week(day, {name: promises[name] for name in fresh if name in promises}))

    def _receive(self, day: int) -> None:
        """What was there before a Monday, as a receipt writes it."""
        for name, order in self.orders.items():
            is_there = order.ready_day is not None and order.ready_day < day
            if is_there and name not in self.received and name in self.released:
                self.received.add(name)
                came = MONDAY + datetime.timedelta(days=order.ready_day or 0)
                lines = tuple(ReceivedLine(sku=sku, units=units) for sku, units in order.demand.units.items())
                self._enter("receipt", name, came, Received(day=came, lines=lines))

    def _enter(self, kind: str, name: str, day: datetime.date, body: Ordered | Received) -> None:
        moment = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
        self.entries.append(
            Entry(kind=kind, subject=name, happened_at=moment, known_at=moment, author="", key=f"{kind}:{name}",
                  body=body)
        )  # fmt: skip

    def _known(self, day: int) -> tuple[WorkOrderDemand, ...]:
        """Orders as the planner sees them on a Monday: what is sewn is gone, what is cut needs no cutting."""
        found = []
        for order in self.orders.values():
            demand = order.demand
            if order.done_work is not None:
                continue
            if order.left < 1.0 and order.where is not None:
                units = max(1, round(demand.total_units * order.left))
                found.append(
                    replace(
                        demand,
                        units={demand.style_id: units},
                        spread_and_cut_minutes=0.0,
                        fabric_ready_day=None,
                        frozen=FrozenSlot(
                            factory_id=order.where[0], line_id=order.where[1], sew_start_minute=day * DAY
                        ),
                    )
                )
            elif order.cut_end is not None:
                found.append(replace(demand, spread_and_cut_minutes=0.0, fabric_ready_day=None))
            elif demand.fabric_ready_day is not None and (demand.fabric_ready_day - MONDAY).days <= day:
                is_there = order.fabric_day <= day
                tomorrow = MONDAY + datetime.timedelta(days=day + 1)
                found.append(replace(demand, fabric_ready_day=None if is_there else tomorrow))
            else:
                found.append(demand)
        return tuple(found)

    def _standing(self, day: int, slots: tuple[Slot, ...]) -> Schedule:
        """Last week's plan, begun orders at this Monday's midnight and all others behind it in their order."""
        now = day * DAY
        waiting = [one for one in slots if self._is_waiting(one)]
        behind = now - min((one.start_minute for one in waiting), default=now)
        shift = 1 + max(0, math.ceil(behind / (7 * DAY))) * 7 * DAY
        kept = [
            replace(one, start_minute=one.start_minute + shift, end_minute=one.end_minute + shift) for one in waiting
        ]
        for one in slots:
            order = self.orders[one.work_order_id]
            if one.stage == "sew" and order.done_work is None and order.left < 1.0:
                kept.append(replace(one, start_minute=now, end_minute=now + 1))
        return Schedule(origin_day=MONDAY, work_orders=(), slots=tuple(kept), cost_cents={}, status="feasible")

    def _is_waiting(self, slot: Slot) -> bool:
        order = self.orders[slot.work_order_id]
        if order.done_work is not None or order.left < 1.0 or slot.stage in ("finish", "transport"):
            return False
        return slot.stage == "sew" or order.cut_end is None

    def _work(self, day: int, plan: Schedule) -> None:
        """A week on the floor: every table and line does its orders in the plan's order."""
        begin, end = float(work_of(day)), float(work_of(day + 7))
        free: dict[str, float] = {}
        style: dict[str, str] = {}
        luck = {
            line.line_id: math.exp(self.truth.line_sd * self.rng.standard_normal())
            for factory in self.factories
            for line in factory.sewing_lines
        }
        for slot in sorted(plan.slots, key=lambda one: (one.start_minute, one.stage, one.work_order_id)):
            order = self.orders[slot.work_order_id]
            at = max(begin, free.get(slot.resource_id, begin))
            if slot.stage == "cut":
                at = max(at, float(work_of(order.fabric_day)))
                free[slot.resource_id] = at
                if at < end:
                    order.cut_end = at + math.ceil(order.demand.spread_and_cut_minutes) * order.cut
                    free[slot.resource_id] = order.cut_end
            elif slot.stage == "sew":
                self._sew(slot, order, at, end, luck[slot.resource_id], free, style)

    def _sew(
        self,
        slot: Slot,
        order: Order,
        at: float,
        end: float,
        line: float,
        free: dict[str, float],
        style: dict[str, str],
    ) -> None:
        if order.cut_end is None:
            free[slot.resource_id] = end  # the line waits for it: the order of the plan is kept for the week
            return
        name = order.demand.style_id
        if order.left >= 1.0 and style.get(slot.resource_id, name) != name:
            at += self.by_id[slot.factory_id].changeover(style[slot.resource_id], name) * order.changeover
        at = max(at, order.cut_end)
        if at >= end:
            free[slot.resource_id] = end
            return
        planned = order.demand.total_units * self.minutes_per_unit[order.demand.bulletin_id, slot.resource_id]
        pace = order.sew * line
        needed = order.left * planned * pace * (1.0 + order.rework)
        order.where, style[slot.resource_id] = (slot.factory_id, slot.resource_id), name
        free[slot.resource_id] = at + needed
        if at + needed > end:
            share = order.left * (end - at) / needed
            order.left -= share
            return
        order.left, order.done_work = 0.0, at + needed
        factory = self.by_id[slot.factory_id]
        order.ready_day = (
            day_of(order.done_work) + factory.finishing_days + factory.transport_days + order.transport_late
        )

    def told_truth(self) -> dict[str, Any]:
        """The truth beside the settings, for the record."""
        return {
            name: [round(getattr(TOLD, name), 4), round(getattr(self.truth, name), 4)]
            for name in ("cut_factor", "sew_factor", "sew_sd", "line_sd", "rework_share", "fabric_late_share")
        }
