"""Markers that a nester drew and that a later plan must repeat, by the hash of what was asked.

.treadle/markers/AB/ABCD….json      {"edition": 1, "noun": "KeptMarker", "placements": [...]}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from treadle.storage.lake import Lake, write_durably
from treadle.terms.codec import from_text, to_text
from treadle.terms.cutting import Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMarker:
    """Where the pieces of a marker lie."""

    placements: tuple[Placement, ...]


def read_kept_marker(folder: Path, content_hash: str) -> tuple[Placement, ...] | None:
    """The placements kept under a hash, None where there are none. Raises `InputError` for a file that is damaged."""
    path = _path(folder, content_hash)
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    if text.startswith("["):  # kept by an edition before the codec: the placements alone
        text = f'{{"placements": {text}}}'
    return from_text(KeptMarker, text, file=str(path), remedy="Delete it, and the marker is drawn again").placements


def keep_marker(folder: Path, content_hash: str, placements: Sequence[Placement]) -> None:
    """Keep placements under a hash; what is kept already stays as it is."""
    path = _path(folder, content_hash)
    if not path.is_file():
        write_durably(path, to_text(KeptMarker(placements=tuple(placements))))


def _path(folder: Path, content_hash: str) -> Path:
    if not content_hash.isalnum():
        raise ValueError(f"a content hash has letters and digits only, not {content_hash!r}")
    return Lake(folder=folder).home / "markers" / content_hash[:2] / f"{content_hash}.json"
