"""Every rule of a schedule again, from the orders, factories and balances alone. Shares nothing with the search."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from treadle.terms.calendar import MINUTES_PER_DAY, OpenDays
from treadle.terms.energy import cents_at
from treadle.terms.place import Factory
from treadle.terms.policy import SchedulePolicy
from treadle.terms.quantity import Violation
from treadle.terms.schedule import (
    INFEASIBLE,
    LATE,
    STAGES,
    STAGES_AFTER,
    STAGES_AT_WORK,
    STAGES_BEFORE,
    Schedule,
    Slot,
    WorkOrder,
    WorkOrderDemand,
)
from treadle.terms.sewing import LineBalance


def check_schedule(
    schedule: Schedule,
    demands: Sequence[WorkOrderDemand],
    factories: Sequence[Factory],
    balances: Sequence[LineBalance],
    *,
    now_minute: int = 0,
    rules: SchedulePolicy | None = None,
) -> tuple[Violation, ...]:
    """All rules that a schedule breaks; empty when it is sound.

    Recomputed: every demand once and whole; lengths of cutting and sewing in working minutes; nothing outside
    shifts; one order at a time on tables and lines, with the changeover between; cutting before sewing; fabric and
    frozen starts; minimum orders and balanced lines; promise days, lateness; money by part.
    """
    audit = _Audit(schedule, schedule.opened(factories), balances, now_minute, rules or SchedulePolicy())
    audit.found += schedule.check()
    demands = schedule.split(demands)
    ordered = {order.work_order_id: order for order in schedule.work_orders}
    for demand in demands:
        order = ordered.pop(demand.work_order_id, None)
        if order is None:
            audit.say("every demand is scheduled", demand.work_order_id, "missing")
        else:
            audit.order(order, demand)
    for left in ordered:
        audit.say("only what is asked for is scheduled", left, "no such demand")
    audit.resources(demands)
    audit.money(demands)
    return tuple(audit.found)


@dataclass(slots=True)
class _Audit:
    schedule: Schedule
    factory_list: Sequence[Factory]
    balances: Sequence[LineBalance]
    now_minute: int
    rules: SchedulePolicy
    found: list[Violation] = field(default_factory=list)
    factories: Mapping[str, Factory] = field(init=False)
    pace: Mapping[tuple[str, str], float] = field(init=False)
    slots: dict[str, dict[str, Slot]] = field(init=False)
    style: Mapping[str, str] = field(init=False)
    worked: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.factories = {factory.factory_id: factory for factory in self.factory_list}
        self.pace = {(b.bulletin_id, b.line_id): b.minutes_per_unit for b in self.balances if b.status == "balanced"}
        self.slots = {}
        for slot in self.schedule.slots:
            stages = self.slots.setdefault(slot.work_order_id, {})
            if slot.stage in stages:
                self.say("an order passes a stage once", slot.work_order_id, slot.stage)
            stages[slot.stage] = slot
        self.style = {order.work_order_id: order.style_id for order in self.schedule.work_orders}

    def say(self, rule: str, where: str, found: object) -> None:
        """Note a violation."""
        self.found.append(Violation(rule=rule, where=where, found=str(found)))

    def work_between(self, factory: Factory, start: int, end: int) -> int:
        """Working minutes of a factory between two wall minutes."""
        return self._work_until(factory, end) - self._work_until(factory, start)

    def _work_until(self, factory: Factory, minute: int) -> int:
        """Working minutes from the origin day's midnight to a wall minute, day by day."""
        days = self.worked.setdefault(factory.factory_id, [0])
        day, rest = divmod(minute, MINUTES_PER_DAY)
        if day < 0:
            return 0
        while len(days) <= day:
            days.append(days[-1] + factory.calendar.minutes(self.schedule.origin_day + timedelta(days=len(days) - 1)))
        spans = factory.calendar.spans(self.schedule.origin_day + timedelta(days=day))
        return days[day] + sum(max(0, min(rest, end) - start) for start, end in spans)

    def order(self, order: WorkOrder, demand: WorkOrderDemand) -> None:
        """Rules of one order."""
        where = order.work_order_id
        if dict(order.units) != dict(demand.units) or order.style_id != demand.style_id:
            self.say("an order holds what was asked for", where, dict(order.units))
        if order.due_day != demand.due_day:
            self.say("the due day is the demand's", where, order.due_day)
        stages = self.slots.get(where, {})
        if order.status == INFEASIBLE:
            self._infeasible(demand, stages)
            return
        factory = self.factories.get(order.factory_id)
        if factory is None or "sew" not in stages or "finish" not in stages:
            self.say("an order is sewn and finished at a factory", where, f"{order.factory_id}: {sorted(stages)}")
            return
        sew = stages["sew"]
        if {slot.factory_id for slot in stages.values()} != {order.factory_id}:
            self.say("all stages are at one factory", where, order.factory_id)
        if sew.resource_id != order.line_id or (demand.bulletin_id, sew.resource_id) not in self.pace:
            self.say("the line is balanced for the bulletin", where, sew.resource_id)
            return
        if sum(demand.units.values()) < factory.minimum_units and demand.frozen is None:
            self.say("the factory's minimum is met", where, sum(demand.units.values()))
        self._stages(demand, factory, stages)
        self._lengths(demand, factory, stages)
        self._starts(order, demand, factory, stages)
        self._promise(order, factory, stages)

    def _infeasible(self, demand: WorkOrderDemand, stages: Mapping[str, Slot]) -> None:
        """What is said to be impossible has no slots, and its factory (where none was given: any) could not make it."""
        if stages:
            self.say("an infeasible order has no slots", demand.work_order_id, sorted(stages))
        is_told = bool(demand.factory_id) or demand.factory_reason is not None
        for factory in [one for one in self.factory_list if not is_told or one.factory_id == demand.factory_id]:
            lines = [line for line in factory.sewing_lines if (demand.bulletin_id, line.line_id) in self.pace]
            held = {centre.stage for centre in factory.work_centres}
            if any(demand.stage_minutes.get(stage) and stage not in held for stage in STAGES_BEFORE):
                continue
            if demand.frozen is None and lines and sum(demand.units.values()) >= factory.minimum_units:
                self.say("an infeasible order fits no factory", demand.work_order_id, factory.factory_id)

    def _stages(self, demand: WorkOrderDemand, factory: Factory, stages: Mapping[str, Slot]) -> None:
        """Every stage that the order needs, and no other, in the trade's order, at a work centre of the stage."""
        frozen = demand.frozen
        has_begun = frozen is not None and frozen.has_begun(self.now_minute)
        held = {centre.stage for centre in factory.work_centres}
        for stage in STAGES_BEFORE + STAGES_AFTER:
            is_needed = demand.stage_minutes.get(stage, 0.0) > 0
            if is_needed and stage in STAGES_BEFORE and stage not in held and not has_begun:
                self.say("a stage before sewing has a work centre", demand.work_order_id, stage)
            is_due = is_needed and stage in held and not (has_begun and stage in STAGES_BEFORE)
            if is_due != (stage in stages):
                self.say("an order passes the stages that it needs", demand.work_order_id, stage)
        passed = [stages[stage] for stage in STAGES if stage in stages]
        for before, after in pairwise(passed):
            if (before.stage, after.stage) != ("cut", "sew") and after.start_minute < before.end_minute:
                told = f"{after.stage} at {after.start_minute}"
                self.say("a stage waits for the one before", demand.work_order_id, told)

    def _lengths(self, demand: WorkOrderDemand, factory: Factory, stages: Mapping[str, Slot]) -> None:
        sew = stages["sew"]
        wanted = {"sew": self._sewn(factory, demand, sew.resource_id)}
        if "cut" in stages:
            wanted["cut"] = math.ceil(demand.spread_and_cut_minutes - 1e-9)
        for centre in factory.work_centres:
            if centre.stage in stages and stages[centre.stage].resource_id == centre.work_centre_id:
                each = demand.stage_minutes.get(centre.stage, 0.0)
                wanted[centre.stage] = math.ceil(sum(demand.units.values()) * each / centre.people - 1e-9)
        for stage, minutes in wanted.items():
            slot = stages[stage]
            if self.work_between(factory, slot.start_minute, slot.end_minute) != minutes:
                self.say(f"{stage} takes {minutes} working minutes", demand.work_order_id, slot)
            for minute in (slot.start_minute, slot.end_minute - 1):
                if minutes and self.work_between(factory, minute, minute + 1) != 1:
                    self.say(f"{stage} starts and ends within a shift", demand.work_order_id, minute)

    def _starts(self, order: WorkOrder, demand: WorkOrderDemand, factory: Factory, stages: Mapping[str, Slot]) -> None:
        """Now, fabric, cutting before sewing, frozen starts."""
        where, sew, cut = demand.work_order_id, stages["sew"], stages.get("cut")
        frozen = demand.frozen
        has_begun = frozen is not None and frozen.has_begun(self.now_minute)
        if cut is None and demand.spread_and_cut_minutes > 1e-9 and not has_begun:
            self.say("what needs cutting is cut", where, "no slot")
        earliest = self.now_minute
        if demand.fabric_ready_day is not None:
            earliest = max(earliest, (demand.fabric_ready_day - self.schedule.origin_day).days * MINUTES_PER_DAY)
        first = next(stages[stage] for stage in STAGES if stage in stages)
        if first.start_minute < earliest and not has_begun:
            self.say("nothing starts before now and before its fabric", where, first.start_minute)
        if cut is not None:
            self._cut_before_sew(demand, factory, cut, sew)
        if frozen is not None:
            if (frozen.factory_id, frozen.line_id) != (order.factory_id, order.line_id):
                self.say("a frozen order keeps factory and line", where, order.line_id)
            shift = self.work_between(factory, frozen.sew_start_minute, sew.start_minute)
            is_moved = frozen.is_start_kept and shift != 0
            excused = order.late_reason is not None and order.late_reason.code == "late.frozen"
            if is_moved and not excused and order.status == LATE:
                self.say("a frozen order keeps its start", where, sew.start_minute)

    def _cut_before_sew(self, demand: WorkOrderDemand, factory: Factory, cut: Slot, sew: Slot) -> None:
        lays = demand.lay_minutes
        if not self.rules.is_overlapping or len(lays) < 2:
            if sew.start_minute < cut.end_minute:
                self.say("sewing waits for cutting", demand.work_order_id, sew.start_minute)
            return
        if self.work_between(factory, cut.start_minute, sew.start_minute) < min(lays[0], demand.spread_and_cut_minutes):
            self.say("sewing waits for the first lay", demand.work_order_id, sew.start_minute)
        pace = self.pace[(demand.bulletin_id, sew.resource_id)]
        tail = sum(demand.units.values()) * pace * lays[-1] / sum(lays)
        if self.work_between(factory, cut.end_minute, sew.end_minute) < math.floor(tail):
            self.say("sewing ends after the last lay is sewn", demand.work_order_id, sew.end_minute)

    def _promise(self, order: WorkOrder, factory: Factory, stages: Mapping[str, Slot]) -> None:
        where, finish = order.work_order_id, stages["finish"]
        last = [stages[stage] for stage in STAGES_AT_WORK if stage in stages][-1]
        if finish.start_minute != last.end_minute:
            self.say("finishing follows the last stage", where, finish.start_minute)
        done = self.schedule.origin_day + timedelta(days=(last.end_minute - 1) // MINUTES_PER_DAY)
        left = self._open_day(done, factory.finishing_days, factory.finishing)
        if finish.end_minute - finish.start_minute != (left - done).days * MINUTES_PER_DAY:
            self.say("finishing takes its days", where, finish.end_minute)
        day = self._open_day(left, factory.transport_days, factory.transport)
        while not self._is_open(day, factory.receiving):
            day += timedelta(days=1)
        moved = stages.get("transport")
        if (0 if moved is None else moved.end_minute - moved.start_minute) != (day - left).days * MINUTES_PER_DAY:
            self.say("transport takes its days", where, "no slot" if moved is None else moved.end_minute)
        if order.planned_day != day:
            self.say(
                "the planned day is the end of the last stage plus finishing and transport", where, order.planned_day
            )
        if order.promise_day is not None and not self._is_open(order.promise_day, factory.receiving):
            self.say("a promise is a day on which it can be received", where, order.promise_day)
        said = next((p for p in self.schedule.promises if p.work_order_id == where), None)
        if said is None or order.promise_day not in {told for _, told in said.days} or said.planned_day != day:
            self.say("the promise is a day of its distribution", where, order.promise_day)

    @staticmethod
    def _is_open(day: date, days: OpenDays) -> bool:
        return day.weekday() in days.weekdays and day not in days.closed_days

    def _open_day(self, day: date, count: int, days: OpenDays) -> date:
        """The day on which `count` open days after a day are over."""
        while count:
            day += timedelta(days=1)
            count -= self._is_open(day, days)
        return day

    def resources(self, demands: Sequence[WorkOrderDemand]) -> None:
        """One order at a time on each table, work centre and line, with the changeover between."""
        lines: dict[tuple[str, str, str], list[Slot]] = {}
        for slot in self.schedule.slots:
            if slot.stage in STAGES_AT_WORK:
                lines.setdefault((slot.factory_id, slot.stage, slot.resource_id), []).append(slot)
        for (factory_id, stage, resource_id), slots in sorted(lines.items()):
            factory = self.factories.get(factory_id)
            known: dict[str, set[str]] = {"cut": set(), "sew": set()}
            if factory is not None:
                known["cut"] = {table.table_id for table in factory.cutting_tables}
                known["sew"] = {line.line_id for line in factory.sewing_lines}
                for centre in factory.work_centres:
                    known.setdefault(centre.stage, set()).add(centre.work_centre_id)
            if factory is None or resource_id not in known.get(stage, set()):
                self.say("a slot is on a resource of its factory", slots[0].work_order_id, resource_id)
                continue
            slots.sort(key=lambda slot: (slot.start_minute, slot.end_minute))
            before: Slot | None = None
            for slot in slots:
                self._follows(factory, stage, before, slot, demands)
                before = slot

    def _startup(self, factory: Factory, style_id: str, demands: Sequence[WorkOrderDemand]) -> int:
        """Minutes lost while a line learns a style, for its mean order on the factory's lines."""
        spans = [span for weekday in range(7) for span in factory.calendar.shifts if span.weekday == weekday]
        day = sum(s.end_minute - s.start_minute for s in spans) / len({s.weekday for s in spans})
        full = [
            self._sewn(factory, demand, line.line_id)
            for demand in demands
            if demand.style_id == style_id
            for line in factory.sewing_lines
            if (demand.bulletin_id, line.line_id) in self.pace
        ]
        left, lost = sum(full) / len(full), 0.0
        for share in factory.startup_shares:
            if left <= day * share:
                lost += left / share - left
                break
            lost += day - day * share
            left -= day * share
        return math.ceil(lost - 1e-9)

    def _sewn(self, factory: Factory, demand: WorkOrderDemand, line_id: str) -> int:
        """Whole minutes of sewing, threads changed between colours."""
        threads = (max(demand.colours, 1) - 1) * factory.thread_change_minutes
        pace = self.pace[(demand.bulletin_id, line_id)]
        return max(1, math.ceil(sum(demand.units.values()) * pace + threads - 1e-9))

    def _follows(
        self, factory: Factory, stage: str, before: Slot | None, slot: Slot, demands: Sequence[WorkOrderDemand]
    ) -> None:
        style, mine = (
            None if before is None else self.style.get(before.work_order_id),
            self.style.get(slot.work_order_id),
        )
        setup = factory.changeover(style, mine or "") if stage == "sew" else 0
        if stage == "sew" and style is not None and mine is not None and mine != style and factory.startup_shares:
            setup += self._startup(factory, mine, demands)
        if slot.setup_minutes != setup:
            self.say(f"the changeover takes {setup} minutes", slot.work_order_id, slot.setup_minutes)
        if before is None:
            return
        if slot.start_minute < before.end_minute:
            self.say(
                "one order at a time", slot.work_order_id, f"{slot.resource_id} is busy with {before.work_order_id}"
            )
        free = before.end_minute
        if slot.start_minute >= self.now_minute:
            free = max(free, self.now_minute)
        if self.work_between(factory, free, slot.start_minute) < setup:
            self.say("a line is changed over before it starts", slot.work_order_id, f"{setup} minutes")

    def _premium(self, factory: Factory, slot: Slot) -> int:
        """What a slot's minutes after the usual end of its days cost beyond the price."""
        people = {"cut": self.rules.cutting_people}
        people |= {line.line_id: len(line.operators) for line in factory.sewing_lines if slot.stage == "sew"}
        people |= {c.work_centre_id: c.people for c in factory.work_centres if c.stage == slot.stage}
        late = 0
        for day in sorted(factory.calendar.longer_days):
            midnight = (day - self.schedule.origin_day).days * MINUTES_PER_DAY
            usual = [span.end_minute for span in factory.calendar.shifts if span.weekday == day.weekday()]
            ends = [end for _, end in factory.calendar.spans(day)]
            if usual and ends:
                late += max(
                    0, min(slot.end_minute, midnight + ends[-1]) - max(slot.start_minute, midnight + max(usual))
                )
        minutes = self.work_between(factory, slot.start_minute, slot.end_minute)
        each = people["cut"] if slot.stage == "cut" else people.get(slot.resource_id, 0)
        usual_cents = round(minutes * each * factory.minute_cost_cents)
        return round(late * factory.overtime_premium_share * usual_cents / minutes) if minutes else 0

    def _power_cents(self, factory: Factory, demand: WorkOrderDemand, slot: Slot) -> float:
        """What a slot's power costs, minute by minute of its working time."""
        people = sum(len(line.operators) for line in factory.sewing_lines)
        rated = people * self.rules.sewing_kwh_per_minute * 60.0
        kwh = sum(demand.units.values()) * demand.unit_kwh.get(slot.stage, 0.0)
        prices = []
        for day in range(slot.start_minute // MINUTES_PER_DAY, (slot.end_minute - 1) // MINUTES_PER_DAY + 1):
            on, midnight = self.schedule.origin_day + timedelta(days=day), day * MINUTES_PER_DAY
            for start, end in factory.calendar.spans(on):
                for minute in range(max(start, slot.start_minute - midnight), min(end, slot.end_minute - midnight)):
                    prices.append(cents_at(factory.tariff, on.weekday(), minute, rated))
        return kwh * sum(prices) / len(prices) if prices and kwh else 0.0

    def money(self, demands: Sequence[WorkOrderDemand]) -> None:
        """Money by part, from the slots."""
        parts = {"cutting": 0, "stages": 0, "sewing": 0, "changeover": 0, "overtime": 0, "lateness": 0, "wip": 0}
        if any(factory.tariff for factory in self.factory_list):
            parts["power"] = 0
        by_id = {demand.work_order_id: demand for demand in demands}
        for order in self.schedule.work_orders:
            stages, demand = self.slots.get(order.work_order_id, {}), by_id.get(order.work_order_id)
            factory = self.factories.get(order.factory_id)
            if factory is None or demand is None or "sew" not in stages:
                continue
            sew = stages["sew"]
            people = next((len(x.operators) for x in factory.sewing_lines if x.line_id == sew.resource_id), 0)
            minute = round(people * factory.minute_cost_cents)
            sewn = self.work_between(factory, sew.start_minute, sew.end_minute)
            parts["sewing"] += round(sewn * people * factory.minute_cost_cents)
            parts["changeover"] += sew.setup_minutes * minute
            begun = stages.get("cut", sew).start_minute
            if "cut" in stages:
                cut = self.work_between(factory, begun, stages["cut"].end_minute)
                parts["cutting"] += round(cut * self.rules.cutting_people * factory.minute_cost_cents)
            for centre in factory.work_centres:
                slot = stages.get(centre.stage)
                if slot is not None and slot.resource_id == centre.work_centre_id:
                    worked = self.work_between(factory, slot.start_minute, slot.end_minute)
                    parts["stages"] += round(worked * centre.people * factory.minute_cost_cents)
            passed = [stages[stage] for stage in STAGES_AT_WORK if stage in stages]
            if "power" in parts:
                parts["power"] += round(sum(self._power_cents(factory, demand, slot) for slot in passed))
            parts["overtime"] += sum(self._premium(factory, slot) for slot in passed)
            units = sum(demand.units.values())
            rate = demand.late_cents_per_day or round(units * self.rules.late_cents_per_unit_day)
            parts["lateness"] += rate * order.late_days
            stay = round(1000 * units * self.rules.wip_cents_per_unit_day / 480)
            parts["wip"] += (
                stay * self.work_between(factory, passed[0].start_minute, passed[-1].end_minute) + 500
            ) // 1000
        said = {part: self.schedule.cost_cents.get(part, 0) for part in parts}
        if said != parts:
            self.say("money by part is recomputed", "money", f"said {said}, found {parts}")
