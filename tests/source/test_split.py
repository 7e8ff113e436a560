"""Orders over factories: against a slow oracle, within every limit, and with reasons that are true."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.source.check import verify_split
from treadle.source.score import score_factories
from treadle.source.split import split_orders
from treadle.terms.sourcing import FactoryProfile, OrderToPlace, Quote

DAY = date(2026, 3, 2)


def factory(factory_id: str, **told: object) -> FactoryProfile:
    """A factory with room for 10,000 minutes a week at 10 cents a minute."""
    own = {"free_minutes": (10_000.0,), "minute_cents": 10.0, "lead_days": 14} | told
    return FactoryProfile(factory_id=factory_id, **own)  # type: ignore[arg-type]


def order(order_id: str, **told: object) -> OrderToPlace:
    """300 pieces of 20 minutes due in four weeks."""
    own = {"style_id": "S1", "units": 300, "minutes_per_unit": 20.0, "due_day": DAY + timedelta(days=28)} | told
    return OrderToPlace(order_id=order_id, **own)  # type: ignore[arg-type]


def split(orders: list[OrderToPlace], factories: list[FactoryProfile], quotes: tuple[Quote, ...] = ()):  # type: ignore[no-untyped-def]
    scores = score_factories((), [one.factory_id for one in factories])
    plan = split_orders(orders, factories, scores, quotes, as_of=DAY)
    assert verify_split(plan, orders, factories, quotes, as_of=DAY) == ()
    return plan


def test_the_cheapest_factory_takes_the_order_and_the_reason_names_the_next() -> None:
    plan = split([order("A")], [factory("NEAR"), factory("FAR", minute_cents=9.0)])
    (line,) = plan.lines
    assert (line.factory_id, line.units, line.cost_cents["price"]) == ("FAR", 300, 300 * 20 * 9)
    assert line.reason.code == "source.cheapest"
    assert (line.reason.fact("other"), line.reason.fact("each_cents"), line.reason.fact("part")) == (
        "NEAR",
        20,
        "price",
    )
    assert plan.gap_share < 0.001


def test_a_full_factory_is_the_reason_and_with_more_minutes_the_order_moves() -> None:
    orders = [order("A"), order("B")]
    near = [factory("NEAR"), factory("CHEAP", minute_cents=8.0, free_minutes=(1_500.0,), minimum_units=200)]
    plan = split(orders, near)
    (told,) = [one for one in plan.lines if one.factory_id == "NEAR"]
    assert (told.reason.code, told.reason.fact("other")) == ("source.full", "CHEAP")
    assert plan.price_of_hour_cents["CHEAP"] == pytest.approx(60 * 2.0, rel=0.01)
    freed = split(orders, [near[0], replace(near[1], free_minutes=(10_000.0,))])
    assert {one.factory_id for one in freed.lines} == {"CHEAP"}


def test_an_order_comes_apart_where_that_pays_and_each_part_keeps_the_minimum() -> None:
    few = [
        factory("A", free_minutes=(1_000.0,), minimum_units=50),
        factory("B", free_minutes=(1_000.0,), minimum_units=50),
    ]
    plan = split([order("X")], few)
    assert sum(one.units for one in plan.lines) == 300
    assert {one.factory_id for one in plan.lines} == {"A", "B"}
    held = split([order("X")], [replace(one, minimum_units=250) for one in few])
    assert held.lines == () and held.unplaced[0].units == 300
    assert (held.unplaced[0].reason.code, held.unplaced[0].reason.fact("hours")) == ("source.no_room", 100.0)


def test_what_nobody_can_make_says_how_many_are_kept_from_it_by_what() -> None:
    few = [factory("A", capabilities=frozenset({"knit"})), factory("B", minimum_units=500)]
    plan = split([order("X", needs=frozenset({"denim"})), order("Y", approved=frozenset({"B"}))], few)
    one, other = plan.unplaced
    assert (one.reason.code, one.reason.fact("capability")) == ("source.nobody_can", 2)
    assert (other.reason.fact("approval"), other.reason.fact("minimum")) == (1, 1)


def test_an_order_that_costs_more_than_it_is_worth_is_not_placed() -> None:
    plan = split([order("X", lost_cents=150.0)], [factory("A")])
    (left,) = plan.unplaced
    assert (left.reason.code, left.reason.fact("each_cents"), left.reason.fact("worth_cents")) == (
        "source.not_worth",
        200,
        150,
    )
    (made,) = split([order("X", lost_cents=250.0)], [factory("A")]).lines
    assert made.reason.code == "source.only_one"
    (told,) = split([order("X", lost_cents=250.0)], [factory("A"), factory("B", minute_cents=11.0)]).lines
    assert told.reason.code == "source.cheapest"


def test_lateness_has_its_price() -> None:
    slow = factory("SLOW", minute_cents=9.5, lead_days=60)
    near = factory("NEAR")
    assert split([order("X")], [slow, near]).lines[0].factory_id == "SLOW"
    late = split([order("X", late_cents=5.0)], [slow, near]).lines[0]
    assert (late.factory_id, late.reason.fact("part")) == ("NEAR", "lateness")


def test_a_quote_holds_until_its_day_and_from_its_pieces_on() -> None:
    few = [factory("A"), factory("B")]
    quote = Quote(factory_id="B", style_id="S1", from_units=300, piece_cents=120.0, valid_until=DAY)
    assert split([order("X")], few, (quote,)).lines[0].cost_cents["price"] == 300 * 120
    assert split([order("X", units=299)], few, (quote,)).lines[0].factory_id == "A"
    over = replace(quote, valid_until=DAY - timedelta(days=1))
    assert split([order("X")], few, (over,)).lines[0].cost_cents["price"] == 300 * 200


def test_a_factory_is_given_no_more_than_its_share() -> None:
    few = [factory("CHEAP", minute_cents=5.0, most_share=0.5), factory("B")]
    plan = split([order("X"), order("Y")], few)
    assert sum(one.units for one in plan.lines if one.factory_id == "CHEAP") == 300


@st.composite
def markets(draw: st.DrawFn) -> tuple[list[OrderToPlace], list[FactoryProfile]]:
    """A few orders and factories in which a split into halves can be looked through whole."""
    skills = ["knit", "lock"]
    factories = [
        factory(
            f"F{at}", minute_cents=float(draw(st.integers(5, 20))), setup_cents=draw(st.integers(0, 20_000)),
            free_minutes=tuple(float(draw(st.integers(0, 6_000))) for _ in range(2)),
            minimum_units=draw(st.sampled_from([1, 100, 200])), lead_days=draw(st.integers(3, 30)),
            capabilities=frozenset(draw(st.sets(st.sampled_from(skills), min_size=1))),
        )
        for at in range(draw(st.integers(1, 3)))
    ]  # fmt: skip
    orders = [
        order(
            f"O{at}", units=draw(st.integers(50, 400)), minutes_per_unit=float(draw(st.integers(5, 30))),
            due_day=DAY + timedelta(days=draw(st.integers(7, 40))), late_cents=float(draw(st.integers(0, 20))),
            needs=frozenset(draw(st.sets(st.sampled_from(skills), max_size=1))),
            lost_cents=float(draw(st.integers(100, 900))),
        )
        for at in range(draw(st.integers(1, 4)))
    ]  # fmt: skip
    return orders, factories


def cheapest_whole(orders: list[OrderToPlace], factories: list[FactoryProfile]) -> float:
    """Every way to place whole orders, by enumeration: the cheapest that keeps to all minutes."""
    from treadle.source.costs import order_costs
    from treadle.source.limits import limits_of

    scores = score_factories((), [one.factory_id for one in factories])
    costs = order_costs(orders, factories, scores, (), as_of=DAY)
    limits = limits_of(orders, factories, costs, as_of=DAY)
    best = np.inf
    for places in product(range(len(factories) + 1), repeat=len(orders)):
        total = 0.0
        for row, place in enumerate(places):
            if place == len(factories):
                total += orders[row].lost_cents * orders[row].units
            elif not costs.can[row, place]:
                total = np.inf
            else:
                total += float(costs.whole[row, place] + costs.setup[row, place])
        for place, one in enumerate(factories):
            mine = [row for row, at in enumerate(places) if at == place]
            for week in range(1, 27):
                taken = sum(limits.minutes[row] for row in mine if limits.weeks[row, place] <= week)
                if taken > one.free_until(week) + 1e-6:
                    total = np.inf
        best = min(best, total)
    return float(best)


@settings(max_examples=40, deadline=None)
@given(markets())
def test_no_whole_placing_is_cheaper_and_the_bound_is_below_all(
    market: tuple[list[OrderToPlace], list[FactoryProfile]],
) -> None:
    orders, factories = market
    plan = split(orders, factories)
    oracle = cheapest_whole(orders, factories)
    assert plan.cost_cents <= oracle * 1.0005 + 10 * len(orders)
    assert plan.bound_cents <= min(oracle, plan.cost_cents) + 2 + len(plan.lines) * 7


def test_the_same_orders_are_split_the_same() -> None:
    rng = np.random.default_rng(3)
    few = [factory(f"F{at}", minute_cents=float(rng.uniform(8, 12)), free_minutes=(4_000.0,)) for at in range(8)]
    orders = [order(f"O{at}", units=int(rng.integers(80, 500))) for at in range(24)]
    one = split(orders, few)
    assert one == split(orders, few)
    assert one.gap_share < 0.03
