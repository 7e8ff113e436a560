"""The picture of a balance: a column per station, stacked by operation, with the pitch and the cycle as lines."""

from __future__ import annotations

from html import escape

from treadle.terms.sewing import Bulletin, LineBalance
from treadle.words import label

COLUMN, LEFT, TOP, HEIGHT, FOOT = 54, 52, 26, 300, 58
PALETTE = ("#1864ab", "#0b7285", "#2b8a3e", "#e67700", "#5f3dc4", "#a61e4d", "#5c940d", "#364fc7")


def yamazumi_svg(balance: LineBalance, bulletin: Bulletin, language: str = "en") -> str:
    """An SVG; blocks share a station's minutes per garment in the proportion of their SMV, the bottleneck is framed."""
    operations = {one.operation_id: one for one in bulletin.operations}
    machines = sorted({one.machine for one in bulletin.operations})
    colour = {machine: PALETTE[at % len(PALETTE)] for at, machine in enumerate(machines)}
    top = max(balance.minutes_per_unit, balance.pitch_minutes, 1e-9) * 1.05
    wide = LEFT + max(COLUMN * len(balance.stations), 240) + 70
    base = TOP + HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {base + FOOT}" role="img" '
        f'aria-label="{label("draw.yamazumi", language)}" font-family="sans-serif" font-size="11">'
    ]
    for at, station in enumerate(balance.stations):
        x, y = LEFT + at * COLUMN + 4, float(base)
        smv = sum(operations[one].smv_minutes for one in station.operation_ids)
        for name in station.operation_ids:
            one = operations[name]
            minutes = station.minutes_per_unit * one.smv_minutes / smv
            tall = minutes / top * HEIGHT
            y -= tall
            facts = {"operation": name, "name": one.name, "machine": one.machine, "minutes": minutes}
            told = escape(label("draw.operation", language, **facts))
            parts.append(
                f'<g><title>{told}</title><rect x="{x}" y="{y:.1f}" width="{COLUMN - 8}" height="{tall:.1f}" '
                f'fill="{colour[one.machine]}" stroke="#fff"/></g>'
            )
        if station.station_id == balance.bottleneck_station_id:
            parts.append(
                f'<rect x="{x - 2}" y="{y - 2:.1f}" width="{COLUMN - 4}" height="{base - y + 4:.1f}" fill="none" '
                'stroke="#c92a2a" stroke-width="2"/>'
            )
        people = len(station.operator_ids)
        middle = x + (COLUMN - 8) / 2
        crew = label("draw.one_person", language) if people == 1 else label("draw.people", language, count=people)
        for line, below in enumerate((escape(station.station_id), crew)):
            parts.append(f'<text x="{middle}" y="{base + 14 + 13 * line}" text-anchor="middle">{below}</text>')
    for name, minutes in (("pitch", balance.pitch_minutes), ("cycle", balance.minutes_per_unit)):
        y = base - minutes / top * HEIGHT
        dash = ' stroke-dasharray="5 4"' if name == "pitch" else ""
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{wide - 66}" y2="{y:.1f}" stroke="#1f2933"{dash}/>')
        told = label("draw.pitch" if name == "pitch" else "draw.cycle", language, minutes=minutes)
        side = f'x="{wide - 62}"' if name == "cycle" else 'x="2" font-size="9"'
        parts.append(f'<text {side} y="{y + 4:.1f}">{told}</text>')
    for at, machine in enumerate(machines):
        x = LEFT + at * 74
        parts.append(f'<rect x="{x}" y="{base + 40}" width="10" height="10" fill="{colour[machine]}"/>')
        parts.append(f'<text x="{x + 14}" y="{base + 49}">{escape(machine)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
