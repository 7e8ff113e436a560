"""Stores of others order of the brand, take fewer, are delivered and refuse: allocation and cash follow at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from treadle.errors import ConflictError, InputError, NotFoundError, Problem
from treadle.plant.books import entry_of, ledger_of
from treadle.plant.plain_table import read_table_file
from treadle.plant.shops.counts import counts_now
from treadle.replenish.moves import next_store_order
from treadle.settings import Settings, read_settings
from treadle.storage.ledger.protocol import Ledger, Seen
from treadle.terms.entry import BODIES
from treadle.terms.fingerprint import fingerprint
from treadle.terms.shop import StoreDelivered, StoreLine, StoreOrder, StoreOrdered, StoreRefused
from treadle.terms.stock import NO_COUNT
from treadle.terms.table_spec import TableSpec, may, need

KIND_OF = {body: kind for kind, body in BODIES.items()}
TURNS = 20
STORE_ORDERS = TableSpec(
    name="store_orders",
    doc="Give a row for each order of a store and SKU",
    key=("order_id", "sku"),
    columns=(
        need("order_id", "id", "The store's order."),
        need("store_id", "id", "Who ordered."),
        need("sku", "id", "What."),
        need("units", "whole", "Pieces.", least=1),
        need("price", "money", "What the store pays for a piece.", least=0),
        need("day", "day", "When it ordered."),
        may("due_day", "day", "When it wants the goods; empty: at once."),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreBooks:
    """A brand's ledger for stores' orders, with who acts."""

    folder: Path
    settings: Settings
    ledger: Ledger
    author: str

    def orders(self) -> tuple[StoreOrder, ...]:
        """Every store's order, the oldest first."""
        return tuple(held.state for held in self.ledger.states(StoreOrder))

    def order(self, order_id: str) -> StoreOrder:
        """One of them. Raises `NotFoundError`."""
        held = self.ledger.state(StoreOrder, order_id)
        if held is None:
            raise NotFoundError(f"There is no order {order_id} of a store.")
        return held.state


def store_books(folder: Path, *, author: str) -> StoreBooks:
    """The stores' orders of a folder. Raises `NotFoundError` where it is none of treadle's."""
    settings = read_settings(folder)
    return StoreBooks(folder=folder, settings=settings, ledger=ledger_of(folder, settings), author=author)


def take_orders(books: StoreBooks, path: Path) -> tuple[StoreOrder, ...]:
    """Take the orders of a file (STORE_ORDERS), all or none; the same file again changes nothing.

    Raises `InputError` with every row that cannot be read, and for an order that was taken with other lines.
    """
    read = read_table_file(path, STORE_ORDERS, time_zone=books.settings.time_zone)
    if read.problems:
        raise InputError(read.problems)
    groups: dict[str, list[Mapping[str, object]]] = {}
    for row in read.rows:
        groups.setdefault(str(row["order_id"]), []).append(row)
    wanted = {name: _ordered(rows) for name, rows in groups.items()}
    held = {one.order_id: one.placed for one in books.orders()}
    other = [name for name, one in wanted.items() if name in held and held[name] != one]
    if other:
        raise InputError(
            Problem(file=name, what="it was taken with other lines before", remedy="Give a change its own order")
            for name in other
        )  # fmt: skip
    entries = [
        entry_of("store order", name, one, key=f"store order:{name}", known=one.day, author=books.author,
                 settings=books.settings)
        for name, one in wanted.items() if name not in held
    ]  # fmt: skip
    if entries:
        books.ledger.add(entries)
    return tuple(books.order(name) for name in wanted)


def _ordered(rows: Sequence[Mapping[str, object]]) -> StoreOrdered:
    first = rows[0]
    day = first["day"]
    assert isinstance(day, date)
    due = first["due_day"] or day
    assert isinstance(due, date)
    lines = tuple(
        StoreLine(sku=str(one["sku"]), units=int(str(one["units"])), price_cents=int(str(one["price_cents"])))
        for one in rows
    )
    return StoreOrdered(store_id=str(first["store_id"]), day=day, due_day=due, lines=lines)


def deliver(books: StoreBooks, order_id: str, units: Mapping[str, int] | None, day: date) -> StoreOrder:
    """Goods of an order leave (None: all that is open). Raises `NotFoundError`, `InputError` for more than is open."""

    def decide(order: StoreOrder) -> StoreDelivered | StoreRefused:
        found = {sku: order.open_units(sku) for sku in order.skus} if units is None else dict(units)
        left = {sku: count for sku, count in found.items() if count}
        return StoreDelivered(day=day, units=left, marks=_marks(books, left, day))

    return _tell(books, order_id, decide)


def refuse(
    books: StoreBooks, order_id: str, units: Mapping[str, int] | None, day: date, *, at_delivery: bool, why: str = "",
    share: float | None = None,
) -> StoreOrder:  # fmt: skip
    """A store takes fewer: `units` by SKU, a share of each line, or all that is open (all that was delivered, where it
    is refused then). Raises as `deliver` does."""

    def decide(order: StoreOrder) -> StoreDelivered | StoreRefused:
        left = {
            sku: order.delivered.get(sku, 0) - order.refused.get(sku, 0) if at_delivery else order.open_units(sku)
            for sku in order.skus
        }
        found = dict(units) if units is not None else left
        if share is not None:
            found = {sku: round(count * share) for sku, count in left.items()}
        found = {sku: count for sku, count in found.items() if count}
        marks = _marks(books, found, day) if at_delivery else {}
        return StoreRefused(day=day, units=found, is_at_delivery=at_delivery, reason=why, marks=marks)

    return _tell(books, order_id, decide)


def _marks(books: StoreBooks, units: Mapping[str, int], day: date) -> dict[str, str]:
    """The warehouse's counts of SKUs as they are now."""
    now = counts_now(books.folder, books.settings, day)
    return {sku: now.marks.get((now.warehouse, sku), NO_COUNT) for sku in units}


def _tell(
    books: StoreBooks, order_id: str, decide: Callable[[StoreOrder], StoreDelivered | StoreRefused]
) -> StoreOrder:
    """Add what is decided on an order as it stands, decided anew where somebody else came first."""
    for _ in range(TURNS):
        held = books.ledger.state(StoreOrder, order_id)
        if held is None:
            raise NotFoundError(f"There is no order {order_id} of a store.")
        body = decide(held.state)
        if not body.units:
            return held.state
        entry = entry_of(
            KIND_OF[type(body)], order_id, body, key=f"{order_id}:{held.version}:{fingerprint(body)}", known=body.day,
            author=books.author, settings=books.settings,
        )  # fmt: skip
        try:
            after = next_store_order(held.state, entry)
        except ValueError:
            asked = ", ".join(f"{sku} {count}" for sku, count in body.units.items())
            raise InputError.single(order_id, f"there is less of it than {asked}", "Look at: treadle shops DIR stores"
                                    ) from None  # fmt: skip
        try:
            books.ledger.add([entry], seen=[Seen(kind=StoreOrder, state_id=order_id, version=held.version)])
        except ConflictError:
            continue
        return after
    raise ConflictError(f"The order {order_id} is written by many others at once: try again.")
