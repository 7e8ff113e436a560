"""Scans into the ledger: those that are not there yet, in batches."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa

from treadle.settings import Settings
from treadle.storage.ledger.protocol import Ledger
from treadle.storage.scan_rows import from_entries, not_there, to_bodies
from treadle.terms.entry import Entry
from treadle.terms.fingerprint import fingerprint
from treadle.terms.floor import BundlesTied, ScansTaken


def add_scans(ledger: Ledger, told: pa.Table, *, author: str, settings: Settings, now: datetime | None = None) -> int:
    """Add scans (SCAN_SCHEMA) that the ledger does not hold; returns how many there were."""
    there, _ = from_entries(ledger.entries(kinds=["scans"]))
    fresh = not_there(told, there)
    moment = now or datetime.now(UTC)
    for body in to_bodies(fresh):
        ledger.add([floor_entry("scans", body, moment, author, settings)])
    return int(fresh.num_rows)


def floor_entry(kind: str, body: BundlesTied | ScansTaken, moment: datetime, author: str, settings: Settings) -> Entry:
    """An entry about the whole floor; its key is its content."""
    return Entry(kind=kind, subject="floor", happened_at=moment, known_at=moment, author=author,
                 key=f"{kind}:{fingerprint(body)}", body=body, currency=settings.currency)  # fmt: skip
