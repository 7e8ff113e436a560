"""A shop's campaigns for anybody, without a key: what is sold, join, and follow an order by its signed link."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from pydantic import BaseModel, Field

from treadle.api.people import Asked
from treadle.api.presell import Answer, listing_told
from treadle.api.problems import problem
from treadle.api.served import Served, served_of
from treadle.plant.presell import storefront as use
from treadle.plant.presell.told import Told
from treadle.plant.serving import ServedBrand
from treadle.terms.partner_answers import Listing
from treadle.words import say

router = APIRouter(tags=["storefront"])
Serving = Annotated[Served, Depends(served_of)]


class Wish(Asked):
    """What a buyer wants: pieces by size or SKU. `key` is the buyer's own word: sent twice it is the same order."""

    units: dict[str, Annotated[int, Field(ge=0, le=1000)]] = Field(examples=[{"M": 1}])
    key: str = Field(min_length=8, max_length=100)
    team_id: str = Field(default="", max_length=100, description="The order of a friend whose pair is joined.")
    is_solo: bool = Field(default=False, description="Without a friend, at the price alone.")
    address: str = Field(default="", max_length=300, description="Where it goes; forgotten once the order is over.")


class FollowedOrder(BaseModel):
    """An order by its link, which `token` ends: what it asks for, whose its money is, and what may be done with it."""

    token: str
    order_id: str
    state: str
    ended_by: str
    units: dict[str, int]
    to_pay_cents: int
    pay_until: datetime | None
    paid_cents: int
    due_back_cents: int
    refunded_cents: int
    team_left: int
    has_asked_delay: bool
    may_leave: bool
    listing: Listing


@router.get("/shop/campaigns", summary="What is sold ahead at present")
def on_sale(request: Request, served: Serving, brand_id: str = "") -> list[Listing]:
    """To anybody, without a key: what ends first before the others."""
    brand = _brand(request, served, brand_id)
    return [Listing(**listing_told(one.campaign, brand.settings.currency)) for one in use.shop_of(brand)]


@router.post(
    "/shop/campaigns/{campaign_id}/orders", summary="Join a campaign", status_code=201, response_model=FollowedOrder,
    responses={409: {"description": "There is no seat, and the reason why."}},
)  # fmt: skip
def join(
    campaign_id: str, wish: Wish, request: Request, served: Serving, brand_id: str = ""
) -> Response | FollowedOrder:
    """Without a key: pieces are kept until they are paid or the reservation ends. The answer's `token` is the only way
    to the order."""
    brand = _brand(request, served, brand_id, writes=True)
    found = use.join(brand, campaign_id, wish.units, key=wish.key, team_id=wish.team_id, is_solo=wish.is_solo,
                     address=wish.address)  # fmt: skip
    if found.refused is not None:
        return problem(409, say(found.refused))
    return _followed(brand, found.token)


@router.get("/shop/orders/{token}", summary="Follow an order by its link")
def follow(token: str, request: Request, served: Serving, brand_id: str = "") -> FollowedOrder:
    """Whoever holds the link; there is no other way to an order."""
    return _followed(_brand(request, served, brand_id), token)


@router.post("/shop/orders/{token}/leave", summary="Leave, by an order's link", response_model=FollowedOrder)
def leave(token: str, request: Request, served: Serving, brand_id: str = "") -> Response | FollowedOrder:
    """Before it is shipped; what was paid is owed back and the address is forgotten."""
    brand = _brand(request, served, brand_id, writes=True)
    return _after(brand, token, use.leave(brand, token))


@router.post("/shop/orders/{token}/answer", summary="Answer a delay, by an order's link", response_model=FollowedOrder)
def answer(
    token: str, told: Answer, request: Request, served: Serving, brand_id: str = ""
) -> Response | FollowedOrder:  # fmt: skip
    """Stays, or wants the money back."""
    brand = _brand(request, served, brand_id, writes=True)
    return _after(brand, token, use.answer_delay(brand, token, stays=told.stays))


def _brand(request: Request, served: Served, brand_id: str, *, writes: bool = False) -> ServedBrand:
    """The brand, for whoever does not ask too often. Raises HTTPException 429 and `NotFoundError`."""
    address, limits = request.client.host if request.client else "", request.app.state.limits
    wait = (limits.seats_of_an_address if writes else limits.requests).wait(f"shop {address}")
    if wait:
        raise HTTPException(429, "Too many requests.", headers={"Retry-After": str(math.ceil(wait))})
    return served.brand(brand_id)


def _after(brand: ServedBrand, token: str, done: Told) -> Response | FollowedOrder:
    return problem(409, say(done.refused)) if done.refused is not None else _followed(brand, token)


def _followed(brand: ServedBrand, token: str) -> FollowedOrder:
    found = use.follow(brand, token)
    one = found.order
    return FollowedOrder(
        token=token, order_id=one.order_id, state=one.state, ended_by=one.ended_by, units=dict(one.units),
        to_pay_cents=found.to_pay_cents, pay_until=found.pay_until, paid_cents=one.paid_cents,
        due_back_cents=one.due_back_cents, refunded_cents=one.refunded_cents, team_left=max(found.team_left, 0),
        has_asked_delay=found.has_asked_delay, may_leave=found.may_leave,
        listing=Listing(**listing_told(found.shown.campaign, brand.settings.currency)),
    )  # fmt: skip
