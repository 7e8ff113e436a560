"""Lots by their history, cartons by what may go into them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadle.report.carton_pdf import carton_labels_pdf, content_elements, label_elements, packing_list_pdf
from treadle.terms.gs1 import element_string, key_problem, read_element_string, sscc
from treadle.terms.packing import Carton, CartonLine, Inspected, OrderAtEnd, Packed, Shipped
from treadle.track.lots import accepted_units, lots_of, outcome_of, plan_due
from treadle.track.packing import fill_cartons, fold_cartons, packed_units, refusals

LOT = Inspected(
    lot_id="WO/lot-01", series="NEAR II 2.5 single", lot_units=500, level="II", aql_percent=2.5, kind="single",
    severity="normal", found_units=(2,), verdict="accepted",
)  # fmt: skip


def test_two_lots_that_fail_tighten_the_next_and_another_factory_is_another_series() -> None:
    bad = replace(LOT, found_units=(5 + 1,), verdict="not_accepted")
    before = [LOT, bad, replace(bad, series="FAR II 2.5 single"), bad]
    own = lots_of(LOT.series, before)
    assert len(own) == 3
    plan, has_ended = plan_due(own, LOT)
    assert (plan.severity, plan.stages[0].ac_units, has_ended) == ("tightened", 2, False)
    assert plan_due(lots_of("FAR II 2.5 single", before), LOT)[0].severity == "normal"
    after = outcome_of(own, replace(own[0], found_units=(0,)), plan)
    assert after.verdict == "accepted"
    for _ in range(5):
        own = (*own, replace(own[0], found_units=(9,)))
    assert plan_due(own, LOT)[1], "five lots that fail under tightened inspection end it"
    assert not plan_due(own, replace(LOT, is_resumed=True))[1]


def test_a_lot_presented_again_opens_what_its_rejection_closed() -> None:
    bad = replace(LOT, verdict="not_accepted")
    assert accepted_units([LOT, bad]) == (500, True)
    assert accepted_units([LOT, bad, LOT]) == (1000, False)
    at_end = OrderAtEnd(order_id="WO", made={"S": 900}, packed={"S": 480}, accepted_units=500)
    assert (at_end.open, at_end.allowed_units) == ({"S": 420}, 20)
    assert replace(at_end, is_rejected=True).allowed_units == 0
    assert replace(at_end, accepted_units=None).allowed_units is None


@given(
    units=st.dictionaries(st.sampled_from("SML"), st.integers(0, 80), min_size=1), size=st.integers(3, 30),
    kind=st.sampled_from(["solid", "ratio", "assorted"]),
)  # fmt: skip
def test_cartons_hold_what_is_there_once(units: dict[str, int], size: int, kind: str) -> None:
    ratio = {"S": 1, "M": 2}
    cartons = fill_cartons(units, kind, size, ratio)
    packed: dict[str, int] = {}
    for lines in cartons:
        assert 0 < sum(one.units for one in lines) <= size
        assert kind != "solid" or len(lines) == 1
        if kind == "ratio":
            held = {one.sku: one.units for one in lines}
            assert held["M"] == 2 * held["S"]
        for one in lines:
            packed[one.sku] = packed.get(one.sku, 0) + one.units
    assert all(packed.get(sku, 0) <= count for sku, count in units.items())
    if kind != "ratio":
        assert packed == {sku: count for sku, count in units.items() if count}


def test_what_may_not_go_into_a_carton_is_refused_with_every_reason() -> None:
    wanted = {"S": 10, "M": 20}
    orders = {
        "A": OrderAtEnd(order_id="A", made={"S": 10, "M": 20}, packed={"S": 8}, accepted_units=30),
        "B": OrderAtEnd(order_id="B", made={"M": 5}, accepted_units=5, is_rejected=True),
    }
    assert refusals([CartonLine(sku="S", units=2), CartonLine(sku="M", units=4)], "assorted", orders, "A", wanted) == ()
    told = refusals([CartonLine(sku="S", units=3), CartonLine(sku="XL", units=1)], "solid", orders, "A", wanted)
    assert "a solid carton holds one SKU, not S, XL" in told
    assert "XL is not of order A; it wants S, M" in told
    assert "3 S are more than the 2 that are there of A" in told
    assert "3 S more are beyond the 10 that A wants" in told
    lent = refusals([CartonLine(sku="M", units=2, from_order_id="B")], "assorted", orders, "A", wanted)
    assert lent == ("the newest lot of B was not accepted: sort it out and inspect it again",)
    few = {"A": replace(orders["A"], accepted_units=9)}
    told = refusals([CartonLine(sku="M", units=4)], "assorted", few, "A", wanted)
    assert told == ("4 pieces are more than the 1 of accepted lots of A: inspect first",)


def test_cartons_leave_once_and_what_was_lent_is_counted_where_it_was_made() -> None:
    one = Packed(order_id="A", kind="assorted", lines=(CartonLine(sku="M", units=4, from_order_id="B"),))
    two = Packed(order_id="A", kind="solid", lines=(CartonLine(sku="S", units=6),))
    left = Shipped(carton_ids=("1", "9"), place_id="central", day=date(2026, 3, 2))
    cartons = fold_cartons([("1", one), ("2", two), ("SH-1", left), ("SH-2", replace(left, place_id="shop"))])
    assert [(name, held.shipment_id, held.place_id) for name, held in cartons.items()] == [
        ("1", "SH-1", "central"), ("2", "", ""),
    ]  # fmt: skip
    packed, lent = packed_units(cartons.values())
    assert (dict(packed), dict(lent)) == ({"A": {"S": 6}}, {"B": {"M": 4}})


def test_labels_carry_the_sscc_and_are_the_same_bytes() -> None:
    body = Packed(order_id="A", kind="solid", lines=(CartonLine(sku="S", units=6),))
    carton = Carton(carton_id=sscc("4012345", 17), packed=body)
    assert key_problem("SSCC", carton.carton_id) == ""
    assert read_element_string(element_string(label_elements(carton))) == (("00", carton.carton_id),)
    assert content_elements(carton) == (), "nobody knows its GTIN"
    keyed = replace(carton, packed=replace(carton.packed, lines=(CartonLine(sku="S", units=12, gtin="4006381333931"),)))
    told = read_element_string(element_string(content_elements(keyed)))
    assert told == (("02", "04006381333931"), ("37", "12"))
    mixed = replace(keyed.packed, lines=(*keyed.packed.lines, CartonLine(sku="M", units=1)))
    assert content_elements(replace(keyed, packed=mixed)) == ()
    assert len(carton_labels_pdf([keyed])) > len(carton_labels_pdf([carton]))
    for draw in (lambda: carton_labels_pdf([carton] * 2), lambda: packing_list_pdf([carton] * 60, {}, "List")):
        assert draw() == draw()
        assert draw().count(b"/Type /Page\n") == 2
    for draw in (lambda: carton_labels_pdf([carton], language="zh"),
                 lambda: packing_list_pdf([carton], {}, "装箱单", language="zh")):  # fmt: skip
        assert b"STSong-Light" in draw()
    with pytest.raises(ValueError, match="does not fit"):
        fill_cartons({"S": 3}, "ratio", 2, {"S": 3})
