"""Cannibalisation: how much each option sells less because more options of its style or category are on offer.

The rate of an option on a full shelf is modelled as option × age × week × price effect × crowd^(-elasticity), the
crowd being the number of options of its style (of its category) in the range that week: launched, and its season not
over. Empty shelves are left out of the crowd on purpose: a style in fashion empties them, and that would look as if its
colours took from one another. An elasticity of 0 says that options do not touch one another, one of 1 that a further
option takes all it sells from its siblings. It is fitted as a Poisson pseudo-likelihood with the three effects absorbed
(Santos Silva and Tenreyro 2006; Correia, Guimarães and Zylkin 2020), and what the data do not show is not assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from treadle.anticipate.panel import Ints
from treadle.terms.forecast import CANNIBALISATION
from treadle.terms.product import Catalogue

Array = npt.NDArray[np.float64]

#: An option speaks in weeks with at least this share on the shelf. Judged on demo-truth.
FULL_SHELF = 0.9
#: Ages in weeks that have an effect of their own; older ones share those of blocks of four.
#: A quarter of weeks, not tuned.
OWN_AGES = 12
#: Deviation of elasticities that is thought possible before looking; drawn to 0 by as much as they are uncertain.
#: Judged on demo-truth.
PRIOR_DEVIATION = 0.5
#: Rounds of the fit, and sweeps within each. Not tuned: bounds work and memory.
FITS, SWEEPS = 12, 30
#: Days are counted from here. By definition.
_EPOCH = date(1970, 1, 1)
#: Rows of options and weeks below which nothing is learned. A round number, not tuned.
LEAST_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Option-weeks on a full shelf: units, effects (3, N) as codes, and regressors (N, K)."""

    units: Array
    effects: Ints
    regressors: Array


def cannibalisation(option_history: pa.Table, catalogue: Catalogue) -> pa.Table:
    """CANNIBALISATION of styles and categories, from OPTION_HISTORY.

    Too little history, or crowds that never change, give an elasticity of 0 with an interval from 0 to 1.
    """
    if not option_history.num_rows:
        return _table([(0.0, 0.0, 1.0)] * 2, 0)
    rows = _rows_of(option_history, catalogue)
    varied = [level for level in (0, 1) if len(rows.units) and np.ptp(rows.regressors[:, level]) > 0]
    if len(rows.units) < LEAST_ROWS or not varied:
        return _table([(0.0, 0.0, 1.0)] * 2, len(rows.units))
    estimate, error = _fit(rows)
    weight = PRIOR_DEVIATION**2 / (PRIOR_DEVIATION**2 + error**2)
    middle, spread = weight * estimate, error * np.sqrt(weight)
    told = []
    for level in (0, 1):
        low, high = middle[level] - 1.282 * spread[level], middle[level] + 1.282 * spread[level]
        kept = (float(one) for one in np.clip((middle[level], low, high), 0.0, 1.0))
        told.append(tuple(kept) if level in varied else (0.0, 0.0, 1.0))
    return _table(told, len(rows.units))


def _table(told: list[tuple[float, ...]], rows: int) -> pa.Table:
    """Both levels as a table."""
    columns = [["style", "category"], *([round(one[at], 4) for one in told] for at in range(3)), [rows, rows]]
    return pa.table(columns, schema=CANNIBALISATION)


def _rows_of(option_history: pa.Table, catalogue: Catalogue) -> _Rows:
    """Option-weeks on a full shelf of options that sold at all, with the crowds of their style and category."""
    ids = option_history["option_id"].to_pylist()
    names, option = np.unique(np.array(ids, dtype=object), return_inverse=True)
    day = option_history["week_start"].cast(pa.int32()).to_numpy().astype(np.int64)
    _, week = np.unique(day, return_inverse=True)
    shelf = option_history["in_stock_share"].to_numpy()
    price = option_history["price_cents"].to_numpy()
    first = np.full(len(names), day.max(initial=0))
    np.minimum.at(first, option, day)
    styles = [catalogue.option[name].style_id for name in names]
    in_range = _in_range(catalogue, names, first, day)
    crowds = []
    for texts in (styles, [catalogue.style[style].category for style in styles]):
        _, group = np.unique(np.array(texts, dtype=object), return_inverse=True)
        counts = np.array([np.bincount(group, one, minlength=int(group.max(initial=0)) + 1) for one in in_range.T])
        crowds.append(np.maximum(counts[week, group[option]], 1.0))
    age = (day - first[option]) // 7
    age = np.where(age < OWN_AGES, age, OWN_AGES + (age - OWN_AGES) // 4)
    age = np.where(first[option] == day.min(initial=0), int(age.max(initial=0)) + 1, age)  # launched before the history
    sold = option_history["sold_units"].to_numpy() / np.maximum(shelf, FULL_SHELF)
    total = np.bincount(option, np.where(shelf >= FULL_SHELF, sold, 0.0), minlength=len(names))
    kept = (shelf >= FULL_SHELF) & (total[option] > 0)
    regressors = np.stack([np.log(one) for one in (*crowds, np.maximum(price, 1.0))], axis=1)
    return _Rows(units=sold[kept], effects=np.stack([option, age, week])[:, kept], regressors=regressors[kept])


def _in_range(catalogue: Catalogue, names: npt.NDArray[np.object_], first: Ints, day: Ints) -> Array:
    """Whether each option is in the range in each week that the history holds: (options, weeks) of 0 and 1."""
    weeks = np.unique(day)
    ends = [catalogue.option[name].season_end for name in names]
    last = np.array([np.iinfo(np.int64).max if end is None else (end - _EPOCH).days for end in ends])
    return np.asarray((weeks[None, :] >= first[:, None]) & (weeks[None, :] <= last[:, None]), dtype=np.float64)


def _fit(rows: _Rows) -> tuple[Array, Array]:
    """Elasticities with regard to the crowds of style and category (2,), and their standard errors.

    Gauss-Newton steps on the regressors, freed of what the effects explain; standard errors are the larger of those of
    a common dispersion and of those that let the weeks of an option err together.
    """
    slope = np.zeros(rows.regressors.shape[1])
    mean = rows.units
    for _ in range(FITS):
        mean = _with_effects(rows, np.exp(rows.regressors @ slope))
        inner = _freed(rows, mean)
        information = inner.T @ (mean[:, None] * inner) + 1e-6 * np.eye(len(slope))
        step = np.linalg.solve(information, inner.T @ (rows.units - mean))
        slope = slope + np.clip(step, -0.5, 0.5)
        if np.abs(step).max() < 1e-5:
            break
    residual = rows.units - mean
    parameters = sum(len(np.unique(codes)) for codes in rows.effects) + len(slope)
    dispersion = float(np.sum(residual**2 / np.maximum(mean, 1e-9))) / max(len(mean) - parameters, 1)
    inverse = np.linalg.inv(information)
    by_option = np.stack([np.bincount(rows.effects[0], residual * one) for one in inner.T], axis=1)
    sandwich = inverse @ (by_option.T @ by_option) @ inverse
    variance = np.maximum(max(dispersion, 1e-9) * np.diag(inverse), np.diag(sandwich))
    return -slope[:2], np.sqrt(variance[:2])


def _with_effects(rows: _Rows, known: Array) -> Array:
    """Means whose sums by option, age and week are those of the units: proportional fitting."""
    mean = np.maximum(known, 1e-12)
    for _ in range(SWEEPS):
        for codes in rows.effects:
            mean = mean * (np.bincount(codes, rows.units) / np.maximum(np.bincount(codes, mean), 1e-12))[codes]
    return np.asarray(mean)


def _freed(rows: _Rows, mean: Array) -> Array:
    """Regressors less their weighted means by option, age and week, taken off in turn."""
    inner = rows.regressors - np.average(rows.regressors, axis=0, weights=np.maximum(mean, 1e-12))
    for _ in range(SWEEPS):
        for codes in rows.effects:
            weight = np.maximum(np.bincount(codes, mean), 1e-12)
            inner = inner - np.stack([np.bincount(codes, mean * one) / weight for one in inner.T], axis=1)[codes]
    return np.asarray(inner)
