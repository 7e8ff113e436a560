"""Money: partners with their terms, what is owed, statements, and what was paid of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.api.people import Asked, Day
from treadle.api.problems import problem
from treadle.plant.drafts import plan_place
from treadle.plant.people import Caller
from treadle.plant.settle import statements as use
from treadle.plant.settle.agree import agree_changed
from treadle.plant.settle.cash import cash_ahead
from treadle.plant.settle.desk import Partner, SettleBooks, settle_books
from treadle.report.statement import statement_pdf
from treadle.terms.cash import CashCurve
from treadle.terms.money_answers import PartnerTold, StatementTold
from treadle.terms.reason import Reason
from treadle.terms.settlement import Account, EarlyOffer, Statement
from treadle.words import say

router = APIRouter(tags=["settlement"], route_class=AnsweredOnce)
Reader = Annotated[Caller, Depends(allowed("see money"))]
BrandReader = Annotated[Caller, Depends(allowed("see the account"))]
Settler = Annotated[Caller, Depends(allowed("settle"))]
PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {}}, "description": "The statement on sheets of A4."}
}


class NewTerms(Asked):
    """Terms of payment; what is left out stays as it was."""

    kind: str | None = None
    name: str | None = Field(default=None, max_length=200)
    from_day: Day | None = None
    deposit_share: float | None = Field(default=None, ge=0, le=1)
    balance_days: int | None = Field(default=None, ge=0, le=365)
    discount_share: float | None = Field(default=None, ge=0, le=1)
    discount_days: int | None = Field(default=None, ge=0, le=365)
    currency: str | None = Field(default=None, max_length=3)
    rate: float | None = Field(default=None, gt=0)
    duty_share: float | None = Field(default=None, ge=0, le=1)
    freight_cents: int | None = Field(default=None, ge=0)
    fee_share: float | None = Field(default=None, ge=0, le=1)
    money_cost_share: float | None = Field(default=None, ge=0, le=1)
    piece_cents: dict[str, Annotated[int, Field(ge=0)]] | None = Field(default=None, max_length=1000)


class NewStatement(Asked):
    """Up to which day."""

    day: Day | None = None


class NewPayment(Asked):
    """What was paid; without an amount: all that is open, less what is taken off."""

    amount_cents: int | None = None
    payment_id: str = Field(default="", max_length=200)
    day: Day | None = None


@router.get("/v1/partners", summary="What is owed to whom")
def partners(caller: Reader, day: date | None = None) -> list[PartnerTold]:
    """Every partner with its statements and what none holds yet; a partner factory sees itself alone."""
    return [_partner(one) for one in _books(caller, day).partners()]


@router.get("/v1/partners/{partner_id}", summary="A partner")
def partner(partner_id: str, caller: Reader, day: date | None = None) -> PartnerTold:
    """Its statements, and what none holds yet."""
    return _partner(_books(caller, day).partner(partner_id))


@router.post("/v1/partners/{partner_id}/terms", summary="Agree on terms of payment")
def agree(partner_id: str, wanted: NewTerms, caller: Settler) -> PartnerTold:
    """They hold for orders placed from their day on; the same again changes nothing."""
    books = _books(caller)
    changes = {name: value for name, value in wanted.model_dump().items() if value is not None}
    agree_changed(books, partner_id, changes)
    return _partner(books.partner(partner_id))


@router.post("/v1/partners/{partner_id}/statements", summary="Draw statements up")
def draw_up(partner_id: str, wanted: NewStatement, caller: Settler) -> list[StatementTold]:
    """Of all that is owed by a day and in none yet; nothing where there is nothing."""
    found = use.state(_books(caller, wanted.day), partner_id)
    return [_statement(partner_id, one) for one in found]


@router.get("/v1/statements/{statement_id}", summary="A statement")
def statement(statement_id: str, caller: Reader) -> StatementTold:
    """With every line."""
    account, one = _books(caller).statement(statement_id)
    return _statement(account.partner_id, one)


@router.get("/v1/statements/{statement_id}/pdf", summary="A statement as PDF", response_class=Response, responses=PDF)
def pdf(statement_id: str, caller: Reader) -> Response:
    """On sheets of A4, in the brand's language."""
    books = _books(caller)
    account, one = books.statement(statement_id)
    settings = books.settings
    told = statement_pdf(one, account, brand=settings.name, currency=settings.currency, language=settings.language)
    return Response(told, media_type="application/pdf")


@router.post("/v1/statements/{statement_id}/payments", summary="Book what was paid", response_model=StatementTold)
def pay(statement_id: str, told: NewPayment, caller: Settler) -> Response | StatementTold:
    """The same payment counts once."""
    books = _books(caller, told.day)
    account, _ = books.statement(statement_id)
    found = use.pay(books, statement_id, amount_cents=told.amount_cents, money_id=told.payment_id, via="api")
    if isinstance(found, Reason):
        return problem(409, say(found))
    return _statement(account.partner_id, found)


class WeekTold(BaseModel):
    """The account at the end of a week: one in ten, half, nine in ten lie below."""

    week: date
    low_cents: int
    middle_cents: int
    high_cents: int


class CauseTold(BaseModel):
    """Money that goes out until the trough."""

    kind: str
    subject: str
    cents: int


class CurveTold(BaseModel):
    """The account week by week, its lowest week and what makes it; `without_low_cents`: without the plan's orders."""

    as_of: date
    currency: str
    opening_cents: int
    counted_on: date | None
    weeks: list[WeekTold]
    trough_week: date
    trough_low_cents: int
    causes: list[CauseTold]
    without_low_cents: int


class FactoryCurveTold(BaseModel):
    """A factory's side of the brand's money, from nothing on."""

    factory_id: str
    trough_week: date
    trough_low_cents: int
    weeks: list[WeekTold]


@router.get("/v1/cash", summary="The cash curve")
def cash(caller: BrandReader, weeks: Annotated[int, Query(ge=1, le=52)] = 13) -> CurveTold:
    """From the day of the newest plan."""
    found = cash_ahead(caller.brand.folder, plan_place(caller.brand), weeks=weeks)
    curve = found.curve
    return CurveTold(
        as_of=curve.as_of, currency=found.currency, opening_cents=curve.opening_cents, counted_on=found.counted_on,
        weeks=_weeks(curve), trough_week=curve.trough.week, trough_low_cents=curve.trough.low_cents,
        causes=[CauseTold(kind=one.kind, subject=one.subject, cents=one.cents) for one in curve.trough.causes],
        without_low_cents=found.without.trough.low_cents,
    )  # fmt: skip


@router.get("/v1/cash/factories", summary="The cash curve of each factory")
def factory_cash(caller: Reader, weeks: Annotated[int, Query(ge=1, le=52)] = 13) -> list[FactoryCurveTold]:
    """Of the brand's orders alone; a partner factory sees its own."""
    found = cash_ahead(caller.brand.folder, plan_place(caller.brand), weeks=weeks)
    only = caller.only_factory("see money")
    return [
        FactoryCurveTold(factory_id=name, trough_week=one.trough.week, trough_low_cents=one.trough.low_cents,
                         weeks=_weeks(one))
        for name, one in found.factories.items()
        if only in (None, name)
    ]  # fmt: skip


def _weeks(curve: CashCurve) -> list[WeekTold]:
    rows = zip(curve.week_starts, curve.at(0.1), curve.at(0.5), curve.at(0.9), strict=True)
    return [
        WeekTold(week=week, low_cents=low, middle_cents=middle, high_cents=high) for week, low, middle, high in rows
    ]


@router.get("/v1/early-payments", summary="Statements worth paying earlier")
def early(caller: Reader, day: date | None = None) -> list[EarlyOffer]:
    """Where a partner's money costs more than the brand's, so that both gain; the best first."""
    return list(use.early_payments(_books(caller, day)))


def _books(caller: Caller, day: date | None = None) -> SettleBooks:
    return settle_books(caller.brand.folder, author=caller.name, day=day, only=caller.only_factory("see money"))


def _partner(one: Partner) -> PartnerTold:
    account: Account = one.account
    return PartnerTold(
        partner_id=account.partner_id, kind=account.kind, name=account.name, owed_cents=one.owed_cents,
        terms=account.terms[-1] if account.terms else None,
        paid_cents=account.paid_cents, discount_cents=account.discount_cents, open_cents=account.open_cents,
        unstated_cents=one.unstated_cents, unstated=tuple(one.unstated),
        statements=tuple(_statement(account.partner_id, told) for told in account.statements.values()),
    )  # fmt: skip


def _statement(partner_id: str, one: Statement) -> StatementTold:
    made = one.made
    return StatementTold(
        statement_id=made.statement_id, partner_id=partner_id, day=made.day, due_day=made.due_day,
        discount_day=made.discount_day, cents=made.cents, paid_cents=one.paid_cents,
        discount_cents=one.discount_cents, open_cents=one.open_cents, lines=tuple(made.lines),
    )  # fmt: skip
