"""What was booked wrongly at the end of an order and is taken back: a receipt, a carton, a shipment. The entry that was
wrong stays where it is; the one that corrects it says what it takes back, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from treadle.terms.release import ReleasedOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTakenBack:
    """Units of a SKU that did not come after all, as their receipt had said (see `ReceivedLine`)."""

    sku: str
    units: int
    rejected_units: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptTakenBack:
    """A receipt did not happen: `receipt_key` is the key of its entry, `day` and `lines` are what it said.

    Where it was booked as the last, `reopened` are the pieces by SKU that it cancelled, `terms` the order before it,
    and `reopens` says whether it was what closed it. `counts` are pieces counted when it was taken back, by SKU of the
    order.
    """

    receipt_key: str
    reason: str
    day: date
    lines: tuple[LineTakenBack, ...] = ()
    reopened: Mapping[str, int] = field(default_factory=dict)
    terms: ReleasedOrder | None = None
    reopens: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    counted_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonOpened:
    """A carton was opened: its pieces wait to be packed again, and its number is not given again."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentTakenBack:
    """A shipment did not leave: its cartons are here."""

    reason: str
