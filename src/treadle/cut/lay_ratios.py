"""Candidate size ratios: which mixes of garments are worth a marker at all."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Up to so many mixes are listed in full; beyond, mixes are made around the demand and by pricing.
ENUMERATED = 6_000


def all_ratios(sizes: int, most_garments: int) -> Ints | None:
    """Every mix of 1 to `most_garments` garments over `sizes` sizes: (mixes, sizes), or None where too many."""
    count = 1
    for step in range(1, sizes + 1):
        count = count * (most_garments + step) // step
    if count - 1 > ENUMERATED:
        return None
    mixes = [np.zeros(sizes, dtype=np.int64)]
    for place in range(sizes):
        grown = []
        for mix in mixes:
            for garments in range(1, most_garments - int(mix.sum()) + 1):
                more = mix.copy()
                more[place] = garments
                grown.append(more)
        mixes += grown
    return np.array(sorted(tuple(mix) for mix in mixes if mix.sum() > 0), dtype=np.int64)


def demand_ratios(demand: Ints, most_garments: int, most_plies: int) -> Ints:
    """Mixes that follow the demand: each colour's and the total divided by a number of plies and rounded both ways.

    demand is (colours, sizes). Single garments of every size and full markers of one size are always among them.
    """
    sizes = demand.shape[1]
    found: set[tuple[int, ...]] = set()
    for garments in {1, most_garments // 2, most_garments} - {0}:
        for place in range(sizes):
            found.add(tuple(garments if at == place else 0 for at in range(sizes)))
    profiles = [demand.sum(axis=0), *demand]
    for profile in profiles:
        if profile.sum() == 0:
            continue
        low = max(1, int(profile.sum()) // (most_garments * 2))
        for plies in sorted({*range(low, min(int(profile.max()), most_plies) + 1, max(1, most_plies // 24))}):
            exact = profile / plies
            for rounded in (np.floor(exact), np.ceil(exact), np.rint(exact)):
                _add(found, rounded.astype(np.int64), most_garments)
            for first, second in product((np.floor, np.ceil), repeat=2):
                half = sizes // 2
                mixed = np.r_[first(exact[:half]), second(exact[half:])].astype(np.int64)
                _add(found, mixed, most_garments)
    return np.array(sorted(found), dtype=np.int64)


def _add(found: set[tuple[int, ...]], mix: Ints, most_garments: int) -> None:
    """Keep a mix that fits; of one that is too large, the largest sizes of it."""
    while mix.sum() > most_garments:
        mix = mix.copy()
        mix[int(np.argmin(np.where(mix > 0, mix, 10**9)))] -= 1
    if mix.sum() > 0:
        found.add(tuple(int(one) for one in mix))


def promising(ratios: Ints, reduced_cost: Floats, keep: int) -> Ints:
    """The `keep` mixes with the least reduced cost, in the order of the mixes."""
    order = np.lexsort((np.arange(len(ratios)), np.round(reduced_cost, 6)))
    return np.asarray(np.sort(order[:keep]))
