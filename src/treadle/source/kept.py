"""Orders of the brand's own ledger as they ended: what scores are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from treadle.terms.offer import ACCEPTED, DONE, Offer
from treadle.terms.order import Order
from treadle.terms.sourcing import KeptOrder


def kept_orders(
    orders: Sequence[Order], offers: Sequence[Offer], looked_at: Mapping[str, tuple[int, int]]
) -> tuple[KeptOrder, ...]:
    """Every order that came, with whoever made it: a factory of ours, or the one that accepted it.

    `looked_at` are garments inspected and defects found on them, by order. The promise is the one told first, and of
    a factory that accepted, the day it committed to. What the brand itself cancelled is not held against anybody; what
    a closed order is short of is. Prices are those of offers: quoted as first offered, paid as agreed.
    """
    taken = {one.terms.order_id: one for one in offers if one.state in (ACCEPTED, DONE)}
    found = []
    for order in orders:
        offer = taken.get(order.order_id)
        factory_id = order.terms.factory_id or ("" if offer is None else offer.terms.factory_id)
        if not factory_id or not order.arrived or order.state == "open":
            continue
        seen, defects = looked_at.get(order.order_id, (0, 0))
        units = order.ordered_units if order.is_closed else sum(line.wanted_units for line in order.lines)
        found.append(
            KeptOrder(
                factory_id=factory_id, order_id=order.order_id,
                promised_day=order.terms.promise_day if offer is None else offer.day,
                received_day=order.there_day or max(one.day for one in order.arrived),
                ordered_units=max(units, 1), accepted_units=min(order.received_units, units), inspected_units=seen,
                defects=defects, quoted_cents=0 if offer is None else _quoted(offer),
                paid_cents=0 if offer is None else offer.total_cents,
            )
        )  # fmt: skip
    return tuple(found)


def _quoted(offer: Offer) -> int:
    """What the agreed pieces would have cost as they were offered."""
    return offer.units * offer.terms.piece_cents + offer.terms.setup_cents
