"""Widths: to which side a quarter erred is one draw, and what lies far ahead counts as much as what is near."""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate.calibrate import Errors, Width, learn_width
from treadle.anticipate.dispersion import line_of
from treadle.anticipate.forecast import forecast_panel
from treadle.anticipate.options import forecast_options
from treadle.anticipate.reading import read_panel
from treadle.terms.budget import Silence
from treadle.terms.history import OPTION_HISTORY
from treadle.terms.product import Catalogue, Option, SizeScale, Style
from treadle.terms.signal import PRICE_PLAN

MONDAY = np.datetime64("2024-01-01")

LEVELS = np.array([0.1, 0.5, 0.9])


def _errors(rows: int, horizon: np.ndarray, deviation: np.ndarray, bias: float, origins: int = 2) -> Errors:
    rng = np.random.default_rng(2)
    mean = np.full(rows, 60.0)
    actual = rng.poisson(mean * np.exp(rng.normal(bias, 1.0, rows) * deviation))
    return Errors(actual=actual.astype(float), mean=mean, matrix=horizon[:, None].astype(np.float32),
                  stage=np.full(rows, 3), is_sum=np.zeros(rows, dtype=bool), series=np.arange(rows) % 200,
                  origin=np.arange(rows) % origins, horizon=horizon, is_launched=np.zeros(rows, bool))  # fmt: skip


def test_a_quarter_that_fell_short_widens_both_ways() -> None:
    rows = 4000
    errors = _errors(rows, np.full(rows, 8), np.full(rows, 0.3), bias=-1.0)
    width = learn_width(errors, ["horizon"], LEVELS, 0)
    low, middle, high = _told(width, errors, 8)
    assert middle == pytest.approx(60.0, rel=0.07)
    assert high - middle > 0.6 * (middle - low)


def test_a_side_that_many_horizons_erred_to_is_believed() -> None:
    rows = 4000
    errors = _errors(rows, np.ones(rows, dtype=np.int64), np.full(rows, 0.3), bias=-1.0, origins=40)
    width = learn_width(errors, ["horizon"], LEVELS, 0)
    middle = _told(width, errors, 1)[1]
    assert middle < 50.0


def test_far_horizons_are_as_wide_as_they_were_however_few_saw_them() -> None:
    near, far = 5700, 300
    horizon = np.repeat([1, 8], [near, far])
    deviation = np.where(horizon == 8, 0.6, 0.15)
    errors = _errors(near + far, horizon, deviation, bias=0.0)
    errors = replace(errors, matrix=np.zeros_like(errors.matrix))
    width = learn_width(errors, ["nothing"], LEVELS, 0)
    alone = learn_width(errors.at(horizon == 1), ["nothing"], LEVELS, 0)

    far_away, near_by = _told(width, errors, 8), _told(alone, errors, 1)
    assert far_away[-1] - far_away[0] > 1.4 * (near_by[-1] - near_by[0])


def test_few_series_tell_how_a_doubt_grows_with_the_horizon_and_by_stage() -> None:
    """Sixty series seen from ten origins, as a brand's options are: too few for trees."""
    rng = np.random.default_rng(4)
    series, horizon = np.repeat(np.arange(60), 100), np.tile(np.arange(1, 11), 600)
    stage = np.where(series < 20, 1, 3)
    excess = np.where(stage == 1, 0.09, 0.03) * horizon
    mean = np.exp(rng.normal(2.0, 0.8, 60))[series]
    actual = rng.poisson(mean * rng.gamma(1.0 / excess, excess)).astype(float)
    rows = _rows(actual, mean, stage, series, horizon)
    line = line_of(mean, (actual - mean) ** 2, np.ones(len(mean)), rows)
    assert line.excess[3, 0, 0] == pytest.approx(0.3, rel=0.3)
    assert line.excess[1, 1, 0] > 1.7 * line.excess[3, 0, 0]
    assert line.power[[1, 3], [1, 0], 0] == pytest.approx(0.8, abs=0.25)
    asked = np.array([1, 10])
    spread = line.spread(np.full(2, 20.0), np.full(2, 3), np.zeros(2, bool), asked, np.zeros(2, bool))
    assert spread[1] - 1.0 > 3.0 * (spread[0] - 1.0)


def test_a_stage_of_few_series_leans_on_all() -> None:
    rng = np.random.default_rng(5)
    series = np.repeat(np.arange(102), 40)
    stage = np.where(series < 2, 1, 3)
    excess = np.where(stage == 1, 3.0, 0.1)
    mean = np.full(len(series), 10.0)
    actual = rng.poisson(mean * rng.gamma(1.0 / excess, excess)).astype(float)
    ones = np.ones(len(series), dtype=np.int64)
    line = line_of(mean, (actual - mean) ** 2, ones, _rows(actual, mean, stage, series, ones))
    assert line.excess[1, 1, 0] < 0.5


def test_what_came_in_a_rehearsal_is_whole_pieces() -> None:
    """Counts are divided by what all series did and multiplied again; a count a rounding above itself would lie above
    the quantile that it ties with."""
    rng = np.random.default_rng(6)
    feast = np.where(np.arange(30) % 7 == 3, 1.7, 1.0)
    units = rng.poisson(np.exp(rng.normal(0.5, 0.8, 80))[:, None] * feast).astype(float)
    line, week = np.nonzero(np.cumsum(units, axis=1) > 0)
    columns = {"sku": np.array([f"s{one:02d}" for one in line]), "date": MONDAY + 7 * week, "units": units[line, week]}
    panel = read_panel(pa.table(columns), None, None, ahead=4, every="week")
    answer = forecast_panel(panel, LEVELS, 0, Silence(), cumulative=False)
    assert len(answer.errors.actual) > 500
    assert (answer.errors.actual % 1 == 0).all()


def test_options_are_wanted_in_whole_pieces_though_past_demand_is_told_in_parts() -> None:
    """What an empty shelf turned away is an estimate; a forecast in fractions misses the chance of no sale at all."""
    rng = np.random.default_rng(7)
    count, weeks = 40, 30
    options = tuple(Option(option_id=f"o{one:02d}", style_id="TEE", colour=f"c{one}", price_cents=3000, cost_breaks=(),
                           minimum_units=0) for one in range(count))  # fmt: skip
    sizes = SizeScale(size_scale_id="one", sizes=("M",))
    catalogue = Catalogue(size_scales=(sizes,), styles=(Style(style_id="TEE", category="t", size_scale_id="one"),),
                          options=options, skus=())  # fmt: skip
    units = rng.poisson(1.0, count * weeks) * 1.07
    names = [option.option_id for option in options]
    columns = {name: np.zeros(len(units)) for name in OPTION_HISTORY.names} | {
        "option_id": np.repeat(names, weeks), "week_start": np.tile(MONDAY + 7 * np.arange(weeks), count),
        "demand_units": units, "in_stock_share": np.ones(len(units)), "price_cents": np.full(len(units), 3000.0),
    }  # fmt: skip
    history = pa.table(columns).cast(OPTION_HISTORY)
    told = forecast_options(
        history, catalogue, PRICE_PLAN.empty_table(), as_of=date(2024, 7, 29), horizon_weeks=6
    ).table
    lower, middle = told["q10"].to_numpy(), told["q50"].to_numpy()
    assert (middle % 1 == 0).all()
    assert (lower == 0.0).mean() > 0.95
    assert told["mean"].to_numpy().mean() == pytest.approx(1.07, rel=0.15)


def _rows(actual: np.ndarray, mean: np.ndarray, stage: np.ndarray, series: np.ndarray, horizon: np.ndarray) -> Errors:
    return Errors(actual=actual, mean=mean, matrix=np.zeros((len(mean), 1)), stage=stage, series=series,
                  is_sum=np.zeros(len(mean), bool), origin=np.zeros(len(mean), np.int64), horizon=horizon,
                  is_launched=series < 20)  # fmt: skip


def _told(width: Width, errors: Errors, horizon: int) -> np.ndarray:
    """Quantiles of a settled series that sells 60."""
    one, no = np.full(1, horizon), np.zeros(1, bool)
    return width.quantiles(np.full(1, 60.0), errors.matrix[:1], errors.stage[:1], no, one, no)[0]
