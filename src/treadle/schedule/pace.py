"""Plays of a plan at the pace that receipts taught: what was told to take so many days takes the factory's factor."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from treadle.schedule.promise import order_stream
from treadle.terms.policy import Pace, PromisePolicy
from treadle.terms.reason import Reason

#: A factory that is off by less than this is as quick as told. Not tuned: how much is shown.
_NOTHING = 0.005


def paced_days(days: NDArray[np.int64], from_day: int, pace: Pace, *, name: str, seed: int) -> NDArray[np.int64]:
    """One order's plays (days from origin) at a pace: what lies after `from_day` is stretched, to whole days.

    An order draws from a stream of its own, so that what is learned shakes nothing else.
    """
    luck = order_stream(seed, f"pace {name}").standard_normal(len(days))
    spans = np.maximum(days - from_day, 0) * pace.factor * np.exp(pace.sd * luck)
    return np.where(days > from_day, from_day + np.floor(spans + 0.5), days).astype(np.int64)


def told_paces(promise: PromisePolicy, factory_ids: frozenset[str]) -> Iterator[Reason]:
    """What promises count on of factories that have work, in words."""
    for pace in promise.paces:
        if pace.factory_id not in factory_ids:
            continue
        off = pace.factor - 1.0
        code = "pace.as_told" if abs(off) < _NOTHING else "pace.slower" if off > 0 else "pace.quicker"
        yield Reason.of(code, factory=pace.factory_id, off_share=round(abs(off), 4), orders=pace.orders)
