"""Orders: what was placed, what came of them, changed at a price, closed, stages finished."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from treadle.api.answers import AnsweredOnce, write_key
from treadle.api.caller import allowed
from treadle.api.people import Asked, Day
from treadle.api.tabular import page_of
from treadle.plant import amend as amending
from treadle.plant import orders as use
from treadle.plant.people import Caller
from treadle.plant.receive import Delivery, receive
from treadle.terms.answers import Amendment, OrderLine, OrderTold, Receipt
from treadle.terms.budget import Silence
from treadle.terms.order import Order

router = APIRouter(tags=["orders"], route_class=AnsweredOnce)
Reader = Annotated[Caller, Depends(allowed("read orders"))]
Receiver = Annotated[Caller, Depends(allowed("receive"))]
Amender = Annotated[Caller, Depends(allowed("amend"))]
Reporter = Annotated[Caller, Depends(allowed("report"))]


class OrderPage(BaseModel):
    """Orders in the order of their release."""

    orders: list[OrderTold]
    next_cursor: str | None


class NewReceipt(Asked):
    """What came of an order; units by SKU, size, or colour/size. Without `units`: all that is open."""

    units: dict[str, int] | None = Field(default=None, examples=[{"TEE1-white-S": 12}])
    rejected: dict[str, int] = Field(default_factory=dict)
    day: Day | None = Field(default=None, description="Default: the day the brand has come to.")
    is_last: bool = Field(default=False, description="Nothing more will come: what is open is cancelled.")
    is_counted: bool | None = Field(default=None, description="The count of the stock holds it already.")
    note: str = ""
    note_id: str = Field(default="", description="The delivery note: the same note is booked once.")


class NewAmendment(Asked):
    """What is to be another of an order, and why."""

    reason: str = Field(min_length=1, max_length=1000, examples=["demand fell"])
    units: dict[str, int] = Field(default_factory=dict)
    due_day: Day | None = None
    factory_id: str | None = None
    line_id: str | None = None
    is_cancelled: bool = False
    is_wanted_anew: bool = Field(default=False, description="What is cut down may be proposed again at once.")
    is_trial: bool = Field(default=False, description="Only say what it costs; nothing is written.")


class Reason(Asked):
    """Why."""

    reason: str = Field(min_length=1, max_length=1000, examples=["the cloth is lost"])


class FinishedStage(Asked):
    """A stage that is over."""

    stage: str = Field(examples=["cut"])
    day: Day | None = None


@router.get("/v1/orders", summary="Orders")
def orders(request: Request, caller: Reader, state: str = "", style_id: str = "", factory_id: str = "") -> OrderPage:
    """Of a state (open, received, closed, cancelled), a style, a factory. A partner factory sees its own alone."""
    found = [
        one
        for one in use.orders_of(caller.brand, factory_id=caller.only_factory("read orders"))
        if state in ("", one.state) and style_id in ("", one.terms.style_id)
        and factory_id in ("", one.terms.factory_id)
    ]  # fmt: skip
    rows, cursor = page_of(request, found)
    return OrderPage(orders=[told_order(one) for one in rows], next_cursor=cursor)


@router.get("/v1/orders/{order_id}", summary="One order")
def order(order_id: str, caller: Reader) -> OrderTold:
    """As it stands, SKU by SKU."""
    return told_order(use.order_of(caller.brand, order_id, factory_id=caller.only_factory("read orders")))


@router.post("/v1/orders/{order_id}/receipts", status_code=201, summary="Book what came")
def book(order_id: str, told: NewReceipt, request: Request, caller: Receiver, response: Response) -> Receipt:
    """In parts, short, over and rejected, by size; the next plan counts it."""
    use.order_of(caller.brand, order_id)
    delivery = Delivery(
        order_id=order_id, units=told.units, rejected=told.rejected, day=told.day, is_last=told.is_last,
        is_counted=told.is_counted, note=told.note, note_id=told.note_id or _note_id(request),
    )  # fmt: skip
    (booked,) = receive(caller.brand.folder, [delivery], author=caller.name)
    if not booked.is_new:
        response.status_code = 200
    return Receipt(is_new=booked.is_new, order=told_order(use.order_of(caller.brand, order_id)))


@router.post("/v1/orders/{order_id}/amendments", summary="Change an order")
def amend(order_id: str, told: NewAmendment, caller: Amender) -> Amendment:
    """Its price is worked out first; with `is_trial` that is all."""
    use.order_of(caller.brand, order_id)
    worked = amending.work_out_amendment(
        caller.brand.folder, order_id, units=told.units, due_day=told.due_day, factory_id=told.factory_id,
        line_id=told.line_id, is_cancelled=told.is_cancelled, progress=Silence(),
    )  # fmt: skip
    is_written = not told.is_trial and amending.write_amendment(
        worked, reason=told.reason, author=caller.name, is_wanted_anew=told.is_wanted_anew
    )
    terms = worked.proposal.terms
    return Amendment(is_written=is_written, price_cents=worked.proposal.price_cents, promise_day=terms.promise_day,
                     units=dict(terms.units))  # fmt: skip


@router.post("/v1/orders/{order_id}/closure", summary="Close an order")
def close(order_id: str, told: Reason, caller: Amender) -> OrderTold:
    """Nothing more will come: what is open is cancelled."""
    use.order_of(caller.brand, order_id)
    amending.close_order(caller.brand.folder, order_id, reason=told.reason, author=caller.name)
    return told_order(use.order_of(caller.brand, order_id))


@router.post("/v1/orders/{order_id}/stages", summary="Report a stage finished")
def finish(order_id: str, told: FinishedStage, caller: Reporter) -> OrderTold:
    """A partner factory reports its own orders alone."""
    use.order_of(caller.brand, order_id, factory_id=caller.only_factory("report"))
    amending.finish_stage(caller.brand.folder, order_id, told.stage, day=told.day, author=caller.name)
    return told_order(use.order_of(caller.brand, order_id))


def told_order(one: Order) -> OrderTold:
    """An order as the API tells it."""
    terms = one.terms
    lines = tuple(
        OrderLine(sku=line.sku, ordered_units=line.ordered_units, received_units=line.received_units,
                  rejected_units=line.rejected_units, over_units=line.over_units, cancelled_units=line.cancelled_units,
                  open_units=line.open_units)
        for line in one.lines
    )  # fmt: skip
    return OrderTold(
        order_id=one.order_id, state=one.state, style_id=terms.style_id, factory_id=terms.factory_id,
        line_id=terms.line_id, release_id=one.release_id, plan_id=one.plan_id, due_day=terms.due_day,
        promise_day=terms.promise_day, ordered_units=one.ordered_units, received_units=one.received_units,
        cancelled_units=one.cancelled_units, open_units=one.open_units, cost_cents=terms.cost_cents,
        currency=one.currency, finished_stages=one.finished_stages, lines=lines,
    )  # fmt: skip


def _note_id(request: Request) -> str:
    """A caller's idempotency key names a delivery that has no note of its own."""
    return f"request {write_key(request)}" if request.headers.get("Idempotency-Key") else ""
