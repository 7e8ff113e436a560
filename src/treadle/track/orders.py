"""Orders folded from entries: each entry changes one order; what takes a receipt back is an entry of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from treadle.terms.corrected import still_standing
from treadle.terms.correction import ReceiptTakenBack
from treadle.terms.entry import Amended, Closed, Entry, Ordered, Received, StageFinished
from treadle.terms.expectation import PromiseMoved
from treadle.terms.order import Arrived, Order, OrderLine
from treadle.terms.packing import Lent
from treadle.terms.quantity import Violation
from treadle.terms.release import ReleasedOrder


def fold_orders(entries: Iterable[Entry], before: Mapping[str, Order] | None = None) -> dict[str, Order]:
    """All orders by id, in the order of their release, as the entries (oldest first) leave them.

    `before` are orders that earlier entries left. Raises ValueError for an entry about an order that is not there.
    """
    orders = dict(before or {})
    for entry in entries:
        order = next_order(orders.get(entry.subject), entry)
        if order is not None:
            orders[order.order_id] = order
    return orders


def next_order(order: Order | None, entry: Entry) -> Order | None:
    """An order after one more entry; None where the entry is about no order."""
    body = entry.body
    if isinstance(body, Ordered):
        if order is not None:
            raise ValueError(f"entry {entry.number}: order {entry.subject} was placed before")
        return _placed(body, entry.currency)
    if not isinstance(body, Received | ReceiptTakenBack | Amended | Closed | StageFinished | PromiseMoved | Lent):
        return None
    if order is None:
        raise ValueError(f"entry {entry.number}: there is no order {entry.subject}")
    if isinstance(body, Received):
        return _received(order, body)
    if isinstance(body, ReceiptTakenBack):
        return _taken_back(order, body)
    if isinstance(body, PromiseMoved):
        return replace(order, moved_day=None if body.day == order.terms.promise_day else body.day)
    if isinstance(body, Amended):
        price = order.price_cents + body.price_cents
        # Another promise was made with the change; what was told before it holds no more.
        moved = order.moved_day if body.terms.promise_day == order.terms.promise_day else None
        return replace(
            order, terms=body.terms, lines=_wanted(order.lines, body.terms), price_cents=price, moved_day=moved
        )
    if isinstance(body, Lent):
        lent = {sku: order.lent.get(sku, 0) + body.units.get(sku, 0) for sku in (*order.lent, *body.units)}
        # What was reported finished is not: these pieces are cut and sewn again.
        return replace(order, lent=lent, finished_stages=())
    if isinstance(body, StageFinished):
        return replace(order, finished_stages=tuple(dict.fromkeys((*order.finished_stages, body.stage))))
    return _closed(order)


def _placed(body: Ordered, currency: str) -> Order:
    terms = body.order
    lines = tuple(
        OrderLine(sku=sku, ordered_units=units, spare_units=terms.spare_units.get(sku, 0))
        for sku, units in terms.units.items()
    )
    return Order(terms=terms, lines=lines, release_id=body.release_id, plan_id=body.plan_id, currency=currency,
                 counts=dict(body.counts), counted_day=body.counted_day)  # fmt: skip


def _received(order: Order, body: Received) -> Order:
    """What came is added line by line; a SKU that was never ordered is a line of nothing ordered, all of it over."""
    lines = {line.sku: line for line in order.lines}
    for one in body.lines:
        line = lines.get(one.sku, OrderLine(sku=one.sku, ordered_units=0))
        rejected = line.rejected_units + one.rejected_units
        lines[one.sku] = replace(line, received_units=line.received_units + one.units, rejected_units=rejected)
    arrived = tuple(
        Arrived(sku=one.sku, units=one.units, day=body.day, mark=one.mark) for one in body.lines if one.units
    )
    found = replace(
        order, lines=tuple(lines.values()), arrived=(*order.arrived, *arrived), counts={**order.counts, **body.counts},
        counted_day=body.counted_day or order.counted_day,
    )  # fmt: skip
    return _closed(found) if body.is_last else found


def _taken_back(order: Order, body: ReceiptTakenBack) -> Order:
    """The order as if a receipt had not been: what came with it is open again, also what it cancelled as the last."""
    lines = {line.sku: line for line in order.lines}
    arrived = list(order.arrived)
    for one in body.lines:
        line = lines[one.sku]
        lines[one.sku] = replace(
            line, received_units=line.received_units - one.units,
            rejected_units=line.rejected_units - one.rejected_units,
        )  # fmt: skip
        if one.units:
            arrived.remove(Arrived(sku=one.sku, units=one.units, day=body.day, mark=one.mark))
    for sku, units in body.reopened.items():
        lines[sku] = replace(lines[sku], cancelled_units=lines[sku].cancelled_units - units)
    held = (one for one in lines.values() if one.ordered_units or one.received_units or one.rejected_units)
    return replace(
        order, lines=tuple(held), arrived=tuple(arrived), counts={**order.counts, **body.counts},
        counted_day=body.counted_day or order.counted_day, terms=body.terms or order.terms,
        is_closed=order.is_closed and not body.reopens,
    )  # fmt: skip


def _closed(order: Order) -> Order:
    """What is open is cancelled. What a supplier did not send is not paid; what a factory of ours made is."""
    wanted, came = sum(line.wanted_units for line in order.lines), 0
    lines = []
    for line in order.lines:
        came += min(line.received_units, line.wanted_units)
        lines.append(replace(line, cancelled_units=line.cancelled_units + line.open_units))
    terms = replace(order.terms, units={line.sku: line.wanted_units for line in lines})
    if not terms.is_made and wanted:
        terms = replace(terms, cost_cents=round(terms.cost_cents * came / wanted))
    return replace(order, terms=terms, lines=tuple(lines), is_closed=True)


def _wanted(lines: tuple[OrderLine, ...], terms: ReleasedOrder) -> tuple[OrderLine, ...]:
    """The lines with what is wanted of each now: more is ordered, less is cancelled."""
    by_sku = {line.sku: line for line in lines}
    for sku in (*by_sku, *terms.units):
        line = by_sku.get(sku, OrderLine(sku=sku, ordered_units=0))
        more = terms.units.get(sku, 0) - line.wanted_units
        by_sku[sku] = replace(
            line,
            ordered_units=line.ordered_units + max(more, 0),
            cancelled_units=line.cancelled_units + max(-more, 0),
            spare_units=min(line.spare_units, terms.units.get(sku, 0)),
        )
    return tuple(by_sku.values())


def unbalanced(orders: Iterable[Order], entries: Iterable[Entry]) -> tuple[Violation, ...]:
    """Where the books do not add up: each order's own rules, and what came against the entries of receipts."""
    orders = tuple(orders)
    found = [one for order in orders for one in order.check()]
    came: dict[tuple[str, str], int] = {}
    for entry in still_standing(entries):
        if isinstance(entry.body, Received):
            for one in entry.body.lines:
                key = entry.subject, one.sku
                came[key] = came.get(key, 0) + one.units
    held = {(order.order_id, line.sku): line.received_units for order in orders for line in order.lines}
    for key in sorted({*came, *(one for one, units in held.items() if units)}):
        if came.get(key, 0) != held.get(key, 0):
            told = f"{held.get(key, 0)} in the order, {came.get(key, 0)} in its receipts"
            found.append(Violation(rule="what was received is what its entries say", where=" ".join(key), found=told))
    return tuple(found)
