"""The bridge from forecast to order, and what its money is for: every row adds up, to the last tenth and cent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from treadle.decide.buy import share_cost
from treadle.decide.spares import spares
from treadle.terms.buy import BuyCase, BuyLine
from treadle.terms.buy_steps import BuySteps
from treadle.terms.plan import Plan
from treadle.terms.product import CostBreak

Row = dict[str, object]

#: What of an order's cost is told apart; each row adds up to `cost_cents`.
PARTS = ("setup_cents", "material_cents", "cutting_cents", "making_cents")


def bridge_rows(plan: Plan) -> list[Row]:
    """BRIDGE: a row per option in the order of the cases, then one of all together, whose option is empty.

    forecast − after season − returns − before arrival ± siblings = need; need − stock left at arrival − on order + sold
    ahead = gap; gap and every step = buy; buy + over-cut = order. Units are in tenths, so that what is read adds up.
    """
    bought: dict[str, int] = defaultdict(int)
    for line in plan.buy.lines:
        bought[line.option_id] += line.units
    spare = _spare(plan)
    rows = [
        _bridge(case, bought[case.option_id], spare.get(case.option_id, (0, 0))[0], plan.buy.steps.get(case.option_id))
        for case in plan.cases
    ]
    return [*rows, _sum(rows)] if rows else []


def _bridge(case: BuyCase, units: int, spare: int, steps: BuySteps | None) -> Row:
    forecast, after = round(case.forecast_units, 1), round(case.after_season_units, 1)
    before, need = round(case.demand_before_units, 1), round(case.demand_mean_units, 1)
    moved = case.taken_cents > 0 or case.crowd_factor != 1.0
    own = round(forecast - after - case.returned_units - before, 1) if moved else need
    on_hand = sum(size.on_hand_units for size in case.sizes)
    on_order = sum(size.on_order_units for size in case.sizes)
    left = round(on_hand - round(case.sold_before_units, 1), 1)
    sold_ahead = sum(size.firm_units for size in case.sizes)
    gap = round(need - left - on_order + sold_ahead, 1)
    return {
        "option_id": case.option_id,
        "forecast_units": forecast,
        "after_season_units": after,
        # Tenths that rounding leaves over are with the returns.
        "returned_units": round(forecast - after - before - own, 1),
        "before_units": before,
        "siblings_units": round(need - own, 1),
        "need_units": need,
        "on_hand_units": on_hand,
        "sold_before_units": round(on_hand - left, 1),
        "stock_left_units": left,
        "on_order_units": on_order,
        "sold_ahead_units": sold_ahead,
        "gap_units": gap,
        **_steps(gap, units, steps),
        "buy_units": units,
        "spare_units": spare,
        "order_units": units + spare,
    }


def _steps(gap: float, units: int, steps: BuySteps | None) -> Row:
    """From the gap to the units bought, one cause after the other."""
    if steps is None:
        steps = BuySteps(worth_units=0, least_return_units=0, break_units=0, minimum_units=0,
                         style_minimum_units=0, units=0)  # fmt: skip
        risk, own = 0.0, units - gap
    else:
        risk, own = steps.worth_units - gap, float(units - steps.units)
    shared = steps.units - steps.style_minimum_units
    return {
        "risk_units": round(risk, 1),
        "least_return_units": steps.least_return_units - steps.worth_units,
        "break_units": steps.break_units - steps.least_return_units,
        "minimum_units": steps.minimum_units - steps.break_units,
        "style_minimum_units": steps.style_minimum_units - steps.minimum_units,
        "budget_units": 0 if steps.limited_by == "minutes" else shared,
        "minutes_units": shared if steps.limited_by == "minutes" else 0,
        "own_units": round(own, 1),
    }


def _sum(rows: list[Row]) -> Row:
    """All options together."""
    total: Row = {"option_id": ""}
    for name in rows[0]:
        if name != "option_id":
            cells = [_number(row[name]) for row in rows]
            whole = sum(cells)
            total[name] = whole if all(isinstance(cell, int) for cell in cells) else round(whole, 1)
    return total


def _number(cell: object) -> int | float:
    assert isinstance(cell, int | float)
    return cell


def _spare(plan: Plan) -> dict[str, tuple[int, int]]:
    """Units beyond the bought ones that the lays of each option cut, and what they cost."""
    found: dict[str, tuple[int, int]] = {}
    for sku, one in spares(plan.buy, plan.cases, plan.demands).items():
        option_id = plan.catalogue.sku[sku].option_id
        units, cents = found.get(option_id, (0, 0))
        found[option_id] = units + one.units, cents + one.cost_cents
    return found


def cost_rows(plan: Plan) -> list[Row]:
    """COSTS: a row per option that is bought, largest cost first, then one of all together.

    Set-ups as the price break asks for them; material and cutting as the lays of its cut orders take them, shared by
    the units cut; making is what the price agreed leaves for sewing, finishing, transport and profit of the maker
    (below 0 where cloth and cutting alone cost more), or the price of what is bought in.
    """
    cloth, spare = _cloth(plan), _spare(plan)
    bought: dict[str, list[BuyLine]] = defaultdict(list)
    for line in plan.buy.lines:
        bought[line.option_id].append(line)
    rows: list[Row] = []
    for case in plan.cases:
        lines = bought.get(case.option_id, [])
        units, more = sum(line.units for line in lines), spare.get(case.option_id, (0, 0))
        if units:
            cost = sum(line.cost_cents for line in lines) + more[1]
            setup = CostBreak.at(case.cost_breaks, units).setup_cents
            material, cutting = cloth.get(case.option_id, (0, 0))
            making = cost - setup - material - cutting
            parts = dict(zip(PARTS, (setup, material, cutting, making), strict=True))
            rows.append({"option_id": case.option_id, "units": units + more[0], **parts, "cost_cents": cost})
    rows.sort(key=lambda row: (-_number(row["cost_cents"]), str(row["option_id"])))
    return [*rows, _sum(rows)] if rows else []


def _cloth(plan: Plan) -> dict[str, tuple[int, int]]:
    """Cents of cloth and of cutting by option: those of its cut orders, shared by the units that they cut of it."""
    found: dict[str, tuple[int, int]] = {}
    for one in plan.cut_plans:
        cut: dict[str, int] = defaultdict(int)
        for (option_id, _), units in sorted(one.cut_units.items()):
            cut[option_id] += units
        material = round(one.fabric_m * plan.cloth_cents.get(one.fabric_id, 0))
        shared = (_shared(cut.values(), material), _shared(cut.values(), max(one.cost_cents - material, 0)))
        for option_id, cloth, cutting in zip(cut, *shared, strict=True):
            before = found.get(option_id, (0, 0))
            found[option_id] = before[0] + cloth, before[1] + cutting
    return found


def _shared(units: Iterable[int], cents: int) -> list[int]:
    return share_cost(np.array(list(units), dtype=np.int64), cents)


def curve_rows(plan: Plan) -> list[Row]:
    """CURVES: the points of every bought option's profit, options in the order of the cases."""
    return [
        {
            "option_id": case.option_id,
            "point": one.point,
            "units": one.units,
            "cost_cents": one.cost_cents,
            "expected_profit_cents": one.expected_profit_cents,
            "is_orderable": one.is_orderable,
        }
        for case in plan.cases
        for one in plan.buy.curves.get(case.option_id, ())
    ]
