"""How many shoppers take an interest in each option of the demo on each day, and what it costs them that day.

Interest rises and dies as a log-logistic wave, in a third of the options mixed with a late Weibull one; its
size is Pareto and its daily weather log-logistic. None of these families is used by `treadle.anticipate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from treadle.simulate.demo_range import FIRST_DAY, HISTORY_DAYS, TRUTH_DAYS, DemoOption, day_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DAYS = HISTORY_DAYS + TRUTH_DAYS

#: Announced offers: first day, last day, price as a share of the list price, drops it covers ('' = all).
PROMOTIONS: tuple[tuple[date, date, float, str], ...] = (
    (date(2025, 11, 24), date(2025, 12, 1), 0.80, ""),
    (date(2026, 1, 5), date(2026, 1, 18), 0.75, "core"),
    (date(2026, 4, 27), date(2026, 5, 3), 0.85, "february"),
    (date(2026, 6, 29), date(2026, 7, 12), 0.75, "april"),
    (date(2026, 8, 10), date(2026, 8, 23), 0.65, "april"),
    (date(2026, 9, 21), date(2026, 9, 27), 0.80, "core"),
    (date(2026, 11, 9), date(2026, 11, 11), 0.80, ""),
    (date(2026, 11, 23), date(2026, 11, 30), 0.75, ""),
)
#: Peak day of the year and depth of each category's season.
_SEASONS = {"t-shirts": (190, 0.45), "shirts": (130, 0.20), "trousers": (290, 0.30), "dresses": (175, 0.50)}
#: Shoppers a day that take an interest in a middling option of the category at its height.
_CATEGORY_PULL = {"t-shirts": 12.0, "shirts": 8.5, "trousers": 8.0, "dresses": 9.5}
_WEEKDAYS = np.array([1.05, 0.95, 0.93, 0.95, 0.98, 1.05, 1.25])
#: Looks that are coming up: share gained per day from a start day on.
_TRENDS = (("fit", "wide", 170, 0.006), ("fabric", "linen", 140, 0.003), ("colour", "chocolate", 200, 0.006))
#: Options that a video made famous: day, and how many times as many shoppers at the height.
_SPIKES = (("TRO02-chocolate", 205, 5.0), ("TEE02-sage", 133, 4.0), ("DRE03-sage", 190, 4.5), ("SHI05-pink", 96, 3.5))


def log_logistic(rng: np.random.Generator, scale: float, shape: float, size: int | tuple[int, ...]) -> Floats:
    """Log-logistic draws by inversion: median `scale`, heavier tails for smaller `shape`."""
    chance = rng.uniform(1e-9, 1.0 - 1e-9, size)
    draws: Floats = scale * (chance / (1.0 - chance)) ** (1.0 / shape)
    return draws


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """Shoppers per option and day (expected, shape options × DAYS) and the price share of that day."""

    shoppers: Floats
    price_share: Floats


def draw_interest(rng: np.random.Generator, options: tuple[DemoOption, ...]) -> Interest:
    """Draw the interest in every option over history and hidden future."""
    price_share = np.vstack([price_shares(option) for option in options])
    rows = []
    for place, option in enumerate(options):
        level = _CATEGORY_PULL[option.style.category] * option.style.pull
        level *= min(0.55 + 0.45 * float(rng.pareto(2.2)), 3.0) + 0.25
        rows.append(
            level
            * _life(rng, option)
            * _season(option)
            * _trend(option)
            * _spike(option)
            * _weather(rng)
            * price_share[place] ** -1.2
        )
    return Interest(shoppers=np.vstack(rows), price_share=price_share)


def price_shares(option: DemoOption) -> Floats:
    """Price of each day as a share of the list price."""
    shares = np.ones(DAYS)
    for first, last, share, drop in PROMOTIONS:
        if drop in ("", option.style.drop):
            span = slice(max((first - FIRST_DAY).days, 0), max((last - FIRST_DAY).days + 1, 0))
            shares[span] = np.minimum(shares[span], share)
    return shares


def _life(rng: np.random.Generator, option: DemoOption) -> Floats:
    """The wave of interest by age, about 1 at its height; 0 before the launch and after the last day."""
    age = np.arange(DAYS, dtype=np.float64) - option.launch + 0.5
    if option.style.drop == "core":
        wave = 1.0 / (1.0 + (np.maximum(age, 0.0) / float(rng.uniform(900, 1500))) ** 2)
    else:
        scale, shape = float(rng.uniform(45, 110)), float(rng.uniform(1.5, 2.2))
        x = np.maximum(age, 1e-9) / scale
        wave = x ** (shape - 1.0) / (1.0 + x**shape) ** 2
        wave /= wave.max()
        if rng.uniform() < 0.33:
            late, form = float(rng.uniform(70, 140)), float(rng.uniform(2.0, 3.0))
            y = np.maximum(age, 1e-9) / late
            bump = y ** (form - 1.0) * np.exp(-(y**form))
            wave = 0.6 * wave + 0.6 * bump / bump.max()
    on_sale = (age > 0) & (np.arange(DAYS) <= option.last)
    return np.where(on_sale, wave, 0.0)


def _season(option: DemoOption) -> Floats:
    """The category's year and the week's rhythm."""
    peak, depth = _SEASONS[option.style.category]
    if option.style.fabric in ("flannel", "rib knit", "wool blend", "corduroy"):
        peak, depth = 330, 0.40
    days = np.array([day_of(d).timetuple().tm_yday for d in range(DAYS)])
    weekday: Floats = _WEEKDAYS[np.arange(DAYS) % 7]
    year: Floats = 1.0 + depth * np.cos(2.0 * np.pi * (days - peak) / 365.0)
    both: Floats = year * weekday
    return both


def _trend(option: DemoOption) -> Floats:
    """Looks that come up win shoppers day by day, up to three times as many."""
    gain = np.ones(DAYS)
    for attribute, value, start, per_day in _TRENDS:
        found = option.colour if attribute == "colour" else getattr(option.style, attribute)
        if str(found).startswith(value):
            gain *= np.clip(1.0 + per_day * (np.arange(DAYS) - start), 1.0, 3.0)
    return gain


def _spike(option: DemoOption) -> Floats:
    """A sudden fame that halves every five days."""
    gain = np.ones(DAYS)
    for option_id, day, height in _SPIKES:
        if option.option_id == option_id:
            since = np.arange(DAYS) - day
            gain += np.where(since >= 0, (height - 1.0) * 0.5 ** (np.maximum(since, 0) / 5.0), 0.0)
    return gain


def _weather(rng: np.random.Generator) -> Floats:
    """What no one foresees: a log-logistic factor by week and a smaller one by day, median 1."""
    weekly = np.repeat(log_logistic(rng, 1.0, 7.0, DAYS // 7 + 1), 7)[:DAYS]
    return np.clip(weekly, 0.3, 3.0) * np.clip(log_logistic(rng, 1.0, 9.0, DAYS), 0.4, 2.5)
