"""What is left at each factory while orders come and go: minutes by week, and pieces below its largest share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from treadle.source.limits import Limits

Floats = NDArray[np.float64]
#: Minutes or pieces by which a limit may be broken: what sums of shares lose in rounding.
_ROUNDING = 1e-6


class Room:
    """Minutes left until the end of each week, (m, weeks + 1), and pieces left, (m,), at every factory."""

    def __init__(self, limits: Limits) -> None:
        """With nothing placed."""
        self.limits = limits
        self.left = limits.free.copy()
        self.pieces = limits.most_units.copy()
        self.slack = np.empty_like(self.left)
        for factory in range(len(self.left)):
            self._renew(factory)

    def give(self, order: int, factory: int, share: float) -> None:
        """Place a share of an order (negative: take it away); nobody's takes no room."""
        if factory == len(self.left):
            return
        self.left[factory, self.limits.weeks[order, factory] :] -= share * self.limits.minutes[order]
        self.pieces[factory] -= share * self.limits.units[order]
        self._renew(factory)

    def fits(self) -> NDArray[np.bool_]:
        """(n, m): is there room for each whole order."""
        limits = self.limits
        minutes = self.slack[np.arange(len(self.left))[None, :], limits.weeks] + _ROUNDING >= limits.minutes[:, None]
        return np.asarray(minutes & (self.pieces[None, :] + _ROUNDING >= limits.units[:, None]))

    def share_of(self, order: int, factory: int) -> float:
        """The largest share of an order that there is room for, at most 1."""
        if factory == len(self.left):
            return 1.0
        limits = self.limits
        by_minutes = self.slack[factory, limits.weeks[order, factory]] / max(limits.minutes[order], _ROUNDING)
        return float(np.clip(min(by_minutes, self.pieces[factory] / limits.units[order]), 0.0, 1.0))

    def has_room(self, order: int, factory: int, without: int | None = None) -> bool:
        """Is there room for the whole order once the order `without` has left in whole."""
        if factory == len(self.left):
            return True
        limits = self.limits
        left, pieces = self.left[factory], self.pieces[factory]
        if without is not None:
            left = left.copy()
            left[limits.weeks[without, factory] :] += limits.minutes[without]
            pieces = pieces + limits.units[without]
        least = left[limits.weeks[order, factory] :].min()
        return bool(least + _ROUNDING >= limits.minutes[order] and pieces + _ROUNDING >= limits.units[order])

    def _renew(self, factory: int) -> None:
        """An order that must leave by a week takes of that week's minutes and of all later ones'."""
        self.slack[factory] = np.minimum.accumulate(self.left[factory][::-1])[::-1]
