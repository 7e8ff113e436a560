"""One more order beside a plan that stands: cut on markers of its own, put where a rush order is taken."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from treadle.cut.shelf import rolls_left
from treadle.day.cutting import Cut, cut, spread_cloth
from treadle.day.cutting_room import Draw
from treadle.day.engine import Engine
from treadle.day.release import lays_released, released_orders
from treadle.terms.budget import Progress
from treadle.terms.buy import BuyLine, BuyPlan
from treadle.terms.cut_told import LaysReleased
from treadle.terms.plan import Plan
from treadle.terms.product import CostBreak
from treadle.terms.release import ReleasedOrder
from treadle.terms.schedule import Schedule
from treadle.terms.snapshot import Snapshot


def sizes_of(plan: Plan, option_id: str, units: int) -> dict[str, int]:
    """Pieces by SKU of an option, as its size curve says: whole pieces, the largest remainders first. Together `units`.

    An option that the plan did not forecast is shared evenly.
    """
    table = plan.seen.size_curves
    rows = zip(*(table[name].to_pylist() for name in ("option_id", "sku", "share")), strict=True)
    shares = {sku: share for own, sku, share in rows if own == option_id}
    shares = shares or {one.sku: 1.0 for one in plan.catalogue.skus_of_option.get(option_id, ())}
    whole = sum(shares.values()) or 1.0
    exact = {sku: units * share / whole for sku, share in shares.items()}
    found = {sku: int(count) for sku, count in exact.items()}
    rest = sorted(exact, key=lambda sku: (found[sku] - exact[sku], sku))
    for sku in rest[: units - sum(found.values())]:
        found[sku] += 1
    return found


def extra_cut(
    snapshot: Snapshot, plan: Plan, units: Mapping[str, int], due_day: date, *, taken: Collection[str], draw: Draw,
    engine: Engine, progress: Progress,
) -> tuple[BuyPlan, Cut]:  # fmt: skip
    """The lines of one more order of a style (pieces by SKU) and how it is cut: as many as asked for, none to spare.
    Its id is none of `taken`."""
    lines = tuple(_line(snapshot, plan, sku, count, units, due_day) for sku, count in sorted(units.items()) if count)
    buy = replace(plan.buy, lines=lines, worth=(), steps={}, limits=())
    policy = replace(plan.policy, cut=replace(plan.policy.cut, max_over_share=0.0))
    return buy, cut(snapshot, policy, buy, draw, engine, progress, taken=taken)


def placed_order(
    snapshot: Snapshot, plan: Plan, buy: BuyPlan, made: Cut, schedule: Schedule
) -> tuple[ReleasedOrder, list[tuple[str, str, LaysReleased]]]:
    """The order as it is fixed by a schedule that has it, and what it is cut by. Raises `ReleaseError` where nobody can
    make it."""
    alone = replace(
        plan, buy=buy, demands=made.demands, cut_plans=made.plans, markers=made.markers, schedule=schedule,
        shelf=rolls_left(snapshot.rolls, snapshot.released, plan.policy.cloth.least_remnant_mm),
        cloth=spread_cloth(snapshot, plan.policy, made.plans, made.markers), as_of=snapshot.as_of,
    )  # fmt: skip
    (order,) = released_orders(snapshot, alone)
    return order, lays_released(alone, [order])


def _line(
    snapshot: Snapshot, plan: Plan, sku: str, count: int, units: Mapping[str, int], due_day: date
) -> BuyLine:  # fmt: skip
    catalogue = snapshot.catalogue
    known = catalogue.sku[sku]
    option = catalogue.option[known.option_id]
    of_option = sum(many for other, many in units.items() if catalogue.sku[other].option_id == known.option_id)
    cost = CostBreak.at(option.cost_breaks, of_option)
    line = next(one for one in plan.buy.lines if one.sku == sku)
    return replace(
        line, units=count, due_day=due_day, expected_profit_cents=0, at_stake_cents=0,
        cost_cents=cost.cost_per_piece_cents * count + round(cost.setup_cents * count / max(of_option, 1)),
    )  # fmt: skip
