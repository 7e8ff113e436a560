"""What attributes alone are worth: bagged trees and a kernel or ridge regression, mixed by what held-out folds say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.boosting import Growth, Sample, grow

Floats = npt.NDArray[np.floating]
Array = npt.NDArray[np.float64]

#: Parts of what is held out. A round number, not tuned.
FOLDS = 5
#: Up to so many teachers the smooth part is a kernel machine and trees are grown four times.
#: Judged on the tuning months of next-month.
_FEW = 2500
#: Tried reaches of the kernel, as times the usual distance; the best held out is taken. Not tuned.
_REACHES = (0.3, 1.0, 3.0)
#: Tried ridges; the best held out is taken. Not tuned.
_RIDGES = (0.1, 0.3, 1.0, 3.0)
#: Tried penalties; the best held out is taken. Not tuned.
_PENALTIES = (10.0, 30.0, 100.0, 300.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Scores of the asked (m,), and of the teachers (n,) each from the teachers of other folds only."""

    asked: Array
    held: Array


def appeal(taught: Floats, target: Floats, weight: Floats, asked: Floats, fold: npt.NDArray[np.int64],
           seed: int) -> Told:  # fmt: skip
    """Scores from traits: `taught` (n, K) with `target` and `weight` (n,), asked for `asked` (m, K).

    Trees see single traits and their combinations; the smooth part (kernel ridge with exp(-r·distance) for few
    teachers, linear ridge for many; Hastie, Tibshirani and Friedman 2009, §5.8) sees likeness over all of them. They
    are mixed with the non-negative weights that serve the held-out `fold`s best.
    """
    taught, asked = np.asarray(taught, dtype=np.float32), np.asarray(asked, dtype=np.float32)
    smooth = _Smooth.chosen(taught, target, weight)
    held = np.zeros((len(target), 2))
    for one in np.unique(fold).tolist():
        mine, others = fold == one, fold != one
        if not others.any():
            continue
        held[mine, 0] = _trees(taught[others], target[others], weight[others], taught[mine], seed)
        held[mine, 1] = smooth.told(taught[others], target[others], weight[others], taught[mine])
    share = _mixture(held, target, weight)
    parts = np.column_stack([
        _trees(taught, target, weight, asked, seed), smooth.told(taught, target, weight, asked),
    ])  # fmt: skip
    return Told(asked=parts @ share, held=held @ share)


def _mixture(held: Array, target: Floats, weight: Floats) -> Array:
    """Weights of trees and smooth part, adding to 1, in tenths, with the least held-out squared error; drawn half-way
    to equal parts."""
    errors = [float(np.sum(weight * (target - held @ np.array([one / 10, 1 - one / 10])) ** 2)) for one in range(11)]
    best = int(np.argmin(errors)) / 10
    share = 0.5 * best + 0.25
    return np.array([share, 1.0 - share])


def _trees(taught: Floats, target: Floats, weight: Floats, asked: Floats, seed: int) -> Array:
    """Scores of trees, averaged over four growths where teachers are few."""
    few = len(target) <= _FEW
    growth = Growth(
        objective="regression", rounds=120, rate=0.05 if few else 0.08, leaves=8 if few else 31,
        leaf_rows=8 if few else 30, shrink=5.0, column_share=0.4 if few else 0.3,
    )  # fmt: skip
    names = [f"trait_{place}" for place in range(taught.shape[1])]
    sample = Sample(matrix=taught, target=target, weight=weight)
    grown = [grow(sample, names, growth, seed + number) for number in range(4 if few else 1)]
    return np.asarray(np.mean([one.raw(asked) for one in grown], axis=0), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Smooth:
    """The smooth part: kernel ridge of a reach and ridge, or linear ridge of a penalty; `width` is the median squared
    distance between teachers."""

    is_kernel: bool
    reach: float
    ridge: float
    width: float

    @classmethod
    def chosen(cls, taught: Floats, target: Floats, weight: Floats) -> _Smooth:
        """Reach and ridge with the least leave-one-out error (its closed form: residual / (1 - leverage))."""
        if len(target) > _FEW:
            return cls(is_kernel=False, reach=0.0, ridge=_penalty(taught, target, weight), width=1.0)
        distance = _distance(taught, taught)
        width = max(float(np.median(distance)), 1e-9)
        centred = target - np.average(target, weights=weight)
        best, found = np.inf, cls(is_kernel=True, reach=1.0, ridge=1.0, width=width)
        for reach in _REACHES:
            value, vector = np.linalg.eigh(np.exp(-reach * np.sqrt(distance / width)))
            value, turned = np.maximum(value, 0.0), vector.T @ centred
            for ridge in _RIDGES:
                kept = value / (value + ridge)
                left = (centred - vector @ (kept * turned)) / np.maximum(1.0 - (vector**2 * kept).sum(axis=1), 1e-6)
                error = float((weight * left**2).sum())
                if error < best:
                    best, found = error, cls(is_kernel=True, reach=reach, ridge=ridge, width=width)
        return found

    def told(self, taught: Floats, target: Floats, weight: Floats, asked: Floats) -> Array:
        """Scores (m,) of the asked."""
        middle = float(np.average(target, weights=weight))
        if not self.is_kernel:
            return _linear(taught, target, weight, asked, self.ridge)
        like = np.exp(-self.reach * np.sqrt(_distance(taught, taught) / self.width))
        like[np.diag_indices_from(like)] += self.ridge * weight.mean() / np.maximum(weight, 1e-9)
        part = np.linalg.solve(like, target - middle)
        return np.asarray(
            middle + np.exp(-self.reach * np.sqrt(_distance(asked, taught) / self.width)) @ part, dtype=np.float64
        )


def _distance(one: Floats, other: Floats) -> Array:
    """Squared distances (n, m)."""
    left, right = one.astype(np.float64), other.astype(np.float64)
    both = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1)[None, :] - 2.0 * left @ right.T
    return np.asarray(np.maximum(both, 0.0))


def _linear(taught: Floats, target: Floats, weight: Floats, asked: Floats, penalty: float) -> Array:
    """Weighted linear ridge with a free constant."""
    scale = (weight / weight.mean()).astype(np.float32)
    middle = np.average(taught, axis=0, weights=scale).astype(np.float32)
    mean = float(np.average(target, weights=scale))
    centred = taught - middle
    square = (centred * scale[:, None]).T @ centred
    square[np.diag_indices_from(square)] += penalty
    slope = np.linalg.solve(square.astype(np.float64), (centred * scale[:, None]).T @ (target - mean))
    return np.asarray(mean + (asked - middle) @ slope, dtype=np.float64)


def _penalty(taught: Floats, target: Floats, weight: Floats) -> float:
    """The penalty that serves every fifth teacher best from the others."""
    out = np.arange(len(target)) % FOLDS == 0
    errors = []
    for penalty in _PENALTIES:
        told = _linear(taught[~out], target[~out], weight[~out], taught[out], penalty)
        errors.append(float(np.sum(weight[out] * (target[out] - told) ** 2)))
    return _PENALTIES[int(np.argmin(errors))]
