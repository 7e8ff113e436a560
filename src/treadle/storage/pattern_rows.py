"""A piece of a pattern as a row of the table `pieces` of a brand's folder."""

from __future__ import annotations

import re
from collections.abc import Mapping

from treadle.terms.cutting import MARKS, Mark, Outline, Piece
from treadle.terms.tables.making import PIECES

_POINT = re.compile(r"-?\d{1,9}(?:\.\d+)?,-?\d{1,9}(?:\.\d+)?")


def piece_row(pattern_id: str, piece: Piece) -> list[object]:
    """The cells of a piece in the order of the table's columns."""
    match = piece.match_mm or ("", "")
    cells: Mapping[str, object] = {
        "pattern_id": pattern_id,
        "size": piece.size,
        "piece_id": piece.piece_id,
        "outline": points_text(piece.outline),
        "quantity": piece.quantity,
        "is_pair": "yes" if piece.is_pair else "no",
        "mirrored": piece.mirrored_quantity,
        "rotations_deg": " ".join(f"{angle:g}" for angle in piece.rotations_deg),
        "tilt_deg": f"{piece.tilt_deg:g}",
        "match_x_mm": match[0],
        "match_y_mm": match[1],
        "material": piece.material,
        "marks": marks_text(piece.marks),
    }
    return [cells.get(name, "") for name in PIECES.names]


def points_text(points: Outline) -> str:
    """Points as 'x,y x,y'."""
    return " ".join(f"{_short(x)},{_short(y)}" for x, y in points)


def _short(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def marks_text(marks: tuple[Mark, ...]) -> str:
    """Marks as 'kind x,y x,y; kind x,y'; texts are left off."""
    return "; ".join(f"{mark.kind} {points_text(mark.points)}" for mark in marks if mark.kind != "text")


def parse_marks(text: str) -> tuple[Mark, ...]:
    """The marks that `marks_text` wrote. Raises ValueError where they are none."""
    found = []
    for part in filter(None, (one.strip() for one in text.split(";"))):
        kind, *points = part.split()
        least = {"cutout": 3, "drill": 1}.get(kind, 2)
        if kind not in MARKS or not all(_POINT.fullmatch(point) for point in points) or len(points) < least:
            raise ValueError(f"{part[:60]!r} is not a mark")
        corners = [point.split(",") for point in points]
        found.append(Mark(kind=kind, points=tuple((float(x), float(y)) for x, y in corners)))
    return tuple(found)
