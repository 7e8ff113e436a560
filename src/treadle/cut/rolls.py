"""Rolls to lays: which roll lies where, so that little cloth is lost in ends, splices and remnants.

Spreading itself follows rules (`spread`); what is searched is the order of lays and of rolls, which rolls hold a ply
back so that their leftover is worth keeping, and which ends are not spliced. Changes are kept where they cost no more;
the search stops after counted work, so the same shelf gives the same plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from treadle.cut.splices import MarkerCloth
from treadle.cut.spread import Order, RollCosts, Spread, spread
from treadle.terms.budget import Budget
from treadle.terms.rolls import ClothNeed, Roll, RollPlan

#: Small changes made at once, as often as they stand here: more than one leaves a dead end. A round number, not tuned.
STEPS = (1, 1, 1, 2, 2, 3)


def plan_rolls(
    needs: Sequence[ClothNeed], markers: Mapping[str, MarkerCloth], rolls: Sequence[Roll], costs: RollCosts, *,
    end_mm: int, budget: Budget, seed: int = 0,
) -> RollPlan:  # fmt: skip
    """Give the plies of lays their cloth, all of one fabric and colour.

    markers: by `marker_id` of the needs; end_mm: cloth lost at both ends of a ply together; `budget.work` counts
    spreadings tried. Plies without cloth are shortages with their cause, never an error.
    """
    fabric_id = rolls[0].fabric_id if rolls else ""
    colour = rolls[0].colour if rolls else ""
    best = _searched(needs, markers, rolls, costs, end_mm, budget, np.random.default_rng(seed))
    return RollPlan(
        fabric_id=fabric_id, colour=colour, stretches=tuple(best.stretches), uses=best.uses(),
        shortages=tuple(best.shortages), net_mm=best.net_mm, splices=best.splices, cost_cents=round(best.cents, 2),
    )  # fmt: skip


def _searched(
    needs: Sequence[ClothNeed], markers: Mapping[str, MarkerCloth], rolls: Sequence[Roll], costs: RollCosts,
    end_mm: int, budget: Budget, chance: np.random.Generator,
) -> Spread:  # fmt: skip
    """The cheapest spreading found: from several plain orders, then by small changes."""

    def outcome(order: Order) -> Spread:
        return spread(needs, markers, rolls, order, costs, end_mm)

    best_order, best = None, None
    spent = 0
    for order in _plain_orders(needs, rolls):
        spent += 1
        now = outcome(order)
        if best is None or now.cents < best.cents:
            best_order, best = order, now
    assert best_order is not None
    assert best is not None
    while needs and rolls and not budget.is_over(spent):
        spent += 1
        order = best_order
        for _ in range(int(chance.choice(STEPS))):
            order = _changed(order, chance)
        now = outcome(order)
        if now.cents <= best.cents:
            best_order, best = order, now
    return best


def _plain_orders(needs: Sequence[ClothNeed], rolls: Sequence[Roll]) -> list[Order]:
    """Lays as given or longest first; rolls shade by shade (the fullest shade first), longest or shortest first."""
    metres: dict[str, int] = {}
    for roll in rolls:
        metres[roll.shade] = metres.get(roll.shade, 0) + roll.length_mm
    given = tuple(range(len(needs)))
    longest = tuple(sorted(given, key=lambda at: (-needs[at].length_mm, at)))
    found = []
    for sign in (-1, 1):
        in_order = tuple(
            sorted(
                range(len(rolls)),
                key=lambda at: (-metres[rolls[at].shade], rolls[at].shade, sign * rolls[at].length_mm, at),
            )
        )
        found += [Order(needs=longest, rolls=in_order), Order(needs=given, rolls=in_order)]
    return found


def _changed(order: Order, chance: np.random.Generator) -> Order:
    """A neighbour: two rolls or two lays change places, one moves, a roll holds back, or its end is not spliced."""
    kind = chance.random()
    rolls = len(order.rolls)
    if kind < 0.35 and rolls > 1:
        return replace(order, rolls=_swapped(order.rolls, chance))
    if kind < 0.55 and rolls > 1:
        return replace(order, rolls=_moved(order.rolls, chance))
    if kind < 0.7 and len(order.needs) > 1:
        return replace(order, needs=_swapped(order.needs, chance))
    at = int(chance.integers(rolls))
    if kind < 0.85:
        return replace(order, held=order.held ^ {at})
    return replace(order, unspliced=order.unspliced ^ {at})


def _swapped(order: tuple[int, ...], chance: np.random.Generator) -> tuple[int, ...]:
    first, second = chance.choice(len(order), 2, replace=False)
    now = list(order)
    now[first], now[second] = now[second], now[first]
    return tuple(now)


def _moved(order: tuple[int, ...], chance: np.random.Generator) -> tuple[int, ...]:
    now = list(order)
    one = now.pop(int(chance.integers(len(now))))
    now.insert(int(chance.integers(len(now) + 1)), one)
    return tuple(now)
