"""Each option apart: the quantity worth most at given prices of what options share.

An option's cost falls by quantity (a set-up and all-units price breaks), and an order below the minimum does not
exist. Within one price break the worth less cost is concave, so the best quantity is where the next unit is worth
its price, moved into the break; comparing the breaks and "nothing" makes the choice exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from treadle.decide.curve import OptionCurves

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: By definition.
NO_END = np.int64(2**40)  # more units than any option is made in


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionCosts:
    """Cost breaks of all options as rectangles of (n_option, n_break), and what a unit uses.

    lowest, highest: units for which the break holds, minimum order applied (lowest > highest: the break cannot be
    used); setup_cents, piece_cents: its cost; smv_minutes: (n_option,) sewing minutes of one piece.
    """

    lowest: Ints
    highest: Ints
    setup_cents: Floats
    piece_cents: Floats
    smv_minutes: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A quantity per option: units, worth (before cost), cost, all (n,) in the order of the options asked."""

    units: Ints
    worth_cents: Floats
    cost_cents: Floats

    @property
    def profit_cents(self) -> Floats:
        """Worth less cost."""
        return self.worth_cents - self.cost_cents


def units_above(curves: OptionCurves, option: Ints, price: Floats) -> Ints:
    """Units of each option that are worth more than `price`: the first entries of its falling curve.

    option: (n,); price: (n, k) cents. Returns (n, k). A binary search in all curves at once.
    """
    begin = np.broadcast_to(curves.first[option][:, None], price.shape)
    low, high = begin.copy(), np.broadcast_to(curves.first[option + 1][:, None], price.shape).copy()
    last = max(len(curves.worth_cents) - 1, 0)
    while (low < high).any():
        middle = (low + high) // 2
        worth_more = (curves.worth_cents[np.minimum(middle, last)] > price) & (low < high)
        low = np.where(worth_more, middle + 1, low)
        high = np.where(worth_more, high, np.minimum(middle, high))
    return np.where(low > begin, curves.units_to[np.maximum(low - 1, 0)], 0) if last or len(curves.sku) else low * 0


def worth_of(curves: OptionCurves, option: Ints, units: Ints) -> Floats:
    """Worth in cents of `units` (n, k) pieces of each option, split best over its sizes; past the list, the tail."""
    begin = np.broadcast_to(curves.first[option][:, None], units.shape)
    low, high = begin.copy(), np.broadcast_to(curves.first[option + 1][:, None], units.shape).copy()
    if not len(curves.sku):
        return units * curves.tail_cents[option][:, None]
    last = len(curves.sku) - 1
    while (low < high).any():
        middle = (low + high) // 2
        short = (curves.units_to[np.minimum(middle, last)] <= units) & (low < high)
        low = np.where(short, middle + 1, low)
        high = np.where(short, high, np.minimum(middle, high))
    some = low > begin
    before = np.maximum(low - 1, 0)
    worth = np.where(some, curves.total_cents[before], 0.0)
    rest = units - np.where(some, curves.units_to[before], 0)
    inside = low < curves.first[option + 1][:, None]
    next_worth = np.where(inside, curves.worth_cents[np.minimum(low, last)], curves.tail_cents[option][:, None])
    return np.asarray(worth + rest * next_worth)


def cost_of(costs: OptionCosts, option: Ints, units: Ints) -> Floats:
    """Cost in cents of (n,) `units` of each option, 0 for none; infinite where no break allows the quantity."""
    held = units[:, None]
    fits = (costs.lowest[option] <= held) & (held <= costs.highest[option])
    cost = np.where(fits, costs.setup_cents[option] + costs.piece_cents[option] * held, np.inf)
    return np.where(units > 0, cost.min(axis=1), 0.0)


def best_apart(
    curves: OptionCurves, costs: OptionCosts, option: Ints, money_price: float, unit_price: Floats, bonus: Floats
) -> tuple[Choice, Floats]:
    """The best quantity of each option when money costs `money_price` more per cent spent and units have a price.

    option: (n,); money_price: the shadow price of the budget (0: money is free); unit_price: (n,) shadow price in
    cents of one unit (its minutes at the price of capacity); bonus: (n,) cents added per unit (the pull of a style
    minimum). Returns the choice and the (n,) priced profit, both exact over all whole quantities.
    """
    factor = 1.0 + money_price
    price = costs.piece_cents[option] * factor + (unit_price - bonus)[:, None]
    usable = costs.lowest[option] <= costs.highest[option]
    units = np.clip(units_above(curves, option, price), costs.lowest[option], costs.highest[option])
    units = np.where(usable, units, 0)
    worth = worth_of(curves, option, units)
    cost = costs.setup_cents[option] + costs.piece_cents[option] * units
    priced = np.where(usable, worth - factor * cost - (unit_price - bonus)[:, None] * units, -np.inf)
    pick = np.argmax(priced, axis=1)
    row = np.arange(len(option))
    gain = priced[row, pick]
    take = gain > 0.0
    choice = Choice(
        units=np.where(take, units[row, pick], 0),
        worth_cents=np.where(take, worth[row, pick], 0.0),
        cost_cents=np.where(take, cost[row, pick], 0.0),
    )
    return choice, np.where(take, gain, 0.0)


def split_units(curves: OptionCurves, units: Ints, tail_share: Floats, option_of_sku: Ints) -> Ints:
    """Units per SKU for (n_option,) totals: each option's first entries; beyond the list by share, largest remainder.

    tail_share: (n_sku,) shares that add to 1 per option; option_of_sku: (n_sku,) rising. Returns (n_sku,).
    """
    split = np.zeros(len(option_of_sku), dtype=np.int64)
    rest = units.copy()
    entries = np.diff(curves.first)
    owner = np.repeat(np.arange(len(entries)), entries)
    before = curves.units_to - curves.units
    taken = np.clip(units[owner] - before, 0, curves.units)
    np.add.at(split, curves.sku, taken)
    np.subtract.at(rest, owner, taken)
    for option in np.flatnonzero(rest > 0):
        mine = np.flatnonzero(option_of_sku == option)
        exact = rest[option] * tail_share[mine]
        whole = np.floor(exact).astype(np.int64)
        missing = int(rest[option] - whole.sum())
        whole[np.argsort(whole - exact, kind="stable")[:missing]] += 1
        split[mine] += whole
    return split
