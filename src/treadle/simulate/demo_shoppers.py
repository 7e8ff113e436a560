"""The demo's shoppers: who takes an interest, what they look for, and when (if ever) they try to buy.

Each shopper is an agent of one of three kinds: decided, browsing, or waiting for an offer. Time is minutes since
midnight of the first day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.simulate.demo_interest import DAYS, Floats, Interest, Ints, log_logistic
from treadle.simulate.demo_range import SIZES, DemoOption

MINUTES = 24 * 60
DECIDED, BROWSING, WAITING = 0, 1, 2
WEB, APP, MARKETPLACE = 0, 1, 2

#: Share of each size by category, before a style's own bent.
_SIZE_SHARES = {
    "t-shirts": (0.07, 0.18, 0.28, 0.25, 0.14, 0.08),
    "shirts": (0.05, 0.16, 0.28, 0.27, 0.16, 0.08),
    "trousers": (0.08, 0.21, 0.28, 0.23, 0.13, 0.07),
    "dresses": (0.11, 0.25, 0.28, 0.20, 0.11, 0.05),
}
_BUYS = np.array([0.34, 0.06, 0.05])
_SEARCHES_FIRST = np.array([0.45, 0.22, 0.25])
_WISHES = np.array([0.03, 0.05, 0.45])
_LEAVES_CART = np.array([0.05, 0.06, 0.12])
#: Days after which a waiting shopper has forgotten.
_PATIENCE_DAYS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Shoppers:
    """One entry per shopper and option of interest, all shapes (shoppers,).

    `looked_at` is the first view; `tries_at` the minute of the try to buy, -1 where there is none; `size` is a
    place in SIZES; `customer` a number that comes back for people who come back.
    """

    option: Ints
    kind: Ints
    channel: Ints
    size: Ints
    customer: Ints
    looked_at: Ints
    tries_at: Ints
    searches_at: Ints
    wishes_at: Ints
    carts_at: Ints


def draw_shoppers(rng: np.random.Generator, options: tuple[DemoOption, ...], interest: Interest) -> Shoppers:
    """Draw every shopper of history and hidden future. A minute of -1 means that it never happens."""
    option, day = _arrivals(rng, interest)
    count = len(option)
    kind = np.searchsorted(np.array([0.30, 0.80]), rng.uniform(0, 1, count), side="right")
    channel = np.searchsorted(np.array([0.50, 0.75]), rng.uniform(0, 1, count), side="right")
    looked_at = day * MINUTES + _minute_of_day(rng, count)
    searches = rng.uniform(0, 1, count) < _SEARCHES_FIRST[kind]
    ahead = np.minimum(rng.weibull(0.8, count) * 1.3, 12.0)
    searches_at = np.where(searches, looked_at - (ahead * MINUTES).astype(np.int64) - 2, -1)
    tries_at = _tries(rng, options, interest, option, kind, looked_at)
    wishes = rng.uniform(0, 1, count) < _WISHES[kind]
    wishes_at = np.where(wishes, looked_at + rng.integers(1, 30, count), -1)
    return Shoppers(
        option=option,
        kind=kind,
        channel=channel,
        size=_sizes(rng, options, option),
        customer=(60_000 * rng.uniform(0, 1, count) ** 2.2).astype(np.int64),
        looked_at=looked_at,
        tries_at=tries_at,
        searches_at=np.maximum(searches_at, -1),
        wishes_at=wishes_at,
        carts_at=_carts(rng, kind, looked_at, tries_at),
    )


def _arrivals(rng: np.random.Generator, interest: Interest) -> tuple[Ints, Ints]:
    """Option and day of every shopper: a fixed crowd per option spread over its days by their weight."""
    totals = interest.shoppers.sum(axis=1)
    crowds = np.floor(totals + rng.uniform(0, 1, len(totals))).astype(np.int64)
    option = np.repeat(np.arange(len(crowds)), crowds)
    days = []
    for weights, crowd in zip(interest.shoppers, crowds, strict=True):
        reach = np.cumsum(weights) / max(weights.sum(), 1e-12)
        days.append(np.searchsorted(reach, rng.uniform(0, 1, crowd), side="right"))
    return option, np.minimum(np.concatenate(days), DAYS - 1)


def _minute_of_day(rng: np.random.Generator, count: int) -> Ints:
    """Minutes of the day between 06:00 and 23:59: a lunch hump and an evening hump of uniform sums."""
    evening = rng.uniform(0, 1, count) < 0.6
    hump = (rng.uniform(0, 1, (count, 3)).sum(axis=1) - 1.5) * 240.0
    minute = np.where(evening, 20.3 * 60, 12.8 * 60) + hump
    clipped: npt.NDArray[np.int64] = np.clip(minute, 6 * 60, MINUTES - 1).astype(np.int64)
    return clipped


def _tries(
    rng: np.random.Generator,
    options: tuple[DemoOption, ...],
    interest: Interest,
    option: Ints,
    kind: Ints,
    looked_at: Ints,
) -> Ints:
    """Minute at which each shopper tries to buy, -1 for never: a log-logistic wait, or the next offer."""
    count = len(option)
    day = looked_at // MINUTES
    share = interest.price_share[option, day]
    eager = _BUYS[kind] * share**-1.5
    wants = rng.uniform(0, 1, count) < np.minimum(eager, 0.9)
    wait = np.minimum(log_logistic(rng, 1.5, 1.5, count), 30.0)
    tries = np.where(wants, looked_at + (wait * MINUTES).astype(np.int64) + 3, -1)
    is_offer = interest.price_share < 1.0
    next_offer = np.full((len(options), DAYS + 1), DAYS + 10_000, dtype=np.int64)
    for back in range(DAYS - 1, -1, -1):
        next_offer[:, back] = np.where(is_offer[:, back], back, next_offer[:, back + 1])
    offer_day = next_offer[option, day]
    patient = (kind == WAITING) & ~wants & (offer_day - day <= _PATIENCE_DAYS) & (rng.uniform(0, 1, count) < 0.45)
    at_offer = offer_day * MINUTES + _minute_of_day(rng, count) + MINUTES * (rng.pareto(1.5, count) > 1.0)
    tries = np.where(patient, np.maximum(at_offer, looked_at + 5), tries)
    last = np.array([one.last for one in options])
    return np.where(tries // MINUTES <= np.minimum(last[option], DAYS - 1), tries, -1)


def _sizes(rng: np.random.Generator, options: tuple[DemoOption, ...], option: Ints) -> Ints:
    """Size of each shopper: the category's shares bent by style."""
    bent = {}
    for style in dict.fromkeys(one.style.style_id for one in options):
        category = next(one.style.category for one in options if one.style.style_id == style)
        shares = np.array(_SIZE_SHARES[category]) * log_logistic(rng, 1.0, 9.0, len(SIZES))
        bent[style] = np.cumsum(shares / shares.sum())
    reach = np.vstack([bent[one.style.style_id] for one in options])[option]
    place: Ints = (rng.uniform(0, 1, len(option))[:, None] > reach).sum(axis=1)
    return np.minimum(place, len(SIZES) - 1)


def _carts(rng: np.random.Generator, kind: Ints, looked_at: Ints, tries_at: Ints) -> Ints:
    """Minute of adding to cart: most buyers do, some time before; a few others leave it there."""
    count = len(kind)
    between = looked_at + ((tries_at - looked_at) * rng.uniform(0.2, 1.0, count)).astype(np.int64)
    buyer = (tries_at >= 0) & (rng.uniform(0, 1, count) < 0.92)
    leaver = (tries_at < 0) & (rng.uniform(0, 1, count) < _LEAVES_CART[kind])
    abandoned = looked_at + (rng.weibull(0.9, count) * 0.4 * MINUTES).astype(np.int64) + 1
    return np.where(buyer, between, np.where(leaver, abandoned, -1))


def wanted_by_day(shoppers: Shoppers, options: int) -> Floats:
    """True demand: tries to buy by option, size and day, shape (options, sizes, DAYS)."""
    tries = shoppers.tries_at >= 0
    day = shoppers.tries_at[tries] // MINUTES
    wanted = np.zeros((options, len(SIZES), DAYS))
    np.add.at(wanted, (shoppers.option[tries], shoppers.size[tries], day), 1.0)
    return wanted
