"""Latent demand of one family of SKUs: what the shelf would have sold had it never been empty.

The arrays of this module are panels: pairs of SKU and shop down, weeks across. Demand of a pair is a Poisson
count whose weekly rate is

    rate = level of the pair × season of the family × life of its option × shock of its option in that week

Sales of a shelf watched for a share of the week are a count over that exposure: the likelihood of a Poisson
process stopped when the shelf runs empty is that of its exposure (Kalbfleisch & Prentice, The Statistical
Analysis of Failure Time Data, §2: the right-censored likelihood), so every factor is (units sold + prior) /
(units expected on that exposure + prior): the mean of a Gamma posterior. The strength of a prior is the inverse
of the variance that is left among siblings (method of moments; Casella 1985). Where a flag says 'empty' although
units were sold, the count is only a lower bound and enters by its conditional mean E[D | D >= sold].

A buyer who meets an empty shelf may take a neighbouring size or another colour. What the neighbours sold is
therefore a sum of their own demand and what came over; the shares that come over are estimated by EM
(Anupindi, Dada & Gupta 1998, with shelf exposure in place of observed stock-out times).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from treadle.sense.panel import Floats, Ints
from treadle.terms.policy import CensorPolicy

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One family (a category): all shapes (pairs, weeks) or (pairs,).

    `share` is the in-stock share, `live` marks weeks of a pair's life. `option`, `peer` (style × size × shop) and
    `rank` (place of the size on its scale) are codes from 0; options are per shop.
    """

    sold: Floats
    share: Floats
    live: Flags
    option: Ints
    peer: Ints
    rank: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Latent:
    """What was found: `own` units observed that were wanted here, `unmet` units expected but turned away, the
    variance of `unmet` relative to its square, and the shares of unmet buyers who took another size or colour."""

    own: Floats
    unmet: Floats
    relative_variance: Floats
    size_share: float
    colour_share: float


def latent_demand(panel: Panel, policy: CensorPolicy) -> Latent:
    """Estimate latent demand of one family by counted rounds of EM; deterministic."""
    model = _Model(panel, policy)
    if not model.hidden.any() and not model.is_bound.any():
        return model.found()
    for _ in range(policy.rounds):
        model.expect()
        model.fit_season()
        model.fit_life()
        model.fit_level()
    model.expect()
    return model.found()


class _Model:
    """The factors of the rate and one step of EM for each."""

    def __init__(self, panel: Panel, policy: CensorPolicy) -> None:
        self.panel, self.policy = panel, policy
        pairs, weeks = panel.sold.shape
        live = panel.live.astype(np.float64)
        #: A flag says empty, yet units were sold: the count is a lower bound of the whole week.
        self.is_bound = panel.live & (panel.share <= 0.0) & (panel.sold > 0.0)
        self.exposure: Floats = np.where(self.is_bound, 1.0, panel.share) * live
        self.hidden: Floats = (1.0 - self.exposure) * live
        self.of_option = _groups(panel.option)
        self.of_peer = _groups(panel.peer)
        self.lower, self.upper = _size_neighbours(panel.option, panel.rank)
        self.near = _kernel(weeks, policy.nearby_weeks)
        self.far = _kernel(weeks, 6.0 * policy.nearby_weeks)
        self.own: Floats = panel.sold * live
        self.unmet: Floats = np.zeros_like(self.own)
        options = self.of_option.shape[0]
        total, seen = self.own.sum(), self.exposure.sum()
        self.level: Floats = np.full(pairs, total / seen if seen > 0 else 0.0)
        self.season: Floats = np.ones(weeks)
        self.life: Floats = np.ones((options, weeks))
        self.shock: Floats = np.ones((options, weeks))
        self.shock_prior = self.level_prior = 20.0
        self.size_share, self.colour_share = policy.prior_size_share, policy.prior_colour_share
        if not policy.is_substitution_on:
            self.size_share = self.colour_share = 0.0

    def rate(self) -> Floats:
        """Expected weekly demand of each pair."""
        rate: Floats = self.level[:, None] * self.shape()
        return rate

    def shape(self) -> Floats:
        """Everything of the rate but the level of the pair."""
        shape: Floats = (self.season[None, :] * self.life * self.shock)[self.panel.option]
        return shape * self.panel.live

    def expect(self) -> None:
        """E-step: which sold units were wanted here, and how many were turned away."""
        rate = self.rate()
        self.unmet = rate * self.hidden
        seen = rate * self.exposure
        size_flow, colour_flow = self._flows(rate)
        total = seen + self.size_share * size_flow + self.colour_share * colour_flow
        part = np.divide(self.panel.sold, total, out=np.zeros_like(total), where=total > 0)
        nobody = (total <= 0) & self.panel.live
        self.own = np.where(nobody, self.panel.sold, part * seen)
        self.own[self.is_bound] = _mean_at_least(rate[self.is_bound], self.panel.sold[self.is_bound])
        if self.policy.is_substitution_on:
            open_shelf = ~self.is_bound
            self.size_share = self._share(part, size_flow * open_shelf, self.size_share, "size")
            self.colour_share = self._share(part, colour_flow * open_shelf, self.colour_share, "colour")

    def _flows(self, rate: Floats) -> tuple[Floats, Floats]:
        """Unmet units next door that could have come to each pair: from adjacent sizes, from other colours."""
        padded = np.vstack([self.unmet, np.zeros((1, self.unmet.shape[1]))])
        ways = (self.lower >= 0).astype(np.float64) + (self.upper >= 0)
        weight = np.append(1.0 / np.maximum(ways, 1.0), 0.0)
        size_flow = weight[self.lower, None] * padded[self.lower] + weight[self.upper, None] * padded[self.upper]
        seen = rate * self.exposure
        peers_seen = (self.of_peer @ seen)[self.panel.peer]
        peers_unmet = (self.of_peer @ self.unmet)[self.panel.peer] - self.unmet
        share = np.divide(seen, peers_seen, out=np.zeros_like(seen), where=peers_seen > 0)
        return size_flow * self.exposure, peers_unmet * share

    def _share(self, part: Floats, flow: Floats, share: float, kind: str) -> float:
        """M-step of a substitution share: units that came over against units that could have, with its prior."""
        prior = self.policy.prior_size_share if kind == "size" else self.policy.prior_colour_share
        came = float(np.sum(part * flow)) * share
        return (came + prior * self.policy.prior_units) / (float(flow.sum()) + self.policy.prior_units)

    def fit_season(self) -> None:
        """The family's season: units of a week against what its pairs' levels and lives expect."""
        expected = (self.level[:, None] * (self.life * self.shock)[self.panel.option] * self.exposure).sum(axis=0)
        found = (self.own.sum(axis=0) + 5.0) / (expected + 5.0)
        self.season = found / found.mean()

    def fit_life(self) -> None:
        """The option's life: a smooth curve through its weeks, then the shock that all its sizes shared."""
        sold = self.of_option @ self.own
        expected = self.season[None, :] * (self.of_option @ (self.level[:, None] * self.exposure))
        slow = (sold @ self.far + 1.0) / (expected @ self.far + 1.0)
        self.life = (sold @ self.near + 2.0 * slow) / (expected @ self.near + 2.0)
        expected = expected * self.life
        self.shock_prior = _prior(sold, expected)
        self.shock = (sold + self.shock_prior) / (expected + self.shock_prior)

    def fit_level(self) -> None:
        """The pair's level, shrunk towards its option's level times the family's share of its size."""
        exposure = (self.shape() * self.exposure).sum(axis=1)
        sold = self.own.sum(axis=1)
        option_sold = (self.of_option @ sold)[self.panel.option]
        share = np.ones(int(self.panel.rank.max()) + 1 if len(self.panel.rank) else 1)
        for _ in range(3):
            reach = (self.of_option @ (share[self.panel.rank] * exposure))[self.panel.option]
            option_level = np.divide(option_sold, reach, out=np.zeros_like(reach), where=reach > 0)
            wanted = np.bincount(self.panel.rank, weights=sold, minlength=len(share))
            offered = np.bincount(self.panel.rank, weights=option_level * exposure, minlength=len(share))
            share = (wanted + 1.0) / (offered + 1.0)
        before = option_level * share[self.panel.rank]
        self.level_prior = _prior(sold, before * exposure)
        self.level = before * (sold + self.level_prior) / (before * exposure + self.level_prior)

    def found(self) -> Latent:
        """The answer as it stands."""
        return Latent(
            own=self.own,
            unmet=self.unmet,
            relative_variance=self.relative_variance(),
            size_share=self.size_share,
            colour_share=self.colour_share,
        )

    def relative_variance(self) -> Floats:
        """Variance of an unmet rate over its square: what is not known of level, life and shock."""
        option_sold = self.of_option @ self.own
        life = 1.0 / (option_sold @ self.near + 2.0)
        shock = 1.0 / (option_sold + self.shock_prior)
        level = 1.0 / (self.own.sum(axis=1) + self.level_prior)
        variance: Floats = level[:, None] + (life + shock)[self.panel.option]
        return variance


def _groups(codes: Ints) -> Any:
    """Sparse matrix that sums pairs to groups, shape (groups, pairs)."""
    from scipy.sparse import csr_array

    count = int(codes.max()) + 1 if len(codes) else 0
    ones = np.ones(len(codes))
    return csr_array((ones, (codes, np.arange(len(codes)))), shape=(count, len(codes)))


def _size_neighbours(option: Ints, rank: Ints) -> tuple[Ints, Ints]:
    """Row of the next smaller and next larger size of the same option; -1 at the ends. Shapes (pairs,)."""
    order = np.lexsort((rank, option))
    lower, upper = np.full(len(option), -1, dtype=np.int64), np.full(len(option), -1, dtype=np.int64)
    together = option[order][1:] == option[order][:-1]
    lower[order[1:][together]] = order[:-1][together]
    upper[order[:-1][together]] = order[1:][together]
    return lower, upper


def _kernel(weeks: int, scale: float) -> Floats:
    """Exponential weights between weeks, shape (weeks, weeks)."""
    place = np.arange(weeks)
    weights: Floats = np.exp(-np.abs(place[:, None] - place[None, :]) / scale)
    return weights


def _prior(counts: Floats, expected: Floats) -> float:
    """Strength (units) of a Gamma prior with mean 1 on counts / expected, by moments; between 1 and 500."""
    used = expected > 0.5
    if not used.any():
        return 20.0
    miss = counts[used] - expected[used]
    excess = float(np.sum(miss**2 - expected[used]) / np.sum(expected[used] ** 2))
    return float(np.clip(1.0 / max(excess, 1e-6), 1.0, 500.0))


def _mean_at_least(rate: Floats, bound: Floats) -> Floats:
    """E[D | D >= bound] of Poisson demand: rate · P(D >= bound - 1) / P(D >= bound); bound itself where rare."""
    from scipy.special import pdtrc

    above = pdtrc(np.maximum(bound - 1.0, 0.0), rate)
    before = np.where(bound >= 2.0, pdtrc(np.maximum(bound - 2.0, 0.0), rate), 1.0)
    mean: Floats = np.divide(rate * before, above, out=np.copy(bound), where=above > 1e-12)
    at_least: Floats = np.maximum(mean, bound)
    return at_least
