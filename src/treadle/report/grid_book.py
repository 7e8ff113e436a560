"""The buy's sheet as it stands, as a workbook: a row per option, its sizes across, its cost and expected profit."""

from __future__ import annotations

from io import BytesIO

from treadle.plant.buy_grid import Grid
from treadle.words import label


def grid_book(grid: Grid, language: str = "en") -> bytes:
    """One sheet for each scale of sizes; options of which nothing stands are left out."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    scales = dict.fromkeys(tuple(cell.size for cell in row.cells) for row in grid.rows)
    for at, sizes in enumerate(scales, 1):
        sheet = book.create_sheet(label("screen.buy", language) + (f" {at}" if len(scales) > 1 else ""))
        after = ("grid.all", "grid.cost", "grid.profit", "grid.due")
        sheet.append([label("grid.option", language), "ID", *sizes, *(label(key, language) for key in after)])
        for row in grid.rows:
            if row.units and tuple(cell.size for cell in row.cells) == sizes:
                units = [cell.units for cell in row.cells]
                money = [row.cost_cents / 100, row.profit_cents / 100]
                sheet.append([row.name, row.option_id, *units, row.units, *money, row.due_day])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for column in range(len(sizes) + 4, len(sizes) + 6):
            for cell in sheet[get_column_letter(column)][1:]:
                cell.number_format = "#,##0.00"
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 18
        sheet.freeze_panes = "C2"
    file = BytesIO()
    book.save(file)
    return file.getvalue()
