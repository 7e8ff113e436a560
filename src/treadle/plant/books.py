"""The ledger of a brand's folder, and entries with their moments."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from treadle.settings import Settings
from treadle.storage.ledger.moments import midnight
from treadle.storage.ledger.open import open_ledger
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.entry import Body, Entry


def ledger_of(folder: Path, settings: Settings) -> Ledger:
    """The folder's own ledger, made where there is none. Raises `LedgerError` where it cannot be opened."""
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
