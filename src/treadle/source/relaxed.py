"""The cheapest split where set-ups may be paid in parts: no split costs less; and which pairs are worth a look.

The linear program has a column for every pair of an order and a factory that can make it. Only a few of them are ever
written down: those whose cost under the prices of the rows is below what their order pays (column generation: Dantzig
and Wolfe, Operations Research 8(1), 1960). Every pair is priced at every round, so the bound is over all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from treadle.source.limits import Limits
from treadle.source.solvers.highs import Columns, relaxed_shares

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]
#: Pairs of each order in the first program, and that one round adds at most. Not tuned: the bound is the same with any.
_FIRST_PAIRS, _NEW_PAIRS = 8, 6
#: Rounds at most; the bound is true after any of them. Not tuned: bounds work.
_MOST_ROUNDS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """`bound` in cents; `reduced` (n, m + 1) is what each pair costs under the rows' prices (infinite where it cannot
    be), the last column that nobody makes the order; `share` (n, m + 1) the shares of the program; `price` (rows,)."""

    bound: float
    reduced: Floats
    share: Floats
    price: Floats


def relax(cost: Floats, limits: Limits) -> Relaxed:
    """`cost` (n, m + 1) is cents of the whole order with its set-up, infinite where a pair cannot be."""
    taken = _cheapest(cost, _FIRST_PAIRS)
    best = -np.inf
    price = np.zeros(len(limits.room))
    reduced, share = cost, np.zeros(cost.shape)
    for _ in range(_MOST_ROUNDS):
        order, factory = np.nonzero(taken)
        found = relaxed_shares(_columns(order, factory, cost, limits))
        share = np.zeros(cost.shape)
        share[order, factory] = found.share
        under = cost.copy()
        under[:, :-1] += limits.charge(found.limit_price)
        bound = float(under.min(axis=1).sum() - found.limit_price @ limits.room)
        if bound > best:
            best, price, reduced = bound, found.limit_price, under
        fresh = ~taken & (under < found.order_price[:, None] - 1e-6 * (1.0 + np.abs(found.order_price[:, None])))
        if not fresh.any():
            break
        taken |= _cheapest(np.where(fresh, under, np.inf), _NEW_PAIRS)
    return Relaxed(bound=best, reduced=reduced, share=share, price=price)


def _columns(order: Ints, factory: Ints, cost: Floats, limits: Limits) -> Columns:
    return Columns(
        order=order, cost=cost[order, factory], limits=limits.matrix(order, factory), room=limits.room, orders=len(cost)
    )  # fmt: skip


def _cheapest(cost: Floats, pairs: int) -> Flags:
    """(n, m + 1): the so many cheapest pairs of each order, and that nobody makes it; infinite ones never."""
    taken = np.zeros(cost.shape, bool)
    few = min(pairs, cost.shape[1])
    places = np.argpartition(cost, few - 1, axis=1)[:, :few]
    np.put_along_axis(taken, places, True, axis=1)
    taken[:, -1] = True
    return np.asarray(taken & np.isfinite(cost))
