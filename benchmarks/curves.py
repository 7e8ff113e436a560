"""A picture of a row that has whole curves: at every rate of false alarms the share seen in time, and the lead."""

from __future__ import annotations

import math
from typing import Any

#: Rates of false alarms that are drawn, on a thousand option-weeks.
LEAST, MOST = 0.01, 100.0
LEFT, WIDE, HIGH, ROOM = 46, 440, 150, 64
COLOURS = {"treadle": "#0b7285", "cusum": "#adb5bd", "ratio": "#5c636a"}
#: Figure of a point, what it is, and the least and most that are drawn.
PANELS = (
    ("seen_before_plain", "rises seen before they are plain, share", 0.0, 1.0),
    ("lead_days", "mean lead of those seen, days", -14.0, 14.0),
)
Curves = dict[str, list[dict[str, float]]]


def curves(record: dict[str, Any]) -> str | None:
    """The SVG of a record's curves; None where it has none."""
    told: Curves | None = record.get("curves")
    if not told:
        return None
    parts: list[str] = []
    for number, (key, title, least, most) in enumerate(PANELS):
        parts += _panel(told, key, title, (least, most), number * (HIGH + ROOM))
    high = len(PANELS) * (HIGH + ROOM)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDE + 20} {high}" role="img" '
        f'aria-label="{record["task"]}: by rate of false alarms" font-family="sans-serif" font-size="11">'
    )
    return "\n".join([head, *parts, "</svg>"]) + "\n"


def _across(rate: float) -> float:
    return LEFT + WIDE * math.log(rate / LEAST) / math.log(MOST / LEAST)


def _panel(told: Curves, key: str, title: str, span: tuple[float, float], top: int) -> list[str]:
    """One figure over the rate of false alarms, a line for each method."""
    least, most = span
    floor = top + 28 + HIGH

    def up(value: float) -> float:
        return floor - HIGH * (min(max(value, least), most) - least) / (most - least)

    parts = [f'<text x="0" y="{top + 14}" font-weight="bold">{title}</text>']
    for step in range(5):
        value = least + step * (most - least) / 4
        parts.append(f'<path d="M{LEFT} {up(value):.1f}H{LEFT + WIDE}" stroke="#dee2e6"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{up(value) + 4:.1f}" text-anchor="end">{value:g}</text>')
    for rate in (0.01, 0.1, 1.0, 10.0, 100.0):
        parts.append(f'<text x="{_across(rate):.1f}" y="{floor + 15}" text-anchor="middle">{rate:g}</text>')
    parts.append(f'<text x="{LEFT}" y="{floor + 29}">false alarms on a thousand option-weeks</text>')
    for name, points in told.items():
        drawn = sorted((one["false_per_1000"], one[key]) for one in points if LEAST <= one["false_per_1000"] <= MOST)
        path = "L".join(f"{_across(rate):.1f} {up(value):.1f}" for rate, value in drawn)
        wide = 3 if name == "treadle" else 1.5
        parts.append(f'<path d="M{path}" fill="none" stroke="{COLOURS.get(name, "#adb5bd")}" stroke-width="{wide}"/>')
        parts.append(f'<text x="{_across(drawn[0][0]):.1f}" y="{up(drawn[0][1]) - 6:.1f}">{name}</text>')
    return parts
