"""How much is tried with factories that nobody knows yet: Thompson sampling under a limit of risk.

A factory's true lateness and shortness are drawn from what its orders leave open (Thompson, Biometrika 25(3/4), 1933),
and orders go where they are cheapest under the draw: the less is known of a factory, the more often its draw is the
best. Whoever is not proven yet has only so large a share of all pieces, whatever was drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from treadle.source.split import split_orders
from treadle.terms.sourcing import Estimate, FactoryProfile, FactoryScore, OrderToPlace, Quote, SplitPlan

#: Standard deviations from the middle of a normal distribution to either end of an interval of 80 %.
_OF_80 = 1.2816


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """Factories of fewer than `proven_orders` orders have together at most `share` of all pieces, and `tried` of them
    at a time. Neither number was tuned."""

    share: float
    proven_orders: int = 6
    tried: int = 2


def drawn_scores(
    scores: Mapping[str, FactoryScore], rng: np.random.Generator, *, proven_orders: int
) -> dict[str, FactoryScore]:
    """Scores as they may truly be: the middle of each unproven factory's days and its shares drawn from what is
    believed. Those of `proven_orders` orders stay: drawing them too gave more work to the second best in trials."""
    found = {}
    for name in sorted(scores):
        one = scores[name]
        if one.orders >= proven_orders:
            found[name] = one
            continue
        days = one.middle_days.centre_days + one.middle_days.scale_days * float(rng.standard_t(one.middle_days.freedom))
        spread = one.spread_days.mean
        late = replace(one.late_days, centre_days=days, scale_days=max(spread, 0.1))
        found[name] = replace(
            one, late_days=late, short_share=_drawn(one.short_share, rng, least=0.0),
            price_share=_drawn(one.price_share, rng, least=-0.5),
        )  # fmt: skip
    return found


def _drawn(one: Estimate, rng: np.random.Generator, *, least: float) -> Estimate:
    """A share drawn from its interval: normal on either side of the mean, as wide as that side."""
    z = float(rng.standard_normal())
    side = one.high - one.mean if z > 0 else one.mean - one.low
    value = min(max(one.mean + z * side / _OF_80, least), 1.0)
    return Estimate(mean=value, low=value, high=value)


def explored_split(
    orders: Sequence[OrderToPlace], factories: Sequence[FactoryProfile], scores: Mapping[str, FactoryScore],
    quotes: Sequence[Quote], *, as_of: date, risk: Risk, seed: int,
) -> SplitPlan:  # fmt: skip
    """The split under one draw of the scores. Factories that are not proven share `risk.share` of the pieces, those of
    the best draws first; where none is proven, all may have work. The same seed gives the same split."""
    rng = np.random.default_rng(seed)
    drawn = drawn_scores(scores, rng, proven_orders=risk.proven_orders)
    new = [one for one in factories if scores[one.factory_id].orders < risk.proven_orders]
    if not new or len(new) == len(factories):
        return split_orders(orders, factories, drawn, quotes, as_of=as_of)
    best = sorted(new, key=lambda one: (_badness(drawn[one.factory_id]), one.factory_id))[: risk.tried]
    names = {one.factory_id for one in best}
    limited = []
    for one in factories:
        if scores[one.factory_id].orders >= risk.proven_orders:
            limited.append(one)
        elif one.factory_id in names and risk.share > 0:
            limited.append(replace(one, most_share=min(one.most_share, risk.share / len(names))))
    return split_orders(orders, limited, drawn, quotes, as_of=as_of)


def _badness(score: FactoryScore) -> float:
    """How bad a draw is, before prices: days late, and a day for each hundredth that is short. An order of the tried
    ones alone: what orders cost there is told by the split."""
    return max(score.late_days.centre_days, 0.0) + 100.0 * score.short_share.mean
