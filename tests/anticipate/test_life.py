"""Drops rise and fade as the drops before them did, where their lives are alike and their launches known."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate import anticipate
from treadle.anticipate.life import in_life
from treadle.anticipate.panel import Panel
from treadle.anticipate.reading import read_panel

MONDAY = np.datetime64("2024-01-01")
WEEKS, AHEAD = 40, 8
#: Week of launch of each drop of ten; the last has sold for four weeks.
DROPS = (6, 14, 22, 36)
STOOD = 20


def life(age: np.ndarray) -> np.ndarray:
    """Part of a piece's best week: up for six weeks, down for sixteen."""
    return np.where(age < 0, 0.0, np.clip(np.minimum((age + 1) / 6, 1 - (age - 5) / 16), 0.1, 1.0))


def range_of(rng: np.random.Generator, lives: str) -> tuple[np.ndarray, np.ndarray]:
    """Expected units (60, WEEKS + AHEAD) of a range, and launches below 0 for what stood. `lives` are 'alike', 'none',
    or 'apart' where every drop has its own."""
    launch = np.r_[np.full(STOOD, -30), np.repeat(DROPS, 10)]
    age = np.arange(WEEKS + AHEAD)[None, :] - launch[:, None]
    level = np.exp(rng.normal(3.2, 0.5, len(launch)))[:, None]
    there = (age >= 0).astype(float)
    if lives == "none":
        return level * there, launch
    if lives == "apart":
        steps = np.cumsum(rng.normal(0.0, 0.35, (len(DROPS), WEEKS + AHEAD)), axis=1)
        walks = np.exp(np.clip(steps[np.repeat(np.arange(len(DROPS)), 10)], -1.5, 1.5))
        return level * there * np.r_[np.ones((STOOD, WEEKS + AHEAD)), walks], launch
    return level * np.where(launch[:, None] < 0, 1.0, life(age)), launch


def tables(units: np.ndarray, launch: np.ndarray) -> tuple[pa.Table, pa.Table]:
    line, week = np.nonzero(np.arange(WEEKS)[None, :] >= launch[:, None])
    names = np.array([f"s{one:02d}" for one in range(len(units))])
    history = pa.table({"sku": names[line], "date": MONDAY + 7 * week, "units": units[line, week].astype(float)})
    return history, pa.table({"sku": names, "launch_day": MONDAY + 7 * launch})


def panel_of(seed: int, lives: str, *, is_dated: bool = True) -> Panel:
    rng = np.random.default_rng(seed)
    expected, launch = range_of(rng, lives)
    history, products = tables(rng.poisson(expected), launch)
    return read_panel(history, products if is_dated else None, None, ahead=AHEAD, every="week")


def test_a_young_drop_is_told_to_rise_and_fade_as_the_drops_before_it() -> None:
    rng = np.random.default_rng(1)
    expected, launch = range_of(rng, "alike")
    history, products = tables(rng.poisson(expected), launch)
    told = anticipate(history, products, horizon=AHEAD, every="week")["mean"].to_numpy().reshape(-1, AHEAD)
    coming = expected[:, WEEKS:]
    young = slice(STOOD + 30, STOOD + 40)
    assert told[young].sum() == pytest.approx(coming[young].sum(), rel=0.15)
    assert told[young, 1].sum() > 1.15 * told[young, 7].sum()
    fading = slice(STOOD + 20, STOOD + 30)
    assert told[fading].sum() == pytest.approx(coming[fading].sum(), rel=0.35)


def test_what_stood_has_no_life_and_what_is_new_begins_one() -> None:
    panel = in_life(panel_of(2, "alike"))
    assert panel.lift is not None
    assert (panel.lift[:STOOD] == 1.0).all()
    assert panel.lift[-1, 36] < 0.5 * panel.lift[-1, 41]


def test_no_life_is_learned_where_there_is_none_or_each_drop_has_its_own() -> None:
    for lives in ("none", "apart"):
        for seed in (3, 4):
            lift = in_life(panel_of(seed, lives)).lift
            assert lift is None or np.abs(np.log(lift)).max() < 0.25, lives


def test_a_first_sale_that_nobody_calls_a_launch_begins_no_life() -> None:
    assert in_life(panel_of(5, "alike", is_dated=False)).lift is None
