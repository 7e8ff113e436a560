"""What cutting would cost of an option by its quantity, without drawing the markers of each: a curve for prices.

At each quantity lays are built as a plan would have them (`lay_build`), by the true lengths of markers drawn before,
else the line through them: spares that whole plies bring, markers and lays are counted, not estimated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from treadle.cut.lay_build import Lays, build_lays, size_by_size_lays
from treadle.cut.lay_lengths import Lengths
from treadle.cut.lay_model import LayProblem, relax
from treadle.cut.lay_ratios import all_ratios, count_ratios, demand_ratios
from treadle.cut.lays import lay_problem, lays_cents, lays_of
from treadle.cut.step_lays import fewest_spreads
from treadle.terms.cutting import CutOrder, Fabric
from treadle.terms.policy import CutPolicy

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Mixes are listed in full up to so many. Not tuned: bounds work.
LISTED_MIXES = 20_000
#: Mixes from which the next quantity's relaxation starts, the cheapest to open at the one before. Not tuned: bounds
#: rounds of pricing.
STARTED_FROM = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LayCost:
    """What lays of so many pieces cost, and behind it: pieces as they are cut, metres of cloth with ends and without,
    lays, those set up together counted once, and garments in all their markers."""

    units: int
    cut_units: int
    cost_cents: int
    fabric_m: float
    spread_m: float
    spreads: int
    garments: int


def lay_costs(
    order: CutOrder, fabric: Fabric, costs: CutPolicy, lengths: Lengths, table_length_mm: int, units: Sequence[int]
) -> tuple[LayCost, ...]:
    """The cost of lays at each quantity; `order` names the option and its sizes, and its demand is their shares."""
    share = np.array([[order.demand.get((one, size), 0) for size in order.sizes] for one in order.option_ids])
    weights = share.sum(axis=0).astype(np.float64)
    option_id, near, found = order.option_ids[0], np.zeros((0, len(order.sizes)), dtype=np.int64), []
    for count in units:
        demand = apportioned(weights, count)
        wanted = {(option_id, size): int(one) for size, one in zip(order.sizes, demand, strict=True)}
        asked = replace(order, option_ids=(option_id,), worth_cents={}, demand=wanted)
        problem = lay_problem(asked, fabric, costs, table_length_mm)
        built, near = _built(problem, lengths, near)
        found.append(_cost(asked, built, problem, lengths, fabric, costs, table_length_mm))
    return tuple(found)


def apportioned(weights: Floats, count: int) -> Ints:
    """Whole units that follow weights and add up to `count`: largest remainder, earlier sizes first on ties."""
    even = np.ones(len(weights)) if weights.sum() <= 0 else weights
    wanted = even / even.sum() * count
    units = np.floor(wanted + 1e-9).astype(np.int64)
    rest = np.argsort(-(wanted - units), kind="stable")[: count - int(units.sum())]
    units[rest] += 1
    return np.asarray(units, dtype=np.int64)


def _built(problem: LayProblem, lengths: Lengths, near: Ints) -> tuple[Lays, Ints]:
    """Lays of a problem, and the mixes near which those of a similar one will be."""
    around = demand_ratios(problem.demand, problem.most_garments, problem.most_plies)
    sizes = problem.demand.shape[1]
    every = all_ratios(sizes, problem.most_garments) if _is_few(sizes, problem.most_garments) else None
    ratios = around if every is None else every
    length = lengths.estimate(ratios)
    open_ = (length <= problem.longest_mm) & (problem.most_plies_by(ratios).sum(axis=1) >= problem.least_plies)
    ratios, length = ratios[open_], length[open_]
    codes = {tuple(one): at for at, one in enumerate(ratios.tolist())}
    first = np.array([codes[mix] for one in (*around.tolist(), *near.tolist()) if (mix := tuple(one)) in codes])
    relaxed = relax(problem, ratios, length, first.astype(np.int64)) if len(first) else None
    if relaxed is None:
        return size_by_size_lays(problem), near
    cheapest = np.argsort(relaxed.opening_cents, kind="stable")[:STARTED_FROM]
    return build_lays(problem, lengths, ratios, relaxed), ratios[cheapest]


def _is_few(sizes: int, most_garments: int) -> bool:
    return count_ratios(sizes, most_garments) <= LISTED_MIXES


def _cost(
    order: CutOrder, built: Lays, problem: LayProblem, lengths: Lengths, fabric: Fabric, costs: CutPolicy,
    table_length_mm: int,
) -> LayCost:  # fmt: skip
    """Lays as a plan writes them, by their whole millimetres, spread together where that is done."""
    lays = lays_of(order, built, problem.most_plies, lengths)
    ends = fabric.end_loss_mm
    fabric_m = sum(lay.total_plies * (lay.length_mm + ends) for lay in lays) / 1000.0
    spreads = len(lays)
    if costs.lays_per_spread > 1:
        spreads = len(fewest_spreads([lay.length_mm + ends for lay in lays], table_length_mm, costs.lays_per_spread))
    cents = lays_cents(lays, fabric, costs, fabric_m) - (len(lays) - spreads) * costs.lay_setup_cents
    return LayCost(
        units=sum(order.demand.values()),
        cut_units=sum(lay.total_plies * sum(lay.ratio.values()) for lay in lays),
        cost_cents=round(cents), fabric_m=fabric_m,
        spread_m=sum(lay.total_plies * lay.length_mm for lay in lays) / 1000.0, spreads=spreads,
        garments=sum(sum(lay.ratio.values()) for lay in lays),
    )  # fmt: skip
