"""Numbers as places of a drawing: our own SVG, whose templates say colours and words. Nothing is decided here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A scale from numbers to places, from `low` at `begin` to `high` at `end`."""

    low: float
    high: float
    begin: float
    end: float

    def at(self, value: float) -> float:
        """The place of a number, to a tenth."""
        span = self.high - self.low or 1.0
        return round(self.begin + (value - self.low) / span * (self.end - self.begin), 1)

    def ticks(self, count: int = 4) -> tuple[float, ...]:
        """Round numbers along the axis, about so many."""
        step = _round_step((self.high - self.low) / max(count, 1))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return tuple(step * one for one in range(first, last + 1))


def line(x: Axis, y: Axis, points: Sequence[tuple[float, float]]) -> str:
    """The path of a line through points."""
    return " ".join(f"{'L' if at else 'M'}{x.at(one)} {y.at(two)}" for at, (one, two) in enumerate(points))


def band(x: Axis, y: Axis, lows: Sequence[tuple[float, float]], highs: Sequence[tuple[float, float]]) -> str:
    """The path of the area between two lines."""
    back = " ".join(f"L{x.at(one)} {y.at(two)}" for one, two in reversed(highs))
    return f"{line(x, y, lows)} {back} Z"


def spark(values: Sequence[float], width: float = 96.0, height: float = 24.0) -> str:
    """The path of a small line without axes, from 0 up; '' where there is nothing to draw."""
    if len(values) < 2:
        return ""
    x = Axis(low=0, high=len(values) - 1, begin=1, end=width - 1)
    y = Axis(low=0, high=max(*values, 1e-9), begin=height - 2, end=2)
    return line(x, y, list(enumerate(values)))


def _round_step(rough: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, no smaller than asked."""
    if rough <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next((power * one for one in (1, 2, 5) if power * one >= rough - 1e-12), power * 10)
