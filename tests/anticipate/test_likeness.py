"""How alike the nearest of a new option are, in words: the traits that it shares with what was sold."""

from __future__ import annotations

import numpy as np

from treadle.anticipate.likeness import likeness, told_new
from treadle.anticipate.panel import Panel
from treadle.anticipate.periods import Periods


def panel(categories: list[str], fabrics: list[str]) -> Panel:
    """Four T-shirts that were sold and one option that was not, with two traits each."""
    count = len(categories)
    groups, labels = {}, {}
    for name, texts in (("category", categories), ("attribute_fabric", fabrics)):
        labels[name] = sorted(set(texts))
        groups[name] = np.array([labels[name].index(text) for text in texts], dtype=np.int64)
    flat = np.zeros(count)
    return Panel(
        periods=PERIODS, skus=[f"OPT{at}" for at in range(count)], sites=None, units=np.zeros((count, 1)),
        exposure=np.ones((count, 1)), start=flat.astype(np.int64), is_new=flat == 1, age_offset=flat, is_whole=True,
        is_dated=flat == 1, on_sale=np.ones((count, 1)), groups=groups, labels=labels,
    )  # fmt: skip


PERIODS = Periods(every="week", first_day=np.datetime64("2026-03-02"), seen=1, ahead=1)
SOLD = np.arange(4)


def test_an_option_unlike_all_that_was_sold_says_so_and_how_unlike() -> None:
    coat = panel(["T-shirt"] * 4 + ["trench coat"], ["jersey"] * 3 + ["gabardine", "gabardine"])
    why = told_new(coat, 4, SOLD)
    assert (why.code, why.fact("share"), why.fact("kinds")) == ("forecast.unlike", 0.125, "T-shirt")
    assert likeness(coat, 4, SOLD) == 0.125
    shirt = panel(["T-shirt"] * 5, ["jersey"] * 3 + ["gabardine", "gabardine"])
    near = told_new(shirt, 4, SOLD)
    assert (near.code, near.fact("share")) == ("forecast.new", 0.625), "its cause taken away: now it is alike"
    assert told_new(shirt, 4, SOLD[:0]).fact("alike") == "all options"
