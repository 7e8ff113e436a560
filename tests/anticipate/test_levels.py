"""Where a forecast's level comes from: a steady one that few large sales bend little, and trees whose total no single
quarter decides."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate.baselines import plain_levels
from treadle.anticipate.features import CALENDAR, Rows
from treadle.anticipate.learning import Forest, Points, dated, draw, forest_of, gather
from treadle.anticipate.panel import Panel
from treadle.anticipate.reading import read_panel
from treadle.anticipate.states import family_of

MONDAY = np.datetime64("2022-01-03")


def panel_of(units: np.ndarray, in_stock: np.ndarray | None = None, ahead: int = 4) -> Panel:
    """Weeks of NaN have no row."""
    line, week = np.nonzero(np.isfinite(units))
    columns = {"sku": np.array([f"s{one:04d}" for one in line]), "date": MONDAY + 7 * week, "units": units[line, week]}
    if in_stock is not None:
        columns["in_stock"] = in_stock[line, week]
    return read_panel(pa.table(columns), None, None, ahead=ahead, every="week")


def steady(panel: Panel) -> np.ndarray:
    return np.asarray(plain_levels(panel)["steady level"][:, -1], dtype=float)


def test_a_bulk_order_bends_a_steady_level_little_and_a_change_of_level_is_followed() -> None:
    units = np.full((3, 40), 4.0)
    units[1, 36] = 400.0
    units[2, 20:] = 8.0
    level = steady(panel_of(units))
    assert level[0] == pytest.approx(4.0, rel=0.05)
    assert level[1] < 4.0 * 1.35
    assert level[2] > 7.0


def test_weeks_of_an_empty_shelf_leave_a_steady_level_as_it_was() -> None:
    units = np.full((2, 30), 6.0)
    units[1, 15:25] = 0.0
    stocked = np.ones((2, 30), dtype=bool)
    stocked[1, 15:25] = False
    assert steady(panel_of(units, stocked)) == pytest.approx(6.0, rel=0.03)


def test_a_new_series_is_heard_whole_and_leans_on_the_usual_one() -> None:
    units = np.full((3, 30), 5.0)
    units[2, :-1] = np.nan
    units[2, -1] = 20.0
    level = steady(panel_of(units))
    assert 10.0 < level[2] < 20.0


def brisk(panel: Panel) -> np.ndarray:
    return np.asarray(plain_levels(panel)["brisk level"][:, -1], dtype=float)


def test_a_brisk_level_follows_a_change_within_a_month_and_bends_to_a_bulk_order_no_more_than_a_steady_one_must() -> (
    None
):
    units = np.full((3, 40), 4.0)
    units[1, 39] = 400.0
    units[2, 36:] = 12.0
    level = brisk(panel_of(units))
    assert level[1] < 4.0 * 2.5
    assert level[2] > 9.0 > steady(panel_of(units))[2]


def grown(panel: Panel, now: int, rows: int = 9000) -> Forest:
    family = family_of(panel)
    learned = gather(panel, family, draw(panel, 1, now, rows, np.random.default_rng(0)))
    return forest_of(panel, family, np.ones(panel.periods.seen + panel.periods.ahead), learned, now, 0)


def coming(panel: Panel) -> Rows:
    """Rows of every series, all coming periods."""
    ahead = panel.periods.ahead
    series = np.repeat(np.arange(panel.count), ahead)
    horizon = np.tile(np.arange(1, ahead + 1), panel.count)
    origin = np.full(len(series), panel.periods.seen)
    return gather(panel, family_of(panel), Points(series=series, origin=origin, horizon=horizon))


def test_what_trees_say_of_the_total_is_believed_by_how_many_targets_said_it() -> None:
    """A short history that rose all along: trees go on with it, the levels do not, and the total lies with the levels
    where no target was seen at the horizon."""
    rng = np.random.default_rng(1)
    rising = np.exp(np.linspace(0.0, 1.5, 12))
    units = rng.poisson(np.exp(rng.normal(1.5, 0.6, 150))[:, None] * rising[None, :]).astype(float) + 1.0
    panel = panel_of(units, ahead=12)
    forest = grown(panel, 12)
    rows = coming(panel)
    told = np.bincount(rows.horizon - 1, forest.mean(panel, rows))
    level = steady(panel).sum()
    assert told[-1] == pytest.approx(level, rel=0.02)
    free = told * np.exp(-forest.bend)
    far = np.abs(np.log(told / level)) / np.maximum(np.abs(np.log(free / level)), 1e-9)
    assert far[0] == pytest.approx(11 / 23, abs=0.01)
    assert np.all(np.diff(far) <= 1e-9)


def test_trees_of_a_long_steady_history_keep_their_total() -> None:
    rng = np.random.default_rng(1)
    units = rng.poisson(np.exp(rng.normal(1.0, 0.8, 120))[:, None], (120, 40)).astype(float)
    panel = panel_of(units)
    rows = coming(panel)
    told = grown(panel, 40).mean(panel, rows).sum() / 4
    assert told == pytest.approx(units[:, -13:].mean(axis=1).sum(), rel=0.06)


def test_series_that_stood_before_the_grid_have_no_age() -> None:
    units = np.full((6, 30), 3.0)
    units[4:, :10] = np.nan
    panel = panel_of(units)
    rows = coming(panel)
    for name in ("age", "age_at_target", "seen"):
        told = rows.matrix[:, rows.names.index(name)]
        assert np.isnan(told[rows.series < 4]).all()
        assert (told[rows.series >= 4] >= 20).all()


def test_the_calendar_is_told_where_a_year_was_seen_and_stays_with_the_trees() -> None:
    rng = np.random.default_rng(2)
    long = panel_of(rng.poisson(3.0, (30, 80)).astype(float))
    short = panel_of(rng.poisson(3.0, (30, 40)).astype(float))
    for panel, is_told in ((long, True), (short, False)):
        rows = gather(panel, family_of(panel), draw(panel, 1, panel.periods.seen, 5000, rng))
        calendar = [place for place, name in enumerate(rows.names) if name.startswith(CALENDAR)]
        assert bool(calendar) == is_told
        assert not set(calendar) & set(dated(rows))
