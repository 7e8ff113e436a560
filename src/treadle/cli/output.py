"""Where a command writes: checked before it works for minutes, and written whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from treadle.errors import InputError
from treadle.terms.formulas import guarded

#: Bytes of a name in a folder that every usual file system holds, less what stands beside it while it is written.
LONGEST_NAME = 240
#: Endings of tables that are written by `plant.export.write_table`.
TABLE_ENDINGS = (".csv", ".parquet")


def check_output(out: Path | None, endings: Sequence[str], *, makes_folders: bool = False) -> None:
    """Raise `InputError` where a file cannot be written: an unknown ending, no folder (where none is made), a folder or
    a file in the way, a name too long, a place of others, a disk without room."""
    if out is None:
        return
    if out.suffix.lower() not in endings:
        listed = f"{', '.join(endings[:-1])} or {endings[-1]}" if len(endings) > 1 else endings[0]
        raise InputError.single(_short(out), "its ending does not say which format to write", f"End it with {listed}")
    try:
        if out.is_dir():
            raise InputError.single(_short(out), "there is a folder of this name", "Name a file")
        if not out.parent.is_dir() and not makes_folders:
            what = f"there is no folder {_short(out.parent)}"
            raise InputError.single(_short(out), what, "Make the folder, or name another")
        _try(out)
        if out.exists() and not os.access(out, os.W_OK):
            raise InputError.single(_short(out), "it may not be written", "Name a place of your own")
    except (OSError, ValueError) as error:
        raise _unwritable(out, error) from None


def table_place(out: Path) -> Path:
    """A place where a table will be written, checked as soon as it is named. Raises as `check_output` does."""
    check_output(out, TABLE_ENDINGS, makes_folders=True)
    return out


def check_folder(out: Path) -> None:
    """Raise `InputError` where a folder cannot be made or written: a file in the way, a name too long, a place of
    others."""
    try:
        if out.exists() and not out.is_dir():
            raise InputError.single(_short(out), "there is a file of this name", "Name a folder")
        _try(out / ".new")
    except (OSError, ValueError) as error:
        raise _unwritable(out, error) from None


def _try(place: Path) -> None:
    """Write a nameless file where `place` will be, or into the nearest folder above that is there; leaves no trace."""
    folder = place.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    longest = max(len(os.fsencode(part)) for part in place.parts)
    if longest > LONGEST_NAME:
        raise OSError(f"a name of {longest} bytes is too long")
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"room")
        file.flush()


def _unwritable(out: Path, error: Exception) -> InputError:
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputError.single(_short(out), f"it cannot be written ({said})", "Choose another place")


def _short(place: Path) -> str:
    """A place as an error names it: the end of a name that is endless."""
    text = str(place)
    return text if len(text) <= 200 else f"…{text[-199:]}"


def write_output(out: Path, content: str | bytes) -> None:
    """Write a file whole or not at all. Raises `InputError` where the place cannot be written."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    half = out.with_name(f".{out.name[:100]}.half")
    try:
        half.write_bytes(raw)
        half.replace(out)
    except OSError as error:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
        raise _unwritable(out, error) from None


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV text; a text that a spreadsheet would take for a formula stands behind an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([guarded(name) for name in header])
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()
