"""The order: stock carried through the waiting weeks with lost sales, and the unit that no longer pays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.replenish.stock import Terms

Floats = npt.NDArray[np.float64]
Paths = npt.NDArray[np.floating]

#: Weeks after the next order's arrival through which a surplus is followed. A month, not tuned.
TAIL_WEEKS = 4


def weeks_needed(terms: Terms) -> int:
    """Length of the demand paths that `decide_orders` reads: lead, review, and the weeks of a surplus."""
    return terms.lead_weeks + terms.review_weeks + TAIL_WEEKS


def wait_for_order(paths: Paths, on_hand: Floats, receipts: Floats, lead_weeks: int) -> Floats:
    """Units left (S, P) on each path when the weeks before the order's arrival are over, unmet demand lost.

    `paths` (S, P, H) demand by week; `on_hand` (S,); `receipts` (S, H) on the shelf at the start of each week.
    """
    left = np.broadcast_to(on_hand[:, None], paths.shape[:2])
    for week in range(lead_weeks):
        left = np.maximum(left + receipts[:, week, None] - paths[:, :, week], 0.0)
    return np.asarray(left, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`units` (S,) to order now; `stock_out` (S,) chance that demand is lost before the next order arrives, with it."""

    units: npt.NDArray[np.int64]
    stock_out: Floats


def decide_orders(paths: Paths, on_hand: Floats, receipts: Floats, terms: Terms) -> Decision:
    """Units to order now for every pair, by simulation of the lost-sales system.

    `paths` (S, P, H) demand of the coming H = `weeks_needed(terms)` weeks; `on_hand` (S,), `receipts` (S, H).

    The order's cost is counted from its arrival to the arrival of the next one, and on: later orders fill the shelf
    up to the newsvendor level of their own weeks, so that a surplus they cannot undo is paid for week by week. On each
    path a further unit is sold at the first want of it or lies longer, so that the expected cost is convex until the
    next arrival and very nearly so after it; the order whose next unit does not pay is found by halving (lost-sales
    systems: Zipkin, "Old and new methods for lost-sales inventory systems", Operations Research 56, 2008; the
    look-ahead is a rollout of the base-stock policy, Bertsekas & Castañon 1999).
    """
    arrival, coverage = terms.lead_weeks, terms.review_weeks
    waiting = wait_for_order(paths, on_hand, receipts, arrival)
    levels = _later_levels(paths, terms)
    ahead = _Ahead(waiting=waiting, paths=paths, receipts=receipts, levels=levels, terms=terms)
    most = paths[:, :, arrival:].sum(axis=2).max(axis=1)
    low = np.zeros(len(on_hand), dtype=np.int64)
    high = np.ceil(most).astype(np.int64) + 1
    while (low < high).any():
        middle = (low + high) // 2
        pays = ahead.saved_by_one_more(middle) > 1e-12
        low = np.where(pays & (low < high), middle + 1, low)
        high = np.where(pays, high, np.maximum(middle, low))
    stock_out = _stock_out(waiting, paths[:, :, arrival : arrival + coverage], receipts[:, arrival:], low)
    return Decision(units=low, stock_out=stock_out)


def _later_levels(paths: Paths, terms: Terms) -> dict[int, Floats]:
    """Best stock (S,) at the start of each week in which a later order arrives, for the weeks until the one after."""
    levels = {}
    for week in range(terms.lead_weeks + terms.review_weeks, paths.shape[2], terms.review_weeks):
        sold = np.sort(np.cumsum(paths[:, :, week : week + terms.review_weeks], axis=2), axis=1)
        low = np.zeros(len(paths), dtype=np.int64)
        high = np.ceil(sold[:, -1, -1]).astype(np.int64)
        while (low < high).any():
            middle = (low + high) // 2
            enough = np.mean(sold <= middle[:, None, None], axis=1)
            pays = terms.shortage_cost * (1.0 - enough[:, -1]) > terms.holding_cost * enough.sum(axis=1) + 1e-12
            low = np.where(pays & (low < high), middle + 1, low)
            high = np.where(pays, high, np.maximum(middle, low))
        levels[week] = low.astype(np.float64)
    return levels


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ahead:
    waiting: Floats
    paths: Paths
    receipts: Floats
    levels: dict[int, Floats]
    terms: Terms

    def saved_by_one_more(self, units: npt.NDArray[np.int64]) -> Floats:
        """Expected cost (S,) that the next unit after `units` (S,) saves; negative where it costs."""
        left = self.waiting + units[:, None]
        more = np.ones_like(left)
        saved = np.zeros(len(left))
        for week in range(self.terms.lead_weeks, self.paths.shape[2]):
            left = left + self.receipts[:, week, None]
            if week in self.levels:
                # A later order up to a level swallows the extra unit wherever it was going to order.
                level = self.levels[week][:, None]
                more = np.where(left < level, np.maximum(left + more - level, 0.0), more)
                left = np.maximum(left, level)
            demand = self.paths[:, :, week]
            after = np.maximum(left - demand, 0.0)
            after_more = np.maximum(left + more - demand, 0.0)
            sold = more - (after_more - after)
            more = after_more - after
            left = after
            saved += self.terms.shortage_cost * sold.mean(axis=1) - self.terms.holding_cost * more.mean(axis=1)
        return saved


def _stock_out(waiting: Floats, paths: Paths, receipts: Floats, units: npt.NDArray[np.int64]) -> Floats:
    left = waiting + units[:, None]
    lost = np.zeros(left.shape, dtype=bool)
    for week in range(paths.shape[2]):
        left = left + receipts[:, week, None] - paths[:, :, week]
        lost |= left < 0
        left = np.maximum(left, 0.0)
    return np.asarray(lost.mean(axis=1))
