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
from treadle.words import heading, label, say_text, told

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
        _bridge(tables, option, language),
        _need(option, line, tables, language),
        _forecast(tables, option, language),
        _seen(tables, line, language),
    ]
    if line["cut_order_id"]:
        steps += _making(tables, line, language)
    elif line["units"] and not line["is_made"]:
        steps.append(Step(title=label("back.bought_in", language), lines=(label("back.no_pattern", language),)))
    steps.append(_origin(values, line, language))
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


def _heads(table: str, *names: str, language: str) -> tuple[str, ...]:
    return tuple(heading(OUTPUTS[table].column(name).heading, language) for name in names)


def _decision(line: Row, option: Row, currency: str, language: str) -> Step:
    said = [
        label(
            "back.line", language, units=line["units"], sku=line["sku"], option=line["option_id"], size=line["size"],
            due=line["due_day"], cost=line["cost_cents"] / 100, currency=currency,
            profit=line["expected_profit_cents"] / 100, lost=line["at_stake_cents"] / 100,
        ),
        say_text(line["reason"], language),
        label("back.option", language, units=option["units"], price=option["price_cents"] / 100),
    ]  # fmt: skip
    if line["assumptions"]:
        said.append(label("back.assumed", language, text=line["assumptions"]))
    return Step(title=line["line_id"], lines=tuple(said))


def _bridge(tables: Tables, option: Row, language: str) -> Step:
    """From the forecast of the option to its order, what the order's money is for, and what other orders would earn."""
    columns = OUTPUTS["bridge"].columns[1:]
    row = _rows(tables["bridge"], "option_id", option["option_id"])[0]
    shown = [one for one in columns if row[one.name] or one.heading.startswith("=")]
    said = [bridge_cost(cost, language) for cost in _rows(tables["costs"], "option_id", option["option_id"])]
    said += [curve_sentence(_rows(tables["curves"], "option_id", option["option_id"]), language)]
    return Step(
        title=label("back.bridge", language, option=option["option_id"]),
        lines=tuple(one for one in said if one),
        headings=(heading("units", language), ""),
        rows=tuple((heading(one.heading, language), f"{row[one.name]:,}") for one in shown),
    )


def _need(option: Row, line: Row, tables: Tables, language: str) -> Step:
    size = next((row for row in _rows(tables["size_curves"], "sku", line["sku"])), None)
    said = [
        label(
            "back.serve", language, due=line["due_day"], mean=option["serve_mean_units"],
            low=option["serve_q10_units"], median=option["serve_q50_units"], high=option["serve_q90_units"],
            before=option["before_units"],
        ),
        label("back.stock", language, on_hand=option["on_hand_units"], on_order=option["on_order_units"]),
    ]  # fmt: skip
    if size is not None:
        facts = {name: size[name] for name in ("size", "share", "strength")}
        said.append(label("back.size", language, basis=told(size["basis"], language), **facts))
    return Step(title=label("back.need", language), lines=tuple(said))


def _forecast(tables: Tables, option: Row, language: str) -> Step:
    rows = _rows(tables["forecast"], "option_id", option["option_id"])
    bands = ("mean", "q10", "q50", "q90")
    model = told(option["model"], language)
    return Step(
        title=label("back.forecast", language, model=model, units=option["forecast_mean_units"]),
        lines=(say_text(option["forecast_reason"], language),) if option["forecast_reason"] else (),
        headings=_heads("forecast", "week_start", *bands, language=language),
        rows=tuple((str(row["week_start"]), *(f"{row[name]:,.1f}" for name in bands)) for row in rows),
    )


def _seen(tables: Tables, line: Row, language: str) -> Step:
    """Sales and shelf of the SKU by week, and the traffic of its option, which rarely names a size."""
    rows = sorted(_rows(tables["history"], "sku", line["sku"]), key=lambda row: row["week_start"])[-WEEKS_SHOWN:]
    title = label("back.seen", language)
    if not rows:
        return Step(title=title, lines=(label("back.nothing_seen", language),))
    option = {row["week_start"]: row for row in _rows(tables["option_history"], "option_id", line["option_id"])}
    names = ("week_start", "sold_units", "demand_units", "came_over_units", "in_stock_share")
    return Step(
        title=title,
        lines=(label("back.weeks", language, weeks=len(rows), sku=line["sku"]),),
        headings=(
            *_heads("history", *names, language=language),
            label("back.option_views", language),
            *_heads("history", "searches", "carts", language=language),
        ),
        rows=tuple(
            (
                str(row["week_start"]),
                f"{row['sold_units']:,.0f}",
                f"{row['demand_units']:,.1f}",
                f"{row['came_over_units']:,.1f}",
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
    said = [text for order in orders for text in _order(order, language)]
    slots = [slot for order in orders for slot in _rows(tables["slots"], "work_order_id", order["work_order_id"])]
    return [
        Step(
            title=label(
                "back.cut", language, name=name, units=cut["units_cut"], metres=cut["fabric_m"], fabric=cut["fabric_id"]
            ),
            lines=(say_text(cut["reason"], language),),
            headings=(
                *_heads("lays", "lay_id", "ratio", "plies", "length_mm", language=language),
                *_heads("markers", "efficiency", language=language),
            ),
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
            title=label("back.made", language, name=name),
            lines=tuple(one for one in said if one),
            headings=_heads("slots", "stage", "resource_id", "starts", "ends", language=language),
            rows=tuple(
                (
                    told(slot["stage"], language),
                    slot["resource_id"],
                    f"{slot['starts']:{MOMENT}}",
                    f"{slot['ends']:{MOMENT}}",
                )
                for slot in slots
            ),
        ),
    ]


def _order(order: Row, language: str) -> tuple[str, ...]:
    """What is said of one work order: where and when it is made, and why."""
    return (
        label(
            "back.order", language, units=order["units"], line=order["line_id"], due=order["due_day"],
            factory=order["factory_id"] or label("back.no_factory", language), status=told(order["status"], language),
            planned=order["planned_day"] or "–", promised=order["promise_day"] or "–",
        ),
        *(say_text(order[name], language) for name in ("factory_reason", "late_reason", "promise_reason")),
    )  # fmt: skip


def _origin(values: Mapping[str, str], line: Row, language: str) -> Step:
    notes = [value for name, value in values.items() if name.startswith("note_")]
    facts = values["seen_fingerprint"]
    said = [
        label("back.plan", language, as_of=values["as_of"], seed=values["seed"], facts=facts),
        label("back.rows", language, sku=line["sku"], option=line["option_id"]),
        *(label("back.whole", language, note=note) for note in notes),
    ]
    return Step(title=label("back.origin", language), lines=tuple(said))
