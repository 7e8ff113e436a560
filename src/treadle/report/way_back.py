"""The way back from one buy line to everything it was made from, in the order in which the day made it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from treadle.errors import NotFoundError
from treadle.report.bridge import bridge_cost, curve_sentence
from treadle.terms.schema import OUTPUTS
from treadle.words import say_text

Tables = Mapping[str, pa.Table]
Row = Mapping[str, Any]

#: Weeks of history shown, newest last.
WEEKS_SHOWN = 8
MOMENT = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step back: sentences, then a small table."""

    title: str
    lines: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def way_back(tables: Tables, line_id: str, language: str = "en") -> list[Step]:
    """Every step from a line's units back to the signals, and on to the day it is promised.

    Raises `NotFoundError`, with the nearest ids, where the plan has no such line.
    """
    line = _line(tables, line_id)
    values = dict(zip(tables["plan"]["name"].to_pylist(), tables["plan"]["value"].to_pylist(), strict=True))
    option = _rows(tables["options"], "option_id", line["option_id"])[0]
    steps = [
        _decision(line, option, values["currency"], language),
        _bridge(tables, option),
        _need(option, line, tables),
        _forecast(tables, option, language),
        _seen(tables, line),
    ]
    if line["cut_order_id"]:
        steps += _making(tables, line, language)
    elif line["units"] and not line["is_made"]:
        steps.append(Step(title="Bought in", lines=("The style has no pattern: it is ordered, not cut.",)))
    steps.append(_origin(values, line))
    return steps


def _line(tables: Tables, line_id: str) -> Row:
    ids = tables["buy"]["line_id"].to_pylist()
    if line_id not in ids:
        near = difflib.get_close_matches(line_id, ids, n=3, cutoff=0.3)
        hint = f"; the nearest are {', '.join(near)}" if near else ""
        raise NotFoundError(f"the plan has no line {line_id}{hint}. line_id is the first column of buy.csv")
    return _rows(tables["buy"], "line_id", line_id)[0]


def _rows(table: pa.Table, column: str, value: object) -> list[Row]:
    found: list[Row] = table.filter(pc.equal(table[column], pa.scalar(value))).to_pylist()
    return found


def _decision(line: Row, option: Row, currency: str, language: str) -> Step:
    money = f"cost {line['cost_cents'] / 100:,.2f} {currency}"
    profit = f"expected profit {line['expected_profit_cents'] / 100:,.2f}"
    profit += f", dropping the line would lose {line['at_stake_cents'] / 100:,.2f}"
    told = [
        f"{line['units']:,} units of {line['sku']} (option {line['option_id']}, size {line['size']}), "
        f"due {line['due_day']}: {money}, {profit}.",
        say_text(line["reason"], language),
        f"The option as a whole: {option['units']:,} units at a price of {option['price_cents'] / 100:,.2f}.",
    ]
    if line["assumptions"]:
        told.append(f"Assumed: {line['assumptions']}.")
    return Step(title=line["line_id"], lines=tuple(told))


def _bridge(tables: Tables, option: Row) -> Step:
    """From the forecast of the option to its order, what the order's money is for, and what other orders would earn."""
    columns = OUTPUTS["bridge"].columns[1:]
    row = _rows(tables["bridge"], "option_id", option["option_id"])[0]
    shown = [one for one in columns if row[one.name] or one.heading.startswith("=")]
    told = [bridge_cost(cost) for cost in _rows(tables["costs"], "option_id", option["option_id"])]
    told += [curve_sentence(_rows(tables["curves"], "option_id", option["option_id"]))]
    return Step(
        title=f"From forecast to order, option {option['option_id']}",
        lines=tuple(one for one in told if one),
        headings=("units", ""),
        rows=tuple((one.heading, f"{row[one.name]:,}") for one in shown),
    )


def _need(option: Row, line: Row, tables: Tables) -> Step:
    size = next((row for row in _rows(tables["size_curves"], "sku", line["sku"])), None)
    told = [
        f"To serve from {line['due_day']} on: {option['serve_mean_units']:,.1f} of the option "
        f"(one in ten below {option['serve_q10_units']:,.0f}, half below {option['serve_q50_units']:,.0f}, "
        f"one in ten above {option['serve_q90_units']:,.0f}), after {option['before_units']:,.1f} before that day.",
        f"On hand {option['on_hand_units']:,}, on order {option['on_order_units']:,} (option).",
    ]
    if size is not None:
        told.append(
            f"Size {size['size']} takes {size['share']:.1%} of the option, from the {size['basis']} "
            f"(as sure as {size['strength']:,.0f} units seen)."
        )
    return Step(title="What must be served", lines=tuple(told))


def _forecast(tables: Tables, option: Row, language: str) -> Step:
    rows = _rows(tables["forecast"], "option_id", option["option_id"])
    return Step(
        title=f"Forecast by {option['model']}: {option['forecast_mean_units']:,.1f} units over the horizon",
        lines=(say_text(option["forecast_reason"], language),) if option["forecast_reason"] else (),
        headings=("week from", "mean", "low (10 %)", "median", "high (90 %)"),
        rows=tuple(
            (str(row["week_start"]), *(f"{row[name]:,.1f}" for name in ("mean", "q10", "q50", "q90"))) for row in rows
        ),
    )


def _seen(tables: Tables, line: Row) -> Step:
    """Sales and shelf of the SKU by week, and the traffic of its option, which rarely names a size."""
    rows = sorted(_rows(tables["history"], "sku", line["sku"]), key=lambda row: row["week_start"])[-WEEKS_SHOWN:]
    if not rows:
        return Step(title="What was seen", lines=("Nothing was seen of this SKU yet.",))
    option = {row["week_start"]: row for row in _rows(tables["option_history"], "option_id", line["option_id"])}
    told = f"Demand is sold units and what an empty shelf hid; last {len(rows)} weeks of SKU {line['sku']}."
    return Step(
        title="What was seen",
        lines=(told,),
        headings=("week from", "sold", "demand", "in stock", "option: views", "searches", "carts"),
        rows=tuple(
            (
                str(row["week_start"]),
                f"{row['sold_units']:,.0f}",
                f"{row['demand_units']:,.1f}",
                f"{row['in_stock_share']:.0%}",
                *(f"{option.get(row['week_start'], row)[name] or 0:,.0f}" for name in ("views", "searches", "carts")),
            )
            for row in rows
        ),
    )


def _making(tables: Tables, line: Row, language: str) -> list[Step]:
    name = line["cut_order_id"]
    cut = _rows(tables["cut_plans"], "cut_order_id", name)[0]
    lays = [row for row in _rows(tables["lays"], "cut_order_id", name) if row["option_id"] == line["option_id"]]
    efficiency = {row["marker_id"]: row["efficiency"] for row in tables["markers"].to_pylist()}
    orders = _rows(tables["work_orders"], "cut_order_id", name)
    told = [
        text
        for order in orders
        for text in (
            f"{order['units']:,} units at {order['factory_id'] or 'no factory'} {order['line_id']}: {order['status']}, "
            f"due {order['due_day']}, planned {order['planned_day']}, promised {order['promise_day']}.",
            say_text(order["factory_reason"], language),
            say_text(order["late_reason"], language),
            say_text(order["promise_reason"], language),
        )
    ]
    slots = [slot for order in orders for slot in _rows(tables["slots"], "work_order_id", order["work_order_id"])]
    return [
        Step(
            title=f"Cut in {name}: {cut['units_cut']:,} units from {cut['fabric_m']:,.1f} m of {cut['fabric_id']}",
            lines=(say_text(cut["reason"], language),),
            headings=("lay", "garments per ply", "plies", "length mm", "efficiency"),
            rows=tuple(
                (
                    row["lay_id"],
                    row["ratio"],
                    f"{row['plies']:,}",
                    f"{row['length_mm']:,}",
                    f"{efficiency[row['marker_id']]:.1%}",
                )
                for row in lays
            ),
        ),
        Step(
            title=f"Made as {name}",
            lines=tuple(one for one in told if one),
            headings=("stage", "where", "from", "to"),
            rows=tuple(
                (slot["stage"], slot["resource_id"], f"{slot['starts']:{MOMENT}}", f"{slot['ends']:{MOMENT}}")
                for slot in slots
            ),
        ),
    ]


def _origin(values: Mapping[str, str], line: Row) -> Step:
    notes = [value for name, value in values.items() if name.startswith("note_")]
    told = [
        f"Plan of {values['as_of']}, seed {values['seed']}, from facts with fingerprint {values['seen_fingerprint']}.",
        f"The rows behind it: history.csv and option_history.csv (sku {line['sku']}, option {line['option_id']}), "
        "forecast.csv, size_curves.csv, options.csv, buy.csv.",
        *(f"Assumed for the whole plan: {note}" for note in notes),
    ]
    return Step(title="Made from", lines=tuple(told))
