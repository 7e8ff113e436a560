"""Which series were there before their first sale.

A history that begins within the life of a range shows slow sellers late: their first sale is the first thing seen of
them, not their launch. Taken for launched with it, they would sell at every beginning, and far too much on the mean.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from treadle.anticipate.panel import Ints, Panel

Floats = npt.NDArray[np.floating]
Flags = npt.NDArray[np.bool_]

#: The grid begins, not the range, where this many times those of any period of the next month begin with the grid.
#: Judged on the tuning starts of weekly-units and vn2-sum.
CROWD = 2
#: A silence before the first sale that is rarer than this for a series says that it was launched. Not tuned.
_RARE = 0.05


def is_crowd(start: Ints, month: int) -> bool:
    """Whether far more series begin with the grid (`start` (S,) 0 or before) than in any period of the month after."""
    first = np.bincount(np.clip(start, 0, month + 1), minlength=month + 2)
    return bool(first[0] > CROWD * first[1 : month + 1].max(initial=0))


def stood_before(units: Floats, start: Ints, undated: Flags, month: int) -> Flags:
    """Which series (S,) stood on the shelf from the first period, though `start` (S,) is their first sale.

    units: (S, T) by period. Only where the grid begins within the life of a range, and only of `undated` series (S,),
    without a launch day, whose first period holds a sale. Such a one sells in a period with the probability that its
    periods after the first sale show, leaning by one period on what is usual; with it the silence before the first
    sale must be no rarer than one in twenty.
    """
    late = np.flatnonzero(undated & (start > 0) & (start < units.shape[1]))
    late = late[units[late, start[late]] > 0]
    stood = np.zeros(len(start), dtype=bool)
    if not len(late):
        return stood
    after = np.arange(units.shape[1])[None, :] > start[late, None]
    sold, seen = ((units[late] > 0) & after).sum(axis=1), after.sum(axis=1)
    usual = (sold.sum() + 1.0) / (seen.sum() + 2.0)
    share = np.minimum((sold + usual) / (seen + 1.0), 0.999)
    stood[late] = start[late] * np.log1p(-share) >= np.log(_RARE)
    return stood if is_crowd(np.where(stood, 0, start), month) else np.zeros_like(stood)


def as_stood(panel: Panel) -> Panel:
    """The panel with the series that stood before their first sale there from the first period on, on a full shelf."""
    stood = stood_before(panel.units, panel.start, ~panel.is_dated, panel.periods.month)
    if not stood.any():
        return panel
    silent = stood[:, None] & (np.arange(panel.periods.seen)[None, :] < panel.start[:, None])
    exposure = np.where(silent, np.float32(1.0), panel.exposure)
    return replace(panel, exposure=exposure, start=np.where(stood, 0, panel.start))
