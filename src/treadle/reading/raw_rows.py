"""Rows as a file holds them, in batches, with the line of each; and the file's identity."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from treadle.errors import InputError

#: A line that could not be split into cells: its number, why, and its text.
Refused = tuple[int, str, str]
#: The name of a column that the file itself calls `line`.
OWN_LINE = "line of the file"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBatch:
    """Some rows: `rows` has `line` (int64) and the file's columns; `done_bytes` of the file have been read."""

    rows: pa.Table
    refused: Sequence[Refused]
    done_bytes: int


class Reader(Protocol):
    """A file of one format. `is_json` means that rows have one column `json` that holds each row as a JSON object."""

    is_json: bool

    def columns(self) -> Sequence[str]:
        """Names of the columns; empty where rows are JSON."""

    def batches(self) -> Iterator[RawBatch]:
        """The rows, in the order of the file."""


def content_id(paths: Sequence[Path]) -> str:
    """Hash of the content of files, in that order; the same content under another name gives the same."""
    together = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            together.update(hashlib.file_digest(file, "sha256").digest())
    return together.hexdigest()


def usable_headings(file: str, names: Sequence[str], row: int) -> list[str]:
    """Headings as column names: `line` and `part` of the file get another name, for rows have columns of these names.

    Raises `InputError` where a heading stands twice: which of the two columns is meant cannot be known.
    """
    twice = sorted({one for one in names if one and names.count(one) > 1})
    if twice:
        raise InputError.single(file, f"column {', '.join(twice)} appears twice", "Rename one", row=row)
    return [f"{name} of the file" if name in ("line", "part") else name for name in names]


def first_of_each(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Headings with every repeat of one left empty, and which were repeated."""
    kept = [name if name not in names[:place] else "" for place, name in enumerate(names)]
    return kept, [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
