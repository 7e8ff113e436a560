"""Pieces shown: the sizes of each piece nested in one another, as a pattern sheet shows them."""

from __future__ import annotations

from html import escape

import numpy as np

from treadle.report.marker_picture import COLOURS
from treadle.terms.cutting import Pattern
from treadle.words import label

#: Pieces in a row of the sheet, and the space between them in mm.
IN_ROW, SPACE = 4, 80.0


def pieces_svg(pattern: Pattern, language: str = "en") -> str:
    """A stand-alone SVG, one unit a millimetre: each piece with all its sizes about one middle, grain along x."""
    sizes = pattern.sizes()
    names = list(dict.fromkeys(piece.piece_id for piece in pattern.pieces))
    extent = {
        name: np.max([np.ptp(np.array(one.outline), axis=0) for one in pattern.pieces if one.piece_id == name], axis=0)
        for name in names
    }
    parts: list[str] = []
    y, widest = 70.0, 400.0
    for first in range(0, len(names), IN_ROW):
        row = names[first : first + IN_ROW]
        tall = max(float(extent[name][1]) for name in row)
        x = SPACE
        for name in row:
            long = float(extent[name][0])
            middle = np.array([x + long / 2, y + tall / 2])
            for one in pattern.pieces:
                if one.piece_id == name:
                    points = np.array(one.outline)
                    centred = points - (points.min(axis=0) + points.max(axis=0)) / 2
                    path = " ".join(f"{middle[0] + px:.1f},{middle[1] - py:.1f}" for px, py in centred)
                    colour = COLOURS[sizes.index(one.size) % len(COLOURS)]
                    told = escape(f"{name} {one.size}")
                    parts.append(
                        f'<polygon points="{path}" fill="none" stroke="{colour}" stroke-width="3"><title>{told}</title>'
                        "</polygon>"
                    )
            sample = next(one for one in pattern.pieces if one.piece_id == name)
            cut = label("draw.in_pairs" if sample.is_pair else "draw.cut", language, count=sample.quantity)
            parts.append(
                f'<path d="M{middle[0] - 60:.1f} {middle[1]:.1f}h120" stroke="#333" stroke-width="2"/>'
                f'<text x="{middle[0]:.1f}" y="{middle[1] - 12:.1f}" font-size="26" text-anchor="middle">'
                f"{escape(name)} {cut}</text>"
            )
            x += long + SPACE
        widest = max(widest, x)
        y += tall + SPACE
    legend = "".join(
        f'<tspan fill="{COLOURS[at % len(COLOURS)]}" dx="14">{escape(size)}</tspan>' for at, size in enumerate(sizes)
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {widest:.0f} {y:.0f}" role="img" '
        f'aria-label="{escape(label("draw.pieces", language, pattern=pattern.pattern_id))}" font-family="sans-serif">'
        f'<text x="{SPACE}" y="40" font-size="32">{escape(pattern.pattern_id)}{legend}</text>'
    )
    return "\n".join([head, *parts, "</svg>"]) + "\n"
