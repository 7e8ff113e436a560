"""The one place where use cases open a brand's ledger, whichever database holds it; and entries with their moments."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from treadle.settings import Settings
from treadle.storage.ledger.moments import midnight
from treadle.storage.ledger.open import existing_ledger, open_ledger
from treadle.storage.ledger.protocol import Ledger
from treadle.storage.ledger.sql_ledger import SqlLedger
from treadle.terms.entry import Body, Entry


def ledger_of(folder: Path, settings: Settings) -> Ledger:
    """The folder's own ledger, made where there is none. Raises `LedgerError` where it cannot be opened."""
    return open_ledger(folder, currency=settings.currency, time_zone=settings.time_zone)


def ledger_if_any(folder: Path, settings: Settings) -> Ledger | None:
    """The folder's own ledger; None where nothing was ever promised in it. Raises as `ledger_of`."""
    return existing_ledger(folder, currency=settings.currency, time_zone=settings.time_zone)


def database_of(folder: Path, settings: Settings) -> SqlLedger:
    """The folder's own ledger with what lies beside its entries (jobs, first answers). Raises as `ledger_of`."""
    return open_ledger(folder, currency=settings.currency, time_zone=settings.time_zone)


def entry_of(
    kind: str, subject: str, body: Body, *, key: str, known: date, happened: date | None = None, author: str,
    settings: Settings,
) -> Entry:  # fmt: skip
    """An entry of the day `known` about something that happened on another day, or on the same."""
    zone = settings.time_zone
    return Entry(
        kind=kind, subject=subject, happened_at=midnight(happened or known, zone), known_at=midnight(known, zone),
        author=author, key=key, body=body, currency=settings.currency,
    )  # fmt: skip


def skus_to_come(folder: Path, settings: Settings) -> frozenset[str]:
    """SKUs of which something is still to come: they stay in the range until it is there, or closed."""
    ledger = ledger_if_any(folder, settings)
    orders = () if ledger is None else ledger.orders()
    return frozenset(line.sku for order in orders for line in order.lines if line.open_units)
