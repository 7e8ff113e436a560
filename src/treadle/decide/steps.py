"""How each option's units came about, and what other quantities would earn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from treadle.decide.apart import best_apart, units_above, worth_of
from treadle.decide.case_arrays import CaseArrays
from treadle.decide.curve import OptionCurves
from treadle.decide.share import Market
from treadle.decide.why import Comparison, least_units, without_minimum
from treadle.terms.buy import BuyCase
from treadle.terms.buy_steps import BuySteps, CurvePoint
from treadle.terms.product import CostBreak

Ints = NDArray[np.int64]

#: Price breaks shown of an option, those nearest to the plan first. Not tuned: how much is shown.
SHOWN_BREAKS = 3


def buy_steps(
    arrays: CaseArrays, curves: OptionCurves, market: Market, comparison: Comparison, units: Ints
) -> dict[str, BuySteps]:
    """The steps of every option by its id. curves: what pieces are worth; market: the same asked to earn a return."""
    every = np.arange(len(units))
    dearest = market.costs.piece_cents[:, :1]
    worth = units_above(curves, every, dearest)[:, 0]
    earning = units_above(market.curves, every, dearest)[:, 0]
    return {
        case.option_id: BuySteps(
            worth_units=int(worth[at]),
            least_return_units=int(earning[at]),
            break_units=int(comparison.no_minimum_units[at]),
            minimum_units=int(comparison.alone.units[at]),
            style_minimum_units=int(comparison.free.units[at]),
            units=int(units[at]),
            limited_by={"budget": "budget", "capacity": "minutes"}.get(comparison.shared_by[at], ""),
        )
        for at, case in enumerate(arrays.cases)
    }


def buy_curves(
    arrays: CaseArrays, curves: OptionCurves, market: Market, units: Ints
) -> dict[str, tuple[CurvePoint, ...]]:
    """Points of the profit curve of every option that is bought, in order of units; of one that is not, the least
    order of it."""
    every, nothing = np.arange(len(units)), np.zeros(len(units))
    critical = best_apart(curves, without_minimum(market.costs), every, 0.0, nothing, nothing)[0].units
    found = {}
    for at in np.flatnonzero(units > 0).tolist():
        case, plan = arrays.cases[at], int(units[at])
        asked = [("half", (plan + 1) // 2), ("plan", plan)]
        asked += [("price_break", begins) for begins in _breaks(case, plan)]
        asked += [("critical", int(critical[at]))] if critical[at] > 0 else []
        many = np.array([[count for _, count in asked]])
        worth = worth_of(curves, np.array([at]), many)[0].tolist()
        points = [_point(case, name, count, one) for (name, count), one in zip(asked, worth, strict=True)]
        found[case.option_id] = tuple(sorted(points, key=lambda one: one.units))
    return found | _least_orders(arrays, curves, market, units)


def _least_orders(
    arrays: CaseArrays, curves: OptionCurves, market: Market, units: Ints
) -> dict[str, tuple[CurvePoint, ...]]:
    """The least order of every option that is not bought: what its minima and that of its style leave."""
    none = np.flatnonzero(units == 0)
    if not len(none):
        return {}
    styles = market.styles
    of_style = np.bincount(styles.style_of_option, units, minlength=len(styles.minimum_units))
    missing = (styles.minimum_units - of_style)[styles.style_of_option]
    least = np.array([max(least_units(arrays.cases[at]), int(missing[at]), 1) for at in none.tolist()])
    worth = worth_of(curves, none, least[:, None])[:, 0]
    return {
        arrays.cases[at].option_id: (_point(arrays.cases[at], "least", count, one),)
        for at, count, one in zip(none.tolist(), least.tolist(), worth.tolist(), strict=True)
    }


def _point(case: BuyCase, name: str, units: int, worth_cents: float) -> CurvePoint:
    cost = CostBreak.at(case.cost_breaks, units).cost_cents(units)
    return CurvePoint(
        point=name, units=units, cost_cents=cost, expected_profit_cents=round(worth_cents - cost),
        is_orderable=units >= least_units(case),
    )  # fmt: skip


def _breaks(case: BuyCase, plan: int) -> list[int]:
    """Where further price breaks begin, those nearest to the plan; none where they are of rolls."""
    if case.roll_units:
        return []
    begins = sorted(one.from_units for one in case.cost_breaks)[1:]
    return sorted(begins, key=lambda one: (abs(one - plan), one))[:SHOWN_BREAKS]
