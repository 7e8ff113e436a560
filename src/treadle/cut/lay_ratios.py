"""Size mixes a marker may hold: all of them where they can be listed, else those that follow the demand."""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

#: Up to so many mixes are listed in full (20 garments over 8 sizes are 3.1 million); beyond, those around the demand.
#: Not tuned: bounds work and memory.
LISTED = 4_000_000


def count_ratios(sizes: int, most_garments: int) -> int:
    """How many mixes of 1 to `most_garments` garments over `sizes` sizes there are."""
    return comb(sizes + most_garments, sizes) - 1


def all_ratios(sizes: int, most_garments: int) -> Ints | None:
    """Every mix in ascending order: (mixes, sizes); None where there are more than `LISTED`."""
    if count_ratios(sizes, most_garments) > LISTED:
        return None
    mixes = np.zeros((1, 0), dtype=np.int8)
    room = np.array([most_garments], dtype=np.int64)
    for _ in range(sizes):
        parent = np.repeat(np.arange(len(mixes)), room + 1)
        first = np.repeat(np.cumsum(room + 1) - (room + 1), room + 1)
        garments = np.arange(len(parent)) - first
        mixes = np.column_stack([mixes[parent], garments.astype(np.int8)])
        room = room[parent] - garments
    return np.asarray(mixes[1:], dtype=np.int64)


def demand_ratios(demand: Ints, most_garments: int, most_plies: int) -> Ints:
    """Mixes that follow the demand, each colour's and the total, divided by a number of plies and rounded.

    demand is (colours, sizes). One garment, and a marker full, of every single size are always among them.
    """
    sizes = demand.shape[1]
    found: set[tuple[int, ...]] = set()
    for garments in sorted({1, max(1, most_garments // 2), most_garments}):
        for place in range(sizes):
            found.add(tuple(garments if at == place else 0 for at in range(sizes)))
    for profile in (demand.sum(axis=0), *demand):
        if profile.sum() == 0:
            continue
        low = max(1, int(profile.sum()) // (most_garments * 2))
        high = max(low, min(int(profile.max()), most_plies))
        for plies in range(low, high + 1, max(1, (high - low) // 40)):
            for rounded in (np.floor(profile / plies), np.ceil(profile / plies), np.rint(profile / plies)):
                _add(found, rounded.astype(np.int64), most_garments)
    return np.array(sorted(found), dtype=np.int64)


def _add(found: set[tuple[int, ...]], mix: Ints, most_garments: int) -> None:
    """Keep a mix; one with too many garments loses those of its most numerous sizes."""
    mix = mix.copy()
    while mix.sum() > most_garments:
        mix[int(np.argmax(mix))] -= 1
    if mix.sum() > 0:
        found.add(tuple(int(one) for one in mix))
