"""Lots of orders under inspection: how severely the next one is, and what may be packed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from treadle.terms.inspection import InspectedLot, LotOutcome, SamplingPlan
from treadle.terms.packing import Inspected
from treadle.track.sampling.plans import find_plan
from treadle.track.sampling.switching import follow_series


def lots_of(series: str, inspected: Iterable[Inspected]) -> tuple[InspectedLot, ...]:
    """The lots of a series as the switching rules read them, in the order in which they were inspected."""
    return tuple(
        InspectedLot(lot_id=one.lot_id, lot_units=one.lot_units, found_units=one.found_units,
                     is_original=one.is_original, is_resumed=one.is_resumed)
        for one in inspected
        if one.series == series
    )  # fmt: skip


def plan_due(before: Sequence[InspectedLot], lot: Inspected) -> tuple[SamplingPlan, bool]:
    """The plan of a lot that is about to be inspected, by the lots before it, and whether inspection has ended until
    the factory acts. Of `lot` its size, level, AQL, kind and `is_resumed` count."""
    told = follow_series(before, lot.level, lot.aql_percent, kind=lot.kind)
    ended = bool(told) and told[-1].is_discontinued
    severity = "tightened" if ended else told[-1].next_severity if told else "normal"
    plan = find_plan(lot.lot_units, lot.level, lot.aql_percent, severity=severity, kind=lot.kind)
    return plan, ended and not lot.is_resumed


def outcome_of(before: Sequence[InspectedLot], lot: InspectedLot, plan: SamplingPlan) -> LotOutcome:
    """What a lot makes of the next one. Raises `ValueError` where its samples do not decide."""
    return follow_series((*before, lot), plan.level, plan.aql_percent, kind=plan.kind)[-1]


def accepted_units(inspected: Iterable[Inspected]) -> tuple[int, bool]:
    """Pieces of an order's accepted lots, and whether its newest lot was not accepted. A lot that is presented again
    takes the place of the one that was not accepted."""
    units, is_rejected = 0, False
    for one in inspected:
        is_rejected = not one.is_accepted
        units += one.lot_units if one.is_accepted else 0
    return units, is_rejected


def looked_at(inspected: Iterable[tuple[str, Inspected]]) -> dict[str, tuple[int, int]]:
    """Garments of all samples of each order, and defects found on them, from its lots in the order of their
    inspection. A garment with several defects counts each that was told."""
    found: dict[str, tuple[int, int]] = {}
    before: dict[str, list[Inspected]] = {}
    for order_id, lot in inspected:
        earlier = before.setdefault(lot.series, [])
        plan, _ = plan_due(lots_of(lot.series, earlier), lot)
        earlier.append(lot)
        garments = sum(stage.sample_units for stage in plan.stages[: len(lot.found_units)])
        defects = max(sum(lot.found_units), sum(one.units for one in lot.defects))
        seen, faults = found.get(order_id, (0, 0))
        found[order_id] = seen + garments, faults + defects
    return found
