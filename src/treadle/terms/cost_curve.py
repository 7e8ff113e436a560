"""What pieces of an option cost by their number, from the factory's side, and by when they could be there."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta

#: What the cost is made of, in the order in which it is told.
COST_PARTS = ("cloth_cents", "cutting_cents", "sewing_cents", "change_cents")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostPoint:
    """What so many pieces cost by part, in cents: cloth; lays and markers; work of people; changes of style."""

    units: int
    cloth_cents: float
    cutting_cents: float
    sewing_cents: float
    change_cents: float

    @property
    def cost_cents(self) -> float:
        """All parts together."""
        return self.cloth_cents + self.cutting_cents + self.sewing_cents + self.change_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRoom:
    """A line that can sew the option: working minutes free on each day from `first_day` on, and the day on which goods
    arrive whose sewing ends on each of them."""

    factory_id: str
    line_id: str
    minutes_per_unit: float
    first_day: date
    free_minutes: tuple[int, ...]
    arrives: tuple[date, ...]

    def ready_day(self, units: int, from_day: date) -> date | None:
        """The day on which so many pieces arrive if sewing begins on a day; None where there is no room for them."""
        left = units * self.minutes_per_unit
        for at in range(max((from_day - self.first_day).days, 0), len(self.free_minutes)):
            left -= self.free_minutes[at]
            if left <= 0:
                return self.arrives[at]
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostCurve:
    """The cost of 1 to `points[-1].units` pieces: exact at the points, straight between two of them.

    `lead_days` is what goods take that no line of ours sews; `least_units` the least that is made at a time.
    """

    option_id: str
    points: tuple[CostPoint, ...]
    rooms: tuple[LineRoom, ...] = ()
    lead_days: int = 0
    least_units: int = 1

    @property
    def most_units(self) -> int:
        """The largest quantity that it prices."""
        return self.points[-1].units

    def at(self, units: int) -> CostPoint:
        """What so many pieces cost. Raises ValueError for none, or more than it prices."""
        if not 1 <= units <= self.most_units:
            raise ValueError(f"the curve prices 1 to {self.most_units} pieces, not {units}")
        place = bisect_left([one.units for one in self.points], units)
        right = self.points[place]
        if right.units == units or place == 0:
            return right
        left = self.points[place - 1]
        share = (units - left.units) / (right.units - left.units)
        parts = {
            name: getattr(left, name) + share * (getattr(right, name) - getattr(left, name)) for name in COST_PARTS
        }
        return CostPoint(units=units, **parts)

    def ready_day(self, units: int, from_day: date) -> date | None:
        """The first day on which so many pieces could be there if they are begun on a day, all lines apart."""
        if not self.rooms:
            return from_day + timedelta(days=self.lead_days)
        days = [day for one in self.rooms if (day := one.ready_day(units, from_day)) is not None]
        return min(days, default=None)
