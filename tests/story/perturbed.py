"""The causes of a plan's own reasons, each taken away from that very plan: what it explains must move.

The plan is decided again from its own cases, as a what-if does, with one cause less. What lines, cloth, the floor and
forecasts say is not decided again here: `tests/words/test_every_reason.py` names the test that takes each of those
causes away, or says why none can be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from treadle.day.buying import buy_with_memory
from treadle.decide.memory import held_back
from treadle.terms.buy import BuyCase, BuyPlan
from treadle.terms.plan import Plan
from treadle.terms.snapshot import Snapshot


def wanted_more(case: BuyCase) -> BuyCase:
    return replace(case, demand_units=tuple(50 * one + 50 for one in case.demand_units), demand_mean_units=900.0)


def no_stock(case: BuyCase) -> BuyCase:
    sizes = tuple(replace(one, on_hand_units=0, on_order_units=0) for one in case.sizes)
    return replace(case, sizes=sizes)


def no_other_order(case: BuyCase) -> BuyCase:
    return replace(case, again_cents=None)  # on the same draws of what comes early


def by_the_piece(case: BuyCase) -> BuyCase:
    return replace(case, roll_units=0, shelf_units=0)


#: By reason: the option's case without its cause.
OF_THE_OPTION: Mapping[str, Callable[[BuyCase], BuyCase]] = {
    "buy.newsvendor": wanted_more,
    "buy.none_demand": wanted_more,
    "buy.none_stock": no_stock,
    "buy.raised_price_break": lambda case: replace(case, cost_breaks=case.cost_breaks[:1]),
    "buy.raised_minimum": lambda case: replace(case, option_minimum_units=0),
    "buy.none_minimum": lambda case: replace(case, option_minimum_units=0),
    "buy.none_margin": lambda case: replace(case, price_cents=8 * case.price_cents),
    "buy.whole_roll": by_the_piece,
    "buy.begun_roll": by_the_piece,
    "buy.shelf_cloth": by_the_piece,
}


def decided_again(
    snapshot: Snapshot,
    plan: Plan,
    cases: Sequence[BuyCase] | None = None,
    *,
    remembers: bool = True,
    speed: float = 1.0,
) -> BuyPlan:
    """The plan's buy from its own cases or others; its lines may sew faster, and forget what the planner decided."""
    balances = tuple(replace(one, line_efficiency=speed * one.line_efficiency) for one in plan.balances)
    held = held_back(plan.remembered) if remembers else {}
    return buy_with_memory(snapshot, plan.policy, plan.cases if cases is None else cases, balances, held)[0]


def units_of(buy: BuyPlan, option_id: str) -> int:
    return sum(line.units for line in buy.lines if line.option_id == option_id)


def without_cause(snapshot: Snapshot, plan: Plan, option_id: str, code: str) -> BuyPlan:
    """The buy without the cause that the option's reason names."""
    if code in OF_THE_OPTION:
        change = OF_THE_OPTION[code]
        return decided_again(snapshot, plan, [change(one) if one.option_id == option_id else one for one in plan.cases])
    if code in ("buy.first_order", "buy.none_yet"):
        return decided_again(snapshot, plan, [no_other_order(one) for one in plan.cases])
    if code.endswith("_budget"):
        return decided_again(replace(snapshot, budget_cents=None), plan)
    if code.endswith("_capacity"):
        return decided_again(snapshot, plan, speed=20.0)
    if code.endswith("style_minimum"):
        return decided_again(snapshot, plan, [replace(one, style_minimum_units=0) for one in plan.cases])
    assert code.startswith("kept."), f"no cause is known of {code}"
    return decided_again(snapshot, plan, remembers=False)


def unmoved_reasons(snapshot: Snapshot, plan: Plan) -> list[str]:
    """Options whose number stays as it is without the cause that their reason names; decided again, it does."""
    again = decided_again(snapshot, plan)
    changed = [one.line_id for one, other in zip(plan.buy.lines, again.lines, strict=True) if one.units != other.units]
    found = [f"{line_id}: another number from the same cases" for line_id in changed]
    for option_id, reason in sorted(plan.buy.option_reasons.items()):
        if reason.code in ("buy.none", "buy.decided"):
            continue
        before = units_of(plan.buy, option_id)
        if units_of(without_cause(snapshot, plan, option_id, reason.code), option_id) == before:
            found.append(f"{option_id}: {reason.code}, {before} either way")
    return found
