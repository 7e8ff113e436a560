"""One decision: demand paths, stock and costs in, units to order out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from treadle.replenish.order import Decision, Paths, decide_orders, weeks_needed
from treadle.replenish.stock import StockState, Terms
from treadle.terms.budget import Progress, Silence

Ints = npt.NDArray[np.int64]

#: Pairs whose paths are held at once. Not tuned: bounds work and memory.
CHUNK = 300


def replenish(
    paths_of: Callable[[Ints], Paths], stock: StockState, terms: Terms, *, progress: Progress | None = None
) -> Decision:
    """Units to order now for every pair of the stock state.

    paths_of: demand (n, P, H) of the pairs with the given numbers, over at least `weeks_needed(terms)` coming weeks.
    Costs of `terms` may be arrays (S,), one per pair. The order is what a simulation of the shelf with lost sales
    finds cheapest. Raises `InputError` where the terms are out of range.
    """
    terms.check()
    progress = progress or Silence()
    weeks, count = weeks_needed(terms), len(stock.on_hand)
    receipts = stock.receipts_until(weeks)
    found = []
    for begin in range(0, count, CHUNK):
        progress.step("order", begin, count)
        lines = np.arange(begin, min(begin + CHUNK, count))
        found.append(
            decide_orders(paths_of(lines)[:, :, :weeks], stock.on_hand[lines], receipts[lines], terms.of(lines))
        )
    progress.step("order", count, count)
    return Decision(
        units=np.concatenate([one.units for one in found]), stock_out=np.concatenate([one.stock_out for one in found])
    )
