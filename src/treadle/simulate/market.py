"""A season that could have been: what is sold, who will come for it, and what they do before they buy.

Everything chance decides is drawn here, once per seed and before any decision, so that all policies meet the same
customers (common random numbers). Interest is lognormal about a raised-cosine life cycle and customers are counted one
by one: no gamma, negative binomial or boosted tree is used, so that a forecaster cannot win by knowing the family.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketSettings:
    """The world's parameters, fixed before any policy was tuned. Weeks and shares; money in cents.

    `signal_strength` is how much of next weeks' interest looks and searches show: 1 all of it, 0 (a placebo) nothing.
    `past_weeks` of an earlier range, sold from full shelves, are seen before the season.
    """

    options: int = 60
    options_per_style: int = 3
    sizes: tuple[str, ...] = ("XS", "S", "M", "L", "XL", "XXL")
    weeks: int = 26
    past_weeks: int = 26
    shops: int = 3
    mean_customers: float = 700.0
    appeal_deviation: float = 0.75
    attribute_deviation: float = 0.35
    wobble_deviation: float = 0.25
    weather_deviation: float = 0.18
    spike_chance: float = 0.006
    substitute_share: float = 0.35
    return_share: float = 0.18
    looks_per_buyer: float = 11.0
    searches_per_buyer: float = 2.2
    wishes_per_buyer: float = 0.9
    lead_weeks: int = 2
    signal_strength: float = 0.8
    signal_noise: float = 0.6
    cost_share: float = 0.36
    salvage_share: float = 0.15
    markdown_weeks: int = 5
    markdown_share: float = 0.3
    bargain_share: float = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers:
    """Those who would buy, in the order of their coming. All arrays are (customers,).

    `site` is 0 online, else a shop. `second` is the option looked at where the first is out, -1 for none. `needs_sale`
    customers come only while goods are marked down. `returns` bring the piece back two weeks later.
    """

    week: Ints
    site: Ints
    option: Ints
    second: Ints
    size: Ints
    needs_sale: NDArray[np.bool_]
    returns: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """One range and all who come for it: (options,) traits, (options, weeks) interest and traffic counts."""

    settings: MarketSettings
    category: Ints
    colour: Ints
    price_cents: Ints
    launch_week: Ints
    interest: Floats
    customers: Customers
    views: Ints
    searches: Ints
    wishes: Ints
    site_share: Floats


CATEGORIES = ("dress", "shirt", "trousers", "knit")
COLOURS = ("black", "white", "red", "blue", "sand")
_PRICES = np.array([6900, 3900, 5900, 4900])


def draw_season(settings: MarketSettings, seed: int) -> tuple[Market, Market]:
    """The range of the past and the range of the season, which share tastes (colours and categories)."""
    tastes, past, coming = (np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(3))
    likes = (
        settings.attribute_deviation * tastes.standard_normal(len(CATEGORIES)),
        settings.attribute_deviation * tastes.standard_normal(len(COLOURS)),
        settings.attribute_deviation * tastes.standard_normal((len(CATEGORIES), len(settings.sizes))) * 0.5,
    )
    return (
        draw_market(settings, likes, past, settings.past_weeks),
        draw_market(settings, likes, coming, settings.weeks),
    )


def draw_market(
    settings: MarketSettings, likes: tuple[Floats, Floats, Floats], rng: np.random.Generator, weeks: int
) -> Market:
    """A range of options, how sought each is by week, and the customers that come of it."""
    count = settings.options
    style = np.arange(count) // settings.options_per_style
    category = rng.integers(0, len(CATEGORIES), style.max() + 1)[style]
    colour = (np.arange(count) + rng.integers(0, len(COLOURS))) % len(COLOURS)
    appeal = likes[0][category] + likes[1][colour] + settings.appeal_deviation * rng.standard_normal(count)
    launch = rng.integers(0, 7, count)
    interest = _interest(settings, appeal, launch, rng, weeks)
    customers, site_share = _customers(settings, interest, category, likes[2], rng)
    traffic = _traffic(settings, interest, launch, rng)
    return Market(
        settings=settings,
        category=category,
        colour=colour,
        price_cents=_PRICES[category] + 500 * rng.integers(-2, 3, style.max() + 1)[style],
        launch_week=launch,
        interest=interest,
        customers=customers,
        views=traffic[0],
        searches=traffic[1],
        wishes=traffic[2],
        site_share=site_share,
    )


def _interest(settings: MarketSettings, appeal: Floats, launch: Ints, rng: np.random.Generator, weeks: int) -> Floats:
    """Expected customers by option and week: life cycle, weather, a wandering mood, and spikes that go round."""
    count = len(appeal)
    length = rng.integers(12, 23, count)
    peak = rng.uniform(0.2, 0.5, count)
    age = (np.arange(weeks)[None, :] - launch[:, None] + 0.5) / length[:, None]
    side = np.where(age < peak[:, None], age / peak[:, None], 1 + (age - peak[:, None]) / (1 - peak[:, None]))
    life = np.where((age > 0) & (age < 1), 0.12 + 0.5 * (1 - np.cos(np.pi * side)), 0.0)
    life = np.where(age >= 1, 0.06, life)
    life /= life.sum(axis=1, keepdims=True)
    weather = np.convolve(rng.standard_normal(weeks + 2), np.ones(3) / np.sqrt(3), mode="valid")
    mood = np.cumsum(rng.standard_normal((count, weeks)), axis=1) / np.sqrt(np.arange(1, weeks + 1))
    spikes = (rng.random((count, weeks)) < settings.spike_chance) * rng.uniform(1.0, 4.0, (count, weeks))
    fading = sum(0.6**lag * np.pad(spikes, ((0, 0), (lag, 0)))[:, :weeks] for lag in range(6))
    moved = np.exp(settings.weather_deviation * weather[None, :] + settings.wobble_deviation * mood)
    total = settings.mean_customers * np.exp(appeal - settings.appeal_deviation**2 / 2)
    shown: Floats = total[:, None] * life * moved * (1 + fading)
    return shown


def _customers(
    settings: MarketSettings, interest: Floats, category: Ints, size_likes: Floats, rng: np.random.Generator
) -> tuple[Customers, Floats]:
    """Each customer's week, place, wish, size and second choice; and what part comes to each place."""
    count, weeks = interest.shape
    full = rng.poisson(interest)
    bargain = rng.poisson(interest * settings.bargain_share)
    numbers = np.concatenate([full.ravel(), bargain.ravel()])
    cell = np.repeat(np.tile(np.arange(count * weeks), 2), numbers)
    needs_sale = np.repeat(np.repeat([False, True], count * weeks), numbers)
    order = np.lexsort((rng.random(len(cell)), cell % weeks))
    cell, needs_sale = cell[order], needs_sale[order]
    option, week = cell // weeks, cell % weeks
    weights = np.exp(0.4 * rng.standard_normal(settings.shops)) * 0.15
    site_share = np.r_[1.0, weights] / (1.0 + weights.sum())
    middle = np.exp(-0.5 * ((np.arange(len(settings.sizes)) - 2.2) / 1.25) ** 2)
    curve = middle * np.exp(size_likes[category] + 0.15 * rng.standard_normal((count, len(settings.sizes))))
    steps = np.cumsum(curve / curve.sum(axis=1, keepdims=True), axis=1)
    size = (rng.random(len(cell))[:, None] > steps[option]).sum(axis=1)
    alike = np.array([rng.permutation(np.flatnonzero(category == one))[:8] if one in category else []
                      for one in range(len(CATEGORIES))], dtype=object)  # fmt: skip
    second = np.full(len(cell), -1)
    for one in range(len(CATEGORIES)):
        here = np.flatnonzero((category[option] == one) & (rng.random(len(cell)) < settings.substitute_share))
        if len(here):
            second[here] = np.asarray(alike[one], dtype=np.int64)[rng.integers(0, len(alike[one]), len(here))]
    return Customers(
        week=week,
        site=(rng.random(len(cell))[:, None] > np.cumsum(site_share)[None, :-1]).sum(axis=1),
        option=option,
        second=np.where(second == option, -1, second),
        size=np.minimum(size, len(settings.sizes) - 1),
        needs_sale=needs_sale,
        returns=rng.random(len(cell)) < settings.return_share,
    ), site_share


def _traffic(
    settings: MarketSettings, interest: Floats, launch: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    """Views, searches and wishes: they show the interest of `lead_weeks` later as far as the signals are strong.

    On the log scale what is shown is strength × (later interest against a plain option's) + (1 − strength) × noise
    of its own, which knows only the launch; so strength 0 is a placebo.
    """
    weeks = interest.shape[1]
    later = interest[:, np.minimum(np.arange(weeks) + settings.lead_weeks, weeks - 1)]
    plain = settings.mean_customers / 16
    told = np.log(np.maximum(later, 0.05 * plain) / plain)
    own = np.cumsum(rng.standard_normal((3, *interest.shape)), axis=2) / np.sqrt(np.arange(1, weeks + 1))
    strength = settings.signal_strength
    shown = np.exp(strength * told + (1 - strength) * 1.2 * own + settings.signal_noise * 0.3 * own[::-1])
    live = np.arange(weeks)[None, :] >= launch[:, None]
    rates = (settings.looks_per_buyer, settings.searches_per_buyer, settings.wishes_per_buyer)
    views, searches, wishes = (rng.poisson(plain * rate * part * live) for rate, part in zip(rates, shown, strict=True))
    return views, searches, wishes
