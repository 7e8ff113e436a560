"""The four-point system by hand, and rolls as what was said of them leaves them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadle.terms.roll_told import RollHeld, RollReceived, SeenFault
from treadle.terms.rolls import Fault, Roll
from treadle.track.rolls import YARD_MM, inspect_roll, points_of, rolls_now

DAY = date(2026, 3, 2)
ROLL = Roll(roll_id="R", fabric_id="jersey", colour="navy", length_mm=50_000, width_mm=1500, shade="A",
            faults=(Fault(from_mm=40_000, to_mm=40_200),))  # fmt: skip


def seen(*faults: SeenFault, most: float = 28.0, shade: str = "") -> RollHeld:
    told = inspect_roll(faults, length_mm=50_000, width_mm=1500, most_points=most, shade=shade, day=DAY)
    return RollHeld(roll_id="R", inspected=told)


def slub(at: int, length: int) -> SeenFault:
    return SeenFault(kind="slub", at_mm=at, length_mm=length)


LENGTHS = [(10, 1), (76, 1), (77, 2), (152, 2), (153, 3), (228, 3), (229, 4), (3000, 4)]


@pytest.mark.parametrize(("length", "points"), LENGTHS)
def test_a_fault_counts_by_its_length_in_inches(length: int, points: int) -> None:
    assert points_of(slub(0, length)) == points


def test_a_hole_counts_two_or_four() -> None:
    assert [points_of(SeenFault(kind="Hole", at_mm=0, length_mm=mm)) for mm in (3, 25, 26)] == [2, 2, 4]


def test_points_of_a_roll_by_hand_and_a_yard_counts_four_at_most() -> None:
    told = seen(slub(100, 100), slub(300, 300), slub(5_000, 40)).inspected
    assert told is not None
    # 2 + 4 in the first yard count 4; 1 beyond: 5 on 50 m of 1.5 m are 6.67 on 100 square metres.
    assert (told.points, told.points_per_100_m2, told.is_accepted) == (5, 6.6667, True)
    assert not inspect_roll(
        [slub(0, 300)], length_mm=5_000, width_mm=1500, most_points=28.0, shade="", day=DAY
    ).is_accepted
    with pytest.raises(ValueError, match="beyond"):
        seen(slub(50_001, 10))


@given(st.lists(st.builds(slub, st.integers(0, 50_000), st.integers(1, 400)), max_size=30))
def test_no_roll_has_more_than_four_points_a_yard_and_order_is_nothing(faults: list[SeenFault]) -> None:
    one, other = seen(*faults).inspected, seen(*reversed(faults)).inspected
    assert one is not None and other is not None
    assert one.points == other.points <= min(sum(map(points_of, faults)), 4 * (int(50_000 // YARD_MM) + 1))


def test_a_shelf_by_what_was_said_of_it() -> None:
    assert rolls_now([ROLL], {}) == (ROLL,)
    bad = seen(slub(10_000, 300), slub(10_200, 300), slub(30_000, 20), shade="B")
    (found,) = rolls_now([ROLL], {"R": bad})
    assert (found.shade, found.faults) == ("B", (Fault(from_mm=10_000, to_mm=10_500),)), "four points are laid around"
    assert found.check() == ()
    assert rolls_now([ROLL], {"R": seen(slub(0, 300), most=1.0)}) == (), "what is refused is not laid"
    came = RollReceived(roll=replace(ROLL, roll_id="N"), day=DAY)
    assert [one.roll_id for one in rolls_now([ROLL], {"N": RollHeld(roll_id="N", received=came)})] == ["N", "R"]
    (left,) = rolls_now([ROLL], {"R": RollHeld(roll_id="R", left_mm=10_100, left_on=DAY)})
    assert (left.length_mm, left.counted_on, left.faults) == (10_100, DAY, (Fault(from_mm=100, to_mm=300),))
    assert rolls_now([ROLL], {"R": RollHeld(roll_id="R", left_mm=0, left_on=DAY)}) == ()
