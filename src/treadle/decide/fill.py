"""Fill what the shadow prices leave over, and mend small plans by exchange.

At fitting prices a few per mille of a limit stay unused, because the next option would come in with its whole
minimum. Here options move to larger quantities by gain per priced use while they fit, in part where the whole does not
fit; with few options, each is also taken out in turn to see whether others use its room better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from treadle.decide.apart import Choice, cost_of, worth_of
from treadle.decide.share import Market, at_prices, minute_prices

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Judged on the rows two-stage and shared-capacity.
FILL_SCALES = (0.9, 0.75, 0.5, 0.25, 0.0)  # shares of the shadow prices at which larger quantities are proposed
#: Judged on the rows two-stage and shared-capacity.
SHRINK_STEPS = 5  # sizes at which a style that must reach a minimum is tried
#: Not tuned: bounds work and memory.
EXCHANGE_OPTIONS = 150  # up to so many options, each is taken out in turn
#: Not tuned: bounds work and memory.
PAIR_OPTIONS = 20  # up to so many options, pairs too


@dataclass(slots=True)
class Standing:
    """A plan being filled: units, worth and cost per option (n,), use of the limits and units per style."""

    units: Ints
    worth: Floats
    cost: Floats
    use: Floats
    style_units: Ints

    def profit(self) -> float:
        """Expected profit in cents."""
        return float(self.worth.sum() - self.cost.sum())

    def copy(self) -> Standing:
        """A plan that can be changed without changing this one."""
        return Standing(
            self.units.copy(), self.worth.copy(), self.cost.copy(), self.use.copy(), self.style_units.copy()
        )


def standing(market: Market, units: Ints) -> Standing:
    """The plan that makes `units` (n,) of each option."""
    every = np.arange(len(units))
    worth = np.where(units > 0, worth_of(market.curves, every, units[:, None])[:, 0], 0.0)
    cost = cost_of(market.costs, every, units)
    style_units = np.bincount(market.styles.style_of_option, units, len(market.styles.minimum_units))
    return Standing(units.copy(), worth, cost, market.use(units, cost), style_units.astype(np.int64))


def wishes(market: Market, prices: Floats) -> tuple[Choice, ...]:
    """What options would choose at ever lower shares of the shadow prices: the moves that `fill` tries."""
    return tuple(at_prices(market, prices * scale).choice for scale in FILL_SCALES)


def fill(market: Market, plan: Standing, prices: Floats, wished: tuple[Choice, ...], barred: int = -1) -> None:
    """Raise quantities in place by gain per priced use while every limit and minimum holds.

    prices: (1 + n_period,) the shadow prices that rank the moves; wished: from `wishes`; barred: an option that must
    stay out, or -1.
    """
    limited = np.isfinite(market.allowed())
    spare_price = np.where(limited, 1e-9 / np.maximum(np.abs(market.allowed()), 1.0), 0.0)
    for wish in wished:
        grows = wish.units > plan.units
        if barred >= 0:
            grows[barred] = False
        option = np.flatnonzero(grows)
        if not len(option):
            continue
        gain = wish.profit_cents[option] - (plan.worth[option] - plan.cost[option])
        extra = wish.cost_cents[option] - plan.cost[option]
        unit_price = minute_prices(market, prices + spare_price)[option]
        priced = extra * (prices[0] + spare_price[0]) + unit_price * (wish.units[option] - plan.units[option])
        rank = np.argsort(-gain / np.maximum(priced, 1e-12), kind="stable")
        _start_styles(market, plan, wish.units, option[rank], barred)
        for index in rank:
            if gain[index] > 0:
                _raise_option(market, plan, int(option[index]), int(wish.units[option[index]]))


def _start_styles(market: Market, plan: Standing, wish: Ints, ranked: Ints, barred: int) -> None:
    """Start styles that have a minimum and are not made yet: all their wished options at once, if they fit."""
    minimum, style_of = market.styles.minimum_units, market.styles.style_of_option
    fresh = [int(one) for one in ranked if minimum[style_of[one]] > 0 and plan.style_units[style_of[one]] == 0]
    for style in dict.fromkeys(int(style_of[one]) for one in fresh):
        members = np.flatnonzero((style_of == style) & (wish > 0))
        if barred in members or wish[members].sum() < minimum[style]:
            continue
        _start_style(market, plan, members, wish[members], int(minimum[style]))


def _start_style(market: Market, plan: Standing, members: Ints, wish: Ints, minimum: int) -> None:
    """Start one style in the best of a few ways that fit: its wish, its wish shrunk, without one option, one alone."""
    best_gain, best = 0.0, None
    for units in _ways_to_start(wish, market.costs.lowest[members].min(axis=1), minimum):
        made = units > 0
        worth = np.zeros(len(members))
        worth[made] = worth_of(market.curves, members[made], units[made][:, None])[:, 0]
        cost = cost_of(market.costs, members, units)
        gain = float(worth.sum() - cost.sum())
        if gain <= best_gain:
            continue
        whole, spent = np.zeros_like(plan.units), np.zeros_like(plan.cost)
        whole[members], spent[members] = units, cost
        if (plan.use + market.use(whole, spent) <= market.allowed()).all():
            best_gain, best = gain, (units, worth, cost)
    if best is not None:
        for at, option in enumerate(members):
            _set_option(market, plan, int(option), int(best[0][at]), float(best[1][at]), float(best[2][at]))


def _ways_to_start(wish: Ints, lowest: Ints, minimum: int) -> list[Ints]:
    """Quantities of a style's options that reach its minimum: (n,) each, every made option at its own least or more."""
    ways = []
    keeps = [np.ones(len(wish), dtype=bool)]
    if len(wish) > 1:
        keeps += [np.arange(len(wish)) != out for out in range(len(wish))]
        keeps += [np.arange(len(wish)) == one for one in range(len(wish))]
    for keep in keeps:
        total = int(wish[keep].sum())
        for share in np.linspace(max(1.0, minimum / total), minimum / total, SHRINK_STEPS):
            units = np.where(keep, np.maximum(np.floor(wish * share).astype(np.int64), lowest), 0)
            short = minimum - int(units.sum())
            units[np.argmax(units)] += max(short, 0)
            ways.append(units)
    return ways


def _raise_option(market: Market, plan: Standing, option: int, wanted: int) -> None:
    """Move one option towards `wanted` units as far as it fits and pays; leaves the plan as it was otherwise."""
    costs, have = market.costs, int(plan.units[option])
    allowed = market.allowed()
    others = plan.use.copy()
    others[0] -= plan.cost[option]
    smv = float(costs.smv_minutes[option])
    touched = np.arange(len(allowed)) > int(market.limits.period[option])
    others[touched] -= smv * have
    room = allowed - others
    minutes_room = float(np.min(room[touched], initial=np.inf))
    fits = wanted if smv <= 0 or np.isinf(minutes_room) else min(wanted, int(minutes_room / smv + 1e-9))
    best = (0.0, have, 0.0, 0.0)
    style = int(market.styles.style_of_option[option])
    rest_of_style = int(plan.style_units[style]) - have
    for at in range(costs.lowest.shape[1]):
        setup, piece = float(costs.setup_cents[option, at]), float(costs.piece_cents[option, at])
        affordable = int(np.floor((room[0] - setup) / piece + 1e-9)) if np.isfinite(room[0]) and piece > 0 else fits
        if piece <= 0 and setup > room[0]:
            continue
        units = min(fits, int(costs.highest[option, at]), affordable)
        short = rest_of_style + units < market.styles.minimum_units[style]
        if units < costs.lowest[option, at] or units <= have or short:
            continue
        worth = float(worth_of(market.curves, np.array([option]), np.array([[units]]))[0, 0])
        cost = setup + piece * units
        gain = worth - cost - (plan.worth[option] - plan.cost[option])
        if gain > best[0] + 1e-9:
            best = (gain, units, worth, cost)
    if best[0] > 0.0:
        _set_option(market, plan, option, best[1], best[2], best[3])


def _set_option(market: Market, plan: Standing, option: int, units: int, worth: float, cost: float) -> None:
    """Write an option's new quantity into the plan and its uses."""
    smv, period = float(market.costs.smv_minutes[option]), int(market.limits.period[option])
    change = units - int(plan.units[option])
    plan.use[0] += cost - plan.cost[option]
    plan.use[1 + period :] += smv * change
    plan.style_units[market.styles.style_of_option[option]] += change
    plan.units[option], plan.worth[option], plan.cost[option] = units, worth, cost


def exchange(market: Market, plan: Standing, prices: Floats) -> Standing:
    """Take options (with their style where its minimum needs it) out in turn, fill again, keep what is better.

    Starts from the better of the plan and one filled from nothing; with very few options, pairs are taken out too.
    """
    if not (prices > 0).any() or np.count_nonzero(plan.units) > EXCHANGE_OPTIONS:
        return plan
    wished = wishes(market, prices)
    scratch = standing(market, np.zeros_like(plan.units))
    fill(market, scratch, prices, wished)
    best = max((plan, scratch), key=Standing.profit)
    made = [int(one) for one in np.flatnonzero(best.units)]
    out: list[tuple[int, ...]] = [(one,) for one in made]
    if len(plan.units) <= PAIR_OPTIONS:
        out += [(one, other) for one in made for other in made if one < other]
    for gone in out:
        if any(best.units[one] == 0 for one in gone):
            continue
        trial = best.copy()
        _take_out(market, trial, gone)
        fill(market, trial, prices, wished, barred=gone[0])
        fill(market, trial, prices, wished)
        if trial.profit() > best.profit() + 1e-6:
            best = trial
    return best


def _take_out(market: Market, plan: Standing, gone: tuple[int, ...]) -> None:
    """Set options to nothing, and with each its whole style where the rest would fall short of its minimum."""
    for option in gone:
        style = market.styles.style_of_option[option]
        left = plan.style_units[style] - plan.units[option]
        members = [option]
        if 0 < left < market.styles.minimum_units[style]:
            members = np.flatnonzero(market.styles.style_of_option == style).tolist()
        for one in members:
            if plan.units[one]:
                _set_option(market, plan, int(one), 0, 0.0, 0.0)


def drop_until_fit(market: Market, plan: Standing) -> None:
    """Take out the styles that bring least per use of an exceeded limit until all limits hold (a last resort)."""
    allowed = market.allowed()
    while (plan.use > allowed + 1e-9).any():
        worst = int(np.argmax(np.where(np.isfinite(allowed), plan.use / np.maximum(allowed, 1e-9), 0.0)))
        used = plan.cost if worst == 0 else plan.units * market.costs.smv_minutes
        inside = used * ((market.limits.period <= worst - 1) | (worst == 0))
        styles = len(plan.style_units)
        style_of = market.styles.style_of_option
        use = np.bincount(style_of, inside, styles)
        gain = np.bincount(style_of, plan.worth - plan.cost, styles)
        style = int(np.argmin(np.where(use > 0, gain / np.maximum(use, 1e-12), np.inf)))
        for option in np.flatnonzero((style_of == style) & (plan.units > 0)):
            _set_option(market, plan, int(option), 0, 0.0, 0.0)
