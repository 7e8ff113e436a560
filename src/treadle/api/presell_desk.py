"""What a brand does with its campaigns beside opening them: proposals, forecasts, changes, stages, delays, money."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.api.jobs import accepted
from treadle.api.people import Asked
from treadle.api.presell import Price, books_of, campaign_answer
from treadle.errors import NotFoundError
from treadle.plant.people import Caller
from treadle.plant.presell import campaigns as acts
from treadle.plant.presell import money
from treadle.plant.presell.caretaker import PRODUCE
from treadle.plant.presell.forecast import foresee
from treadle.plant.presell.proposals import PROPOSE, newest_proposals
from treadle.plant.presell.undo import undo_change
from treadle.terms.campaign import CampaignChanged, PaymentTaken, RefundPaid, Tier
from treadle.terms.job import Job
from treadle.terms.partner_answers import AdviceTold, CampaignAhead, CampaignProposed, CampaignTold, ProposalsTold
from treadle.words import say

router = APIRouter(tags=["campaigns"], route_class=AnsweredOnce)
Reader = Annotated[Caller, Depends(allowed("read"))]
Seller = Annotated[Caller, Depends(allowed("sell ahead"))]
Releaser = Annotated[Caller, Depends(allowed("release"))]
Payer = Annotated[Caller, Depends(allowed("settle"))]


class Change(Asked):
    """What is changed of an open campaign, never to a buyer's disadvantage; null: as it was."""

    reason: str = Field(default="changed", max_length=500)
    closes_at: AwareDatetime | None = None
    tiers: list[Price] | None = Field(default=None, max_length=20)
    most_units: int | None = Field(default=None, ge=0, le=1_000_000)


class Stage(Asked):
    """The stage that all orders come to which may."""

    stage: Literal["made", "shipped", "settled"]
    references: list[str] = Field(default_factory=list, max_length=100)


class Delay(Asked):
    """A later day, and why."""

    day: date = Field(lt=date(2200, 1, 1))
    reason: str = Field(default="", max_length=500)


class Money(Asked):
    """Money of an order, booked by hand; the same id counts once."""

    money_id: str = Field(min_length=1, max_length=100)
    cents: int = Field(ge=1, le=1_000_000_000)


class NewProduction(Asked):
    """All that is sure and not yet in work: there is nothing to choose, so send {}."""


class Asking(Asked):
    """The options that are worked out; none: all of the newest plan."""

    options: list[str] = Field(default_factory=list, max_length=200)


@router.post("/v1/campaign-proposals", summary="Have campaigns proposed", status_code=202)
def propose(asked: Asking, request: Request, caller: Seller, response: Response) -> Job:
    """Options of the newest plan, each priced from what its pieces cost."""
    return accepted(caller, request, response, PROPOSE, {"options": ",".join(asked.options)} if asked.options else {})


@router.get("/v1/campaign-proposals", summary="What was proposed last")
def proposals(caller: Reader) -> ProposalsTold:
    """Those worth opening first; 404 where nothing was worked out."""
    kept = newest_proposals(caller.brand)
    if kept is None:
        raise NotFoundError("Nothing was proposed yet.")
    told = [
        CampaignProposed(
            option_id=one.option_id, is_worth=one.is_worth, reason=say(one.reason),
            kind=one.offer.kind if one.offer else "",
            tiers=one.offer.tiers if one.offer else (), solo_price_cents=one.offer.solo_price_cents if one.offer else 0,
            threshold_units=one.offer.threshold_units if one.offer else 0, days=one.offer.days if one.offer else 0,
            deposit_cents=one.offer.deposit_cents if one.offer else 0,
            worth_cents=one.worth.worth_cents if one.worth else None,
            fill_chance=one.worth.fill_chance if one.worth else None, promise_day=one.promise_day,
            promise_probability=one.promise_probability,
        )
        for one in kept.proposals
    ]  # fmt: skip
    return ProposalsTold(plan_id=kept.plan_id, as_of=kept.as_of, proposals=tuple(told))


@router.post("/v1/campaign-productions", summary="Have what is sold ahead made", status_code=202)
def produce(_: NewProduction, request: Request, caller: Releaser, response: Response) -> Job:
    """Plans anew and releases the orders of what is sold ahead."""
    return accepted(caller, request, response, PRODUCE, {})


@router.get("/v1/campaigns/{campaign_id}/forecast", summary="How a campaign will end")
def forecast(campaign_id: str, caller: Reader) -> CampaignAhead:
    """The final count as a distribution, and what would be better than leaving it."""
    found = foresee(books_of(caller), caller.brand.folder, caller.brand.folder / "plan", campaign_id)
    fill = found.forecast
    return CampaignAhead(
        time_share=fill.time, units=fill.units, likely_units=fill.quantile(0.5), low_units=fill.quantile(0.1),
        high_units=fill.quantile(0.9), fill_chance=fill.fill_chance,
        advice=tuple(
            AdviceTold(kind=one.kind, worth_cents=one.worth_cents, fill_chance=one.fill_chance, reason=say(one.reason))
            for one in found.advice
        ),
    )  # fmt: skip


@router.post("/v1/campaigns/{campaign_id}/change", summary="Change a campaign", response_model=CampaignTold)
def change(campaign_id: str, wanted: Change, caller: Seller) -> Response | CampaignTold:
    """Another end, lower prices, other seats."""
    books = books_of(caller)
    tiers = None if wanted.tiers is None else tuple(
        Tier(from_units=one.from_units, price_cents=one.price_cents) for one in wanted.tiers
    )  # fmt: skip
    told = CampaignChanged(reason=wanted.reason, closes_at=wanted.closes_at, tiers=tiers, most_units=wanted.most_units)
    done = acts.change_campaign(books.ledger, campaign_id, told, author=caller.name, clock=books.clock)
    return campaign_answer(done, books)


@router.post("/v1/campaigns/{campaign_id}/undo", summary="Take a moved end back", response_model=CampaignTold)
def undo(campaign_id: str, caller: Seller) -> Response | CampaignTold:
    """While the end before is still to come."""
    books = books_of(caller)
    return campaign_answer(undo_change(books.ledger, campaign_id, author=caller.name, clock=books.clock), books)


@router.post("/v1/campaigns/{campaign_id}/stage", summary="Move a campaign's orders on", response_model=CampaignTold)
def stage(campaign_id: str, wanted: Stage, caller: Seller) -> Response | CampaignTold:
    """All orders that may come to the stage do; shipped only where they are paid."""
    books = books_of(caller)
    done = acts.reach_stage(
        books.ledger, campaign_id, wanted.stage, references=tuple(wanted.references), author=caller.name,
        clock=books.clock,
    )  # fmt: skip
    return campaign_answer(done, books)


@router.post("/v1/campaigns/{campaign_id}/delay", summary="Tell buyers of a delay", response_model=CampaignTold)
def delay(campaign_id: str, wanted: Delay, caller: Seller) -> Response | CampaignTold:
    """Before the day passes that stands."""
    books = books_of(caller)
    notice = acts.delay_of(wanted.day, wanted.reason, books.settings.time_zone)
    done = acts.notify_delay(books.ledger, campaign_id, notice, author=caller.name, clock=books.clock)
    return campaign_answer(done, books)


@router.post(
    "/v1/campaigns/{campaign_id}/orders/{order_id}/payments", summary="Book a payment by hand",
    response_model=CampaignTold,
)  # fmt: skip
def pay(campaign_id: str, order_id: str, told: Money, caller: Payer) -> Response | CampaignTold:
    """The order joins, or what is too late or too much is owed back."""
    books = books_of(caller)
    paid = PaymentTaken(payment_id=told.money_id, order_id=order_id, amount_cents=told.cents, paid_at=books.clock(),
                        via="hand")  # fmt: skip
    done = money.take_payment(books.ledger, campaign_id, paid, author=caller.name, clock=books.clock)
    return campaign_answer(done, books)


@router.post(
    "/v1/campaigns/{campaign_id}/orders/{order_id}/refunds", summary="Book a refund by hand",
    response_model=CampaignTold,
)  # fmt: skip
def refund(campaign_id: str, order_id: str, told: Money, caller: Payer) -> Response | CampaignTold:
    """No more than is owed back."""
    books = books_of(caller)
    back = RefundPaid(refund_id=told.money_id, order_id=order_id, amount_cents=told.cents, via="hand")
    done = money.refund_paid(books.ledger, campaign_id, back, author=caller.name, clock=books.clock)
    return campaign_answer(done, books)
