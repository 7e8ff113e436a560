"""Forecasts of options by week, as a plan needs them: with the model, the reason, and the league table behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from treadle.anticipate.answer import table_of
from treadle.anticipate.forecast import Answer, forecast_panel
from treadle.anticipate.league import calibration_table, league_table
from treadle.anticipate.likeness import told_new
from treadle.anticipate.panel import Ints, Panel
from treadle.anticipate.reading import read_panel
from treadle.anticipate.spoken import Spoken
from treadle.anticipate.stages import NEW, STAGES
from treadle.anticipate.together import shared_errors
from treadle.anticipate.totals import Marginals
from treadle.terms.budget import Progress, Silence
from treadle.terms.forecast import CALIBRATION, LEAGUE, OPTION_FORECAST
from treadle.terms.product import Catalogue, Option
from treadle.terms.quantity import QUANTILE_LEVELS
from treadle.terms.reason import Fact, Reason

#: A week in which the shelf was emptier than this says nothing of demand. One day of a week, not tuned.
LEAST_IN_STOCK = 0.15
#: Attributes whose options may err together.
ERR_TOGETHER = ("category", "style")


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionForecasts:
    """What is expected of options: `table` (OPTION_FORECAST), `league` (LEAGUE), `calibration` (CALIBRATION,
    empty unless judged), and for sums of options their `marginals` in the order of `option_ids`, over the weeks that
    begin at `starts`, with the parts of their errors that are `shared` by all and by the members of each of `groups`.
    """

    table: pa.Table
    league: pa.Table
    calibration: pa.Table
    option_ids: tuple[str, ...]
    starts: npt.NDArray[np.datetime64]
    marginals: Marginals
    shared: Mapping[str, float]
    groups: Mapping[str, Ints]


def forecast_options(
    option_history: pa.Table,
    catalogue: Catalogue,
    price_plan: pa.Table,
    *,
    as_of: date,
    horizon_weeks: int,
    seed: int = 0,
    progress: Progress | None = None,
    is_judged: bool = False,
    planned: pa.Table | None = None,
) -> OptionForecasts:
    """Forecast the weekly demand of every option still to be sold, and say how the models did on held-out weeks.

    option_history follows OPTION_HISTORY with weeks that end before `as_of`; price_plan PRICE_PLAN. Options of the
    catalogue without history get a forecast from their attributes. `planned` (PLANNER_FORECAST) are the planner's own
    numbers, which the league compares with the models. Whether quantiles hold, and how far options err together, is
    only looked into where `is_judged`.
    """
    history, products, known = _inputs(option_history, catalogue, price_plan, as_of, horizon_weeks)
    if history.num_rows == 0:
        return _nothing(horizon_weeks)
    # What was wanted in the past is told in parts of pieces, what is wanted comes in whole ones.
    panel = replace(read_panel(history, products, known, ahead=horizon_weeks, every="week"), is_whole=True)
    answer = forecast_panel(
        panel, np.array(QUANTILE_LEVELS), seed, progress or Silence(), cumulative=True, is_judged=is_judged,
        is_explained=True, spoken=None if planned is None else _spoken(planned, panel),
    )  # fmt: skip
    table = table_of(panel, answer, list(QUANTILE_LEVELS), cumulative=True)
    weeks = panel.periods.ahead
    texts = [_told(panel, answer, at) for at in range(panel.count)]
    columns = {
        **{name: table[name] for name in table.column_names if name not in ("sku", "date")},
        "option_id": table["sku"],
        "week_start": table["date"],
        "horizon": pa.array(np.tile(np.arange(1, weeks + 1, dtype=np.int32), panel.count)),
        "model": pa.array([model for model, _ in texts for _ in range(weeks)]),
        "reason": pa.array([reason for _, reason in texts for _ in range(weeks)]),
    }
    made = pa.table({name: columns[name] for name in OPTION_FORECAST.names}).cast(OPTION_FORECAST)
    order = [("option_id", "ascending"), ("week_start", "ascending")]
    groups = {name: panel.groups[name] for name in ERR_TOGETHER if name in panel.groups}
    return OptionForecasts(
        table=made.sort_by(order).combine_chunks(), league=league_table(answer), calibration=calibration_table(answer),
        option_ids=tuple(panel.skus), starts=panel.periods.starts()[panel.periods.seen :],
        marginals=Marginals.of(answer, QUANTILE_LEVELS), shared=shared_errors(answer.held_scores, groups),
        groups=groups,
    )  # fmt: skip


def _nothing(weeks: int) -> OptionForecasts:
    """No options, no forecasts."""
    none = np.zeros((0, weeks))
    wide = np.zeros((0, weeks, len(QUANTILE_LEVELS)))
    return OptionForecasts(
        table=OPTION_FORECAST.empty_table(), league=LEAGUE.empty_table(), calibration=CALIBRATION.empty_table(),
        option_ids=(), starts=np.zeros(0, dtype="datetime64[D]"), shared={}, groups={},
        marginals=Marginals(mean=none, quantiles=wide, sum_mean=none, sum_quantiles=wide,
                            levels=np.array(QUANTILE_LEVELS)),
    )  # fmt: skip


def _spoken(planned: pa.Table, panel: Panel) -> Spoken:
    """A planner's numbers of options over spans of days, by week."""
    place = {option_id: at for at, option_id in enumerate(panel.skus)}
    series = np.array([place.get(one, -1) for one in planned["option_id"].to_pylist()], dtype=np.int64)
    known = series >= 0
    first, last, said = (
        planned[name].cast(pa.int32()).to_numpy().astype(np.int64)[known] for name in ("from_day", "to_day", "said_on")
    )
    return Spoken.of(series[known], first, last, said, planned["units"].to_numpy()[known], panel.periods)


def _inputs(
    option_history: pa.Table, catalogue: Catalogue, price_plan: pa.Table, as_of: date, weeks: int
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """History, products and known-ahead tables in the form of `anticipate`."""
    share = option_history["in_stock_share"]
    history = pa.table(
        {
            "sku": option_history["option_id"],
            "date": option_history["week_start"],
            "units": option_history["demand_units"],
            "in_stock": pc.if_else(pc.greater(share, LEAST_IN_STOCK), 1.0, 0.0),
            "price": pc.divide(option_history["price_cents"], 100.0),
            **{name: option_history[name] for name in ("views", "searches", "carts", "wishes")},
        }
    )
    started = _first_weeks(option_history)
    first = min(started.values(), default=as_of)
    asked = [
        option for option in catalogue.options if option.option_id in started or _is_coming(option.launch_day, as_of)
    ]
    names = sorted({name for option in asked for name in option.attributes})
    products = pa.table(
        {
            "sku": pa.array([option.option_id for option in asked], pa.string()),
            "launch_day": pa.array(
                [_launch(option, started.get(option.option_id), first, as_of) for option in asked], pa.date32()
            ),
            "season_end": pa.array([option.season_end for option in asked], pa.date32()),
            "style": pa.array([option.style_id for option in asked], pa.string()),
            "category": pa.array([catalogue.style[option.style_id].category for option in asked], pa.string()),
            "colour": pa.array([option.colour for option in asked], pa.string()),
            "list_price": pa.array([option.price_cents / 100 for option in asked], pa.float64()),
            **{f"attribute_{name}": pa.array([o.attributes.get(name) for o in asked], pa.string()) for name in names},
        }
    )
    if history.num_rows == 0:
        return history, products, products
    coming = max(option_history["week_start"].to_pylist()) + timedelta(days=7)
    return history, products, _known_prices(catalogue, price_plan, coming, weeks, {o.option_id for o in asked})


def _first_weeks(option_history: pa.Table) -> dict[str, date]:
    """The week of every option's first row."""
    grouped = option_history.group_by("option_id").aggregate([("week_start", "min")])
    return dict(zip(grouped["option_id"].to_pylist(), grouped["week_start_min"].to_pylist(), strict=True))


def _launch(option: Option, started: date | None, first: date, as_of: date) -> date | None:
    """Launch day of an option: of one that sold, its own only where it lies before the `first` week, for the first row
    (`started`) tells a later one better; of another, its own or the day of the plan."""
    if started is None:
        return option.launch_day or as_of
    if started > first:
        return started
    return option.launch_day if option.launch_day is not None and option.launch_day < first else None


def _is_coming(launch_day: date | None, as_of: date) -> bool:
    """An option without history counts as new when it has no launch day or one not long past."""
    return launch_day is None or launch_day >= as_of - timedelta(days=28)


def _known_prices(catalogue: Catalogue, price_plan: pa.Table, first: date, weeks: int, asked: set[str]) -> pa.Table:
    """Planned price of each option and week ahead: the mean of its SKUs over the week's days, else the list price."""
    sums: dict[tuple[str, int], list[float]] = {}
    for row in price_plan.to_pylist():
        sku = catalogue.sku.get(row["sku"])
        if sku is None or sku.option_id not in asked:
            continue
        for week in range(weeks):
            start = first + timedelta(days=7 * week)
            days = (min(row["to_day"], start + timedelta(days=6)) - max(row["from_day"], start)).days + 1
            if days > 0:
                total = sums.setdefault((sku.option_id, week), [0.0, 0.0])
                total[0] += days * row["price_cents"] / 100
                total[1] += days
    rows = [
        (
            option.option_id,
            first + timedelta(days=7 * week),
            option.price_cents / 100,
            sums.get((option.option_id, week)),
        )
        for option in catalogue.options
        if option.option_id in asked
        for week in range(weeks)
    ]
    return pa.table(
        {
            "sku": pa.array([option_id for option_id, _, _, _ in rows], pa.string()),
            "date": pa.array([day for _, day, _, _ in rows], pa.date32()),
            "price": pa.array([plain if found is None else found[0] / found[1] for _, _, plain, found in rows]),
        }
    )


def _told(panel: Panel, answer: Answer, at: int) -> tuple[str, str]:
    """Name of what forecast a series, and the reason as text."""
    stage = int(answer.stage[at])
    if stage == NEW:
        nearest = answer.alike.get(at, np.zeros(0, dtype=np.int64))
        return "similar options", told_new(panel, at, nearest).to_text()
    parts = sorted(answer.parts.get(stage, {}).items(), key=lambda part: (-part[1], part[0]))
    names = " + ".join(f"{weight:.0%} {name}" for name, weight in parts if weight > 0)
    scores = {score.model: score for score in answer.scores if score.stage == STAGES[stage]}
    facts: dict[str, Fact] = {"stage": STAGES[stage], "model": names}
    naive = scores.get("naive")
    used = [scores[name] for name, weight in parts if weight > 0 and name in scores]
    if naive is not None and used:
        facts |= {"wape": round(min(one.wape for one in used), 4), "naive_wape": round(naive.wape, 4)}
    return names or "mean", Reason.of("forecast.chosen", **facts).to_text()
