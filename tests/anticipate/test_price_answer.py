"""What an announced offer lifts is learned from offers past, is no level, and is told ahead of the next one."""

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate import anticipate
from treadle.anticipate.panel import Panel
from treadle.anticipate.price_answer import lifted
from treadle.anticipate.reading import read_panel

WEEKS, AHEAD = 40, 6
#: Weeks of offers of the even and of the odd series, the last one still to come for the even ones.
OFFERS = ((8, 9, 22, 38, 39, 43), (14, 15, 30, 31))
LIFT = 3.0


def _shop(lift: float = LIFT, count: int = 60) -> tuple[pa.Table, pa.Table, np.ndarray, np.ndarray]:
    """History, prices known ahead, expected units and usual levels of series whose offers take a quarter off."""
    rng = np.random.default_rng(11)
    level = np.exp(rng.normal(2.5, 0.5, count))
    share = np.ones((count, WEEKS + AHEAD))
    for parity, weeks in enumerate(OFFERS):
        share[parity::2, list(weeks)] = 0.75
    expected = level[:, None] * np.where(share < 1.0, lift, 1.0)
    units = rng.poisson(expected * rng.gamma(20.0, 1 / 20.0, expected.shape))
    names = np.array([f"sku {place}" for place in range(count)])
    days = np.datetime64("2024-01-01") + 7 * np.arange(WEEKS + AHEAD)
    history = pa.table({"sku": np.repeat(names, WEEKS), "date": np.tile(days[:WEEKS], count),
                        "units": units[:, :WEEKS].ravel()})  # fmt: skip
    known = pa.table({"sku": np.repeat(names, WEEKS + AHEAD), "date": np.tile(days, count),
                      "price": (40.0 * share).ravel()})  # fmt: skip
    return history, known, expected, level


def _panel(lift: float = LIFT) -> Panel:
    history, known, _, _ = _shop(lift)
    return read_panel(history, None, known, ahead=AHEAD, every="week")


def test_the_lift_of_offers_is_found_and_units_are_those_of_usual_prices() -> None:
    panel = lifted(_panel())
    assert panel.lift is not None
    assert panel.lift[0, [8, 43]] == pytest.approx([LIFT, LIFT], rel=0.12)
    assert panel.lift[0, [0, 44]].tolist() == panel.lift[1, [0, 43]].tolist() == [1.0, 1.0]
    reduced = panel.units[::2, list(OFFERS[0][:-1])].mean()
    usual = panel.units[::2, :8].mean()
    assert reduced == pytest.approx(usual, rel=0.1)


def test_an_offer_to_come_is_as_unsure_as_the_past_ones_differed() -> None:
    """The same past, and one whose offers lift now more, now less: its next offer is told wider, no other week."""
    history, known, _, _ = _shop()
    units = history["units"].to_numpy().reshape(60, WEEKS).copy()
    for at, week in enumerate(sorted({week for weeks in OFFERS for week in weeks if week < WEEKS})):
        offered = np.arange(0 if week in OFFERS[0] else 1, 60, 2)
        units[offered, week] = np.round(units[offered, week] * (0.6 if at % 2 else 1.6))
    restless = history.set_column(2, "units", pa.array(units.ravel()))
    calm, wild = (lifted(read_panel(one, None, known, ahead=AHEAD, every="week")) for one in (history, restless))
    assert calm.lift_doubt is not None
    assert wild.lift_doubt is not None
    assert wild.lift_doubt[0, 3] > 3.0 * calm.lift_doubt[0, 3] > 0.0
    assert wild.lift_doubt[0, 4] == wild.lift_doubt[1, 3] == 0.0
    wide = []
    for one in (history, restless):
        row = anticipate(one, None, known, horizon=AHEAD, every="week", quantiles=[0.1, 0.9]).to_pylist()[3]
        wide.append((row["q90"] - row["q10"]) / row["mean"])
    assert wide[1] > 1.3 * wide[0]


def test_nothing_is_lifted_where_offers_do_nothing_or_all_are_reduced_together() -> None:
    nothing = lifted(_panel(lift=1.0))
    assert nothing.lift is None or np.abs(np.log(nothing.lift)).max() < 0.1
    panel = _panel()
    price = np.tile(panel.known["price"][:1], (panel.count, 1))
    panel.known["price"] = price
    assert lifted(panel).lift is None


def test_an_offer_that_just_ended_is_no_level_and_the_next_one_is_seen_coming() -> None:
    history, known, expected, level = _shop()
    told = anticipate(history, None, known, horizon=AHEAD, every="week", seed=3)
    mean = told["mean"].to_numpy().reshape(-1, AHEAD)[::2].sum(axis=0)
    usual = level[::2].sum()
    assert mean[0] == pytest.approx(usual, rel=0.12)
    assert mean[43 - WEEKS] == pytest.approx(expected[::2, 43].sum(), rel=0.15)
