"""Orders that may be inspected now, and what was found of those that were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from treadle.plant.end_of_line import seen_end_of_line
from treadle.terms.packing import Inspected


@dataclass(frozen=True, slots=True, kw_only=True)
class ToInspect:
    """An order with pieces that are sewn and not accepted yet; `is_rejected`: its last lot was not accepted."""

    order_id: str
    goods: str
    sewn_units: int
    open_units: int
    is_rejected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WasInspected:
    """A lot that was inspected, when and by whom."""

    order_id: str
    lot: Inspected
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspections:
    """What waits for an inspection, and the newest ones first."""

    waiting: tuple[ToInspect, ...]
    done: tuple[WasInspected, ...]


def inspections(folder: Path) -> Inspections:
    """What waits for an inspection and what was inspected. Raises as `read_floor_of`."""
    end = seen_end_of_line(folder)
    catalogue = end.read.books.snapshot.catalogue
    waiting, followed = [], {one.order_id for one in end.read.bundles}
    for order in end.read.books.snapshot.orders:
        lots = [one for order_id, one in end.inspected if order_id == order.order_id]
        made = sum(end.orders[order.order_id].made.values())
        left = made - sum(one.lot_units for one in lots if one.is_accepted)
        if left > 0 and (order.order_id in followed or order.open_units):
            style = order.terms.style_id
            goods = catalogue.style_name(style) if style in catalogue.style else style
            waiting.append(ToInspect(order_id=order.order_id, goods=goods, sewn_units=made, open_units=left,
                                     is_rejected=bool(lots) and not lots[-1].is_accepted))  # fmt: skip
    done = [WasInspected(order_id=one.subject, lot=one.body, at=one.happened_at, by=one.author)
            for one in end.entries if isinstance(one.body, Inspected)]  # fmt: skip
    return Inspections(waiting=tuple(waiting), done=tuple(reversed(done)))
