"""Plain forecasts that any model must beat, for every origin at once.

Each is a level per series and origin, flat over the horizon, but for the seasonal naive. Periods with an empty shelf
do not count as zero sales: they leave a level as it was.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from treadle.anticipate.panel import Floats, Ints, Panel

NAIVE, SEASONAL = "naive", "seasonal naive"
STEADY, BRISK, QUICK = "steady level", "brisk level", "quick level"
#: Names in the order of the league table.
PLAIN = (
    NAIVE, SEASONAL, "average of a month", "average of a quarter", STEADY, BRISK, QUICK, "simple smoothing",
    "quick smoothing", "Croston", "TSB",
)  # fmt: skip
#: Half-lives of the robust levels, in months. Judged on the rows panels, weekly-units and vn2-sum.
ROBUST = {STEADY: 2.0, BRISK: 0.5, QUICK: 0.25}
#: Up to how many times the level, and so many Poisson deviations more, a period is heard; how many periods of the usual
#: series a new level is worth. Judged on the tuning starts of weekly-units and vn2-sum.
_HEARD_TIMES, _HEARD_DEVIATIONS, _USUAL_PERIODS = 3.0, 3.0, 0.5


def plain_levels(panel: Panel) -> dict[str, Floats]:
    """Level of every baseline but the seasonal naive, each (S, T + 1); column `o` has seen periods 0 … o-1."""
    month = panel.periods.month
    return {
        NAIVE: _naive(panel),
        "average of a month": _average(panel, max(month, 2)),
        "average of a quarter": _average(panel, 13 if panel.periods.every == "week" else 3 * month),
        **robust_levels(panel),
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


def robust_levels(panel: Panel, usual: Floats | None = None) -> dict[str, Floats]:
    """The levels of `ROBUST`, each (S, T + 1). A series of which little was heard leans on the usual one, `usual`
    (T + 1,) or else the root mean of these; a livelier level leans on the steady one of its own series."""
    steady = _robust_level(panel, ROBUST[STEADY], usual)
    return {STEADY: steady} | {name: _robust_level(panel, ROBUST[name], steady) for name in ROBUST if name != STEADY}


def _robust_level(panel: Panel, months: float, usual: Floats | None) -> Floats:
    """Exponentially weighted units per exposed period, half-life some `months`, of what is heard of each: bulk orders
    and feasts of a series' own bend it little (the location of Huber 1964, one step at a time). A series of less than a
    month is heard whole. `usual` is (T + 1,) or (S, T + 1)."""
    month = panel.periods.month
    decay = 0.5 ** (1.0 / (months * month))
    above, below, heard_of = np.zeros(panel.count), np.zeros(panel.count), np.zeros(panel.count)
    level = np.zeros((panel.count, panel.periods.seen + 1), dtype=np.float32)
    for period in range(panel.periods.seen):
        share = panel.exposure[:, period]
        own = above / np.maximum(below, 1e-9)
        most = _HEARD_TIMES * own + _HEARD_DEVIATIONS * np.sqrt(own) + 1.0
        units = np.where(share > 0, panel.units[:, period], 0.0)
        heard = np.where(heard_of >= month, np.minimum(units, most * np.maximum(share, 0.05)), units)
        above, below, heard_of = decay * above + heard, decay * below + share, heard_of + share
        begun = below > 0
        lender: npt.NDArray[np.floating] | float = 0.0
        if usual is not None:
            lender = usual[..., period + 1]
        elif begun.any():
            lender = float(np.mean(np.sqrt(above[begun] / below[begun]))) ** 2
        lent = (above + _USUAL_PERIODS * lender) / (below + _USUAL_PERIODS)
        level[:, period + 1] = np.where(begun, lent, 0.0)
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
