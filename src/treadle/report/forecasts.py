"""The part of the page on the forecasts: how they were chosen, what each model added, and whether quantiles held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from treadle.report.charts import reliability_chart
from treadle.words import label, told

Row = Mapping[str, Any]

#: The model that a forecast must beat to add value.
NAIVE = "naive"
#: What stands on the rows of the planner's own numbers only; the first is the naive forecast of them.
SPOKEN = ("naive, where the planner spoke", "chosen, where the planner spoke", "planner's number")
#: Levels of sums with more names than this are in the workbook only.
LISTED_SUMS = 30


def forecasts_told(rows: Mapping[str, Sequence[Row]], language: str) -> dict[str, Any]:
    """What the page says of the forecasts: the models with what each adds, whether quantiles held with a chart each,
    sums by level, how far options err together, and how they take from one another."""
    league = rows["league"]
    calibration = rows.get("calibration", ()) if league else ()
    return {
        "league": [(row, _added(row, _naive(league))) for row in league],
        "reliability": Markup("".join(_charts(calibration, language))),
        "inside": _inside(calibration),
        "totals": _totals(rows.get("totals", ())),
        "shares": ", ".join(_share(row, language) for row in rows.get("together", ())),
        "siblings": rows.get("cannibalisation", ()),
    }


def _naive(rows: Sequence[Row]) -> dict[tuple[str, bool], float]:
    """Error of the naive forecast by stage, and by whether the planner spoke."""
    return {(row["stage"], row["model"] in SPOKEN): row["wape"] for row in rows if row["model"] in (NAIVE, SPOKEN[0])}


def _added(row: Row, naive: Mapping[tuple[str, bool], float]) -> float | None:
    """Less WAPE than the naive forecast of the same rows, as a share of it; None of that forecast itself."""
    base = naive.get((row["stage"], row["model"] in SPOKEN))
    return None if not base or row["model"] in (NAIVE, SPOKEN[0]) else (base - row["wape"]) / base


def _charts(rows: Sequence[Row], language: str) -> list[str]:
    """A chart for weeks and one for sums."""
    curves: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        curves[row["of"]][row["stage"]].append((row["level"], row["share_below"]))
    return [
        reliability_chart(
            f"calibration-{of}",
            label("page.reliability", language, of=told(of, language)),
            {told(stage, language): points for stage, points in stages.items()},
            language,
        )
        for of, stages in curves.items()
    ]


def _inside(rows: Sequence[Row]) -> list[tuple[str, str, int, float]]:
    """Of what, stage, rows, and the share of held-out values between the 10 % and the 90 % quantile."""
    below: dict[tuple[str, str], dict[float, float]] = defaultdict(dict)
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        below[row["of"], row["stage"]][round(row["level"], 2)] = row["share_below"]
        counts[row["of"], row["stage"]] = row["rows"]
    return [(of, stage, counts[of, stage], share[0.9] - share[0.1]) for (of, stage), share in below.items()]


def _totals(rows: Sequence[Row]) -> list[Row]:
    """Sums over the whole horizon of the levels that are short enough to be read."""
    last = max((row["week_start"] for row in rows), default=None)
    levels: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["week_start"] == last:
            levels[row["level"]].append(row)
    return [row for level in levels.values() if len(level) <= LISTED_SUMS for row in level]


def _share(row: Row, language: str) -> str:
    """How far options err together."""
    if row["group"] == "all":
        return label("page.shared_all", language, share=row["share"])
    return label("page.shared_group", language, share=row["share"], group=told(row["group"], language))
