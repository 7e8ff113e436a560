"""The section on forecasts: value added over naive, and the share of held-out values in the middle."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from test_page import empty

from treadle.report.page import build_page

LEAGUE = [
    {"stage": "young", "model": "naive", "rows": 200, "deviance": 4.0, "wape": 0.50, "bias": 0.1, "weight": 0.0},
    {"stage": "young", "model": "<b>trees", "rows": 200, "deviance": 2.0, "wape": 0.40, "bias": -0.02, "weight": 1.0},
]


def part(*found: list[dict[str, Any]]) -> str:
    """The section of a page whose plan has these tables of forecasts."""
    names = ("league", "calibration", "totals", "together", "cannibalisation")
    tables = {name: pa.Table.from_pylist(rows) for name, rows in zip(names, found, strict=True)}
    page = build_page(empty() | tables, {})
    return page[page.index('id="league"') : page.index('id="back"')]


def calibration(of: str, shares: tuple[float, float]) -> list[dict[str, object]]:
    return [
        {"stage": "young", "of": of, "rows": 300, "level": level, "share_below": share}
        for level, share in zip((0.1, 0.9), shares, strict=True)
    ]


def test_value_added_is_told_against_naive_and_names_are_escaped() -> None:
    page = part(LEAGUE, [], [], [], [])
    assert "+20%" in page
    assert "&lt;b&gt;trees" in page
    assert "<b>trees" not in page


def test_the_middle_is_what_lies_between_the_outer_quantiles() -> None:
    page = part(LEAGUE, calibration("weeks", (0.12, 0.91)) + calibration("sums", (0.2, 0.85)), [], [], [])
    assert "79.0%" in page
    assert "65.0%" in page
    assert page.count("<svg") == 2


def test_too_little_history_is_said() -> None:
    assert "Too little history" in part([], [], [], [], [])


def test_sums_are_listed_where_they_are_few_and_siblings_are_told() -> None:
    sums = [
        {"level": level, "name": f"{level}{at}", "week_start": 1, "sum_mean": 10.0 * at, "sum_q10": 1.0, "sum_q50": 2.0,
         "sum_q90": 77.0}
        for level, count in (("all", 1), ("sku", 40)) for at in range(count)
    ]  # fmt: skip
    together = [{"group": "all", "share": 0.25}, {"group": "style", "share": 0.5}]
    siblings = [{"level": "style", "elasticity": 1.0, "low": 0.9, "high": 1.0, "option_weeks": 300}]
    page = part(LEAGUE, [], sums, together, siblings)
    assert "all0" in page and "sku0" not in page
    assert "25% by all options, 50% more by those of one style" in page
    assert '<td class="n">50%</td>' in page
