"""The open-to-buy ledger of a day: what is ordered at what cost, by the day on which it arrives."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from treadle.day.snapshot import Snapshot
from treadle.decide.open_to_buy import open_to_buy
from treadle.terms.buy import BuyPlan, OpenToBuy


def ledger(snapshot: Snapshot, plan: BuyPlan | None = None) -> tuple[OpenToBuy, ...]:
    """The rows of the brand's planned receipts; none where it has no such plan.

    Released orders count with their own cost, also once they have come; other receipts with what their option costs at
    the quantity of the receipt.
    """
    ours = {order.order_id for order in snapshot.orders}
    ordered = [
        (max(order.terms.promise_day, order.terms.due_day), order.terms.cost_cents + order.price_cents)
        for order in snapshot.orders
    ]
    units: dict[tuple[str, str, date], int] = defaultdict(int)
    for receipt in snapshot.receipts:
        sku = snapshot.catalogue.sku.get(receipt.sku)
        if receipt.order_id not in ours and sku is not None:
            units[receipt.order_id, sku.option_id, receipt.due_day] += receipt.units
    for (_, option_id, day), count in units.items():
        breaks = snapshot.catalogue.option[option_id].cost_breaks
        held = [one for one in breaks if one.from_units <= count] or list(breaks[:1])
        ordered.append((day, held[-1].setup_cents + held[-1].cost_per_piece_cents * count))
    return open_to_buy(snapshot.planned_receipts, ordered, plan)
