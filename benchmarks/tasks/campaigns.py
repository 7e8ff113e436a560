"""Seasons with and without selling ahead, in pairs on the same hidden demand.

benchmarks/run.py campaigns --folder BRAND [--seasons 50] [--reach 10]    a planned brand (its plan in BRAND/plan)

One season is one decision: without, the plan's buy is made and sold; with, the campaigns that `propose` thinks worth
opening run first, what they sell is made to order, and the buy is smaller by the buyers who would have come anyway.
Demand is drawn around the plan's own forecast, campaigns' buyers around their expectation, both wider than either is
thought to be by `--wider`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

TASK = "campaigns"
SEASONS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Money in cents and pieces of one season."""

    profit_cents: float
    left_units: float
    sold_units: float
    waiting_days: float


def row(
    seed: int, progress: Callable[[str, int, int], None], folder: str = "", seasons: str = "", reach: str = "",
    wider: str = "1.3",
) -> dict[str, Any]:  # fmt: skip
    """Worth of selling ahead with its interval over paired seasons."""
    from treadle.plant.presell.propose import propose_campaigns, prospect_of
    from treadle.presell.ladder import propose
    from treadle.terms.outlook import outlooks

    if not folder:
        raise SystemExit("name a planned brand's folder: --folder BRAND")
    place = Path(folder)
    found = propose_campaigns(place, place / "plan", with_promises=False)
    policy = replace(found.settings.presell, reach=float(reach or found.settings.presell.reach))
    told = outlooks(found.plan.seen.forecast)
    prospects = {
        name: prospect_of(found.snapshot.as_of, found.plan, case, told[name], found.curves[name])
        for name, case in ((one.option_id, one) for one in found.plan.cases)
    }  # fmt: skip
    proposals = {name: propose(one, found.curves[name], policy) for name, one in prospects.items()}
    count = int(seasons or SEASONS)
    pairs = []
    for turn in range(count):
        without = _season(found, prospects, {}, policy, np.random.default_rng([seed, turn]), float(wider))
        with_them = _season(found, prospects, proposals, policy, np.random.default_rng([seed, turn]), float(wider))
        pairs.append((without, with_them))
        progress("living seasons", turn + 1, count)
    gains = np.array([after.profit_cents - before.profit_cents for before, after in pairs]) / 100.0
    half = 1.96 * float(gains.std(ddof=1)) / np.sqrt(count) if count > 1 else None
    low = None if half is None else round(float(gains.mean()) - half, 2)
    before_left, after_left = (float(np.mean([pair[at].left_units for pair in pairs])) for at in (0, 1))
    waits = [after.waiting_days for _, after in pairs if after.waiting_days > 0]
    return {
        "task": TASK,
        "data": f"{len(prospects)} options of a planned brand, demand drawn {wider} times as wide as forecast",
        "metric": "profit of a season with campaigns beyond one without, on the same demand",
        "seasons": count,
        "reach": policy.reach,
        "campaigns": sum(one.is_worth for one in proposals.values()),
        "worth": round(float(gains.mean()), 2),
        "worth_low": low,
        "worth_high": None if half is None else round(float(gains.mean()) + half, 2),
        "left_units_without": round(before_left, 1),
        "left_units_with": round(after_left, 1),
        "waiting_days": round(float(np.mean(waits)), 1) if waits else None,
        "aim": 0,
        "value": low,
        "met": low is not None and low > 0,
        "note": "" if low is not None else "one season tells no interval: play two or more",
    }


def _season(
    found: Any, prospects: Mapping[str, Any], proposals: Mapping[str, Any], policy: Any, rng: np.random.Generator,
    wider: float,
) -> Season:  # fmt: skip
    from scipy.special import ndtri

    profit = left = sold = waited = ahead = 0.0
    bought: dict[str, int] = {}
    for line in found.plan.buy.lines:
        bought[line.option_id] = bought.get(line.option_id, 0) + line.units
    for case in found.plan.cases:
        prospect, curve = prospects[case.option_id], found.curves[case.option_id]
        spread = (
            wider * np.log(max(prospect.weekly_high_units / max(prospect.weekly_units, 1e-9), 1.01)) / float(ndtri(0.9))
        )
        demand_luck, campaign_luck = rng.standard_normal(2)
        units = float(bought.get(case.option_id, 0))
        demand = max(case.demand_mean_units, 0.0) * float(np.exp(spread * demand_luck - spread**2 / 2))
        stock = float(sum(one.on_hand_units + one.on_order_units for one in case.sizes))
        proposal = proposals.get(case.option_id)
        if proposal is not None and proposal.is_worth:
            money, count, fills = _campaign(
                proposal, prospect, curve, policy, spread, demand_luck, campaign_luck, wider
            )
            profit += money
            if fills:
                ahead += count
                waited += count * proposal.worth.wait_days
                demand = max(demand - policy.anyway_share * count, 0.0)
                units = max(units - policy.anyway_share * proposal.worth.units * proposal.worth.fill_chance, 0.0)
        served = min(units + stock, demand)
        over = units + stock - served
        price = prospect.price_cents * prospect.net_share
        cost = _cost(curve, units)
        profit += served * price + over * case.salvage_cents - cost
        left, sold = left + over, sold + served
    return Season(
        profit_cents=profit, left_units=left, sold_units=sold + ahead, waiting_days=waited / ahead if ahead else 0.0
    )


def _campaign(
    proposal: Any, prospect: Any, curve: Any, policy: Any, spread: float, demand_luck: float, campaign_luck: float,
    wider: float,
) -> tuple[float, float, bool]:  # fmt: skip
    """Profit in cents and pieces of a campaign whose buyers follow the same demand, and stray of their own."""
    offer = proposal.offer
    own = wider * policy.reach_spread
    luck = np.exp(spread * demand_luck - spread**2 / 2 + own * campaign_luck - own**2 / 2)
    patience = (1.0 - policy.lost_per_week_share) ** (proposal.worth.wait_days / 7.0)
    usual = prospect.weekly_units * offer.days / 7.0 * policy.reach * patience * float(luck)
    usual *= 1.0 if offer.deposit_cents else 0.9
    price = offer.tiers[0].price_cents
    count = usual * (price / prospect.price_cents) ** (-prospect.elasticity)
    for tier in offer.tiers[1:]:
        if count >= tier.from_units:
            price = tier.price_cents
            count = usual * (price / prospect.price_cents) ** (-prospect.elasticity)
    count = float(np.floor(count))
    if count < offer.threshold_units:
        return -float(policy.failed_cents), 0.0, False
    cost = _cost(curve, count)
    return count * price * (prospect.net_share - policy.payment_fee_share) - cost, count, True


def _cost(curve: Any, units: float) -> float:
    """Cents of so many pieces, 0 for none."""
    at, cents = [0, *(one.units for one in curve.points)], [0, *(one.cost_cents for one in curve.points)]
    return float(np.interp(units, at, cents))
