"""Steps that take power, moved later into hours in which it is cheaper, where nothing and nobody is in their way."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from treadle.schedule.shop import Placed, Shop, Site, Solution, Way, wait_minutes

Entry = tuple[int, int, int, int, int]

#: Days by which a step may be moved at most. Not tuned: bounds work; tariffs repeat by the day or the week-end.
_MOST_DAYS = 2
#: Cents that a move must save. Not tuned: below it a plan only looks restless.
_LEAST_CENTS = 1.0


def later_for_power(shop: Shop, solution: Solution, lines: list[list[Entry]]) -> None:
    """Move steps of `lines` and `solution` to the right, from the last one back: before the next on their resource and
    of their job, and so that an order arrives on the same day, or `power_slack_days` before it is due.

    Within those the beginning is taken that costs least of power and of work in process.
    """
    order = sorted(((*entry[:1], index, at) for index, line in enumerate(lines) for at, entry in enumerate(line)),
                   reverse=True)  # fmt: skip
    for _, index, at in order:
        start, end, job, step, family = lines[index][at]
        placed = solution[job]
        assert placed is not None
        route = shop.jobs[job].route
        site, way = shop.sites[route.site], route.steps[step].ways[placed.ways[step]]
        if not site.power_until or not way.kwh or route.steps[step].pinned_start is not None:
            continue
        latest = _latest(shop, job, step, placed)
        if at + 1 < len(lines[index]):
            after = lines[index][at + 1]
            latest = min(latest, after[0] - shop.resources[index].setup(family, after[4]) - way.minutes)
        is_last = step == len(route.steps) - 1
        stay = shop.jobs[job].wip_millicents_per_minute / 1000.0 if is_last and step else 0.0
        best = _cheapest(site, way, start, latest, stay)
        if best > start:
            lines[index][at] = (best, best + end - start, job, step, family)
            begun = (*placed.starts[:step], best, *placed.starts[step + 1 :])
            solution[job] = Placed(placed.ways, begun)


def _latest(shop: Shop, job: int, step: int, placed: Placed) -> int:
    """The latest beginning of a step by what follows in its job, and by the day on which the job must arrive."""
    work = shop.jobs[job]
    route = work.route
    steps, site = route.steps, shop.sites[route.site]
    way = steps[step].ways[placed.ways[step]]
    if step < len(steps) - 1:
        following = placed.starts[step + 1] + steps[step + 1].ways[placed.ways[step + 1]].minutes
        return min(placed.starts[step + 1] - wait_minutes(steps[step], placed.ways[step]),
                   following - steps[step].tail_minutes - way.minutes)  # fmt: skip
    if not site.day_ends:
        return placed.starts[step]
    now = bisect_left(site.day_ends, placed.starts[step] + way.minutes)
    allowed = site.last_day(route.due_day - site.power_slack_days)
    day = max(now, min(allowed, now + _MOST_DAYS))
    return site.day_ends[min(day, len(site.day_ends) - 1)] - way.minutes


def _cheapest(site: Site, way: Way, start: int, latest: int, stay_cents: float) -> int:
    """The beginning from `start` to `latest` that costs least: prices change at their borders alone, so it lies where
    the step begins or ends at one. `stay_cents`: what a minute later costs of work in process."""
    if latest <= start:
        return start
    changes = site.power_changes
    tried = {latest}
    for offset in (0, way.minutes):
        first, last = bisect_right(changes, start + offset), bisect_right(changes, latest + offset)
        tried.update(one - offset for one in changes[first:last])
    now = site.power_cents(way, start)
    best, saved = start, _LEAST_CENTS
    for one in sorted(tried):
        gain = now - site.power_cents(way, one) - stay_cents * (one - start)
        if gain > saved + 1e-9:
            best, saved = one, gain
    return best
