"""Orders as callers see them: all, or those of one factory; one with what was said of it."""

from __future__ import annotations

from treadle.errors import NotFoundError
from treadle.plant.books import ledger_of
from treadle.plant.serving import ServedBrand
from treadle.terms.entry import Entry
from treadle.terms.order import Order


def orders_of(brand: ServedBrand, *, factory_id: str | None = None) -> tuple[Order, ...]:
    """Orders in the order of their release; of one factory alone where one is said."""
    orders = ledger_of(brand.folder, brand.settings).orders()
    return tuple(one for one in orders if factory_id is None or one.terms.factory_id == factory_id)


def order_of(brand: ServedBrand, order_id: str, *, factory_id: str | None = None) -> Order:
    """One order. Raises `NotFoundError` where there is none, or it is another factory's."""
    found = next((one for one in orders_of(brand, factory_id=factory_id) if one.order_id == order_id), None)
    if found is None:
        raise NotFoundError(f"There is no order {order_id}.")
    return found


def entries_of(
    brand: ServedBrand, *, subject: str = "", kind: str = "", after: int = 0, most: int = 100
) -> tuple[Entry, ...]:
    """Entries of the ledger, oldest first: of a subject, of a kind, of numbers beyond `after`, `most` at most."""
    ledger = ledger_of(brand.folder, brand.settings)
    subjects, kinds = [subject] if subject else None, [kind] if kind else None
    return ledger.entries(subjects=subjects, kinds=kinds, after=after, most=most)
