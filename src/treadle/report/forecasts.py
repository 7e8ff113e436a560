"""The part of the page on the forecasts: how they were chosen, what each model added, and whether quantiles held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from treadle.report.charts import reliability_chart
from treadle.report.heads import heads
from treadle.words import label, told

Row = Mapping[str, Any]

#: The model that a forecast must beat to add value.
NAIVE = "naive"
#: What stands on the rows of the planner's own numbers only; the first is the naive forecast of them.
SPOKEN = ("naive, where the planner spoke", "chosen, where the planner spoke", "planner's number")
#: Levels of sums with more names than this are in the workbook only.
LISTED_SUMS = 30


def forecasts_part(
    league: Sequence[Row], calibration: Sequence[Row], totals: Sequence[Row], together: Sequence[Row],
    siblings: Sequence[Row], *, language: str = "en",
) -> str:  # fmt: skip
    """HTML of the league table of models, of the calibration, of sums and of how options take from one another."""
    none = f"<p>{label('page.no_models', language)}</p>"
    models = _league(league, language) + _calibration(calibration, language) if league else none
    return models + _totals(totals, together, language) + _siblings(siblings, language)


def _league(rows: Sequence[Row], language: str) -> str:
    """Every model by life stage, with what it adds over the naive forecast."""
    naive = {(row["stage"], row["model"] in SPOKEN): row["wape"] for row in rows if row["model"] in (NAIVE, SPOKEN[0])}
    names = ("stage", "model", "rows", "wape", ("head.value_added", True), "bias", "deviance", "weight")
    head = heads("league", *names, language=language)
    body = "".join(
        f"<tr><td>{escape(told(row['stage'], language))}</td><td>{escape(told(row['model'], language))}</td>"
        f"<td class=n>{row['rows']:,}</td><td class=n>{row['wape']:.1%}</td>"
        f"<td class=n>{_added(row, naive)}</td><td class=n>{row['bias']:+.1%}</td>"
        f"<td class=n>{row['deviance']:.3g}</td><td class=n>{row['weight']:.0%}</td></tr>"
        for row in rows
    )
    note = f"<p class=muted>{label('page.league', language)}</p>"
    return f'{note}<div class="wide"><table>{head}{body}</table></div>'


def _added(row: Row, naive: Mapping[tuple[str, bool], float]) -> str:
    """Less WAPE than the naive forecast of the same rows."""
    base = naive.get((row["stage"], row["model"] in SPOKEN))
    return "–" if not base or row["model"] in (NAIVE, SPOKEN[0]) else f"{(base - row['wape']) / base:+.0%}"


def _calibration(rows: Sequence[Row], language: str) -> str:
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
            label("page.reliability", language, of=told(of, language)),
            {told(stage, language): points for stage, points in stages.items()},
            language,
        )
        for of, stages in curves.items()
    )
    body = "".join(
        f"<tr><td>{escape(told(of, language))}</td><td>{escape(told(stage, language))}</td>"
        f"<td class=n>{counts[of, stage]:,}</td><td class=n>{_inside(points):.1%}</td></tr>"
        for of, stages in curves.items()
        for stage, points in stages.items()
    )
    head = heads("calibration", "of", "stage", "rows", ("head.inside", True), language=language)
    table = f"<table>{head}{body}</table>"
    note = f"<p class=muted>{label('page.calibration', language)}</p>"
    return f'<h3>{label("title.calibration", language)}</h3>{note}<div class="pair">{charts}</div>{table}'


def _inside(points: Sequence[tuple[float, float]]) -> float:
    """Share between the 10 % and the 90 % quantile."""
    share = {round(level, 2): value for level, value in points}
    return share[0.9] - share[0.1]


def _totals(rows: Sequence[Row], together: Sequence[Row], language: str) -> str:
    """Sums over the whole horizon, level by level, and how far options err together."""
    if not rows:
        return ""
    last = max(row["week_start"] for row in rows)
    levels: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["week_start"] == last:
            levels[row["level"]].append(row)
    body = "".join(
        f"<tr><td>{escape(told(row['level'], language))}</td>"
        f"<td>{escape(told(row['name'], language) if row['level'] == 'all' else row['name'])}</td>"
        f"<td class=n>{row['sum_mean']:,.0f}</td>"
        f"<td class=n>{row['sum_q10']:,.0f}</td><td class=n>{row['sum_q50']:,.0f}</td>"
        f"<td class=n>{row['sum_q90']:,.0f}</td></tr>"
        for level in levels.values()
        if len(level) <= LISTED_SUMS
        for row in level
    )
    shares = ", ".join(
        label("page.shared_all", language, share=row["share"]) if row["group"] == "all"
        else label("page.shared_group", language, share=row["share"], group=escape(told(row["group"], language)))
        for row in together
    )  # fmt: skip
    note = f"<p class=muted>{label('page.totals', language, shares=shares)}</p>"
    head = heads("totals", "level", "name", "mean", "q10", "q50", "q90", language=language)
    return f"<h3>{label('title.totals', language)}</h3>{note}<table>{head}{body}</table>"


def _siblings(rows: Sequence[Row], language: str) -> str:
    """How much options of one style and one category take from one another."""
    if not rows:
        return ""
    body = "".join(_sibling(row, language) for row in rows)
    names = ("level", "elasticity", ("head.interval", True), ("head.sells_less", True), "option_weeks")
    head = heads("cannibalisation", *names, language=language)
    note = f"<p class=muted>{label('page.siblings', language)}</p>"
    return f"<h3>{label('title.siblings', language)}</h3>{note}<table>{head}{body}</table>"


def _sibling(row: Row, language: str) -> str:
    level = label("page.of_one", language, level=told(row["level"], language))
    return (
        f"<tr><td>{escape(level)}</td><td class=n>{row['elasticity']:.2f}</td>"
        f"<td class=n>{label('page.between', language, low=row['low'], high=row['high'])}</td>"
        f"<td class=n>{1 - 2 ** -row['elasticity']:.0%}</td><td class=n>{row['option_weeks']:,}</td></tr>"
    )
