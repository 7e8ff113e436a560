"""Life stages of a series: what is known of it, and so which forecast to trust."""

from __future__ import annotations

import numpy as np

from treadle.anticipate.features import Rows
from treadle.anticipate.panel import Ints, Panel

#: Numbers of the stages. By definition.
NEW, YOUNG, SLOW, SETTLED = range(4)
STAGES = ("new", "young", "slow", "settled")


def stage_of(panel: Panel, rows: Rows) -> Ints:
    """Stage of each row (N,) at its origin.

    Young: launched within the grid and seen for two months or less; slow: sells in fewer than two of five periods;
    settled: the rest. New ones have no rows with states and are told apart by the caller.
    """
    share = rows.matrix[:, rows.names.index("selling_share")]
    age = rows.origin - panel.start[rows.series]
    young = (panel.start[rows.series] > 0) & (age <= 2 * panel.periods.month)
    slow = ~young & ~(share >= 0.4)
    return np.where(young, YOUNG, np.where(slow, SLOW, SETTLED)).astype(np.int64)
