"""The cut order plan: which mixes of sizes to draw, how many plies of each colour to lay, what to over-cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from treadle.cut.lay_model import LayAnswer, LayProblem, relaxed_prices, whole_plan
from treadle.cut.lay_ratios import all_ratios, demand_ratios, promising
from treadle.terms.budget import Budget
from treadle.terms.cutting import CutOrder, CutPlan, Fabric, Lay, LayCosts
from treadle.terms.reason import Fact, Reason

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Length of a marker with so many garments of each size, in the order of the cut order's sizes.
MarkerLength = Callable[[tuple[int, ...]], float]

#: Mixes that enter the whole-number program, and rounds of drawing and solving again.
CANDIDATES, ROUNDS = 28, 4
#: Counted branch-and-bound nodes of a plan's program.
PLAN_NODES = Budget(work=40)


@dataclass(slots=True, kw_only=True)
class Lengths:
    """Marker lengths: true ones once drawn, until then an estimate from piece area that learns from those.

    `area_mm2` is piece area per garment of each size; `width_mm` the fabric's. The estimate uses the best efficiency
    seen so far plus a margin, so that a mix not drawn yet looks a little better than it will be and is drawn.
    """

    area_mm2: Floats
    width_mm: float
    ask: MarkerLength
    drawn: dict[tuple[int, ...], float] = field(default_factory=dict)

    def estimate(self, ratios: Ints) -> Floats:
        """Lengths of the mixes in millimetres: (M,)."""
        area = ratios @ self.area_mm2
        garments = ratios.sum(axis=1)
        lengths = area / self.width_mm / self._efficiency(garments)
        for at, mix in enumerate(map(tuple, ratios.tolist())):
            if mix in self.drawn:
                lengths[at] = self.drawn[mix]
        return np.asarray(lengths, dtype=np.float64)

    def _efficiency(self, garments: Ints) -> Floats:
        """Efficiency hoped for by number of garments: more garments nest better."""
        found = np.full(len(garments), 0.80) + 0.06 * (1.0 - 1.0 / np.maximum(garments, 1))
        for mix, length in self.drawn.items():
            used = float(np.dot(mix, self.area_mm2)) / (self.width_mm * length)
            near = np.abs(garments - sum(mix)) <= 1
            found[near] = np.minimum(found[near], used + 0.01)
        return found

    def draw(self, ratios: Ints) -> int:
        """Ask for the true length of mixes not drawn yet; returns how many were."""
        fresh = [mix for mix in map(tuple, ratios.tolist()) if mix not in self.drawn]
        for mix in fresh:
            self.drawn[mix] = float(self.ask(mix))
        return len(fresh)


def plan_lays(
    order: CutOrder,
    fabric: Fabric,
    costs: LayCosts,
    *,
    area_mm2: dict[str, float],
    marker_length_mm: MarkerLength,
    table_length_mm: int,
    budget: Budget = PLAN_NODES,
) -> CutPlan:
    """Plan the lays of one cut order for the least money: fabric, markers, set-up, spreading and cutting.

    Every unit wanted is cut; spare units stay within `max_over_share` (at least one per colour and size is allowed, as
    plies are whole) and go where their worth is highest. `area_mm2` is piece area per garment by size;
    `marker_length_mm` answers the true nested length of a mix and is asked only for mixes that look worth drawing.
    `budget.work` counts branch-and-bound nodes. The status is 'optimal' where the program over the listed mixes
    was proved, else 'feasible' with its gap; 'infeasible' with a reason where a garment fits on no table.
    """
    problem = _problem(order, fabric, costs)
    longest = min(fabric.max_lay_length_mm, table_length_mm)
    width = float(fabric.width_mm - 2 * fabric.selvedge_mm)
    lengths = Lengths(area_mm2=np.array([area_mm2[size] for size in order.sizes]), width_mm=width, ask=marker_length_mm)
    used = np.flatnonzero(problem.demand.sum(axis=0))
    if len(used) == 0:
        return _nothing(order, fabric)
    singles = np.eye(len(order.sizes), dtype=np.int64)[used]
    doubtful = singles[lengths.estimate(singles) > 0.5 * longest]
    lengths.draw(doubtful)
    too_long = [order.sizes[int(np.argmax(mix))] for mix in doubtful if lengths.drawn[tuple(mix.tolist())] > longest]
    if too_long:
        return _too_long(order, fabric, too_long, longest)
    ratios = _listed(problem, costs, singles)
    answer, chosen = _solve(problem, ratios, lengths, longest, budget)
    if answer is None:
        return _too_long(order, fabric, list(order.sizes), longest)
    return _plan(order, fabric, problem, answer, chosen, lengths)


def _problem(order: CutOrder, fabric: Fabric, costs: LayCosts) -> LayProblem:
    """The order and its costs in numbers."""
    demand = np.array(
        [[order.demand.get((option, size), 0) for size in order.sizes] for option in order.option_ids], dtype=np.int64
    )
    over = np.maximum(np.floor(demand * costs.max_over_share), 1).astype(np.int64)
    over[demand == 0] = 0
    depth = max(1, min(int(over.max(initial=1)), 6))
    worth = np.zeros((*demand.shape, depth))
    for colour, option in enumerate(order.option_ids):
        for size, name in enumerate(order.sizes):
            cents = list(order.worth_cents.get((option, name), ()))[:depth]
            worth[colour, size, : len(cents)] = np.minimum.accumulate(np.maximum(cents, 0.0)) if cents else 0.0
    return LayProblem(
        demand=demand,
        over_most=over,
        worth_cents=worth,
        ply_cents_per_mm=(fabric.price_per_m_cents + costs.spread_cents_per_m) / 1000.0,
        ply_end_mm=float(fabric.end_loss_mm),
        lay_cents_per_mm=costs.cut_cents_per_m / 1000.0,
        lay_cents=float(costs.lay_setup_cents),
        marker_cents=float(costs.marker_cents),
        most_plies=fabric.max_plies,
    )


def _listed(problem: LayProblem, costs: LayCosts, singles: Ints) -> Ints:
    """All mixes where they can be listed, else those around the demand; only sizes that are wanted."""
    wanted = problem.demand.sum(axis=0) > 0
    around = demand_ratios(problem.demand, costs.max_garments_per_marker, problem.most_plies)
    every = all_ratios(int(wanted.sum()), costs.max_garments_per_marker)
    parts = [singles, around]
    if every is not None:
        spread = np.zeros((len(every), len(wanted)), dtype=np.int64)
        spread[:, wanted] = every
        parts.append(spread)
    listed = np.unique(np.concatenate(parts), axis=0)
    return np.asarray(listed[(listed[:, ~wanted] == 0).all(axis=1)])


def _solve(
    problem: LayProblem, ratios: Ints, lengths: Lengths, longest: float, budget: Budget
) -> tuple[LayAnswer | None, Ints]:
    """Solve, draw the mixes used, and solve again until every mix used is drawn."""
    around = {tuple(mix) for mix in demand_ratios(problem.demand, int(ratios.sum(axis=1).max()), problem.most_plies)}
    is_around = np.array([tuple(mix) in around for mix in ratios.tolist()])
    answer: LayAnswer | None = None
    chosen = ratios[:0]
    for turn in range(ROUNDS):
        fits = lengths.estimate(ratios) <= longest
        open_ratios, near = ratios[fits], is_around[fits]
        length = lengths.estimate(open_ratios)
        reduced, _ = relaxed_prices(problem, open_ratios, length)
        keep = promising(open_ratios, reduced - 0.02 * near, CANDIDATES)
        drawn = [at for at, mix in enumerate(map(tuple, open_ratios.tolist())) if mix in lengths.drawn]
        if turn == ROUNDS - 1:
            keep = np.array(drawn, dtype=np.int64)
        candidates = open_ratios[np.union1d(keep, drawn).astype(np.int64)]
        answer = whole_plan(
            problem,
            candidates,
            lengths.estimate(candidates),
            nodes=max(1, int(budget.work)),
            gap_share=3e-3,
            seconds=budget.seconds_left(),
        )
        chosen = candidates
        if answer.status == "infeasible":
            return None, chosen
        if lengths.draw(candidates[answer.lays > 0]) == 0:
            return answer, chosen
    return answer, chosen


def _plan(
    order: CutOrder, fabric: Fabric, problem: LayProblem, answer: LayAnswer, ratios: Ints, lengths: Lengths
) -> CutPlan:
    """The answer as lays, each within the ply limit, colours kept together where they fit."""
    lays: list[Lay] = []
    for at in np.flatnonzero(answer.plies.sum(axis=1)):
        mix = tuple(int(one) for one in ratios[at])
        name = "-".join(f"{size}{count}" for size, count in zip(order.sizes, mix, strict=True) if count)
        left = {option: int(plies) for option, plies in zip(order.option_ids, answer.plies[at], strict=True) if plies}
        for stack in _stacks(left, problem.most_plies):
            lays.append(
                Lay(
                    lay_id=f"{order.cut_order_id}/lay-{len(lays) + 1:02d}",
                    marker_id=f"{order.style_id}/{fabric.fabric_id}/{name}",
                    ratio=dict(zip(order.sizes, mix, strict=True)),
                    plies=stack,
                    length_mm=round(lengths.drawn[mix]),
                )
            )
    cut: dict[tuple[str, str], int] = {}
    for lay in lays:
        for option, plies in lay.plies.items():
            for size, garments in lay.ratio.items():
                if garments:
                    cut[option, size] = cut.get((option, size), 0) + plies * garments
    fabric_m = sum(lay.total_plies * (lay.length_mm + fabric.end_loss_mm) for lay in lays) / 1000.0
    worth = _spare_worth(order, cut)
    cost = answer.cost_cents + worth
    gap = max(0.0, answer.cost_cents - answer.bound_cents) / max(abs(answer.cost_cents), 1e-9)
    spare = sum(cut.values()) - sum(order.demand.values())
    facts: dict[str, Fact] = {
        "lays": len(lays),
        "markers": len({lay.marker_id for lay in lays}),
        "spare_units": spare,
        "fabric_m": round(fabric_m, 1),
        "gap_share": round(gap, 4),
    }
    return CutPlan(
        cut_order_id=order.cut_order_id,
        style_id=order.style_id,
        fabric_id=fabric.fabric_id,
        lays=tuple(lays),
        cut_units=cut,
        fabric_m=fabric_m,
        cost_cents=round(cost),
        status=answer.status,
        gap_share=gap,
        reason=Reason.of("cut.planned", **facts),
    )


def _stacks(plies: dict[str, int], most: int) -> list[dict[str, int]]:
    """Plies by colour as stacks of at most `most`."""
    stacks: list[dict[str, int]] = []
    room = 0
    for option, count in plies.items():
        while count:
            if room == 0:
                stacks.append({})
                room = most
            taken = min(count, room)
            stacks[-1][option] = stacks[-1].get(option, 0) + taken
            count, room = count - taken, room - taken
    return stacks


def _spare_worth(order: CutOrder, cut: dict[tuple[str, str], int]) -> float:
    """Worth of the spare units that the program counted."""
    total = 0.0
    for key, units in cut.items():
        spare = units - order.demand.get(key, 0)
        cents = [max(one, 0.0) for one in order.worth_cents.get(key, ())][: max(min(spare, 6), 0)]
        total += float(np.minimum.accumulate(cents).sum()) if cents else 0.0
    return total


def _nothing(order: CutOrder, fabric: Fabric) -> CutPlan:
    """The plan of an order that wants nothing."""
    return _empty(order, fabric, "optimal", Reason.of("cut.nothing"))


def _too_long(order: CutOrder, fabric: Fabric, sizes: list[str], longest: float) -> CutPlan:
    """The plan of an order whose garments fit on no table."""
    reason = Reason.of("cut.too_long", sizes=", ".join(sizes), longest_mm=round(longest), fabric=fabric.fabric_id)
    return _empty(order, fabric, "infeasible", reason)


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
