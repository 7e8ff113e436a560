"""Any table of a page as it is given out: CSV, and a workbook of one sheet. The same rows give the same bytes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO

from treadle.report.workbook import plain_texts, without_clock
from treadle.terms.formulas import guarded
from treadle.words import label

Cell = str | int | float | date | None
#: Signs that a column of a workbook is wide at most.
_WIDEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenTable:
    """A table as a page shows it: its name, labels of its columns by key, and its rows. Money in units of currency."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def given_csv(table: GivenTable, language: str = "en") -> str:
    """CSV; a text that a spreadsheet would take for a formula stands behind an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([guarded(label(key, language)) for key in table.heads])
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows)
    return text.getvalue()


def given_book(table: GivenTable, day: date, language: str = "en") -> bytes:
    """A workbook of one sheet, of a day."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.properties.created = datetime.combine(day, time())
    sheet = book.active
    assert sheet is not None
    sheet.title = table.name[:31]
    heads = [label(key, language) for key in table.heads]
    sheet.append(heads)
    for row in table.rows:
        sheet.append(list(row))
    for at, head in enumerate(heads, 1):
        sheet.cell(row=1, column=at).font = Font(bold=True)
        widest = max([len(head), *(len(str(row[at - 1])) for row in table.rows if row[at - 1] is not None)])
        sheet.column_dimensions[get_column_letter(at)].width = min(widest + 2, _WIDEST)
    plain_texts(sheet)
    sheet.freeze_panes = "B2"
    raw = BytesIO()
    book.save(raw)
    return without_clock(raw, day.isoformat())
