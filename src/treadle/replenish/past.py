"""The past of every pair as the replenishment reads it: sums over any window in constant time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Weeks of a year, so that weeks meet their like.
YEAR = 52


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandHistory:
    """S pairs over T weeks.

    `units` (S, T) sold; `share` (S, T) part of the week the shelf held something, 0 before a pair began; `first_day`
    of week 0; `groups` name → codes (S,) of what pairs have in common (their SKU, their site, attributes), -1 where
    unknown. Units of a week count only as far as its shelf was full: an empty shelf says nothing.
    """

    units: Floats
    share: Floats
    first_day: np.datetime64
    groups: dict[str, Ints]

    def until(self, weeks: int) -> DemandHistory:
        """The history as it was known after its first `weeks` weeks."""
        return DemandHistory(
            units=self.units[:, :weeks], share=self.share[:, :weeks], first_day=self.first_day, groups=self.groups
        )


class Sums:
    """Running sums of units and of weeks on the shelf, by pair or by group (G lines)."""

    def __init__(self, units: Floats, share: Floats) -> None:
        self.weeks = units.shape[1]
        self._units = _running(units)
        self._share = _running(share)

    def between(self, line: Ints, begin: Ints, end: Ints) -> tuple[Floats, Floats]:
        """Units and shelf weeks (N,) of lines (N,) in weeks begin … end - 1 (N,), as far as they lie in the past."""
        low = np.clip(begin, 0, self.weeks)
        high = np.maximum(np.clip(end, 0, self.weeks), low)
        return self._units[line, high] - self._units[line, low], self._share[line, high] - self._share[line, low]

    def last(self, line: Ints, now: Ints, weeks: int) -> tuple[Floats, Floats]:
        """Units and shelf weeks (N,) of the `weeks` weeks before week `now` (N,)."""
        return self.between(line, now - weeks, now)


def sums_by(codes: Ints, units: Floats, share: Floats) -> Sums:
    """Sums of all pairs of each group; pairs of unknown group (-1) are added to a group of their own."""
    own = np.where(codes < 0, codes.max() + 1, codes)
    lines = int(own.max()) + 1
    group_units = np.zeros((lines, units.shape[1]))
    group_share = np.zeros((lines, units.shape[1]))
    np.add.at(group_units, own, units)
    np.add.at(group_share, own, share)
    return Sums(group_units, group_share)


def _running(values: Floats) -> Floats:
    return np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
