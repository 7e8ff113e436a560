"""Which campaigns are worth opening, and which are not: from a plan, with the day that buyers are told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from treadle.day.ahead import cost_curve, planned_order
from treadle.day.cutting_room import Draw
from treadle.errors import InputError
from treadle.plant.books import ledger_if_any
from treadle.plant.kept_markers import kept_nester
from treadle.plant.rush import rush_beside
from treadle.plant.standing import Standing
from treadle.plant.written_plan import read_current_plan
from treadle.presell.ladder import Prospect, propose
from treadle.presell.made_to_order import with_made_to_order
from treadle.presell.pair_offer import with_pair
from treadle.presell.pairs import fit_pairs, numbered
from treadle.settings import Settings, read_settings
from treadle.terms.budget import Progress, Silence
from treadle.terms.buy import BuyCase
from treadle.terms.campaign import ENDED, PAIR, Campaign, DayChance
from treadle.terms.cost_curve import CostCurve
from treadle.terms.outlook import Outlook, outlooks
from treadle.terms.plan import Plan
from treadle.terms.proposal import Proposal
from treadle.terms.rush import RushAnswer
from treadle.terms.schedule import WorkOrderDemand
from treadle.terms.snapshot import Snapshot

#: The weeks of the forecast that a campaign's buyers are reckoned from.
WEEKS = 4
#: A piece's usual cost is that of an order of so many, where the plan buys none.
USUAL_UNITS = 200
#: Pairs of the brand's own from which their chance is learned.
LEAST_PAIRS = 30
#: Campaigns worth opening whose promise is worked out, the best first: each takes up to two seconds.
PROMISED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """Campaigns of a plan's day, those worth opening first and the best of them first, and the curves behind them."""

    settings: Settings
    snapshot: Snapshot
    plan: Plan
    proposals: tuple[Proposal, ...]
    curves: dict[str, CostCurve]


def propose_campaigns(
    folder: Path, out: Path, *, options: Collection[str] = (), with_promises: bool = True,
    must_promise: bool = False, progress: Progress | None = None,
) -> Proposals:  # fmt: skip
    """A proposal for each option of the plan in `out` (or of those named), from its cost curve, forecast and lines.
    Days are worked out of those worth opening, with `must_promise` of the others too.

    Raises `InputError` where the folder has changed since the plan was made or an option is not of the plan, and
    `NotFoundError` where there is no plan.
    """
    progress = progress or Silence()
    settings = read_settings(folder)
    snapshot, plan = read_current_plan(folder, out)
    cases = {case.option_id: case for case in plan.cases}
    unknown = sorted(set(options) - set(cases))
    if unknown:
        known = ", ".join(list(cases)[:8])
        raise InputError.single("--option", f"the plan has no option {unknown[0]}", f"Name one of: {known}")
    told = outlooks(plan.seen.forecast)
    draw = kept_nester(folder, plan.policy)
    curves, found = {}, []
    chances = pair_chances(folder, settings)
    wanted = [case for name, case in cases.items() if not options or name in options]
    for at, case in enumerate(wanted):
        curve = cost_curve(snapshot, plan, case.option_id, draw=draw)
        curves[case.option_id] = curve
        prospect = prospect_of(snapshot.as_of, plan, case, told[case.option_id], curve)
        chance = chances.get(case.option_id, chances[""])
        ladder = propose(prospect, curve, settings.presell)
        paired = with_pair(ladder, prospect, curve, settings.presell, chance)
        every = plan.policy.plan.plans_every_days
        found.append(with_made_to_order(paired, prospect, curve, settings.presell, every))
        progress.step("pricing campaigns", at + 1, len(wanted))
    found.sort(key=lambda one: (not one.is_worth, -(one.worth.worth_cents if one.worth is not None else -1e18)))
    if with_promises:
        told_of = [one.is_worth or (must_promise and one.offer is not None) for one in found[:PROMISED]]
        first = [
            _promised(snapshot, plan, one, draw) if is_told else one
            for one, is_told in zip(found, told_of, strict=False)
        ]  # fmt: skip
        found = [*first, *found[PROMISED:]]
    return Proposals(settings=settings, snapshot=snapshot, plan=plan, proposals=tuple(found), curves=curves)


def pair_chances(folder: Path, settings: Settings) -> dict[str, float]:
    """The chance that a pair finds its friend, by option, and of any other option under the empty name: by the brand's
    own pairs that are over where there are some, else as the settings say."""
    ledger = ledger_if_any(folder, settings)
    held = () if ledger is None else ledger.states(Campaign)
    begun = [
        (one.state.terms.option_id, order.buyer or order.order_id, order.is_teamed)
        for one in held if one.state.terms.kind == PAIR
        for order in one.state.orders.values() if order.team_id == order.order_id and order.joined_at is not None
        and (order.is_teamed or order.state == ENDED)
    ]  # fmt: skip
    if len(begun) < LEAST_PAIRS:
        return {"": settings.presell.pair_chance}
    (option, numbers), (starter, _) = numbered([one for one, _, _ in begun]), numbered([one for _, one, _ in begun])
    model = fit_pairs(option, starter, np.array([is_whole for _, _, is_whole in begun]))
    told = {name: float(model.chance(np.array([at]), np.array([-1]))[0]) for name, at in numbers.items()}
    return {**told, "": model.base}


def prospect_of(
    opens_on: date, plan: Plan, case: BuyCase, outlook: Outlook, curve: CostCurve | None
) -> Prospect:  # fmt: skip
    """What the plan knows of an option's buyers and money; without a curve, of its buyers alone."""
    weeks = min(WEEKS, max(len(outlook.mean), 1))
    price = plan.catalogue.option[case.option_id].price_cents
    bought = sum(line.units for line in plan.buy.lines if line.option_id == case.option_id)
    usual_cents = 0.0
    if curve is not None:
        usual = min(max(bought or USUAL_UNITS, curve.least_units), curve.most_units)
        usual_cents = curve.at(usual).cost_cents / usual
    high = outlook.quantiles_until(weeks)
    minute = next((one.fact("worth_of_one_more_cents") for one in plan.buy.limits if one.code == "limit.capacity"), 0.0)
    return Prospect(
        option_id=case.option_id, price_cents=price, weekly_units=outlook.mean_until(weeks) / weeks,
        weekly_high_units=float(high[-2]) / weeks, net_share=min(case.price_cents / max(price, 1), 1.0),
        elasticity=plan.policy.markdown.price_elasticity, usual_cost_cents=usual_cents,
        opens_on=opens_on, minute_cents=float(minute or 0.0), minutes=case.smv_minutes,
    )  # fmt: skip


def promise_days(
    snapshot: Snapshot, plan: Plan, option_id: str, units: int, from_day: date, draw: Draw
) -> tuple[DayChance, ...]:
    """Days by which so many pieces are there, with their probabilities, if their cloth comes on `from_day`: the plan
    with them, cut and played through. Empty for what is bought in, or where no factory can make them."""
    style = plan.catalogue.style[plan.catalogue.option[option_id].style_id]
    if not style.is_made or not style.bulletin_id or not snapshot.factories:
        return ()
    due = from_day + timedelta(days=plan.policy.plan.lead_days)
    _, demand = planned_order(snapshot, plan, option_id, units, due, draw)
    answer = order_beside(snapshot, plan, replace(demand, fabric_ready_day=from_day))
    if answer.schedule is None:
        return ()
    (line,) = answer.schedule.promise_lines(demand.work_order_id)
    return tuple(DayChance(probability=level, day=day) for level, day in sorted(line.days.items()))


def order_beside(snapshot: Snapshot, plan: Plan, demand: WorkOrderDemand) -> RushAnswer:
    """One more order in the plan of the day: where it goes, what the plan then costs more, and when it is there."""
    return rush_beside(Standing.of(snapshot, plan, plain_facts=""), demand, with_schedule=True)


def _promised(snapshot: Snapshot, plan: Plan, proposal: Proposal, draw: Draw) -> Proposal:
    """The proposal with the day that its buyers are told: that of the units expected, as sure as promises are."""
    assert proposal.offer is not None and proposal.worth is not None
    begins = snapshot.as_of + timedelta(days=proposal.offer.days + 1)
    units = max(proposal.worth.units_high, proposal.offer.threshold_units, 1)
    days = promise_days(snapshot, plan, proposal.option_id, units, begins, draw)
    if not days:
        return replace(proposal, promise_day=proposal.worth.ready_day)
    wanted = plan.policy.promise.probability
    told = min(days, key=lambda one: (abs(one.probability - wanted), one.day))
    return replace(proposal, promise_day=told.day, promise_probability=told.probability, promise_days=days)
