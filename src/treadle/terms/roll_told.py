"""What was said of a roll since it came: received, inspected by points, issued to a lay, and what came back of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from treadle.terms.rolls import Roll

#: What is punched through counts as a hole, whatever it is called else.
HOLES = ("hole", "tear", "cut")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFault:
    """A fault that an inspection saw: what, where along the roll from its outer end, and how long it is (of a hole its
    largest measure)."""

    kind: str
    at_mm: int
    length_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RollReceived:
    """A roll came, on a day, with a delivery note."""

    roll: Roll
    day: date
    note_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollInspected:
    """A roll was inspected by the four-point system over its whole length.

    `points` were found on `length_mm` of `width_mm`, the narrowest that was measured; `points_per_100_m2` against
    `most_points` decide. `shade` is its band, '' where it was not judged.
    """

    day: date
    length_mm: int
    width_mm: int
    faults: tuple[SeenFault, ...]
    points: int
    points_per_100_m2: float
    most_points: float
    shade: str = ""

    @property
    def is_accepted(self) -> bool:
        """Whether it may be cut."""
        return self.points_per_100_m2 <= self.most_points + 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class RollIssued:
    """A roll went to a lay or an order."""

    to: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RollReturned:
    """What was left of a roll came back and was measured; 0 is nothing."""

    left_mm: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RollHeld:
    """A roll as the entries leave it. `received` is None for one that only table rolls knows; `left_mm` is what was
    measured when it came back last, on `left_on` (None: it never did). `issued_to` is where it is now, '' for the
    shelf."""

    roll_id: str
    received: RollReceived | None = None
    inspected: RollInspected | None = None
    issued_to: str = ""
    left_mm: int | None = None
    left_on: date | None = None
