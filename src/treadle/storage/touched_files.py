"""What changes whenever a file of a brand's folder may have that tables and imports are read from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

#: Equal stamps: none of the files was touched between them.
FilesStamp = tuple[tuple[str, int, int, int], ...]


def stamp_of_files(folder: Path) -> FilesStamp:
    """The settings, tables, imports and confirmed days of a folder by size and time of change; not its ledger."""
    home = folder / ".treadle"
    own = (folder / "treadle.toml", home / "confirmed_days.txt", home / "ledger_at.json")
    return files_seen((*own, *sorted((folder / "tables").glob("*")), *sorted((home / "journal").glob("*.json"))))


def files_seen(places: Iterable[Path]) -> FilesStamp:
    """Files by name, number on the disk, size and time of change; those that are not there are left out."""
    return tuple((one.name, told.st_ino, told.st_size, told.st_mtime_ns) for one in places if one.is_file()
                 for told in [one.stat()])  # fmt: skip
