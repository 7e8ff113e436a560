"""Entries as they stand once corrections are read with them."""

from __future__ import annotations

from collections.abc import Iterable

from treadle.terms.correction import CartonOpened, ReceiptTakenBack, ShipmentTakenBack
from treadle.terms.entry import Entry, Received
from treadle.terms.packing import Packed, Shipped

#: Kinds of entries that correct others.
CORRECTIONS = ("receipt taken back", "carton opened", "shipment taken back")


def still_standing(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries without receipts, cartons and shipments that were taken back, and without what took them back: as if
    they had never been. A correction counts where it is among the entries."""
    entries = tuple(entries)
    receipts = {one.body.receipt_key for one in entries if isinstance(one.body, ReceiptTakenBack)}
    opened = {one.subject for one in entries if isinstance(one.body, CartonOpened)}
    here = {one.subject for one in entries if isinstance(one.body, ShipmentTakenBack)}
    return tuple(
        one for one in entries
        if one.kind not in CORRECTIONS
        and not (isinstance(one.body, Received) and one.key in receipts)
        and not (isinstance(one.body, Packed) and one.subject in opened)
        and not (isinstance(one.body, Shipped) and one.subject in here)
    )  # fmt: skip
