"""What changes whenever something in a brand's folder may have: for whoever keeps in memory what was read of it."""

from __future__ import annotations

from pathlib import Path

from treadle.plant.books import ledger_of
from treadle.settings import read_settings
from treadle.storage.facts_digest import digested_kinds
from treadle.storage.touched_files import files_seen, stamp_of_files

__all__ = ["Stamp", "stamp_of", "stamp_of_files"]

#: Equal stamps: nothing of what plans, boards and floors are read from was touched between them.
Stamp = tuple[object, ...]
_KINDS = (
    "board", "lays", "first piece", "inspection", "carton", "shipment", "carton opened", "shipment taken back",
    *digested_kinds(),
)  # fmt: skip


def stamp_of(folder: Path) -> Stamp:
    """Files by size and time of change, the ledger by the numbers of its newest entries. Raises as `ledger_of`."""
    ledger = ledger_of(folder, read_settings(folder))
    kept = folder / (ledger.kept("plan") or "plan") / "plan.json"
    return (ledger.head(), ledger.newest(_KINDS), ledger.kept("last_import"), hash(ledger.kept("repair")),
            files_seen((kept,)), stamp_of_files(folder))  # fmt: skip
