"""The sewing line of `treadle.sew.flow` as a model of simpy, from its description: the peer and the oracle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def simpy_line(ticks: Any, people: Sequence[int], waiting: int, move_ticks: int) -> tuple[list[int], list[int], int]:
    """Ticks at which each bundle is begun at the first station and leaves the last, and ticks of blocking."""
    import simpy

    stations, bundles = np.asarray(ticks).shape
    work = np.asarray(ticks).tolist()
    world = simpy.Environment()
    hands = [simpy.Resource(world, capacity=count) for count in people]
    rooms = [simpy.Resource(world, capacity=count + waiting) for count in people]
    begun, done, blocked = [0] * bundles, [0] * bundles, 0

    def bundle(number: int) -> Any:
        nonlocal blocked
        room = None
        for station in range(stations):
            hand = hands[station].request()
            yield hand
            if station == 0:
                begun[number] = world.now
            yield world.timeout(work[station][number])
            ahead = None
            if station + 1 < stations:
                since = world.now
                ahead = rooms[station + 1].request()
                yield ahead
                blocked += world.now - since
            hands[station].release(hand)
            if room is not None:
                rooms[station].release(room)
            room = ahead
            if station + 1 < stations and move_ticks:
                yield world.timeout(move_ticks)
        done[number] = world.now

    for number in range(bundles):
        world.process(bundle(number))
    world.run()
    return begun, done, blocked
