"""The picture of a line's layout."""

from __future__ import annotations

from html import escape

from treadle.terms.sewing import Layout, LineBalance
from treadle.words import label


def layout_svg(layout: Layout, balance: LineBalance, language: str = "en") -> str:
    """A plan of the line from above: stations in their places, and the ways of the parts between them."""
    scale, box, top = 62.0, 74.0, 40.0
    seat = {one.station_id: one for one in layout.seats}
    middle = {name: (60 + one.x_m * scale, top + 40 + one.y_m * scale) for name, one in seat.items()}
    wide = max(x for x, _ in middle.values()) + 70
    tall = max(y for _, y in middle.values()) + 60
    carried = label("draw.carried", language, carried=layout.carried_m, straight=layout.straight_m)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {tall:.0f}" role="img" '
        f'aria-label="{label("draw.layout", language)}" font-family="sans-serif" font-size="11">',
        '<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="6" refY="3" orient="auto">'
        '<path d="M0,0 L6,3 L0,6 z" fill="#868e96"/></marker></defs>',
        f'<text x="10" y="18">{carried}</text>',
    ]
    for station in balance.stations:
        x, y = middle[station.station_id]
        crew = label("draw.at", language, people=len(station.operator_ids), minutes=station.minutes_per_unit)
        edge = "#c92a2a" if station.station_id == balance.bottleneck_station_id else "#1864ab"
        parts.append(
            f'<g><title>{escape(", ".join(station.operation_ids))}</title><rect x="{x - box / 2:.1f}" y="{y - 22:.1f}" '
            f'width="{box}" height="44" rx="4" fill="#e7f5ff" stroke="{edge}"/>'
            f'<text x="{x:.1f}" y="{y - 4:.1f}" text-anchor="middle">{escape(station.station_id)}</text>'
            f'<text x="{x:.1f}" y="{y + 11:.1f}" text-anchor="middle">{crew}</text></g>'
        )
    for here, there in layout.ways:
        (x0, y0), (x1, y1) = middle[here], middle[there]
        if y0 == y1:
            way = f"M{x0:.1f},{y0 - 22:.1f} Q{(x0 + x1) / 2:.1f},{y0 - 50:.1f} {x1:.1f},{y1 - 22:.1f}"
        else:
            down = 22 if y1 > y0 else -22
            way = f"M{x0:.1f},{y0 + down:.1f} L{x1:.1f},{y1 - down:.1f}"
        parts.append(f'<path d="{way}" fill="none" stroke="#868e96" marker-end="url(#tip)"/>')
    return "\n".join([*parts, "</svg>"]) + "\n"
