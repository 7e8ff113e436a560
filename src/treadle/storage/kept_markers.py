"""Markers that a nester drew and that a later plan must repeat, by the hash of what was asked."""

from __future__ import annotations

from pathlib import Path

from treadle.storage.lake import Lake, write_durably


def read_kept_marker(folder: Path, content_hash: str) -> str | None:
    """The text kept under a hash, None where there is none."""
    path = _path(folder, content_hash)
    return path.read_text(encoding="utf-8") if path.is_file() else None


def keep_marker(folder: Path, content_hash: str, text: str) -> None:
    """Keep a text under a hash; what is kept already stays as it is."""
    path = _path(folder, content_hash)
    if not path.is_file():
        write_durably(path, text)


def _path(folder: Path, content_hash: str) -> Path:
    if not content_hash.isalnum():
        raise ValueError(f"a content hash has letters and digits only, not {content_hash!r}")
    return Lake(folder=folder).home / "markers" / content_hash[:2] / f"{content_hash}.json"
