"""Rehearsal: the last part of the history forecast from what came before, to choose, weigh and measure models."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from treadle.anticipate.baselines import BRISK, NAIVE, PLAIN, QUICK, STEADY, plain_forecast, plain_levels
from treadle.anticipate.calibrate import Errors
from treadle.anticipate.features import Rows
from treadle.anticipate.learning import (
    HELD_ROWS,
    REHEARSED_ROWS,
    Forest,
    actual,
    draw,
    forest_of,
    gather,
    lesson_rows,
)
from treadle.anticipate.pace import Pace
from treadle.anticipate.panel import Ints, Panel
from treadle.anticipate.past_forecasts import PastForecasts, past_forecasts
from treadle.anticipate.spoken import BESIDE, PLANNER, Spoken
from treadle.anticipate.stages import SETTLED, SLOW, STAGES, YOUNG, stage_of
from treadle.anticipate.states import Family

TREES = "trees"
#: Parts that are believed in before anything was held out: of the trees beside levels, of the two livelier levels
#: beside the steady one, of the quick level beside the brisk one; and how many held-out months the first and the others
#: are worth: a quarter's feast may take trees in, but tells levels of about one total apart.
#: Judged on the rows panels, weekly-units and vn2-sum.
_BELIEVED, _LIVELY_BELIEVED, _QUICK_BELIEVED, _WORTH, _LEVELS_WORTH = 0.6, 0.5, 0.3, 3.0, 1.0

Floats = npt.NDArray[np.floating]
Array = npt.NDArray[np.float64]
#: Fewer rows than this grow no trees. A round number, not tuned.
LEAST_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One line of the league table: a model in a life stage, over the rehearsal.

    `deviance` is the mean deviance per row (of a variance between those of Poisson and gamma), `wape` and `bias` are
    of the units of a series summed over the horizon, `weight` is the model's part in the forecast, `rounds` the trees
    that are used (0 for plain models).
    """

    stage: str
    model: str
    rows: int
    deviance: float
    wape: float
    bias: float
    weight: float
    rounds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the rehearsal decided: `parts` stage → model → weight (adding to 1), `rounds` of the trees (0 where there
    was too little to grow any), the league table, and the errors of the chosen blend; what it would have told of series
    that are asked to be played again (`past`)."""

    parts: dict[int, dict[str, float]]
    rounds: int
    scores: tuple[Score, ...]
    errors: Errors | None
    names: list[str]
    past: PastForecasts | None = None


def rehearse(
    panel: Panel, pace: Pace, family: Family, seed: int, spoken: Spoken | None = None, played: Ints | None = None
) -> Verdict:
    """Train on all but the last quarter (at least one horizon) of the periods, forecast it from every origin in it.

    panel: in common time, at usual prices. What all series did together (its pace), and what prices lifted, is taken as
    known: its doubt is the pace's own. Nothing that the trees learned from lies in or after the quarter they are judged
    on. What a planner had `spoken` by an origin is scored too; series that are `played` are told from every origin of
    the quarter, by what was known of the pace by then.
    """
    seen, ahead = panel.periods.seen, panel.periods.ahead
    cut = seen - int(np.clip(max(ahead, seen // 4), 1, max(seen // 2, 1)))
    rng = np.random.default_rng(seed)
    held = draw(panel, max(cut, 1), seen, HELD_ROWS, rng, whole_origins=True)
    if len(held.series) < 30:
        return _without_trial(panel)
    rows = gather(panel, family, held)
    learn = draw(panel, 1, cut, lesson_rows(panel, REHEARSED_ROWS), rng)
    level = pace.times[rows.target] * panel.lift_at(rows.series, rows.target)
    rate, exposure = actual(panel, rows)
    forecasts: dict[str, Floats] = {name: values * level for name, values in plain_rows(panel, rows).items()}
    rounds, trees = 0, None
    if len(learn.series) >= LEAST_ROWS:
        trees = forest_of(panel, family, pace.times, gather(panel, family, learn), cut, seed)
        forecasts[TREES] = trees.mean(panel, rows) * level
        rounds = trees.rounds
    stage = stage_of(panel, rows)
    units = np.asarray(rate * level)
    parts, scores = choose(rows, stage, units, forecasts, (seen - cut) / panel.periods.month, rounds)
    blend = blended(parts, stage, forecasts)
    if spoken is not None:
        scores += _beside(panel, rows, stage, units, spoken, {"chosen": blend, NAIVE: forecasts[NAIVE]})
    errors = _errors(rows, stage, units, exposure, blend, panel.start[rows.series] > 0)
    verdict = Verdict(parts=parts, rounds=rounds, scores=scores, errors=errors, names=rows.names)
    if played is None:
        return verdict
    past = past_forecasts(panel, pace, family, played, cut, lambda asked: told_rows(panel, asked, verdict, trees))
    return replace(verdict, past=past)


def told_rows(panel: Panel, rows: Rows, verdict: Verdict, trees: Forest | None) -> Array:
    """Means (N,) of rows in common time by the mixture that a verdict chose, with trees that are given."""
    lines, inner = np.unique(rows.series, return_inverse=True)
    small = panel.take(lines)
    levels = plain_levels(small)
    names = {name for one in verdict.parts.values() for name in one}
    forecasts: dict[str, Floats] = {
        name: plain_forecast(name, small, levels, inner, rows.origin, rows.target) for name in names - {TREES}
    }
    if trees is not None:
        forecasts[TREES] = trees.mean(panel, rows)
    return np.asarray(np.maximum(blended(verdict.parts, stage_of(panel, rows), forecasts), 0.0))


def _beside(
    panel: Panel, rows: Rows, stage: Ints, units: Floats, spoken: Spoken, forecasts: dict[str, Floats]
) -> tuple[Score, ...]:
    """The planner's numbers, and what is forecast of the same rows, by stage."""
    floor = max(0.02 * float(units.mean()), 1e-4)
    said = spoken.at(rows, panel.periods.seen + panel.periods.ahead)
    compared = {PLANNER: said, **{BESIDE[name]: values for name, values in forecasts.items()}}
    scores: list[Score] = []
    for one in (YOUNG, SLOW, SETTLED):
        chosen = np.flatnonzero((stage == one) & np.isfinite(said))
        if len(chosen):
            losses = {name: _deviance(units[chosen], values[chosen], floor) for name, values in compared.items()}
            scores += _league(STAGES[one], rows, chosen, units, compared, losses, {})
    return tuple(scores)


def _without_trial(panel: Panel) -> Verdict:
    """Too little history to try anything: the mean of what there is."""
    parts = {stage: {STEADY: 1.0} for stage in (YOUNG, SLOW, SETTLED)}
    return Verdict(parts=parts, rounds=0, scores=(), errors=None, names=[])


def plain_rows(panel: Panel, rows: Rows) -> dict[str, Floats]:
    """Forecasts (N,) of every baseline for some rows."""
    levels = plain_levels(panel)
    return {name: plain_forecast(name, panel, levels, rows.series, rows.origin, rows.target) for name in PLAIN}


def blended(parts: dict[int, dict[str, float]], stage: Ints, forecasts: dict[str, Floats]) -> npt.NDArray[np.float64]:
    """The chosen mixture of forecasts for each row, by its stage."""
    mixed = np.zeros(len(stage))
    for one, weights in parts.items():
        chosen = stage == one
        for name, weight in weights.items():
            mixed[chosen] += weight * forecasts[name][chosen]
    return mixed


def choose(
    rows: Rows, stage: Ints, units: Floats, forecasts: dict[str, Floats], months: float, rounds: int
) -> tuple[dict[int, dict[str, float]], tuple[Score, ...]]:
    """For each stage the mixture of the trees and the robust levels that did best over some held-out `months`, leaning
    on what is believed beforehand: a quarter is few draws of what all do, however many its rows."""
    floor = max(0.02 * float(units.mean()), 1e-4)
    parts: dict[int, dict[str, float]] = {}
    scores: list[Score] = []
    overall: dict[str, float] = {}
    for one in (-1, YOUNG, SLOW, SETTLED):
        chosen = np.flatnonzero((stage == one) | (one < 0))
        if one >= 0 and len(chosen) < 60:
            parts[one] = overall
            continue
        losses = {name: _deviance(units[chosen], values[chosen], floor) for name, values in forecasts.items()}
        mine = {name: values[chosen] for name, values in forecasts.items()}
        weights = _mixture(units[chosen], mine, floor, months)
        if one < 0:
            overall = weights
            continue
        parts[one] = weights
        scores += _league(STAGES[one], rows, chosen, units, forecasts, losses, weights, rounds)
        mixed: dict[str, Floats] = {"chosen": np.asarray(blended({one: weights}, stage, forecasts))}
        best = {"chosen": _deviance(units[chosen], mixed["chosen"][chosen], floor)}
        scores += _league(STAGES[one], rows, chosen, units, mixed, best, {"chosen": 1.0})
    return parts, tuple(scores)


def _deviance(units: Floats, mean: Floats, floor: float) -> float:
    """Mean deviance 4(√y - √m)²/√m of forecasts not below `floor`: Tweedie's of power 1.5, so that few large sales do
    not decide alone (Jørgensen, *The Theory of Dispersion Models*, 1997, ch. 4)."""
    root = np.sqrt(np.maximum(mean, floor))
    return float(np.mean(4.0 * (np.sqrt(np.maximum(units, 0.0)) - root) ** 2 / root))


def _mixture(units: Floats, forecasts: dict[str, Floats], floor: float, months: float) -> dict[str, float]:
    """Weights of the trees and of the robust levels. Each share has the least loss, in steps of a tenth, and leans
    on what is believed beforehand. The other plain models are there to be compared with: which of nine was best by a
    hair in one quarter says nothing of the next."""

    def share_of(one: Floats, other: Floats, believed: float, worth: float) -> float:
        tenths = [_deviance(units, part / 10 * one + (1 - part / 10) * other, floor) for part in range(11)]
        return (months * int(np.argmin(tenths)) / 10 + worth * believed) / (months + worth)

    quick = share_of(forecasts[QUICK], forecasts[BRISK], _QUICK_BELIEVED, _LEVELS_WORTH)
    both = np.asarray(quick * forecasts[QUICK] + (1.0 - quick) * forecasts[BRISK])
    lively = share_of(both, forecasts[STEADY], _LIVELY_BELIEVED, _LEVELS_WORTH)
    weights = {STEADY: 1.0 - lively, BRISK: lively * (1.0 - quick), QUICK: lively * quick}
    if TREES not in forecasts:
        return weights
    beside = np.asarray(sum(weight * forecasts[name] for name, weight in weights.items()))
    trees = share_of(forecasts[TREES], beside, _BELIEVED, _WORTH)
    return {TREES: trees} | {name: (1.0 - trees) * weight for name, weight in weights.items()}


def _league(
    stage: str, rows: Rows, chosen: Ints, units: Floats, forecasts: dict[str, Floats], losses: dict[str, float],
    weights: dict[str, float], rounds: int = 0,
) -> list[Score]:  # fmt: skip
    key = rows.series[chosen] * (int(rows.origin.max()) + 1) + rows.origin[chosen]
    _, group = np.unique(key, return_inverse=True)
    total = np.bincount(group, units[chosen])
    found = []
    for name, loss in losses.items():
        expected = np.bincount(group, forecasts[name][chosen])
        amount = max(float(total.sum()), 1e-9)
        found.append(
            Score(
                stage=stage, model=name, rows=len(chosen), deviance=loss,
                wape=float(np.abs(total - expected).sum() / amount),
                bias=float((expected - total).sum() / amount), weight=weights.get(name, 0.0),
                rounds=rounds if name == TREES else 0,
            )
        )  # fmt: skip
    return found


def _errors(
    rows: Rows, stage: Ints, units: Floats, exposure: Floats, blend: Floats, is_launched: npt.NDArray[np.bool_]
) -> Errors:
    """Rehearsal errors of periods with a full shelf, and of sums from the first period of an unbroken run of them.

    What came is whole pieces again: taken through common time and back a count misses itself by a rounding, and lies
    above the quantile that it ties with.
    """
    full = exposure > 0.99
    fresh = np.concatenate([[True], (np.diff(rows.series) != 0) | (np.diff(rows.origin) != 0)])
    begin = np.flatnonzero(fresh)
    run = np.arange(len(fresh)) - np.repeat(begin, np.diff([*begin, len(fresh)])) + 1
    bad = np.cumsum(~full)
    broken: Ints = bad - np.repeat((bad - ~full)[begin], np.diff([*begin, len(fresh)]))
    unbroken = (run == rows.horizon) & (broken == 0)

    def summed(values: Floats) -> Floats:
        total = np.cumsum(values)
        return total - np.repeat((total - values)[begin], np.diff([*begin, len(fresh)]))

    sums = np.flatnonzero(unbroken & (rows.horizon > 1))
    single = np.flatnonzero(full)
    both = np.concatenate([single, sums])
    return Errors(
        actual=np.round(np.concatenate([units[single], summed(units.astype(np.float64))[sums]])),
        mean=np.concatenate([blend[single], summed(blend)[sums]]),
        matrix=rows.matrix[both],
        stage=stage[both],
        is_sum=np.repeat([False, True], [len(single), len(sums)]),
        series=rows.series[both],
        origin=rows.origin[both],
        horizon=rows.horizon[both],
        is_launched=is_launched[both],
    )
