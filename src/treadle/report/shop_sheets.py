"""A shop's order sheet and the warehouse's pick list, as workbooks and as PDF. The same moves give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from treadle.report.pdf_text import draw_text, pdf_canvas, shortened
from treadle.report.workbook import plain_texts, without_clock
from treadle.terms.reason import Reason
from treadle.words import label, say

_POINT = 72.0 / 25.4
#: A4 in mm; rows of a sheet; columns from the left edge.
_SHEET, _ROWS, _COLUMNS = (210.0, 297.0), 42, (15.0, 75.0, 125.0, 165.0, 185.0)
#: Columns of a sheet, as they are headed, and their widths.
_HEADS = (
    ("shops.sku", 26), ("shops.option", 22), ("shops.from", 16), ("shops.to", 16), ("shops.units", 8),
    ("shops.done", 8), ("shops.why", 90),
)  # fmt: skip
Row = Mapping[str, Any]


def why_of(row: Row) -> Reason:
    """Why so many pieces of a row move, with the numbers behind it."""
    return Reason.of(
        f"shop.{row['why']}", units=row["units"], extra_units=row["extra_units"], there_units=row["there_units"],
        wanted_units=row["wanted_units"], warehouse_units=row["warehouse_units"], giver=row["from_place_id"],
    )  # fmt: skip


def order_book(rows: Sequence[Row], title: str, day: date, language: str = "en") -> bytes:
    """A workbook of what moves: a line each, a column to tick off, the sum below."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.properties.created = datetime.combine(day, time())
    sheet = book.active
    assert sheet is not None
    sheet.title = label("shops.sheet", language)
    sheet.append([f"{title}, {day.isoformat()}"])
    sheet.append([label(name, language) for name, _ in _HEADS])
    for row in rows:
        sheet.append([row["sku"], row["option_id"], row["from_place_id"], row["to_place_id"], row["units"], "",
                      say(why_of(row), language)])  # fmt: skip
    sheet.append([label("shops.sum", language), "", "", "", sum(row["units"] for row in rows)])
    for at, (_, width) in enumerate(_HEADS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.cell(row=2, column=at).font = Font(bold=True)
    plain_texts(sheet)
    sheet.freeze_panes = "A3"
    raw = BytesIO()
    book.save(raw)
    return without_clock(raw, day.isoformat())


def pick_list_pdf(rows: Sequence[Row], title: str, day: date, language: str = "en") -> bytes:
    """What is to be picked, SKU by SKU and for which shop, on sheets of A4, with a box to tick."""
    file = BytesIO()
    canvas = pdf_canvas(file, title)
    ordered = sorted(rows, key=lambda row: (row["sku"], row["to_place_id"]))
    heads = tuple(label(name, language) for name in ("shops.sku", "shops.option", "shops.to", "shops.units"))
    for first in range(0, max(len(ordered), 1), _ROWS):
        canvas.setPageSize((_SHEET[0] * _POINT, _SHEET[1] * _POINT))
        canvas.scale(_POINT, _POINT)
        draw_text(canvas, 15.0, 282.0, f"{title}, {day.isoformat()}", 5.0, is_bold=True)
        for x, cell in zip(_COLUMNS, heads, strict=False):
            draw_text(canvas, x, 272.0, cell, 3.4, is_bold=True)
        for at, row in enumerate(ordered[first : first + _ROWS], 1):
            y = 272.0 - 6.0 * at
            cells = (row["sku"], row["option_id"], row["to_place_id"], str(row["units"]))
            for x, cell in zip(_COLUMNS, cells, strict=False):
                draw_text(canvas, x, y, shortened(cell, 32), 3.4)
            canvas.rect(_COLUMNS[4], y - 0.8, 3.6, 3.6, stroke=1, fill=0)
        if first + _ROWS >= len(ordered):
            told = label("shops.pieces", language, units=sum(row["units"] for row in ordered), lines=len(ordered))
            draw_text(canvas, 15.0, 12.0, told, 3.4)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
