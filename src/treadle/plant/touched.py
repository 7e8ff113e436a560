"""What changes whenever something in a brand's folder may have: for whoever keeps in memory what was read of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from treadle.plant.books import ledger_of
from treadle.settings import read_settings
from treadle.storage.facts_digest import digested_kinds

#: Equal stamps: nothing of what plans, boards and floors are read from was touched between them.
Stamp = tuple[object, ...]
_KINDS = ("board", "lays", "first piece", "inspection", "carton", "shipment", *digested_kinds())


def stamp_of(folder: Path) -> Stamp:
    """Files by size and time of change, the ledger by the numbers of its newest entries. Raises as `ledger_of`."""
    ledger = ledger_of(folder, read_settings(folder))
    kept = folder / (ledger.kept("plan") or "plan") / "plan.json"
    return (ledger.head(), ledger.newest(_KINDS), ledger.kept("last_import"), hash(ledger.kept("repair")),
            _seen((kept,)), stamp_of_files(folder))  # fmt: skip


def stamp_of_files(folder: Path) -> Stamp:
    """The same of what is read from tables and imports alone: the range, bulletins, lines."""
    home = folder / ".treadle"
    own = (one for one in home.glob("*.*") if not one.name.startswith("ledger."))
    return _seen((folder / "treadle.toml", *sorted((folder / "tables").glob("*")), *sorted(own),
                  *sorted((home / "journal").glob("*.json"))))  # fmt: skip


def _seen(places: Iterable[Path]) -> Stamp:
    return tuple((one.name, told.st_size, told.st_mtime_ns) for one in places if one.is_file() for told in [one.stat()])
