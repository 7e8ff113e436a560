"""The working capital that goods may bind: a limit beside the budget; stock and orders take their part first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from treadle.terms.product import CostBreak
from treadle.terms.reason import Fact, Reason
from treadle.terms.snapshot import Snapshot

#: What is told of a shadow price: what a thousand more would earn. By definition of the sentence.
THOUSAND = 1_000


def bound_cents(snapshot: Snapshot) -> int:
    """What goods bind on the day: stock at the cost of its pieces, and what is open of orders at theirs."""
    units: dict[str, int] = defaultdict(int)
    for held in snapshot.on_hand:
        sku = snapshot.catalogue.sku.get(held.sku)
        if sku is not None:
            units[sku.option_id] += held.units
    ours = {order.order_id for order in snapshot.orders}
    for receipt in snapshot.receipts:
        sku = snapshot.catalogue.sku.get(receipt.sku)
        if receipt.order_id not in ours and sku is not None:
            units[sku.option_id] += receipt.units
    stock = sum(
        CostBreak.at(snapshot.catalogue.option[option_id].cost_breaks, count).cost_per_piece_cents * count
        for option_id, count in units.items()
        if count and snapshot.catalogue.option[option_id].cost_breaks
    )
    ordered = 0
    for order in snapshot.orders:
        pieces = sum(order.terms.units.values())
        if order.open_units and pieces:
            ordered += order.terms.cost_cents * order.open_units // pieces
    return stock + ordered


def working_room_cents(snapshot: Snapshot, limit_cents: int) -> int | None:
    """What a buy may still bind of a limit; None where there is no limit (0)."""
    return max(limit_cents - bound_cents(snapshot), 0) if limit_cents else None


def tighter(budget_cents: int | None, room_cents: int | None) -> int | None:
    """The one of both that lets less be bought: each line takes its cost of either, so that only one of them binds."""
    given = [one for one in (budget_cents, room_cents) if one is not None]
    return min(given) if given else None


def told_as_working(
    limits: Iterable[Reason], snapshot: Snapshot, limit_cents: int, room_cents: int | None
) -> tuple[Reason, ...]:
    """Limits of a buy, money told as working capital where that was tighter than the budget: with what is bound
    already, and what a thousand more would earn."""
    budget = snapshot.budget_cents
    if room_cents is None or (budget is not None and budget <= room_cents):
        return tuple(limits)
    bound = bound_cents(snapshot)
    return tuple(_told(one, bound, limit_cents) if one.code == "limit.budget" else one for one in limits)


def _told(one: Reason, bound: int, limit_cents: int) -> Reason:
    earns = float(one.fact("worth_of_one_more_cents") or 0.0)
    facts: dict[str, Fact] = {
        **dict(one.facts), "bound_cents": bound, "limit_cents": limit_cents,
        "worth_of_thousand_cents": round(earns * THOUSAND * 100),
    }  # fmt: skip
    return Reason(code="limit.working_capital", facts=tuple(facts.items()))
