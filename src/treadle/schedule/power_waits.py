"""Which steps of a plan wait for cheaper power, and what that saves and risks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from treadle.schedule.board import Board
from treadle.schedule.jobs import Floor
from treadle.schedule.shop import Shop, Solution, cost_of
from treadle.terms.reason import Reason


def at_once(shop: Shop, solution: Solution) -> Solution:
    """The plan with every step as early as its turn allows, so that nothing waits for a better hour."""
    board = Board(shop, solution)
    board.to_left()
    return board.solution


def held_for_power(shop: Shop, solution: Solution) -> frozenset[tuple[int, int]]:
    """(job, step) of what could begin earlier and takes power: played through, it still waits for its hour."""
    if not shop.has_power:
        return frozenset()
    found = set()
    for job, (now, early) in enumerate(zip(solution, at_once(shop, solution), strict=True)):
        if now is None or early is None:
            continue
        steps = shop.jobs[job].route.steps
        found |= {(job, step) for step, way in enumerate(now.ways)
                  if now.starts[step] > early.starts[step] and steps[step].ways[way].kwh
                  and step >= shop.jobs[job].route.key}  # fmt: skip
    return frozenset(found)


def why_power(
    floor: Floor, solution: Solution, days: NDArray[np.int64], days_at_once: NDArray[np.int64]
) -> Iterator[Reason]:
    """What the power of a plan costs, what waiting for cheaper hours saves of that, and what it risks: the order whose
    chance to be there by its due day falls most. `days` are the plays of the plan, `days_at_once` of that which does
    not wait."""
    shop = floor.shop
    if not shop.has_power:
        return
    cost, early = cost_of(shop, solution), cost_of(shop, at_once(shop, solution))
    waiting = {job for job, _ in held_for_power(shop, solution)}
    if not waiting:
        yield Reason.of("schedule.power_at_once", power_cents=cost.power)
        return
    chances = []
    for job in sorted(waiting):
        placed = solution[job]
        assert placed is not None
        due = shop.jobs[job].route.due_day
        chances.append(
            (float(np.mean(days_at_once[job] <= due)), float(np.mean(days[job] <= due)), shop.jobs[job].name)
        )
    before, after, name = max(chances, key=lambda one: (one[0] - one[1], one[2]))
    yield Reason.of(
        "schedule.power", power_cents=cost.power, saved_cents=early.power - cost.power, orders=len(waiting),
        order=name, chance=round(before, 4), chance_after=round(after, 4),
    )  # fmt: skip
