"""How factories kept their word, each drawn towards all of them as far as its own orders are few.

Shares are beta-binomial, defects gamma-Poisson, days and prices normal-inverse-gamma (Gelman et al., Bayesian Data
Analysis, 3rd edition, 2.4, 2.6 and 3.3). What all factories have in common is estimated from them (empirical Bayes:
Casella, The American Statistician 39(2), 1985), so a factory with one late order is no worse than its few orders show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import betaln, gammaln, stdtr

from treadle.terms.order import THERE_SHARE
from treadle.terms.sourcing import Estimate, FactoryScore, KeptOrder, LateDays

Floats = NDArray[np.float64]
#: Strengths of what is common, in orders, that are tried, and what is believed of them before: about six, give or take
#: a factor of three. Without it a few factories that happen to be alike would never be told apart. Not tuned.
_STRENGTHS = np.geomspace(0.5, 200.0, 40)
_FIRST_STRENGTH, _FIRST_FACTOR = 6.0, 3.0
#: What is believed before anything is known, as if so many orders had been seen: 3 of 4 on time and in full, days on
#: the promise give or take four, 4 defects in 100 garments, prices within 3 %. Not tuned; two orders outweigh it.
_FIRST_ORDERS, _FIRST_ON_TIME, _FIRST_SPREAD_DAYS, _FIRST_DEFECTS, _FIRST_PRICE_SPREAD = 2.0, 0.75, 4.0, 0.04, 0.03
#: Both ends of an `Estimate`.
_LOW, _HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class _Normal:
    """Normal-inverse-gamma: centre, weight of the centre in orders, shape and scale of the variance."""

    centre: float
    weight: float
    shape: float
    scale: float

    def after(self, seen: Floats) -> _Normal:
        """After values (n,) were seen."""
        count = len(seen)
        if not count:
            return self
        mean = float(seen.mean())
        weight = self.weight + count
        pull = self.weight * count / weight * (mean - self.centre) ** 2
        return _Normal(
            (self.weight * self.centre + count * mean) / weight,
            weight,
            self.shape + count / 2,
            self.scale + 0.5 * float(((seen - mean) ** 2).sum()) + 0.5 * pull,
        )


def score_factories(orders: Sequence[KeptOrder], factory_ids: Sequence[str]) -> dict[str, FactoryScore]:
    """A score of each of `factory_ids` from `orders` as they ended; one without orders has what all have in common."""
    by_factory: dict[str, list[KeptOrder]] = {one: [] for one in factory_ids}
    for order in sorted(orders, key=lambda one: (one.received_day, one.order_id)):
        by_factory.setdefault(order.factory_id, []).append(order)
    groups = list(by_factory.values())
    on_time = _shares([[_is_kept(one) for one in group] for group in groups], [[1] * len(group) for group in groups],
                      _FIRST_ON_TIME)  # fmt: skip
    short = _shares(
        [[max(one.ordered_units - one.accepted_units, 0) / max(one.ordered_units, 1) for one in group]
         for group in groups],
        [[1] * len(group) for group in groups], 1.0 - THERE_SHARE,
    )  # fmt: skip
    defects = _rates(groups)
    days = _normals([np.array([float(one.late_days) for one in group]) for group in groups], _FIRST_SPREAD_DAYS)
    paid = _normals(
        [np.array([one.paid_cents / one.quoted_cents - 1.0 for one in group if one.quoted_cents and one.paid_cents])
         for group in groups],
        _FIRST_PRICE_SPREAD,
    )  # fmt: skip
    return {
        name: FactoryScore(
            factory_id=name,
            orders=len(group),
            on_time_share=_of_beta(*on_time[place]),
            defects_share=_of_gamma(*defects[place]),
            short_share=_of_beta(*short[place]),
            price_share=_of_normal(paid[place]),
            late_days=_next(days[place]),
            middle_days=_middle(days[place]),
            spread_days=_of_spread(days[place]),
        )
        for place, (name, group) in enumerate(by_factory.items())
    }


def expected_late_days(days: LateDays, slack_days: float) -> float:
    """Expected days after the due day of an order whose promise lies `slack_days` before it: E[(T − slack)⁺] of
    Student's t. Raises ValueError for one degree of freedom or less, where there is no such mean."""
    return float(late_days_of(days, np.array([slack_days]))[0])


def in_time_share(days: LateDays, slack_days: float) -> float:
    """Probability that an order is there by its due day whose promise lies `slack_days` before it."""
    return float(in_time_shares(days, np.array([slack_days]))[0])


def late_days_of(days: LateDays, slack_days: Floats) -> Floats:
    """As `expected_late_days`, of many orders at once: (n,)."""
    free = days.freedom
    if free <= 1:
        raise ValueError("days of lateness have no mean with one degree of freedom or less")
    z = (slack_days - days.centre_days) / days.scale_days
    density = np.exp(gammaln((free + 1.0) / 2.0) - gammaln(free / 2.0)) / np.sqrt(free * np.pi)
    density = density * (1.0 + z * z / free) ** (-(free + 1.0) / 2.0)
    return np.asarray(days.scale_days * ((free + z * z) / (free - 1.0) * density - z * stdtr(free, -z)))


def in_time_shares(days: LateDays, slack_days: Floats) -> Floats:
    """As `in_time_share`, of many orders at once: (n,)."""
    return np.asarray(stdtr(days.freedom, (slack_days + 0.5 - days.centre_days) / days.scale_days))


def _is_kept(order: KeptOrder) -> float:
    return float(order.late_days <= 0 and order.accepted_units >= THERE_SHARE * order.ordered_units)


def _shares(kept: list[list[float]], of: list[list[int]], first: float) -> list[tuple[float, float]]:
    """The two numbers of each factory's beta distribution from what it kept (in orders, parts allowed)."""
    good = np.array([sum(one) for one in kept])
    count = np.array([float(sum(one)) for one in of])
    mean = (good.sum() + _FIRST_ORDERS * first) / (count.sum() + _FIRST_ORDERS)
    seen = count > 0
    fits = [
        float((betaln(good[seen] + mean * one, count[seen] - good[seen] + (1 - mean) * one)
               - betaln(mean * one, (1 - mean) * one)).sum())
        for one in _STRENGTHS
    ]  # fmt: skip
    strength = _likeliest(np.array(fits))
    return [(mean * strength + g, (1 - mean) * strength + c - g) for g, c in zip(good, count, strict=True)]


def _rates(groups: list[list[KeptOrder]]) -> list[tuple[float, float]]:
    """Shape and rate of each factory's gamma distribution of defects per garment inspected."""
    found = np.array([float(sum(one.defects for one in group if one.inspected_units)) for group in groups])
    looked = np.array([float(sum(one.inspected_units for one in group)) for group in groups])
    #: Garments that stand for an order before anything was inspected: one sample of ISO 2859-1 at level II of 300.
    sample = 50.0
    mean = (found.sum() + _FIRST_ORDERS * sample * _FIRST_DEFECTS) / (looked.sum() + _FIRST_ORDERS * sample)
    seen = looked > 0
    f, n = found[seen], looked[seen]
    fits = []
    for one in _STRENGTHS:
        shape, rate = mean * one * sample, one * sample
        fits.append(float((gammaln(f + shape) - gammaln(shape) + shape * np.log(rate)
                           - (f + shape) * np.log(rate + n)).sum()))  # fmt: skip
    strength = _likeliest(np.array(fits))
    return [(mean * strength * sample + f, strength * sample + n) for f, n in zip(found, looked, strict=True)]


def _likeliest(fits: Floats) -> float:
    """The likeliest strength: log-likelihoods of `_STRENGTHS` and what is believed before."""
    before = -0.5 * (np.log(_STRENGTHS / _FIRST_STRENGTH) / np.log(_FIRST_FACTOR)) ** 2
    return float(_STRENGTHS[int((fits + before).argmax())])


def _normals(values: list[Floats], first_spread: float) -> list[_Normal]:
    """What is believed of each factory's values. The common centre, and how far factories' centres and single orders
    lie from theirs, are moments of all (Efron and Morris, JASA 70, 1975)."""
    together = np.concatenate([*values, np.zeros(0)])
    count = len(together)
    centre = float(together.sum() / (count + _FIRST_ORDERS))
    residuals = [float(((one - one.mean()) ** 2).sum()) for one in values if len(one) > 1]
    free = sum(len(one) - 1 for one in values if len(one) > 1)
    within = (sum(residuals) + _FIRST_ORDERS * first_spread**2) / (free + _FIRST_ORDERS)
    means = np.array([one.mean() for one in values if len(one)])
    sizes = np.array([float(len(one)) for one in values if len(one)])
    between = within
    if len(means) >= 3:
        between = max(float(((means - centre) ** 2 - within / sizes).mean()), 0.02 * within)
    # Four degrees of freedom hold a mean and a variance for one who was never tried.
    common = _Normal(centre, within / between, 2.0 + _FIRST_ORDERS / 2, within * (1.0 + _FIRST_ORDERS / 2))
    return [common.after(one) for one in values]


def _next(normal: _Normal) -> LateDays:
    spread = normal.scale / normal.shape * (1.0 + 1.0 / normal.weight)
    return LateDays(centre_days=normal.centre, scale_days=float(np.sqrt(spread)), freedom=2.0 * normal.shape)


def _middle(normal: _Normal) -> LateDays:
    spread = normal.scale / normal.shape / normal.weight
    return LateDays(centre_days=normal.centre, scale_days=float(np.sqrt(spread)), freedom=2.0 * normal.shape)


def _of_normal(normal: _Normal) -> Estimate:
    scale = np.sqrt(normal.scale / normal.shape / normal.weight)
    low, high = stats.t.ppf([_LOW, _HIGH], 2 * normal.shape) * scale + normal.centre
    return Estimate(mean=normal.centre, low=float(low), high=float(high))


def _of_spread(normal: _Normal) -> Estimate:
    """The standard deviation of one factory's days."""
    low, high = np.sqrt(stats.invgamma.ppf([_LOW, _HIGH], normal.shape, scale=normal.scale))
    return Estimate(mean=float(np.sqrt(normal.scale / (normal.shape - 1))), low=float(low), high=float(high))


def _of_beta(good: float, bad: float) -> Estimate:
    low, high = stats.beta.ppf([_LOW, _HIGH], good, bad)
    return Estimate(mean=good / (good + bad), low=float(low), high=float(high))


def _of_gamma(shape: float, rate: float) -> Estimate:
    low, high = stats.gamma.ppf([_LOW, _HIGH], shape, scale=1.0 / rate)
    return Estimate(mean=shape / rate, low=float(low), high=float(high))
