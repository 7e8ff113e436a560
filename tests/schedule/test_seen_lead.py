"""A buy counts on what its own orders take, not on a lead time that nobody keeps."""

from datetime import timedelta
from types import SimpleNamespace

from floors import MONDAY

from treadle.schedule.seen_lead import made_lead_days, seen_lead
from treadle.terms.order import Order, OrderLine
from treadle.terms.policy import PlanPolicy, Policy
from treadle.terms.reason import Reason
from treadle.terms.release import ReleasedOrder
from treadle.terms.schedule import Promise

POLICY = Policy(plan=PlanPolicy(lead_days=7))


def order(name: str, placed_days_ago: int, planned_in: int, units: int = 100, asked_for_in: int = 7) -> Order:
    """An order, and the days in which it was planned to be there; it was promised for a week later."""
    placed = MONDAY - timedelta(days=placed_days_ago)
    day = placed + timedelta(days=planned_in)
    promise = Promise(work_order_id=name, days=((0.9, day + timedelta(days=7)),), planned_day=day,
                      why_not_earlier=Reason.of("promise.lead_time"))  # fmt: skip
    terms = ReleasedOrder(
        work_order_id=name, style_id="TEE", units={"S": units}, due_day=placed + timedelta(days=asked_for_in),
        promise_day=max(day, placed + timedelta(days=asked_for_in)), origin_day=placed, factory_id="F1",
        promise=promise,
    )  # fmt: skip
    return Order(terms=terms, lines=(OrderLine(sku="S", ordered_units=units),))


def seen(*orders: Order) -> SimpleNamespace:
    """As much of a snapshot as is looked at."""
    return SimpleNamespace(as_of=MONDAY, orders=orders)


def test_orders_that_take_longer_than_told_are_counted_on_and_without_them_the_settings_are() -> None:
    # 100 pieces in 10 days and 300 in 14: 13 days a piece
    late = seen(order("A", 7, 10), order("B", 14, 14, units=300))
    found = seen_lead(late, POLICY)
    assert found is not None and (found.days, found.orders) == (13, 2)
    said = found.reason(7)
    assert (said.code, said.fact("days"), said.fact("told_days")) == ("limit.lead", 13, 7)
    assert made_lead_days(late, POLICY) == 13
    assert (seen_lead(seen(), POLICY), made_lead_days(seen(), POLICY)) == (None, 7)


def test_orders_of_long_ago_and_of_the_day_itself_teach_nothing() -> None:
    assert made_lead_days(seen(order("A", 43, 20), order("B", 0, 30)), POLICY) == 7
    never = Policy(plan=PlanPolicy(lead_days=7, lead_seen_weeks=0))
    assert made_lead_days(seen(order("A", 7, 20)), never) == 7


def test_plans_sooner_than_told_and_days_asked_for_later_move_nothing() -> None:
    # asked for in 20 days, though 5 would do: the next buy is not to count on 20
    assert made_lead_days(seen(order("A", 7, 5, asked_for_in=20)), POLICY) == 7
