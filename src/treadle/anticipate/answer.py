"""The table function: history in, quantiles out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from treadle.anticipate.forecast import Answer, forecast_panel
from treadle.anticipate.league import league_table
from treadle.anticipate.panel import Panel
from treadle.anticipate.reading import read_panel
from treadle.anticipate.spoken import read_spoken
from treadle.anticipate.together import shared_errors
from treadle.anticipate.totals import Level, Marginals, totals
from treadle.errors import InputError, Problem
from treadle.terms.budget import Progress, Silence
from treadle.terms.quantity import QUANTILE_LEVELS, quantile_name


def anticipate(
    history: Any, products: Any = None, known: Any = None, *, horizon: int, every: str,
    quantiles: Sequence[float] = QUANTILE_LEVELS, cumulative: bool = False, seed: int = 0,
    progress: Progress | None = None,
) -> pa.Table:  # fmt: skip
    """Forecast units for every SKU (and site) of the tables, for `horizon` periods after the latest date.

    Tables may be Arrow, pandas or polars. `history`: sku, optional site, date (start of the period), units, optional
    in_stock (share 0 to 1 or true/false), price, views, searches, carts and further numeric columns. `products`:
    attributes by sku (and site), optional launch_day. `known`: columns known ahead by sku, optional site, date.
    `every` is day, week or month. A period without a row is zero units.

    Returns sku, [site,] date, mean, q05 … q95 (or the levels asked for), one row per pair and period; with `cumulative`
    also sum_mean, sum_q05 … of the total from the first period to this one. All values are finite, at least 0 and
    non-decreasing along the quantiles. Raises `InputError` with all problems of all tables.
    """
    return tell(
        history, products, known, horizon=horizon, every=every, quantiles=quantiles, cumulative=cumulative, seed=seed,
        progress=progress,
    ).forecast  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A forecast as `anticipate` gives it, sums of it that fit together (None unless asked for), and the league."""

    forecast: pa.Table
    totals: pa.Table | None
    league: pa.Table


def tell(
    history: Any, products: Any = None, known: Any = None, *, planner: Any = None, by: Sequence[str] = (), horizon: int,
    every: str, quantiles: Sequence[float] = QUANTILE_LEVELS, cumulative: bool = False, seed: int = 0,
    progress: Progress | None = None,
) -> Told:  # fmt: skip
    """`anticipate` with what stands behind it.

    by: names of sums: 'sku' or 'site' (where the history has sites) or a text column of `products`; all is added up
    too. Columns of `totals`: level, name, date and those of a cumulative forecast. planner: sku, [site,] date, units,
    said_on, a planner's own numbers, which the league scores beside the models. The league holds a row per life stage
    and model (LEAGUE). Raises `InputError` with all problems of all tables.
    """
    levels = checked_levels(quantiles)
    panel = read_panel(history, products, known, ahead=horizon, every=every)
    ways = [_way(panel, name) for name in by]
    answer = forecast_panel(
        panel, np.array(levels), seed, progress or Silence(), cumulative=cumulative or bool(by), is_judged=bool(by),
        spoken=None if planner is None else read_spoken(planner, panel),
    )  # fmt: skip
    added = None
    if ways:
        groups = {way.name: way.codes for way in ways}
        whole = Level(name="all", names=["all"], codes=np.zeros(panel.count, dtype=np.int64))
        added = totals(
            Marginals.of(answer, levels), [whole, *ways], [], shared=shared_errors(answer.held_scores, groups),
            groups=groups, starts=panel.periods.starts()[panel.periods.seen :], wanted=levels, seed=seed,
        )  # fmt: skip
        added = added.rename_columns(["date" if name == "week_start" else name for name in added.column_names])
    return Told(forecast=table_of(panel, answer, levels, cumulative), totals=added, league=league_table(answer))


def _way(panel: Panel, name: str) -> Level:
    """A way to add up by name. Raises `InputError` for a name that is none."""
    inner = f"by_{name}" if name in ("sku", "site") and panel.sites is not None else name
    if inner not in panel.groups:
        given = [*(("sku", "site") if panel.sites is not None else ()),
                 *(one for one in panel.labels if not one.startswith("by_"))]  # fmt: skip
        raise InputError.single("options", f"there is no {name!r} to add up by", f"Choose of: {', '.join(given)}")
    return Level(name=name, names=panel.labels[inner], codes=panel.groups[inner])


def checked_levels(quantiles: Sequence[float]) -> list[float]:
    """The levels, ascending and without repeats. Raises `InputError` for levels outside 0.005 … 0.995."""
    levels = sorted({round(float(level), 6) for level in quantiles})
    bad = [level for level in levels if not 0.005 <= level <= 0.995]
    if bad or not levels:
        raise InputError(
            [
                Problem(file="options", what=f"quantile level {level} is out of range", remedy="Give 0.005 to 0.995")
                for level in bad
            ]
            or [Problem(file="options", what="no quantile level is given", remedy="Give at least one, such as 0.5")]
        )
    return levels


def table_of(panel: Panel, answer: Answer, levels: list[float], cumulative: bool) -> pa.Table:
    """An answer as a table, series by series in the order of first sight, periods in time's order."""
    ahead = panel.periods.ahead
    names = pa.DictionaryArray.from_arrays(pa.array(np.repeat(np.arange(panel.count), ahead)), pa.array(panel.skus))
    columns: dict[str, Any] = {"sku": names.cast(pa.string())}
    if panel.sites is not None:
        sites = pa.DictionaryArray.from_arrays(
            pa.array(np.repeat(np.arange(panel.count), ahead)), pa.array(panel.sites)
        )
        columns["site"] = sites.cast(pa.string())
    days = panel.periods.starts()[panel.periods.seen :]
    columns["date"] = pa.array(np.tile(days, panel.count), type=pa.date32())
    columns["mean"] = answer.mean.ravel().astype(np.float64)
    for place, level in enumerate(levels):
        columns[quantile_name(level)] = answer.quantiles[:, :, place].ravel().astype(np.float64)
    if cumulative:
        columns["sum_mean"] = answer.sum_mean.ravel().astype(np.float64)
        for place, level in enumerate(levels):
            columns[quantile_name(level, "sum_")] = answer.sum_quantiles[:, :, place].ravel().astype(np.float64)
    return pa.table(columns)
