"""Outlines as cells of a grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from treadle.cut.nesters.shapes import Floats


def mask_of(outline: Floats, cells: tuple[int, int], cell: float) -> NDArray[np.bool_]:
    """Cells (along, across) of side `cell` whose centre lies inside `outline` (n, 2; from the corner 0, 0).

    Even-odd rule by columns: every edge toggles the cells above its crossing with a column's centre line.
    """
    along, across = cells
    start, end = outline, np.roll(outline, -1, axis=0)
    centres = (np.arange(along) + 0.5) * cell
    crosses = (start[:, :1] <= centres) != (end[:, :1] <= centres)
    edge, column = np.nonzero(crosses)
    run = end[edge, 0] - start[edge, 0]
    height = start[edge, 1] + (centres[column] - start[edge, 0]) / run * (end[edge, 1] - start[edge, 1])
    row = np.clip(np.ceil(height / cell - 0.5).astype(np.int64), 0, across)
    toggles = np.zeros((along, across + 1), dtype=np.int64)
    np.add.at(toggles, (column, row), 1)
    return (np.cumsum(toggles, axis=1)[:, :across] % 2).astype(bool)
