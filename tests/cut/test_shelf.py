"""What is left of rolls after releases, by hand; and only cloth that was counted is spread."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from treadle.cut.shelf import rolls_left
from treadle.terms.release import ReleasedOrder
from treadle.terms.rolls import CutCloth, Fault, Roll

DAY = date(2026, 9, 28)
ROLL = Roll(
    roll_id="R1", fabric_id="jersey", colour="red", length_mm=50_000, width_mm=1_600, shade="A",
    faults=(Fault(from_mm=31_000, to_mm=31_200),),
)  # fmt: skip


def released(*cloth: tuple[str, int, int], day: date = DAY) -> ReleasedOrder:
    return ReleasedOrder(
        work_order_id="W", style_id="TEE", units={"TEE-red-M": 10}, due_day=DAY, promise_day=DAY, origin_day=day,
        cloth=tuple(CutCloth(roll_id=name, from_mm=first, to_mm=last) for name, first, last in cloth),
    )  # fmt: skip


def test_a_roll_cut_from_its_end_is_a_shorter_roll() -> None:
    """30 m are gone: 20 m stay under a name that says where they begin, and the fault lies 1 m into them."""
    (left,) = rolls_left([ROLL], [released(("R1", 0, 20_000)), released(("R1", 20_000, 30_000))], 1_500)
    assert (left.roll_id, left.length_mm, left.cut_from, left.begins_mm) == ("R1@30", 20_000, "R1", 30_000)
    assert left.faults == (Fault(from_mm=1_000, to_mm=1_200),)


def test_a_cut_in_the_middle_leaves_two_and_scraps_are_gone() -> None:
    left = rolls_left([ROLL], [released(("R1", 1_000, 10_000), ("R1", 20_000, 49_000))], 1_500)
    assert [(one.roll_id, one.length_mm) for one in left] == [("R1@10", 10_000)]
    kept = rolls_left([ROLL], [released(("R1", 1_000, 10_000), ("R1", 20_000, 49_000))], 500)
    assert [(one.roll_id, one.length_mm) for one in kept] == [("R1", 1_000), ("R1@10", 10_000), ("R1@49", 1_000)]


def test_what_was_cut_before_the_count_is_in_the_count() -> None:
    counted = replace(ROLL, counted_on=DAY)
    before = released(("R1", 0, 20_000), day=date(2026, 9, 27))
    assert rolls_left([counted], [before], 1_500) == (counted,)
    assert [one.length_mm for one in rolls_left([counted], [released(("R1", 0, 20_000))], 1_500)] == [30_000]
    assert [one.length_mm for one in rolls_left([ROLL], [before], 1_500)] == [30_000]
