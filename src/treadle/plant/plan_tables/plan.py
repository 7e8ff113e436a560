"""A plan as tables: one per stage, with stable names, an order of rows that never changes, no clock and no path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pyarrow as pa

from treadle.decide.spares import NO_SPARE, spares
from treadle.plant.plan_tables.bridge import bridge_rows, cost_rows, curve_rows
from treadle.plant.plan_tables.cloth import cloth_rows
from treadle.plant.plan_tables.courses import course_tables
from treadle.plant.plan_tables.making import making_rows
from treadle.plant.plan_tables.materials import material_rows
from treadle.plant.plan_tables.orders import order_rows
from treadle.terms.buy import BuyCase
from treadle.terms.codec import to_text
from treadle.terms.plan import Plan
from treadle.terms.product import CostBreak
from treadle.terms.quantity import QUANTILE_LEVELS
from treadle.terms.reason import Reason
from treadle.terms.schedule import AT_RISK, INFEASIBLE, KEPT, LATE
from treadle.terms.schema import OUTPUTS


def plan_tables(plan: Plan) -> dict[str, pa.Table]:
    """All tables of a plan by name; the same plan gives the same bytes."""
    rows: dict[str, list[dict[str, object]]] = {
        "plan": _plan_rows(plan),
        "buy": _buy_rows(plan),
        "options": _option_rows(plan),
        **order_rows(plan),
        "bridge": bridge_rows(plan),
        "costs": cost_rows(plan),
        "curves": curve_rows(plan),
        **making_rows(plan),
        **cloth_rows(plan),
        **material_rows(plan),
        "limits": [{"reason": reason.to_text()} for reason in (*plan.limits, *plan.buy.limits)],
        "open_to_buy": _open_rows(plan),
    }
    made = {name: pa.Table.from_pylist(told, schema=OUTPUTS[name].arrow) for name, told in rows.items()}
    seen = {
        "forecast": plan.seen.forecast,
        "size_curves": plan.seen.size_curves,
        "option_history": plan.seen.option_history,
        "history": plan.seen.history,
        "league": plan.seen.league,
    }
    return made | seen | dict(plan.seen.findings) | course_tables(plan.as_of, plan.courses)


def options_table(plan: Plan) -> pa.Table:
    """The table 'options' of a plan alone."""
    return pa.Table.from_pylist(_option_rows(plan), schema=OUTPUTS["options"].arrow)


def _plan_rows(plan: Plan) -> list[dict[str, object]]:
    """What the plan as a whole was made from and comes to."""
    buy = plan.buy
    orders = plan.schedule.work_orders
    spare = spares(buy, plan.cases, plan.demands).values()
    values: dict[str, object] = {
        "as_of": plan.as_of,
        "currency": plan.currency,
        "seed": plan.policy.plan.seed,
        "seen_fingerprint": plan.facts,
        "plan_id": plan.plan_id,
        "policy": to_text(plan.policy).strip(),
        "nester": plan.policy.nest.nester,
        "options_planned": len(plan.cases),
        "buy_lines": sum(line.units > 0 for line in buy.lines),
        "buy_units": sum(line.units for line in buy.lines),
        "buy_cost_cents": buy.spent_cents,
        "spare_units": sum(one.units for one in spare),
        "spare_cost_cents": sum(one.cost_cents for one in spare),
        **_money_and_load(plan),
        "next_order_days": plan.policy.plan.next_order_days,
        "expected_profit_cents": buy.profit_cents,
        "expected_profit_bound_cents": buy.bound_cents,
        "budget_cents": "" if buy.budget_cents is None else buy.budget_cents,
        "work_orders": len(orders),
        "work_orders_kept": sum(order.status == KEPT for order in orders),
        "work_orders_at_risk": sum(order.status == AT_RISK for order in orders),
        "work_orders_late": sum(order.status == LATE for order in orders),
        "work_orders_infeasible": sum(order.status == INFEASIBLE for order in orders),
        "fabric_m": round(sum(one.fabric_m for one in plan.cut_plans), 2),
        "schedule_status": plan.schedule.status,
        **{f"signals_{name}": count for name, count in plan.seen.signal_counts.items()},
        **{f"note_{at}": note for at, note in enumerate(plan.notes, start=1)},
    }
    return [{"name": name, "value": str(value)} for name, value in values.items()]


def _money_and_load(plan: Plan) -> dict[str, object]:
    """What is tied up beside the buy, what is left of the budget, and the sewing minutes of the buy and of all."""
    buy = plan.buy
    minutes = sum(line.units * line.smv_minutes for line in buy.lines)
    free = sum(more for _, more in buy.capacity_weeks) if buy.capacity_weeks else buy.capacity_minutes
    return {
        "stock_cost_cents": sum(_stock_cost_cents(case) for case in plan.cases),
        "coming_cost_cents": sum(order.cost_cents for order in plan.on_order),
        "budget_left_cents": "" if buy.budget_cents is None else buy.budget_cents - buy.spent_cents,
        "sewing_minutes": round(minutes),
        "sewing_minutes_free": "" if free is None else round(free),
    }


def _stock_cost_cents(case: BuyCase) -> int:
    """What the pieces on the shelf would cost, at the piece price of an order of as many."""
    units = sum(size.on_hand_units for size in case.sizes)
    return CostBreak.at(case.cost_breaks, units).cost_per_piece_cents * units


def _buy_rows(plan: Plan) -> list[dict[str, object]]:
    """The lines, largest sum at stake first."""
    catalogue = plan.catalogue
    order_of = {(demand.style_id, sku): demand.work_order_id for demand in plan.demands for sku in demand.units}
    lines = sorted(plan.buy.lines, key=lambda line: (-line.at_stake_cents, line.line_id))
    spare = spares(plan.buy, plan.cases, plan.demands)
    return [
        {
            "line_id": line.line_id,
            "style_id": line.style_id,
            "option_id": line.option_id,
            "colour": catalogue.option[line.option_id].colour,
            "sku": line.sku,
            "size": line.size,
            "units": line.units,
            "due_day": line.due_day,
            "cost_cents": line.cost_cents,
            "spare_units": spare.get(line.sku, NO_SPARE).units,
            "spare_cost_cents": spare.get(line.sku, NO_SPARE).cost_cents,
            "expected_profit_cents": line.expected_profit_cents,
            "at_stake_cents": line.at_stake_cents,
            "smv_minutes": line.smv_minutes,
            "is_made": catalogue.style[line.style_id].is_made,
            "cut_order_id": order_of.get((line.style_id, line.sku), "") if line.units else "",
            "assumptions": "; ".join(catalogue.option[line.option_id].assumptions),
            "reason": line.reason.to_text(),
        }
        for line in lines
    ]


#: What was seen of an option without a history.
_UNSEEN: Mapping[str, object] = {
    "sold_units": 0.0, "demand_units": 0.0, "came_over_units": 0.0, "in_stock_share": 1.0,
}  # fmt: skip


def _option_rows(plan: Plan) -> list[dict[str, object]]:
    """An option per row: what was seen, expected and decided."""
    seen = _seen(plan.seen.option_history)
    ahead = _ahead(plan.seen.forecast)
    units: dict[str, list[int]] = {}
    for line in plan.buy.lines:
        total = units.setdefault(line.option_id, [0, 0, 0])
        total[0] += line.units
        total[1] += line.cost_cents
        total[2] += line.expected_profit_cents
    none = Reason(code="buy.none")
    return [
        {
            **_identity(plan, case),
            **seen.get(case.option_id, _UNSEEN),
            **ahead[case.option_id],
            **_served(case),
            "units": units[case.option_id][0],
            "cost_cents": units[case.option_id][1],
            "expected_profit_cents": units[case.option_id][2],
            "assumptions": "; ".join(case.notes),
            "reason": plan.buy.option_reasons.get(case.option_id, none).to_text(),
        }
        for case in plan.cases
    ]


def _identity(plan: Plan, case: BuyCase) -> dict[str, object]:
    option = plan.catalogue.option[case.option_id]
    style = plan.catalogue.style[option.style_id]
    return {
        "option_id": case.option_id,
        "name": plan.catalogue.option_name(case.option_id),
        "style_name": plan.catalogue.style_name(option.style_id),
        "style_id": case.style_id,
        "category": style.category,
        "colour": option.colour,
        "price_cents": option.price_cents,
    }


def _served(case: BuyCase) -> dict[str, object]:
    level = {round(one, 2): units for one, units in zip(QUANTILE_LEVELS, case.demand_units, strict=True)}
    return {
        "serve_mean_units": round(case.demand_mean_units, 3),
        "serve_q10_units": round(level[0.1], 3),
        "serve_q50_units": round(level[0.5], 3),
        "serve_q90_units": round(level[0.9], 3),
        "before_units": round(case.demand_before_units, 3),
        "on_hand_units": sum(size.on_hand_units for size in case.sizes),
        "on_order_units": sum(size.on_order_units for size in case.sizes),
    }


def _open_rows(plan: Plan) -> list[dict[str, object]]:
    """The open-to-buy ledger with this plan's lines, a period per row."""
    return [
        {
            "from_day": row.planned.from_day,
            "to_day": row.planned.to_day,
            "planned_cents": row.planned.amount_cents,
            "ordered_cents": row.ordered_cents,
            "buy_cents": row.buy_cents,
            "open_cents": row.open_cents,
        }
        for row in plan.open_to_buy
    ]


def _seen(option_history: pa.Table) -> dict[str, dict[str, object]]:
    """Units and shelf of each option over its whole history."""
    sums = option_history.group_by("option_id").aggregate(
        [("sold_units", "sum"), ("demand_units", "sum"), ("came_over_units", "sum"), ("in_stock_share", "mean")]
    )
    return {
        row["option_id"]: {
            "sold_units": round(row["sold_units_sum"], 3),
            "demand_units": round(row["demand_units_sum"], 3),
            "came_over_units": round(row["came_over_units_sum"], 3),
            "in_stock_share": round(row["in_stock_share_mean"], 4),
        }
        for row in sums.to_pylist()
    }


def _ahead(forecast: pa.Table) -> dict[str, dict[str, object]]:
    """Expected units of the whole horizon and where they come from, by option."""
    last: dict[str, tuple[date, dict[str, object]]] = {}
    columns: Iterable[dict[str, object]] = forecast.select(
        ["option_id", "week_start", "sum_mean", "model", "reason"]
    ).to_pylist()
    for row in columns:
        option_id, week = str(row["option_id"]), row["week_start"]
        assert isinstance(week, date)
        if option_id not in last or week > last[option_id][0]:
            mean = row["sum_mean"]
            assert isinstance(mean, float)
            values = {"forecast_mean_units": round(mean, 3), "model": row["model"], "forecast_reason": row["reason"]}
            last[option_id] = (week, values)
    return {option_id: values for option_id, (_, values) in last.items()}
