"""What moves between places: from the warehouse to shops, and from shop to shop."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.quantity import Violation
from treadle.terms.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """Units of a SKU sent from one place to another.

    `extra_units` is what the shipment is expected to add to the sales of both places together over the weeks it was
    decided for; `reason` says why.
    """

    sku: str
    from_place_id: str
    to_place_id: str
    units: int
    extra_units: float
    reason: Reason

    def check(self) -> list[Violation]:
        """All that is wrong: no units, or a place that sends to itself."""
        found = []
        where = f"shipment of {self.sku} from {self.from_place_id} to {self.to_place_id}"
        if self.units < 1:
            found.append(Violation(rule="a shipment has units", where=where, found=f"{self.units}"))
        if self.from_place_id == self.to_place_id:
            found.append(Violation(rule="a shipment moves", where=where, found="both places are the same"))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipments:
    """What was decided to be sent, line by line, of so many options."""

    lines: tuple[Shipment, ...]
    options: int

    @property
    def units(self) -> int:
        """Pieces of all lines."""
        return sum(line.units for line in self.lines)

    @property
    def extra_units(self) -> float:
        """Sales that all lines are expected to add."""
        return sum(line.extra_units for line in self.lines)
