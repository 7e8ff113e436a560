"""The cut order plan: which mixes of sizes to draw, how many plies of each colour to lay, what to over-cut."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from treadle.cut.lay_build import Lays
from treadle.cut.lay_lengths import Lengths
from treadle.cut.lay_model import LayProblem
from treadle.cut.lay_search import Search, search_lays, size_by_size
from treadle.terms.budget import Budget
from treadle.terms.cutting import CutOrder, CutPlan, Fabric, Lay
from treadle.terms.policy import CutPolicy
from treadle.terms.reason import Fact, Reason

__all__ = [
    "Lengths", "first_drawings", "lay_problem", "lays_cents", "lays_of", "plan_lays", "planned", "spare_worth_cents",
]  # fmt: skip

Ints = NDArray[np.int64]

#: Branch-and-bound nodes of each program in a plan, and markers it may draw for one order.
PLAN_NODES = Budget(work=10)
#: Markers drawn in a plan. Set on the demo's orders.
PLAN_DRAWN = 10
#: Spare units per colour and size whose worth is looked at. A round number, not tuned.
WORTH_DEPTH = 6


def plan_lays(
    order: CutOrder,
    fabric: Fabric,
    costs: CutPolicy,
    *,
    lengths: Lengths,
    table_length_mm: int,
    budget: Budget = PLAN_NODES,
    seed: int = 0,
    most_drawn: int = PLAN_DRAWN,
) -> CutPlan:
    """Plan the lays of one cut order for the least money: fabric, markers, set-up, spreading and cutting.

    Every unit wanted is cut; spare units stay within the limits of `costs` and go where their worth is highest.
    `lengths` answers the true nested length of a mix of the order's sizes and may be shared by orders of one pattern
    and fabric; at most `most_drawn` further mixes are drawn (and single garments, where nothing else is left).
    `budget.work` is the branch-and-bound nodes of each program. The status is 'optimal' where no mix can lower the cost
    by more than 0.02 %: each is drawn, or would lose even without any waste; else 'feasible' with its gap, for which
    undrawn mixes have the lengths hoped for; 'infeasible' with a reason where a garment fits on no table or no lays
    meet the order.
    """
    problem = lay_problem(order, fabric, costs, table_length_mm)
    if not problem.demand.any():
        return _empty(order, fabric, "optimal", Reason.of("cut.nothing"))
    too_long = _too_long(problem, lengths)
    if too_long:
        reason = Reason.of(
            "cut.too_long", sizes=", ".join(too_long), longest_mm=round(problem.longest_mm), fabric=fabric.fabric_id
        )
        return _empty(order, fabric, "infeasible", reason)
    if costs.lay_rounds:
        first_drawings(problem, lengths)
        found = search_lays(problem, lengths, budget, seed, most_drawn, most_rounds=costs.lay_rounds)
    else:
        found = size_by_size(problem, lengths, budget)
    if not found.best:
        reason = Reason.of("cut.no_lays", least_plies=problem.least_plies, over_share=costs.max_over_share)
        return _empty(order, fabric, "infeasible", reason)
    return planned(order, fabric, costs, found)


def lay_problem(order: CutOrder, fabric: Fabric, costs: CutPolicy, table_length_mm: float) -> LayProblem:
    """The order and its costs in numbers."""
    demand = np.array(
        [[order.demand.get((one, size), 0) for size in order.sizes] for one in order.option_ids], dtype=np.int64
    )
    over = np.maximum(np.floor(demand * costs.max_over_share + 1e-9), costs.least_over_units).astype(np.int64)
    over[demand == 0] = 0
    depth = max(1, min(int(over.max(initial=1)), WORTH_DEPTH)) if order.worth_cents else 1
    worth = np.zeros((*demand.shape, depth))
    for colour, option in enumerate(order.option_ids):
        for at, size in enumerate(order.sizes):
            cents = list(order.worth_cents.get((option, size), ()))[:depth]
            if cents:
                worth[colour, at, : len(cents)] = np.minimum.accumulate(np.maximum(cents, 0.0))
    return LayProblem(
        demand=demand,
        over_most=over,
        worth_cents=worth,
        ply_cents_per_mm=(fabric.price_per_m_cents + costs.spread_cents_per_m) / 1000.0,
        ply_end_mm=float(fabric.end_loss_mm),
        lay_cents_per_mm=costs.cut_cents_per_m / 1000.0,
        lay_cents=float(costs.lay_setup_cents),
        marker_cents=float(costs.marker_cents),
        most_plies=fabric.max_plies // fabric.layers,
        least_plies=costs.min_plies,
        most_garments=costs.max_garments_per_marker,
        longest_mm=float(min(fabric.max_lay_length_mm, table_length_mm)),
    )


def _too_long(problem: LayProblem, lengths: Lengths) -> list[str]:
    """Sizes of which not even one garment fits on the table; garments that come near it are drawn to know."""
    count = problem.demand.shape[1]
    wanted = np.flatnonzero(problem.demand.sum(axis=0))
    found = []
    for place in wanted.tolist():
        single = tuple(int(at == place) for at in range(count))
        if lengths.of(single) > 0.8 * problem.longest_mm:
            lengths.draw(single)
            if lengths.of(single) > problem.longest_mm:
                found.append(lengths.sizes[place])
    return found


def first_drawings(problem: LayProblem, lengths: Lengths) -> None:
    """Draw three mixes like the demand, small to large, where too few are known to learn lengths from."""
    share = problem.demand.sum(axis=0) / problem.demand.sum()
    per_garment, _ = lengths.line()
    room = max(1, min(problem.most_garments, int(0.9 * problem.longest_mm / float(share @ per_garment))))
    for garments in sorted({room, max(1, room // 2), max(1, room // 4)}):
        mix = np.floor(share * garments).astype(np.int64)
        rest = np.argsort(-(share * garments - mix), kind="stable")[: garments - int(mix.sum())]
        mix[rest] += 1
        if len(lengths.drawn) < 3:
            lengths.draw(tuple(int(one) for one in mix))


def planned(order: CutOrder, fabric: Fabric, costs: CutPolicy, found: Search) -> CutPlan:
    """What the search found as lays, each within the ply limit, colours kept together where they fit."""
    lays = lays_of(order, found.best, found.problem.most_plies, found.lengths)
    cut: dict[tuple[str, str], int] = {}
    for lay in lays:
        for option, plies in lay.plies.items():
            for size, garments in lay.ratio.items():
                if garments:
                    cut[option, size] = cut.get((option, size), 0) + plies * garments
    fabric_m = sum(lay.total_plies * (lay.length_mm + fabric.end_loss_mm) for lay in lays) / 1000.0
    facts: dict[str, Fact] = {
        "lays": len(lays),
        "markers": len(found.best),
        "spare_units": sum(cut.values()) - sum(order.demand.values()),
        "fabric_m": round(fabric_m, 1),
        "gap_share": round(found.gap(), 5),
    }
    return CutPlan(
        cut_order_id=order.cut_order_id,
        style_id=order.style_id,
        fabric_id=fabric.fabric_id,
        lays=lays,
        cut_units=cut,
        fabric_m=fabric_m,
        cost_cents=round(lays_cents(lays, fabric, costs, fabric_m)),
        status="optimal" if found.is_best() else "feasible",
        gap_share=round(found.gap(), 6),
        reason=Reason.of("cut.planned", **facts),
    )


def lays_cents(lays: tuple[Lay, ...], fabric: Fabric, costs: CutPolicy, fabric_m: float) -> float:
    """What lays cost by their own whole millimetres: fabric, spreading, cutting, setting up, markers."""
    return (
        fabric_m * (fabric.price_per_m_cents + costs.spread_cents_per_m)
        + sum(lay.length_mm for lay in lays) / 1000.0 * costs.cut_cents_per_m
        + len(lays) * costs.lay_setup_cents
        + len({lay.marker_id for lay in lays}) * costs.marker_cents
    )


def lays_of(order: CutOrder, found: Lays, most_plies: int, lengths: Lengths) -> tuple[Lay, ...]:
    """Mixes and plies as lays, longest marker first."""
    lays: list[Lay] = []
    by_length = sorted(found, key=lambda mix: (-lengths.of(mix), mix))
    for mix in by_length:
        for stack in _stacks(dict(zip(order.option_ids, found[mix], strict=True)), most_plies):
            lays.append(
                Lay(
                    lay_id=f"{order.cut_order_id}/lay-{len(lays) + 1:02d}",
                    marker_id=Lengths.marker_name(lengths.name, order.sizes, mix),
                    ratio=dict(zip(order.sizes, mix, strict=True)),
                    plies=stack,
                    length_mm=int(np.ceil(lengths.of(mix))),
                )
            )
    return tuple(lays)


def _stacks(plies: dict[str, int], most: int) -> list[dict[str, int]]:
    """Plies by colour as the fewest stacks of at most `most`, about equally high."""
    total = sum(plies.values())
    count = -(-total // most)
    heights = [total // count + (at < total % count) for at in range(count)]
    stacks: list[dict[str, int]] = [{} for _ in heights]
    at = 0
    for option, wanted in plies.items():
        while wanted:
            if heights[at] == 0:
                at += 1
            taken = min(wanted, heights[at])
            stacks[at][option] = taken
            wanted, heights[at] = wanted - taken, heights[at] - taken
    return stacks


def spare_worth_cents(order: CutOrder, cut: Mapping[tuple[str, str], int]) -> float:
    """Worth of the units cut beyond the order, as far down each curve as the plan looks."""
    total = 0.0
    for key, units in cut.items():
        spare = units - order.demand.get(key, 0)
        cents = [max(one, 0.0) for one in order.worth_cents.get(key, ())][: max(min(spare, WORTH_DEPTH), 0)]
        total += float(np.minimum.accumulate(cents).sum()) if cents else 0.0
    return total


def _empty(order: CutOrder, fabric: Fabric, status: str, reason: Reason) -> CutPlan:
    return CutPlan(
        cut_order_id=order.cut_order_id,
        style_id=order.style_id,
        fabric_id=fabric.fabric_id,
        lays=(),
        cut_units={},
        fabric_m=0.0,
        cost_cents=0,
        status=status,
        gap_share=0.0,
        reason=reason,
    )
