"""The pace of a panel: found again where it is known, told ahead by level, rhythm and season, and doubted enough."""

from __future__ import annotations

import numpy as np
import pytest

from treadle.anticipate.common_path import Doubt, backtested, told_path
from treadle.anticipate.pace import Pace, part_of_standing, together
from treadle.anticipate.periods import Periods


def weeks(seen: int, ahead: int = 8, first: str = "2023-03-06") -> Periods:
    return Periods(every="week", first_day=np.datetime64(first), seen=seen, ahead=ahead)


def test_a_common_path_is_found_again() -> None:
    rng = np.random.default_rng(1)
    path = np.exp(rng.normal(0.0, 0.3, 26))
    units = rng.poisson(np.exp(rng.normal(1.0, 1.0, 400))[:, None] * path[None, :]).astype(float)
    found = together(units, np.ones(units.shape), np.zeros(400, dtype=np.int64), 4)
    wanted = np.log(path) - np.median(np.log(path))
    assert np.abs(found - wanted).max() < 0.1


def test_the_life_cycle_of_a_range_is_no_pace_but_a_feast_is() -> None:
    rng = np.random.default_rng(2)
    launch = rng.integers(1, 14, 400)
    age = np.arange(24)[None, :] - launch[:, None]
    expected = np.where(age >= 0, 40.0 * 0.85 ** np.maximum(age, 0), 0.0)
    expected[:, 20] *= 2.0
    found = together(rng.poisson(expected).astype(float), (age >= 0).astype(float), launch, 4)
    late = np.delete(found[14:], 6)
    assert np.ptp(late) < 0.35
    assert found[20] - np.median(late) == pytest.approx(np.log(2.0), abs=0.2)


def test_few_series_are_not_taken_for_all() -> None:
    rng = np.random.default_rng(3)
    units = rng.poisson(2.0, (2, 30)).astype(float)
    assert np.abs(together(units, np.ones((2, 30)), np.zeros(2, dtype=np.int64), 4)).max() < 0.6


def test_a_season_of_two_years_comes_back() -> None:
    rng = np.random.default_rng(4)
    season = 0.5 * np.sin(2 * np.pi * np.arange(164) / 52)
    log = season + rng.normal(0.0, 0.05, 164)
    told = told_path(log[:156], weeks(156)).coming
    assert np.abs(told - season[156:]).mean() < 0.12


def test_a_change_of_level_is_followed_and_a_short_feast_is_not() -> None:
    flat = np.random.default_rng(5).normal(0.0, 0.03, 13)
    halved, feast = flat.copy(), flat.copy()
    halved[-4:] -= np.log(2.0)
    feast[-6:-4] += np.log(2.0)
    assert told_path(halved, weeks(13)).level == pytest.approx(-np.log(2.0), abs=0.1)
    assert told_path(feast, weeks(13)).level == pytest.approx(0.0, abs=0.1)


def test_feasts_of_a_quarter_are_no_level() -> None:
    """A sale of two weeks early in the quarter and one late: what comes stands where the other weeks stood."""
    flat = np.random.default_rng(6).normal(0.0, 0.05, 13)
    flat[2:4] += 0.9
    flat[8:10] += 0.7
    assert told_path(flat, weeks(13)).level == pytest.approx(0.0, abs=0.1)


def test_presents_end_with_christmas_where_no_year_was_seen() -> None:
    log = np.zeros(13)
    log[9:] = np.log(2.0)  # the weeks from Black Friday on
    told = told_path(log, weeks(13, ahead=6, first="2025-09-22"))
    assert told.level == pytest.approx(0.0, abs=0.05)
    assert told.coming[0] > 0.3
    assert np.abs(told.coming[2:]).max() < 0.1


def test_presents_that_were_never_seen_are_told_by_the_trade() -> None:
    """Twelve even weeks from the first of September: Black Friday lies in the first to come, Christmas in the fifth."""
    told = told_path(np.zeros(12), weeks(12, ahead=7, first="2025-09-01"))
    assert told.coming.tolist() == pytest.approx([0.17] * 5 + [0.0] * 2)
    assert told_path(np.zeros(12), weeks(12, ahead=7, first="2025-03-03")).coming.tolist() == pytest.approx([0.0] * 7)


def test_doubt_is_that_of_what_the_rule_missed_and_never_falls_with_the_horizon() -> None:
    rng = np.random.default_rng(6)
    calm = backtested(rng.normal(0.0, 0.02, 100), weeks(100))
    wild = backtested(np.cumsum(rng.normal(0.0, 0.15, 100)), weeks(100))
    assert (np.diff(calm.each) >= 0).all() and (np.diff(wild.each) >= 0).all()
    assert calm.each[0] < 0.06
    assert wild.each[-1] > 2 * calm.each[-1] and wild.each[-1] > wild.each[0]


def test_misses_of_single_weeks_meet_in_sums_but_those_of_a_level_do_not() -> None:
    rng = np.random.default_rng(8)
    single = backtested(rng.normal(0.0, 0.3, 100), weeks(100))
    level = backtested(np.cumsum(rng.normal(0.0, 0.15, 100)), weeks(100))
    assert (single.sums <= single.each).all() and (level.sums <= level.each).all()
    assert single.sums[-1] < 0.6 * single.each[-1]
    assert level.sums[-1] > 0.6 * level.each[-1]


@pytest.mark.parametrize("log", [np.zeros(0), np.array([0.2])])
def test_without_a_past_nothing_is_told(log: np.ndarray) -> None:
    told = told_path(log, weeks(len(log), ahead=3))
    assert told.coming.tolist() == [pytest.approx(float(log.sum()))] * 3
    assert backtested(log, weeks(len(log), ahead=3)).each.tolist() == pytest.approx([0.15] * 3)


def test_series_that_stood_before_the_grid_are_heard_before_launched_ones() -> None:
    """Three drops that fade, one option of each the talk of the town for a week, beside steady ones."""
    rng = np.random.default_rng(7)
    launch = np.repeat([-30, 6, 14, 22], [20, 12, 12, 12])
    age = np.arange(36)[None, :] - launch[:, None]
    fading = 20.0 * np.exp(-np.maximum(age - 6, 0) / 6.0) * (age >= 0)
    expected = np.where(launch[:, None] > 0, fading, 10.0)
    for line, period in ((20, 19), (32, 26), (44, 32)):
        expected[line, period] *= 30.0
    found = together(rng.poisson(expected).astype(float), (age >= 0).astype(float), launch, 4)
    assert abs(found[-6:].mean() - found[:6].mean()) < 0.2


def test_a_range_that_fades_while_others_come_goes_on_fading() -> None:
    noise = np.random.default_rng(8).normal(0.0, 0.05, (2, 13))
    falling = -0.07 * np.arange(13)
    told = told_path(falling + noise[0], weeks(13, 13), falling + noise[1])
    assert told.fading == pytest.approx(-0.07, abs=0.015)
    assert told.coming[-1] == pytest.approx(-0.07 * 25, abs=0.35)


def test_demand_that_falls_alone_is_a_season_and_a_part_that_falls_alone_is_growth() -> None:
    falling, flat = -0.07 * np.arange(13), np.random.default_rng(9).normal(0.0, 0.05, 13)
    assert told_path(falling + flat, weeks(13, 13), np.zeros(13)).fading == 0.0
    assert told_path(flat, weeks(13, 13), falling).fading == 0.0
    assert np.abs(told_path(flat, weeks(13, 13), falling).coming).max() < 0.15


def test_what_is_new_has_not_faded() -> None:
    none = Doubt(each=np.zeros(2), sums=np.zeros(2))
    pace = Pace(
        seen=np.array([0.2, 0.1, 0.0]), coming=np.array([-0.1, -0.2]), doubt=none, part=np.zeros(3), fading=-0.1
    )
    assert pace.at_launch == pytest.approx(np.ones(5))
    assert pace.times[-1] == pytest.approx(np.exp(-0.2))


@pytest.mark.parametrize("step", [0.04, -0.05])
def test_a_quarter_that_leans_beyond_chance_is_told_from_its_end_and_goes_on_for_a_while(step: float) -> None:
    noise = np.random.default_rng(10).normal(0.0, 0.02, 13)
    told = told_path(step * np.arange(13) + noise, weeks(13, 13))
    assert told.level == pytest.approx(12 * step, abs=0.06)
    ahead = (told.coming - told.level) / step
    assert ahead[0] == pytest.approx(0.84, abs=0.1)
    assert 4.0 < ahead[-1] < 5.5


def test_a_quarter_that_may_lean_by_chance_stands() -> None:
    for seed in range(20):
        log = 0.01 * np.arange(13) + np.random.default_rng(seed).normal(0.0, 0.15, 13)
        assert np.ptp(told_path(log, weeks(13, 13)).coming) < 0.02


def test_the_part_of_standing_series_is_theirs_of_all() -> None:
    units, start = np.array([[4.5, 2.5, 0.0], [0.0, 2.5, 7.5]]), np.array([-1, 1])
    assert np.exp(part_of_standing(units, start)) == pytest.approx([1.0, 3.0 / 5.5, 0.5 / 8.0])
    assert part_of_standing(units, np.array([0, 1])) == pytest.approx(np.zeros(3))
