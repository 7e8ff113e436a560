"""Where a command writes: checked before it works for minutes, and written whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from treadle.errors import InputError
from treadle.terms.formulas import guarded


def check_output(out: Path | None, endings: Sequence[str]) -> None:
    """Raise `InputError` where a file cannot be written: an unknown ending, no folder, a folder in its place."""
    if out is None:
        return
    if out.suffix.lower() not in endings:
        listed = f"{', '.join(endings[:-1])} or {endings[-1]}" if len(endings) > 1 else endings[0]
        raise InputError.single(str(out), "its ending does not say which format to write", f"End it with {listed}")
    try:
        if out.is_dir():
            raise InputError.single(str(out), "there is a folder of this name", "Name a file")
        if not out.parent.is_dir():
            raise InputError.single(str(out), f"there is no folder {out.parent}", "Make the folder, or name another")
        place = out if out.exists() else out.parent
        if not os.access(place, os.W_OK):
            raise InputError.single(str(out), "it may not be written", "Name a place of your own")
    except (OSError, ValueError) as error:
        raise InputError.single(str(out)[:200], f"it cannot be written ({error})", "Choose another place") from None


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
        raise InputError.single(str(out), f"it cannot be written ({error})", "Choose another place") from None


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV text; a text that a spreadsheet would take for a formula stands behind an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([guarded(name) for name in header])
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()
