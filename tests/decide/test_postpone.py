"""How much cloth to hold undyed: laws, and a slow search beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from treadle.decide.postpone import Cloth, Colour, _linear, _scenarios, postpone

LEVELS = tuple(round(0.05 * step, 2) for step in range(1, 20))
CLOTH = Cloth(
    fabric_id="jersey", greige_cents=300, dye_cents=200, late_dye_cents=280, dyed_left_cents=60, greige_left_cents=240
)


def colour(name: str, mean: float = 100.0, width: float = 0.9) -> Colour:
    units = tuple(mean * (1 - width + 2 * width * level) for level in LEVELS)
    return Colour(option_id=name, levels=LEVELS, units=units, metres_each=1.5, gain_cents=2000)


COLOURS = [colour("red"), colour("navy", 200.0), colour("sand", 60.0)]


def test_greige_is_worth_more_the_more_the_signal_tells() -> None:
    gains = []
    for told in (0.0, 0.4, 0.8, 1.0):
        found = postpone(replace(CLOTH, told=told), COLOURS)
        assert found.profit_cents >= found.without_cents - 1e-6
        gains.append(found.profit_cents - found.without_cents)
    assert gains == sorted(gains) and gains[-1] > 5 * max(gains[0], 1.0)
    assert postpone(replace(CLOTH, told=1.0), COLOURS).greige_metres > 100


def test_where_later_dyeing_costs_more_than_it_can_save_nothing_is_held() -> None:
    found = postpone(replace(CLOTH, late_dye_cents=5000), COLOURS)
    assert found.greige_metres == 0
    assert found.profit_cents == pytest.approx(found.without_cents)
    assert found.reason.code == "postpone.none"


def test_with_a_signal_that_tells_all_and_free_lateness_every_colour_waits() -> None:
    found = postpone(replace(CLOTH, told=1.0, late_dye_cents=200, greige_left_cents=300), COLOURS)
    # leftover greige costs nothing, so whatever may be wanted is there: profit is that of all demand
    demand = _scenarios(replace(CLOTH, told=1.0), COLOURS, 0)
    assert found.profit_cents == pytest.approx(float(demand.sum(axis=2).mean()) * (2000 / 1.5 - 500), rel=0.001)


def test_lots_are_nothing_or_the_minimum() -> None:
    cloth = replace(CLOTH, lot_metres=180.0)
    found = postpone(cloth, COLOURS)
    assert all(amount == 0 or amount >= 180 for amount in found.dye_now_metres.values())
    assert found.profit_cents <= postpone(CLOTH, COLOURS).profit_cents + 1e-6
    # slow: every choice of colours that are dyed now at all
    demand = _scenarios(cloth, COLOURS, 0)
    best = max(
        _linear(cloth, COLOURS, demand, 180.0 * chosen, np.where(chosen, np.inf, 0.0), True)[3]
        for chosen in (np.array([bool(code & 1 << at) for at in range(3)]) for code in range(8))
    )
    assert found.profit_cents == pytest.approx(best)


def test_no_other_split_is_better() -> None:
    found = postpone(CLOTH, COLOURS)
    demand = _scenarios(CLOTH, COLOURS, 0)
    rng = np.random.default_rng(1)
    at = np.array(list(found.dye_now_metres.values()))
    for _ in range(30):
        other = np.maximum(at * np.exp(rng.normal(0, 0.3, 3)), 0.0)
        assert _linear(CLOTH, COLOURS, demand, other, other, True)[3] <= found.profit_cents + 1e-6


def test_what_cannot_wait_is_dyed_now() -> None:
    hurried = [replace(one, can_wait=one.option_id != "navy") for one in COLOURS]
    found = postpone(CLOTH, hurried)
    assert found.late_metres["navy"] == 0.0
    assert found.without_cents <= found.profit_cents <= postpone(CLOTH, COLOURS).profit_cents + 1e-6
    assert postpone(CLOTH, [replace(one, can_wait=False) for one in COLOURS]).greige_metres == 0.0
