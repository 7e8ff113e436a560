"""Pictures of markers: one drawing as SVG text, and where things stand in it. Pure functions; y runs up the fabric."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import cos, radians, sin

from shapely.geometry import Polygon

from treadle.terms.cutting import Marker
from treadle.words import label

#: Fill colours by size, told apart also in grey and by most colour-blind eyes (after Okabe and Ito 2008),
#: repeated if needed.
COLOURS = ("#56b4e9", "#e69f00", "#8fd3c0", "#f0e442", "#cc79a7", "#9fb7e8", "#e8a07a", "#c3c3c3", "#b6d36b")


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPiece:
    """A piece as drawn, in mm on the fabric: outline, a point inside, the grain arrow's ends, label and colour, and
    what is cut and marked in it (kind and points)."""

    outline: tuple[tuple[float, float], ...]
    middle: tuple[float, float]
    grain: tuple[tuple[float, float], tuple[float, float]]
    room: tuple[float, float]
    label: str
    size: str
    colour: str
    marks: tuple[tuple[str, tuple[tuple[float, float], ...]], ...] = ()


def drawn_pieces(marker: Marker, language: str = "en") -> tuple[DrawnPiece, ...]:
    """Everything that a picture of a marker shows, in the order of its placements."""
    pieces = marker.request.pieces
    sizes = list(dict.fromkeys(piece.size for piece in pieces))
    drawn = []
    for put in marker.placements:
        piece = pieces[put.piece_index]
        polygon = Polygon(piece.placed(put))
        inside = polygon.representative_point()
        low_x, low_y, high_x, high_y = polygon.bounds
        long = 0.3 * min(high_x - low_x, 400.0)
        dx, dy = long * cos(radians(put.rotation_deg)), long * sin(radians(put.rotation_deg))
        drawn.append(
            DrawnPiece(
                outline=tuple((float(x), float(y)) for x, y in polygon.exterior.coords[:-1]),
                middle=(inside.x, inside.y),
                grain=((inside.x - dx / 2, inside.y - dy / 2), (inside.x + dx / 2, inside.y + dy / 2)),
                room=(high_x - low_x, high_y - low_y),
                label=piece.piece_id + (label("marker.mirrored", language) if piece.is_mirrored else ""),
                size=piece.size,
                colour=COLOURS[sizes.index(piece.size) % len(COLOURS)],
                marks=tuple((one.kind, tuple(piece.laid(put, one.points))) for one in piece.marks),
            )
        )
    return tuple(drawn)


def marker_title(marker: Marker, language: str = "en") -> str:
    """What stands above a marker: garments are not known to it, so pieces, sizes, width, length and efficiency."""
    copies = sum(piece.copies for piece in marker.request.pieces)
    sizes = ", ".join(dict.fromkeys(piece.size for piece in marker.request.pieces))
    metres = {"width": marker.request.width_mm / 1000, "length": marker.length_mm / 1000}
    return label("marker.title", language, copies=copies, sizes=sizes, efficiency=marker.efficiency, **metres)


def marker_svg(marker: Marker, title: str | None = None, language: str = "en") -> str:
    """A marker as a stand-alone SVG: fabric along x, one colour per size, labels, grain arrows and a title line.

    One unit is one millimetre of fabric. The text depends on the marker and title only.
    """
    width, length = marker.request.width_mm, max(marker.length_mm, 1.0)
    head = max(0.06 * width, 0.012 * length)
    told = escape(title if title is not None else marker_title(marker, language))
    font = 0.6 * head
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {length:.1f} {width + head:.1f}" role="img" '
        f'aria-label="{told}" font-family="sans-serif">',
        f'<text x="0" y="{0.7 * head:.1f}" font-size="{font:.1f}" fill="#222">{told}</text>',
        f'<rect x="0" y="{head:.1f}" width="{length:.1f}" height="{width:.1f}" fill="#fafafa" stroke="#888" '
        'stroke-width="2"/>',
    ]
    lines += _svg_cloth(marker, length, head + width, language)
    for piece in drawn_pieces(marker, language):
        lines += _svg_piece(piece, head + width)
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def _svg_cloth(marker: Marker, length: float, bottom: float, language: str) -> list[str]:
    """Stripes and plaids where they repeat, and faults of the cloth."""
    along, across = marker.request.repeat_mm
    width = marker.request.width_mm
    lines = []
    for at in range(1, int(length / along) + 1) if along > 0 else ():
        lines.append(f'<path d="M{at * along:.1f} {bottom - width:.1f}V{bottom:.1f}" stroke="#b197fc" fill="none"/>')
    for at in range(1, int(width / across) + 1) if across > 0 else ():
        lines.append(f'<path d="M0 {bottom - at * across:.1f}H{length:.1f}" stroke="#b197fc" fill="none"/>')
    for x0, y0, x1, y1 in marker.request.defects:
        lines.append(
            f'<rect x="{x0:.1f}" y="{bottom - y1:.1f}" width="{x1 - x0:.1f}" height="{y1 - y0:.1f}" fill="#c92a2a">'
            f"<title>{label('marker.fault', language)}</title></rect>"
        )
    return lines


def _svg_piece(piece: DrawnPiece, bottom: float) -> list[str]:
    path = " ".join(f"{x:.1f},{bottom - y:.1f}" for x, y in piece.outline)
    (ax, ay), (bx, by) = ((x, bottom - y) for x, y in piece.grain)
    dx, dy = (bx - ax) * 0.12, (by - ay) * 0.12
    tip = f"M{bx:.1f} {by:.1f}L"
    head = f"{tip}{bx - dx - dy:.1f} {by - dy + dx:.1f}{tip}{bx - dx + dy:.1f} {by - dy - dx:.1f}"
    name = escape(f"{piece.label} {piece.size}")
    lines = [
        f'<polygon points="{path}" fill="{piece.colour}" stroke="#333" stroke-width="1.5">'
        f"<title>{name}</title></polygon>",
        f'<path d="M{ax:.1f} {ay:.1f}L{bx:.1f} {by:.1f}{head}" stroke="#333" stroke-width="1.5" fill="none"/>',
    ]
    for kind, points in piece.marks:
        lines += _svg_mark(kind, [(x, bottom - y) for x, y in points])
    font = min(34.0, piece.room[0] / (0.62 * max(len(name), 1)), piece.room[1] * 0.4)
    if font >= 7.0:
        x, y = piece.middle
        lines.append(
            f'<text x="{x:.1f}" y="{bottom - y - 0.35 * font:.1f}" font-size="{font:.1f}" text-anchor="middle" '
            f'fill="#111">{name}</text>'
        )
    return lines


def _svg_mark(kind: str, points: list[tuple[float, float]]) -> list[str]:
    """A cut-out as a hole, a drill hole as a ring, notches and lines as lines; texts are in the pattern's own file."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    if kind == "cutout":
        return [f'<polygon points="{path}" fill="#fafafa" stroke="#333" stroke-width="1.5"/>']
    if kind == "drill":
        x, y = points[0]
        return [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="none" stroke="#333" stroke-width="1.5"/>']
    if kind == "text":
        return []
    dashes = "" if kind == "notch" else ' stroke-dasharray="8 6"'
    return [f'<polyline points="{path}" fill="none" stroke="#333" stroke-width="1.5"{dashes}/>']
