"""The page's part on what is expected: a fan and a size curve of each option, and the way back of its lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup

from treadle.report.bridge import curve_sentence
from treadle.report.option_charts import fan_chart, size_chart
from treadle.words import label, told

Row = Mapping[str, Any]
BANDS = ("mean", "q05", "q10", "q25", "q50", "q75", "q90", "q95")
#: Weeks of the past that a fan shows.
SEEN_WEEKS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionTold:
    """An option with its charts, the numbers behind its lines in words, and its lines."""

    row: Row
    charts: Markup
    facts: str
    lines: Sequence[Row]


def options_told(rows: Mapping[str, Sequence[Row]], charted: Sequence[str], language: str) -> list[OptionTold]:
    """A fan chart, a size curve and the way back of each of `charted`."""
    past, ahead, curve, lines, points = (
        _by_option(rows[name]) for name in ("option_history", "forecast", "size_curves", "buy", "curves")
    )
    row_of = {str(row["option_id"]): row for row in rows["options"]}
    sold = {str(row["sku"]): float(row["demand_units"]) for row in rows.get("size_history", ())}
    found = []
    for option in charted:
        charts = _fan(past[option], ahead[option], language) + _sizes(curve[option], sold, language)
        facts = f"{_facts(row_of[option], language)} {curve_sentence(points[option], language)}"
        found.append(OptionTold(row=row_of[option], charts=Markup(charts), facts=facts, lines=lines[option]))
    return found


def _by_option(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[str(row["option_id"])].append(row)
    return found


def _facts(option: Row, language: str) -> str:
    return label(
        "page.facts", language, mean=option["serve_mean_units"], low=option["serve_q10_units"],
        high=option["serve_q90_units"], on_hand=option["on_hand_units"], on_order=option["on_order_units"],
        sold=option["sold_units"], demand=option["demand_units"], came=option["came_over_units"],
        in_stock=option["in_stock_share"],
    )  # fmt: skip


def _fan(past: Sequence[Row], ahead: Sequence[Row], language: str) -> str:
    seen = past[-SEEN_WEEKS:]
    return fan_chart(
        [row["week_start"] for row in seen],
        np.array([float(row["demand_units"]) for row in seen]),
        [row["week_start"] for row in ahead],
        {name: np.array([float(row[name]) for row in ahead]) for name in BANDS},
        language,
    )


def _sizes(curve: Sequence[Row], seen: Mapping[str, float], language: str) -> str:
    if not curve:
        return ""
    units = np.array([seen.get(str(row["sku"]), 0.0) for row in curve])
    share = np.array([float(row["share"]) for row in curve])
    total = units.sum()
    return size_chart(
        [str(row["size"]) for row in curve],
        share,
        units / total if total > 0 else units,
        told(curve[0]["basis"], language),
        language,
    )
