"""Rows as a workbook of one sheet: a bold heading that stays in sight, columns as wide as their cells."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from treadle.terms.formulas import guarded

#: Letters of the widest column. Not tuned: how much is shown.
WIDEST = 60


def plain_book(title: str, rows: Sequence[Sequence[str | int | float]]) -> bytes:
    """The workbook; texts that begin like a formula are guarded."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "".join(one for one in title if one not in "[]:*?/\\")[:31] or "table"
    for row in rows:
        sheet.append([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    for cell in sheet[1] if rows else ():
        cell.font = Font(bold=True)
    for at in range(max((len(row) for row in rows), default=0)):
        widest = max((len(str(row[at])) for row in rows if at < len(row)), default=8)
        sheet.column_dimensions[get_column_letter(at + 1)].width = min(widest + 2, WIDEST)
    sheet.freeze_panes = "A2"
    file = BytesIO()
    book.save(file)
    return file.getvalue()
