"""Approve the first piece of an order, or reject it with what was found; what waits for that, and what did not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from treadle.errors import InputError
from treadle.plant.floor_read import FloorRead
from treadle.plant.floor_seen import seen_floor
from treadle.plant.order_of import Books, open_books
from treadle.schedule.work_in_progress import unfinished
from treadle.terms.entry import Entry
from treadle.terms.fingerprint import fingerprint
from treadle.terms.first_piece import BulkBegun, FirstPiece
from treadle.terms.order import Order
from treadle.track.first_piece import bulk_begun, first_bundles

KIND = "first piece"


def judge_first_piece(
    folder: Path, order_id: str, *, is_approved: bool, deviations: Sequence[str] = (), note: str = "", author: str,
    now: datetime | None = None,
) -> FirstPiece:  # fmt: skip
    """Say what was found of the first piece of an order; the newest word counts.

    Raises `NotFoundError` for no such order, `InputError` for one that is bought in, and for a rejection without a
    deviation or a note.
    """
    books = open_books(folder, None)
    order = books.order(order_id)
    if not order.terms.is_made:
        raise InputError.single(order_id, "it is bought in, so its stages are not ours", "Book it with treadle receive")
    if not is_approved and not deviations and not note:
        raise InputError.single(order_id, "a rejection says nothing of what was found", "Say it with --found or --note")
    body = FirstPiece(is_approved=is_approved, deviations=tuple(deviations), note=note)
    moment = now or datetime.now(UTC)
    newest = books.ledger.newest([KIND])
    books.ledger.add([
        Entry(kind=KIND, subject=order_id, happened_at=moment, known_at=moment, author=author,
              key=f"{KIND}:{order_id}:{newest}:{fingerprint(body)}", body=body, currency=books.settings.currency)
    ])  # fmt: skip
    return body


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPieceTold:
    """An order whose first piece waits to be approved; `said` is what was found of it last (None: nobody looked)."""

    order_id: str
    goods: str
    units: int
    said: FirstPiece | None
    by: str = ""
    at: datetime | None = None


def waiting_first_pieces(folder: Path) -> tuple[FirstPieceTold, ...]:
    """Orders of our factories that are open, not reported sewn, and whose first piece was not approved; none where the
    setting `approve_first_piece` asks for no approval."""
    books = seen_floor(folder).books
    approved = approved_orders(books)
    said = {one.subject: one for one in books.ledger.entries(kinds=[KIND])}
    catalogue, found = books.snapshot.catalogue, []
    for order in unfinished(books.snapshot):
        if order.order_id in approved:
            continue
        last = said.get(order.order_id)
        body = last.body if last is not None and isinstance(last.body, FirstPiece) else None
        found.append(
            FirstPieceTold(
                order_id=order.order_id, goods=catalogue.style_name(order.terms.style_id),
                units=sum(order.terms.units.values()), said=body, by=last.author if last else "",
                at=last.happened_at if last else None,
            )
        )  # fmt: skip
    return tuple(found)


def approved_orders(books: Books) -> frozenset[str]:
    """Orders whose first piece was approved; all where the setting `approve_first_piece` asks for none."""
    if not books.settings.floor.approve_first_piece:
        return frozenset(one.order_id for one in books.snapshot.orders)
    said = {one.subject: one.body for one in books.ledger.entries(kinds=[KIND])}
    return frozenset(name for name, body in said.items() if isinstance(body, FirstPiece) and body.is_approved)


def bulk_without_approval(read: FloorRead) -> tuple[BulkBegun, ...]:
    """Orders of which more than the first bundle was begun though nobody approved their first piece."""
    return bulk_begun(read.floor.bundles, approved_orders(read.books))


def held_for_first_piece(read: FloorRead, order_ids: Collection[str]) -> frozenset[str]:
    """Bundles of these orders that wait until the first piece is approved: all but the first."""
    approved = approved_orders(read.books)
    first = first_bundles(read.floor.bundles)
    return frozenset(
        one.bundle_id
        for one in read.floor.bundles
        if one.order_id in order_ids and one.order_id not in approved and one.bundle_id != first.get(one.order_id)
    )


def require_approved(books: Books, order: Order) -> None:
    """Raise `InputError` where the first piece of an order was not approved, and has to be."""
    if order.terms.is_made and order.order_id not in approved_orders(books):
        remedy = f"Look at it, then: treadle first-piece DIR {order.order_id} --approve"
        raise InputError.single(order.order_id, "its first piece was not approved", remedy)
