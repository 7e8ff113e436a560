"""Reasons of lays and of cloth that is short: take away what is said to be the cause, and it is otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from test_lays import COSTS, FABRIC, TABLE_MM, order_of, sums
from test_rolls import need, planned, roll

from treadle.cut.lays import plan_lays
from treadle.plant.plan_tables.cloth import SHORTAGE_CODES
from treadle.terms.rolls import Roll

#: A code (None: there is nothing to say), and what it explains.
Told = tuple[str | None, object]


def short(*rolls: Roll) -> Told:
    """Plies without cloth of five, of a marker of two metres."""
    found = planned([need(5)], list(rolls)).shortages
    return (SHORTAGE_CODES[found[0].cause], sum(one.plies for one in found)) if found else (None, 0)


def laid(*units: int, garment_mm: float = 500.0, least_plies: int = 1) -> Told:
    order = order_of(units)
    costs = replace(COSTS, min_plies=least_plies)
    plan = plan_lays(order, FABRIC, costs, lengths=sums(order, garment_mm), table_length_mm=TABLE_MM)
    return plan.reason.code, (plan.status, len(plan.lays) > 0)


#: By reason: what it is said of, and the same without the cause.
CLOTH_CAUSES: dict[str, tuple[Callable[[], Told], Callable[[], Told]]] = {
    "cloth.none": (lambda: short(roll("one", 4040)), lambda: short(roll("one", 4040), roll("two", 7000))),
    "cloth.narrow": (lambda: short(roll("one", 12_000, width=900)), lambda: short(roll("one", 12_000))),
    "cloth.short": (lambda: short(*(roll(f"end {at}", 900) for at in range(9))), lambda: short(roll("one", 12_000))),
    "cut.too_long": (lambda: laid(5, 5, garment_mm=13_000), lambda: laid(5, 5)),
    "cut.no_lays": (lambda: laid(3, 2, least_plies=10), lambda: laid(3, 2)),
    "cut.nothing": (lambda: laid(0, 0), lambda: laid(3, 2)),
}


@pytest.mark.parametrize("code", CLOTH_CAUSES)
def test_without_its_cause_it_is_cut_otherwise(code: str) -> None:
    (said, number), (_, moved) = (told() for told in CLOTH_CAUSES[code])
    assert said == code
    assert moved != number, f"{code}: {number} either way"
