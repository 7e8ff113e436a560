"""What was booked wrongly of an order is taken back, with a reason: a receipt, a carton, a shipment.

What rests on it follows: the stock, what is open, what is owed, what waits for a carton. Where a later step stands on
it, that one is named and nothing changes. Taken back again it is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from treadle.errors import ConflictError, InputError, NotFoundError
from treadle.plant.books import entry_of
from treadle.plant.end_of_line import EndOfLine, read_end_of_line
from treadle.plant.order_of import Books, open_books
from treadle.terms.corrected import still_standing
from treadle.terms.correction import CartonOpened, LineTakenBack, ReceiptTakenBack, ShipmentTakenBack
from treadle.terms.entry import ORDER_KINDS, Amended, Body, Closed, Entry, Received
from treadle.terms.order import Order
from treadle.terms.packing import Carton
from treadle.terms.settlement import Account
from treadle.track.orders import fold_orders, next_order


def take_back_receipt(folder: Path, order_id: str, receipt_key: str, *, reason: str, author: str) -> Order:
    """A receipt of an order did not happen. Returns the order as it stands then.

    Raises `NotFoundError` where the order has no such receipt, `InputError` without a reason, and `ConflictError` where
    a statement lists it or a later one, or the order was closed or changed since in a way that rests on it.
    """
    books = open_books(folder, None)
    order = books.order(order_id)
    entries = books.ledger.entries(subjects=[order_id], kinds=ORDER_KINDS)
    receipt = next((one for one in entries if one.key == receipt_key and isinstance(one.body, Received)), None)
    if receipt is None:
        raise NotFoundError(f"There is no such receipt of {order_id}.")
    if any(isinstance(one.body, ReceiptTakenBack) and one.body.receipt_key == receipt_key for one in entries):
        return order
    since = [one for one in still_standing(entries) if one.number > receipt.number]
    _require_free(books, order_id, receipt, since)
    entry = entry_of(
        "receipt taken back", order_id, _undone(books, order, receipt, entries, _said(reason)),
        key=f"receipt taken back:{receipt_key}", known=books.snapshot.as_of, author=author, settings=books.settings,
    )  # fmt: skip
    after = next_order(order, entry)
    assert after is not None
    books.ledger.add([entry], seen_head=books.head)
    return after


def open_carton(folder: Path, carton_id: str, *, reason: str, author: str, now: datetime | None = None) -> Carton:
    """A carton was packed wrongly: its pieces wait again. Returns it as it was.

    Raises `NotFoundError`, `InputError` without a reason, and `ConflictError` where it has left, or holds pieces of
    another order, which is being made again for them.
    """
    end = read_end_of_line(folder)
    carton = end.every_carton.get(carton_id)
    if carton is None:
        raise NotFoundError(f"There is no carton {carton_id}.")
    if carton_id not in end.cartons:
        return carton
    carton = end.cartons[carton_id]
    if carton.shipment_id:
        raise ConflictError(f"Carton {carton_id} left with {carton.shipment_id}: take that shipment back first.")
    lenders = {one.from_order_id for one in carton.packed.lines if one.from_order_id} - {carton.packed.order_id}
    if lenders:
        named = ", ".join(sorted(lenders))
        raise ConflictError(
            f"Carton {carton_id} holds pieces of {named}, which is made again for them: it stays packed."
        )
    _add(end, "carton opened", carton_id, CartonOpened(reason=_said(reason)), author, now)
    return carton


def take_back_shipment(
    folder: Path, shipment_id: str, *, reason: str, author: str, now: datetime | None = None
) -> tuple[Carton, ...]:
    """A shipment did not leave: its cartons are here again. Returns them as they were.

    Raises `NotFoundError`, `InputError` without a reason, and `ConflictError` where goods of its orders were booked as
    come since.
    """
    end = read_end_of_line(folder)
    gone = tuple(one for one in end.cartons.values() if one.shipment_id == shipment_id)
    left = next((one for one in end.entries if one.kind == "shipment" and one.subject == shipment_id), None)
    if left is None:
        raise NotFoundError(f"There is no shipment {shipment_id}.")
    if not gone:
        return ()
    orders = sorted({one.packed.order_id for one in gone})
    told = end.read.books.ledger.entries(subjects=orders, kinds=["receipt", "receipt taken back"])
    for one in still_standing(told):
        if one.number > left.number and isinstance(one.body, Received) and one.body.lines:
            raise ConflictError(
                f"Goods of {one.subject} were booked as come on {one.body.day}, after {shipment_id} had left: "
                "take that receipt back first."
            )
    _add(end, "shipment taken back", shipment_id, ShipmentTakenBack(reason=_said(reason)), author, now)
    return gone


def _said(reason: str) -> str:
    """The reason, which the books keep. Raises `InputError` without one."""
    if not reason.strip():
        raise InputError.single("reason", "nobody said why", "Write why it is taken back")
    return reason.strip()


def _require_free(books: Books, order_id: str, receipt: Entry, since: Sequence[Entry]) -> None:
    """Raise `ConflictError` where something that came after a receipt rests on it. `since` are the order's entries
    after it."""
    assert isinstance(receipt.body, Received)
    for one in since:
        body = one.body
        if isinstance(body, Closed) or (isinstance(body, Received) and body.is_last):
            raise ConflictError(f"{order_id} was closed after this receipt: what is owed of it was counted with it.")
        if receipt.body.is_last and isinstance(body, Amended):
            raise ConflictError(f"{order_id} was changed after this receipt had closed it: change it back first.")
    keys = {receipt.key, *(one.key for one in since if isinstance(one.body, Received))}
    for held in books.ledger.states(Account):
        for statement_id, statement in held.state.statements.items():
            if any(line.line_id.partition(":")[2] in keys for line in statement.made.lines):
                raise ConflictError(
                    f"Statement {statement_id} of {held.state_id} lists this receipt, or a later one of {order_id}: "
                    "what is stated stays. Settle the difference with the partner."
                )


def _undone(books: Books, order: Order, receipt: Entry, entries: Sequence[Entry], reason: str) -> ReceiptTakenBack:
    """What takes a receipt back, with all that the order needs to be as it was."""
    body = receipt.body
    assert isinstance(body, Received)
    reopened, terms, reopens = {}, None, False
    if body.is_last:
        before = fold_orders(one for one in entries if one.number < receipt.number)[order.order_id]
        then = next_order(before, receipt)
        assert then is not None
        cancelled = {line.sku: line.cancelled_units for line in before.lines}
        reopened = {line.sku: line.cancelled_units - cancelled.get(line.sku, 0) for line in then.lines}
        terms, reopens = before.terms, not before.is_closed
    snapshot = books.snapshot
    counts = {line.sku: sum(held.units for held in snapshot.on_hand if held.sku == line.sku) for line in order.lines}
    return ReceiptTakenBack(
        receipt_key=receipt.key, reason=reason, day=body.day,
        lines=tuple(
            LineTakenBack(sku=one.sku, units=one.units, rejected_units=one.rejected_units, mark=one.mark)
            for one in body.lines
        ),
        reopened={sku: units for sku, units in reopened.items() if units}, terms=terms, reopens=reopens,
        counts=counts, counted_day=snapshot.as_of,
    )  # fmt: skip


def _add(end: EndOfLine, kind: str, subject: str, body: Body, author: str, now: datetime | None) -> None:
    moment = now or datetime.now(UTC)
    books = end.read.books
    books.ledger.add([
        Entry(kind=kind, subject=subject, happened_at=moment, known_at=moment, author=author, key=f"{kind}:{subject}",
              body=body, currency=books.settings.currency)
    ])  # fmt: skip
