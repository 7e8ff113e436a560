"""Purchase and work orders on paper: a page each as PDF, all as a workbook. The same orders give the same PDF."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from treadle.plant.order_papers import Paper
from treadle.report.pdf_text import draw_text, pdf_canvas, shortened
from treadle.words import label, told

_POINT = 72.0 / 25.4
#: A4, in mm.
_WIDE, _HIGH = 210.0, 297.0
_LEFT, _FIRST, _ROW = 18.0, 216.0, 7.0
#: Colours of an order on one page.
_ROWS = 24


def order_pdf(papers: Sequence[Paper], language: str = "en") -> bytes:
    """A page for each order (more where it has many colours): who makes what until when, colours by sizes."""
    file = BytesIO()
    canvas = pdf_canvas(file, ", ".join(one.order_id for one in papers[:3]))
    for one in papers:
        for first in range(0, max(len(one.rows), 1), _ROWS):
            _page(canvas, one, first, language)
            canvas.showPage()
    canvas.save()
    return file.getvalue()


def _page(canvas: Any, one: Paper, first: int, language: str) -> None:
    canvas.setPageSize((_WIDE * _POINT, _HIGH * _POINT))
    canvas.scale(_POINT, _POINT)
    kind = label("paper.work" if one.is_made else "paper.purchase", language)
    draw_text(canvas, _LEFT, 272.0, one.brand, 4.0)
    draw_text(canvas, _LEFT, 261.0, f"{kind} {one.order_id}", 6.5, is_bold=True)
    draw_text(canvas, _LEFT, 252.0, one.style, 4.5)
    place = " ".join(part for part in (one.factory_id, one.line_id) if part) or "–"
    facts = [
        (label("paper.maker", language), place), (label("paper.due", language), one.due_day.isoformat()),
        (label("paper.promised", language), one.told_day.isoformat()),
        (label("grid.pieces", language), f"{one.units:,}"),
    ]  # fmt: skip
    if one.cost_cents is not None:
        facts.append((f"{label('grid.cost', language)}, {one.currency}", f"{one.cost_cents / 100:,.2f}"))
    for at, (name, value) in enumerate(facts):
        draw_text(canvas, _LEFT + 36.0 * at, 240.0, name, 3.0)
        draw_text(canvas, _LEFT + 36.0 * at, 234.0, value, 4.0, is_bold=True)
    sizes = one.sizes
    step = min(14.0, 98.0 / max(len(sizes) + 1, 1))
    heads = [*sizes, label("grid.all", language)]
    draw_text(canvas, _LEFT, _FIRST, label("grid.option", language), 3.2)
    for at, size in enumerate(heads):
        draw_text(canvas, 92.0 + step * at, _FIRST, size, 3.2, is_bold=True)
    for down, row in enumerate(one.rows[first : first + _ROWS], 1):
        y = _FIRST - _ROW * down
        canvas.setLineWidth(0.1)
        canvas.line(_LEFT, y + 4.8, _WIDE - _LEFT, y + 4.8)
        draw_text(canvas, _LEFT, y, shortened(row.name, 38), 3.4)
        units = dict(row.units)
        for at, size in enumerate(sizes):
            draw_text(canvas, 92.0 + step * at, y, f"{units.get(size, 0):,}", 3.4)
        draw_text(canvas, 92.0 + step * len(sizes), y, f"{row.total:,}", 3.4, is_bold=True)
    draw_text(canvas, _LEFT, 24.0, label("paper.signed", language), 3.0)
    canvas.line(_LEFT + 30.0, 23.0, _LEFT + 90.0, 23.0)


def order_book(papers: Sequence[Paper], language: str = "en") -> bytes:
    """One sheet: a row for each colour of each order, its sizes across."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = label("screen.orders", language)
    sizes = tuple(dict.fromkeys(size for one in papers for size in one.sizes))
    names = ("paper.order", "grid.option", "paper.maker", "paper.due", "paper.promised", "paper.state")
    sheet.append([*(label(name, language) for name in names), *sizes, label("grid.all", language)])
    for one in papers:
        for row in one.rows:
            units = dict(row.units)
            sheet.append([
                one.order_id, row.name, " ".join(part for part in (one.factory_id, one.line_id) if part), one.due_day,
                one.told_day, told(one.state, language), *(units.get(size) for size in sizes), row.total,
            ])  # fmt: skip
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 32
    sheet.freeze_panes = "C2"
    file = BytesIO()
    book.save(file)
    return file.getvalue()
