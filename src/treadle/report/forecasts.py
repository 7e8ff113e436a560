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


def forecasts_part(league: Sequence[Row], calibration: Sequence[Row]) -> str:
    """HTML of the league table of models and of the calibration."""
    if not league:
        return "<p>Too little history to compare models.</p>"
    return _league(league) + _calibration(calibration)


def _league(rows: Sequence[Row]) -> str:
    """Every model by life stage, with what it adds over the naive forecast."""
    naive = {row["stage"]: row["wape"] for row in rows if row["model"] == NAIVE}
    head = (
        "<tr><th>life stage</th><th>model</th><th class=n>held-out weeks</th><th class=n>WAPE</th>"
        "<th class=n>value added over naive</th><th class=n>bias</th><th class=n>deviance</th>"
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


def _added(row: Row, naive: Mapping[str, float]) -> str:
    base = naive.get(row["stage"])
    return "–" if not base or row["model"] == NAIVE else f"{(base - row['wape']) / base:+.0%}"


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
