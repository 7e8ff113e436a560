"""What orders that came teach: how a factory stands against what was told of it, and how sure a quoted day was.

Only what a brand's ledger holds is read: each order with its promise, and the days on which it came. Orders that are
still out are not left aside, for the quick ones alone would teach haste: they are known to take at least as long as up
to now.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from treadle.schedule.promise import LEVELS
from treadle.terms.order import Order
from treadle.terms.policy import Pace, PromisePolicy

#: What was told counts as much as so many orders seen. Judged on the row promise.
WEIGHT = 10.0
#: A play with a share of exactly this much is kept. Not tuned: rounding of floats.
_TINY = 1e-6
#: Levels stay this far inside 0 and 1. Not tuned: rounding of floats.
_EDGE = 0.002
#: Rounds of expectation and maximisation; each brings the answer nearer by a fixed part.
#: Not tuned: bounds work and memory.
_ROUNDS = 200

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A past promise: days of its plays from where they count (`spans`) with the shares of the plays, and the days it
    took; `is_open` where it takes at least so long."""

    order_id: str
    factory_id: str
    spans: Floats
    shares: Floats
    took_days: float
    is_open: bool

    def early_share(self, pace: Pace | None) -> float:
        """Share of the plays, at a pace, that were there before it was."""
        before = self.took_days - 0.5
        if pace is None or pace.sd <= 0:
            factor = 1.0 if pace is None else pace.factor
            return float(self.shares[np.floor(self.spans * factor + 0.5) < self.took_days].sum())
        if before <= 0:
            return 0.0
        from scipy.special import ndtr

        at = (math.log(before) - np.log(np.maximum(self.spans, 0.5) * pace.factor)) / pace.sd
        return float((self.shares * ndtr(at)).sum())


def learn_promises(told: PromisePolicy, orders: Iterable[Order], as_of: date) -> PromisePolicy:
    """The policy with what the orders known on `as_of` (the first day not yet known) teach: a pace for each factory,
    and the shares of the plays to quote from.

    What is told counts as `told_orders` orders of each factory. Without an order that came or is overdue, or where
    `is_learned` is off, it is the policy itself. The same orders in any order teach the same.
    """
    if not told.is_learned:
        return told
    seen = sorted(_seen(orders, as_of, told.memory_days), key=lambda one: (one.factory_id, one.order_id))
    factories = sorted({one.factory_id for one in seen})
    paces = {
        pace.factory_id: pace
        for name in factories
        if (pace := _pace(name, [one for one in seen if one.factory_id == name], told.told_orders)) is not None
    }
    if not paces:
        return told
    shares = [one.early_share(paces.get(one.factory_id)) for one in seen]
    levels = learn_levels(shares, is_open=[one.is_open for one in seen], weight=told.told_orders)
    return replace(told, paces=tuple(paces.values()), used_levels=levels)


def _seen(orders: Iterable[Order], as_of: date, memory_days: int) -> Iterable[_Seen]:
    """Orders of our factories that came, or could have come by now, and whose promise is known."""
    oldest = as_of - timedelta(days=memory_days)
    for order in orders:
        promise = order.terms.promise
        if promise is None or promise.from_day is None or not promise.arrivals or promise.from_day < oldest:
            continue
        there = order.there_day
        wants_any = any(line.wanted_units for line in order.lines)
        took = ((there or as_of) - promise.from_day).days
        if not wants_any or (there is None and took < 1):
            continue
        days, until = zip(*promise.arrivals, strict=True)
        yield _Seen(
            order_id=order.order_id,
            factory_id=order.terms.factory_id,
            spans=np.array([(day - promise.from_day).days for day in days], dtype=float),
            shares=np.diff(np.array(until, dtype=float), prepend=0.0),
            took_days=float(took),
            is_open=there is None,
        )


def _pace(factory_id: str, seen: Sequence[_Seen], weight: float) -> Pace | None:
    """How a factory's orders came; None where none came and none is overdue.

    Log days taken, less the mean log days of the order's own plays, are normal with a mean (the factor) and a variance
    beyond that of the plays; those still out are censored from the right. Found by expectation and maximisation
    (Dempster, Laird and Rubin 1977), the mean drawn to 0 and the variance to none by `weight` orders.
    """
    counted = sum(not one.is_open or one.early_share(None) >= 0.5 for one in seen)
    if not counted:
        return None
    logs = [np.log(np.maximum(one.spans, 0.5)) for one in seen]
    means = np.array([float((one.shares * log).sum()) for one, log in zip(seen, logs, strict=True)])
    own = np.array(
        [float((one.shares * (log - mean) ** 2).sum()) for one, log, mean in zip(seen, logs, means, strict=True)]
    )
    is_open = np.array([one.is_open for one in seen])
    # An order that is not there when a day begins takes longer than to the middle of the day before.
    took = np.array([one.took_days - (0.5 if one.is_open else 0.0) for one in seen])
    from scipy.special import log_ndtr

    ratios = np.log(np.maximum(took, 0.5)) - means
    mean, more = 0.0, 0.0
    for _ in range(_ROUNDS):
        spread = np.sqrt(np.maximum(own + more, 1e-6))
        at = (ratios - mean) / spread
        # Mean and variance of a normal beyond a point (Johnson, Kotz and Balakrishnan 1994, section 13.10).
        hazard = np.exp(-0.5 * at**2 - 0.5 * math.log(2.0 * math.pi) - log_ndtr(-at))
        expected = np.where(is_open, mean + spread * hazard, ratios)
        left = np.where(is_open, spread**2 * np.clip(1.0 + at * hazard - hazard**2, 0.0, 1.0), 0.0)
        mean = float(expected.sum()) / (weight + len(seen))
        more = max(0.0, float(((expected - mean) ** 2 + left - own).sum()) / (weight + len(seen)))
    return Pace(factory_id=factory_id, orders=counted, factor=math.exp(mean), sd=math.sqrt(more))


def learn_levels(
    early_shares: Sequence[float], levels: Sequence[float] = LEVELS, *, is_open: Sequence[bool] | None = None,
    weight: float = WEIGHT,
) -> tuple[tuple[float, float], ...]:  # fmt: skip
    """For each probability asked for, the share of the plays that kept so many of past promises.

    `early_shares` has one number per past promise: the share of its plays that were there before the day on which the
    order really was, or at least that share where `is_open`. A day quoted from a higher share is kept, so the share to
    use is a quantile of these (recalibration as in Kuleshov et al. 2018, ICML; with orders still out as in Kaplan and
    Meier 1958). That also undoes what whole days round up. What is not seen yet counts as `weight` promises that were
    as sure as they said.
    """
    flags = is_open or [False] * len(early_shares)
    # Of equal shares those that came count first: what is still out is out for longer.
    told = sorted(zip(early_shares, flags, strict=True))
    seen = sum(not out for out in flags)
    trust = seen / (weight + seen)
    curve: list[tuple[float, float]] = []
    left, still_out = len(told), 1.0
    for share, out in told:
        if not out:
            still_out *= 1.0 - 1.0 / left
            curve.append((1.0 - still_out, share))
        left -= 1
    found = []
    last = _EDGE
    for asked in sorted(levels):
        quoted = next((share for done, share in curve if done >= asked - 1e-9), 1.0) + _TINY
        last = min(1.0 - _EDGE, max(last, trust * quoted + (1.0 - trust) * asked))
        found.append((asked, last))
    return tuple(found)
