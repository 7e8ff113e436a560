"""Where stations stand: two rows of machines along an aisle, so that bundles are carried as little as can be.

Bundles go from the station of an operation to the stations of those that need it; components meet at assembly. The
places are found by exchanging pairs until none helps (a quadratic assignment), from several starts: good, not proved.
"""

from __future__ import annotations

import numpy as np

from treadle.terms.quantity import Violation
from treadle.terms.sewing import Bulletin, Layout, LineBalance, Seat

#: Metres between neighbours of a row, and across the aisle. Usual distances of a sewing floor, not tuned.
PLACE_M, AISLE_M = 1.6, 2.4
#: Starts of the search. Not tuned: bounds work and memory.
_STARTS = 12


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
    flow = station_flows(bulletin, balance)
    names = [station.station_id for station in balance.stations]
    ways = tuple((names[a], names[b]) for a, b in zip(*np.nonzero(flow), strict=True))
    return Layout(seats=seats, ways=ways, carried_m=best[0], straight_m=straight_m)


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
