"""An order of a brand's folder by its id, on the day the folder has come to."""

from __future__ import annotations

import difflib
import functools
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from treadle.errors import InputError, NotFoundError
from treadle.plant.books import ledger_of
from treadle.plant.touched import Stamp, stamp_of
from treadle.settings import Settings, read_settings
from treadle.storage.brand import load_brand
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.order import Order
from treadle.terms.snapshot import Snapshot

#: Years in which orders may be received, changed and closed: beyond, calendars end.
FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """A folder's ledger with what was seen when it was opened: whoever adds to it says `head`."""

    settings: Settings
    ledger: Ledger
    head: int
    snapshot: Snapshot

    def order(self, order_id: str) -> Order:
        """The order of that id. Raises `NotFoundError`, naming the nearest, where there is none."""
        orders = {one.order_id: one for one in self.snapshot.orders}
        if order_id in orders:
            return orders[order_id]
        near = difflib.get_close_matches(order_id, orders, n=3, cutoff=0.4)
        still = [one.order_id for one in orders.values() if one.open_units][:5]
        named = f"Did you mean {' or '.join(near)}?" if near else f"Open orders: {', '.join(still) or 'none'}."
        raise NotFoundError(f"There is no order {order_id}. {named} All orders: treadle ledger DIR")


def seen_books(folder: Path) -> Books:
    """As `open_books` of the day the folder has come to, for whoever looks and adds nothing: from memory where nothing
    was touched."""
    return _seen_books(folder, stamp_of(folder))


@functools.lru_cache(maxsize=4)
def _seen_books(folder: Path, stamp: Stamp) -> Books:
    del stamp  # another stamp is another key
    return open_books(folder, None)


def open_books(folder: Path, day: date | None) -> Books:
    """The ledger of a folder and what is known when `day` begins (default: the day the folder has come to).

    Raises `InputError` for a day of another century, else as `load_brand` and `open_ledger` do.
    """
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InputError.single("day", f"{day} is of another century", "Say a day such as 2026-03-31")
    settings = read_settings(folder)
    ledger = ledger_of(folder, settings)
    head = ledger.head()
    snapshot = load_brand(
        folder, None, currency=settings.currency, time_zone=settings.time_zone, promise=settings.policy.promise
    )
    if day is not None and day > snapshot.as_of:
        snapshot = load_brand(
            folder, day, currency=settings.currency, time_zone=settings.time_zone, promise=settings.policy.promise
        )
    return Books(settings=settings, ledger=ledger, head=head, snapshot=snapshot)
