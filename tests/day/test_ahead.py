"""The cost curve of an option against plans made whole: cut by true markers, and put into the schedule of the day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from treadle.day.ahead import POINTS, cost_curve, planned_order
from treadle.plant.kept_markers import kept_nester
from treadle.plant.presell.propose import order_beside, propose_campaigns
from treadle.plant.written_plan import read_current_plan


def test_a_quoted_cost_is_that_of_a_plan_with_the_order(planned_brand: Path) -> None:
    snapshot, plan = read_current_plan(planned_brand, planned_brand / "plan")
    draw = kept_nester(planned_brand, plan.policy)
    options = {plan.catalogue.option[line.option_id].style_id: line.option_id for line in plan.buy.lines if line.units}
    apart = []
    for option_id in (options["DRE1"], options["SHI2"]):
        curve = cost_curve(snapshot, plan, option_id, draw=draw)
        costs = [one.cost_cents for one in curve.points]
        at = [one.units for one in curve.points]
        assert costs == sorted(costs) and at == sorted(set(at)) and set(at) >= set(POINTS)
        assert set(at) - set(POINTS) == {49}, "the piece below a factory's smallest order of 50 is quoted too"
        pieces = [one.cost_cents / one.units for one in curve.points]
        assert pieces[0] > 2 * pieces[-1], "one piece costs more than twice what one of five thousand does"
        for units in (60, 130, 400, 1_450):
            lays, demand = planned_order(snapshot, plan, option_id, units, snapshot.as_of + timedelta(days=40), draw)
            answer = order_beside(snapshot, plan, demand)
            added = min(answer.options, key=lambda one: one.total_cents).added_cents
            whole = lays.cost_cents + added["making"] + added["changeover"] + added["lateness"]
            apart.append(abs(curve.at(units).cost_cents / whole - 1.0))
    # Mixes of sizes may need markers that the day's plan never drew: the row `ladder` tells how far off quotes are.
    assert sum(apart) / len(apart) < 0.02 and max(apart) < 0.05


def test_no_campaign_of_a_small_brand_fills_and_a_wider_reach_opens_some(planned_brand: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "brand"
    shutil.copytree(planned_brand, folder)
    few = propose_campaigns(folder, folder / "plan", with_promises=False)
    assert {one.reason.code for one in few.proposals} <= {"presell.no_fill", "presell.too_few", "presell.no_gain"}
    settings = folder / "treadle.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("reach = 1.0", "reach = 15.0"), encoding="utf-8")
    many = propose_campaigns(folder, folder / "plan", options=["DRE1-teal"])
    (found,) = many.proposals
    assert found.is_worth and found.offer is not None and found.worth is not None
    assert found.promise_day is not None and found.promise_probability == many.plan.policy.promise.probability
    days = [one.day for one in found.promise_days]
    assert days == sorted(days) and days[0] > many.snapshot.as_of + timedelta(days=found.offer.days)
