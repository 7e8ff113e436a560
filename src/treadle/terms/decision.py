"""What a planner decided in an earlier plan, as a later one remembers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from treadle.terms.entry import Decided
from treadle.terms.reason import Fact, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The newest decision on a line. `state`: 'stands', 'ended' (its day is over) or 'overtaken' (demand moved on).

    `moved_share` is how much more is expected of its option than was then, as a share; 0 where nobody noted it.
    """

    decided: Decided
    state: str
    until: date
    moved_share: float

    @property
    def verb(self) -> str:
        """What the planner did: 'rejected', 'halved', 'lowered' or 'raised'."""
        one = self.decided
        if one.units > one.planned_units:
            return "raised"
        if one.units == 0:
            return "rejected"
        return "halved" if abs(2 * one.units - one.planned_units) <= max(1, one.planned_units // 20) else "lowered"

    @property
    def reason(self) -> Reason:
        """What was decided, what is expected since, and whether it is kept to."""
        one, moved = self.decided, round(self.moved_share, 2)
        trend = "more" if moved > 0 else "less" if moved < 0 else "same"
        facts: dict[str, Fact] = {
            "decided_on": one.decided_on.isoformat(), "planned_units": one.planned_units, "units": one.units,
            "because": f": {one.note.rstrip('.')}" if one.note else "", "until": self.until.isoformat(),
            "moved_share": abs(moved),
        }  # fmt: skip
        return Reason(code=f"kept.{self.verb}_{trend}_{self.state}", facts=tuple(facts.items()))
