"""Where stations stand: two rows of machines along an aisle, so that bundles are carried as little as can be.

Bundles go from the station of an operation to the stations of those that need it; components meet at assembly. The
places are found by exchanging pairs until none helps (a quadratic assignment), from several starts: good, not proved.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np

from treadle.terms.quantity import Violation
from treadle.terms.sewing import Bulletin, LineBalance

#: Metres between neighbours of a row, and across the aisle.
PLACE_M, AISLE_M = 1.6, 2.4
_STARTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A station's place: its row (0 or 1), its number along the row, and metres of both."""

    station_id: str
    row: int
    place: int
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Seats of all stations, and metres that a garment's parts are carried between them (`straight_m`: in one row)."""

    seats: tuple[Seat, ...]
    carried_m: float
    straight_m: float


def lay_out(bulletin: Bulletin, balance: LineBalance, *, seed: int = 0) -> Layout:
    """Seats of a balance's stations in two rows, as few metres carried as found.

    Station order in a U (down one row, back the other) is one start; others are drawn by `seed`.
    """
    flow = station_flows(bulletin, balance)
    count = len(balance.stations)
    places = _places(count)
    distance = np.abs(places[:, None, :] - places[None, :, :]).sum(axis=2)
    straight = np.array([[at * PLACE_M, 0.0] for at in range(count)])
    straight_m = float((flow * np.abs(straight[:, None, :] - straight[None, :, :]).sum(axis=2)).sum())
    rng = np.random.default_rng(seed)
    starts = [_u_shape(count)] + [rng.permutation(count) for _ in range(_STARTS)]
    best = min((_exchanged(flow, distance, start) for start in starts), key=lambda one: one[0])
    seats = tuple(
        Seat(
            station_id=station.station_id, row=int(best[1][at] % 2), place=int(best[1][at] // 2),
            x_m=float(places[best[1][at], 0]), y_m=float(places[best[1][at], 1]),
        )
        for at, station in enumerate(balance.stations)
    )  # fmt: skip
    return Layout(seats=seats, carried_m=best[0], straight_m=straight_m)


def station_flows(bulletin: Bulletin, balance: LineBalance) -> np.ndarray:
    """How many parts go from station to station for a garment: (stations, stations), the diagonal 0."""
    station_of = {one: s for s, station in enumerate(balance.stations) for one in station.operation_ids}
    flow = np.zeros((len(balance.stations), len(balance.stations)))
    for operation in bulletin.operations:
        here = station_of[operation.operation_id]
        for there in {station_of[one] for one in operation.predecessors} - {here}:
            flow[there, here] += 1.0
    return flow


def _places(count: int) -> np.ndarray:
    """(x, y) metres of places: number 2k in the first row, 2k + 1 across the aisle from it."""
    return np.array([[at // 2 * PLACE_M, at % 2 * AISLE_M] for at in range(count + count % 2)])


def _u_shape(count: int) -> np.ndarray:
    """Places of stations in order: along the first row, back along the second."""
    half = (count + 1) // 2
    there = [2 * at for at in range(half)]
    back = [2 * at + 1 for at in range(half)][::-1]
    return np.array((there + back)[:count])


def _exchanged(flow: np.ndarray, distance: np.ndarray, start: np.ndarray) -> tuple[float, np.ndarray]:
    """Exchange two stations, or move one to the free place, as long as that saves metres."""
    both = flow + flow.T
    spare = [at for at in range(len(distance)) if at not in set(start.tolist())]
    places = np.r_[start, spare].astype(np.int64)
    wide = np.zeros((len(places), len(places)))
    wide[: len(both), : len(both)] = both
    improved = True
    while improved:
        improved = False
        for a in range(len(places)):
            for b in range(a + 1, len(places)):
                rest = np.ones(len(places), dtype=bool)
                rest[[a, b]] = False
                near = distance[places[a]][places[rest]] - distance[places[b]][places[rest]]
                if float(((wide[b] - wide[a])[rest] * near).sum()) < -1e-9:
                    places[[a, b]] = places[[b, a]]
                    improved = True
    seats = places[: len(flow)]
    return float((flow * distance[np.ix_(seats, seats)]).sum()), seats


def check_layout(layout: Layout, bulletin: Bulletin, balance: LineBalance) -> tuple[Violation, ...]:
    """All broken rules: a station without a seat, a seat taken twice, metres that do not add up."""
    found = []
    seat = {one.station_id: one for one in layout.seats}
    if sorted(seat) != sorted(one.station_id for one in balance.stations):
        found.append(Violation(rule="each station has a seat", where="layout", found=", ".join(sorted(seat))))
        return tuple(found)
    if len({(one.row, one.place) for one in layout.seats}) < len(layout.seats):
        found.append(Violation(rule="a seat is taken once", where="layout", found="two stations at one place"))
    station_of = {one: station.station_id for station in balance.stations for one in station.operation_ids}
    carried = 0.0
    for operation in bulletin.operations:
        here = seat[station_of[operation.operation_id]]
        for name in {station_of[one] for one in operation.predecessors} - {here.station_id}:
            carried += abs(seat[name].x_m - here.x_m) + abs(seat[name].y_m - here.y_m)
    if abs(carried - layout.carried_m) > 1e-6:
        told = f"{layout.carried_m:.3f} m said, {carried:.3f} m found"
        found.append(Violation(rule="metres add up", where="layout", found=told))
    return tuple(found)


def layout_svg(layout: Layout, bulletin: Bulletin, balance: LineBalance) -> str:
    """A plan of the line from above: stations in their places, and the ways of the parts between them."""
    scale, box, top = 62.0, 74.0, 40.0
    seat = {one.station_id: one for one in layout.seats}
    middle = {name: (60 + one.x_m * scale, top + 40 + one.y_m * scale) for name, one in seat.items()}
    wide = max(x for x, _ in middle.values()) + 70
    tall = max(y for _, y in middle.values()) + 60
    flow = station_flows(bulletin, balance)
    names = [one.station_id for one in balance.stations]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {tall:.0f}" role="img" '
        'aria-label="Where the stations of the line stand" font-family="sans-serif" font-size="11">',
        '<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="6" refY="3" orient="auto">'
        '<path d="M0,0 L6,3 L0,6 z" fill="#868e96"/></marker></defs>',
        f'<text x="10" y="18">A garment&#8217;s parts are carried {layout.carried_m:.1f} m '
        f"({layout.straight_m:.1f} m in one straight row)</text>",
    ]
    for station in balance.stations:
        x, y = middle[station.station_id]
        edge = "#c92a2a" if station.station_id == balance.bottleneck_station_id else "#1864ab"
        parts.append(
            f'<g><title>{escape(", ".join(station.operation_ids))}</title><rect x="{x - box / 2:.1f}" y="{y - 22:.1f}" '
            f'width="{box}" height="44" rx="4" fill="#e7f5ff" stroke="{edge}"/>'
            f'<text x="{x:.1f}" y="{y - 4:.1f}" text-anchor="middle">{escape(station.station_id)}</text>'
            f'<text x="{x:.1f}" y="{y + 11:.1f}" text-anchor="middle">{len(station.operator_ids)} at '
            f"{station.minutes_per_unit:.2f}</text></g>"
        )
    for a, b in zip(*np.nonzero(flow), strict=True):
        (x0, y0), (x1, y1) = middle[names[a]], middle[names[b]]
        if y0 == y1:
            way = f"M{x0:.1f},{y0 - 22:.1f} Q{(x0 + x1) / 2:.1f},{y0 - 50:.1f} {x1:.1f},{y1 - 22:.1f}"
        else:
            down = 22 if y1 > y0 else -22
            way = f"M{x0:.1f},{y0 + down:.1f} L{x1:.1f},{y1 - down:.1f}"
        parts.append(f'<path d="{way}" fill="none" stroke="#868e96" marker-end="url(#tip)"/>')
    return "\n".join([*parts, "</svg>"]) + "\n"
