"""Forecasts of options by week, as a plan needs them: with the model, the reason, and the league table behind."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.anticipate.answer import table_of
from treadle.anticipate.forecast import Answer, forecast_panel
from treadle.anticipate.panel import Panel
from treadle.anticipate.reading import read_panel
from treadle.anticipate.stages import NEW, STAGES
from treadle.terms.budget import Progress, Silence
from treadle.terms.forecast import CALIBRATION, LEAGUE, OPTION_FORECAST
from treadle.terms.product import Catalogue
from treadle.terms.quantity import QUANTILE_LEVELS
from treadle.terms.reason import Fact, Reason

#: A week in which the shelf was emptier than this says nothing of demand.
LEAST_IN_STOCK = 0.15


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
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Forecast the weekly demand of every option still to be sold, and say how the models did on held-out weeks.

    option_history follows OPTION_HISTORY with weeks that end before `as_of`; price_plan PRICE_PLAN. Options of the
    catalogue without history get a forecast from their attributes. Returns OPTION_FORECAST, LEAGUE, and CALIBRATION,
    which is empty unless `is_judged`.
    """
    history, products, known = _inputs(option_history, catalogue, price_plan, as_of, horizon_weeks)
    if history.num_rows == 0:
        return OPTION_FORECAST.empty_table(), LEAGUE.empty_table(), CALIBRATION.empty_table()
    panel = read_panel(history, products, known, ahead=horizon_weeks, every="week")
    answer = forecast_panel(
        panel, np.array(QUANTILE_LEVELS), seed, progress or Silence(), cumulative=True, is_judged=is_judged
    )
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
    return made.sort_by(order).combine_chunks(), _league(answer), _calibration(answer)


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
    started = set(option_history["option_id"].to_pylist())
    asked = [
        option for option in catalogue.options if option.option_id in started or _is_coming(option.launch_day, as_of)
    ]
    names = sorted({name for option in asked for name in option.attributes})
    products = pa.table(
        {
            "sku": pa.array([option.option_id for option in asked], pa.string()),
            "launch_day": pa.array(
                [None if option.option_id in started else option.launch_day or as_of for option in asked], pa.date32()
            ),
            "style": pa.array([option.style_id for option in asked], pa.string()),
            "category": pa.array([catalogue.style[option.style_id].category for option in asked], pa.string()),
            "colour": pa.array([option.colour for option in asked], pa.string()),
            "list_price": pa.array([option.price_cents / 100 for option in asked], pa.float64()),
            **{f"attribute_{name}": pa.array([o.attributes.get(name) for o in asked], pa.string()) for name in names},
        }
    )
    if history.num_rows == 0:
        return history, products, products
    first = max(option_history["week_start"].to_pylist()) + timedelta(days=7)
    return history, products, _known_prices(catalogue, price_plan, first, weeks, {o.option_id for o in asked})


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
        alike = ", ".join(panel.skus[one] for one in answer.alike.get(at, np.zeros(0, dtype=np.int64))[:5].tolist())
        return "similar options", Reason.of("forecast.new", alike=alike or "all options").to_text()
    parts = sorted(answer.parts.get(stage, {}).items(), key=lambda part: (-part[1], part[0]))
    names = " + ".join(f"{weight:.0%} {name}" for name, weight in parts if weight > 0)
    scores = {score.model: score for score in answer.scores if score.stage == STAGES[stage]}
    facts: dict[str, Fact] = {"stage": STAGES[stage], "model": names}
    naive = scores.get("naive")
    used = [scores[name] for name, weight in parts if weight > 0 and name in scores]
    if naive is not None and used:
        facts |= {"wape": round(min(one.wape for one in used), 4), "naive_wape": round(naive.wape, 4)}
    return names or "mean", Reason.of("forecast.chosen", **facts).to_text()


def _league(answer: Answer) -> pa.Table:
    """The league table, best model of each life stage first."""
    scores = sorted(answer.scores, key=lambda one: (STAGES.index(one.stage), one.deviance, one.model))
    return pa.Table.from_pylist(
        [
            {
                "stage": one.stage,
                "model": one.model,
                "rows": int(one.rows),
                "deviance": round(float(one.deviance), 6),
                "wape": round(float(one.wape), 6),
                "bias": round(float(one.bias), 6),
                "weight": round(float(one.weight), 4),
            }
            for one in scores
        ],
        schema=LEAGUE,
    )


def _calibration(answer: Answer) -> pa.Table:
    """Shares of held-out values below each quantile, as a table."""
    rows = [
        {
            "stage": "all" if one.stage < 0 else STAGES[one.stage],
            "of": "sums" if one.is_sum else "weeks",
            "rows": one.rows,
            "level": level,
            "share_below": round(share, 6),
        }
        for one in answer.held
        for level, share in zip(one.levels.tolist(), one.shares.tolist(), strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=CALIBRATION)
