"""An option's demand ahead, as running totals of its forecast."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from treadle.terms.quantity import QUANTILE_LEVELS, quantile_name

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """An option's demand from the plan's first day: running totals at the end of each week ahead.

    `mean` is (weeks,); `quantiles` is (levels, weeks) at `QUANTILE_LEVELS`.
    """

    mean: Floats
    quantiles: Floats

    def mean_until(self, weeks: float) -> float:
        """Expected demand of the first `weeks` weeks; within a week it is even, beyond the horizon it stays."""
        ends = np.arange(len(self.mean) + 1, dtype=float)
        return float(np.interp(weeks, ends, np.r_[0.0, self.mean]))

    def quantiles_until(self, weeks: float) -> Floats:
        """Quantiles of the demand of the first `weeks` weeks: (levels,)."""
        ends = np.arange(len(self.mean) + 1, dtype=float)
        return np.array([np.interp(weeks, ends, np.r_[0.0, row]) for row in self.quantiles])


def outlooks(forecast: pa.Table) -> dict[str, Outlook]:
    """The running totals of every option in an OPTION_FORECAST table, by option."""
    table = forecast.sort_by([("option_id", "ascending"), ("week_start", "ascending")])
    ids = table["option_id"].to_pylist()
    mean = table["sum_mean"].to_numpy()
    quantiles = np.array([table[quantile_name(level, "sum_")].to_numpy() for level in QUANTILE_LEVELS])
    edges = [0, *(at for at in range(1, len(ids)) if ids[at] != ids[at - 1]), len(ids)] if ids else [0]
    return {
        ids[start]: Outlook(mean=mean[start:end], quantiles=quantiles[:, start:end]) for start, end in pairwise(edges)
    }
