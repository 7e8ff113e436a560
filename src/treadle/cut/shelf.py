"""Cloth on the shelf: what is left of each roll, and how it lies on the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from treadle.cut.rolls import plan_rolls
from treadle.cut.splices import marker_cloth
from treadle.cut.spread import RollCosts
from treadle.cut.verify_rolls import verify_rolls
from treadle.terms.budget import Budget
from treadle.terms.cutting import Fabric, Marker
from treadle.terms.policy import ClothPolicy
from treadle.terms.release import ReleasedOrder
from treadle.terms.rolls import ClothNeed, Fault, Roll, RollPlan, Shortage


def rolls_left(rolls: Sequence[Roll], released: Sequence[ReleasedOrder], least_remnant_mm: int) -> tuple[Roll, ...]:
    """What lies on the shelf now: every roll less what released orders took since it was counted.

    A roll cut in its middle leaves several remnants, each a roll of its own named after where it begins; those below
    `least_remnant_mm` were lost when they were cut.
    """
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    counted = {roll.roll_id: roll.counted_on for roll in rolls}
    for order in released:
        for cloth in order.cloth:
            since = counted.get(cloth.roll_id)
            if since is None or order.origin_day >= since:
                taken[cloth.roll_id].append((cloth.from_mm, cloth.to_mm))
    found: list[Roll] = []
    for roll in rolls:
        if not taken[roll.roll_id]:
            found.append(roll)
            continue
        start = 0
        for first, last in [*sorted(taken[roll.roll_id]), (roll.length_mm, roll.length_mm)]:
            if first - start >= max(1, least_remnant_mm):
                found.append(_remnant(roll, start, first))
            start = max(start, last)
    return tuple(found)


def _remnant(roll: Roll, start: int, end: int) -> Roll:
    """A part of a roll as a roll of its own."""
    faults = tuple(
        Fault(
            from_mm=max(one.from_mm, start) - start, to_mm=min(one.to_mm, end) - start,
            across_from_mm=one.across_from_mm, across_to_mm=one.across_to_mm,
        )
        for one in roll.faults
        if one.to_mm > start and one.from_mm < end
    )  # fmt: skip
    name = f"{roll.roll_id}@{start / 1000:g}" if start else roll.roll_id
    return replace(roll, roll_id=name, length_mm=end - start, faults=faults, cut_from=roll.roll_id, begins_mm=start)


def _as_spread(roll: Roll, fabric: Fabric) -> Roll:
    """A roll as it lies on the table: doubled cloth is half as wide (and its edge once only), and a fault anywhere
    across it lies on either layer."""
    if fabric.spread == "open":
        return roll
    faults = tuple(replace(one, across_from_mm=None, across_to_mm=None) for one in roll.faults)
    width = roll.width_mm if fabric.spread == "tubular" else roll.width_mm // 2 + fabric.selvedge_mm
    return replace(roll, width_mm=width, faults=faults)


def plan_cloth(
    fabric: Fabric,
    colour: str,
    needs: list[ClothNeed],
    markers: Mapping[str, Marker],
    rolls: list[Roll],
    policy: ClothPolicy,
    seed: int,
) -> RollPlan:
    """The roll plan of one cloth in one colour, checked from scratch."""
    costs = RollCosts(cloth_cents_per_mm=fabric.price_per_m_cents / 1000.0, policy=policy)
    edge_mm = fabric.selvedge_mm if fabric.spread != "tubular" else 0
    rolls = [_as_spread(roll, fabric) for roll in rolls]
    cloths = {need.marker_id: marker_cloth(markers[need.marker_id], need.length_mm, edge_mm) for need in needs}
    plan = plan_rolls(
        needs, cloths, rolls, costs, end_mm=fabric.end_loss_mm, budget=Budget(work=policy.spreadings),
        seed=seed,
    )  # fmt: skip
    plan = replace(plan, fabric_id=fabric.fabric_id, colour=colour)
    broken = verify_rolls(plan, needs, markers, rolls, end_mm=fabric.end_loss_mm, edge_mm=edge_mm)
    if not broken:
        return plan
    short = tuple(
        Shortage(
            lay_id=need.lay_id, option_id=need.option_id, plies=need.plies,
            missing_mm=need.plies * (need.length_mm + fabric.end_loss_mm), cause=f"broken: {broken[0]}",
        )
        for need in needs
    )  # fmt: skip
    return replace(plan, stretches=(), uses=(), shortages=short, net_mm=0, splices=0, cost_cents=0.0)
