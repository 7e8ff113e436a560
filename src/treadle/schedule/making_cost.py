"""What making an order costs at the cheapest line, and the minutes that its lines have free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from treadle.schedule.horizon import cut_minutes, stage_work_minutes
from treadle.schedule.jobs import fits, work_cents
from treadle.schedule.startup import sew_minutes, startup_minutes
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.cost_curve import LineRoom
from treadle.terms.place import Factory
from treadle.terms.policy import SchedulePolicy
from treadle.terms.schedule import STAGES_AFTER, STAGES_BEFORE, Schedule, Slot, WorkOrderDemand
from treadle.terms.sewing import LineBalance, SewingLine

#: Stands for a minute after all others. Not tuned: any minute that no plan comes near.
_NEVER = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An order behind a place: it can wait the minutes of the clock of the gaps before it and so many days without
    being late, then each day costs."""

    gap_minutes: float
    days_left: int
    cents_per_day: int

    def late_cents(self, minutes: float) -> int:
        """What it costs, on average over the hours of a day, where it is pushed by so many minutes of the clock."""
        days = max(minutes - self.gap_minutes, 0.0) / MINUTES_PER_DAY - self.days_left
        return round(max(days, 0.0) * self.cents_per_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePlace:
    """A place in the row of orders that a line sews, between orders of two styles (None: none is there), and who waits
    behind it."""

    before: str | None
    after: str | None
    from_minute: int
    behind: tuple[Waiting, ...] = ()


#: The places of each line of a schedule.
Places = Mapping[str, tuple[LinePlace, ...]]


def making_cents(
    demand: WorkOrderDemand, factories: Sequence[Factory], balances: Sequence[LineBalance], rules: SchedulePolicy,
    places: Places,
) -> tuple[int, int] | None:  # fmt: skip
    """Cents of people's minutes (cutting, sewing, work centres) and of changing over to it, at the line where both are
    least; None where no line can sew it. `places` are those of each line in the plan: beside an order of its own style
    there is no change, but those behind wait, and what they are late for it counts as change. Factories whose smallest
    order is larger are asked only where no other can sew it."""
    large = [one for one in factories if one.minimum_units <= demand.total_units]
    found = _least_cents(demand, large, balances, rules, places)
    return _least_cents(demand, factories, balances, rules, places) if found is None else found


def _least_cents(
    demand: WorkOrderDemand, factories: Sequence[Factory], balances: Sequence[LineBalance], rules: SchedulePolicy,
    places: Places,
) -> tuple[int, int] | None:  # fmt: skip
    usable, best = fits(balances), None
    for factory in factories:
        held = {centre.stage for centre in factory.work_centres}
        if any(demand.stage_minutes.get(stage) and stage not in held for stage in STAGES_BEFORE):
            continue
        around = work_cents(cut_minutes(demand), rules.cutting_people, factory) + _stages(demand, factory)
        for line in factory.sewing_lines:
            balance = usable.get((demand.bulletin_id, line.line_id))
            if balance is None:
                continue
            minutes = sew_minutes(demand, balance, factory)
            day = factory.calendar.usual_day_minutes()
            slow = startup_minutes(minutes, factory.startup_shares, day) if factory.startup_shares else 0.0
            change = _change_cents(demand, minutes, factory, len(line.operators), places.get(line.line_id, ()), slow)
            sewing = work_cents(minutes, len(line.operators), factory)
            if best is None or around + sewing + change < sum(best):
                best = around + sewing, change
    return best


def _change_cents(
    demand: WorkOrderDemand, minutes: float, factory: Factory, people: int, places: Sequence[LinePlace], slow: float
) -> int:
    """What an order costs at its best place beside its sewing: the line's start into it, changes of style beyond those
    without it, and what others are then late. A place must lie after its cutting."""
    weekly = sum(shift.end_minute - shift.start_minute for shift in factory.calendar.shifts)
    clock = 7 * MINUTES_PER_DAY / max(weekly, 1)
    ready, style = cut_minutes(demand) * clock, demand.style_id
    ways = [work_cents(round(slow), people, factory)] if not places else []
    for one in places:
        if one.from_minute < ready:
            continue
        stands = factory.changeover(one.before, style)
        if one.after is not None:
            stands += factory.changeover(style, one.after) - factory.changeover(one.before, one.after)
        late = sum(other.late_cents((minutes + stands) * clock) for other in one.behind)
        ways.append(work_cents(max(round(slow) + stands, 0), people, factory) + late)
    return min(ways)


def _stages(demand: WorkOrderDemand, factory: Factory) -> int:
    """Cents of the cheapest work centre of each stage that the order needs."""
    cents = 0
    for stage in (*STAGES_BEFORE, *STAGES_AFTER):
        ways = [
            work_cents(minutes, centre.people, factory) for centre in factory.work_centres
            if centre.stage == stage and (minutes := stage_work_minutes(demand, stage, centre.people))
        ]  # fmt: skip
        cents += min(ways, default=0)
    return cents


def line_places(schedule: Schedule, demands: Sequence[WorkOrderDemand]) -> dict[str, tuple[LinePlace, ...]]:
    """The places of each line in a schedule of these demands: between two orders, before the first, after the last."""
    left = {
        one.work_order_id: max((one.due_day - one.planned_day).days, 0)
        for one in schedule.work_orders if one.planned_day is not None
    }  # fmt: skip
    style_of = {one.work_order_id: one.style_id for one in demands}
    style_of |= {one.work_order_id: one.style_id for one in schedule.work_orders}
    late = {one.work_order_id: one.late_cents_per_day for one in schedule.split(demands)}
    rows: dict[str, list[Slot]] = defaultdict(list)
    for slot in sorted(schedule.slots, key=lambda one: one.start_minute):
        if slot.stage == "sew" and slot.work_order_id in style_of:
            rows[slot.resource_id].append(slot)
    found = {}
    for line, slots in rows.items():
        places = []
        for at, slot in enumerate(slots):
            gap, behind, ends = 0, [], slots[at - 1].end_minute if at else 0
            for other in slots[at:]:
                gap += max(other.start_minute - other.setup_minutes - ends, 0)
                ends, name = other.end_minute, other.work_order_id
                behind.append(Waiting(gap_minutes=gap, days_left=left.get(name, 0), cents_per_day=late.get(name, 0)))
            before = style_of[slots[at - 1].work_order_id] if at else None
            places.append(LinePlace(before=before, after=style_of[slot.work_order_id], behind=tuple(behind),
                                    from_minute=slot.start_minute - slot.setup_minutes))  # fmt: skip
        last = style_of[slots[-1].work_order_id]
        found[line] = (*places, LinePlace(before=last, after=None, from_minute=_NEVER))
    return found


def line_rooms(
    bulletin_id: str, schedule: Schedule, factories: Sequence[Factory], balances: Sequence[LineBalance], days: int
) -> tuple[LineRoom, ...]:
    """The minutes that each line which can sew a bulletin has free on the days after a schedule's origin day."""
    busy: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for slot in schedule.slots:
        if slot.stage == "sew":
            _fill(busy[slot.resource_id], slot.start_minute - slot.setup_minutes, slot.end_minute)
    usable = fits(balances)
    return tuple(
        _room(factory, line, balance, schedule.origin_day, busy[line.line_id], days)
        for factory in factories
        for line in factory.sewing_lines
        if (balance := usable.get((bulletin_id, line.line_id))) is not None
    )


def _fill(minutes: dict[int, int], start: int, end: int) -> None:
    """Minutes of the clock that a slot takes on each day."""
    for day in range(max(start, 0) // MINUTES_PER_DAY, max(end - 1, 0) // MINUTES_PER_DAY + 1):
        first, last = day * MINUTES_PER_DAY, (day + 1) * MINUTES_PER_DAY
        minutes[day] += max(0, min(end, last) - max(start, first))


def _room(
    factory: Factory, line: SewingLine, balance: LineBalance, origin: date, busy: Mapping[int, int], days: int
) -> LineRoom:
    free, arrives = [], []
    for day in range(days):
        on = origin + timedelta(days=day)
        spans = factory.calendar.spans(on)
        open_minutes = sum(last - first for first, last in spans)
        taken = busy.get(day, 0)
        clock = spans[-1][1] - spans[0][0] if spans else 0
        # A slot's clock minutes hold its pauses; a day that is taken from first to last shift is full.
        used = min(open_minutes, round(taken * open_minutes / clock)) if clock else 0
        free.append(max(open_minutes - used, 0))
        arrives.append(factory.arrival_day(on))
    return LineRoom(
        factory_id=factory.factory_id, line_id=line.line_id, minutes_per_unit=balance.minutes_per_unit,
        first_day=origin, free_minutes=tuple(free), arrives=tuple(arrives),
    )  # fmt: skip
