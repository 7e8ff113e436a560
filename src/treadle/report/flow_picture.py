"""The picture of flows: over the size of the lot, minutes that a garment is on its way and efficiency of the line."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape

from treadle.terms.sewing import Flow
from treadle.words import label, told

WIDE, HIGH, LEFT, TOP, GAP = 260, 200, 56, 40, 84
COLOURS = ("#1864ab", "#2b8a3e", "#e67700", "#5f3dc4")


def flow_svg(flows: Sequence[Flow], language: str = "en") -> str:
    """An SVG with two panels, each kind of flow a line over the lots (log scale)."""
    kinds = sorted({one.kind for one in flows}, key=[one.kind for one in flows].index)
    whole = LEFT + 2 * WIDE + GAP + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {TOP + HIGH + 56}" role="img" '
        f'aria-label="{label("draw.flow", language)}" font-family="sans-serif" font-size="11">'
    ]
    for at, kind in enumerate(kinds):
        x, colour = LEFT + at * 90, COLOURS[at % len(COLOURS)]
        parts.append(f'<rect x="{x}" y="6" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{x + 14}" y="15">{escape(told(kind, language))}</text>')
    lead = max(one.lead_minutes for one in flows)
    parts += _panel(flows, kinds, LEFT, "draw.lead", lead, lambda one: one.lead_minutes, "{:.0f}", language)
    efficiency = LEFT + WIDE + GAP
    parts += _panel(flows, kinds, efficiency, "draw.efficiency", 1.0, lambda one: one.efficiency, "{:.0%}", language)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(
    flows: Sequence[Flow],
    kinds: Sequence[str],
    left: float,
    title: str,
    top: float,
    value: Callable[[Flow], float],
    form: str,
    language: str,
) -> list[str]:
    lots = sorted({one.lot_units for one in flows})
    low, high = math.log10(lots[0]), math.log10(lots[-1])
    base = TOP + HIGH

    def place(lot: int) -> float:
        return left + WIDE * ((math.log10(lot) - low) / (high - low) if high > low else 0.5)

    parts = [f'<text x="{left}" y="{TOP - 6}" font-weight="bold">{label(title, language)}</text>']
    for step in range(5):
        y = base - HIGH * step / 4
        parts.append(f'<line x1="{left}" y1="{y:.1f}" x2="{left + WIDE}" y2="{y:.1f}" stroke="#dee2e6"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{form.format(top * step / 4)}</text>')
    named = label("draw.lot", language)
    for lot in lots:
        parts.append(f'<text x="{place(lot):.1f}" y="{base + 16}" text-anchor="middle">{lot:,}</text>')
    parts.append(f'<text x="{left + WIDE / 2}" y="{base + 34}" text-anchor="middle">{named}</text>')
    for at, kind in enumerate(kinds):
        mine = sorted((one for one in flows if one.kind == kind), key=lambda one: one.lot_units)
        colour = COLOURS[at % len(COLOURS)]
        points = [(place(one.lot_units), base - HIGH * value(one) / top, one) for one in mine]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for x, y, one in points:
            facts = {"kind": told(kind, language), "lot": one.lot_units, "value": form.format(value(one))}
            said = escape(label("draw.point", language, **facts))
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"><title>{said}</title></circle>')
    return parts
