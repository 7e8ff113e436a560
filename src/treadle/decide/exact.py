"""The last step of sharing a few options: one quantity for each out of many, as a program with a proved gap.

A multiple-choice knapsack over budget and minutes with style minima. Exact where all quantities fit into the program
(small brands, as most are); else over a grid around what the prices proposed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from treadle.decide.apart import cost_of, worth_of
from treadle.decide.fill import Standing, standing
from treadle.decide.share import Market
from treadle.terms.quiet import quiet_solver

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Quantities of all options together in one program, options at most, and where the search of it stops.
#: Not tuned: bounds work and memory. The gap is below what is shown.
COLUMNS, OPTIONS, NODES, GAP = 4_000, 150, 60, 2e-4
#: Points of the grid of an option whose quantities do not all fit, and steps around its present quantity.
#: Judged on the rows two-stage and shared-capacity.
GRID, NEAR = 16, (1, 2, 3, 5, 8, 13)


def best_of_few(market: Market, plan: Standing) -> Standing:
    """The plan, or a better one that keeps every limit, where there are few enough options to look.

    The program stops after `NODES` nodes or at a gap of `GAP`; the same market and plan have the same answer.
    """
    count = len(plan.units)
    if not 0 < count <= OPTIONS or not len(market.curves.sku):
        return plan
    option, units = _columns(market, plan)
    cost = cost_of(market.costs, option, units)
    allowed = np.isfinite(cost)
    option, units, cost = option[allowed], units[allowed], cost[allowed]
    worth = worth_of(market.curves, option, units[:, None])[:, 0]
    chosen = _solve(market, option, units, cost, worth)
    if chosen is None:
        return plan
    found = np.zeros(count, dtype=np.int64)
    found[option[chosen]] = units[chosen]
    other = standing(market, found)
    is_sound = bool((other.use <= market.allowed() + 1e-6).all()) and bool(
        ((other.style_units == 0) | (other.style_units >= market.styles.minimum_units)).all()
    )
    return other if is_sound and other.profit() > plan.profit() + 1e-6 else plan


def _columns(market: Market, plan: Standing) -> tuple[Ints, Ints]:
    """Options and quantities (above 0) to choose from: (k,) each."""
    first = market.curves.first
    ends = np.where(np.diff(first) > 0, market.curves.units_to[np.maximum(first[1:] - 1, 0)], 0)
    most = np.maximum(ends, plan.units)
    lowest = market.costs.lowest
    reach = np.maximum(most, np.where(lowest <= 2 * np.maximum(most, 1)[:, None], lowest, 0).max(axis=1))
    if int(reach.sum()) <= COLUMNS:
        option = np.repeat(np.arange(len(reach)), reach)
        starts = np.repeat(np.cumsum(reach) - reach, reach)
        return option, np.arange(len(option)) - starts + 1
    found: list[tuple[int, int]] = []
    for one, end in enumerate(reach.tolist()):
        have = int(plan.units[one])
        points = {have, *(have + step for step in NEAR), *(have - step for step in NEAR)}
        points |= {int(at) for at in np.linspace(1, max(end, 1), GRID)} | {int(at) for at in lowest[one]}
        found += [(one, at) for at in sorted(points) if 0 < at <= max(end, have)]
    table = np.array(found, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _solve(market: Market, option: Ints, units: Ints, cost: Floats, worth: Floats) -> Ints | None:
    """Indices of the chosen columns; None where no choice was found."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    columns, count = len(option), len(market.costs.smv_minutes)
    style = market.styles.style_of_option[option]
    styles = len(market.styles.minimum_units)
    every = np.arange(columns)
    rows, places, values = [option], [every], [np.ones(columns)]
    high = [np.ones(count)]
    low = [np.full(count, -np.inf)]
    base = count
    use = [cost] + [
        np.where(market.limits.period[option] <= at, units * market.costs.smv_minutes[option], 0.0)
        for at in range(len(market.limits.minutes_to))
    ]
    for spent, limit in zip(use, market.allowed().tolist(), strict=True):
        if np.isfinite(limit):
            rows, places, values = [*rows, np.full(columns, base)], [*places, every], [*values, spent / max(limit, 1.0)]
            low, high = [*low, np.array([-np.inf])], [*high, np.array([limit / max(limit, 1.0)])]
            base += 1
    open_styles = columns + np.arange(styles)
    rows, places, values = [*rows, base + style], [*places, every], [*values, units.astype(float)]
    rows, places = [*rows, base + np.arange(styles)], [*places, open_styles]
    values = [*values, -market.styles.minimum_units.astype(float)]
    low, high = [*low, np.zeros(styles)], [*high, np.full(styles, np.inf)]
    base += styles
    # a style is open when any of its options is made
    rows, places, values = [*rows, base + every], [*places, every], [*values, np.ones(columns)]
    rows, places, values = [*rows, base + every], [*places, columns + style], [*values, -np.ones(columns)]
    low, high = [*low, np.full(columns, -np.inf)], [*high, np.zeros(columns)]
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(places)))
    matrix = csr_matrix(entries, shape=(base + columns, columns + styles))
    with quiet_solver():
        answer = milp(
            np.r_[cost - worth, np.zeros(styles)],
            integrality=np.ones(columns + styles),
            bounds=Bounds(0.0, 1.0),
            constraints=LinearConstraint(matrix, np.concatenate(low), np.concatenate(high)),
            options={"node_limit": NODES, "mip_rel_gap": GAP},
        )
    if answer.x is None:
        return None
    return np.flatnonzero(np.asarray(answer.x)[:columns] > 0.5)
