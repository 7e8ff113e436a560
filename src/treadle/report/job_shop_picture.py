"""A job shop's plan as an SVG: one row per machine, one bar per step, time from 0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from treadle.words import label

ROW, LEFT, TOP, WIDTH = 24, 90, 30, 1080
PALETTE = ("#0b7285", "#5f3dc4", "#2b8a3e", "#e67700", "#1864ab", "#a61e4d", "#5c940d", "#364fc7", "#087f5b", "#862e9c")


def job_shop_svg(told: Mapping[str, Any], language: str = "en") -> str:
    """The picture of {"makespan", "operations": [{"job", "operation", "machine", "start", "end"}]}."""
    operations, makespan = told["operations"], max(1, int(told["makespan"]))
    machines = sorted({one["machine"] for one in operations})
    scale = (WIDTH - LEFT - 10) / makespan
    height = TOP + ROW * len(machines) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{label("draw.job_shop", language)}" font-family="sans-serif" font-size="11">'
    ]
    for tenth in range(11):
        x, at = LEFT + tenth * (WIDTH - LEFT - 10) / 10, makespan * tenth / 10
        parts.append(f'<line x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{height}" stroke="#e9ecef"/>')
        parts.append(f'<text x="{x:.1f}" y="{TOP - 12}" text-anchor="middle" fill="#495057">{at:g}</text>')
    for at, machine in enumerate(machines):
        y = TOP + ROW * at
        parts.append(
            f'<text x="4" y="{y + 16}" fill="#1f2933">{label("draw.machine", language, machine=machine)}</text>'
        )
        for one in operations:
            if one["machine"] != machine:
                continue
            x, width = LEFT + one["start"] * scale, max((one["end"] - one["start"]) * scale, 1.0)
            number = f"{one['job']}.{one['operation']}"
            shown = number if width > 7 * len(number) else ""
            facts = {"job": one["job"], "step": one["operation"], "start": one["start"], "end": one["end"]}
            parts.append(
                f"<g><title>{label('draw.step', language, **facts)}</title>"
                f'<rect x="{x:.1f}" y="{y + 3}" width="{width:.1f}" height="{ROW - 6}" rx="2" '
                f'fill="{PALETTE[one["job"] % len(PALETTE)]}"/>'
                f'<text x="{x + 3:.1f}" y="{y + 16}" fill="#fff" font-size="10">{shown}</text></g>'
            )
    parts.append("</svg>")
    return "".join(parts)
