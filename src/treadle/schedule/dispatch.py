"""First plans: jobs put on the board one after the other in the order of a rule; the cheapest of a few rules is
taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from treadle.schedule.board import Board
from treadle.schedule.shop import Job, Shop, Solution, cost_of

Key = tuple[float, ...]

#: Plans that a choice may draw up by dispatch: the most, for one order; so many by orders; and the least.
#: Not tuned: bounds work and memory.
_MOST_PLANS, _PLANS_OF_ORDERS, _LEAST_PLANS = 80, 4000, 12


def quick_plans(orders: int) -> int:
    """How many dispatched plans a choice (overtime, parts) may draw up: fewer the more orders each of them has."""
    return max(_LEAST_PLANS, min(_MOST_PLANS, _PLANS_OF_ORDERS // max(1, orders)))


def due_day(job: Job) -> int:
    """The last day on which the job is on time."""
    return job.route.last_day


def least_minutes(job: Job) -> int:
    """Working minutes of the job on its quickest ways."""
    return sum(min(way.minutes for way in step.ways) for step in job.route.steps)


def is_pinned(job: Job) -> bool:
    """True where a step of the job may not move."""
    return any(step.pinned_start is not None for step in job.route.steps)


def _first_pin(job: Job) -> int:
    return min(step.pinned_start for step in job.route.steps if step.pinned_start is not None)


def _by_due(job: Job) -> Key:
    return (due_day(job), -job.late_cents_per_day, least_minutes(job))


def _by_worth(job: Job) -> Key:
    """Weighted shortest processing time within the week in which the job is due."""
    return (due_day(job) // 7, -job.late_cents_per_day / max(1, least_minutes(job)), due_day(job))


def _by_slack(job: Job) -> Key:
    return (due_day(job) * 480.0 - least_minutes(job), -job.late_cents_per_day)


def _by_family(job: Job) -> Key:
    """All jobs of one family of a fortnight together, to change over less."""
    return (due_day(job) // 14, job.route.steps[job.route.key].family, due_day(job))


RULES: tuple[Callable[[Job], Key], ...] = (_by_due, _by_worth, _by_slack, _by_family)


def in_order(shop: Shop, jobs: Sequence[int]) -> tuple[Solution, list[int]]:
    """Put jobs on an empty board in that order, pinned ones first; returns the solution and the jobs that found no
    place.
    """
    board = Board(shop)
    pinned = sorted((j for j in jobs if is_pinned(shop.jobs[j])), key=lambda j: _first_pin(shop.jobs[j]))
    kept = set(pinned)
    left = [j for j in (*pinned, *(j for j in jobs if j not in kept)) if board.insert(j) == float("inf")]
    board.compact()
    return board.solution, left


def due_date_dispatch(shop: Shop) -> Solution:
    """The plain rule: earliest due date first, each job where it costs least at that moment."""
    order = sorted(range(len(shop.jobs)), key=lambda j: (-shop.jobs[j].priority, *_by_due(shop.jobs[j]), j))
    return in_order(shop, order)[0]


def dispatch(shop: Shop) -> tuple[Solution, list[int]]:
    """The cheapest plan of all `RULES`, and the jobs that found no place (only pinned ones can be left).

    Higher priority goes first under every rule.
    """
    best: tuple[tuple[int, int, int], Solution, list[int]] | None = None
    for rule in RULES:
        order = sorted(range(len(shop.jobs)), key=lambda j: (-shop.jobs[j].priority, *rule(shop.jobs[j]), j))
        solution, left = in_order(shop, order)
        cost = cost_of(shop, solution)
        score = (len(left), cost.makespan if shop.is_makespan else cost.cents, cost.makespan)
        if best is None or score < best[0]:
            best = (score, solution, left)
    assert best is not None
    return best[1], best[2]
