"""Goods on their way to and between shops, and stores' orders: the states of the ledger, and where stock lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from treadle.terms.entry import Entry
from treadle.terms.quantity import Violation
from treadle.terms.shop import (
    GoodsMoved,
    Move,
    MoveArrived,
    MoveTakenBack,
    StoreDelivered,
    StoreOrder,
    StoreOrdered,
    StoreRefused,
)
from treadle.terms.sold_ahead import SoldAhead
from treadle.terms.stock import NO_COUNT, OnHand


def next_move(before: Move | None, entry: Entry) -> Move:
    """A move after one more entry. Raises ValueError for goods that come and never left, or are taken back once they
    are there."""
    body = entry.body
    if isinstance(body, GoodsMoved):
        if before is not None and not before.is_taken_back:
            raise ValueError(f"entry {entry.number}: {entry.subject} left before")
        return Move(move_id=entry.subject, sent=body)
    if before is None or before.is_taken_back:
        raise ValueError(f"entry {entry.number}: {entry.subject} never left")
    if isinstance(body, MoveTakenBack):
        if before.arrived is not None:
            raise ValueError(f"entry {entry.number}: {entry.subject} is there already")
        return replace(before, is_taken_back=True)
    assert isinstance(body, MoveArrived)
    return replace(before, arrived=body)


def next_store_order(before: StoreOrder | None, entry: Entry) -> StoreOrder:
    """A store's order after one more entry. Raises ValueError for more than there is of it."""
    body = entry.body
    if isinstance(body, StoreOrdered):
        if before is not None:
            raise ValueError(f"entry {entry.number}: {entry.subject} was ordered before")
        return StoreOrder(order_id=entry.subject, placed=body)
    if before is None:
        raise ValueError(f"entry {entry.number}: there is no store order {entry.subject}")
    if isinstance(body, StoreDelivered):
        after = replace(before, delivered=_added(before.delivered, body.units), deliveries=(*before.deliveries, body))
    else:
        assert isinstance(body, StoreRefused)
        after = replace(before, refusals=(*before.refusals, body))
        if body.is_at_delivery:
            after = replace(after, refused=_added(before.refused, body.units))
        else:
            after = replace(after, cancelled=_added(before.cancelled, body.units))
    if after.check():
        raise ValueError(f"entry {entry.number}: {after.check()[0]}")
    return after


def _added(held: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    return {sku: held.get(sku, 0) + more.get(sku, 0) for sku in dict.fromkeys((*held, *more))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Pieces by place and SKU: `there` now, `coming` on their way."""

    there: Mapping[tuple[str, str], int]
    coming: Mapping[tuple[str, str], int]


def position(counted: Iterable[OnHand], moves: Iterable[Move], as_of: date) -> Position:
    """Where goods lie when `as_of` begins: as they were counted, with all moves that no count holds yet.

    A count that says its day holds what moved before it; one that does not holds a move once it is another count than
    the one that was there when the goods left. What did not come is nowhere.
    """
    there: dict[tuple[str, str], int] = {}
    days: dict[tuple[str, str], date | None] = {}
    marks: dict[tuple[str, str], str] = {}
    for held in counted:
        key = held.place_id, held.sku
        there[key] = there.get(key, 0) + held.units
        if held.mark:
            days[key], marks[key] = held.counted_on, held.mark
    coming: dict[tuple[str, str], int] = {}
    for move in moves:
        if move.is_taken_back:
            continue
        sent = move.sent
        for line in sent.lines:
            source, target = (sent.from_place_id, line.sku), (sent.to_place_id, line.sku)
            if not _holds(days.get(source), marks.get(source, ""), sent.day, line.from_mark):
                there[source] = there.get(source, 0) - line.units
            came = move.arrived.day if move.arrived is not None else sent.arrives_on
            if move.arrived is None and sent.arrives_on > as_of:
                coming[target] = coming.get(target, 0) + line.units
            elif not _holds(days.get(target), marks.get(target, ""), came, line.to_mark):
                there[target] = there.get(target, 0) + move.came_units(line)
    return Position(there=there, coming=coming)


def net_stock(counted: Iterable[OnHand], moves: Iterable[Move], as_of: date) -> tuple[OnHand, ...]:
    """Counts in which no piece that moved is twice or nowhere: of a move that one place has counted and the other has
    not. Where neither has, or both have, all places together hold what they held."""
    found = list(counted)
    days = {(one.place_id, one.sku): one.counted_on for one in found if one.mark}
    marks = {(one.place_id, one.sku): one.mark for one in found if one.mark}
    for move in moves:
        if move.is_taken_back:
            continue
        sent = move.sent
        came = move.arrived.day if move.arrived is not None else sent.arrives_on
        is_there = move.arrived is not None or sent.arrives_on <= as_of
        for line in sent.lines:
            source, target = (sent.from_place_id, line.sku), (sent.to_place_id, line.sku)
            has_left = _holds(days.get(source), marks.get(source, ""), sent.day, line.from_mark)
            has_come = is_there and _holds(days.get(target), marks.get(target, ""), came, line.to_mark)
            if has_left and not has_come:
                found.append(OnHand(sku=line.sku, place_id=sent.to_place_id, units=move.came_units(line),
                                    order_id=move.move_id))  # fmt: skip
            elif has_come and not has_left:
                found = _without(found, source, line.units)
    return tuple(found)


def _without(counted: list[OnHand], place: tuple[str, str], units: int) -> list[OnHand]:
    """The counts less pieces of a SKU at a place."""
    found, left = [], units
    for one in counted:
        if (one.place_id, one.sku) == place and left > 0:
            taken = min(one.units, left)
            found.append(replace(one, units=one.units - taken))
            left -= taken
        else:
            found.append(one)
    return found


def _holds(counted_on: date | None, mark: str, moved_on: date, mark_then: str) -> bool:
    """Whether a count holds what moved on a day, when the count had the mark `mark_then`."""
    return moved_on < counted_on if counted_on is not None else mark != mark_then


def stores_uncounted(
    orders: Iterable[StoreOrder], counted: Iterable[OnHand], place_id: str, as_of: date
) -> dict[str, int]:
    """Pieces by SKU by which a warehouse's counts are to be changed for what went to stores (less) and what they
    refused at delivery (more), as far as no count holds it yet."""
    mine = [one for one in counted if one.place_id == place_id and one.mark]
    days, marks = {one.sku: one.counted_on for one in mine}, {one.sku: one.mark for one in mine}
    found: dict[str, int] = {}

    def told(day: date, units: Mapping[str, int], then: Mapping[str, str], sign: int) -> None:
        for sku, count in units.items():
            counted_on, mark = days.get(sku), then.get(sku, "")
            # Where neither the count says its day nor the telling what was counted then, the count is believed.
            is_counted = day < counted_on if counted_on is not None else not mark or mark != marks.get(sku, NO_COUNT)
            if day <= as_of and not is_counted:
                found[sku] = found.get(sku, 0) + sign * count

    for order in orders:
        for sent in order.deliveries:
            told(sent.day, sent.units, sent.marks, -1)
        for back in order.refusals:
            if back.is_at_delivery:
                told(back.day, back.units, back.marks, 1)
    return {sku: units for sku, units in found.items() if units}


def with_stores(
    counted: Iterable[OnHand], orders: Iterable[StoreOrder], place_id: str, as_of: date
) -> tuple[OnHand, ...]:
    """Counts without what went to stores, and with what came back from them."""
    found = list(counted)
    for sku, units in stores_uncounted(orders, found, place_id, as_of).items():
        if units > 0:
            found.append(OnHand(sku=sku, place_id=place_id, units=units))
        else:
            found = _without(found, (place_id, sku), -units)
    return tuple(found)


def store_demand(orders: Iterable[StoreOrder]) -> tuple[SoldAhead, ...]:
    """What stores ordered and wait for: sold for sure, to be delivered by its due day."""
    return tuple(
        SoldAhead(sale_id=one.order_id, sku=sku, units=one.open_units(sku), ship_day=one.placed.due_day, is_store=True)
        for one in orders
        for sku in one.skus
        if one.open_units(sku)
    )


def moved_units(moves: Iterable[Move]) -> dict[str, int]:
    """Pieces by SKU that moves sent less those that came or are on their way: what was lost between two places."""
    lost: dict[str, int] = {}
    for move in moves:
        for line in () if move.is_taken_back else move.sent.lines:
            gone = line.units - move.came_units(line)
            if gone:
                lost[line.sku] = lost.get(line.sku, 0) + gone
    return lost


def unbalanced_stores(orders: Iterable[StoreOrder]) -> tuple[Violation, ...]:
    """Where stores' orders do not add up."""
    return tuple(found for one in orders for found in one.check())
