"""Whether the books of a folder balance, and what they hold, as one fingerprint."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from treadle.plant.books import ledger_of
from treadle.settings import read_settings
from treadle.storage.brand import require_folder
from treadle.storage.ledger.rows import entry_row
from treadle.terms.codec import json_text, to_values
from treadle.terms.quantity import Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """What an audit found. `fingerprint` is that of all entries and of the state: equal where two ledgers hold the
    same, wherever they are kept."""

    entries: int
    orders: int
    fingerprint: str
    violations: tuple[Violation, ...]


def audit_brand(folder: Path) -> Audited:
    """Fold every state again from its entries, compare, and add the books up.

    Raises `NotFoundError` where the folder is none of treadle's, and `LedgerError` where the ledger cannot be read.
    """
    settings = read_settings(folder)
    require_folder(folder)
    ledger = ledger_of(folder, settings)
    digest = hashlib.sha256()
    entries = ledger.entries()
    for one in entries:
        assert one.written_at is not None
        row = entry_row(one, one.written_at)
        digest.update(json_text([one.number, *(str(value) for value in row.values())]).encode())
    orders = ledger.orders()
    for order in orders:
        digest.update(json_text(to_values(order)).encode())
    return Audited(
        entries=len(entries), orders=len(orders), fingerprint=digest.hexdigest()[:32], violations=ledger.audit()
    )  # fmt: skip
