"""Load: each sewing line week by week against the hours that there are, and what an hour more would be worth.

An hour more in the evening of the first day of a week brings forward what stands behind it on the line, as far as
cutting lets it; what that saves of lateness is the worth of the hour. Codes: load.line, load.full, load.free.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from treadle.schedule.causes import Detective
from treadle.schedule.jobs import Floor
from treadle.schedule.shop import ends
from treadle.terms.calendar import week_start
from treadle.terms.reason import Reason
from treadle.terms.schedule import LineLoad, WorkOrder, WorkOrderDemand

#: A line is told as full from this share of its minutes on. Not tuned: how much is shown.
FULL_SHARE = 0.95
#: By definition.
_HOUR = 60


def line_loads(
    detective: Detective, demands: Sequence[WorkOrderDemand], orders: Sequence[WorkOrder]
) -> tuple[LineLoad, ...]:
    """All sewing lines by factory, each with its weeks up to the last in which its factory sews."""
    floor = detective.floor
    able = _able(floor, demands)
    found: list[LineLoad] = []
    for f, factory in enumerate(floor.factories):
        lines = {line.line_id: _index(floor, f, line.line_id) for line in factory.sewing_lines}
        last = max((entry[1] for index in lines.values() for entry in detective.board.lines[index]), default=0)
        if not last:
            continue
        weeks = _weeks(floor, f, last)
        for line_id, index in lines.items():
            line = _Line(detective, f, line_id, index)
            place = factory.factory_id, line_id
            sewn = {one.work_order_id for one in orders if (one.factory_id, one.line_id) == place}
            can = able.get(index, set()) - sewn
            found += [line.load(*week, can=len(can), every=len(orders)) for week in weeks]
    return tuple(found)


def _index(floor: Floor, f: int, line_id: str) -> int:
    """The resource of a line: the last of its name at its factory, since lines come after tables and work centres."""
    return max(at for at, one in enumerate(floor.shop.resources) if one.site == f and floor.resource_ids[at] == line_id)


def _able(floor: Floor, demands: Sequence[WorkOrderDemand]) -> dict[int, set[str]]:
    """The orders that each line could sew, by resource."""
    found: dict[int, set[str]] = {}
    for demand, job in zip(demands, floor.job_of, strict=True):
        if job is not None:
            route = floor.shop.jobs[job].route
            for way in route.steps[route.key].ways:
                found.setdefault(way.resource, set()).add(demand.work_order_id)
    return found


def _weeks(floor: Floor, f: int, last: int) -> list[tuple[date, int, int, int]]:
    """(Monday, working minutes before it, at the end of its first day of work, and at its own end) of each week from
    the plan's day on."""
    clock, origin = floor.clocks[f], floor.origin_day
    monday = week_start(origin)
    found: list[tuple[date, int, int, int]] = []
    while True:
        first = max((monday - origin).days, 0)
        days = range(first, (monday - origin).days + 8)
        ends_at = [clock.day_ends[min(day, len(clock.day_ends)) - 1] if day else 0 for day in days]
        if found and ends_at[0] >= last:
            return found
        evening = next((end for end in ends_at if end > ends_at[0]), ends_at[-1])
        found.append((monday, ends_at[0], evening, ends_at[-1]))
        monday += timedelta(days=7)


class _Line:
    """One sewing line with what stands on it."""

    def __init__(self, detective: Detective, f: int, line_id: str, index: int) -> None:
        self.detective, self.shop = detective, detective.floor.shop
        self.factory_id, self.line_id = detective.floor.factories[f].factory_id, line_id
        self.entries = detective.board.lines[index]
        self.setups = [detective.before(entry[2], entry[3])[1] for entry in self.entries]

    def load(self, week: date, first: int, evening: int, end: int, *, can: int, every: int) -> LineLoad:
        """The line in the week between working minutes `first` and `end`; `can`: orders on other lines that it could
        sew too."""
        planned, names, late = 0, 0, 0
        for (start, until, job, _, _), setup in zip(self.entries, self.setups, strict=True):
            within = min(until, end) - max(start - setup, first)
            if within > 0:
                planned += within
                names += min(until, end) > max(start, first)
            if first <= start < end:
                late += self._late_cents(job, 0)
        hour = self._hour_cents(evening)
        share = planned / (end - first) if end > first else 0.0
        facts = {"orders": names, "share": round(share, 4), "able": can, "every": every}
        code = "load.free" if not names else "load.line"
        if share >= FULL_SHARE:
            code, facts = "load.full", {**facts, "hour_cents": hour, "late_cents": late}
        return LineLoad(
            factory_id=self.factory_id, line_id=self.line_id, week_from=week, capacity_minutes=end - first,
            planned_minutes=planned, orders=names, late_cents=late, hour_cents=hour, reason=Reason.of(code, **facts),
        )  # fmt: skip

    def _late_cents(self, job: int, sooner: int) -> int:
        """What a job's lateness costs where it ends so many working minutes sooner."""
        placed = self.detective.placed(job)
        route = self.shop.jobs[job].route
        end = ends(self.shop, job, placed)[-1] - sooner
        return self.shop.sites[route.site].late_days(end, route.due_day) * self.shop.jobs[job].late_cents_per_day

    def _hour_cents(self, first: int) -> int:
        """What an hour more just before working minute `first` would save of the lateness of what is sewn after it."""
        saved, free = 0, first - _HOUR
        for (start, until, job, step, _), setup in zip(self.entries, self.setups, strict=True):
            if until <= first:
                continue
            shift = _HOUR
            if start >= first:
                route = self.shop.jobs[job].route
                ready = self.detective.board.ready(job)
                soonest = max(start - _HOUR, ready if ready > first else first - _HOUR)
                if free > first - _HOUR:
                    soonest = max(soonest, free + setup)
                shift = 0 if route.steps[step].pinned_start is not None else max(start - soonest, 0)
            free = until - shift
            saved += self._late_cents(job, 0) - self._late_cents(job, shift)
        return saved
