"""Trims and thread by bill of material: by hand, and by the laws that nothing is given twice and nothing is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadle.terms.materials import BillLine, Material, ToMake
from treadle.track.materials import material_uses, quantities

MONDAY = date(2026, 3, 2)


def material(name: str, on_hand: float, *substitutes: str, coming: float = 0.0, day: int | None = None) -> Material:
    return Material(material_id=name, name=name, unit="pieces", on_hand=on_hand, coming=coming, substitutes=substitutes,
                    coming_day=None if day is None else MONDAY + timedelta(days=day))  # fmt: skip


def order(name: str, units: int, day: int = 0, size: str = "M", option: str = "navy") -> ToMake:
    return ToMake(order_id=name, style_id="TEE", cut_day=MONDAY + timedelta(days=day), units={(option, size): units})


def line(name: str, quantity: float, **more: object) -> BillLine:
    return BillLine(style_id="TEE", material_id=name, quantity=quantity, **more)  # type: ignore[arg-type]


def test_the_narrower_line_counts_and_waste_is_added() -> None:
    bill = [line("thread", 100.0, waste_share=0.1), line("thread", 130.0, size="XL"), line("label", 1.0),
            line("button", 3.0, option_id="navy"), line("button", 2.0, option_id="navy", size="XL"),
            BillLine(style_id="OTHER", material_id="zip", quantity=1.0)]  # fmt: skip
    both = ToMake(order_id="A", style_id="TEE", cut_day=MONDAY, units={("navy", "M"): 10, ("red", "XL"): 2})
    assert quantities(both, bill) == pytest.approx({"thread": 10 * 110 + 2 * 130, "label": 12, "button": 30})
    assert quantities(order("A", 5, size="XL"), bill)["button"] == 10


def test_who_is_cut_first_is_served_first_and_what_comes_in_time_counts() -> None:
    materials = {"label": material("label", 100, coming=50, day=3)}
    late, first, then = material_uses([order("C", 30, 5), order("A", 90, 0), order("B", 30, 2)], [line("label", 1.0)],
                                      materials)[::-1]  # fmt: skip
    assert (then.order_id, then.taken, then.short, then.late) == ("A", 90, 0, 0)
    assert (first.order_id, first.taken, first.late, first.short) == ("B", 10, 20, 0), "it comes a day too late"
    assert (late.order_id, late.taken, late.short) == ("C", 30, 0), "by then it is there"


def test_substitutes_are_taken_by_rule_and_then_it_is_short() -> None:
    materials = {
        "zip": material("zip", 10, "zip-b", "zip-c"),
        "zip-b": material("zip-b", 5),
        "zip-c": material("zip-c", 8),
    }
    (told,) = material_uses([order("A", 30)], [line("zip", 1.0)], materials)
    assert (told.taken, told.replaced, told.short) == (10, (("zip-b", 5), ("zip-c", 8)), 7)
    (plain,) = material_uses([order("A", 30)], [line("zip", 1.0)], {"zip": material("zip", 10)})
    assert (plain.replaced, plain.short) == ((), 20), "without the rule nothing is replaced"
    (unknown,) = material_uses([order("A", 3)], [line("hook", 1.0)], {})
    assert (unknown.short, unknown.unit) == (3, "")


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 4)), max_size=6), st.integers(0, 60), st.integers(0, 60),
    st.integers(0, 60), st.integers(0, 4),
)  # fmt: skip
def test_nothing_is_given_twice_and_every_need_is_accounted_for(
    told: list[tuple[int, int]], a: int, b: int, coming: int, day: int
) -> None:
    materials = {"a": material("a", a, "b", coming=coming, day=day), "b": material("b", b)}
    orders = [order(f"W{at}", units, cut) for at, (units, cut) in enumerate(told)]
    uses = material_uses(orders, [line("a", 1.0)], materials)
    assert uses == material_uses(orders[::-1], [line("a", 1.0)], materials), "the order of telling is nothing"
    assert sum(one.needed for one in uses) == sum(units for units, _ in told)
    for one in uses:
        assert one.taken + sum(got for _, got in one.replaced) + one.short + one.late == pytest.approx(one.needed)
    assert sum(one.taken + one.late for one in uses) <= a + coming
    assert sum(got for one in uses for _, got in one.replaced) <= b


def test_what_is_short_late_or_replaced_says_so_and_without_the_cause_there_is_enough() -> None:
    def why(**told: Any) -> str:
        shelf = {"zip": material("zip", told.pop("there", 10), *told.pop("others", ()), **told), "b": material("b", 90)}
        return material_uses([order("A", 30, 2)], [line("zip", 1.0)], shelf)[0].reason.code

    assert why() == "material.short"
    assert why(coming=20, day=3) == "material.late"
    assert why(others=("b",)) == "material.replaced"
    assert why(coming=20, day=2) == why(there=30) == "material.there"
