"""Bundle tickets as PDF: A4 sheets of 3 by 8 labels with a QR code. The same bundles give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from treadle.report.pdf_text import draw_text, pdf_canvas, shortened
from treadle.report.qr_picture import qr_rows
from treadle.terms.cutting import Bundle
from treadle.terms.floor import TiedBundle
from treadle.words import label

_POINT = 72.0 / 25.4
#: A4, and labels of 70 × 37 mm (3 × 8, as label paper has them), in mm.
_SHEET, _LABEL, _ACROSS, _DOWN = (210.0, 297.0), (70.0, 37.0), 3, 8
_QR_MM = 22.0
#: Where the shade is written by hand.
NO_SHADE = "______"


def ticket_text(bundle: Bundle, component: str) -> str:
    """What the QR code of a ticket holds: bundle and component, parted by a bar."""
    return code_text(bundle.bundle_id, component)


def code_text(bundle_id: str, component: str) -> str:
    """What the QR code of a ticket of that bundle and component holds."""
    return f"{bundle_id}|{component}"


def tickets_pdf(bundles: Sequence[Bundle], title: str = "", language: str = "en") -> bytes:
    """One ticket for each component of each bundle: order and lay, colour, size, plies, units, shade, component."""
    labels = [
        _Label(
            lines=(
                (4.4, label("ticket.size", language, size=bundle.size, units=bundle.units)),
                (3.0, shortened(bundle.option_id, 24)),
                (3.0, shortened(_component(component, language), 24)),
                (2.6, _plies(bundle, language)),
                (2.6, label("ticket.shade", language, shade=bundle.shade or NO_SHADE)),
                (2.2, shortened(bundle.bundle_id, 36)),
            ),
            code=ticket_text(bundle, component),
        )
        for bundle in bundles
        for component in bundle.components
    ]
    return _sheets(labels, title or label("ticket.title", language))


def order_tickets_pdf(
    bundles: Sequence[TiedBundle], components: Sequence[str] = ("garment",), title: str = "", language: str = "en"
) -> bytes:
    """One ticket for each component of each bundle of released orders: size, pieces, colour, order, plies or that it
    is cut apart, shade, rolls."""
    labels = []
    for one in bundles:
        place = _plies(one, language) if one.lay_id else label("ticket.apart", language)
        shade = label("ticket.shade", language, shade=one.shade or NO_SHADE)
        cloth = ", ".join([shade, *([" ".join(one.roll_ids)] if one.roll_ids else [])])
        for component in components:
            labels.append(
                _Label(
                    lines=(
                        (4.4, label("ticket.size", language, size=one.size, units=one.units)),
                        (3.0, shortened(one.option_id, 24)),
                        (3.0, shortened(_component(component, language), 24)),
                        (2.4, shortened(one.order_id, 28)),
                        (2.4, shortened(place, 30)),
                        (2.4, shortened(cloth, 30)),
                        (2.2, shortened(one.bundle_id, 36)),
                    ),
                    code=code_text(one.bundle_id, component),
                )
            )
    return _sheets(labels, title or label("ticket.title", language))


def _component(component: str, language: str) -> str:
    """What a ticket calls its part: a whole garment in a word of the house, every other part as its user calls it."""
    return label("ticket.garment", language) if component == "garment" else component


def _plies(bundle: Bundle | TiedBundle, language: str) -> str:
    """Where in its lay a bundle was cut."""
    plies = {"first": bundle.first_ply, "last": bundle.last_ply}
    return label("ticket.plies", language, garment=bundle.garment, **plies)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Label:
    """Lines of text, each with its height in mm, and the text of the QR code."""

    lines: tuple[tuple[float, str], ...]
    code: str


def _sheets(labels: Sequence[_Label], title: str) -> bytes:
    file = BytesIO()
    canvas = pdf_canvas(file, title)
    per_sheet = _ACROSS * _DOWN
    for first in range(0, max(len(labels), 1), per_sheet):
        canvas.setPageSize((_SHEET[0] * _POINT, _SHEET[1] * _POINT))
        canvas.scale(_POINT, _POINT)
        for place, ticket in enumerate(labels[first : first + per_sheet]):
            row, column = divmod(place, _ACROSS)
            _ticket(canvas, ticket, column * _LABEL[0], _SHEET[1] - (row + 1) * _LABEL[1])
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _ticket(canvas: Any, ticket: _Label, x: float, y: float) -> None:
    top = y + _LABEL[1] - 7.0
    for size, text in ticket.lines:
        draw_text(canvas, x + 4.0, top, text, size, is_bold=size > 4)
        top -= size + 1.4
    _qr(canvas, ticket.code, x + _LABEL[0] - _QR_MM - 4.0, y + _LABEL[1] - _QR_MM - 4.0)


def _qr(canvas: Any, text: str, x: float, y: float) -> None:
    """A QR code (error level M) as squares, with its quiet zone, in a box of `_QR_MM`."""
    rows = qr_rows(text)
    cell = _QR_MM / len(rows)
    for down, row in enumerate(rows):
        start = None
        for across, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = across
            elif not dark and start is not None:
                high = y + _QR_MM - (down + 1) * cell
                canvas.rect(x + start * cell, high, (across - start) * cell, cell, stroke=0, fill=1)
                start = None
