"""Options without history: what similar ones sold after their launch, by attributes, price and season."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.appeal import appeal
from treadle.anticipate.boosting import Growth, Sample, Trees, grow
from treadle.anticipate.calibrate import Errors
from treadle.anticipate.pace import Pace
from treadle.anticipate.panel import Ints, Panel
from treadle.anticipate.stages import NEW
from treadle.anticipate.traits import traits_of
from treadle.anticipate.view import View, nearest

Floats = npt.NDArray[np.floating]

#: Parts of the launches that are held out. A round number, not tuned.
_FOLDS = 5
#: Launches below which nothing is learned of new options. A round number, not tuned.
_LEAST_LAUNCHES = 20
#: Launches that are learned from, at most. Not tuned: bounds work and memory.
_MOST_TEACHERS = 3_000
#: Of so many teachers, evenly taken, the nearest are sought for the trees' features.
#: Not tuned: bounds work and memory.
_MOST_LIKE = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Launches:
    """Rows (N,) of what launched series sold in each period since their launch (`age` 1 = launch period): series,
    age, units per exposure in common time, `times` the usual that all series sold then, exposure, and the level of the
    whole panel at launch."""

    series: Ints
    age: Ints
    units: Floats
    times: Floats
    exposure: Floats
    whole_level: float

    def at(self, chosen: npt.NDArray[np.bool_]) -> Launches:
        """Some of the rows."""
        return Launches(
            series=self.series[chosen], age=self.age[chosen], units=self.units[chosen], times=self.times[chosen],
            exposure=self.exposure[chosen], whole_level=self.whole_level,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """Mean (n, H) for the new lines, errors of the same method on the launches held out fold by fold, and for each
    new line the numbers of the most similar series, where they were asked for."""

    mean: npt.NDArray[np.float64]
    errors: Errors
    alike: list[Ints]


def launches_of(panel: Panel, pace: Pace) -> Launches:
    """Launches seen within the grid; where fewer than 20 were, the first horizon of every series, else its last."""
    ahead, seen = panel.periods.ahead, panel.periods.seen
    old = np.flatnonzero(panel.start < seen)
    launched = old[panel.start[old] > 0]
    first = panel.start.copy()
    if len(launched) < _LEAST_LAUNCHES:
        launched = old
        first = np.maximum(panel.start, seen - ahead)
    age = np.tile(np.arange(1, ahead + 1), len(launched))
    series = np.repeat(launched, ahead)
    target = first[series] + age - 1
    there = target < seen
    there &= panel.exposure[series, np.minimum(target, seen - 1)] > 0.05
    series, age, target = series[there], age[there], target[there]
    exposure = panel.exposure[series, target]
    units = panel.units[series, target] / exposure
    level = float(np.average(units, weights=exposure)) if len(units) else 0.0
    return Launches(series=series, age=age, units=units, exposure=exposure,
                    times=pace.at_launch[target] * panel.lift_at(series, target),
                    whole_level=max(level, 1e-3))  # fmt: skip


def answer_new(panel: Panel, pace: Pace, lines: Ints, seed: int, *, is_explained: bool = True) -> NewAnswer:
    """Forecast lines that have not launched yet from those that have; the panel is in common time as at launch, and so
    are the means. The series most like each are only sought where it `is_explained`."""
    past = launches_of(panel, pace)
    rng = np.random.default_rng(seed)
    teachers = np.unique(past.series)
    if len(teachers) > _MOST_TEACHERS:
        kept = np.sort(rng.choice(teachers, _MOST_TEACHERS, replace=False))
        chosen = np.isin(past.series, kept)
        past = past.at(chosen)
        teachers = kept
    ahead = panel.periods.ahead
    series = np.repeat(lines, ahead)
    age = np.tile(np.arange(1, ahead + 1), len(lines))
    if not len(teachers):
        return NewAnswer(mean=np.zeros((len(lines), ahead)), errors=Errors.none(), alike=[teachers for _ in lines])
    fold_of = np.full(panel.count, -1)
    fold_of[teachers] = _launch_folds(panel.start[teachers], rng)
    view = View.of(panel)
    out = np.zeros(len(past.series))
    for fold in range(_FOLDS):
        inside, outside = fold_of[past.series] == fold, fold_of[past.series] != fold
        if inside.any() and outside.any():
            out[inside] = _Teacher.of(panel, view, past, outside, seed).mean(past.series[inside], past.age[inside])
        elif inside.any():
            out[inside] = past.whole_level
    teacher = _Teacher.of(panel, view, past, np.ones(len(past.series), dtype=bool), seed)
    mean = teacher.mean(series, age)
    held, told = _leaning(panel, past, teachers, fold_of[teachers], lines, out, mean, seed)
    held, told = _drawn(past, fold_of[past.series], teacher.curve[age - 1], held, told)
    scale = float(np.clip(np.average(past.units, weights=past.exposure) / max(float(held.mean()), 1e-9), 0.5, 2.0))
    return NewAnswer(
        mean=np.asarray(scale * told.reshape(len(lines), ahead), dtype=np.float64),
        errors=_errors(past, scale * held),
        alike=teacher.alike(lines) if is_explained else [],
    )


def _launch_folds(start: Ints, rng: np.random.Generator) -> Ints:
    """Fold (n,) of launched series: those launched together are held out together, for the new ones too will have no
    sister that has sold already; by chance where all were launched at once."""
    distinct, back, count = np.unique(start, return_inverse=True, return_counts=True)
    if len(distinct) < 2:
        return rng.integers(0, _FOLDS, len(start))
    middle = np.cumsum(count) - count / 2.0
    return np.asarray(np.floor(_FOLDS * middle / len(start)).astype(np.int64)[back])


def _leaning(
    panel: Panel, past: Launches, teachers: Ints, fold: Ints, lines: Ints, held: Floats, mean: Floats, seed: int
) -> tuple[Floats, Floats]:
    """The teachers' held-out means (N,) and those of the new lines (n·H,), each drawn on a logarithmic scale to what
    the attributes' appeal says, as far as serves the held-out launches best."""
    traits = traits_of(panel).matrix
    if len(teachers) < 40 or not traits.shape[1]:
        return held, mean
    curve = _curve(past.age, past.units, past.exposure, panel.periods.ahead)
    level, weight = _levels(past, curve)
    told = appeal(traits[teachers], level, weight, traits[lines], fold, seed)
    place = np.searchsorted(teachers, past.series)
    theirs = curve[past.age - 1] * np.exp(told.held[place])
    raise_by = float(np.sum(past.units * past.exposure) / max(float(np.sum(theirs * past.exposure)), 1e-9))
    theirs = raise_by * theirs
    mine = raise_by * (curve[None, :] * np.exp(told.asked)[:, None]).ravel()
    shares = (0.2, 0.5, 0.8, 1.0)
    losses = np.array([_losses(past, _between(held, theirs, share)) for share in shares])
    share = shares[int(np.argmin((losses / np.maximum(losses.min(axis=0), 1e-9)).sum(axis=1)))]
    return _between(held, theirs, share), _between(mean, mine, share)


def _drawn(
    past: Launches, fold: Ints, curve: Floats, held: Floats, told: Floats
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The means drawn to those of all launches by age (`curve` (n·H,)), as far as serves the held-out launches best."""
    plain = np.zeros(len(held))
    ahead = int(past.age.max())
    for one in np.unique(fold):
        outside = past.at(fold != one)
        mine = fold == one
        if len(outside.series):
            plain[mine] = _curve(outside.age, outside.units, outside.exposure, ahead)[past.age[mine] - 1]
        else:
            plain[mine] = past.whole_level
    shares = (0.0, 0.25, 0.5, 0.75, 1.0)
    losses = np.array([_losses(past, _between(plain, held, share)) for share in shares])
    share = shares[int(np.argmin((losses / np.maximum(losses.min(axis=0), 1e-9)).sum(axis=1)))]
    return _between(plain, held, share), _between(curve, told, share)


def _between(one: Floats, other: Floats, share: float) -> npt.NDArray[np.float64]:
    """Means with a `share` of the other's logarithm."""
    return np.asarray(
        np.exp((1 - share) * np.log(np.maximum(one, 1e-6)) + share * np.log(np.maximum(other, 1e-6))), dtype=np.float64
    )


def _losses(past: Launches, mean: Floats) -> tuple[float, float]:
    """Gamma deviance of launches' totals against means of the same total (McCullagh and Nelder 1989, §8.3), and the
    variance of the logarithm of their ratio: the first cares for the large ones, the second for all alike."""
    _, back = np.unique(past.series, return_inverse=True)
    sold, due = (np.bincount(back, values * past.exposure) for values in (past.units, mean))
    due = due * sold.sum() / max(float(due.sum()), 1e-9)
    rate = (sold + 0.1 * sold.mean()) / (due + 0.1 * sold.mean())
    return float(np.mean(rate - np.log(rate) - 1.0)), float(np.var(np.log((sold + 0.5) / (due + 0.5))))


def _levels(past: Launches, curve: Floats) -> tuple[Floats, Floats]:
    """Logarithm of each launched series' units against the curve, and its exposure as weight, in order of series."""
    _, back = np.unique(past.series, return_inverse=True)
    sold = np.bincount(back, past.units * past.exposure)
    due = np.bincount(back, curve[past.age - 1] * past.exposure)
    level = np.log((sold + 0.5) / (due + 0.5))
    return level, np.sqrt(np.bincount(back, past.exposure))


def _errors(past: Launches, mean: Floats) -> Errors:
    """Held-out errors of single periods and of sums from launch, in whole pieces."""
    units, mean = past.units * past.times, np.asarray(mean, dtype=np.float64) * past.times
    total_units, total_mean = units.astype(np.float64).copy(), mean.copy()
    same = np.concatenate([[False], (np.diff(past.series) == 0) & (np.diff(past.age) == 1)])
    for row in np.flatnonzero(same):
        total_units[row] += total_units[row - 1]
        total_mean[row] += total_mean[row - 1]
    begin = np.maximum.accumulate(np.where(~same, np.arange(len(same)), 0))
    run = np.arange(len(same)) - begin + 1
    sums = np.flatnonzero((past.age > 1) & (run == past.age))
    stage = np.full(len(same) + len(sums), NEW, dtype=np.int64)
    return Errors(
        actual=np.round(np.concatenate([units, total_units[sums]])),
        mean=np.concatenate([mean, total_mean[sums]]),
        matrix=np.zeros((len(stage), 1), dtype=np.float32),
        stage=stage,
        is_sum=np.repeat([False, True], [len(same), len(sums)]),
        series=np.concatenate([past.series, past.series[sums]]),
        origin=np.zeros(len(stage), dtype=np.int64),
        horizon=np.concatenate([past.age, past.age[sums]]),
        is_launched=np.ones(len(stage), dtype=bool),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teacher:
    """What some launches teach: a curve by age, group means of the log level, neighbours, and trees on top."""

    view: View
    curve: Floats
    effects: dict[str, tuple[Floats, float]]
    series: Ints
    level: Floats
    trees: Trees | None
    shift: float

    @classmethod
    def of(cls, panel: Panel, view: View, past: Launches, used: npt.NDArray[np.bool_], seed: int) -> _Teacher:
        series, age = past.series[used], past.age[used]
        units, exposure = past.units[used], past.exposure[used]
        curve = _curve(age, units, exposure, panel.periods.ahead)
        known, back = np.unique(series, return_inverse=True)
        sold = np.bincount(back, units * exposure)
        due = np.bincount(back, curve[age - 1] * exposure)
        level = np.log((sold + 0.3 * due.mean()) / (due + 0.3 * due.mean()))
        plain = cls(view=view, curve=curve, effects=_effects(view, known, level), series=known, level=level,
                    trees=None, shift=0.0)  # fmt: skip
        if len(known) < 40:
            return plain
        inner = _inner_matrix(view, known, level, _launch_folds(panel.start[known], np.random.default_rng(seed + 1)))
        row = back
        matrix = np.concatenate([inner[row], age[:, None].astype(np.float32)], axis=1)
        growth = Growth(
            objective="tweedie", rounds=120, rate=0.05, leaves=12, leaf_rows=int(np.clip(len(units) / 60, 8, 60)),
            shrink=10.0,
        )  # fmt: skip
        start = np.log(curve[age - 1])
        names = [*view.names, *_effect_names(view), "alike", "age"]
        trees = grow(Sample(matrix=matrix, target=units, weight=exposure, start=start), names, growth, seed)
        return cls(view=view, curve=curve, effects=plain.effects, series=known, level=level, trees=trees, shift=0.0)

    def mean(self, series: Ints, age: Ints) -> npt.NDArray[np.float64]:
        """Expected units (N,) of series in the age-th period since launch."""
        start = self.curve[age - 1]
        if self.trees is None:
            known = np.mean([_effect(self.view, name, effect, series) for name, effect in self.effects.items()]
                            or [np.zeros(len(series))], axis=0)  # fmt: skip
            return np.asarray(start * np.exp(known))
        distinct, back = np.unique(series, return_inverse=True)
        inner = _outer_matrix(self.view, distinct, self.effects, self.series, self.level)
        matrix = np.concatenate([inner[back], age[:, None].astype(np.float32)], axis=1)
        return np.asarray(start * np.exp(np.clip(self.trees.raw(matrix), -4, 4)))

    def alike(self, lines: Ints) -> list[Ints]:
        """The series most like each line, best first."""
        return [self.series[row] for row in nearest(self.view, lines, self.series, self.effects, False)]


def _curve(age: Ints, units: Floats, exposure: Floats, ahead: int) -> npt.NDArray[np.float64]:
    """Mean units by age since launch; ages never seen take the last one's."""
    above = np.bincount(age - 1, units * exposure, minlength=ahead)
    below = np.bincount(age - 1, exposure, minlength=ahead)
    whole = above.sum() / max(below.sum(), 1e-9)
    curve = (above + 5.0 * whole) / (below + 5.0)
    last = np.flatnonzero(below > 0)[-1]
    curve[last + 1 :] = curve[last]
    return np.asarray(np.maximum(curve, 1e-4), dtype=np.float64)


def _effects(view: View, series: Ints, level: Floats) -> dict[str, tuple[Floats, float]]:
    """For each attribute: shrunk mean log level of its groups, and the share of variance that it explains."""
    found = {}
    centred = level - level.mean()
    for name, codes in view.codes.items():
        mine = codes[series]
        groups = int(codes.max()) + 1 if len(codes) else 0
        if groups < 2 or not (mine >= 0).any():
            continue
        count = np.bincount(mine[mine >= 0], minlength=groups)
        total = np.bincount(mine[mine >= 0], centred[mine >= 0], minlength=groups)
        effect = total / (count + 6.0)
        explained = float(np.mean(np.where(mine >= 0, effect[np.maximum(mine, 0)], 0) ** 2) / max(centred.var(), 1e-9))
        found[name] = (np.concatenate([effect, [0.0]]), explained)
    return found


def _effect_names(view: View) -> list[str]:
    return [f"effect_{name}" for name in view.codes]


def _effect(view: View, name: str, effect: tuple[Floats, float], series: Ints) -> Floats:
    code = view.codes[name][series]
    return effect[0][np.where(code >= 0, code, len(effect[0]) - 1)]


def _outer_matrix(
    view: View, series: Ints, effects: dict[str, tuple[Floats, float]], teachers: Ints, level: Floats
) -> npt.NDArray[np.float32]:
    """Features of series that taught nothing: attributes, group effects, mean level of the nearest teachers."""
    columns = [
        _effect(view, name, effects[name], series) if name in effects else np.zeros(len(series)) for name in view.codes
    ]
    some = np.arange(0, len(teachers), max(1, -(-len(teachers) // _MOST_LIKE)))
    teachers, level = teachers[some], level[some]
    near = nearest(view, series, teachers, effects, True)
    alike = np.array([level[row].mean() if len(row) else 0.0 for row in near])
    return np.column_stack([view.direct[series], *columns, alike]).astype(np.float32)


def _inner_matrix(view: View, series: Ints, level: Floats, fold: Ints) -> npt.NDArray[np.float32]:
    """Features of the teachers themselves, each made from the teachers of other folds only."""
    matrix = np.zeros((len(series), view.direct.shape[1] + len(view.codes) + 1), dtype=np.float32)
    for one in range(_FOLDS):
        mine, others = fold == one, fold != one
        if mine.any() and others.any():
            effects = _effects(view, series[others], level[others])
            matrix[mine] = _outer_matrix(view, series[mine], effects, series[others], level[others])
    return matrix
