"""Thousands of factories: most are too dear for every order, and are never written down; the bound is over all.

A factory that is left out takes none of the work that is placed, so its limits cost nothing: under the prices of the
rows of those that are left, a pair of an order and a factory that was left out costs what it costs. So the sum of each
order's least cost over all factories, less what the rows' prices pay, is below every split over all factories
(Lagrange; Geoffrion, Mathematical Programming Study 2, 1974). Factories that would be cheaper than that for some order
are taken in, and the split made again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from treadle.source.costs import order_costs
from treadle.source.limits import limits_of
from treadle.source.relaxed import relax
from treadle.source.split import cost_with_nobody, split_orders
from treadle.terms.sourcing import FactoryProfile, FactoryScore, OrderToPlace, Quote, SplitPlan

Floats = NDArray[np.float64]
#: Cheapest factories of each order that are taken at first, factories that one round adds at most, and rounds. Set on
#: 1,000 orders and 10,000 factories; the bound is true after any of them.
_FIRST, _ADDED, _ROUNDS = 4, 150, 4
#: Factories that are priced at a time: bounds memory.
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """A split over the factories that were kept, and a bound over all `factories`; `plan.bound_cents` is that bound."""

    plan: SplitPlan
    kept: int
    factories: int


def screened_split(
    orders: Sequence[OrderToPlace], factories: Sequence[FactoryProfile], scores: Mapping[str, FactoryScore],
    quotes: Sequence[Quote] = (), *, as_of: date,
) -> Screened:  # fmt: skip
    """As `split_orders`, for so many factories that most are screened out first."""
    if not orders:
        return Screened(plan=SplitPlan(), kept=0, factories=len(factories))
    cost = _costs(orders, factories, scores, quotes, as_of)
    few = min(_FIRST, len(factories) - 1)
    first = np.argpartition(cost, few, axis=1)[:, :few] if few else np.zeros((len(orders), 1), np.intp)
    kept = {int(one) for one in np.unique(first)}
    by_factory: dict[str, list[Quote]] = {}
    for quote in quotes:
        by_factory.setdefault(quote.factory_id, []).append(quote)
    best = -np.inf
    for _ in range(_ROUNDS):
        some = sorted(kept)
        mine = [factories[at] for at in some]
        asked = [quote for one in mine for quote in by_factory.get(one.factory_id, ())]
        costs = order_costs(orders, mine, scores, asked, as_of=as_of)
        limits = limits_of(orders, mine, costs, as_of=as_of)
        # Largest shares are of all pieces, whoever is left out, so the rows are those of the whole.
        whole, setup = cost_with_nobody(orders, costs)
        relaxed = relax(whole + setup, limits)
        least = relaxed.reduced.min(axis=1)
        outside = cost.copy()
        outside[:, some] = np.inf
        bound = float(np.minimum(least, outside.min(axis=1)).sum() - relaxed.price @ limits.room)
        best = max(best, bound)
        gain = least[:, None] - outside
        worth = np.where(gain > 1e-6 * np.abs(least[:, None]), gain, 0.0).sum(axis=0)
        fresh = np.argsort(-worth, kind="stable")[:_ADDED]
        fresh = fresh[worth[fresh] > 0]
        if not len(fresh):
            break
        kept |= {int(one) for one in fresh}
    some = sorted(kept)
    mine = [factories[at] for at in some]
    asked = [quote for one in mine for quote in by_factory.get(one.factory_id, ())]
    plan = split_orders(orders, mine, scores, asked, as_of=as_of)
    return Screened(plan=replace(plan, bound_cents=int(np.floor(best))), kept=len(some), factories=len(factories))


def _costs(
    orders: Sequence[OrderToPlace], factories: Sequence[FactoryProfile], scores: Mapping[str, FactoryScore],
    quotes: Sequence[Quote], as_of: date,
) -> Floats:  # fmt: skip
    """Cents of whole orders with their set-ups at all factories, (n, m), infinite where one cannot make it."""
    by_factory: dict[str, list[Quote]] = {}
    for quote in quotes:
        by_factory.setdefault(quote.factory_id, []).append(quote)
    found = np.empty((len(orders), len(factories)))
    for begin in range(0, len(factories), _CHUNK):
        some = factories[begin : begin + _CHUNK]
        asked = [quote for one in some for quote in by_factory.get(one.factory_id, ())]
        costs = order_costs(orders, some, scores, asked, as_of=as_of)
        found[:, begin : begin + len(some)] = np.where(costs.can, costs.whole + costs.setup, np.inf)
    return found
