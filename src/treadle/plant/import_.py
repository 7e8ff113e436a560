"""Bring rows of other systems into a brand's folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from treadle.connectors.layouts import find_mapping
from treadle.connectors.sources import open_sources
from treadle.settings import read_settings
from treadle.storage.intake import import_rows
from treadle.storage.lake import JournalEntry, Lake
from treadle.storage.made_share import MadeShare, made_share
from treadle.storage.tables import TABLES
from treadle.terms.budget import Progress, stoppable


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of the rows of each file, where those set aside are kept, and what of the range can be made now
    (`made` is None where no products and no signals came)."""

    entries: tuple[JournalEntry, ...]
    set_aside: tuple[Path, ...]
    made: MadeShare | None

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was assumed, each once."""
        return tuple(dict.fromkeys(note for entry in self.entries for note in entry.assumptions))


def import_files(
    folder: Path, files: Sequence[Path], *, table: str | None = None, mapping: Path | None = None,
    progress: Progress | None = None, left: Callable[[], float] | None = None,
) -> Imported:  # fmt: skip
    """CSV, Parquet, JSONL or Excel files into the folder; the same file twice changes nothing.

    `table`: which table the rows belong to, where the file does not say. `mapping`: a mapping file or the name of a
    known layout. Good rows are kept, bad ones set aside with line and reason. Raises `NotFoundError`, and `InputError`
    with what is wrong with a file or the mapping; `Stopped` where `left` runs out, with nothing half-written.
    """
    settings = read_settings(folder)
    found = None if mapping is None else find_mapping(mapping)
    sources = open_sources(files, tables=tuple(TABLES), table=table, mapping=found)
    told = stoppable(progress, left)
    entries = []
    for at, source in enumerate(sources):
        told.step("importing files", at, len(sources))
        entries.append(import_rows(folder, source, time_zone=settings.time_zone, progress=told))
    told.step("importing files", len(sources), len(sources))
    lake = Lake(folder=folder)
    aside = tuple(lake.set_aside_file(entry.number, entry.file) for entry in entries if entry.set_aside_rows)
    is_range = any(entry.table in ("products", "signals") for entry in entries)
    made = made_share(folder, time_zone=settings.time_zone) if is_range else None
    return Imported(entries=tuple(entries), set_aside=aside, made=made)
