"""Selling ahead: campaigns, their orders, a provider's signed messages, and what a listing shows to anybody."""

from __future__ import annotations

from datetime import UTC, date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.api.people import Asked
from treadle.api.problems import problem
from treadle.api.served import Served, served_of
from treadle.errors import AccessError, NotFoundError
from treadle.plant.people import Caller
from treadle.plant.presell import campaigns as brand_acts
from treadle.plant.presell import payments, seats
from treadle.plant.presell.desk import CampaignBooks, campaign_books
from treadle.plant.presell.offer import Wanted, catalogue_of, terms_of
from treadle.plant.presell.storefront import promise_chance
from treadle.plant.presell.told import Told
from treadle.terms.campaign import Campaign, CampaignOrder, Tier
from treadle.terms.partner_answers import CampaignTold, Listing, OrderOfCampaign
from treadle.words import say

router = APIRouter(tags=["campaigns"], route_class=AnsweredOnce)
Reader = Annotated[Caller, Depends(allowed("read"))]
Seller = Annotated[Caller, Depends(allowed("sell ahead"))]
Taker = Annotated[Caller, Depends(allowed("take campaign orders"))]
#: A message of a provider is shorter.
MOST_BODY_BYTES = 64 * 1024


class Price(BaseModel):
    """The price of a piece once so many are sold."""

    from_units: int = Field(ge=1)
    price_cents: int = Field(ge=1)


class NewCampaign(Asked):
    """What is offered; what is left out is as the option and the settings say."""

    campaign_id: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._-]+$")
    option_id: str
    kind: str = "threshold"
    title: str = Field(default="", max_length=200)
    text: str = Field(default="", max_length=5000)
    tiers: list[Price] = Field(default_factory=list, max_length=20)
    threshold_units: int | None = Field(default=None, ge=1)
    most_units: int = Field(default=0, ge=0)
    days: int = Field(default=7, ge=1, le=365)
    deposit_cents: int = Field(default=0, ge=0)
    solo_price_cents: int = Field(default=0, ge=0)
    promise_day: date = Field(lt=date(2200, 1, 1))
    pictures: list[str] = Field(default_factory=list, max_length=8, description="Files within the brand's folder.")


class NewCampaignOrder(Asked):
    """Pieces by size or SKU; `team_id` is the order whose pair is joined."""

    order_id: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._-]+$")
    units: dict[str, int] = Field(examples=[{"M": 2}])
    buyer: str = Field(default="", max_length=200)
    team_id: str = ""
    is_solo: bool = False


class Answer(Asked):
    """How a buyer answers the newest delay notice."""

    stays: bool


class Cause(Asked):
    """Why."""

    reason: str = Field(min_length=1, max_length=1000)


@router.get("/v1/campaigns", summary="All campaigns")
def campaigns(caller: Reader) -> list[CampaignTold]:
    """In the order in which they were opened, as they stand now."""
    books = books_of(caller)
    return [_told(one, books) for one in books.campaigns()]


@router.get("/v1/campaigns/{campaign_id}", summary="A campaign")
def campaign(campaign_id: str, caller: Reader) -> CampaignTold:
    """As it stands now, with its orders."""
    books = books_of(caller)
    return _told(_campaign(books, campaign_id), books)


@router.post("/v1/campaigns", summary="Open a campaign", status_code=201, response_model=CampaignTold)
def open_one(wanted: NewCampaign, caller: Seller) -> Response | CampaignTold:
    """From now on; the same terms again are the same campaign."""
    books = books_of(caller)
    offer = Wanted(
        option_id=wanted.option_id, kind=wanted.kind, title=wanted.title, text=wanted.text, days=wanted.days,
        tiers=tuple(Tier(from_units=one.from_units, price_cents=one.price_cents) for one in wanted.tiers),
        threshold_units=wanted.threshold_units, most_units=wanted.most_units, deposit_cents=wanted.deposit_cents,
        solo_price_cents=wanted.solo_price_cents, promise_day=wanted.promise_day,
        pictures=tuple(wanted.pictures),
    )  # fmt: skip
    catalogue = catalogue_of(caller.brand.folder, caller.brand.settings)
    terms = terms_of(offer, catalogue, caller.brand.settings, books.clock())
    done = brand_acts.open_campaign(books.ledger, wanted.campaign_id, terms, author=caller.name, clock=books.clock,
                                    currency=books.settings.currency)  # fmt: skip
    return campaign_answer(done, books)


@router.post("/v1/campaigns/{campaign_id}/cancel", summary="Call a campaign off", response_model=CampaignTold)
def cancel(campaign_id: str, why: Cause, caller: Seller) -> Response | CampaignTold:
    """All that is held is owed back."""
    books = books_of(caller)
    done = brand_acts.cancel_campaign(books.ledger, campaign_id, why.reason, author=caller.name, clock=books.clock)
    return campaign_answer(done, books)


@router.post(
    "/v1/campaigns/{campaign_id}/orders", summary="Reserve pieces", status_code=201, response_model=CampaignTold
)
def order(campaign_id: str, wanted: NewCampaignOrder, caller: Taker) -> Response | CampaignTold:
    """Until they are paid or the reservation ends; the same order again is the same reservation."""
    books = books_of(caller)
    done = seats.reserve_by_size(
        books.ledger, campaign_id, wanted.order_id, wanted.units, buyer=wanted.buyer, team_id=wanted.team_id,
        is_solo=wanted.is_solo, author=caller.name, clock=books.clock, currency=books.settings.currency,
    )  # fmt: skip
    return campaign_answer(done, books)


@router.post(
    "/v1/campaigns/{campaign_id}/orders/{order_id}/leave", summary="A buyer leaves", response_model=CampaignTold
)
def leave(campaign_id: str, order_id: str, why: Cause, caller: Taker) -> Response | CampaignTold:
    """Before the goods are shipped; what is held is owed back."""
    books = books_of(caller)
    done = seats.leave_campaign(books.ledger, campaign_id, order_id, why.reason, author=caller.name,
                                clock=books.clock)  # fmt: skip
    return campaign_answer(done, books)


@router.post(
    "/v1/campaigns/{campaign_id}/orders/{order_id}/answer", summary="A buyer answers a delay",
    response_model=CampaignTold,
)  # fmt: skip
def answer(campaign_id: str, order_id: str, told: Answer, caller: Taker) -> Response | CampaignTold:
    """Stays, or wants the money back."""
    books = books_of(caller)
    done = seats.answer_delay(books.ledger, campaign_id, order_id, stays=told.stays, author=caller.name,
                              clock=books.clock)  # fmt: skip
    return campaign_answer(done, books)


@router.get("/shop/campaigns/{campaign_id}", summary="What a listing shows")
def listing(campaign_id: str, served: Annotated[Served, Depends(served_of)], brand_id: str = "") -> Listing:
    """To anybody, without a key: nothing of who buys."""
    brand = served.brand(brand_id)
    books = campaign_books(brand.folder, author="a listing")
    return Listing(**listing_told(_campaign(books, campaign_id), books.settings.currency))


@router.post(
    "/v1/presell/payments", summary="Take a payment provider's message", response_model=None,
    responses={
        401: {"description": "The signature is not that of the provider, or too old."},
        413: {"description": "The body is too long."},
    },
)  # fmt: skip
async def take_message(request: Request, served: Annotated[Served, Depends(served_of)], brand_id: str = "") -> Response:
    """Signed over its moment and body (header `treadle-signature: t=SECONDS,v1=HMAC-SHA256`); any repeat and any order
    of arrival gives the same books. Answered once the ledger has it."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BODY_BYTES:
            return problem(413, f"The body is longer than {MOST_BODY_BYTES // 1024} KB.")
    brand = served.brand(brand_id)
    signature = request.headers.get(payments.HEADER, "")
    try:
        found = await run_in_threadpool(payments.take_message, brand.folder, bytes(body), signature)
    except AccessError as error:
        return problem(401, str(error))
    told = [
        {"what": one.what, "order_id": one.order_id, "reason": say(one.reason) if one.reason else ""} for one in found
    ]
    return JSONResponse({"money": told})


def books_of(caller: Caller) -> CampaignBooks:
    """A caller's campaigns, at this moment."""
    return campaign_books(caller.brand.folder, author=caller.name)


def _campaign(books: CampaignBooks, campaign_id: str) -> Campaign:
    for one in books.campaigns():
        if one.campaign_id == campaign_id:
            return one
    raise NotFoundError(f"There is no campaign {campaign_id}.")


def campaign_answer(done: Told, books: CampaignBooks) -> Response | CampaignTold:
    """What became of an act: the campaign, or a refusal with its reason."""
    if done.refused is not None:
        return problem(409, say(done.refused))
    return _told(done.campaign, books)


def listing_told(one: Campaign, currency: str) -> dict[str, Any]:
    """What anybody may see of a campaign."""
    terms = one.terms
    return {
        "campaign_id": one.campaign_id, "state": one.stage, "kind": terms.kind, "title": terms.title,
        "text": terms.text,
        "pictures": terms.pictures, "sizes": dict(terms.sizes), "solo_price_cents": terms.solo_price_cents,
        "tiers": terms.tiers,
        "price_cents": one.price_cents or terms.price_cents(one.count_units), "deposit_cents": terms.deposit_cents,
        "currency": currency, "count_units": one.count_units, "threshold_units": terms.threshold_units,
        "seats_left": one.seats_left, "closes_at": terms.closes_at.astimezone(UTC), "promise_day": one.promise_day,
        "promise_probability": promise_chance(one),
    }  # fmt: skip


def _told(one: Campaign, books: CampaignBooks) -> CampaignTold:
    money = one.money()
    return CampaignTold(
        **listing_told(one, books.settings.currency), paid_cents=money.paid_cents, held_cents=money.held_cents,
        due_back_cents=money.due_back_cents, refunded_cents=money.refunded_cents, earned_cents=money.earned_cents,
        orders=tuple(_order(order) for order in one.orders.values()),
    )  # fmt: skip


def _order(one: CampaignOrder) -> OrderOfCampaign:
    return OrderOfCampaign(
        order_id=one.order_id, state=one.state, units=dict(one.units), team_id=one.team_id, asked_cents=one.asked_cents,
        paid_cents=one.paid_cents, due_back_cents=one.due_back_cents, refunded_cents=one.refunded_cents,
        earned_cents=one.earned_cents, reserved_until=one.until.astimezone(UTC),
    )  # fmt: skip
