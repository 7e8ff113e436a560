"""What stores owe: goods that were delivered, less what they refused at delivery, each once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from treadle.terms.settlement import Account, OwedLine, due_of
from treadle.terms.shop import StoreOrder


def store_lines(account: Account, orders: Iterable[StoreOrder]) -> tuple[OwedLine, ...]:
    """Every line that a store was ever owed or owes: a line per delivery, and one per refusal that takes its money
    back."""
    found = []
    for order in orders:
        if order.placed.store_id != account.partner_id:
            continue
        terms = account.terms_on(order.placed.day)
        for number, one in enumerate(order.deliveries, 1):
            cents = sum(order.price(sku) * count for sku, count in one.units.items())
            due = due_of(terms, "delivery", one.day)
            name = f"delivery:{order.order_id}:{number}"
            found.append(_line(name, order, one.day, due, sum(one.units.values()), 0, cents))
        for number, one_refused in enumerate(order.refusals, 1):
            if one_refused.is_at_delivery:
                cents = sum(order.price(sku) * count for sku, count in one_refused.units.items())
                day = one_refused.day
                found.append(_line(f"refused:{order.order_id}:{number}", order, day, due_of(terms, "delivery", day), 0,
                                   sum(one_refused.units.values()), -cents))  # fmt: skip
    return tuple(sorted(found, key=lambda line: (line.day, line.line_id)))


def _line(name: str, order: StoreOrder, day: date, due: date, units: int, rejected: int, cents: int) -> OwedLine:
    return OwedLine(line_id=name, kind="delivery", subject=order.order_id, day=day, due_day=due, cents=cents,
                    units=units, rejected_units=rejected)  # fmt: skip
