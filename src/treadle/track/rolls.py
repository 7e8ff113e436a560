"""Rolls: graded by the four-point system, and as they lie on the shelf after all that was said of them.

The four-point system (ASTM D5430): a fault counts 1 point up to 3 inches of length, 2 up to 6, 3 up to 9, else 4; a
hole 2 up to an inch, else 4; no yard of cloth counts more than 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from treadle.terms.roll_told import HOLES, RollHeld, RollInspected, SeenFault
from treadle.terms.rolls import Fault, Roll

INCH_MM = 25.4  # by definition
YARD_MM = 914.4  # by definition
#: Lengths in inches up to which a fault counts 1, 2 and 3 points. By definition of the four-point system.
FAULT_INCHES = (3.0, 6.0, 9.0)
#: Points that a yard counts at most. By definition of the four-point system.
MOST_OF_A_YARD = 4


def points_of(fault: SeenFault) -> int:
    """Points of one fault."""
    inches = fault.length_mm / INCH_MM
    if fault.kind.casefold() in HOLES:
        return 2 if inches <= 1.0 else MOST_OF_A_YARD
    return 1 + sum(inches > limit for limit in FAULT_INCHES)


def inspect_roll(
    faults: Sequence[SeenFault], *, length_mm: int, width_mm: int, most_points: float, shade: str, day: date
) -> RollInspected:
    """The verdict on a roll: its points by 100 square metres. A fault counts in the yard in which it begins.

    Raises `ValueError` for a roll without length or width, and for faults that begin beyond it.
    """
    if length_mm <= 0 or width_mm <= 0:
        raise ValueError("a roll that is inspected has a length and a width")
    beyond = [one for one in faults if not 0 <= one.at_mm <= length_mm]
    if beyond:
        raise ValueError(f"a fault at {beyond[0].at_mm / 1000:g} m lies beyond the {length_mm / 1000:g} m of the roll")
    by_yard: dict[int, int] = defaultdict(int)
    for one in faults:
        by_yard[int(one.at_mm // YARD_MM)] += points_of(one)
    points = sum(min(one, MOST_OF_A_YARD) for one in by_yard.values())
    return RollInspected(
        day=day, length_mm=length_mm, width_mm=width_mm, faults=tuple(sorted(faults, key=lambda one: one.at_mm)),
        points=points, points_per_100_m2=round(points * 1e8 / (length_mm * width_mm), 4), most_points=most_points,
        shade=shade,
    )  # fmt: skip


def rolls_now(counted: Iterable[Roll], held: Mapping[str, RollHeld]) -> tuple[Roll, ...]:
    """Rolls that may be laid, in the order of their ids: those that were counted and those received since, as their
    inspection found them, less what was not accepted and what came back empty.

    Faults that count four points are laid around; lesser ones stay in the cloth. A roll of which a part came back
    begins where that part does: its faults move with it, and cuts that were released before that day are off it.
    """
    rolls = {one.roll_id: one for one in counted}
    for name, one in held.items():
        if one.received is not None:
            rolls[name] = replace(one.received.roll, counted_on=one.received.day)
    found = []
    for name, roll in sorted(rolls.items()):
        told = held.get(name)
        if told is not None and told.inspected is not None:
            if not told.inspected.is_accepted:
                continue
            roll = _as_inspected(roll, told.inspected)
        if told is not None and told.left_mm is not None:
            if not told.left_mm:
                continue
            roll = _what_is_left(roll, told.left_mm, told.left_on)
        found.append(roll)
    return tuple(found)


def _as_inspected(roll: Roll, seen: RollInspected) -> Roll:
    spans: list[Fault] = []
    for one in seen.faults:
        if points_of(one) < MOST_OF_A_YARD:
            continue
        start, end = one.at_mm, min(one.at_mm + one.length_mm, seen.length_mm)
        if spans and start <= spans[-1].to_mm:
            spans[-1] = Fault(from_mm=spans[-1].from_mm, to_mm=max(spans[-1].to_mm, end))
        else:
            spans.append(Fault(from_mm=start, to_mm=end))
    return replace(roll, length_mm=seen.length_mm, width_mm=seen.width_mm, shade=seen.shade or roll.shade,
                   faults=tuple(spans))  # fmt: skip


def _what_is_left(roll: Roll, left_mm: int, left_on: date | None) -> Roll:
    gone = max(roll.length_mm - left_mm, 0)
    faults = tuple(
        replace(one, from_mm=max(one.from_mm - gone, 0), to_mm=min(one.to_mm - gone, left_mm))
        for one in roll.faults
        if one.to_mm > gone
    )
    return replace(roll, length_mm=left_mm, faults=faults, counted_on=left_on)
