"""Sums of forecasts that fit together: SKUs to options, styles, categories, shops and channels.

Scenarios are drawn of all series at once: each series keeps its own quantiles, and how far series err together decides
how wide their sums are. A sum's scenario is the sum of its members' scenarios, so whatever way a brand is added up, the
same units are behind it; means add up exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from treadle.anticipate.forecast import Answer
from treadle.anticipate.panel import Ints
from treadle.anticipate.together import ALL
from treadle.terms.quantity import quantile_name

Array = npt.NDArray[np.floating]

#: Scenarios of every sum. Not tuned: bounds work and memory.
DRAWS = 200
#: Series whose scenarios are held at once. Not tuned: bounds work and memory.
CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Marginals:
    """Forecasts of S series over H periods: `mean` (S, H) and `quantiles` (S, H, L) of each period, and of the sums
    from the first period to each, at `levels` (L,)."""

    mean: Array
    quantiles: Array
    sum_mean: Array
    sum_quantiles: Array
    levels: Array

    @classmethod
    def of(cls, answer: Answer, levels: Sequence[float]) -> Marginals:
        """Of an answer with sums."""
        return cls(
            mean=answer.mean, quantiles=answer.quantiles, sum_mean=answer.sum_mean,
            sum_quantiles=answer.sum_quantiles, levels=np.array(levels),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A way to add up: the names of its sums, and the code of each member's sum (-1 for none)."""

    name: str
    names: Sequence[str]
    codes: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Series taken apart, as options into SKUs or over shops: members (M,) of a `series`, ascending, with the expected
    `share` of its units and the Dirichlet total count behind it; `levels` are of the members."""

    series: Ints
    share: Array
    strength: Array
    levels: tuple[Level, ...]


@dataclass(slots=True, kw_only=True)
class _Sums:
    """Scenarios (kind, H, sums, DRAWS) of the sums of a level, and their expected units (kind, H, sums)."""

    draws: npt.NDArray[np.float32]
    mean: npt.NDArray[np.float64]

    @classmethod
    def of(cls, level: Level, periods: int) -> _Sums:
        count = len(level.names)
        return cls(draws=np.zeros((2, periods, count, DRAWS), np.float32), mean=np.zeros((2, periods, count)))

    def add(self, kind: int, period: int, codes: Ints, draws: Array, mean: Array) -> None:
        """Add members' scenarios (M, DRAWS) and means (M,) to their sums."""
        there = codes >= 0
        if not there.all():
            codes, draws, mean = codes[there], draws[there], mean[there]
        if len(codes):
            order = np.argsort(codes, kind="stable")
            first = np.flatnonzero(np.r_[True, np.diff(codes[order]) > 0])
            rows = codes[order][first]
            self.draws[kind, period, rows] += np.add.reduceat(draws[order], first, axis=0)
            self.mean[kind, period] += np.bincount(codes, mean, minlength=self.mean.shape[2])


def totals(
    told: Marginals,
    levels: Sequence[Level],
    splits: Sequence[Split],
    *,
    shared: Mapping[str, float],
    groups: Mapping[str, Ints],
    starts: npt.NDArray[np.datetime64],
    wanted: Sequence[float] = (0.1, 0.5, 0.9),
    seed: int = 0,
) -> pa.Table:
    """Forecasts of the sums of every level, a row per sum and period.

    levels: sums of whole series; splits: sums of parts of them. shared, groups: as `shared_errors` gives and takes
    them. starts: first day of each period (H,). Returns level, name, week_start, mean, q…, sum_mean, sum_q… (of the
    sum from the first period to this one), in the order of `levels` and `splits`. The same seed gives the same
    scenarios.
    """
    rng = np.random.default_rng(seed)
    count, periods = told.mean.shape
    factors = {name: _factor(int(groups[name].max(initial=-1)) + 1 if name != ALL else 1, rng) for name in shared}
    whole = [_Sums.of(level, periods) for level in levels]
    parts = [[_Sums.of(level, periods) for level in split.levels] for split in splits]
    for begin in range(0, count, CHUNK):
        lines = np.arange(begin, min(begin + CHUNK, count))
        chance = _chances(lines, shared, groups, factors, rng)
        shares = [_shares(split, lines, rng) for split in splits]
        for kind, (mean, quantiles) in enumerate(((told.mean, told.quantiles), (told.sum_mean, told.sum_quantiles))):
            for period in range(periods):
                drawn = _drawn(quantiles[lines, period], mean[lines, period], told.levels, chance)
                for level, sums in zip(levels, whole, strict=True):
                    sums.add(kind, period, level.codes[lines], drawn, mean[lines, period])
                for split, (members, share), found in zip(splits, shares, parts, strict=True):
                    own = split.series[members] - begin
                    units = _parted(drawn, own, share, rng)
                    expected = mean[lines, period][own] * split.share[members]
                    for level, sums in zip(split.levels, found, strict=True):
                        sums.add(kind, period, level.codes[members], units, expected)
    every = [*zip(levels, whole, strict=True)]
    for split, found in zip(splits, parts, strict=True):
        every += zip(split.levels, found, strict=True)
    return pa.concat_tables([_table(level, sums, starts, wanted) for level, sums in every])


def _factor(count: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Standard normal scenarios (count, DRAWS) of common factors, each an even sample in an order of its own."""
    from scipy.special import ndtri

    even = ndtri((np.arange(DRAWS) + 0.5) / DRAWS)
    return np.asarray(even[np.argsort(rng.random((max(count, 1), DRAWS)), axis=1)])


def _chances(
    lines: Ints, shared: Mapping[str, float], groups: Mapping[str, Ints], factors: Mapping[str, Array],
    rng: np.random.Generator,
) -> npt.NDArray[np.float64]:  # fmt: skip
    """Probabilities (n, DRAWS) at which the scenarios of some series are read off their quantiles."""
    from scipy.special import ndtr

    own = np.ones(len(lines))
    score = np.zeros((len(lines), DRAWS))
    for name, share in shared.items():
        code = np.zeros(len(lines), dtype=np.int64) if name == ALL else groups[name][lines]
        there = code >= 0
        score[there] += np.sqrt(share) * factors[name][code[there]]
        own[there] -= share
    score += np.sqrt(np.maximum(own, 0.0))[:, None] * _factor(len(lines), rng)
    return np.asarray(ndtr(score))


def _drawn(quantiles: Array, mean: Array, levels: Array, chance: Array) -> npt.NDArray[np.float64]:
    """Scenarios (n, DRAWS) of series with quantiles (n, L), scaled to their means (n,).

    Linear between levels and below the first; above the last an exponential tail that goes on as between the last two.
    """
    right = np.clip(np.searchsorted(levels, chance), 1, len(levels) - 1)
    row = np.arange(len(quantiles))[:, None]
    low, high = quantiles[row, right - 1], quantiles[row, right]
    found = low + (high - low) * (chance - levels[right - 1]) / (levels[right] - levels[right - 1])
    growth = np.log((1 - levels[-1]) / np.maximum(1 - chance, 1e-9)) / np.log((1 - levels[-2]) / (1 - levels[-1]))
    gap = (quantiles[:, -1] - quantiles[:, -2])[:, None]
    found = np.maximum(np.where(chance > levels[-1], quantiles[:, -1:] + gap * growth, found), 0.0)
    average = found.mean(axis=1)
    silent = average <= 0.0  # every quantile is 0, the mean is not
    found[silent] = 1.0
    return np.asarray(found * (mean / np.where(silent, 1.0, average))[:, None])


def _shares(split: Split, lines: Ints, rng: np.random.Generator) -> tuple[Ints, npt.NDArray[np.float64]]:
    """Members of some series, and scenarios (m, DRAWS) of their shares, which add to 1 in each series."""
    first, last = np.searchsorted(split.series, [lines[0], lines[-1] + 1])
    members = np.arange(first, last)
    weight = np.maximum(split.share[members] * split.strength[members], 1e-6)
    drawn = rng.standard_gamma(weight[:, None], size=(len(members), DRAWS))
    own = split.series[members] - lines[0]
    whole = np.zeros((len(lines), DRAWS))
    np.add.at(whole, own, drawn)
    return members, drawn / np.maximum(whole[own], 1e-300)


def _parted(drawn: Array, own: Ints, share: Array, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Units (m, DRAWS) of members: each series' scenario taken apart piece by piece, a broken piece by shares."""
    whole = np.floor(drawn)
    broken = drawn - whole
    found = broken[own] * share
    left = whole.astype(np.int64)
    rest = np.ones_like(drawn)
    place = np.arange(len(own)) - np.searchsorted(own, own)
    for turn in range(int(place.max(initial=-1)) + 1):
        here = np.flatnonzero(place == turn)
        series = own[here]
        part = np.clip(share[here] / np.maximum(rest[series], 1e-12), 0.0, 1.0)
        is_last = np.r_[place[1:] == 0, True][here]
        part[is_last] = 1.0
        taken = rng.binomial(left[series], part)
        found[here] += taken
        left[series] -= taken
        rest[series] -= share[here]
    return np.asarray(found)


def _table(level: Level, sums: _Sums, starts: npt.NDArray[np.datetime64], wanted: Sequence[float]) -> pa.Table:
    """Rows of a level, sum by sum."""
    periods, count = len(starts), len(level.names)
    columns: dict[str, pa.Array] = {
        "level": pa.array([level.name] * (count * periods), pa.string()),
        "name": pa.array(np.repeat(np.array(level.names, dtype=object), periods), pa.string()),
        "week_start": pa.array(np.tile(starts, count)).cast(pa.date32()),
    }
    for kind, prefix in enumerate(("", "sum_")):
        columns[f"{prefix}mean"] = pa.array(sums.mean[kind].T.ravel())
        found = np.quantile(sums.draws[kind], list(wanted), axis=2)
        found = np.maximum.accumulate(found, axis=1) if kind else found
        for at, one in enumerate(wanted):
            columns[quantile_name(one, prefix)] = pa.array(found[at].T.ravel().astype(np.float64))
    return pa.table(columns)
