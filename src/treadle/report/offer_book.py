"""An order offered to a factory as a workbook that comes back by mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO

from treadle.plant.source.reply_sheet import HINTS, SheetCell
from treadle.report.workbook import plain_texts, without_clock
from treadle.words import label

#: The colour of cells that are filled in.
_FILL = "FFF4CC"


def offer_book(cells: Sequence[SheetCell], brand: str, day: date, language: str) -> bytes:
    """The bytes of the workbook: what is asked for, then what the factory fills in. The same order gives the same
    bytes on a day."""
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill

    book = Workbook()
    book.properties.created = datetime.combine(day, time())
    sheet = book.active
    assert sheet is not None
    sheet.title = label("reply.sheet", language)
    sheet.append([brand])
    sheet["A1"].font = Font(bold=True, size=14)
    for cell in cells:
        if cell.name == "answer":
            sheet.append([])
            sheet.append([label("reply.fill_in", language)])
            sheet.cell(row=sheet.max_row, column=1).font = Font(bold=True)
        hint = label(HINTS[cell.name], language) if cell.name in HINTS else ""
        sheet.append([label(cell.label, language), cell.value, hint])
        if cell.is_asked:
            sheet.cell(row=sheet.max_row, column=2).fill = PatternFill("solid", fgColor=_FILL)
    for letter, width in (("A", 34), ("B", 44), ("C", 44)):
        sheet.column_dimensions[letter].width = width
    plain_texts(sheet)
    raw = BytesIO()
    book.save(raw)
    return without_clock(raw, day.isoformat())
