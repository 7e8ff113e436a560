"""Learning: a line is slow with a new style and reaches its balance's pace after so many garments.

Wright's curve (Wright 1936, J. Aeronautical Sciences 3): each doubling of the garments made takes the same share of
the minutes, so garment n takes n ** log2(rate) of the first one's. Here it falls until the standard is reached, and
stays there.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningDay:
    """One day of a style: garments that leave the line, and that as a share of its full pace."""

    day: int
    units: float
    share: float


def unit_minutes(unit: float, minutes_per_unit: float, rate: float, learned_after: float) -> float:
    """Minutes of the `unit`-th garment (from 1) where garment `learned_after` is the first at standard pace."""
    slower: float = (max(unit, 1.0) / learned_after) ** log2(rate)
    return minutes_per_unit * max(1.0, slower)


def total_minutes(units: float, minutes_per_unit: float, rate: float, learned_after: float) -> float:
    """Minutes of the first `units` garments, the curve taken as continuous from the first garment on.

    Raises ValueError where `rate` is not above a half and at most 1, or `learned_after` is below 1.
    """
    if not 0.5 < rate <= 1.0 or learned_after < 1.0:
        raise ValueError("a rate lies above 0.5 and at most at 1, and a style is learned after a garment or more")
    power = 1.0 + log2(rate)
    learning = min(units, learned_after)
    spent: float = minutes_per_unit * learned_after ** (1.0 - power) * learning**power / power
    return spent + minutes_per_unit * max(0.0, units - learned_after)


def learning_days(
    minutes_per_unit: float, rate: float, learned_after: float, *, day_minutes: float = 480.0, most_days: int = 60
) -> tuple[LearningDay, ...]:
    """The days of a new style until a day is at full pace, which is the last one: at most `most_days`.

    The shares are what a factory's `startup_shares` asks for. Raises ValueError as `total_minutes` does.
    """
    full = day_minutes / minutes_per_unit
    found: list[LearningDay] = []
    made = 0.0
    for day in range(1, most_days + 1):
        until = _units_in(day * day_minutes, minutes_per_unit, rate, learned_after)
        found.append(LearningDay(day=day, units=until - made, share=min(1.0, (until - made) / full)))
        made = until
        if found[-1].share > 1.0 - 1e-6:
            break
    return tuple(found)


def _units_in(minutes: float, minutes_per_unit: float, rate: float, learned_after: float) -> float:
    """Garments made in the first `minutes`: `total_minutes` the other way round."""
    learning = total_minutes(learned_after, minutes_per_unit, rate, learned_after)
    if minutes >= learning:
        return learned_after + (minutes - learning) / minutes_per_unit
    power = 1.0 + log2(rate)
    return float((minutes * power / (minutes_per_unit * learned_after ** (1.0 - power))) ** (1.0 / power))
