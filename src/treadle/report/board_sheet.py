"""The planning board as a workbook: a row per order or part of one; line, first day and reason may be changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO

from treadle.plant.board_rows import BoardRow
from treadle.plant.board_sheet import BOARD_COLUMNS, EDITION, HIDDEN, OPEN_COLUMNS, sheet_cells
from treadle.report.workbook import plain_texts, without_clock
from treadle.words import label, told

#: The colour of cells that may be changed.
_EDIT = "FFF4CC"
_WIDTHS = {"order": 26, "style": 14, "line": 16, "reason": 34}


def board_book(rows: Sequence[BoardRow], plan_id: str, as_of: str, language: str) -> bytes:
    """The bytes of the workbook; a hidden sheet says of which plan it is, and what it said when it was written."""
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.properties.created = datetime.combine(datetime.fromisoformat(as_of).date(), time())
    sheet = book.active
    assert sheet is not None
    sheet.title = label("board.sheet", language)
    sheet.append([label(f"board.{name}", language) for name in BOARD_COLUMNS])
    hidden = book.create_sheet(HIDDEN)
    hidden.append([HIDDEN, EDITION, plan_id, sheet.title])
    for row in rows:
        cells = sheet_cells(row)
        said = {**cells, "status": told(row.status, language), "fixed": told(row.fixed, language) if row.fixed else ""}
        sheet.append([said[name] for name in BOARD_COLUMNS])
        hidden.append([said[name] for name in BOARD_COLUMNS])
    for at, name in enumerate(BOARD_COLUMNS, start=1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 12)
        for line in range(1, len(rows) + 2):
            cell = sheet.cell(row=line, column=at)
            if line == 1:
                cell.font = Font(bold=True)
            elif name in OPEN_COLUMNS:
                cell.fill = PatternFill("solid", fgColor=_EDIT)
    for one in (sheet, hidden):
        plain_texts(one)
    hidden.sheet_state = "veryHidden"
    sheet.freeze_panes = "B2"
    raw = BytesIO()
    book.save(raw)
    return without_clock(raw, as_of)
