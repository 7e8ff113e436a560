"""The next bundle: by worth, skill and what waits; nothing is begun that nobody behind can use."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import pytest
from floor_cases import scan, table

from treadle.terms.dispatch import OrderUrgency, RailStation, WaitingWork
from treadle.terms.sewing import Operation, Operator
from treadle.track.dispatch import HELP_MINUTES, PLENTY_MINUTES, SPARE_MINUTES, next_bundles, order_worth, send_hanger
from treadle.track.floor.mend import pieces_to_mend

ANA = Operator(operator_id="ana", efficiency={"LOCK": 1.0, "OVER": 0.5})
OWN = {("B", "hem"), ("B", "collar")}


def waiting(name: str, order: str = "A", *, machine: str = "LOCK", **told: float | bool) -> WaitingWork:
    step = Operation(operation_id=name, name=name, machine=machine, smv_minutes=1.0, skill=machine)
    return replace(
        WaitingWork(bundle_id=f"{order}/{name}", order_id=order, bulletin_id="B", operation=step, units=10), **told
    )  # type: ignore[arg-type]


def order(name: str = "A", left: float = 100.0, due: float = 400.0, cents: float = 1000.0) -> OrderUrgency:
    return OrderUrgency(order_id=name, left_minutes=left, due_minutes=due, late_cents_per_day=cents)


ORDERS = {"A": order(), "L": order("L", due=50.0)}


def test_the_worth_of_an_order_by_hand() -> None:
    assert order_worth(order()) == pytest.approx(10.0 * exp(-300.0 / SPARE_MINUTES))
    assert order_worth(order(due=0.0)) == pytest.approx(10.0), "what is late is worth what it costs"
    assert order_worth(order(cents=0.0)) > 0


def test_what_is_late_goes_first_and_without_that_what_is_dear() -> None:
    first = next_bundles(ANA, OWN, [waiting("hem"), waiting("hem", "L")], ORDERS)
    assert [one.order_id for one in first] == ["L", "A"]
    assert first[0].reason.code == "next.own"
    assert first[0].minutes == 10.0
    calm = {"A": order(cents=3000.0), "L": order("L")}
    assert [one.order_id for one in next_bundles(ANA, OWN, [waiting("hem"), waiting("hem", "L")], calm)] == ["A", "L"]


def test_within_an_order_work_is_pulled() -> None:
    """Take the work that waits behind away, and the other operation is first."""
    full = [waiting("collar", ready_minutes=0.5 * PLENTY_MINUTES), waiting("hem", ready_minutes=0.0)]
    assert [one.operation_id for one in next_bundles(ANA, OWN, full, ORDERS)] == ["hem", "collar"]
    other = [waiting("collar", ready_minutes=0.0), waiting("hem", ready_minutes=0.5 * PLENTY_MINUTES)]
    assert [one.operation_id for one in next_bundles(ANA, OWN, other, ORDERS)] == ["collar", "hem"]
    plenty = [waiting("collar", ready_minutes=PLENTY_MINUTES)]
    assert next_bundles(ANA, OWN, plenty, ORDERS) == (), "it is better to wait"


def test_parts_that_wait_for_one_another_never_stop_a_line() -> None:
    ahead = waiting("collar", ahead_minutes=10 * PLENTY_MINUTES, is_matched=False)
    assert next_bundles(ANA, OWN, [ahead], ORDERS) == ()
    assert len(next_bundles(ANA, OWN, [replace(ahead, is_matched=True)], ORDERS)) == 1


def test_others_are_helped_where_much_waits_on_a_machine_that_is_there() -> None:
    """A free person with nothing of their own helps; with own work, without the machine or where little waits, not."""
    much = waiting("join", machine="OVER", queue_minutes=HELP_MINUTES)
    (told,) = next_bundles(ANA, OWN, [much], ORDERS, machines={"OVER"})
    assert (told.is_help, told.minutes, told.reason.code) == (True, 20.0, "next.help")
    assert next_bundles(ANA, OWN, [much], ORDERS, machines={"LOCK"}) == ()
    assert next_bundles(ANA, OWN, [replace(much, queue_minutes=HELP_MINUTES - 1)], ORDERS, machines={"OVER"}) == ()
    own = next_bundles(ANA, OWN, [much, waiting("hem")], ORDERS, machines={"OVER"})
    assert [one.operation_id for one in own] == ["hem"]
    unable = replace(much, operation=replace(much.operation, skill="FL"))
    assert next_bundles(ANA, OWN, [unable], ORDERS, machines={"OVER"}) == ()


def test_what_is_to_be_mended_is_offered_and_mended_it_is_not() -> None:
    """A defect at the hem is mended by whoever hems, however much waits behind; by others where they have nothing."""
    bad = [scan("1", "b1", "hem"), scan("2", "b1", "hem", "defect", 3), scan("3", "b1", "hem", "scrap", 1)]
    assert pieces_to_mend(table(bad)) == {("b1", "hem"): 2}
    assert pieces_to_mend(table([*bad, *bad])) == {("b1", "hem"): 2}, "told twice is told once"
    assert pieces_to_mend(table([*bad, scan("4", "b1", "hem", "rework", 2)])) == {}
    mend = waiting("hem", ready_minutes=10 * PLENTY_MINUTES, is_rework=True)
    (told,) = next_bundles(ANA, OWN, [mend], ORDERS)
    assert (told.is_rework, told.is_help, told.reason.code) == (True, False, "next.rework")
    assert next_bundles(ANA, OWN, [replace(mend, is_rework=False)], ORDERS) == ()
    others = waiting("join", machine="OVER", is_rework=True)
    assert next_bundles(ANA, OWN, [others], ORDERS, machines={"OVER"})[0].is_help
    first = next_bundles(ANA, OWN, [others, waiting("hem")], ORDERS, machines={"OVER"})
    assert [one.operation_id for one in first] == ["hem"]


def test_a_hanger_goes_where_it_is_done_first() -> None:
    stations = [
        RailStation(station_id="S1", rail_minutes=10.0, free_places=2, minutes=5.0),
        RailStation(station_id="S2", rail_minutes=12.0, free_places=1, minutes=2.0),
        RailStation(station_id="S3", rail_minutes=0.0, free_places=0, minutes=1.0),
        RailStation(station_id="S4", rail_minutes=0.0, free_places=4, minutes=None),
    ]
    assert send_hanger(stations) == "S2", "quicker people outweigh a longer rail"
    assert send_hanger(stations[2:]) is None, "it goes round"
