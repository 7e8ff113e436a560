"""The picture of print runs: each run as a strip, panels in the colour of their order."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from treadle.report.marker_picture import COLOURS
from treadle.terms.printing import Panel, PrintPlan
from treadle.words import label


def runs_svg(plan: PrintPlan, panels: Sequence[Panel], language: str = "en") -> str:
    """A stand-alone SVG; one unit is one millimetre."""
    size = {(one.order_id, one.panel_id): one for one in panels}
    orders = list(dict.fromkeys(one.order_id for one in panels))
    longest = max(plan.run_mm, default=1)
    head = max(60.0, 0.012 * longest)
    tall = (plan.width_mm + 2 * head) * len(plan.run_mm)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {longest} {tall:.0f}" role="img" '
        f'aria-label="{label("draw.runs", language)}" font-family="sans-serif">'
    ]
    for run, length in enumerate(plan.run_mm, start=1):
        top = (run - 1) * (plan.width_mm + 2 * head) + head
        named = label("draw.run", language, run=run, metres=length / 1000)
        parts.append(f'<text x="0" y="{top - 0.25 * head:.0f}" font-size="{0.6 * head:.0f}">{named}</text>')
        parts.append(
            f'<rect x="0" y="{top:.0f}" width="{length}" height="{plan.width_mm}" fill="#fafafa" stroke="#888"/>'
        )
        for one in plan.panels:
            if one.run == run:
                own = size[one.order_id, one.panel_id]
                colour = COLOURS[orders.index(one.order_id) % len(COLOURS)]
                y = top + plan.width_mm - one.y_mm - own.width_mm
                told = escape(f"{one.order_id} {one.panel_id}")
                parts.append(
                    f'<rect x="{one.x_mm}" y="{y:.0f}" width="{own.length_mm}" height="{own.width_mm}" fill="{colour}" '
                    f'stroke="#333"><title>{told}</title></rect>'
                )
    return "\n".join([*parts, "</svg>"]) + "\n"
