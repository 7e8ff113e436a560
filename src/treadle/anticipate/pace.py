"""What all series do together: how many times its usual a panel sells in each period, seen and to come.

A panel has as many common observations as periods, however many series it holds. So the common path is told by a model
of its own with few parameters, while levels and trees learn from units over pace how series differ and move apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from treadle.anticipate.common_path import Doubt, backtested, told_path
from treadle.anticipate.first_sales import is_crowd
from treadle.anticipate.panel import Panel

Array = npt.NDArray[np.float64]
Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.int64]

#: Series whose movements would be taken half for those of all.
#: Judged on the tuning starts of weekly-units and vn2-sum.
_FEW = 4.0
#: Sweeps of the fit; the last changes nothing that is shown. Not tuned: bounds work and memory.
_SWEEPS = 4
#: A series counts for no more than this share of the panel's series, by level, does.
#: Judged on the tuning starts of weekly-units and vn2-sum.
_MOST_LEVEL = 0.95
#: A step of the life cycle is drawn to none by this part of the roots of the launched series' units.
#: Judged on the tuning starts of weekly-units and vn2-sum.
_CYCLE_PRIOR = 1.0 / 300.0
#: A period of a series is heard up to this many times what it was told, and so many Poisson deviations more.
#: Judged on the tuning starts of weekly-units and vn2-sum.
_HEARD_TIMES, _HEARD_DEVIATIONS = 3.0, 3.0
#: Steps of the logarithm of the pace are at most this. A round number, not tuned.
_WIDEST = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Logarithms of the pace: `seen` (T,) and `coming` (H,), with the `doubt` of the latter. The level that all series
    stand on now is 0. `part` (T,) is the logarithm of what part of all was sold by series that stood before the grid,
    `fading` (≤ 0) the step at which these fade from one period to the next, within the pace."""

    seen: Array
    coming: Array
    doubt: Doubt
    part: Array
    fading: float

    @property
    def times(self) -> Array:
        """How many times the usual each period (T + H,) sells."""
        return np.asarray(np.exp(np.concatenate([self.seen, self.coming])))

    @property
    def at_launch(self) -> Array:
        """How many times the usual each period (T + H,) sells of what is new then: nothing has faded yet."""
        away = np.arange(len(self.seen) + len(self.coming)) - len(self.seen) + 1
        return np.asarray(self.times * np.exp(-self.fading * away))


def pace_of(panel: Panel) -> Pace:
    """The pace of a panel: seen by a fit of series times periods, to come by its level, rhythm and season."""
    born = _born(panel)
    seen = together(panel.units, panel.exposure, born, panel.periods.month)
    part = part_of_standing(panel.units, born)
    now = told_path(seen, panel.periods, part)
    return Pace(seen=seen - now.level, coming=now.coming - now.level, doubt=backtested(seen, panel.periods, part),
                part=part, fading=now.fading)  # fmt: skip


def _born(panel: Panel) -> Ints:
    """First period (S,) of each series, below 0 for those that stood before the grid: by their launch day, or where far
    more begin with the grid than in any period of the month after, so that it is the grid that begins, not they."""
    before = np.maximum(np.ceil(panel.age_offset), 1.0 if is_crowd(panel.start, panel.periods.month) else 0.0)
    return np.asarray(np.where(panel.start > 0, panel.start, -before), dtype=np.int64)


def part_of_standing(units: Floats, start: Ints) -> Array:
    """Logarithm (T,) of what part of all units was sold by series that stood before the grid (`start` (S,) below 0); 0
    where none did. Half a unit more on both sides keeps a period without a sale in sight."""
    standing = start < 0
    if not standing.any():
        return np.zeros(units.shape[1])
    whole, theirs = (some.sum(axis=0, dtype=np.float64) + 0.5 for some in (units, units[standing]))
    return np.asarray(np.log(theirs / whole))


def in_common_time(panel: Panel, pace: Pace) -> Panel:
    """The panel with units (S, T) over pace: a period in which everything sells double is taken for a double one."""
    return replace(panel, units=(panel.units / np.exp(pace.seen)[None, :]).astype(np.float32))


def as_at_launch(panel: Panel, pace: Pace) -> Panel:
    """A panel in common time with what has faded added again: launches of all times are alike in it."""
    if not pace.fading:
        return panel
    risen = (pace.times / pace.at_launch)[: panel.periods.seen]
    return replace(panel, units=(panel.units * risen[None, :]).astype(np.float32))


def together(units: Floats, exposure: Floats, start: Ints, month: int) -> Array:
    """Logarithm (T,) of what all series did in each period beyond their own level and age.

    Units (S, T) are fitted as level × age × pace by turns, over `exposure` (S, T). A series weighs as the root of its
    level, and no more than one of the largest twentieth, so that few do not speak for all; its first month does not
    count where it began within the grid. Age and date of launched series cannot be told apart by themselves (Holford,
    "The estimation of age, period and cohort effects for vital rates", Biometrics 39, 1983), so the series that were
    there before the grid (`start` (S,) below 0) are heard first, and alone where they are many.
    """
    standing = np.flatnonzero((start < 0) & (exposure > 0).any(axis=1))
    beside, trust = np.zeros(units.shape[1]), np.zeros(units.shape[1])
    if 0 < len(standing) < len(units):
        beside, trust = _fitted(units[standing], exposure[standing], start[standing], month)
    in_time = units / np.exp(trust * beside)[None, :]
    log, alike = _fitted(units, exposure * _life_cycle(in_time, exposure, start), start, month)
    return np.asarray(np.clip(trust * beside + (1.0 - trust) * alike * log, -_WIDEST, _WIDEST))


def _fitted(units: Floats, share: Floats, start: Ints, month: int) -> tuple[Array, Array]:
    """The pace's logarithm (T,) of series that stand at `share` (S, T) of their level, and how far it is believed."""
    age = np.arange(units.shape[1])[None, :] - start[:, None]
    grown = np.where((start[:, None] > 0) & (age < month), 0.0, share)
    share = grown if grown.any(axis=0).all() else share
    units = np.where(share > 0, units, 0.0)
    level = units.sum(axis=1) / np.maximum(share.sum(axis=1), 0.5) + 1e-6
    most = np.minimum(level, np.quantile(level, _MOST_LEVEL)) if len(level) else level
    weight = np.sqrt(most) / level
    pace = np.ones(units.shape[1])
    for _ in range(_SWEEPS):
        told = share * level[:, None] * pace[None, :]
        heard = np.minimum(units, _HEARD_TIMES * told + _HEARD_DEVIATIONS * np.sqrt(told) + 1.0)
        below = (weight * level) @ share
        pace = np.where(below > 0, (weight @ heard) / np.maximum(below, 1e-12), 1.0)
        level = (heard.sum(axis=1) + 0.5 * level) / np.maximum(share @ pace + 0.5, 1e-9)
    log = np.log(np.maximum(pace, 1e-3))
    log = log - np.median(log)
    alike = (weight @ np.sqrt(share * level[:, None])) ** 2 / np.maximum((weight**2 * level) @ share, 1e-12)
    return np.asarray(log), np.asarray(alike / (alike + _FEW))


def _life_cycle(units: Floats, exposure: Floats, start: Ints) -> Array:
    """Part (S, T) of its level at which a series launched within the grid stands by its age; 1 for the others.

    Chained from one age to the next over the launched series seen at both, by roots of units, so that one that is the
    talk of the town for a week makes no cycle for all; a prior draws each step to none, so that few launches make none.
    The life cycle of a range that came together is no feast.
    """
    seen = units.shape[1]
    lines = np.flatnonzero((start > 0) & (start < seen))
    part = np.ones(units.shape)
    if not len(lines):
        return part
    age = np.arange(seen)[None, :] - start[lines, None]
    there = (exposure[lines] > 0) & (age >= 0)
    at = np.clip(age, 0, seen - 1)
    rate = np.sqrt(np.where(there, units[lines] / np.maximum(exposure[lines], 0.05), 0.0))
    both = there[:, 1:] & there[:, :-1]
    now = np.bincount(at[:, :-1][both], rate[:, :-1][both], seen)
    then = np.bincount(at[:, :-1][both], rate[:, 1:][both], seen)
    prior = now.sum() * _CYCLE_PRIOR + 1e-9
    life = np.exp(2.0 * np.r_[0.0, np.cumsum(np.log((then + prior) / (now + prior)))[:-1]])
    part[lines] = life[at]
    return part
