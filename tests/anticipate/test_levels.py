"""Where a forecast's level comes from: a steady one that few large sales bend little, and trees whose total no single
quarter decides."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate.baselines import plain_levels
from treadle.anticipate.features import CALENDAR
from treadle.anticipate.learning import LOG_SHARES, Scored, dated, draw, gather, grow_all, link_of, sample_of
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


def test_the_total_of_the_trees_is_not_that_of_a_held_out_quarter() -> None:
    rng = np.random.default_rng(1)
    units = rng.poisson(np.exp(rng.normal(1.0, 0.8, 120))[:, None], (120, 40)).astype(float)
    panel = panel_of(units)
    family = family_of(panel)
    pace = np.ones(44)
    learned = gather(panel, family, draw(panel, 1, 30, 9000, rng))
    trees = grow_all(sample_of(panel, learned, pace, 30), learned, 0)
    rows = gather(panel, family, draw(panel, 30, 40, 9000, rng))
    came = panel.units[rows.series, rows.target]
    scored = Scored.of(trees, rows)
    weight = np.ones(len(came))
    for share in LOG_SHARES:
        calm, feast = (link_of(scored, rows, times * came, weight, share) for times in (1.0, 2.0))
        assert feast.mean(scored).sum() == pytest.approx(calm.mean(scored).sum(), rel=1e-6)
        assert calm.mean(scored).sum() == pytest.approx(came.sum(), rel=0.05)


def test_the_calendar_is_told_where_a_year_was_seen_and_stays_with_the_trees() -> None:
    rng = np.random.default_rng(2)
    long = panel_of(rng.poisson(3.0, (30, 80)).astype(float))
    short = panel_of(rng.poisson(3.0, (30, 40)).astype(float))
    for panel, is_told in ((long, True), (short, False)):
        rows = gather(panel, family_of(panel), draw(panel, 1, panel.periods.seen, 5000, rng))
        calendar = [place for place, name in enumerate(rows.names) if name.startswith(CALENDAR)]
        assert bool(calendar) == is_told
        assert not set(calendar) & set(dated(rows))
