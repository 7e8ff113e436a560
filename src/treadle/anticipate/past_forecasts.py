"""What would have been forecast of some series in each held-out period, so that their past can be played again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from treadle.anticipate.common_path import told_path
from treadle.anticipate.features import Rows
from treadle.anticipate.learning import Points, gather
from treadle.anticipate.pace import Pace
from treadle.anticipate.panel import Ints, Panel
from treadle.anticipate.states import Family

Array = npt.NDArray[np.float64]
Floats = npt.NDArray[np.floating]
Flags = npt.NDArray[np.bool_]

#: Periods that are told again, at most. Not tuned: bounds work.
_MOST_PERIODS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PastForecasts:
    """Of the series `lines` (n,), before each of W past periods: `mean` (n, W, H) units told of it and those after it,
    and of the period itself the units that `came` (n, W) and whether the shelf was full (`is_full`)."""

    lines: Ints
    mean: Array
    came: Array
    is_full: Flags

    def over(self, scale: float) -> PastForecasts:
        """The same with units divided by `scale`."""
        return replace(self, mean=self.mean / scale, came=self.came / scale)


def past_forecasts(
    panel: Panel, pace: Pace, family: Family, lines: Ints, cut: int, mean_of: Callable[[Rows], Floats]
) -> PastForecasts:
    """Forecasts of series that had begun by the period `cut`, from there on.

    panel: in common time, at usual prices; in the time of its pace. `mean_of` tells
    rows in common time. What all series do together is told by the pace's rule from what had been seen by then.
    """
    seen, ahead = panel.periods.seen, panel.periods.ahead
    first = max(cut, seen - _MOST_PERIODS)
    lines = lines[panel.start[lines] < first]
    weeks = np.arange(first, seen)
    line, week, step = (axis.ravel() for axis in np.meshgrid(lines, weeks, np.arange(1, ahead + 1), indexing="ij"))
    rows = gather(panel, family, Points(series=line, origin=week, horizon=step))
    common = np.exp([told_path(pace.seen[:one], panel.periods, pace.part[:one]).coming for one in weeks])
    mean = np.zeros((panel.count, len(weeks), ahead))
    lift = panel.lift_at(rows.series, rows.target)
    mean[rows.series, rows.origin - first, rows.horizon - 1] = mean_of(rows) * lift
    exposure = panel.exposure[lines, first:]
    lifted = panel.lift_at(*(axis.ravel() for axis in np.meshgrid(lines, weeks, indexing="ij"))).reshape(exposure.shape)
    came = panel.units[lines, first:] * pace.times[first:seen] * lifted
    return PastForecasts(
        lines=lines, mean=mean[lines] * common[None, :, :], came=np.asarray(came, dtype=np.float64),
        is_full=exposure > 0.99,
    )  # fmt: skip
