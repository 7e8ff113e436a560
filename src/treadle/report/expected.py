"""The page's part on what is expected: a fan and a size curve of each option, and the way back of its lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from treadle.report.bridge import curve_sentence
from treadle.report.goods import Goods
from treadle.report.heads import heads
from treadle.report.option_charts import fan_chart, size_chart
from treadle.words import label, say_text, told

Row = Mapping[str, object]


def options_part(rows: Mapping[str, Sequence[Row]], goods: Goods, charted: Sequence[str], language: str) -> str:
    """A fan chart, a size curve and the way back of each of `charted`, as HTML."""
    past: dict[str, list[Row]] = defaultdict(list)
    for row in rows["option_history"]:
        past[str(row["option_id"])].append(row)
    ahead: dict[str, list[Row]] = defaultdict(list)
    for row in rows["forecast"]:
        ahead[str(row["option_id"])].append(row)
    curve: dict[str, list[Row]] = defaultdict(list)
    for row in rows["size_curves"]:
        curve[str(row["option_id"])].append(row)
    lines: dict[str, list[Row]] = defaultdict(list)
    for row in rows["buy"]:
        lines[str(row["option_id"])].append(row)
    row_of = {str(row["option_id"]): row for row in rows["options"]}
    points: dict[str, list[Row]] = defaultdict(list)
    for row in rows["curves"]:
        points[str(row["option_id"])].append(row)
    sold = _seen_shares(rows.get("size_history", ()))
    parts = []
    for option in charted:
        row = row_of[option]
        parts.append(
            f'<section class="option" id="option-{escape(option)}"><h3>{goods.option(option)} '
            f'<span class="muted">{escape(option)}</span></h3><div class="pair">'
            + _fan(past[option], ahead[option], language)
            + _sizes(curve[option], sold, language)
            + f'</div><p class="muted">{escape(say_text(str(row["forecast_reason"]), language))}</p>'
            + _lines(row, lines[option], points[option], language)
            + "</section>"
        )
    note = f"<p class=muted>{label('page.charted', language, count=len(parts))}</p>"
    return note + "".join(parts)


def _lines(option: Row, lines: Sequence[Row], curve: Sequence[Row], language: str) -> str:
    """The lines of an option with the numbers behind them: what `treadle explain` is asked for, and their orders."""
    facts = label(
        "page.facts", language, mean=option["serve_mean_units"], low=option["serve_q10_units"],
        high=option["serve_q90_units"], on_hand=option["on_hand_units"], on_order=option["on_order_units"],
        sold=option["sold_units"], demand=option["demand_units"], came=option["came_over_units"],
        in_stock=option["in_stock_share"],
    )  # fmt: skip
    facts = escape(f"{facts} {curve_sentence(curve, language)}")
    body = "".join(
        f"<tr><td><code>{escape(str(line['line_id']))}</code></td><td>{escape(str(line['sku']))}</td>"
        f"<td>{escape(str(line['size']))}</td><td class=n>{line['units']:,}</td><td class=d>{line['due_day']}</td>"
        f"<td>{order_link(str(line['cut_order_id'] or ''))}</td>"
        f"<td>{escape(say_text(str(line['reason']), language))}</td></tr>"
        for line in lines
    )
    head = heads("buy", "line_id", "sku", "size", "units", "due_day", "cut_order_id", "reason", language=language)
    summary = label("page.lines", language, count=len(lines))
    return (
        f'<details><summary>{summary}</summary><p>{facts}</p><div class="wide"><table>'
        f"{head}{body}</table></div></details>"
    )


def order_link(cut_order_id: str) -> str:
    """A work order's id as a link to its row under the schedule; a dash where there is none."""
    name = escape(cut_order_id)
    return f'<a href="#order-{name}">{name}</a>' if name else "–"


def _seen_shares(rows: Sequence[Row]) -> dict[str, float]:
    """Units seen by SKU."""
    return {str(row["sku"]): _real(row["demand_units"]) for row in rows}


def _fan(past: Sequence[Row], ahead: Sequence[Row], language: str) -> str:
    names = ("mean", "q05", "q10", "q25", "q50", "q75", "q90", "q95")
    bands = {name: np.array([_real(row[name]) for row in ahead]) for name in names}
    seen = past[-40:]
    return fan_chart(
        [row["week_start"] for row in seen],  # type: ignore[misc]
        np.array([_real(row["demand_units"]) for row in seen]),
        [row["week_start"] for row in ahead],  # type: ignore[misc]
        bands,
        language,
    )


def _sizes(curve: Sequence[Row], seen: Mapping[str, float], language: str) -> str:
    if not curve:
        return ""
    units = np.array([seen.get(str(row["sku"]), 0.0) for row in curve])
    share = np.array([_real(row["share"]) for row in curve])
    total = units.sum()
    return size_chart(
        [str(row["size"]) for row in curve],
        share,
        units / total if total > 0 else units,
        told(curve[0]["basis"], language),
        language,
    )


def _real(value: object) -> float:
    """A number from a cell of a plan's table."""
    assert isinstance(value, int | float | str)
    return float(value)
