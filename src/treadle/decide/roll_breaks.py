"""What cloth that is bought in whole rolls makes of an option's cost."""

from __future__ import annotations

from collections.abc import Sequence

from treadle.terms.product import CostBreak

#: Rolls up to which each further one is a cost of its own; beyond, half a roll is left over on average.
#: Not tuned: bounds work and memory.
MOST_ROLLS = 40


def roll_breaks(
    breaks: Sequence[CostBreak], *, roll_units: int, shelf_units: int, left_cents: float
) -> tuple[CostBreak, ...]:
    """Cost breaks that charge what is left on the last roll.

    Each roll serves `roll_units` pieces; one bought and left whole loses `left_cents`. The pieces' own costs hold the
    cloth they use, so a roll costs `left_cents` when it is begun and every piece cut from it takes its part of that
    off again. The first `shelf_units` pieces begin no roll.
    """
    ordered = sorted(breaks, key=lambda one: one.from_units)
    off = left_cents / roll_units
    found: dict[int, CostBreak] = {}
    for at, one in enumerate(ordered):
        end = ordered[at + 1].from_units if at + 1 < len(ordered) else None
        if one.from_units <= shelf_units:
            found[one.from_units] = one
        for roll in range(1, MOST_ROLLS + 1):
            begins = max(one.from_units, shelf_units + (roll - 1) * roll_units + 1)
            if begins > shelf_units + roll * roll_units or (end is not None and begins >= end):
                continue
            found[begins] = CostBreak(
                from_units=begins, setup_cents=one.setup_cents + round(roll * left_cents + shelf_units * off),
                cost_per_piece_cents=max(0, round(one.cost_per_piece_cents - off)),
            )  # fmt: skip
        beyond = max(one.from_units, shelf_units + MOST_ROLLS * roll_units + 1)
        if end is None or beyond < end:
            found[beyond] = CostBreak(
                from_units=beyond, setup_cents=one.setup_cents + round(left_cents / 2),
                cost_per_piece_cents=one.cost_per_piece_cents,
            )  # fmt: skip
    return tuple(found[begins] for begins in sorted(found))
