"""What a brand's ledger says on a day: orders as they stand, what is coming, and what came but was not counted yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from treadle.presell.obligations import sold_ahead
from treadle.replenish.moves import store_demand
from treadle.source.kept import kept_orders
from treadle.storage.floor_facts import read_floor
from treadle.storage.folder_rows import FolderRows
from treadle.storage.ledger.folds import BY_STATE, fold
from treadle.storage.ledger.moments import after, day_of, midnight
from treadle.storage.ledger.open import existing_ledger
from treadle.storage.ledger.protocol import Ledger
from treadle.storage.noun_rows import noun_rows
from treadle.terms.board import OnBoard
from treadle.terms.campaign import Campaign
from treadle.terms.entry import Decided, Entry, Release
from treadle.terms.floor_facts import FloorFacts
from treadle.terms.offer import Offer, maker_at, makers_of
from treadle.terms.order import Order
from treadle.terms.packing import Inspected
from treadle.terms.place import Factory
from treadle.terms.roll_told import RollHeld
from treadle.terms.sewing import Bulletin
from treadle.terms.shop import Move, StoreOrder
from treadle.terms.sold_ahead import SoldAhead
from treadle.terms.sourcing import KeptOrder
from treadle.terms.stock import NO_COUNT, OnHand
from treadle.terms.supplier import Pair
from treadle.track.lots import looked_at

Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """Orders, the planner's own numbers (newest last), the facts that were decided on, the floor, what stands on the
    planning board, what is sold ahead, what was said of rolls, goods that move and stores' orders, as a day knows
    them."""

    orders: tuple[Order, ...] = ()
    decisions: tuple[Decided, ...] = ()
    decided_facts: frozenset[str] = frozenset()
    floor: FloorFacts = field(default_factory=FloorFacts)
    board: tuple[OnBoard, ...] = ()
    sold_ahead: tuple[SoldAhead, ...] = ()
    rolls: Mapping[str, RollHeld] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()
    kept: tuple[KeptOrder, ...] = ()
    makers: Mapping[str, str] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    stores: tuple[StoreOrder, ...] = ()


def read_promised(
    folder: Path, as_of: date, *, currency: str, time_zone: str, bulletins: Mapping[str, Bulletin],
    factories: Sequence[Factory],
) -> Promised:  # fmt: skip
    """What the folder's ledger held when `as_of` was over, the floor and what is sold ahead as they were when that day
    began: a scan or a buyer of the day itself makes no other plan of it. Raises as `open_ledger`."""
    ledger = existing_ledger(folder, currency=currency, time_zone=time_zone)
    if ledger is None:
        return Promised()
    until, begun = after(as_of, time_zone), midnight(as_of, time_zone)
    told = ledger.entries(kinds=("release", "receipt", "amendment", "closure", "decision"), until=until)
    orders = ledger.orders(until=until)
    offers = _known(ledger, Offer, until)
    return Promised(
        orders=orders,
        decisions=tuple(one.body for one in told if isinstance(one.body, Decided)),
        decided_facts=_decided_facts(told),
        floor=read_floor(ledger, begun, bulletins, factories, ZoneInfo(time_zone)),
        board=tuple(one for one in on_board(ledger.entries(kinds=["board"], until=until)) if one.stands(as_of)),
        sold_ahead=(
            *sold_ahead(campaigns_until(ledger, begun), begun),
            *store_demand(_known(ledger, StoreOrder, begun)),
        ),
        rolls=fold(BY_STATE[RollHeld], ledger.entries(kinds=BY_STATE[RollHeld].kinds)),
        moves=tuple(fold(BY_STATE[Move], ledger.entries(kinds=BY_STATE[Move].kinds, until=until)).values()),
        stores=_known(ledger, StoreOrder, until),
        pairs=_known(ledger, Pair, until),
        kept=kept_orders(orders, offers, _looked_at(ledger, until)),
        makers={
            name: now.terms.factory_id
            for name, some in sorted(makers_of(offers).items())
            if (now := maker_at(some, None)) is not None
        },
    )


def _known(ledger: Ledger, noun: type[Noun], until: datetime) -> tuple[Noun, ...]:
    """States of a noun as the entries known before `until` leave them, in the order of their ids."""
    rule = BY_STATE[noun]
    if not ledger.newest(rule.kinds):
        return ()
    found = fold(rule, ledger.entries(kinds=rule.kinds, until=until))
    return tuple(state for _, state in sorted(found.items()))


def _looked_at(ledger: Ledger, until: datetime) -> dict[str, tuple[int, int]]:
    told = ledger.entries(kinds=("inspection",), until=until) if ledger.newest(("inspection",)) else ()
    return looked_at((one.subject, one.body) for one in told if isinstance(one.body, Inspected))


def campaigns_until(ledger: Ledger, until: datetime) -> tuple[Campaign, ...]:
    """Campaigns as the entries known before `until` leave them, in the order in which they were opened."""
    rule = BY_STATE[Campaign]
    if not ledger.newest(rule.kinds):
        return ()
    states = tuple(held.state for held in ledger.states(Campaign))
    if all(one.now < until for one in states):
        return states
    return tuple(fold(rule, ledger.entries(kinds=rule.kinds, until=until)).values())


def on_board(entries: Iterable[Entry]) -> tuple[OnBoard, ...]:
    """What entries (oldest first) leave on the planning board, also what is lifted or over, in order of its newest
    entry."""
    return tuple(sorted(fold(BY_STATE[OnBoard], entries).values(), key=lambda one: one.number))


def newest_entry_day(folder: Path, *, currency: str, time_zone: str) -> date | None:
    """The newest day of the brand on which something was said of an order; None where nothing was."""
    ledger = existing_ledger(folder, currency=currency, time_zone=time_zone)
    newest = None if ledger is None else ledger.newest_known()
    return None if newest is None else day_of(newest, time_zone)


def _decided_facts(entries: Iterable[Entry]) -> frozenset[str]:
    """Facts decided on since the books last changed: after a receipt, an amendment or a closure one may decide anew."""
    found: set[str] = set()
    for entry in entries:
        if isinstance(entry.body, Release):
            found.update([entry.body.facts] if entry.body.facts else [])
        elif entry.kind != "decision":
            found.clear()
    return frozenset(found)


def counted_stock(rows: FolderRows) -> tuple[OnHand, ...]:
    """The stock as it was counted."""
    return tuple(
        OnHand(
            sku=row.text("sku"), place_id=row.text("place_id"), units=row.whole("units"),
            counted_on=row.day("counted_on"),
            mark=f"{row.text('place_id')}:{row.whole('units')}:{row.day('counted_on') or ''}:{row.import_number}",
        )
        for row in noun_rows(rows, "stock")
    )  # fmt: skip


def count_marks(on_hand: Iterable[OnHand]) -> dict[str, str]:
    """The name of the count of each SKU: another count, another name."""
    marks: dict[str, list[str]] = defaultdict(list)
    for held in on_hand:
        if held.mark:
            marks[held.sku].append(held.mark)
    return {sku: " ".join(sorted(found)) for sku, found in marks.items()}


def uncounted(orders: Sequence[Order], counted: Sequence[OnHand], place_id: str) -> tuple[OnHand, ...]:
    """Units that came with orders and are in no count of the stock yet.

    Where the count says its day, what came on that day or later is not in it. Where it does not, what came is not in it
    as long as the count is the very one that was there when it was booked.
    """
    marks = count_marks(counted)
    days = _counted_days(counted)
    found = []
    for order in orders:
        units: dict[str, int] = defaultdict(int)
        for one in order.arrived:
            day = days.get(one.sku)
            is_counted = one.day < day if day is not None else not one.mark or one.mark != marks.get(one.sku, NO_COUNT)
            if not is_counted:
                units[one.sku] += one.units
        found += [
            OnHand(sku=sku, place_id=place_id, units=count, order_id=order.order_id) for sku, count in units.items()
        ]
    return tuple(found)


def _counted_days(counted: Iterable[OnHand]) -> Mapping[str, date]:
    """The day of each SKU's count, where each of its places says one."""
    days: dict[str, list[date | None]] = defaultdict(list)
    for held in counted:
        days[held.sku].append(held.counted_on)
    return {sku: min(one for one in told if one) for sku, told in days.items() if all(told)}
