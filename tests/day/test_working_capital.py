"""A limit on what goods may bind: a constraint of the buy beside the budget, with the price of its next thousand."""

from __future__ import annotations

from dataclasses import replace

from test_buying import cases, snapshot

from treadle.day.buying import buy_with_changes
from treadle.decide.working_capital import bound_cents
from treadle.terms.buy import BuyPlan
from treadle.terms.policy import BuyPolicy, Policy
from treadle.terms.product import Catalogue, CostBreak, Option, Sku
from treadle.terms.release import ReleasedOrder
from treadle.terms.snapshot import Snapshot
from treadle.terms.stock import OnHand
from treadle.track.orders import fold_orders
from treadle.words import say


def bought(limit_cents: int, seen: Snapshot) -> BuyPlan:
    policy = Policy(buy=BuyPolicy(working_capital_cents=limit_cents, least_return=0.0))
    return buy_with_changes(seen, policy, cases(20.0), ())[0]


def test_goods_bind_no_more_than_they_may_and_the_next_thousand_has_its_price() -> None:
    seen = replace(snapshot(0), factories=())
    free = bought(0, seen)
    assert not any(one.code == "limit.working_capital" for one in free.limits)
    limit = free.spent_cents // 2
    held = bought(limit, seen)
    assert held.spent_cents <= limit
    (told,) = [one for one in held.limits if one.code == "limit.working_capital"]
    assert told.fact("limit_cents") == limit and "1,000 more would earn" in say(told)
    # A thousand more really earns about what is said.
    more = bought(limit + 100_000, seen)
    price = float(told.fact("worth_of_thousand_cents") or 0)
    assert price > 0
    assert 0.3 * price <= more.profit_cents - held.profit_cents <= 1.2 * price
    budget = replace(seen, budget_cents=limit)
    assert {one.code for one in bought(10 * limit, budget).limits} >= {"limit.budget"}
    both = bought(limit, replace(seen, budget_cents=limit * 3))
    assert both.spent_cents <= limit and any(one.code == "limit.working_capital" for one in both.limits)


def test_stock_and_what_is_on_order_take_their_part_first() -> None:
    option = Option(option_id="O0", style_id="S0", colour="red", price_cents=3000,
                    cost_breaks=(CostBreak(from_units=1, setup_cents=0, cost_per_piece_cents=1000),))  # fmt: skip
    skus = (Sku(sku="K0", option_id="O0", size="M"),)
    stocked = replace(
        snapshot(0), catalogue=Catalogue(size_scales=(), styles=(), options=(option,), skus=skus),
        on_hand=(OnHand(sku="K0", place_id="W", units=7),),
    )  # fmt: skip
    assert bound_cents(stocked) == 7_000
    from datetime import UTC, date, datetime

    from treadle.terms.entry import Entry, Ordered, Received, ReceivedLine

    day = date(2026, 3, 2)
    at = datetime(2026, 3, 2, tzinfo=UTC)
    terms = ReleasedOrder(work_order_id="W1", style_id="S0", units={"K0": 10}, due_day=day, promise_day=day,
                          origin_day=day, cost_cents=9_000)  # fmt: skip
    bodies = (Ordered(release_id="R", plan_id="P", order=terms),
              Received(day=day, lines=(ReceivedLine(sku="K0", units=4),)))  # fmt: skip
    entries = [
        Entry(kind=kind, subject="W1", happened_at=at, known_at=at, author="t", key=str(number), body=body,
              number=number)
        for number, (kind, body) in enumerate(zip(("order", "receipt"), bodies, strict=True), 1)
    ]  # fmt: skip
    ordered = replace(stocked, orders=tuple(fold_orders(entries).values()))
    assert bound_cents(ordered) == 7_000 + 5_400, "six of ten pieces are still to come"
