"""The minimum of a style: its options together reach it, or none is made.

A pull per unit, the same for all options of a style, is raised until the style reaches its minimum; the priced
profit less the pull times the minimum is an upper bound on any plan that reaches it (Lagrange), and the quantities at
that pull, trimmed where a jump went past the minimum, are the plan that is compared with making nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from treadle.decide.apart import Choice, OptionCosts, best_apart, units_above, worth_of
from treadle.decide.curve import OptionCurves

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Follows from the error, not tuned.
PULL_ROUNDS = 20  # halvings of the pull: its error falls under a millionth of the dearest unit
#: Not tuned: bounds work and memory.
ROUGH_ROUNDS = 9  # while shadow prices are still moving


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """Which style each option belongs to, (n_option,), and each style's minimum units, (n_style,)."""

    style_of_option: Ints
    minimum_units: Ints


def best_in_styles(
    curves: OptionCurves,
    costs: OptionCosts,
    styles: Styles,
    money_price: float,
    unit_price: Floats,
    rounds: int = PULL_ROUNDS,
) -> tuple[Choice, float]:
    """The best quantities of all options at given prices, style minima kept, and a bound on the priced profit.

    money_price, unit_price: as in `best_apart`, unit_price (n_option,); rounds: halvings of a style's pull. The bound
    is at least the priced profit of any plan that keeps every option's and style's minimum.
    """
    every = np.arange(len(unit_price))
    choice, gain = best_apart(curves, costs, every, money_price, unit_price, np.zeros(len(every)))
    style_units = np.bincount(styles.style_of_option, choice.units, len(styles.minimum_units))
    short = (style_units > 0) & (style_units < styles.minimum_units)
    bound = float(gain[~short[styles.style_of_option]].sum())
    if not short.any():
        return choice, bound
    option = np.flatnonzero(short[styles.style_of_option])
    raised, raised_bound = _reach_minimum(curves, costs, styles, option, money_price, unit_price[option], rounds)
    units, worth, cost = choice.units.copy(), choice.worth_cents.copy(), choice.cost_cents.copy()
    units[option], worth[option], cost[option] = raised.units, raised.worth_cents, raised.cost_cents
    return Choice(units=units, worth_cents=worth, cost_cents=cost), bound + raised_bound


def _reach_minimum(
    curves: OptionCurves,
    costs: OptionCosts,
    styles: Styles,
    option: Ints,
    money_price: float,
    unit_price: Floats,
    rounds: int,
) -> tuple[Choice, float]:
    """Quantities of the options of short styles, each style raised to its minimum or left, and their bound."""
    kinds, group = np.unique(styles.style_of_option[option], return_inverse=True)
    minimum = styles.minimum_units[kinds].astype(np.float64)
    dearest = float(np.max(unit_price)) + (1.0 + money_price) * float(
        np.max(costs.piece_cents[option]) + np.max(costs.setup_cents[option])
    )
    low = np.zeros(len(kinds))
    high = np.full(len(kinds), dearest - min(0.0, float(np.min(curves.tail_cents[option]))) + 1.0)
    bound = np.full(len(kinds), np.inf)
    for _ in range(rounds):
        middle = (low + high) / 2
        choice, gain = best_apart(curves, costs, option, money_price, unit_price, middle[group])
        bound = np.minimum(bound, np.bincount(group, gain, len(kinds)) - middle * minimum)
        enough = np.bincount(group, choice.units, len(kinds)) >= minimum
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    choice, _ = best_apart(curves, costs, option, money_price, unit_price, high[group])
    choice = _trim(curves, costs, option, choice, group, minimum, (1.0 + money_price), unit_price, rounds)
    priced = choice.worth_cents - (1.0 + money_price) * choice.cost_cents - unit_price * choice.units
    reached = np.bincount(group, choice.units, len(kinds)) >= minimum
    keep = (reached & (np.bincount(group, priced, len(kinds)) > 0))[group]
    kept = Choice(
        units=np.where(keep, choice.units, 0),
        worth_cents=np.where(keep, choice.worth_cents, 0.0),
        cost_cents=np.where(keep, choice.cost_cents, 0.0),
    )
    return kept, float(np.maximum(bound, 0.0).sum())


def _trim(
    curves: OptionCurves,
    costs: OptionCosts,
    option: Ints,
    choice: Choice,
    group: Ints,
    minimum: Floats,
    factor: float,
    unit_price: Floats,
    rounds: int,
) -> Choice:
    """Lower the quantities within their cost breaks, least worth first, as far as each style's minimum allows."""
    held = choice.units[:, None]
    fits = (costs.lowest[option] <= held) & (held <= costs.highest[option])
    row, pick = np.arange(len(option)), np.argmax(fits, axis=1)
    made = choice.units > 0
    lowest = np.where(made, costs.lowest[option][row, pick], 0)
    price = costs.piece_cents[option][row, pick] * factor + unit_price
    low, high = np.zeros(len(minimum)), np.full(len(minimum), float(np.max(price)) + 1.0)
    units = choice.units
    for _ in range(rounds):
        middle = (low + high) / 2
        wanted = units_above(curves, option, (price - middle[group])[:, None])[:, 0]
        trial = np.where(made, np.clip(wanted, lowest, choice.units), 0)
        enough = np.bincount(group, trial, len(minimum)) >= minimum
        units = np.where(enough[group], np.minimum(units, trial), units)
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    cost = np.where(made, costs.setup_cents[option][row, pick] + costs.piece_cents[option][row, pick] * units, 0.0)
    worth = worth_of(curves, option, units[:, None])[:, 0]
    return Choice(units=units, worth_cents=np.where(made, worth, 0.0), cost_cents=cost)
