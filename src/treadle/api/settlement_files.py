"""Money that comes and goes as files: a bank's statement matched, the account counted, a loan file and its check."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response, UploadFile
from pydantic import BaseModel, Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.api.people import Asked, Day
from treadle.api.sourcing_sheets import kept
from treadle.plant.people import Caller
from treadle.plant.settle import statements as use
from treadle.plant.settle.cash import count_cash
from treadle.plant.settle.desk import settle_books
from treadle.plant.settle.loan_file import check_loan_file, write_loan_file
from treadle.plant.uploads import upload_of
from treadle.terms.money_answers import MoneyMatched
from treadle.terms.settlement import EarlyAgreed
from treadle.words import say

router = APIRouter(tags=["settlement"], route_class=AnsweredOnce)
Settler = Annotated[Caller, Depends(allowed("settle"))]
JSON: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {}}, "description": "The signed file."}}


class NewCount(Asked):
    """What lies in the account, in cents, when a day begins."""

    cents: int = Field(ge=-(10**13), le=10**13)
    day: Day | None = None


class Counted(BaseModel):
    """What was said to lie in the account."""

    day: date
    cents: int


class NewEarly(Asked):
    """The day on which it is paid; default: the newest of the ledger."""

    day: Day | None = None


class LoanFileChecked(BaseModel):
    """What a check found: nothing where the file is as it was signed by `public_key`."""

    brand: str
    as_of: date
    public_key: str
    findings: list[str]


@router.post("/v1/bank-statements", summary="Match a bank's statement", status_code=201)
def take_bank_file(caller: Settler, file: UploadFile) -> list[MoneyMatched]:
    """CAMT.053 or a table. By the statement's name in its text, else by payer and amount to the cent; the same file
    again changes nothing."""
    books = settle_books(caller.brand.folder, author=caller.name)
    language = caller.brand.settings.language
    return [
        MoneyMatched(
            money_id=one.money.money_id, day=one.money.at.date(), amount_cents=one.money.amount_cents,
            payer=one.money.payer, text=one.money.text, statement_id=one.statement_id, is_known=one.is_known,
            reason="" if one.reason is None else say(one.reason, language),
        )
        for one in use.take_bank_file(books, upload_of(caller.brand, kept(caller, file)))
    ]  # fmt: skip


@router.post("/v1/cash/count", summary="Say what lies in the account")
def count(told: NewCount, caller: Settler) -> Counted:
    """Curves begin there; the newest counts."""
    found = count_cash(caller.brand.folder, told.cents, day=told.day, author=caller.name)
    return Counted(day=found.day, cents=found.cents)


@router.post("/v1/statements/{statement_id}/early", summary="Agree on an earlier payment")
def agree_early(statement_id: str, told: NewEarly, caller: Settler) -> EarlyAgreed:
    """Where both gain by it; a payment on that day then takes the discount off."""
    found = use.agree_early(settle_books(caller.brand.folder, author=caller.name, day=told.day), statement_id)
    return EarlyAgreed(statement_id=found.statement_id, pay_day=found.pay_day, discount_cents=found.discount_cents)


@router.get("/v1/loan-file", summary="A loan file", response_class=Response, responses=JSON)
def loan_file(caller: Settler) -> Response:
    """Orders, promises kept, inspections and payments, signed, with digests of the ledger's entries."""
    _, text = write_loan_file(caller.brand.folder, author=caller.name)
    return Response(text, media_type="application/json")


@router.post("/v1/loan-file/check", summary="Check a loan file")
def check(
    caller: Settler, file: UploadFile, key: Annotated[str, Form(max_length=200)] = ""
) -> LoanFileChecked:  # fmt: skip
    """Whether it is as it was signed (by `key`, where one is said), and its entries those of this ledger."""
    path = upload_of(caller.brand, kept(caller, file))
    found = check_loan_file(path, key=key, ledger_of_folder=caller.brand.folder)
    language = caller.brand.settings.language
    return LoanFileChecked(brand=found.file.brand, as_of=found.file.as_of, public_key=found.public_key,
                           findings=[say(one, language) for one in found.findings])  # fmt: skip
