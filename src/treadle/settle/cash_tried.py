"""The account with orders that are being tried: its chances are drawn once, then it is told again at once.

What is drawn is that of `cash_curve`, on fewer paths. So the difference between two tries is sure (both meet the same
buyers and the same late factories) while each alone is rougher than the curve itself: differences are put on the curve.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from treadle.settle.cash_curve import (
    Drawn,
    Floats,
    blocks,
    dated,
    drawn_block,
    drawn_days,
    even_normal,
    paid_out,
    returns_drawn,
    sold_of,
)
from treadle.terms.cash import Arriving, CashCase

#: Paths of a rehearsal. Set on a small planned brand, where 80 were off by a fifth of what the buy costs, 160 by 6 %.
TRIED_PATHS = 160
#: The chance with which the account stands lower than what is told. By definition: that of the trough of `cash_curve`.
LOW = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The account with some orders: `low_cents` at the end of each week with a chance of one in ten, `middle_cents` its
    median."""

    low_cents: tuple[int, ...]
    middle_cents: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """A block with what comes of orders that stand: `fresh` and `served` (weeks, paths, skus)."""

    drawn: Drawn
    fresh: Floats
    served: Floats
    at: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A case without the orders that are tried, drawn: `account` (paths, weeks) holds all that does not change."""

    case: CashCase
    account: Floats
    shelves: tuple[_Shelf, ...]
    returns: Floats
    days: Mapping[str, Floats]

    @classmethod
    def of(cls, case: CashCase, tried: Sequence[Arriving], *, seed: int, paths: int = TRIED_PATHS) -> Rehearsal:
        """Draw what is chance in a case, and on which days the orders of `tried` come, which are not in the case."""
        rng = np.random.default_rng(seed)
        account = np.full((paths, case.weeks), float(case.opening_cents))
        for flow in case.flows:
            cents = float(flow.cents) + flow.deviation_cents * even_normal(paths, rng)
            account += np.cumsum(dated(case, drawn_days(flow.days, rng, paths), cents), axis=1)
        days = {one.order_id: drawn_days(one.days, rng, paths) for one in (*case.arriving, *tried)}
        for one in case.arriving:
            account += _paid_for(case, one, days[one.order_id])
        common = even_normal(paths, rng)
        shelves = []
        for block in blocks(case.selling):
            drawn = drawn_block(case, block, common, rng)
            empty = np.zeros((case.weeks, paths, len(drawn.skus)))
            shelf = _Shelf(drawn=drawn, fresh=empty, served=empty.copy(),
                           at={sku: place for place, sku in enumerate(drawn.skus)})  # fmt: skip
            for one in case.arriving:
                _lay(case, one, days[one.order_id], shelf, shelf.fresh, shelf.served)
            shelves.append(shelf)
        return cls(
            case=case, account=account, shelves=tuple(shelves), returns=returns_drawn(case, paths, rng), days=days
        )  # fmt: skip

    def told(self, orders: Sequence[Arriving], deposits: Mapping[str, int]) -> Tried:
        """The account with orders; of each, `deposits` (cents, by order) go out at once. An order whose days were not
        drawn comes on the middle one of its own."""
        case, account = self.case, self.account.copy()
        account -= float(sum(deposits.values()))
        paths = len(account)
        sold, back = np.zeros_like(account), np.zeros_like(account)
        dated_orders = []
        for one in orders:
            days = self.days.get(one.order_id)
            days = np.full(paths, float(one.days[1].toordinal())) if days is None else days
            account += _paid_for(case, one, days)
            dated_orders.append((one, days))
        for shelf in self.shelves:
            fresh, served = shelf.fresh.copy(), shelf.served.copy()
            for one, days in dated_orders:
                _lay(case, one, days, shelf, fresh, served)
            gross, returned = sold_of(shelf.drawn, zip(fresh, served, strict=True))
            sold += gross
            back += returned
        account += np.cumsum(paid_out(case, sold, back * self.returns[:, None]), axis=1)
        low, middle = np.quantile(account, (LOW, 0.5), axis=0)
        return Tried(
            low_cents=tuple(round(one) for one in low), middle_cents=tuple(round(one) for one in middle)
        )  # fmt: skip


def _paid_for(case: CashCase, one: Arriving, days: Floats) -> Floats:
    """What is paid for goods that come on a day of each path, summed up to each week (paths, weeks)."""
    paid = np.zeros((len(days), case.weeks))
    for _, cents, after in one.flows:
        paid += dated(case, days + after, np.full(len(days), float(cents)))
    return np.asarray(np.cumsum(paid, axis=1))


def _lay(case: CashCase, one: Arriving, days: Floats, shelf: _Shelf, fresh: Floats, served: Floats) -> None:
    """Put what comes of an order on a block's shelf, by week and path."""
    places = [(shelf.at[sku], units) for sku, units in one.units.items() if units and sku in shelf.at]
    if not places:
        return
    week = np.maximum((days - case.as_of.toordinal()) / 7.0, 0.0)
    whole = week.astype(np.int64)
    inside = np.flatnonzero(whole < case.weeks)
    columns = np.array([place for place, _ in places])
    where = (whole[inside][:, None], inside[:, None], columns[None, :])
    fresh[where] += np.array([float(units) for _, units in places])
    left = 1.0 - (week[inside] - whole[inside])
    served[where] = np.maximum(served[where], left[:, None])
