"""Carton labels and packing lists as PDF. The same cartons give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from treadle.report.pdf_text import code_128, draw_text, pdf_canvas, shortened
from treadle.terms.gs1 import FNC1, element_string, readable_element_string
from treadle.terms.packing import Carton
from treadle.words import label

_POINT = 72.0 / 25.4
#: A label of A6, as GS1's logistic label has it, and a sheet of A4, in mm.
_LABEL, _SHEET = (105.0, 148.0), (210.0, 297.0)
_BAR_MM, _HIGH_MM = 0.5, 32.0
_ROWS = 38
#: How reportlab is told of FNC1 in Code 128.
_FNC1 = "\xf1"


def label_elements(carton: Carton) -> tuple[tuple[str, str], ...]:
    """What the symbol of a carton carries: its SSCC."""
    return (("00", carton.carton_id),)


def content_elements(carton: Carton) -> tuple[tuple[str, str], ...]:
    """What a second symbol says of the content: GTIN and count, where a carton holds pieces of one SKU that has one."""
    lines = carton.packed.lines
    keys = {one.gtin for one in lines}
    if len(keys) != 1 or "" in keys:
        return ()
    return (("02", keys.pop().zfill(14)), ("37", str(carton.packed.units)))


def carton_labels_pdf(
    cartons: Sequence[Carton], to_place: str = "", title: str = "", language: str = "en"
) -> bytes:  # fmt: skip
    """A label of A6 for each carton: order, pieces by SKU, where to, and the SSCC as GS1-128; above it GTIN and count
    of what one SKU fills."""
    file = BytesIO()
    canvas = pdf_canvas(file, title or label("carton.labels", language))
    for at, one in enumerate(cartons, 1):
        canvas.setPageSize((_LABEL[0] * _POINT, _LABEL[1] * _POINT))
        canvas.scale(_POINT, _POINT)
        number = label("carton.number", language, at=at, of=len(cartons))
        _label(canvas, one, to_place or one.place_id, number, language)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _label(canvas: Any, carton: Carton, to_place: str, number: str, language: str) -> None:
    top = _LABEL[1] - 10.0
    kind = label(f"kind.{carton.packed.kind}", language)
    pieces = label("carton.pieces", language, units=carton.packed.units, kind=kind, number=number)
    lines = [(5.0, carton.packed.order_id), (4.0, pieces)]
    if to_place:
        lines.append((4.0, label("carton.to", language, place=to_place)))
    lines += [(3.2, f"{one.sku}   {one.units}") for one in carton.packed.lines[:14]]
    if len(carton.packed.lines) > 14:
        lines.append((3.2, label("carton.more", language, count=len(carton.packed.lines) - 14)))
    for size, text in lines:
        draw_text(canvas, 6.0, top, shortened(text, 46), size, is_bold=size >= 5)
        top -= size + 1.6
    _symbol(canvas, label_elements(carton), 14.0)
    if content := content_elements(carton):
        _symbol(canvas, content, 56.0)


def _symbol(canvas: Any, elements: tuple[tuple[str, str], ...], low: float) -> None:
    """A symbol with its text below."""
    _bars(canvas, element_string(elements), low)
    canvas.setFont("Helvetica", 4.0)
    canvas.drawCentredString(_LABEL[0] / 2, low - 6.0, readable_element_string(elements))


def _bars(canvas: Any, data: str, low: float) -> None:
    """A GS1-128 symbol: Code 128 that begins with FNC1, in the middle of the label."""
    symbol = code_128(_FNC1 + data.replace(FNC1, _FNC1), _BAR_MM, _HIGH_MM)
    symbol.drawOn(canvas, (_LABEL[0] - symbol.width) / 2, low)


def packing_list_pdf(
    cartons: Sequence[Carton], names: Mapping[str, str], title: str, to_place: str = "", language: str = "en"
) -> bytes:  # fmt: skip
    """A packing list: carton by carton, SKU by SKU (with `names` of SKUs), and the sum."""
    file = BytesIO()
    canvas = pdf_canvas(file, title)
    rows = [
        (one.carton_id, one.packed.order_id, line.sku, names.get(line.sku, ""), line.units)
        for one in cartons
        for line in one.packed.lines
    ]
    heads = tuple(label(f"carton.{name}", language) for name in ("carton", "order", "sku", "goods", "units"))
    whole = label("carton.title_to", language, title=title, place=to_place) if to_place else title
    for first in range(0, max(len(rows), 1), _ROWS):
        canvas.setPageSize((_SHEET[0] * _POINT, _SHEET[1] * _POINT))
        canvas.scale(_POINT, _POINT)
        draw_text(canvas, 15.0, 280.0, whole, 5.0, is_bold=True)
        for at, row in enumerate((heads, *rows[first : first + _ROWS])):
            for x, cell in zip((15.0, 60.0, 105.0, 140.0, 185.0), row, strict=True):
                draw_text(canvas, x, 270.0 - 6.2 * at, shortened(str(cell), 24), 3.2)
        if first + _ROWS >= len(rows):
            pieces = sum(one.packed.units for one in cartons)
            told = label("carton.sum", language, cartons=len(cartons), pieces=pieces)
            draw_text(canvas, 15.0, 20.0, told, 3.2)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
