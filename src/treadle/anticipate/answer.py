"""The table function: history in, quantiles out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from treadle.anticipate.forecast import Answer, forecast_panel
from treadle.anticipate.panel import Panel
from treadle.anticipate.reading import read_panel
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
    levels = checked_levels(quantiles)
    panel = read_panel(history, products, known, ahead=horizon, every=every)
    answer = forecast_panel(panel, np.array(levels), seed, progress or Silence(), cumulative=cumulative)
    return table_of(panel, answer, levels, cumulative)


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
