"""The part of the page on the forecasts: how they were chosen, what each model added, and whether quantiles held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from treadle.report.charts import reliability_chart

Row = Mapping[str, Any]

STAGES = {
    "all": "all together",
    "new": "new",
    "young": "young",
    "slow": "selling slowly",
    "settled": "settled",
}
#: The model that a forecast must beat to add value.
NAIVE = "naive"
#: What stands on the rows of the planner's own numbers only; the first is the naive forecast of them.
SPOKEN = ("naive, where the planner spoke", "chosen, where the planner spoke", "planner's number")
#: Levels of sums with more names than this are in the workbook only.
LISTED_SUMS = 30


def forecasts_part(
    league: Sequence[Row], calibration: Sequence[Row], totals: Sequence[Row], together: Sequence[Row],
    siblings: Sequence[Row],
) -> str:  # fmt: skip
    """HTML of the league table of models, of the calibration, of sums and of how options take from one another."""
    told = _league(league) + _calibration(calibration) if league else "<p>Too little history to compare models.</p>"
    return told + _totals(totals, together) + _siblings(siblings)


def _league(rows: Sequence[Row]) -> str:
    """Every model by life stage, with what it adds over the naive forecast."""
    naive = {(row["stage"], row["model"] in SPOKEN): row["wape"] for row in rows if row["model"] in (NAIVE, SPOKEN[0])}
    head = (
        "<tr><th>life stage</th><th>model</th><th class=n>held-out weeks</th><th class=n>WAPE</th>"
        "<th class=n>value added over naive</th><th class=n>bias</th><th class=n>error score, 0 is best</th>"
        "<th class=n>part in the forecast</th></tr>"
    )
    body = "".join(
        f"<tr><td>{escape(str(STAGES.get(row['stage'], row['stage'])))}</td><td>{escape(row['model'])}</td>"
        f"<td class=n>{row['rows']:,}</td><td class=n>{row['wape']:.1%}</td>"
        f"<td class=n>{_added(row, naive)}</td><td class=n>{row['bias']:+.1%}</td>"
        f"<td class=n>{row['deviance']:.3g}</td><td class=n>{row['weight']:.0%}</td></tr>"
        for row in rows
    )
    note = (
        "<p class=muted>Every model forecast weeks it had not seen. WAPE and bias are of an option's sum over the "
        "horizon; value added is how much less WAPE than the naive forecast (the last week goes on). A model that does "
        "not beat the naive one has no part.</p>"
    )
    return f'{note}<div class="wide"><table>{head}{body}</table></div>'


def _added(row: Row, naive: Mapping[tuple[str, bool], float]) -> str:
    """Less WAPE than the naive forecast of the same rows."""
    base = naive.get((row["stage"], row["model"] in SPOKEN))
    return "–" if not base or row["model"] in (NAIVE, SPOKEN[0]) else f"{(base - row['wape']) / base:+.0%}"


def _calibration(rows: Sequence[Row]) -> str:
    """A chart for weeks and one for sums, and what part of held-out values lay in the middle 80 %."""
    if not rows:
        return ""
    curves: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        curves[row["of"]][row["stage"]].append((row["level"], row["share_below"]))
        counts[row["of"], row["stage"]] = row["rows"]
    charts = "".join(
        reliability_chart(
            f"calibration-{of}",
            f"{of}: what was promised, and what came",
            {STAGES.get(stage, stage): points for stage, points in stages.items()},
        )
        for of, stages in curves.items()
    )
    body = "".join(
        f"<tr><td>{escape(of)}</td><td>{escape(STAGES.get(stage, stage))}</td><td class=n>{counts[of, stage]:,}</td>"
        f"<td class=n>{_inside(points):.1%}</td></tr>"
        for of, stages in curves.items()
        for stage, points in stages.items()
    )
    table = (
        "<table><tr><th>of</th><th>life stage</th><th class=n>held-out values</th>"
        f"<th class=n>inside the middle 80 %</th></tr>{body}</table>"
    )
    note = (
        "<p class=muted>Widths learned from four fifths of the options, judged on the others, in turn. A curve on the "
        "dashed line is a forecast whose quantiles hold.</p>"
    )
    return f'<h3>Do the quantiles hold?</h3>{note}<div class="pair">{charts}</div>{table}'


def _inside(points: Sequence[tuple[float, float]]) -> float:
    """Share between the 10 % and the 90 % quantile."""
    share = {round(level, 2): value for level, value in points}
    return share[0.9] - share[0.1]


def _totals(rows: Sequence[Row], together: Sequence[Row]) -> str:
    """Sums over the whole horizon, level by level, and how far options err together."""
    if not rows:
        return ""
    last = max(row["week_start"] for row in rows)
    levels: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["week_start"] == last:
            levels[row["level"]].append(row)
    body = "".join(
        f"<tr><td>{escape(row['level'])}</td><td>{escape(row['name'])}</td><td class=n>{row['sum_mean']:,.0f}</td>"
        f"<td class=n>{row['sum_q10']:,.0f}</td><td class=n>{row['sum_q50']:,.0f}</td>"
        f"<td class=n>{row['sum_q90']:,.0f}</td></tr>"
        for level in levels.values()
        if len(level) <= LISTED_SUMS
        for row in level
    )
    shares = ", ".join(
        f"{row['share']:.0%} by all options" if row["group"] == "all"
        else f"{row['share']:.0%} more by those of one {escape(row['group'])}"
        for row in together
    )  # fmt: skip
    note = (
        "<p class=muted>Units wanted over the whole horizon. However they are added up the same units are expected; "
        f"the width of a sum follows from what errors shared in the past: {shares}. Styles, options and SKUs are in "
        "the workbook.</p>"
    )
    head = (
        "<tr><th>level</th><th>name</th><th class=n>mean</th><th class=n>low (10 %)</th><th class=n>median</th>"
        "<th class=n>high (90 %)</th></tr>"
    )
    return f"<h3>What it adds up to</h3>{note}<table>{head}{body}</table>"


def _siblings(rows: Sequence[Row]) -> str:
    """How much options of one style and one category take from one another."""
    if not rows:
        return ""
    body = "".join(
        f"<tr><td>one {escape(row['level'])}</td><td class=n>{row['elasticity']:.2f}</td>"
        f"<td class=n>{row['low']:.2f} to {row['high']:.2f}</td><td class=n>{1 - 2 ** -row['elasticity']:.0%}</td>"
        f"<td class=n>{row['option_weeks']:,}</td></tr>"
        for row in rows
    )
    head = (
        "<tr><th>options of</th><th class=n>elasticity</th><th class=n>80 % interval</th>"
        "<th class=n>each sells less where twice as many are on offer</th><th class=n>option-weeks</th></tr>"
    )
    note = (
        "<p class=muted>Learned from weeks in which siblings came, went or were out of stock. The buy moves demand by "
        "it; what the data do not show is not assumed.</p>"
    )
    return f"<h3>Do options take from one another?</h3>{note}<table>{head}{body}</table>"
