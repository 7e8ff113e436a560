"""The files of one folder, as the spool asks for them."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from treadle.storage.lake import sync_file, sync_folder, write_durably


class Disk(Protocol):
    """A folder of files. All but `append` are durable when they return; what was appended is so after `sync`."""

    def names(self) -> list[str]:
        """Names of all files, in order."""

    def begin(self, name: str) -> bool:
        """Make an empty file to append to; False where there is one of that name."""

    def append(self, name: str, raw: bytes) -> None:
        """Add to the end of a file that this disk began. Raises OSError."""

    def sync(self, name: str) -> bool:
        """Have the disk hold what was appended; False where the file was taken away meanwhile. Raises OSError."""

    def settle(self, name: str) -> None:
        """Have the disk hold all of a file that somebody else appended to, who may have died before a sync."""

    def end(self, name: str) -> None:
        """Nothing more is appended to a file."""

    def size(self, name: str) -> int:
        """Bytes of a file; 0 where there is none."""

    def read(self, name: str, start: int = 0) -> bytes:
        """A file from a place on; empty where there is none."""

    def write(self, name: str, text: str) -> None:
        """Write a small file whole or not at all, in place of the one before. Raises OSError."""

    def remove(self, name: str) -> None:
        """Take a file away; nothing where there is none."""

    def free_bytes(self) -> int:
        """Room that is left."""


@dataclass(slots=True, kw_only=True)
class FolderDisk:
    """A real folder, made where there is none."""

    folder: Path
    _open: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    def names(self) -> list[str]:
        """As `Disk.names`."""
        return sorted(path.name for path in self.folder.iterdir() if path.is_file())

    def begin(self, name: str) -> bool:
        """As `Disk.begin`."""
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND
        try:
            self._open[name] = os.open(self.folder / name, flags, 0o640)
        except FileExistsError:
            return False
        sync_folder(self.folder)
        return True

    def append(self, name: str, raw: bytes) -> None:
        """As `Disk.append`."""
        left = memoryview(raw)
        while left:
            left = left[os.write(self._open[name], left) :]

    def sync(self, name: str) -> bool:
        """As `Disk.sync`."""
        os.fsync(self._open[name])
        return os.fstat(self._open[name]).st_nlink > 0

    def settle(self, name: str) -> None:
        """As `Disk.settle`."""
        sync_file(self.folder / name)

    def end(self, name: str) -> None:
        """As `Disk.end`."""
        handle = self._open.pop(name, None)
        if handle is not None:
            os.close(handle)

    def size(self, name: str) -> int:
        """As `Disk.size`."""
        try:
            return (self.folder / name).stat().st_size
        except FileNotFoundError:
            return 0

    def read(self, name: str, start: int = 0) -> bytes:
        """As `Disk.read`."""
        try:
            with (self.folder / name).open("rb") as file:
                file.seek(start)
                return file.read()
        except FileNotFoundError:
            return b""

    def write(self, name: str, text: str) -> None:
        """As `Disk.write`."""
        write_durably(self.folder / name, text)

    def remove(self, name: str) -> None:
        """As `Disk.remove`."""
        (self.folder / name).unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """As `Disk.free_bytes`."""
        return shutil.disk_usage(self.folder).free
