"""A panel's forecast: rehearse, choose, learn from everything, say how sure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.calibrate import Errors, Width, learn_width
from treadle.anticipate.common_path import Doubt
from treadle.anticipate.coverage import Held, Scores, held_out
from treadle.anticipate.features import Rows
from treadle.anticipate.first_sales import as_stood
from treadle.anticipate.learning import MOST_ROWS, Forest, Points, chunks, draw, forest_of, gather, lesson_rows
from treadle.anticipate.life import in_life
from treadle.anticipate.newness import NewAnswer, answer_new
from treadle.anticipate.pace import Pace, as_at_launch, in_common_time, pace_of
from treadle.anticipate.panel import Ints, Panel
from treadle.anticipate.past_forecasts import PastForecasts
from treadle.anticipate.price_answer import lifted
from treadle.anticipate.ranks import in_order, ranked
from treadle.anticipate.rehearse import TREES, Score, Verdict, rehearse, told_rows
from treadle.anticipate.spoken import Spoken
from treadle.anticipate.stages import NEW, stage_of
from treadle.anticipate.states import Family, family_of
from treadle.anticipate.traits import traits_of
from treadle.anticipate.waiting import Waiting, never_sold, waiting_of
from treadle.terms.budget import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Forecasts of all series, in the order of the panel.

    `mean` (S, H) and `quantiles` (S, H, L) of each period; `sum_mean`, `sum_quantiles` of the totals from the first
    period to each. `stage` (S,) is the life stage; `alike` names similar series of new ones; `scores` is the league;
    `held` says how well the quantiles held, and `held_scores` where held-out values lay. `errors` are those of the
    rehearsal, in units times `scale`; `common` is the doubt of what all series do together. `past` is what would have
    been told of series that were asked to be played again; None where there was too little history.
    """

    mean: npt.NDArray[np.float32]
    quantiles: npt.NDArray[np.float32]
    sum_mean: npt.NDArray[np.float32]
    sum_quantiles: npt.NDArray[np.float32]
    stage: Ints
    parts: dict[int, dict[str, float]]
    alike: dict[int, Ints]
    scores: tuple[Score, ...]
    held: tuple[Held, ...]
    held_scores: Scores
    errors: Errors
    common: Doubt
    scale: float
    past: PastForecasts | None = None


def forecast_panel(
    panel: Panel,
    levels: npt.NDArray[np.float64],
    seed: int,
    progress: Progress,
    *,
    cumulative: bool,
    is_judged: bool = False,
    is_explained: bool = False,
    spoken: Spoken | None = None,
    played: Ints | None = None,
) -> Answer:
    """Forecast every series of a panel; `sum_quantiles` is empty unless `cumulative`, `held` and its scores
    unless `is_judged`, `alike` unless `is_explained`. `spoken` are a planner's numbers to be scored
    beside the models; `played` the series whose `past` is wanted."""
    from dataclasses import replace

    scale = _scale(panel)
    sold = lifted(_scaled(panel, scale))
    panel = as_stood(sold)
    if spoken is not None:
        spoken = replace(spoken, units=spoken.units * scale)
    pace = pace_of(panel)
    answer = _empty(panel, len(levels), pace, scale, cumulative)
    panel = in_life(in_common_time(panel, pace))
    family = family_of(panel)
    progress.step("rehearse", 0, 4)
    verdict = rehearse(panel, pace, family, seed, spoken, played)
    progress.step("learn", 1, 4)
    trees = _final_trees(panel, pace, family, verdict, seed)
    progress.step("new options", 2, 4)
    late = np.flatnonzero(panel.start >= panel.periods.seen)
    begun = as_at_launch(panel, pace)
    fresh = answer_new(begun, pace, late, seed, is_explained=is_explained) if len(late) else None
    widths = _widths(verdict, fresh, levels, seed)
    progress.step("forecast", 3, 4)
    old = np.flatnonzero(panel.start < panel.periods.seen)
    waits = _waiting(begun, seed)
    told = _Told(trees=trees, verdict=verdict)
    coming = _coming(panel, family, old)
    if panel.periods.is_next_month:
        told, coming = _in_order(told, panel, pace, list(coming), ranked(sold, _begun(sold), seed))
    for rows in coming:
        _tell_old(answer, panel, pace, rows, told, widths[0], waits)
    if fresh is not None:
        _tell_new(answer, panel, pace, late, fresh, widths[1], waits)
    progress.step("forecast", 4, 4)
    alike = {} if fresh is None else dict(zip(late.tolist(), fresh.alike))
    held = _held(verdict, fresh, levels, seed) if is_judged else ((), Scores.none())
    answer = replace(answer, errors=_errors_of(verdict, fresh))
    return _finished(answer, panel, verdict, alike, scale, held)


def _empty(panel: Panel, wide: int, pace: Pace, scale: float, cumulative: bool) -> Answer:
    """An answer in which nothing is told yet."""
    count, ahead = panel.count, panel.periods.ahead
    return Answer(
        mean=np.zeros((count, ahead), np.float32),
        quantiles=np.zeros((count, ahead, wide), np.float32),
        sum_mean=np.zeros((count, ahead), np.float32),
        sum_quantiles=np.zeros((count, ahead if cumulative else 0, wide), np.float32),
        stage=np.full(count, NEW, dtype=np.int64),
        parts={},
        alike={},
        scores=(),
        held=(),
        held_scores=Scores.none(),
        errors=Errors.none(),
        common=pace.doubt,
        scale=scale,
    )


def _errors_of(verdict: Verdict, fresh: NewAnswer | None) -> Errors:
    """Rehearsed errors of series with history, and of launches where new ones were told."""
    old = verdict.errors or Errors.none()
    return old if fresh is None else old.and_of(fresh.errors)


def _held(
    verdict: Verdict, fresh: NewAnswer | None, levels: npt.NDArray[np.float64], seed: int
) -> tuple[tuple[Held, ...], Scores]:
    """How well the quantiles hold, of series with history and of new ones, and where values of the former lay."""
    found, scores = held_out(verdict.errors or Errors.none(), verdict.names, levels, seed)
    if fresh is not None:
        found += [one for one in held_out(fresh.errors, ["nothing"], levels, seed)[0] if one.stage == NEW]
    return tuple(found), scores


def _scale(panel: Panel) -> float:
    """What units are multiplied by so that quantiles of whole counts serve: 1 for counts, else so that a typical
    sale is some hundreds."""
    sales = panel.units[panel.units > 0]
    if panel.is_whole or not len(sales):
        return 1.0
    return float(200.0 / np.median(sales))


def _scaled(panel: Panel, scale: float) -> Panel:
    from dataclasses import replace

    return panel if scale == 1.0 else replace(panel, units=panel.units * np.float32(scale))


def _final_trees(panel: Panel, pace: Pace, family: Family, verdict: Verdict, seed: int) -> Forest | None:
    """Trees from all periods, with the rounds of the rehearsal."""
    if verdict.rounds == 0 or not any(TREES in parts for parts in verdict.parts.values()):
        return None
    points = draw(panel, 1, panel.periods.seen, lesson_rows(panel, MOST_ROWS), np.random.default_rng(seed + 1))
    rows = gather(panel, family, points)
    return forest_of(panel, family, pace.times, rows, panel.periods.seen, seed, verdict.rounds)


def _widths(
    verdict: Verdict, fresh: NewAnswer | None, levels: npt.NDArray[np.float64], seed: int
) -> tuple[Width, Width]:
    """Dispersion and calibration of series with history, and of new ones."""
    old = learn_width(verdict.errors if verdict.errors is not None else Errors.none(), verdict.names, levels, seed)
    new = old
    if fresh is not None:
        new = learn_width(fresh.errors, ["nothing"], levels, seed)
    return old, new


def _coming(panel: Panel, family: Family, old: Ints) -> Iterator[Rows]:
    """Rows of the coming periods, by chunks; each series' horizons follow one another."""
    ahead = panel.periods.ahead
    points = Points(
        series=np.repeat(old, ahead),
        origin=np.full(len(old) * ahead, panel.periods.seen, dtype=np.int64),
        horizon=np.tile(np.arange(1, ahead + 1), len(old)),
    )
    yield from chunks(panel, family, points)


def _waiting(panel: Panel, seed: int) -> Waiting | None:
    """Lines that wait for their first sale, without a launch day; None where nothing is learned of them.

    Where looks, searches or carts are told the trees know who is waited for, and it is not learned a second time.
    """
    lines = np.flatnonzero(never_sold(panel))
    if len(lines) < 2 or panel.has_traffic:
        return None
    return waiting_of(panel, traits_of(panel), lines, seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What is known of series with history: trees, and the mixture of models; or, where an order was learned, the
    `ordered` means (S,) of the one coming period."""

    trees: Forest | None
    verdict: Verdict
    ordered: npt.NDArray[np.float64] | None = None

    def mean(self, panel: Panel, pace: Pace, rows: Rows) -> npt.NDArray[np.float64]:
        """Expected units (N,) of coming rows."""
        if self.ordered is not None:
            return self.ordered[rows.series]
        times = pace.times[rows.target] * panel.lift_at(rows.series, rows.target)
        return np.asarray(told_rows(panel, rows, self.verdict, self.trees) * times)


def _begun(panel: Panel) -> Ints:
    """Series that have sold."""
    return np.flatnonzero((panel.start < panel.periods.seen) & (panel.units > 0).any(axis=1))


def _in_order(
    told: _Told, panel: Panel, pace: Pace, coming: list[Rows], score: npt.NDArray[np.float64] | None
) -> tuple[_Told, Iterator[Rows]]:
    """The same means in the order of the scores of all series that have sold."""
    from dataclasses import replace

    mean = np.zeros(panel.count)
    for rows in coming:
        mean[rows.series] = told.mean(panel, pace, rows)
    lines = _begun(panel)
    if score is not None:
        mean[lines] = in_order(mean[lines], score)
        told = replace(told, ordered=mean)
    return told, iter(coming)


def _tell_old(
    answer: Answer, panel: Panel, pace: Pace, rows: Rows, told: _Told, width: Width, waits: Waiting | None
) -> None:
    """Write the forecasts of a chunk of series with history."""
    ahead = panel.periods.ahead
    lines = rows.series[::ahead]
    stage = stage_of(panel, rows)
    mean = told.mean(panel, pace, rows)
    if waits is not None:
        factor = np.ones(panel.count)
        factor[waits.lines] = np.sqrt(waits.share)
        mean = mean * factor[rows.series]
    mean = mean * panel.on_sale[rows.series, rows.target - panel.periods.seen]
    single = np.zeros(len(mean), dtype=bool)
    shape = (len(lines), ahead)
    answer.stage[lines] = stage[::ahead]
    answer.mean[lines] = mean.reshape(shape)
    each, sums_shared = _shared(panel, pace, lines, mean.reshape(shape))
    launched = panel.start[rows.series] > 0
    told_each = width.quantiles(mean, rows.matrix, stage, single, rows.horizon, launched, each)
    answer.quantiles[lines] = told_each.reshape(*shape, -1)
    total = np.cumsum(mean.reshape(shape), axis=1)
    answer.sum_mean[lines] = total
    if answer.sum_quantiles.shape[1]:
        sums = width.quantiles(total.ravel(), rows.matrix, stage, ~single, rows.horizon, launched, sums_shared)
        answer.sum_quantiles[lines] = sums.reshape(*shape, -1)


def _shared(
    panel: Panel, pace: Pace, lines: Ints, mean: npt.NDArray[np.floating]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Deviations (n·H,) of what all do together with means (n, H): of each period, and of the sums from the first
    period to each. An offer lifts all its series alike, so they all err by the doubt of its lift."""
    lift = np.zeros(mean.shape) if panel.lift_doubt is None else panel.lift_doubt[lines]
    total = np.maximum(np.cumsum(mean, axis=1), 1e-12)
    each = np.hypot(pace.doubt.each[None, :], lift)
    return each.ravel(), np.hypot(pace.doubt.sums[None, :], np.cumsum(mean * lift, axis=1) / total).ravel()


def _tell_new(
    answer: Answer, panel: Panel, pace: Pace, late: Ints, fresh: NewAnswer, width: Width, waits: Waiting | None
) -> None:
    """Write the forecasts of series launched in or after the horizon: nothing before the launch period. One that
    waits without a launch day comes as others came that waited."""
    ahead = panel.periods.ahead
    wait = panel.start[late] - panel.periods.seen
    age = np.arange(ahead)[None, :] - wait[:, None]
    mean = np.where(age >= 0, np.take_along_axis(fresh.mean, np.clip(age, 0, ahead - 1), axis=1), 0.0)
    if waits is not None:
        mine, place = np.isin(late, waits.lines), np.searchsorted(waits.lines, late)
        if mine.any():
            share = waits.share[place[mine]]
            mean[mine] = waits.ahead(mean[mine].mean(axis=0))[None, :] * share[:, None]
    coming = np.tile(np.arange(panel.periods.seen, panel.periods.seen + ahead), len(late))
    lift = panel.lift_at(np.repeat(late, ahead), coming).reshape(mean.shape)
    mean = mean * pace.at_launch[None, panel.periods.seen :] * lift * panel.on_sale[late]
    each, sums_shared = _shared(panel, pace, late, mean)
    stage = np.full(mean.size, NEW, dtype=np.int64)
    single = np.zeros(mean.size, dtype=bool)
    lived = np.clip(age + 1, 1, ahead).ravel()
    answer.mean[late] = mean
    told = width.quantiles(mean.ravel(), None, stage, single, lived, ~single, each)
    answer.quantiles[late] = told.reshape(*mean.shape, -1)
    total = np.cumsum(mean, axis=1)
    answer.sum_mean[late] = total
    if answer.sum_quantiles.shape[1]:
        sums = width.quantiles(total.ravel(), None, stage, ~single, lived, ~single, sums_shared)
        answer.sum_quantiles[late] = sums.reshape(*mean.shape, -1)


def _finished(
    answer: Answer, panel: Panel, verdict: Verdict, alike: dict[int, Ints], scale: float,
    held: tuple[tuple[Held, ...], Scores],
) -> Answer:  # fmt: skip
    """Zero before a launch, sums that start with the first period and never fall, the user's units."""
    from dataclasses import replace

    ahead = panel.periods.ahead
    asleep = panel.periods.seen + np.arange(ahead)[None, :] < panel.start[:, None]
    mean = np.where(asleep, 0.0, answer.mean)
    quantiles = np.where(asleep[:, :, None], 0.0, answer.quantiles)
    sums = answer.sum_quantiles
    if sums.shape[1]:
        sums = sums.copy()
        sums[:, 0] = quantiles[:, 0]
        for period in range(1, ahead):
            ended = panel.on_sale[:, period] <= 0
            sums[ended, period] = sums[ended, period - 1]
        sums = np.maximum.accumulate(sums, axis=1)
    return replace(
        answer,
        mean=(mean / scale).astype(np.float32),
        quantiles=(quantiles / scale).astype(np.float32),
        sum_mean=(np.cumsum(mean, axis=1) / scale).astype(np.float32),
        sum_quantiles=(sums / scale).astype(np.float32),
        parts=verdict.parts,
        alike=alike,
        scores=verdict.scores,
        held=held[0],
        held_scores=held[1],
        past=None if verdict.past is None else verdict.past.over(scale),
    )
