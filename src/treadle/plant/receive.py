"""Book what came of an order: in parts, short, over, rejected, by size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from treadle.errors import InputError, Problem
from treadle.plant.books import entry_of
from treadle.plant.order_of import Books, open_books
from treadle.plant.plain_table import read_table_file
from treadle.storage.brand_orders import count_marks
from treadle.terms.correction import ReceiptTakenBack
from treadle.terms.delivery import DELIVERIES
from treadle.terms.entry import Entry, Received, ReceivedLine
from treadle.terms.fingerprint import fingerprint
from treadle.terms.order import Order
from treadle.terms.stock import NO_COUNT
from treadle.track.asked import asked
from treadle.track.orders import next_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What came of an order, as somebody says it.

    `units` and `rejected` are by SKU, size, or colour/size; `units` None is all that is open. `note_id` is the delivery
    note: the same note is booked once. `is_counted`: the count of the stock holds it already; None where nobody says.
    """

    order_id: str
    units: Mapping[str, int] | None = None
    rejected: Mapping[str, int] | None = None
    day: date | None = None
    is_last: bool = False
    has_come: bool = True
    is_counted: bool | None = None
    note: str = ""
    note_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An order before and after a delivery, and what was booked; `is_new` is False where it was booked before."""

    before: Order
    after: Order
    body: Received
    is_new: bool


def receive_file(folder: Path, path: Path, *, author: str) -> tuple[Booked, ...]:
    """Book every delivery of a file, or none: a row per order, SKU and delivery.

    Raises `InputError` with every row that cannot be booked, else as `receive`.
    """
    return receive(folder, read_deliveries(path), author=author)


def read_deliveries(path: Path) -> tuple[Delivery, ...]:
    """The deliveries of a file (DELIVERIES): rows of one order, day and note are one.

    Raises `NotFoundError` where there is no file, and `InputError` with every row that cannot be read.
    """
    read = read_table_file(path, DELIVERIES)
    if read.problems:
        raise InputError(read.problems)
    groups: dict[tuple[str, date | None, str], list[Mapping[str, Any]]] = {}
    for row in read.rows:
        groups.setdefault((row["order_id"], row["day"], row["note_id"] or ""), []).append(row)
    return tuple(
        Delivery(order_id=order_id, day=day, note_id=note_id, is_last=any(row["is_last"] for row in rows),
                 units={row["sku"]: row["units"] for row in rows},
                 rejected={row["sku"]: row["rejected"] for row in rows})
        for (order_id, day, note_id), rows in groups.items()
    )  # fmt: skip


def receive(folder: Path, deliveries: Sequence[Delivery], *, author: str) -> tuple[Booked, ...]:
    """Book deliveries together, or none of them.

    Raises `NotFoundError` for an order that is not there, `InputError` with everything that cannot be booked, and
    `ConflictError` where somebody else changed the ledger meanwhile.
    """
    books = open_books(folder, max((one.day for one in deliveries if one.day), default=None))
    problems: list[Problem] = []
    orders: dict[str, Order] = {}
    found: list[tuple[Order, Order, Entry]] = []
    for delivery in deliveries:
        before = orders.get(delivery.order_id) or books.order(delivery.order_id)
        body = _body(books, before, delivery, problems)
        if body is None:
            continue
        what = delivery.note_id or fingerprint(body.lines, body.day, body.is_last, body.note)
        key = _key(books, before.order_id, f"receipt:{before.order_id}:{what}")
        entry = entry_of(
            "receipt", before.order_id, body, key=key, known=books.snapshot.as_of,
            happened=body.day, author=author, settings=books.settings,
        )  # fmt: skip
        after = next_order(before, entry)
        assert after is not None
        orders[delivery.order_id] = after
        found.append((before, after, entry))
    if problems:
        raise InputError(problems)
    fresh = [one for one in found if not _is_there(books, one[2])]
    if fresh:
        books.ledger.add([entry for _, _, entry in fresh], seen_head=books.head)
    keys = {entry.key for _, _, entry in fresh}
    return tuple(
        Booked(
            before=before, after=after if entry.key in keys else before, body=_received(entry), is_new=entry.key in keys
        )
        for before, after, entry in found
    )


def _key(books: Books, order_id: str, key: str) -> str:
    """The key of a receipt; what was taken back may be booked again, once."""
    told = books.ledger.entries(subjects=[order_id], kinds=["receipt taken back"])
    taken_back = {one.body.receipt_key for one in told if isinstance(one.body, ReceiptTakenBack)}
    names = (key, *(f"{key}:{number}" for number in range(2, len(taken_back) + 3)))
    return next(one for one in names if one not in taken_back)


def _received(entry: Entry) -> Received:
    assert isinstance(entry.body, Received)
    return entry.body


def _is_there(books: Books, entry: Entry) -> bool:
    return any(one.key == entry.key for one in books.ledger.entries(subjects=[entry.subject], kinds=["receipt"]))


def _body(books: Books, order: Order, delivery: Delivery, problems: list[Problem]) -> Received | None:
    """The delivery by SKU; None, and problems are said, where it cannot be booked."""
    snapshot = books.snapshot
    day = delivery.day or snapshot.as_of
    counts = {line.sku: _on_hand(books, line.sku) for line in order.lines}
    if not delivery.has_come:
        return Received(day=day, note=delivery.note, counts=counts, counted_day=snapshot.as_of)
    before = len(problems)

    def say(what: str, remedy: str) -> None:
        problems.append(Problem(file=order.order_id, what=what, remedy=remedy))

    if day < order.terms.origin_day:
        say(f"it was ordered on {order.terms.origin_day}, so nothing came on {day}", "Say the day with --on")
    rejected = _by_sku(books, order, delivery.rejected or {}, say)
    units = {line.sku: line.open_units for line in order.lines if line.open_units}
    if delivery.units is not None:
        units = _by_sku(books, order, delivery.units, say)
    else:
        units = {sku: max(count - rejected.get(sku, 0), 0) for sku, count in units.items()}
        if not units and not delivery.is_last:
            say(f"nothing of it is open ({order.state})", "Say with --units what came beyond it")
    if len(problems) > before:
        return None
    is_counted = delivery.is_counted
    if is_counted is None:
        is_counted = any(one.order_id == order.order_id for one in asked(snapshot))
    marks = count_marks(snapshot.on_hand)
    lines = tuple(
        ReceivedLine(sku=sku, units=units.get(sku, 0), rejected_units=rejected.get(sku, 0),
                     mark="" if is_counted else marks.get(sku, NO_COUNT))
        for sku in dict.fromkeys((*units, *rejected))
        if units.get(sku, 0) or rejected.get(sku, 0)
    )  # fmt: skip
    more = {one.sku: 0 if is_counted else one.units for one in lines}
    counts = {sku: count + more.get(sku, 0) for sku, count in counts.items()}
    return Received(day=day, lines=lines, is_last=delivery.is_last, note=delivery.note, counts=counts,
                    counted_day=snapshot.as_of)  # fmt: skip


def _on_hand(books: Books, sku: str) -> int:
    return sum(held.units for held in books.snapshot.on_hand if held.sku == sku)


def _by_sku(books: Books, order: Order, said: Mapping[str, int], say: object) -> dict[str, int]:
    """Units by SKU from what a person called them."""
    assert callable(say)
    names = names_of(books, order)
    found: dict[str, int] = defaultdict(int)
    for name, units in said.items():
        skus = names.get(name.casefold(), ())
        if len(skus) == 1:
            found[skus[0]] += units
        elif skus:
            say(f"'{name}' could be {', '.join(skus)}", "Say colour/size, or the SKU")
        else:
            say(f"it has no '{name}'", f"Name one of: {', '.join(line.sku for line in order.lines)}")
    return dict(found)


def names_of(books: Books, order: Order) -> dict[str, tuple[str, ...]]:
    """What a person may call a SKU of an order: the SKU, its size, or its colour and size; in small letters.

    SKUs of the order's style that it does not hold are known by the SKU alone.
    """
    catalogue = books.snapshot.catalogue
    names: dict[str, list[str]] = defaultdict(list)
    for line in order.lines:
        sku = catalogue.sku.get(line.sku)
        said = [line.sku]
        if sku is not None:
            colour = catalogue.option[sku.option_id].colour
            said += [sku.size, f"{colour}/{sku.size}", f"{sku.option_id}/{sku.size}"]
        for one in dict.fromkeys(word.casefold() for word in said):
            names[one].append(line.sku)
    for known in catalogue.skus:
        if catalogue.option[known.option_id].style_id == order.terms.style_id:
            names.setdefault(known.sku.casefold(), [known.sku])
    return {name: tuple(dict.fromkeys(skus)) for name, skus in names.items()}
