"""Stepped lays: lays of different height spread end to end on one table and cut in one go, so that it is set up once.

Which lays lie together is a bin packing of their lengths into the table's: solved exactly by subsets for as many lays
as an order has, first-fit by length beyond.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from treadle.terms.cutting import CutPlan
from treadle.terms.policy import CutPolicy

#: Lays up to which the fewest spreads are proved: 2 to this power subsets are tried.
#: Not tuned: bounds work and memory.
MOST_PROVED = 12


def in_steps(plan: CutPlan, costs: CutPolicy, *, table_length_mm: int, end_mm: int) -> CutPlan:
    """The plan with lays that are spread together, at most `costs.lays_per_spread` of them, and its cost by set-ups.

    A spread takes the lengths of its lays and `end_mm` for each on the table. The gap stays that of the lays.
    """
    if costs.lays_per_spread < 2 or len(plan.lays) < 2:
        return plan
    groups = fewest_spreads([lay.length_mm + end_mm for lay in plan.lays], table_length_mm, costs.lays_per_spread)
    lays = list(plan.lays)
    for group in groups:
        if len(group) > 1:
            head = lays[min(group)].lay_id
            for at in group:
                lays[at] = replace(lays[at], spread_id=head)
    saved = (len(plan.lays) - len(groups)) * costs.lay_setup_cents
    return replace(plan, lays=tuple(lays), cost_cents=plan.cost_cents - saved)


def fewest_spreads(lengths_mm: Sequence[int], table_mm: int, most_lays: int) -> list[tuple[int, ...]]:
    """Numbers of lays in each spread, as few spreads as fit the table; lays longer than it stand alone."""
    alone = [(at,) for at, long in enumerate(lengths_mm) if long > table_mm]
    rest = [at for at, long in enumerate(lengths_mm) if long <= table_mm]
    if len(rest) > MOST_PROVED:
        return sorted(alone + _first_fit(lengths_mm, rest, table_mm, most_lays))
    best: dict[int, list[tuple[int, ...]]] = {0: []}
    fits = [
        mask
        for mask in range(1, 1 << len(rest))
        if mask.bit_count() <= most_lays
        and sum(lengths_mm[rest[bit]] for bit in range(len(rest)) if mask >> bit & 1) <= table_mm
    ]
    for done in range(1 << len(rest)):
        if done not in best:
            continue
        # The first lay that has no spread yet goes into the next one, so that every plan is met once.
        free = next((bit for bit in range(len(rest)) if not done >> bit & 1), None)
        if free is None:
            continue
        for mask in fits:
            if mask >> free & 1 and not mask & done:
                groups = [*best[done], tuple(rest[bit] for bit in range(len(rest)) if mask >> bit & 1)]
                if (done | mask) not in best or len(groups) < len(best[done | mask]):
                    best[done | mask] = groups
    return sorted(alone + best[(1 << len(rest)) - 1])


def _first_fit(lengths_mm: Sequence[int], rest: list[int], table_mm: int, most_lays: int) -> list[tuple[int, ...]]:
    """Longest first, each into the first spread with room."""
    groups: list[list[int]] = []
    for at in sorted(rest, key=lambda one: (-lengths_mm[one], one)):
        found = next(
            (g for g in groups if len(g) < most_lays and sum(lengths_mm[o] for o in g) + lengths_mm[at] <= table_mm),
            None,
        )
        if found is None:
            groups.append([at])
        else:
            found.append(at)
    return [tuple(sorted(group)) for group in groups]
