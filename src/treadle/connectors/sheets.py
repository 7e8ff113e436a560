"""Excel workbooks (.xlsx, .xls, .ods), one sheet as rows of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa

from treadle.connectors.raw_rows import RawBatch, Refused
from treadle.errors import InputError

BATCH_ROWS = 20_000


def sheet_names(path: Path) -> list[str]:
    """Names of a workbook's sheets. Raises `InputError` where the file is no workbook."""
    from python_calamine import CalamineError, load_workbook

    try:
        with load_workbook(path) as book:
            return list(book.sheet_names)
    except (CalamineError, OSError) as error:
        raise InputError.single(path.name, f"not readable as a workbook ({error})", "Save it as .xlsx") from error


@dataclass(slots=True)
class SheetReader:
    """One sheet of a workbook; `sheet` empty means the first. `skip_rows` rows stand before the header; with
    `header_cell` the header is the first row that holds that text."""

    path: Path
    sheet: str = ""
    skip_rows: int = 0
    header_cell: str = ""
    is_json: bool = field(default=False, init=False)
    _names: list[str] = field(default_factory=list, init=False)
    _rows: list[tuple[int, list[str]]] = field(default_factory=list, init=False)
    _is_read: bool = field(default=False, init=False)

    def columns(self) -> Sequence[str]:
        """Names from the header row. Raises `InputError` where the sheet is missing or empty."""
        self._read()
        return self._names

    def batches(self) -> Iterator[RawBatch]:
        """Rows as text; a row's `line` is its number in the sheet."""
        self._read()
        size = self.path.stat().st_size
        total = max(1, len(self._rows))
        for start in range(0, len(self._rows), BATCH_ROWS):
            some = self._rows[start : start + BATCH_ROWS]
            refused: list[Refused] = []
            columns = {
                name: pa.array([row[place] for _, row in some], pa.string())
                for place, name in enumerate(self._names)
                if name
            }
            lines = pa.array([line for line, _ in some], pa.int64())
            done = size * (start + len(some)) // total
            yield RawBatch(rows=pa.table({**columns, "line": lines}), refused=refused, done_bytes=done)

    def _read(self) -> None:
        if self._is_read:
            return
        self._is_read = True
        from python_calamine import load_workbook

        known = sheet_names(self.path)
        sheet = self.sheet or known[0]
        if sheet not in known:
            raise InputError.single(self.path.name, f"no sheet {sheet}", f"It has {', '.join(known)}")
        with load_workbook(self.path) as book:
            raw = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        rows = [(line, [_text(cell) for cell in row]) for line, row in enumerate(raw, start=1)]
        rows = rows[self.skip_rows :]
        if self.header_cell:
            while rows and self.header_cell not in (cell.strip() for cell in rows[0][1]):
                rows.pop(0)
            if not rows:
                raise InputError.single(
                    self.path.name, f'no row of sheet {sheet} holds "{self.header_cell}"',
                    "Export the report again, or correct header_cell in the mapping",
                )  # fmt: skip
        while rows and not any(rows[0][1]):
            rows.pop(0)
        if rows:
            self._names = [cell.strip() for cell in rows[0][1]]
            self._rows = [(line, row) for line, row in rows[1:] if any(row)]


def _text(cell: object) -> str:
    """A cell as the text a person would type."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds() // 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return "" if cell is None else str(cell)
