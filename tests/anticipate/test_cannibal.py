"""How much options of one style take from one another is found where siblings come, go and run out."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate.cannibal import cannibalisation

STYLES, COLOURS, WEEKS = 20, 3, 40


def _day(week: int) -> date:
    return date(2024, 1, 1) + timedelta(weeks=int(week))


def world(seed: int, of_style: float, of_category: float, fashion: float = 0.0) -> tuple[pa.Table, Any]:
    """Option-weeks whose rate falls with age and crowd, with launches, ends and empty shelves; and their catalogue.

    With `fashion`, styles have waves of demand, and shelves are empty the more often the higher the wave.
    """
    rng = np.random.default_rng(seed)
    count = STYLES * COLOURS
    style = np.arange(count) // COLOURS
    week = np.arange(WEEKS)
    launch = np.where(rng.random(count) < 0.5, 0, rng.integers(0, 30, count))
    end = launch + rng.integers(12, 60, count)
    there = (week >= launch[:, None]) & (week < end[:, None])
    wave = fashion * np.cumsum(rng.normal(0, 0.4, (STYLES, WEEKS)), axis=1)[style]
    wave -= wave.mean(axis=1, keepdims=True)
    on = there & (rng.random((count, WEEKS)) > np.clip(0.1 + 0.3 * wave, 0.02, 0.8))

    def crowd(group: np.ndarray) -> np.ndarray:
        return np.maximum((group[:, None] == group[None, :]).astype(int) @ there.astype(int), 1)

    rate = np.exp(rng.normal(2.5, 0.6, count))[:, None] * np.exp(-0.03 * np.maximum(week - launch[:, None], 0))
    rate = (
        rate
        * np.exp(wave)
        * (1 + 0.3 * np.sin(week / 7))
        * crowd(style) ** -of_style
        * crowd(style % 4) ** -of_category
    )
    sold = rng.poisson(rate * rng.gamma(10, 0.1, rate.shape)) * on
    rows = [
        {"option_id": f"O{one}", "week_start": _day(at), "price_cents": 2000.0, "sold_units": float(sold[one, at]),
         "in_stock_share": float(on[one, at])}
        for one in range(count) for at in week if at >= launch[one]
    ]  # fmt: skip
    options = {
        f"O{one}": SimpleNamespace(style_id=f"S{style[one]}", season_end=_day(end[one] - 1)) for one in range(count)
    }
    styles = {f"S{one}": SimpleNamespace(category=f"C{one % 4}") for one in range(STYLES)}
    return pa.Table.from_pylist(rows), SimpleNamespace(option=options, style=styles)


@pytest.mark.parametrize(("of_style", "of_category"), [(0.0, 0.0), (0.4, 0.0), (0.8, 0.0), (0.0, 0.4)])
def test_the_elasticity_is_found(of_style: float, of_category: float) -> None:
    told = [cannibalisation(*world(seed, of_style, of_category)).to_pylist() for seed in (1, 2, 3, 4)]
    style, category = (np.array([one[at]["elasticity"] for one in told]) for at in (0, 1))
    assert style.mean() == pytest.approx(of_style, abs=0.08)
    assert category.mean() == pytest.approx(of_category, abs=0.15)
    assert all(row["low"] <= row["elasticity"] <= row["high"] for one in told for row in one)


def test_a_style_in_fashion_that_empties_its_shelves_is_not_taken_for_siblings_that_take_from_one_another() -> None:
    style = [cannibalisation(*world(seed, 0.0, 0.0, fashion=0.5)).to_pylist()[0]["elasticity"] for seed in range(6)]
    assert np.mean(style) < 0.15


def test_a_crowd_that_never_changes_says_nothing() -> None:
    rows = [
        {"option_id": f"O{one}", "week_start": _day(at), "price_cents": 2000.0,
         "sold_units": float(5 + one % 3), "in_stock_share": 1.0}
        for one in range(10) for at in range(30)
    ]  # fmt: skip
    options = {f"O{one}": SimpleNamespace(style_id=f"S{one // 2}", season_end=None) for one in range(10)}
    styles = {f"S{one}": SimpleNamespace(category="C") for one in range(5)}
    told = cannibalisation(pa.Table.from_pylist(rows), SimpleNamespace(option=options, style=styles)).to_pylist()
    assert [(row["elasticity"], row["low"], row["high"]) for row in told] == [(0.0, 0.0, 1.0)] * 2


def test_no_history_says_nothing() -> None:
    table, catalogue = world(1, 0.0, 0.0)
    assert cannibalisation(table.slice(0, 0), catalogue)["elasticity"].to_pylist() == [0.0, 0.0]
