"""Markers as PDF at a scale, drawn with reportlab. The same marker gives the same bytes: no dates, no random ids."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from typing import Any

from treadle.report.marker_picture import DrawnPiece, drawn_pieces, marker_title
from treadle.report.pdf_text import draw_centred, draw_text, letters, pdf_canvas
from treadle.terms.cutting import Marker
from treadle.words import label

#: A PDF page may be 200 inches long; longer drawings go on over further pages with match lines.
PAGE_MM = 5_000.0
_POINT = 72.0 / 25.4
_EDGE_MM = 10.0
_HEAD_MM = 14.0


def marker_pdf(marker: Marker, scale: float = 0.1, title: str | None = None, language: str = "en") -> bytes:
    """A marker as PDF. `scale` 1.0 is life size for a plotter, 0.1 one to ten (a 6 m marker on 60 cm).

    Pages of at most 5 m follow each other along the fabric. Raises `ValueError` for a scale outside 0.01 to 1.
    """
    if not 0.01 <= scale <= 1.0:
        raise ValueError(f"scale {scale:g} is not between 0.01 and 1")
    room = PAGE_MM - 2 * _EDGE_MM
    long, wide = marker.length_mm * scale, marker.request.width_mm * scale
    pages = max(1, -int(-(long - 1e-9) // room))
    told = title if title is not None else marker_title(marker, language)
    file = BytesIO()
    canvas = pdf_canvas(file, told)
    pieces = drawn_pieces(marker)
    for page in range(pages):
        here = min(room, long - page * room)
        size = (max(here, 60.0) + 2 * _EDGE_MM, wide + 2 * _EDGE_MM + _HEAD_MM)
        canvas.setPageSize((size[0] * _POINT, size[1] * _POINT))
        canvas.scale(_POINT, _POINT)
        sheet = label("marker.sheet", language, page=page + 1, pages=pages) if pages > 1 else ""
        head = told + label("marker.scale", language, scale=1 / scale, sheet=sheet)
        draw_text(canvas, _EDGE_MM, size[1] - _EDGE_MM - 2.0, head, 4.0)
        canvas.translate(_EDGE_MM, _EDGE_MM)
        canvas.setLineWidth(0.2)
        canvas.rect(0, 0, here, wide)
        clip = canvas.beginPath()
        clip.rect(0, 0, here, wide)
        canvas.clipPath(clip, stroke=0, fill=0)
        for piece in pieces:
            _draw(canvas, piece, scale, page * room, here)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _draw(canvas: Any, piece: DrawnPiece, scale: float, start: float, here: float) -> None:
    points = [(x * scale - start, y * scale) for x, y in piece.outline]
    if max(x for x, _ in points) < 0 or min(x for x, _ in points) > here:
        return
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    canvas.setFillColor(piece.colour)
    canvas.drawPath(path, stroke=1, fill=1)
    (ax, ay), (bx, by) = ((x * scale - start, y * scale) for x, y in piece.grain)
    dx, dy = (bx - ax) * 0.12, (by - ay) * 0.12
    for line in ((ax, ay, bx, by), (bx, by, bx - dx - dy, by - dy + dx), (bx, by, bx - dx + dy, by - dy - dx)):
        canvas.line(*line)
    for kind, places in piece.marks:
        _draw_mark(canvas, kind, [(x * scale - start, y * scale) for x, y in places], scale)
    name = f"{piece.label} {piece.size}"
    font = min(34.0 * scale, piece.room[0] * scale / (0.55 * letters(name)), piece.room[1] * scale * 0.4)
    if font >= 0.5:
        canvas.setFillColor("#111111")
        draw_centred(canvas, piece.middle[0] * scale - start, piece.middle[1] * scale + 0.35 * font, name, font)


def _draw_mark(canvas: Any, kind: str, points: list[tuple[float, float]], scale: float) -> None:
    """A cut-out as a hole, a drill hole as a ring, notches and lines as lines."""
    if kind == "drill":
        canvas.circle(*points[0], 4.0 * scale, stroke=1, fill=0)
    elif kind != "text":
        ring = [*points, points[0]] if kind == "cutout" else points
        for (ax, ay), (bx, by) in pairwise(ring):
            canvas.line(ax, ay, bx, by)
