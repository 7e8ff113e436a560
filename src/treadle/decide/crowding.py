"""A buy that knows how its options take from one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from treadle.decide.crowd import Crowd, Floats, moved_case, offered_shares, withheld_case
from treadle.terms.buy import BuyCase, BuyPlan
from treadle.terms.policy import BuyPolicy
from treadle.terms.product import Catalogue
from treadle.terms.reason import Reason

#: Buys tried until demand and what is offered agree. Judged on demo-truth.
ROUNDS = 3

Decide = Callable[[Sequence[BuyCase]], tuple[BuyPlan, tuple[Reason, ...]]]


def buy_in_crowd(
    cases: tuple[BuyCase, ...],
    found: pa.Table,
    option_history: pa.Table,
    catalogue: Catalogue,
    decide: Decide,
    policy: BuyPolicy | None = None,
) -> tuple[tuple[BuyCase, ...], BuyPlan, tuple[Reason, ...]]:
    """Cases with their demand moved by what else is on offer, the buy of them, and the reasons of its limits.

    found: CANNIBALISATION, of which the low end of each interval counts: an elasticity that the data do not show would
    withhold whole options for nothing. `decide` makes a buy of cases with all limits kept. The buy says what is on
    offer, what is on offer moves demand, and demand the buy: they are brought together in `ROUNDS` buys at most. In
    each the option that would take more from its siblings than it brings, of those that are there only because they are
    bought, is withheld: one per style.
    """
    policy = policy or BuyPolicy()
    least = policy.least_moved_share
    plan, limits = decide(cases)
    elasticity = np.array([row["low"] for row in found.to_pylist()])
    if not cases or not (elasticity > least).any():
        return cases, plan, limits
    crowd = crowd_of(cases, np.where(elasticity > least, elasticity, 0.0), option_history, catalogue, policy)
    factors = np.ones(len(cases))
    withheld: dict[int, tuple[float, float]] = {}
    moved = cases
    for _ in range(ROUNDS):
        offered, without = offered_shares(moved, plan)
        profit = _profit(moved, plan)
        fresh = _withhold(crowd, moved, offered, offered - without, profit)
        now = crowd.factors(np.where(np.isin(np.arange(len(cases)), list(fresh)), without, offered))
        if not fresh and np.abs(np.log(now / factors)).max() < least:
            break
        withheld |= fresh
        factors = now
        moved = tuple(
            withheld_case(case, *withheld[at]) if at in withheld else moved_case(case, float(factors[at]))
            for at, case in enumerate(cases)
        )
        plan, limits = decide(moved)
    if moved is cases:
        return cases, plan, limits
    facts = {
        "style_elasticity": round(float(crowd.elasticity[0]), 3),
        "category_elasticity": round(float(crowd.elasticity[1]), 3),
        "moved_options": int(np.sum(np.abs(factors - 1.0) > least)),
        "withheld_options": len(withheld),
    }
    return moved, plan, (*limits, Reason.of("limit.siblings", **facts))


def crowd_of(
    cases: Sequence[BuyCase], elasticity: Floats, option_history: pa.Table, catalogue: Catalogue, policy: BuyPolicy
) -> Crowd:
    """The crowds of styles and categories that forecasts stand for.

    An option with a history: the mean of the last weeks. A new one: the mean of the first weeks of its category's
    launches, else of all, for its like taught its forecast. Empty shelves count: the forecast is of demand from which
    what came over from them is taken off.
    """
    week = option_history["week_start"].cast(pa.int32()).to_numpy().astype(np.int64)
    ids = option_history["option_id"].to_pylist()
    last = week.max(initial=0) - 7 * (policy.crowd_weeks - 1)
    first: dict[str, int] = {}
    for option_id, day in zip(ids, week.tolist(), strict=True):
        first[option_id] = min(first.get(option_id, day), day)
    begin = week.min(initial=0)
    groups, references = [], []

    def over(option_id: str, day: int) -> bool:
        end = catalogue.option[option_id].season_end
        return end is not None and day > (end - date(1970, 1, 1)).days

    style_of = {option_id: catalogue.option[option_id].style_id for option_id in {*ids, *(c.option_id for c in cases)}}
    kind_of = {option_id: catalogue.style[style].category for option_id, style in style_of.items()}
    for name_of in (style_of, kind_of):
        crowd: dict[tuple[str, int], float] = defaultdict(float)
        for option_id, day in zip(ids, week.tolist(), strict=True):
            crowd[name_of[option_id], day] += not over(option_id, day)
        recent: dict[str, list[float]] = defaultdict(list)
        launched: dict[str, list[float]] = defaultdict(list)
        for option_id, day in zip(ids, week.tolist(), strict=True):
            here = crowd[name_of[option_id], day]
            if day >= last:
                recent[option_id].append(here)
            if first[option_id] > begin and day < first[option_id] + 7 * policy.crowd_weeks:
                launched[kind_of[option_id]].append(here)
                launched[""].append(here)
        names = sorted({name_of[case.option_id] for case in cases})
        place = {name: at for at, name in enumerate(names)}
        groups.append([place[name_of[case.option_id]] for case in cases])
        past = [
            recent.get(case.option_id) or launched.get(kind_of[case.option_id]) or launched.get("") or [1.0]
            for case in cases
        ]
        references.append([float(np.mean(one)) for one in past])
    return Crowd(
        elasticity=elasticity, group=np.array(groups), reference=np.array(references), most_moved=policy.most_moved
    )


def _profit(cases: Sequence[BuyCase], plan: BuyPlan) -> Floats:
    """Expected profit of each option's bought units, and the margin of what stock sells of the demand before them."""
    bought: dict[str, float] = defaultdict(float)
    for line in plan.lines:
        bought[line.option_id] += line.expected_profit_cents
    found = []
    for case in cases:
        stock = sum(size.on_hand_units + size.on_order_units for size in case.sizes)
        sold = min(stock, case.demand_before_units + case.demand_mean_units)
        found.append(max(bought[case.option_id], 0.0) + sold * max(case.price_cents - case.salvage_cents, 0))
    return np.array(found)


def _withhold(
    crowd: Crowd, cases: Sequence[BuyCase], offered: Floats, only_bought: Floats, profit: Floats
) -> dict[int, tuple[float, float]]:
    """Of each style the option that takes most beyond what it brings: (taken, brought) in cents by place."""
    taken = crowd.taken(np.where(only_bought > 0, only_bought, 0.0), profit)
    worst: dict[str, int] = {}
    for at, case in enumerate(cases):
        loses = taken[at] - profit[at]
        if only_bought[at] > 0 and offered[at] - only_bought[at] <= 0 and loses > 0:
            held = worst.get(case.style_id)
            if held is None or loses > taken[held] - profit[held]:
                worst[case.style_id] = at
    return {at: (float(taken[at]), float(profit[at])) for at in sorted(worst.values())}
