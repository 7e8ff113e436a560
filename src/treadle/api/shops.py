"""Shops: what goes where, what left and came, and stores of others with what they take and refuse."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, UploadFile
from pydantic import Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.api.people import Asked, Day
from treadle.api.sourcing_sheets import kept
from treadle.plant.drafts import plan_place
from treadle.plant.people import Caller
from treadle.plant.shops import send as moving
from treadle.plant.shops import stores as selling
from treadle.plant.shops.plan import Shops, plan_shops
from treadle.plant.uploads import upload_of
from treadle.report.shop_sheets import why_of
from treadle.terms.shop import Move, StoreOrder
from treadle.terms.shop_answers import MoveLineTold, MoveTold, ShopsTold, StoreOrderTold
from treadle.words import say

router = APIRouter(tags=["shops"], route_class=AnsweredOnce)
Reader = Annotated[Caller, Depends(allowed("read"))]
Mover = Annotated[Caller, Depends(allowed("move goods"))]


class Departure(Asked):
    """What leaves: all that the plan of the shops says, or what goes to one shop."""

    shop: str = ""


class Arrival(Asked):
    """What came; SKUs that are not named came as they were sent."""

    units: dict[str, int] = Field(default_factory=dict)
    day: Day | None = None


class Delivery(Asked):
    """What leaves for a store; without units: all that is open."""

    units: dict[str, int] | None = None
    day: Day | None = None


class Refusal(Asked):
    """What a store does not take: by SKU, as a share of each line, or all of it."""

    units: dict[str, int] | None = None
    share: float | None = Field(default=None, ge=0, le=1)
    is_at_delivery: bool = False
    reason: str = Field(default="", max_length=1000)
    day: Day | None = None


@router.get("/v1/shops/plan", summary="What should go to which shop")
def planned(caller: Reader, shop: Annotated[str, Query(max_length=200)] = "") -> ShopsTold:
    """From the brand's newest plan, what lies where, and what is on its way; nothing is written."""
    found = _planned(caller)
    rows = [row for row in found.rows.to_pylist() if shop in ("", row["to_place_id"], row["from_place_id"])]
    lines = [
        MoveLineTold(
            sku=row["sku"], option_id=row["option_id"], from_place_id=row["from_place_id"],
            to_place_id=row["to_place_id"], units=row["units"], extra_units=row["extra_units"],
            reason=say(why_of(row), caller.brand.settings.language),
        )
        for row in rows
    ]  # fmt: skip
    return ShopsTold(as_of=found.as_of, units=sum(row["units"] for row in rows), lines=tuple(lines),
                     room_prices=found.room_prices)  # fmt: skip


@router.get("/v1/shops/moves", summary="What left and came")
def moves(caller: Reader) -> list[MoveTold]:
    """Every parcel, the oldest first."""
    return [_move(one) for one in moving.moves_of(caller.brand.folder)]


@router.post("/v1/shops/moves", summary="Let goods leave")
def leave(wanted: Departure, caller: Mover) -> list[MoveTold]:
    """What the plan of the shops says; sent again on the same day it is the same."""
    found = moving.send(caller.brand.folder, _planned(caller), author=caller.name, only=wanted.shop)
    return [_move(one) for one in found.moves]


@router.post("/v1/shops/moves/{move_id}/arrival", summary="Goods came")
def arrive(move_id: str, told: Arrival, caller: Mover) -> MoveTold:
    """As they were sent, or in other numbers."""
    return _move(moving.arrive(caller.brand.folder, move_id, told.units, day=told.day, author=caller.name))


@router.delete("/v1/shops/moves/{move_id}", summary="Take a move back")
def take_back(move_id: str, caller: Mover) -> MoveTold:
    """What was said to leave stayed; not once it is there."""
    return _move(moving.take_back(caller.brand.folder, move_id, author=caller.name))


@router.post("/v1/store-orders", summary="Take orders of stores in", status_code=201)
def take_orders(caller: Mover, file: UploadFile) -> list[StoreOrderTold]:
    """From a table (order_id, store_id, sku, units, price, day, due_day), all or none."""
    books = selling.store_books(caller.brand.folder, author=caller.name)
    return [_order(one) for one in selling.take_orders(books, upload_of(caller.brand, kept(caller, file)))]


@router.get("/v1/store-orders", summary="Orders of stores")
def store_orders(caller: Reader) -> list[StoreOrderTold]:
    """What stores of others ordered, got, cancelled and refused."""
    return [_order(one) for one in selling.store_books(caller.brand.folder, author=caller.name).orders()]


@router.post("/v1/store-orders/{order_id}/delivery", summary="Deliver to a store")
def deliver(order_id: str, told: Delivery, caller: Mover) -> StoreOrderTold:
    """What is delivered is owed."""
    books = selling.store_books(caller.brand.folder, author=caller.name)
    day = told.day or books.order(order_id).placed.due_day
    return _order(selling.deliver(books, order_id, told.units, day))


@router.post("/v1/store-orders/{order_id}/refusal", summary="A store takes fewer")
def refuse(order_id: str, told: Refusal, caller: Mover) -> StoreOrderTold:
    """Cancelled before delivery, or refused at it: allocation and cash follow at once."""
    books = selling.store_books(caller.brand.folder, author=caller.name)
    day = told.day or books.order(order_id).placed.due_day
    return _order(
        selling.refuse(books, order_id, told.units, day, at_delivery=told.is_at_delivery, why=told.reason,
                       share=told.share)
    )  # fmt: skip


def _planned(caller: Caller) -> Shops:
    return plan_shops(caller.brand.folder, plan_place(caller.brand))


def _move(one: Move) -> MoveTold:
    sent = one.sent
    return MoveTold(
        move_id=one.move_id, from_place_id=sent.from_place_id, to_place_id=sent.to_place_id, day=sent.day,
        arrives_on=sent.arrives_on, arrived_on=None if one.arrived is None else one.arrived.day,
        is_taken_back=one.is_taken_back,
        units={line.sku: one.came_units(line) for line in sent.lines},
    )  # fmt: skip


def _order(one: StoreOrder) -> StoreOrderTold:
    return StoreOrderTold(
        order_id=one.order_id, store_id=one.placed.store_id, due_day=one.placed.due_day,
        ordered={sku: one.ordered(sku) for sku in one.skus}, open={sku: one.open_units(sku) for sku in one.skus},
        delivered=dict(one.delivered), cancelled=dict(one.cancelled), refused=dict(one.refused),
        open_cents=one.open_cents, taken_cents=one.taken_cents,
    )  # fmt: skip
