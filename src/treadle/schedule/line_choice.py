"""Why an order is on its line: what the next-best line would cost, all else staying where it is.

Codes: line.cheapest, line.sooner, line.only.
"""

from __future__ import annotations

from treadle.schedule.causes import Detective
from treadle.schedule.shop import Placed, job_cost, power_cents
from treadle.terms.reason import Reason
from treadle.terms.schedule import WorkOrderDemand


def why_line(detective: Detective, job: int, demand: WorkOrderDemand) -> Reason | None:
    """The order's line against the best place on any other; None for an order that is fixed where it is."""
    if demand.frozen is not None:
        return None
    floor, board = detective.floor, detective.board
    placed = detective.placed(job)
    route = floor.shop.jobs[job].route
    mine = route.steps[route.key].ways[placed.ways[route.key]].resource
    line = floor.resource_ids[mine]
    parts = _parts(detective, job, placed, detective.setup_cents(job))
    board.take(job)
    best = board.elsewhere(job, mine)
    board.place(job, placed)
    if best is None:
        return Reason.of("line.only", line=line)
    cents, other = best
    place = floor.shop.jobs[job].route
    other_line = floor.resource_ids[place.steps[place.key].ways[other.ways[place.key]].resource]
    theirs = _parts(detective, job, other, 0)
    theirs["changeover"] = round(cents) - sum(theirs.values())
    own = sum(parts.values())
    is_cheaper = own <= round(cents)
    gaps = {name: theirs[name] - parts[name] for name in parts}
    part = max(gaps, key=lambda name: gaps[name] if is_cheaper else -gaps[name])
    return Reason.of(
        "line.cheapest" if is_cheaper else "line.sooner", line=line, cost_cents=own,
        day=detective.ready_day(job, placed).isoformat(), other=other_line, other_cost_cents=round(cents),
        other_day=detective.ready_day(job, other).isoformat(), part=part, part_cents=abs(gaps[part]),
    )  # fmt: skip


def _parts(detective: Detective, job: int, placed: Placed, changeover: int) -> dict[str, int]:
    """Cents of a place by part."""
    ways, lateness, wip = job_cost(detective.floor.shop, job, placed)
    power = power_cents(detective.floor.shop, job, placed)
    return {"making": ways, "lateness": lateness, "wip": wip, "power": power, "changeover": changeover}
