"""Laws of the loop and of the painted world: no look-ahead, nothing made of nothing, the same seed the same season."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.simulate.floor import SMALL, FloorSettings
from treadle.simulate.live import known_by, live
from treadle.simulate.market import MarketSettings, draw_season
from treadle.simulate.rules import PlainRule
from treadle.simulate.score import score
from treadle.simulate.shelf import refill, serve
from treadle.simulate.world import Orders, SimulatedWorld
from treadle.terms.signal import IN_STOCK, SIGNALS
from treadle.terms.snapshot import Snapshot

MARKET = MarketSettings(options=9, weeks=16, past_weeks=16, markdown_weeks=3, mean_customers=200.0)
RULE = PlainRule(kind=SMALL, market=MARKET, cover_weeks=4)


class Prophet(SimulatedWorld):
    """A world that also shows what is only known later: tomorrow's sales and tomorrow's shelves."""

    def see(self, now):  # type: ignore[no-untyped-def]
        snapshot = super().see(now)
        later = datetime.combine(now, time(), UTC) + timedelta(hours=self.hours_later)
        row = snapshot.signals.slice(0, 1).to_pylist()[0] | {
            "signal_id": "later", "kind": "order", "sku": "S000-M", "option_id": None, "query": None,
            "happened_at": later - timedelta(days=7), "known_at": later, "units": 900.0,
        }  # fmt: skip
        shelf = {"sku": "S000-M", "shop": None, "day": later.date(), "in_stock_share": 0.0}
        return replace(
            snapshot,
            signals=pa.concat_tables([snapshot.signals, pa.Table.from_pylist([row], SIGNALS)]),
            in_stock=pa.concat_tables([snapshot.in_stock, pa.Table.from_pylist([shelf], IN_STOCK)]),
        )


def lived(world: SimulatedWorld) -> tuple[Orders, ...]:
    days = [world.first_day + timedelta(days=7 * week) for week in range(MARKET.weeks + 3)]
    orders = live(world, days, RULE)
    world.wait(days[-1] + timedelta(days=7))
    return orders


@given(hours=st.integers(0, 400), seed=st.integers(0, 3))
@settings(max_examples=6)
def test_facts_known_only_later_change_nothing(hours: int, seed: int) -> None:
    plain, told = (made(MARKET, FloorSettings(), SMALL, seed) for made in (SimulatedWorld, Prophet))
    told.hours_later = hours  # type: ignore[attr-defined]
    assert lived(plain) == lived(told)
    assert score(plain) == score(told)


def test_a_fact_known_before_midnight_does_change_a_decision() -> None:
    plain, told = (made(MARKET, FloorSettings(), SMALL, 0) for made in (SimulatedWorld, Prophet))
    told.hours_later = -1  # type: ignore[attr-defined]
    assert lived(plain) != lived(told)


def test_a_snapshot_is_the_same_with_facts_known_later_beside_it() -> None:
    told = Prophet(MARKET, FloorSettings(), SMALL, 0)
    told.hours_later = 0  # type: ignore[attr-defined]
    told.wait(told.first_day)
    seen: Snapshot = told.see(told.first_day)
    assert known_by(seen).fingerprint() == SimulatedWorld.see(told, told.first_day).fingerprint()
    assert seen.fingerprint() != known_by(seen).fingerprint()


def test_days_must_ascend() -> None:
    world = SimulatedWorld(MARKET, FloorSettings(), SMALL, 0)
    with pytest.raises(ValueError, match="ascend"):
        live(world, [world.first_day, world.first_day], RULE)


@given(seed=st.integers(0, 50))
@settings(max_examples=8)
def test_no_piece_appears_or_is_lost(seed: int) -> None:
    """What was ordered is on a shelf, on its way, with a customer, or spoilt in making: never more, never less."""
    world = SimulatedWorld(MARKET, FloorSettings(defect_share=0.0), SMALL, seed)
    lived(world)
    books = world.books
    kept = books.sold.sum() - books.returned.sum() - world._back.sum()
    assert kept + world.left().sum() == books.made.sum()
    assert (world.stock >= 0).all()


@given(data=st.data(), customers=st.integers(0, 60))
@settings(max_examples=40)
def test_nobody_is_sold_what_is_not_there(data: st.DataObject, customers: int) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    stock = rng.integers(0, 6, (2, 3, 2))
    before = stock.copy()
    site, option, size = (rng.integers(0, top, customers) for top in (2, 3, 2))
    second = rng.integers(-1, 3, customers)
    served = serve(stock, site, option, second, size, rng.random(customers) < 0.3)
    assert (stock >= 0).all()
    assert (before.sum(axis=0) - stock.sum(axis=0) == served.sold).all()
    assert (served.returning <= served.sold).all()
    cell = np.ravel_multi_index((site, option, size), before.shape)
    wanted = np.bincount(cell, minlength=before.size).reshape(before.shape)
    # a shelf with more than was first asked for never stays shut to a first wish
    assert (served.open_share[before > wanted + customers] == 1.0).all()
    assert served.wanted.sum() == customers


def test_shops_are_refilled_from_the_warehouse_without_loss() -> None:
    stock = np.array([[[10]], [[0]], [[1]]])
    refill(stock, np.array([0.5, 0.3, 0.2]))
    assert stock.ravel().tolist() == [4, 4, 3]


@given(seed=st.integers(0, 10**6))
@settings(max_examples=5)
def test_policies_meet_the_same_customers_and_a_placebo_the_same_demand(seed: int) -> None:
    one, other = draw_season(MARKET, seed)[1], draw_season(replace(MARKET, signal_strength=0.0), seed)[1]
    assert np.array_equal(one.interest, other.interest)
    assert np.array_equal(one.customers.option, other.customers.option)
    assert not np.array_equal(one.views, other.views)


def test_looks_lead_sales_and_a_placebo_s_do_not() -> None:
    def told(strength: float) -> float:
        found = []
        for seed in range(12):
            market = draw_season(replace(MARKET, signal_strength=strength, options=60), seed)[1]
            views, later = market.views[:, 8], market.interest[:, 10]
            found.append(np.corrcoef(np.log1p(views), np.log(later))[0, 1])
        return float(np.mean(found))

    assert told(0.8) > 0.7
    assert abs(told(0.0)) < 0.1
