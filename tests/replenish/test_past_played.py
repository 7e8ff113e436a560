"""Orders lean as far as the brand's own past says: a forecast that is a tenth off costs little, all series moving
together, and a right one is left as it is."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from treadle.replenish.order import Paths, decide_orders, weeks_needed
from treadle.replenish.past import LEANS, Past, lean_of, played
from treadle.replenish.stock import Terms

TERMS = Terms(lead_weeks=2, review_weeks=1, shortage_cost=1.0, holding_cost=0.2)
PAIRS, SEEN, WEEKS, WARM, PATHS = 30, 38, 40, 6, 60
#: Shape of the gamma that a week's demand is Poisson around, and how far all pairs together stray from week to week.
SHAPE, COMMON = 4.0, 0.08
WORLDS = (0, 1, 2)


@cache
def world(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Means (n,), and demand (n, SEEN + WEEKS) that strays from them pair by pair and all together."""
    rng = np.random.default_rng(seed)
    mean = np.exp(rng.normal(1.3, 0.7, PAIRS))
    common = np.zeros(SEEN + WEEKS)
    for week in range(1, len(common)):
        common[week] = 0.6 * common[week - 1] + rng.normal(0.0, COMMON)
    expected = mean[:, None] * np.exp(common)[None, :]
    return mean, rng.poisson(expected * rng.gamma(SHAPE, 1.0 / SHAPE, expected.shape)).astype(float)


def told(seed: int, week: int, times: float) -> Paths:
    """Paths around so many times the true mean, all pairs' common level among what is not known."""
    drawn = np.random.default_rng(week)
    common = np.exp(drawn.normal(0.0, 1.25 * COMMON, (1, PATHS, 1)))
    expected = times * world(seed)[0][:, None, None] * common
    return drawn.poisson(expected * drawn.gamma(SHAPE, 1.0 / SHAPE, (PAIRS, PATHS, weeks_needed(TERMS)))).astype(float)


def past(off: float, seed: int = 0) -> Past:
    """What came, and forecasts of it that were `off` times right."""
    came = world(seed)[1][:, :SEEN]
    return Past(
        told=lambda week, times: told(seed, week, off * times), came=came, is_full=np.ones(came.shape, dtype=bool)
    )


@cache
def lean(off: float, seed: int) -> float:
    return lean_of(past(off, seed), TERMS)


@cache
def cost(times: float, seed: int) -> float:
    """Of the weeks after the past, by one who orders for so many times the true means."""
    came = world(seed)[1][:, SEEN:]
    coming = Past(told=lambda week, scale: told(seed, 1000 + week, times * scale), came=came, is_full=came >= 0)
    return float(played(coming, TERMS, 1.0)[WARM:].sum())


def dearer(off: float, *, leans: bool) -> float:
    """How many times the cost of right forecasts, on the mean of the worlds."""
    of_worlds = [cost(off * (lean(off, seed) if leans else 1.0), seed) / cost(1.0, seed) for seed in WORLDS]
    return float(np.mean(of_worlds))


@pytest.mark.parametrize("off", [0.9, 1.1])
def test_a_forecast_that_is_a_tenth_off_is_mended_by_the_past(off: float) -> None:
    assert dearer(off, leans=True) < 1.03
    assert dearer(off, leans=True) < dearer(off, leans=False)


def test_a_right_forecast_is_left_nearly_as_it_is() -> None:
    assert dearer(1.0, leans=True) < 1.01
    assert [abs(lean(1.0, seed) - 1.0) < 0.1 for seed in WORLDS] == [True] * 3


def test_a_short_past_is_no_lesson() -> None:
    short = past(1.3)
    assert lean_of(Past(told=short.told, came=short.came[:, :14], is_full=short.is_full[:, :14]), TERMS) == 1.0
    assert lean_of(Past(told=short.told, came=short.came[:0], is_full=short.is_full[:0]), TERMS) == 1.0


def test_the_past_is_played_by_hand() -> None:
    # Five a week are expected and come; five lie there at first, and five are under way for each of two weeks: five are
    # left of weeks 0 and 1 at a fifth each, and the order of week 0 leaves nothing. Who orders for ten a week has ten
    # arrive in weeks 2 and 3 and five from then on: 10 and 15 are left, then 15 (in a week nobody knows), then 15.
    def steady(week: int, times: float) -> Paths:
        return np.full((1, 4, weeks_needed(TERMS)), 5.0 * times)

    came, full = np.full((1, 6), 5.0), np.ones((1, 6), dtype=bool)
    full[0, 4] = False
    found = played(Past(told=steady, came=came, is_full=full), TERMS, 1.0)
    assert found.tolist() == [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    twice = played(Past(told=steady, came=came, is_full=full), TERMS, 2.0)
    assert twice[2:].tolist() == pytest.approx([2.0, 3.0, 0.0, 3.0])


def test_orders_are_placed_every_review_and_leans_stand_in_order() -> None:
    terms = Terms(lead_weeks=1, review_weeks=2, shortage_cost=1.0, holding_cost=0.2)

    def steady(week: int, times: float) -> Paths:
        assert week % 2 == 0
        return np.full((1, 2, weeks_needed(terms)), 3.0 * times)

    found = played(Past(told=steady, came=np.full((1, 9), 3.0), is_full=np.ones((1, 9), dtype=bool)), terms, 1.0)
    assert found[3:].max() <= 0.6 + 1e-9
    assert list(LEANS) == sorted(LEANS) and 1.0 in LEANS
    assert decide_orders(steady(0, 1.0), np.zeros(1), np.zeros((1, weeks_needed(terms))), terms).units[0] == 6
