"""What is sold ahead is made for sure: it comes before all other units, and limits give way to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from treadle.decide.why import least_units
from treadle.terms.buy import BuyCase, BuyPlan
from treadle.terms.product import CostBreak
from treadle.terms.reason import Reason


def net_of_sold(
    held: tuple[int, int], sold_units: int
) -> tuple[int, int, int]:  # fmt: skip
    """Stock and receipts of a SKU that are left for the shelf, and what of `sold_units` they do not cover.

    What is sold ahead takes stock first, then what is coming.
    """
    on_hand, on_order = held
    from_stock = min(sold_units, max(on_hand, 0))
    from_order = min(sold_units - from_stock, max(on_order, 0))
    return on_hand - from_stock, on_order - from_order, sold_units - from_stock - from_order


def firm_units(case: BuyCase) -> int:
    """Pieces of an option that are to be made for sure."""
    return sum(size.firm_units for size in case.sizes)


def with_room(
    cases: Sequence[BuyCase], budget_cents: int | None, capacity_minutes: float | None
) -> tuple[int | None, float | None, tuple[Reason, ...]]:
    """Budget and sewing minutes, raised to what the least orders of all that is sold ahead take, with the reason."""
    cents, minutes = 0, 0.0
    for case in cases:
        if firm_units(case):
            least = max(firm_units(case), least_units(case))
            cents += CostBreak.at(case.cost_breaks, least).cost_cents(least)
            minutes += least * case.smv_minutes
    over_cents = 0 if budget_cents is None else max(cents - budget_cents, 0)
    over_minutes = 0.0 if capacity_minutes is None else max(minutes - capacity_minutes, 0.0)
    if not over_cents and not over_minutes:
        return budget_cents, capacity_minutes, ()
    reason = Reason.of("limit.sold_ahead", cost_cents=cents, over_cents=over_cents, minutes=round(minutes),
                       over_minutes=round(over_minutes))  # fmt: skip
    return (
        None if budget_cents is None else budget_cents + over_cents,
        None if capacity_minutes is None else capacity_minutes + over_minutes,
        (reason,),
    )


def short_of_sold(buy: BuyPlan, cases: Sequence[BuyCase]) -> dict[str, int]:
    """The units of every SKU as they must be where a buy makes less of one than was sold; empty where it does not.

    An option below its least order, and a style below its minimum, is raised in the size that sells most.
    """
    units = {line.sku: line.units for line in buy.lines}
    firm = {size.sku: size.firm_units for case in cases for size in case.sizes}
    if all(units.get(sku, 0) >= count for sku, count in firm.items()):
        return {}
    style: dict[str, int] = defaultdict(int)
    for case in cases:
        for size in case.sizes:
            units[size.sku] = max(units.get(size.sku, 0), size.firm_units)
        made = sum(units[size.sku] for size in case.sizes)
        if 0 < made < least_units(case):
            units[_best(case)] += least_units(case) - made
        style[case.style_id] += max(made, least_units(case)) if made else 0
    for case in cases:
        missing = case.style_minimum_units - style[case.style_id]
        if firm_units(case) and missing > 0:
            units[_best(case)] += missing
            style[case.style_id] += missing
    return units


def _best(case: BuyCase) -> str:
    return max(case.sizes, key=lambda size: size.share).sku


def sold_reason(case: BuyCase, units: int) -> Reason:
    """Why an option is made that is sold ahead, where no other units of it were decided on."""
    return Reason.of("buy.sold_ahead", firm_units=firm_units(case), units=units, minimum_units=least_units(case))


def ship_day(days: Mapping[str, date], case_skus: Sequence[str], due: date) -> date:
    """The day on which an option is due: as others are, or earlier where a buyer was promised an earlier day."""
    return min([due, *(days[sku] for sku in case_skus if sku in days)])
