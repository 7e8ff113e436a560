"""The minimum-order trap: a low price for many, or a high one for few, beside what is thought to sell.

What is sold is a gamma distribution of the mean and deviation that are told; what is left brings its remainder. The
best quantity that an offer allows is the newsvendor's (Arrow, Harris and Marschak, Econometrica 19(3), 1951), found by
trying every one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from treadle.terms.reason import Reason

Floats = NDArray[np.float64]
#: Evenly likely numbers of pieces that sell, and quantities that are tried at most beyond an offer's least. Not tuned:
#: twice as many move no profit by a thousandth.
_DRAWS, _TRIED = 2000, 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityOffer:
    """A piece costs `piece_cents` where at least `least_units` are ordered; `setup_cents` are paid once."""

    least_units: int
    piece_cents: int
    setup_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Selling:
    """What is thought to sell: pieces in the mean, their standard deviation, the price, what a piece brings that is
    left, and what money costs until all is sold, as a share."""

    mean_units: float
    deviation_units: float
    price_cents: int
    left_cents: int = 0
    money_share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityOutcome:
    """The best quantity of an offer: expected profit, that of the worst tenth at best, chance that money is lost, cash
    that lies in goods on the first day and in what is left at the end, on average; money in cents."""

    offer: QuantityOffer
    units: int
    profit_cents: int
    loss_chance: float
    bad_profit_cents: int
    cash_cents: int
    left_units: float
    left_cash_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityAdvice:
    """Offers with their outcomes in the order in which they were told, the one to take (None: none earns), and why."""

    outcomes: tuple[QuantityOutcome, ...]
    chosen: int | None
    reason: Reason


def advise_quantity(offers: Sequence[QuantityOffer], selling: Selling) -> QuantityAdvice:
    """Which offer to take, and how many. Raises ValueError for numbers that cannot be."""
    wrong = selling.mean_units <= 0 or selling.deviation_units <= 0 or selling.price_cents <= 0
    if not offers or wrong or any(one.least_units < 1 or one.piece_cents < 1 for one in offers):
        raise ValueError("offers and what sells are above nought")
    shape = (selling.mean_units / selling.deviation_units) ** 2
    levels = (np.arange(_DRAWS) + 0.5) / _DRAWS
    sells = stats.gamma.ppf(levels, shape, scale=selling.mean_units / shape)
    outcomes = tuple(_outcome(one, selling, sells) for one in offers)
    best = max(range(len(outcomes)), key=lambda at: (outcomes[at].profit_cents, -outcomes[at].cash_cents))
    one = outcomes[best]
    if one.profit_cents <= 0:
        return QuantityAdvice(outcomes=outcomes, chosen=None, reason=Reason.of(
            "source.no_quantity", units=one.units, profit_cents=one.profit_cents))  # fmt: skip
    others = [other for at, other in enumerate(outcomes) if at != best]
    if not others:
        return QuantityAdvice(outcomes=outcomes, chosen=best, reason=Reason.of(
            "source.quantity_alone", units=one.units, profit_cents=one.profit_cents))  # fmt: skip
    other = max(others, key=lambda told: told.profit_cents)
    code = "source.dear_few" if one.offer.piece_cents > other.offer.piece_cents else "source.cheap_many"
    reason = Reason.of(
        code, units=one.units, each_cents=one.offer.piece_cents, other_units=other.units,
        other_each_cents=other.offer.piece_cents, gain_cents=one.profit_cents - other.profit_cents,
        cash_cents=one.cash_cents, other_cash_cents=other.cash_cents, chance=round(one.loss_chance, 4),
        other_chance=round(other.loss_chance, 4),
    )  # fmt: skip
    return QuantityAdvice(outcomes=outcomes, chosen=best, reason=reason)


def _outcome(offer: QuantityOffer, selling: Selling, sells: Floats) -> QuantityOutcome:
    """The best quantity from the offer's least on."""
    most = max(offer.least_units, int(np.ceil(sells[-1])))
    tried = np.unique(np.linspace(offer.least_units, most, min(_TRIED, most - offer.least_units + 1)).round())
    best, profit = offer.least_units, _profit(offer, selling, sells, offer.least_units)
    for units in tried:
        found = _profit(offer, selling, sells, int(units))
        if found.mean() > profit.mean() + 1e-6:
            best, profit = int(units), found
    left = np.maximum(best - sells, 0.0)
    cash = best * offer.piece_cents + offer.setup_cents
    return QuantityOutcome(
        offer=offer, units=best, profit_cents=round(float(profit.mean())), loss_chance=float((profit < 0).mean()),
        bad_profit_cents=round(float(np.quantile(profit, 0.1))), cash_cents=cash, left_units=float(left.mean()),
        left_cash_cents=round(float(left.mean()) * offer.piece_cents),
    )  # fmt: skip


def _profit(offer: QuantityOffer, selling: Selling, sells: Floats, units: int) -> Floats:
    """Cents earned at each number of pieces that sell."""
    cost = units * offer.piece_cents + offer.setup_cents
    sold = np.minimum(sells, units)
    return np.asarray(
        sold * selling.price_cents + (units - sold) * selling.left_cents - cost * (1.0 + selling.money_share)
    )
