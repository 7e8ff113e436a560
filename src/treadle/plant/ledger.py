"""Look into the ledger of a folder, audit it, and fold its state again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from treadle.plant.books import ledger_of
from treadle.plant.order_of import open_books
from treadle.settings import read_settings
from treadle.storage.brand import require_folder
from treadle.terms.entry import Entry
from treadle.terms.order import Order
from treadle.terms.quantity import Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Orders and entries of a ledger, oldest first."""

    orders: tuple[Order, ...]
    entries: tuple[Entry, ...] = ()


def look_into(folder: Path, order_id: str = "") -> Told:
    """All orders; or one, with its entries. Raises `NotFoundError` where there is no such order."""
    if not order_id:
        settings = read_settings(folder)
        require_folder(folder)
        return Told(orders=ledger_of(folder, settings).orders())
    books = open_books(folder, None)
    order = next((one for one in books.ledger.orders() if one.order_id == order_id), None) or books.order(order_id)
    lines = [
        f"{order.terms.style_id}/{sku.option_id}/{sku.size}"
        for line in order.lines
        if (sku := books.snapshot.catalogue.sku.get(line.sku)) is not None
    ]
    entries = books.ledger.entries(subjects=[order_id, order.release_id, *lines])
    return Told(orders=(order,), entries=entries)


def audit(folder: Path) -> tuple[Violation, ...]:
    """Where the state is not what the entries fold to, and where books do not add up."""
    return ledger_of(folder, read_settings(folder)).audit()


def rebuild(folder: Path) -> int:
    """Fold every order again from its entries; how many there are."""
    return ledger_of(folder, read_settings(folder)).rebuild()
