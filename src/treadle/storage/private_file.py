"""Small files that their owner alone may read: what signs for others, and must be there as it is."""

from __future__ import annotations

import os
from pathlib import Path

from treadle.storage.lake import sync_folder


def write_private(path: Path, text: str) -> None:
    """Write a file whole or not at all, for its owner's eyes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.half")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    sync_folder(path.parent)
