"""How garments flow through a balanced sewing line: in bundles, on hangers, or hand to hand in a module.

A line is stations one after the other. A lot enters piece by piece (bundle by bundle); whoever is free takes what came
first; a station has room for those in work and a few that wait; where the next station is full, a finished piece stays
with its operator, who waits. That is a tandem line with blocking after service (Buzacott and Shanthikumar 1993, chapter
5). `play` is the event engine: one heap of whole numbers, and nothing else. Times are ticks: whole milliseconds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from treadle.terms.sewing import Flow, LineBalance

Ticks = NDArray[np.int64]
#: Milliseconds. By definition.
TICKS_PER_MINUTE = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowKind:
    """A way to move work through a line.

    bundle_units: garments that move together. waiting: bundles that may wait before a station, beside those in work.
    handling_minutes: to untie and tie a bundle, at each station. piece_minutes: to take up and lay down a garment, at
    each station, beyond its SMV. move_minutes: from one station to the next.
    """

    name: str
    bundle_units: int
    waiting: int
    handling_minutes: float = 0.0
    piece_minutes: float = 0.0
    move_minutes: float = 0.0


#: Progressive bundles of 20, hangers on a rail (unit production), and a module whose people hand garments on.
BUNDLE = FlowKind(name="bundle", bundle_units=20, waiting=3, handling_minutes=0.5, piece_minutes=0.02, move_minutes=2.0)
HANGER = FlowKind(name="hanger", bundle_units=1, waiting=8, move_minutes=0.3)
MODULAR = FlowKind(name="modular", bundle_units=1, waiting=1, piece_minutes=0.01)
KINDS = (BUNDLE, HANGER, MODULAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A played line in ticks, by bundle: when its first station took it, when it left the last; ticks of blocking."""

    begun: Ticks
    done: Ticks
    blocked_ticks: int


def flow_of_lot(
    balance: LineBalance, smv_minutes: float, kind: FlowKind, lot_units: int, *, deviation: float = 0.15, seed: int = 0
) -> Flow:
    """A lot of `lot_units` garments through a balanced line.

    A garment takes each station's people their share of its minutes, times a lognormal factor with mean 1 and log
    deviation `deviation`. `smv_minutes` is the SMV of a garment. Raises ValueError for a lot without garments and a
    balance without stations.
    """
    if lot_units < 1 or not balance.stations:
        raise ValueError("a flow needs a lot and a balanced line")
    people = [len(station.operator_ids) for station in balance.stations]
    each = [station.minutes_per_unit * count for station, count in zip(balance.stations, people, strict=True)]
    sizes = bundle_sizes(lot_units, kind.bundle_units)
    ticks = work_ticks(each, sizes, kind, deviation=deviation, seed=seed)
    played = play(ticks, people, kind.waiting, round(kind.move_minutes * TICKS_PER_MINUTE))
    made = int(played.done.max())
    lead = float(((played.done - played.begun) * sizes).sum())
    return Flow(
        kind=kind.name,
        lot_units=lot_units,
        wip_units=lead / made,
        lead_minutes=lead / lot_units / TICKS_PER_MINUTE,
        made_minutes=made / TICKS_PER_MINUTE,
        efficiency=smv_minutes * lot_units * TICKS_PER_MINUTE / (sum(people) * made),
        blocked_share=played.blocked_ticks / (sum(people) * made),
    )


def bundle_sizes(lot_units: int, bundle_units: int) -> Ticks:
    """Garments of each bundle of a lot; the last takes the rest."""
    whole, rest = divmod(lot_units, bundle_units)
    return np.array([bundle_units] * whole + [rest] * (rest > 0), dtype=np.int64)


def work_ticks(each: Sequence[float], sizes: Ticks, kind: FlowKind, *, deviation: float, seed: int) -> Ticks:
    """Ticks of each bundle at each station, shape (stations, bundles); `each` is minutes of one garment there."""
    spread = deviation / np.sqrt(sizes)  # a bundle is a sum of garments
    drawn = np.random.default_rng(seed).standard_normal((len(each), len(sizes)))
    factor = np.exp(spread * drawn - spread * spread / 2)
    minutes = (np.array(each)[:, None] + kind.piece_minutes) * sizes * factor + kind.handling_minutes
    return np.maximum(1, np.rint(minutes * TICKS_PER_MINUTE)).astype(np.int64)


def play(ticks: Ticks, people: Sequence[int], waiting: int, move_ticks: int) -> Played:
    """Play bundles through stations that hold `people[k]` in work and `waiting` more.

    `ticks` is the work, shape (stations, bundles); the first station takes the bundles in their order, all there from
    the start. A room at the next station is kept for a bundle from the moment at which it sets out. At equal ticks the
    bundle with the smaller number goes first.
    """
    stations, bundles = ticks.shape
    work = ticks.tolist()
    last = stations - 1
    idle = list(people)
    room = [bundles + 1, *(count + waiting for count in people[1:])]
    queue: list[deque[int]] = [deque() for _ in range(stations)]
    held: list[deque[int]] = [deque() for _ in range(stations)]  # finished ahead, waiting for a room here
    held_since = [0] * bundles
    begun, done = [0] * bundles, [0] * bundles
    blocked = 0
    low, high = _places(stations, bundles)
    low_mask, bundle_mask = (1 << low) - 1, (1 << (high - low)) - 1
    first = min(idle[0], bundles)
    idle[0] -= first
    queue[0].extend(range(first, bundles))
    heap = [(work[0][one] << high) | (one << low) | 1 for one in range(first)]
    heapify(heap)
    while heap:
        event = heappop(heap)
        tick, bundle = event >> high, (event >> low) & bundle_mask
        station, is_end = divmod(event & low_mask, 2)
        if not is_end:
            if idle[station]:
                idle[station] -= 1
                heappush(heap, (tick + work[station][bundle]) << high | bundle << low | 2 * station + 1)
            else:
                queue[station].append(bundle)
            continue
        if station == last:
            done[bundle] = tick
        elif room[station + 1]:
            room[station + 1] -= 1
            heappush(heap, (tick + move_ticks) << high | bundle << low | 2 * station + 2)
        else:
            held[station + 1].append(bundle)
            held_since[bundle] = tick
            continue
        while True:  # a person and a room are free at `station`; what is held before it may move up
            if queue[station]:
                following = queue[station].popleft()
                if not station:
                    begun[following] = tick
                heappush(heap, (tick + work[station][following]) << high | following << low | 2 * station + 1)
            else:
                idle[station] += 1
            if not held[station]:
                room[station] += 1
                break
            moved = held[station].popleft()
            blocked += tick - held_since[moved]
            heappush(heap, (tick + move_ticks) << high | moved << low | 2 * station)
            station -= 1
    return Played(begun=np.array(begun), done=np.array(done), blocked_ticks=blocked)


def _places(stations: int, bundles: int) -> tuple[int, int]:
    """Bits below the bundle and below the tick in an event.

    An event is one number: its tick, then its bundle, then 2 × station + (1 for an end, 0 for an arrival).
    """
    low = (2 * stations).bit_length()
    return low, low + bundles.bit_length()
