"""Spare units: what the lays cut beyond the buy is part of the order, and paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from treadle.terms.buy import BuyCase, BuyPlan
from treadle.terms.product import CostBreak
from treadle.terms.schedule import WorkOrderDemand


@dataclass(frozen=True, slots=True, kw_only=True)
class Spare:
    """Units of a SKU cut beyond its line, and what they cost: each what a piece costs at the quantity of its option."""

    units: int
    cost_cents: int


#: Of a SKU without spare units.
NO_SPARE = Spare(units=0, cost_cents=0)


def spares(buy: BuyPlan, cases: Sequence[BuyCase], demands: Sequence[WorkOrderDemand]) -> Mapping[str, Spare]:
    """The spare units of every SKU that has any."""
    cut: dict[str, int] = defaultdict(int)
    for demand in demands:
        for sku, units in demand.units.items():
            cut[sku] += units
    bought: dict[str, int] = defaultdict(int)
    for line in buy.lines:
        bought[line.option_id] += line.units
    by_option = {case.option_id: case for case in cases}
    found = {}
    for line in buy.lines:
        units = cut.get(line.sku, line.units) - line.units
        if units > 0:
            cents = CostBreak.at(by_option[line.option_id].cost_breaks, bought[line.option_id]).cost_per_piece_cents
            found[line.sku] = Spare(units=units, cost_cents=round(units * cents))
    return found
