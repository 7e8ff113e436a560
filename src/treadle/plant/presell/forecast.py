"""How a campaign will end, from what it has sold so far, and what would be better than leaving it as it is."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from treadle.day.ahead import cost_curve
from treadle.plant.kept_markers import kept_nester
from treadle.plant.presell.desk import CampaignBooks
from treadle.plant.presell.propose import prospect_of
from treadle.plant.presell.told import look
from treadle.plant.written_plan import read_plan
from treadle.presell.advice import Standing, advise
from treadle.presell.filling import Expected, final_draws, forecast_of, orders_of, past_expected, past_shape, time_of
from treadle.presell.ladder import expected_units
from treadle.storage.brand import load_brand
from treadle.terms.campaign import OPEN, Campaign
from treadle.terms.cost_curve import CostCurve
from treadle.terms.filling import Advice, FillForecast, FillShape
from treadle.terms.outlook import outlooks
from treadle.terms.plan import Plan
from treadle.terms.snapshot import Snapshot

#: Past campaigns from which the buyers of one are expected whose option the plan does not know.
LEAST_PAST = 3
#: Cost curves that a process keeps. Not tuned: bounds memory.
MOST_CURVES = 64
_CURVES: dict[tuple[str, str, str, str], CostCurve] = {}
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A campaign with its forecast and what is advised, the best first."""

    campaign: Campaign
    forecast: FillForecast
    advice: tuple[Advice, ...]


def foresee(books: CampaignBooks, folder: Path, out: Path, campaign_id: str) -> Foreseen:
    """The end of a campaign as it stands: its buyers as the plan expects them, its shape as past ones filled.

    A plan from before the campaign's first orders will do. Raises `NotFoundError` for no such campaign or no plan.
    """
    seen = look(books.ledger, campaign_id, author=books.author, clock=books.clock).campaign
    campaign = replace(seen, now=max(seen.now, books.clock()))
    plan, settings = read_plan(out), books.settings
    snapshot = load_brand(folder, plan.as_of, currency=settings.currency, time_zone=settings.time_zone)
    case = next((one for one in plan.cases if one.option_id == campaign.terms.option_id), None)
    past = [one for one in books.campaigns() if one.state != OPEN and one.campaign_id != campaign_id]
    shape = past_shape([orders_of(one) for one in past])
    time = time_of(campaign, campaign.now)
    if case is None:
        return _by_the_past(campaign, past, shape, time)
    curve = _curve(folder, snapshot, plan, case.option_id)
    prospect = prospect_of(snapshot.as_of, plan, case, outlooks(plan.seen.forecast)[case.option_id], curve)
    mean, spread = expected_units(campaign.terms, prospect, books.settings.presell)
    expected = Expected(mean_units=mean, spread=spread)
    draws = final_draws(campaign.count_units, time, expected, shape)
    standing = Standing(expected=expected, shape=shape, curve=curve, net_share=prospect.net_share,
                        elasticity=prospect.elasticity)  # fmt: skip
    return Foreseen(
        campaign=campaign, forecast=forecast_of(draws, time, campaign.terms.threshold_units),
        advice=advise(campaign, standing, books.settings.presell),
    )  # fmt: skip


def _curve(folder: Path, snapshot: Snapshot, plan: Plan, option_id: str) -> CostCurve:
    """The cost curve of an option, worked out once for each state of the folder's facts."""
    key = (str(folder), snapshot.facts_fingerprint(), plan.plan_id, option_id)
    with _ONE_AT_A_TIME:
        if key not in _CURVES:
            if len(_CURVES) >= MOST_CURVES:
                _CURVES.pop(next(iter(_CURVES)))
            _CURVES[key] = cost_curve(snapshot, plan, option_id, draw=kept_nester(folder, plan.policy))
        return _CURVES[key]


def foreseen_fill(
    books: CampaignBooks, plan: Plan | None, campaign: Campaign, campaigns: Iterable[Campaign]
) -> FillForecast:
    """How an open campaign will end, without what might be done about it: in an instant, for a list of many."""
    one = replace(campaign, now=max(campaign.now, books.clock()))
    past = [each for each in campaigns if each.state != OPEN and each.campaign_id != one.campaign_id]
    shape, time = past_shape([orders_of(each) for each in past]), time_of(one, one.now)
    case = next((each for each in plan.cases if each.option_id == one.terms.option_id), None) if plan else None
    if plan is None or case is None:
        return _by_the_past(one, past, shape, time).forecast
    prospect = prospect_of(plan.as_of, plan, case, outlooks(plan.seen.forecast)[case.option_id], None)
    mean, spread = expected_units(one.terms, prospect, books.settings.presell)
    draws = final_draws(one.count_units, time, Expected(mean_units=mean, spread=spread), shape)
    return forecast_of(draws, time, one.terms.threshold_units)


def _by_the_past(campaign: Campaign, past: list[Campaign], shape: FillShape, time: float) -> Foreseen:
    """Where the plan knows nothing of its option: as past campaigns ended, without advice."""
    finals = [sum(units for _, units in orders_of(one)) for one in past]
    expected = past_expected(finals) if len(finals) >= LEAST_PAST else Expected(mean_units=100.0, spread=1.5)
    draws = final_draws(campaign.count_units, time, expected, shape)
    return Foreseen(campaign=campaign, forecast=forecast_of(draws, time, campaign.terms.threshold_units), advice=())
