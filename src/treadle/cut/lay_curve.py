"""What cutting would cost of an option by its quantity, without planning the lays of each: a curve for prices.

For few pieces lays are built one by one, each as cheap per piece as can be; for many the relaxation of the lay plan is
taken, which lies below every plan, and what whole lays cost beyond it is added. Marker lengths are the true ones of
markers drawn before, else the line through them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from treadle.cut.lay_lengths import Lengths
from treadle.cut.lay_model import LayProblem, relax
from treadle.cut.lay_ratios import all_ratios, demand_ratios
from treadle.cut.lays import lay_problem
from treadle.terms.cutting import CutOrder, Fabric
from treadle.terms.policy import CutPolicy

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Whole lays cost so many markers and lays beyond the relaxation. Set on three styles of the example brand, 10 to
#: 5,000 pieces, against plans of lays.
WHOLE_LAYS = 2.0
#: From so many pieces on the relaxation is asked too. Set on the same.
MANY_UNITS = 10
#: Mixes are listed in full up to so many. Not tuned: bounds work.
LISTED_MIXES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LayCost:
    """What lays of so many pieces cost: all of it, and the metres of cloth and plies, lays and outlines behind it."""

    units: int
    cost_cents: float
    fabric_m: float
    plies: float
    lays: float
    lay_m: float


def lay_costs(
    order: CutOrder, fabric: Fabric, costs: CutPolicy, lengths: Lengths, table_length_mm: int, units: Sequence[int]
) -> tuple[LayCost, ...]:
    """The cost of lays at each quantity; `order` names the option and its sizes, and its demand is their shares."""
    share = np.array([[order.demand.get((one, size), 0) for size in order.sizes] for one in order.option_ids])
    weights = share.sum(axis=0).astype(np.float64)
    found = []
    for count in units:
        demand = apportioned(weights, count)
        whole = lay_problem(
            CutOrder(
                cut_order_id=order.cut_order_id, style_id=order.style_id, option_ids=order.option_ids[:1],
                sizes=order.sizes, worth_cents={},
                demand={(order.option_ids[0], size): int(one) for size, one in zip(order.sizes, demand, strict=True)},
            ),
            fabric, costs, table_length_mm,
        )  # fmt: skip
        built = _built(whole, lengths, demand)
        bound = _relaxed(whole, lengths) if count >= MANY_UNITS else None
        if bound is not None:
            cents = bound + WHOLE_LAYS * (whole.lay_cents + whole.marker_cents)
            if cents < built.cost_cents:
                saved = (built.cost_cents - cents) / max(built.cost_cents, 1e-9)
                built = LayCost(units=count, cost_cents=cents, fabric_m=built.fabric_m * (1.0 - saved),
                                plies=built.plies, lays=built.lays, lay_m=built.lay_m)  # fmt: skip
        found.append(built)
    return tuple(found)


def apportioned(weights: Floats, count: int) -> Ints:
    """Whole units that follow weights and add up to `count`: largest remainder, earlier sizes first on ties."""
    even = np.ones(len(weights)) if weights.sum() <= 0 else weights
    wanted = even / even.sum() * count
    units = np.floor(wanted + 1e-9).astype(np.int64)
    rest = np.argsort(-(wanted - units), kind="stable")[: count - int(units.sum())]
    units[rest] += 1
    return np.asarray(units, dtype=np.int64)


def _built(problem: LayProblem, lengths: Lengths, demand: Ints) -> LayCost:
    """Lays built one after the other, each the cheapest per piece of what is still wanted."""
    per_garment, end = lengths.line()
    rest, cents, cloth_mm, plies, lays, lay_mm = demand.copy(), 0.0, 0.0, 0.0, 0, 0.0
    while rest.sum() > 0:
        best: tuple[float, float, Ints, int, float, int] | None = None
        for garments in range(1, min(problem.most_garments, int(rest.sum())) + 1):
            mix = np.minimum(apportioned(rest.astype(np.float64), garments), rest)
            used = mix > 0
            height = int((rest[used] // mix[used]).min())
            length = _length(lengths, mix, per_garment, end)
            if length > problem.longest_mm and garments > 1:
                break
            stacks = -(-height // problem.most_plies)
            price = height * problem.ply_cents_per_mm * (length + problem.ply_end_mm)
            price += stacks * (problem.lay_cents + problem.lay_cents_per_mm * length) + problem.marker_cents
            each = price / (height * int(mix.sum()))
            if best is None or each < best[0]:
                best = each, price, mix, height, length, stacks
        assert best is not None
        _, price, mix, height, length, stacks = best
        rest = rest - height * mix
        cents, plies, lays, lay_mm = cents + price, plies + height, lays + stacks, lay_mm + stacks * length
        cloth_mm += height * (length + problem.ply_end_mm)
    return LayCost(units=int(demand.sum()), cost_cents=cents, fabric_m=cloth_mm / 1000.0, plies=plies, lays=lays,
                   lay_m=lay_mm / 1000.0)  # fmt: skip


def _length(lengths: Lengths, mix: Ints, per_garment: Floats, end: float) -> float:
    """A marker's length as far as it is known."""
    known = lengths.drawn.get(tuple(int(one) for one in mix))
    return known if known is not None else float(lengths.cut_garments(mix) @ per_garment + end)


def _relaxed(problem: LayProblem, lengths: Lengths) -> float | None:
    """The cost below which no plan of lays lies, by lengths as far as they are known."""
    sizes = problem.demand.shape[1]
    near = demand_ratios(problem.demand, problem.most_garments, problem.most_plies)
    every = all_ratios(sizes, problem.most_garments)
    ratios = near if every is None or len(every) > LISTED_MIXES else every
    length = lengths.estimate(ratios)
    ratios, length = ratios[length <= problem.longest_mm], length[length <= problem.longest_mm]
    codes = {tuple(one): at for at, one in enumerate(ratios.tolist())}
    first = np.array([codes[tuple(one)] for one in near.tolist() if tuple(one) in codes], dtype=np.int64)
    found = relax(problem, ratios, length, first)
    return None if found is None else found.cost_cents
