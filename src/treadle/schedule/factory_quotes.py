"""What each order would cost at each factory of the brand's own, and what these have free: for whoever chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import mean

from treadle.schedule.board import Board
from treadle.schedule.dispatch import is_pinned
from treadle.schedule.jobs import Floor, build_floor, fits
from treadle.schedule.shop import job_cost
from treadle.terms.place import Factory
from treadle.terms.policy import SchedulePolicy
from treadle.terms.schedule import WorkOrderDemand
from treadle.terms.sewing import LineBalance

#: Weeks of free minutes that are told; the last holds for all later ones. Half a year: not tuned.
_WEEKS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoryQuote:
    """An order alone at a factory, beside what is fixed there: cents of making it (people's minutes, a change of style,
    work in process), and days until it is there."""

    order_id: str
    factory_id: str
    cents: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoryRooms:
    """Quotes of all orders that are not fixed at all factories that can make them; orders that each factory could make,
    were they large enough; standard minutes free by factory and week; days from a factory's last line to who receives;
    standard minutes that a change of style costs, and those of a piece by bulletin."""

    quotes: tuple[FactoryQuote, ...]
    able: Mapping[str, frozenset[str]]
    free_minutes: Mapping[str, tuple[float, ...]]
    after_days: Mapping[str, int]
    change_minutes: float
    unit_minutes: Mapping[str, float]


def factory_rooms(
    demands: Sequence[WorkOrderDemand], factories: Sequence[Factory], balances: Sequence[LineBalance], *,
    origin_day: date, rules: SchedulePolicy,
) -> FactoryRooms:  # fmt: skip
    """`demands` are all orders; those that are fixed (`frozen`) take their place first. Raises as `build_floor`."""
    efficiency, sewn = _efficiency(balances), _sewn_at(factories, balances)
    free = {one.factory_id: _weeks(one, efficiency, origin_day) for one in factories}
    quotes: list[FactoryQuote] = []
    able: dict[str, frozenset[str]] = {}
    for factory in factories:
        name = factory.factory_id
        there = [
            replace(one, factory_id=name) if one.frozen is None else one
            for one in demands
            if (one.bulletin_id in sewn[name] if one.frozen is None else one.frozen.factory_id == name)
        ]  # fmt: skip
        floor, board, fixed = _with_fixed(there, factory, balances, origin_day, rules)
        for job in fixed:
            _take(floor, board, job, efficiency, free[name])
        quotes += [
            quote for job, d in enumerate(floor.demand_of) if there[d].frozen is None
            and (quote := _quote(floor, board, job)) is not None
        ]  # fmt: skip
        able[name] = _able(floor, there)
    lost = [
        factory.changeover_minutes * len(line.operators) * efficiency[line.line_id]
        for factory in factories for line in factory.sewing_lines if line.line_id in efficiency
    ]  # fmt: skip
    # A fortnight on, so that an ordinary week's days are counted.
    usual = origin_day + timedelta(days=14)
    return FactoryRooms(
        quotes=tuple(quotes), able=able, unit_minutes=_unit_minutes(factories, balances),
        free_minutes={name: tuple(_carried(weeks)) for name, weeks in free.items()},
        after_days={one.factory_id: (one.arrival_day(usual) - usual).days for one in factories},
        change_minutes=mean(lost) if lost else 0.0,
    )  # fmt: skip


def _sewn_at(factories: Sequence[Factory], balances: Sequence[LineBalance]) -> dict[str, set[str]]:
    """Bulletins that each factory can sew: an order of another finds no line there."""
    at = {line.line_id: one.factory_id for one in factories for line in one.sewing_lines}
    found: dict[str, set[str]] = {one.factory_id: set() for one in factories}
    for bulletin_id, line_id in fits(balances):
        if line_id in at:
            found[at[line_id]].add(bulletin_id)
    return found


def _with_fixed(
    demands: Sequence[WorkOrderDemand], factory: Factory, balances: Sequence[LineBalance], origin_day: date,
    rules: SchedulePolicy,
) -> tuple[Floor, Board, list[int]]:  # fmt: skip
    """A factory's floor of all orders and a board with the fixed ones on it, which are told; one whose start cannot be
    kept goes to the first place of its line."""
    unpinned: set[str] = set()
    while True:
        floor = build_floor(
            demands, [factory], balances, origin_day=origin_day, now_minute=0, rules=rules, unpinned=unpinned
        )
        board = Board(floor.shop)
        fixed = [job for job, d in enumerate(floor.demand_of) if demands[d].frozen is not None]
        order = sorted(fixed, key=lambda one: (not is_pinned(floor.shop.jobs[one]), one))
        left = {floor.shop.jobs[job].name for job in order if board.insert(job) == float("inf")}
        if not left - unpinned:
            return floor, board, fixed
        unpinned |= left


def _able(floor: Floor, demands: Sequence[WorkOrderDemand]) -> frozenset[str]:
    """Orders that the factory sews or would sew, were they as large as its smallest."""
    sewn = {demands[d].work_order_id for d in floor.demand_of}
    small = {
        demands[d].work_order_id for d, refused in enumerate(floor.refusals)
        if any(one.cause == "below minimum" for one in refused)
    }  # fmt: skip
    return frozenset(sewn | small)


def _quote(floor: Floor, board: Board, job: int) -> FactoryQuote | None:
    """The order alone at the factory; None where it finds no place."""
    added = board.insert(job)
    placed = board.solution[job]
    if placed is None:
        return None
    route = floor.shop.jobs[job].route
    end = placed.starts[-1] + route.steps[-1].ways[placed.ways[-1]].minutes
    lateness = job_cost(floor.shop, job, placed)[1]
    board.take(job)
    return FactoryQuote(
        order_id=floor.shop.jobs[job].name, factory_id=floor.factories[floor.factory_of[job]].factory_id,
        cents=max(round(added) - lateness, 1), days=floor.shop.sites[route.site].late_days(end, 0),
    )  # fmt: skip


def _weeks(factory: Factory, efficiency: Mapping[str, float], origin_day: date) -> list[float]:
    """Standard minutes that a factory's lines can sew, week by week."""
    people = sum(len(line.operators) * efficiency.get(line.line_id, 0.0) for line in factory.sewing_lines)
    return [
        people * sum(factory.calendar.minutes(origin_day + timedelta(days=7 * week + day)) for day in range(7))
        for week in range(_WEEKS)
    ]


def _take(floor: Floor, board: Board, job: int, efficiency: Mapping[str, float], free: list[float]) -> None:
    """Take what a fixed order sews off the week in which it ends."""
    placed = board.solution[job]
    if placed is None:
        return
    route = floor.shop.jobs[job].route
    way = route.steps[route.key].ways[placed.ways[route.key]]
    factory = floor.factories[floor.factory_of[job]]
    line = next(one for one in factory.sewing_lines if one.line_id == floor.resource_ids[way.resource])
    day = sum(placed.starts[route.key] + way.minutes > end for end in floor.shop.sites[route.site].day_ends)
    minutes = way.minutes * len(line.operators) * efficiency.get(line.line_id, 0.0)
    free[min(day // 7, _WEEKS - 1)] -= minutes


def _carried(weeks: Sequence[float]) -> list[float]:
    """Weeks that hold no less than nothing: what one lacks the weeks before it give, as far as they can."""
    found, lacking = [], 0.0
    for minutes in reversed(weeks):
        left = minutes + lacking
        found.append(max(left, 0.0))
        lacking = min(left, 0.0)
    return found[::-1]


def _unit_minutes(factories: Sequence[Factory], balances: Sequence[LineBalance]) -> dict[str, float]:
    """Standard minutes of a piece by bulletin, the mean of the lines that can sew it."""
    people = {line.line_id: len(line.operators) for factory in factories for line in factory.sewing_lines}
    found: dict[str, list[float]] = {}
    for one in fits(balances).values():
        if one.line_id in people:
            minutes = one.minutes_per_unit * people[one.line_id] * one.line_efficiency
            found.setdefault(one.bulletin_id, []).append(minutes)
    return {bulletin: mean(values) for bulletin, values in found.items()}


def _efficiency(balances: Sequence[LineBalance]) -> dict[str, float]:
    """Mean efficiency of each line over what it can sew."""
    found: dict[str, list[float]] = {}
    for one in fits(balances).values():
        found.setdefault(one.line_id, []).append(one.line_efficiency)
    return {line: mean(values) for line, values in found.items()}
