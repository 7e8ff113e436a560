"""What making an order costs at the cheapest line, and the minutes that its lines have free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from treadle.schedule.jobs import cut_minutes, fits, stage_work_minutes, work_cents
from treadle.schedule.startup import sew_minutes, startup_minutes
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.cost_curve import LineRoom
from treadle.terms.place import Factory
from treadle.terms.policy import SchedulePolicy
from treadle.terms.schedule import STAGES_AFTER, STAGES_BEFORE, Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance, SewingLine


def making_cents(
    demand: WorkOrderDemand, factories: Sequence[Factory], balances: Sequence[LineBalance], rules: SchedulePolicy,
    sewn: Mapping[str, frozenset[str]],
) -> tuple[int, int] | None:  # fmt: skip
    """Cents of people's minutes (cutting, sewing, work centres) and of changing over to it, at the line where both are
    least; None where no line can sew it. `sewn` are the styles that each line sews in the plan: beside one of its own
    style an order needs no change, else one. Factories whose smallest order is larger are asked only where no other
    can sew it."""
    large = [one for one in factories if one.minimum_units <= demand.total_units]
    found = _least_cents(demand, large, balances, rules, sewn)
    return _least_cents(demand, factories, balances, rules, sewn) if found is None else found


def _least_cents(
    demand: WorkOrderDemand, factories: Sequence[Factory], balances: Sequence[LineBalance], rules: SchedulePolicy,
    sewn: Mapping[str, frozenset[str]],
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
            before = sewn.get(line.line_id, frozenset())
            others = [] if demand.style_id in before else sorted(before)
            stands = round(slow) + min((factory.changeover(one, demand.style_id) for one in others), default=0)
            change = work_cents(stands, len(line.operators), factory)
            sewing = work_cents(minutes, len(line.operators), factory)
            if best is None or around + sewing + change < sum(best):
                best = around + sewing, change
    return best


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


def sewn_styles(schedule: Schedule, style_of: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The styles that each line sews in a schedule; `style_of` is by work order."""
    found: dict[str, set[str]] = defaultdict(set)
    for slot in schedule.slots:
        if slot.stage == "sew" and slot.work_order_id in style_of:
            found[slot.resource_id].add(style_of[slot.work_order_id])
    return {line: frozenset(styles) for line, styles in found.items()}


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
