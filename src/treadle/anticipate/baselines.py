"""Plain forecasts that any model must beat, for every origin at once.

Each is a level per series and origin, flat over the horizon, but for the seasonal naive. Periods with an empty shelf
do not count as zero sales: they leave a level as it was.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from treadle.anticipate.panel import Floats, Ints, Panel

NAIVE, SEASONAL = "naive", "seasonal naive"
#: Names in the order of the league table.
PLAIN = (
    NAIVE, SEASONAL, "average of a month", "average of a quarter", "simple smoothing", "quick smoothing", "Croston",
    "TSB",
)  # fmt: skip


def plain_levels(panel: Panel) -> dict[str, Floats]:
    """Level of every baseline but the seasonal naive, each (S, T + 1); column `o` has seen periods 0 … o-1."""
    month = panel.periods.month
    return {
        NAIVE: _naive(panel),
        "average of a month": _average(panel, max(month, 2)),
        "average of a quarter": _average(panel, 13 if panel.periods.every == "week" else 3 * month),
        "simple smoothing": _smoothing(panel, 0.2),
        "quick smoothing": _smoothing(panel, 0.4),
        "Croston": _croston(panel, 0.1),
        "TSB": _tsb(panel, 0.15, 0.1),
    }


def plain_forecast(
    name: str, panel: Panel, levels: dict[str, Floats], series: Ints, origin: Ints, target: Ints
) -> npt.NDArray[np.floating]:
    """Forecasts (N,) of a baseline for some (series, origin, target period)."""
    if name != SEASONAL:
        return levels[name][series, origin]
    season = panel.periods.season
    back = target - season * ((target - origin) // season + 1)
    there = (back >= panel.start[series]) & (back >= 0)
    last = levels["average of a month"][series, origin]
    return np.where(there, panel.units[series, np.maximum(back, 0)], last)


def _naive(panel: Panel) -> Floats:
    """The last period's units with a full shelf."""
    level = np.zeros((panel.count, panel.periods.seen + 1), dtype=np.float32)
    for period in range(panel.periods.seen):
        seen = panel.exposure[:, period] > 0
        level[:, period + 1] = np.where(seen, panel.units[:, period], level[:, period])
    return level


def _average(panel: Panel, window: int) -> Floats:
    """Units per exposed period over the last `window` periods; before that many, over all there are."""
    demand = np.where(panel.exposure > 0, panel.units, 0)
    above = np.cumsum(np.pad(demand, ((0, 0), (1, 0))), axis=1, dtype=np.float64)
    below = np.cumsum(np.pad(panel.exposure, ((0, 0), (1, 0))), axis=1, dtype=np.float64)
    back = np.maximum(np.arange(panel.periods.seen + 1) - window, 0)
    total, count = above - above[:, back], below - below[:, back]
    level = np.where(count > 0.05, total / np.maximum(count, 0.05), np.nan)
    for period in range(1, level.shape[1]):
        level[:, period] = np.where(np.isnan(level[:, period]), level[:, period - 1], level[:, period])
    return np.nan_to_num(level).astype(np.float32)


def _smoothing(panel: Panel, alpha: float) -> Floats:
    """Simple exponential smoothing from the first period's units (Gardner 1985, eq. 1)."""
    level = np.zeros((panel.count, panel.periods.seen + 1), dtype=np.float32)
    begun = np.zeros(panel.count, dtype=bool)
    for period in range(panel.periods.seen):
        share = panel.exposure[:, period]
        step = np.where(begun, alpha * share, np.where(share > 0, 1.0, 0.0))
        rate = panel.units[:, period] / np.maximum(share, 0.2)
        level[:, period + 1] = level[:, period] + step * (rate - level[:, period])
        begun |= share > 0
    return level


def _croston(panel: Panel, alpha: float) -> Floats:
    """Croston's method: smoothed sale over smoothed interval, both updated when something sells (Croston 1972)."""
    level = np.zeros((panel.count, panel.periods.seen + 1), dtype=np.float32)
    size, interval, waited = (np.zeros(panel.count) for _ in range(3))
    for period in range(panel.periods.seen):
        waited = waited + panel.exposure[:, period]
        sale = (panel.units[:, period] > 0) & (panel.exposure[:, period] > 0)
        first = sale & (size == 0)
        rate = np.where(first, 1.0, alpha)
        size = np.where(sale, size + rate * (panel.units[:, period] - size), size)
        interval = np.where(sale, interval + rate * (waited - interval), interval)
        waited = np.where(sale, 0.0, waited)
        level[:, period + 1] = np.where(size > 0, size / np.maximum(interval, 0.2), 0.0)
    return level


def _tsb(panel: Panel, alpha: float, beta: float) -> Floats:
    """TSB: smoothed sale times smoothed chance of a sale, the chance updated each period (Teunter, Syntetos and Babai
    2011, eq. 3 and 4)."""
    level = np.zeros((panel.count, panel.periods.seen + 1), dtype=np.float32)
    size, chance = np.zeros(panel.count), np.zeros(panel.count)
    seen = np.zeros(panel.count)
    for period in range(panel.periods.seen):
        share = panel.exposure[:, period]
        sale = (panel.units[:, period] > 0) & (share > 0)
        size = np.where(sale, size + np.where(size == 0, 1.0, alpha) * (panel.units[:, period] - size), size)
        seen = seen + share
        step = np.maximum(beta, 1.0 / np.maximum(seen, 1.0)) * share
        chance = chance + step * (sale - chance)
        level[:, period + 1] = size * chance
    return level
