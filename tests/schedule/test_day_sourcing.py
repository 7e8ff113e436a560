"""The day's choice of factories: what it costs beside a search over all of them, and reasons that go with causes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
from floors import MONDAY, balance, factory
from floors import demand as given

from treadle.day.ahead import points_of
from treadle.day.sourcing import Sourced, bought_in_split, known_of, sourced
from treadle.schedule.making_cost import making_cents
from treadle.terms.buy import BuyLine
from treadle.terms.order import Order, OrderLine
from treadle.terms.policy import Policy, SchedulePolicy
from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style
from treadle.terms.reason import Reason
from treadle.terms.release import ReleasedOrder
from treadle.terms.schedule import FrozenSlot, WorkOrderDemand
from treadle.terms.sewing import Bulletin, Operation
from treadle.terms.snapshot import Snapshot
from treadle.terms.sourcing import FactoryProfile, KeptOrder
from treadle.terms.supplier import Pair, PairJudged, PriceStep, QuoteGiven

TEE = Bulletin(bulletin_id="B", operations=(Operation(operation_id="1", name="sew", machine="lockstitch", skill="plain",
                                                      smv_minutes=4.0, predecessors=()),))  # fmt: skip


def seen(factories: Sequence[Any], bulletins: Sequence[str] = ("B",), **more: Any) -> Snapshot:
    nothing = pa.table({"sku": pa.array([], pa.string())})
    catalogue = Catalogue(
        size_scales=(SizeScale(size_scale_id="one", sizes=("M",)),),
        styles=(Style(style_id="S1", category="dress", size_scale_id="one"),),
        options=(Option(option_id="S1-red", style_id="S1", colour="red", price_cents=4000,
                        cost_breaks=(CostBreak(from_units=1, setup_cents=0, cost_per_piece_cents=900),)),),
        skus=(Sku(sku="S1-M", option_id="S1-red", size="M"),),
    )  # fmt: skip
    return Snapshot(
        as_of=MONDAY, currency="EUR", time_zone="UTC", catalogue=catalogue, places=(), factories=tuple(factories),
        fabrics={}, patterns={}, bulletins={one: replace(TEE, bulletin_id=one) for one in bulletins}, signals=nothing,
        in_stock=nothing, price_plan=nothing, on_hand=(), receipts=(), **more,
    )  # fmt: skip


def demand(name: str = "W1", **more: Any) -> WorkOrderDemand:
    """An order for which no factory was chosen yet."""
    return given(name, **{"factory_id": "", **more})


def chosen(
    *demands: WorkOrderDemand, far: float = 10.0, poor: float = 0.0, fixed: Sequence[WorkOrderDemand] = (),
    nearer: Any = None, bought_in: int = 0, **more: Any,
) -> Sourced:  # fmt: skip
    """NEAR at 20 cents a minute, FAR cheaper and 20 days on the road."""
    plants = [factory("NEAR", **(nearer or {})), factory("FAR", ("L2",), minute_cost_cents=far, transport_days=20)]
    lines = [balance(), balance(line_id="L2")]
    known = known_of(seen(plants, **more), {"S1": poor}, bought_in)
    return sourced(fixed, demands, plants, lines, origin_day=MONDAY, rules=SchedulePolicy(), known=known)


def at(found: Sourced, order: str = "W1") -> tuple[str, str]:
    line = next(one for one in found.split.lines if one.order_id == order)
    return line.factory_id, line.reason.code


def record(factory_id: str, late: int, short: int = 0) -> tuple[KeptOrder, ...]:
    return tuple(
        KeptOrder(factory_id=factory_id, order_id=f"{factory_id}{number}", promised_day=date(2026, 1, 5),
                  received_day=date(2026, 1, 5) + timedelta(days=late), ordered_units=100, accepted_units=100 - short)
        for number in range(12)
    )  # fmt: skip


def test_an_order_goes_where_it_is_cheaper_with_its_lateness() -> None:
    """Forty days are enough for the road; nine are not."""
    assert at(chosen(demand(due=60))) == ("FAR", "source.cheapest")
    assert at(chosen(demand(due=9, late_cents_per_day=20_000))) == ("NEAR", "source.cheapest")
    assert at(chosen(demand(due=60), far=30.0)) == ("NEAR", "source.cheapest")


def test_what_a_factory_kept_moves_work() -> None:
    """One that comes weeks late loses an order that it won on price; so does one that comes short."""
    order = demand(due=45, late_cents_per_day=4_000)
    assert at(chosen(order, kept=record("FAR", 0) + record("NEAR", 0)))[0] == "FAR"
    assert at(chosen(order, kept=record("FAR", 30) + record("NEAR", 0)))[0] == "NEAR"
    assert at(chosen(demand(due=90), poor=2000.0, kept=record("FAR", 0, 30) + record("NEAR", 0)))[0] == "NEAR"
    assert at(chosen(demand(due=90), poor=2000.0, kept=record("FAR", 0) + record("NEAR", 0)))[0] == "FAR"


def test_approvals_and_minimum_orders_are_kept() -> None:
    refused = Pair(factory_id="FAR", style_id="S1", judged=PairJudged(is_approved=False))
    assert at(chosen(demand(due=60), pairs=(refused,))) == ("NEAR", "source.only_one")
    good = Pair(factory_id="NEAR", style_id="S1", judged=PairJudged(is_approved=True))
    assert at(chosen(demand(due=60), pairs=(good,))) == ("NEAR", "source.only_one")
    assert at(chosen(demand(due=9, units=50), nearer={"minimum_units": 100})) == ("FAR", "source.only_one")


def test_a_full_factory_keeps_what_pays_more_there() -> None:
    """NEAR is dearer and alone in time; a week of it is sewn full, so the order that loses least by the road leaves."""
    orders = [demand(f"W{n}", due=5, units=1000, late_cents_per_day=9000 - n) for n in range(3)]
    found = chosen(*orders, far=12.0)
    assert [at(found, f"W{n}")[0] for n in range(3)] == ["NEAR", "NEAR", "FAR"]
    alone = chosen(orders[2], far=12.0)
    assert at(alone, "W2") == ("NEAR", "source.cheapest")
    assert at(found, "W2")[1] == "source.full"


def test_what_is_fixed_keeps_its_place_and_takes_its_minutes() -> None:
    slot = FrozenSlot(factory_id="NEAR", line_id="L1", sew_start_minute=480)
    fixed = [demand("OLD", units=2000, due=5, frozen=slot)]
    late = demand(due=5, units=1000, late_cents_per_day=9000)
    free, taken = (chosen(late, far=12.0, fixed=some).split.lines[0] for some in ((), fixed))
    assert (free.factory_id, taken.factory_id) == ("NEAR", "NEAR")
    assert taken.arrival_day > free.arrival_day and taken.cost_cents["lateness"] > free.cost_cents["lateness"] + 9000
    held = chosen(demand(due=60, frozen=slot))
    assert held.demands[0].factory_id == "" and not held.split.lines


def test_shares_of_profiles_limit_what_one_is_given() -> None:
    orders = [demand(f"W{n}", due=60, units=100) for n in range(4)]
    assert {at(chosen(*orders), f"W{n}")[0] for n in range(4)} == {"FAR"}
    few = chosen(*orders, profiles=(FactoryProfile(factory_id="FAR", most_share=0.5),))
    assert sorted(at(few, f"W{n}")[0] for n in range(4)) == ["FAR", "FAR", "NEAR", "NEAR"]


def test_a_share_is_of_all_that_is_made_and_counts_what_one_makes_already() -> None:
    """FAR may make half. 400 stand there and 400 are new: it has half of 800. With 200 bought in beside them, half of
    1,000 leaves room for one order of 100."""
    orders = [demand(f"W{n}", due=60, units=100) for n in range(4)]
    slot = FrozenSlot(factory_id="FAR", line_id="L2", sew_start_minute=480)
    fixed = [demand("OLD", units=400, due=60, frozen=slot)]
    half = (FactoryProfile(factory_id="FAR", most_share=0.5),)
    assert sorted(at(chosen(*orders, profiles=half), f"W{n}")[0] for n in range(4)) == ["FAR", "FAR", "NEAR", "NEAR"]
    found = chosen(*orders, fixed=fixed, profiles=half)
    assert {at(found, f"W{n}")[0] for n in range(4)} == {"NEAR"}
    found = chosen(*orders, fixed=fixed, bought_in=200, profiles=half)
    assert sorted(at(found, f"W{n}")[0] for n in range(4)) == ["FAR", "NEAR", "NEAR", "NEAR"]


def test_what_a_partner_has_accepted_counts_against_its_share() -> None:
    """A is cheaper and may make half. 300 it accepted are to come, 600 are asked for and 100 are sewn by us: half of
    1,000 leaves it 200, and C makes 400."""
    line = BuyLine(line_id="l", option_id="S1-red", style_id="S1", sku="S1-M", size="M", units=600,
                   due_day=MONDAY + timedelta(days=60), cost_cents=540_000, expected_profit_cents=1, at_stake_cents=1,
                   smv_minutes=4.0, reason=Reason.of("test"))  # fmt: skip
    profiles = (FactoryProfile(factory_id="A", free_minutes=(90_000.0,), lead_days=30, most_share=0.5),
                FactoryProfile(factory_id="C", free_minutes=(90_000.0,), lead_days=30))  # fmt: skip
    pairs = tuple(
        Pair(factory_id=name, style_id="S1",
             quotes=(QuoteGiven(steps=(PriceStep(from_units=1, piece_cents=cents),), given_on=MONDAY),))
        for name, cents in (("A", 400), ("C", 500))
    )  # fmt: skip
    terms = ReleasedOrder(work_order_id="BI-0", style_id="S1", units={"S1-M": 300}, due_day=MONDAY, promise_day=MONDAY,
                          origin_day=MONDAY, cost_cents=1)  # fmt: skip
    order = Order(terms=terms, lines=(OrderLine(sku="S1-M", ordered_units=300),))
    world = seen([], profiles=profiles, pairs=pairs, orders=(order,), makers={"BI-0": "A"})

    def who(world: Snapshot) -> list[tuple[str, int]]:
        ours = [given("W1", units=100)]
        found = bought_in_split(world, Policy(), {"BI-S1": [line]}, ours)
        return sorted((one.factory_id, one.units) for one in found.lines)

    assert who(world) == [("A", 200), ("C", 400)]
    assert who(replace(world, makers={})) == [("A", 500), ("C", 100)], "nobody accepted the 300: half of 1,000 is free"


def test_more_than_half_a_year_holds_is_made_after_it() -> None:
    """Each order fills a factory for nine weeks: six of them are more than both hold in half a year."""
    found = chosen(*(demand(f"W{n}", due=5 + n, units=5 * 4300) for n in range(6)))
    assert not found.split.unplaced and all(one.factory_id for one in found.demands)


def test_what_is_bought_in_goes_to_who_quoted() -> None:
    """Two factories quoted; the cheaper one's quote ends, or its sample is refused, and the other has the order."""
    line = BuyLine(line_id="l", option_id="S1-red", style_id="S1", sku="S1-M", size="M", units=600,
                   due_day=MONDAY + timedelta(days=60), cost_cents=540_000, expected_profit_cents=1, at_stake_cents=1,
                   smv_minutes=4.0, reason=Reason.of("test"))  # fmt: skip
    profiles = [FactoryProfile(factory_id=name, free_minutes=(9000.0,), lead_days=30) for name in ("A", "C")]

    def who(*pairs: Pair) -> list[tuple[str, int]]:
        world = seen([], profiles=tuple(profiles), pairs=pairs)
        found = bought_in_split(world, Policy(), {"BI-S1": [line]})
        return [(one.factory_id, one.units) for one in found.lines]

    def pair(name: str, cents: int, **more: Any) -> Pair:
        given = QuoteGiven(steps=(PriceStep(from_units=1, piece_cents=cents),), given_on=MONDAY, **more)
        return Pair(factory_id=name, style_id="S1", quotes=(given,))

    assert who(pair("A", 400), pair("C", 500)) == [("A", 600)]
    assert who(pair("A", 400, valid_until=MONDAY - timedelta(days=1)), pair("C", 500)) == [("C", 600)]
    bad = replace(pair("A", 400), judged=PairJudged(is_approved=False))
    assert who(bad, pair("C", 500)) == [("C", 600)]
    assert who() == []


def test_a_quote_leaves_out_factories_whose_smallest_order_is_larger() -> None:
    """FAR is cheaper and takes 200 pieces or more: 150 cost what NEAR asks, 250 what FAR does."""
    plants = [factory("NEAR"), factory("FAR", ("L2",), minute_cost_cents=10.0, minimum_units=200)]
    lines = [balance(), balance(line_id="L2")]

    def cents(units: int, some: Sequence[Any] = plants) -> int:
        found = making_cents(demand(units=units, cut=0.0), some, lines, SchedulePolicy(), {})
        assert found is not None
        return found[0]

    assert (cents(150), cents(250)) == (150 * 4 * 20, 250 * 4 * 10)
    assert cents(150, plants[1:]) == 150 * 4 * 10, "where no factory takes so few, what more would cost is told"
    assert {199, 200} <= set(points_of(plants))
