"""What units that somebody else chose would cost and bring: the planner's own numbers, priced as ours are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from treadle.decide.buy import line_id, share_cost
from treadle.decide.case_arrays import case_arrays
from treadle.decide.curve import OptionCurves, option_curves
from treadle.decide.why import next_unit_cents
from treadle.terms.buy import BuyCase, BuyLine, BuyPlan, WorthCurve
from treadle.terms.policy import BuyPolicy
from treadle.terms.product import CostBreak
from treadle.terms.reason import Reason

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def price_buy(
    cases: Sequence[BuyCase],
    units: Mapping[str, int],
    reasons: Mapping[str, Reason],
    *,
    budget_cents: int | None = None,
    capacity_minutes: float | None = None,
    policy: BuyPolicy | None = None,
    seed: int = 0,
) -> BuyPlan:
    """The plan of given units by SKU (0 where not named), with the cost and expected profit of every line.

    reasons: by SKU, why each line is as it is; an option takes the reason of its first size. Nothing is made to fit:
    limits that the units break stay broken and are found by `check_buy`. Quantities below the least that the factory
    quotes are priced at that least break.
    """
    policy = policy or BuyPolicy()
    lines: list[BuyLine] = []
    curves_by_sku: list[WorthCurve] = []
    if cases:
        arrays = case_arrays(cases)
        curves = option_curves(arrays.chunks(policy, seed), arrays.money, len(cases), arrays.firm_units)
        skus = [size.sku for case in cases for size in case.sizes]
        chosen = np.array([units.get(sku, 0) for sku in skus], dtype=np.int64)
        brings = worth_of_units(curves, chosen, arrays.option_of_sku)
        first = np.searchsorted(arrays.option_of_sku, np.arange(len(cases) + 1))
        for at, case in enumerate(cases):
            mine = slice(int(first[at]), int(first[at + 1]))
            lines += option_lines(case, chosen[mine], brings[mine], reasons)
            made = int(chosen[mine].sum())
            for sku in range(mine.start, mine.stop) if made else ():
                piece = CostBreak.at(case.cost_breaks, made).cost_per_piece_cents
                cents = next_unit_cents(curves, at, sku, int(chosen[sku]), policy.worth_units, piece)
                curves_by_sku.append(WorthCurve(sku=skus[sku], next_unit_cents=cents))
    profit = sum(line.expected_profit_cents for line in lines)
    return BuyPlan(
        lines=tuple(lines),
        worth=tuple(curves_by_sku),
        spent_cents=sum(line.cost_cents for line in lines),
        profit_cents=profit,
        bound_cents=profit,
        budget_cents=budget_cents,
        capacity_minutes=capacity_minutes,
        option_reasons={case.option_id: reasons[case.sizes[0].sku] for case in cases if case.sizes},
    )


def worth_of_units(curves: OptionCurves, units: Ints, option_of_sku: Ints) -> Floats:
    """Worth in cents of each SKU's units, dearest first: (n_sku,)."""
    order = np.lexsort((curves.units_to, curves.sku))
    sku, steps, worth = curves.sku[order], curves.units[order], curves.worth_cents[order]
    ends = np.cumsum(steps)
    start_of_sku = np.r_[0, ends][np.searchsorted(sku, sku)]
    taken = np.clip(units[sku] - (ends - steps - start_of_sku), 0, steps)
    count = len(option_of_sku)
    listed = np.bincount(sku, taken, minlength=count)
    total = np.bincount(sku, taken * worth, minlength=count)
    return np.asarray(total + (units - listed) * curves.tail_cents[option_of_sku], dtype=np.float64)


def option_lines(case: BuyCase, units: Ints, brings: Floats, reasons: Mapping[str, Reason]) -> list[BuyLine]:
    """The lines of an option at units by size, which bring so many cents: what they cost is shared among them."""
    made = int(units.sum())
    quote = CostBreak.at(case.cost_breaks, made)
    costs = share_cost(units, quote.cost_cents(made) if made else 0)
    return [
        BuyLine(
            line_id=line_id(case, size.size),
            option_id=case.option_id,
            style_id=case.style_id,
            sku=size.sku,
            size=size.size,
            units=many,
            due_day=case.due_day,
            cost_cents=cost,
            expected_profit_cents=round(worth - cost),
            at_stake_cents=round(worth - quote.cost_per_piece_cents * many),
            smv_minutes=case.smv_minutes,
            reason=reasons[size.sku],
        )
        for size, many, cost, worth in zip(case.sizes, units.tolist(), costs, brings.tolist(), strict=True)
    ]
