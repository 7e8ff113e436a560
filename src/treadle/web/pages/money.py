"""Money: the account ahead as a range, what is owed and due, what a bank told, early payment, loan files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from treadle.api.sourcing_sheets import kept
from treadle.errors import ConflictError, InputError, NotFoundError
from treadle.plant.drafts import plan_place
from treadle.plant.people import Caller
from treadle.plant.settle import statements as use
from treadle.plant.settle.cash import count_cash
from treadle.plant.settle.desk import SettleBooks, settle_books
from treadle.plant.settle.loan_file import Checked, check_loan_file, write_loan_file
from treadle.plant.settle.money_seen import cash_seen, money_seen
from treadle.plant.settle.statements import Settled
from treadle.plant.uploads import upload_of
from treadle.report.given_table import GivenTable
from treadle.report.statement import HEADS, statement_pdf, statement_rows
from treadle.terms.cash import CashCurve
from treadle.terms.reason import Reason
from treadle.web.asking import is_part, visiting
from treadle.web.drawings import Axis, band, line
from treadle.web.drawn import forms_of, page
from treadle.web.form_cells import FormCells
from treadle.web.given_out import file_answer, given_out
from treadle.web.pages.money_tables import curve_tables, money_tables
from treadle.words import say

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("see money"))]
Settler = Annotated[Caller, Depends(visiting("settle"))]
Text = Annotated[str, Form(max_length=200)]
#: How far the curve may look, in weeks.
LOOKS = (8, 13, 26)
#: Who is asked for the brand's own account.
WHOLE = "see the account"


@router.get("/money")
def money(request: Request, caller: Reader, day: str = "", weeks: int = 13) -> Response:
    """The page; the curve follows by itself."""
    return _page(request, caller, day, weeks=weeks)


@router.get("/money/curve")
def curve(request: Request, caller: Reader, weeks: Annotated[int, Query(ge=1, le=52)] = 13) -> Response:
    """The account ahead, and each factory's: a part of the page."""
    try:
        found = cash_seen(caller.brand.folder, plan_place(caller.brand), weeks=weeks)
    except (NotFoundError, InputError) as error:
        return page(request, "money_no_curve.html", at="money", told=str(error))
    only = caller.only_factory("see money")
    factories = {name: one for name, one in found.factories.items() if only in (None, name)}
    whole = caller.may(WHOLE)
    return page(
        request, "money_curve.html", at="money", found=found, weeks=weeks, looks=LOOKS, whole=whole,
        fan=fan(found.curve, found.without, limit_cents=found.limit_cents) if whole else None,
        factories={name: (one, fan(one)) for name, one in factories.items()},
        short=found.curve.shortfall_cents(found.limit_cents) if whole and found.counted_on is not None else 0,
    )  # fmt: skip


@router.get("/money/tables/{name}.{ending}")
def table(name: str, ending: str, request: Request, caller: Reader, day: str = "", weeks: int = 13) -> Response:
    """A table of the page as a file."""
    language = forms_of(request, caller).language
    books = _books(caller, day)
    if name in ("curve", "flows"):
        caller_sees(caller)
        found = cash_seen(caller.brand.folder, plan_place(caller.brand), weeks=max(1, min(weeks, 52)))
        return given_out(request, caller, curve_tables(found, language), name, ending, found.curve.as_of)
    seen = money_seen(books, plan_place(caller.brand))
    return given_out(request, caller, money_tables(seen, language), name, ending, seen.day)


@router.get("/money/statements/{statement_id}.{ending}")
def statement(statement_id: str, ending: str, request: Request, caller: Reader) -> Response:
    """A statement as PDF, CSV or a workbook."""
    books, language = _books(caller, ""), forms_of(request, caller).language
    account, one = books.statement(statement_id)
    if ending == "pdf":
        told = statement_pdf(one, account, brand=books.settings.name, currency=books.settings.currency,
                             language=language)  # fmt: skip
        return file_answer(told, "application/pdf", f"{statement_id}.pdf")
    told_table = GivenTable(name=statement_id, heads=HEADS, rows=tuple(statement_rows(one, language)))
    return given_out(request, caller, {statement_id: told_table}, statement_id, ending, one.made.day)


@router.post("/money/counted")
def counted(request: Request, caller: Settler, amount: Text = "", day: Text = "") -> Response:
    """Say what lies in the account."""
    read = FormCells("cash", {"amount": amount, "day": day})
    cents, told = read.cents("amount", least=-1e10), read.day("day")
    read.refuse()
    if cents is None:
        raise InputError.single("cash", "it says no number", "Write a number")
    count_cash(caller.brand.folder, cents, day=told, author=caller.name)
    return _again(request, caller, "")


@router.post("/money/statements")
def draw_up(request: Request, caller: Settler, partner_id: Text, day: Text = "") -> Response:
    """Put what is owed on paper; no line is in two statements."""
    use.state(_books(caller, day), partner_id)
    return _again(request, caller, day)


@router.post("/money/payments")
def pay(request: Request, caller: Settler, statement_id: Text, amount: Text = "", day: Text = "") -> Response:
    """Book what was paid; without an amount all that is open, less what is taken off on the day."""
    read = FormCells("payment", {"amount": amount})
    cents = read.cents("amount")
    read.refuse()
    found = use.pay(_books(caller, day), statement_id, amount_cents=cents)
    if isinstance(found, Reason):
        raise ConflictError(say(found))
    return _again(request, caller, day)


@router.post("/money/early")
def early(request: Request, caller: Settler, statement_id: Text, day: Text = "") -> Response:
    """Agree on an earlier payment from which both gain."""
    use.agree_early(_books(caller, day), statement_id)
    return _again(request, caller, day)


@router.post("/money/bank")
def bank(request: Request, caller: Settler, file: UploadFile) -> Response:
    """Match a bank's file; what names no statement stays aside, with the reason."""
    found = use.take_bank_file(_books(caller, ""), upload_of(caller.brand, kept(caller, file)))
    return _page(request, caller, "", matched=found)


@router.get("/money/loan-file.json")
def loan_file(caller: Settler) -> Response:
    """What a lender can check, signed."""
    _, text = write_loan_file(caller.brand.folder, author=caller.name)
    return file_answer(text.encode("utf-8"), "application/json", f"{caller.brand.brand_id}-loan-file.json")


@router.post("/money/loan-file")
def check(request: Request, caller: Settler, file: UploadFile) -> Response:
    """Whether a loan file is as it was signed, and whether its entries are those of this ledger."""
    path = upload_of(caller.brand, kept(caller, file))
    return _page(request, caller, "", checked=check_loan_file(path, ledger_of_folder=caller.brand.folder))


def caller_sees(caller: Caller) -> None:
    """Raise `NotFoundError` for who may not see the brand's own account."""
    if not caller.may(WHOLE):
        raise NotFoundError("There is nothing under this address.")


def fan(curve: CashCurve, without: CashCurve | None = None, *, limit_cents: int = 0) -> dict[str, Any]:
    """The picture of an account: places and paths, with the trough and what may be owed at most."""
    weeks = len(curve.week_starts)
    low = min(0, *curve.at(0.1), *(without.at(0.5) if without else ()), -limit_cents)
    high = max(1, *curve.at(0.9), *(without.at(0.5) if without else ()), curve.opening_cents)
    x = Axis(low=0, high=weeks, begin=64, end=708)
    y = Axis(low=low - (high - low) * 0.04, high=high + (high - low) * 0.06, begin=196, end=10)

    def points(values: Sequence[int]) -> list[tuple[float, float]]:
        return [(0.0, float(curve.opening_cents)), *((at + 1.0, float(one)) for at, one in enumerate(values))]

    at = curve.week_starts.index(curve.trough.week) + 1
    return {
        "x": x, "y": y, "ticks": y.ticks(4), "wide": band(x, y, points(curve.at(0.1)), points(curve.at(0.9))),
        "narrow": band(x, y, points(curve.at(0.25)), points(curve.at(0.75))),
        "middle": line(x, y, points(curve.at(0.5))),
        "without": line(x, y, points(without.at(0.5))) if without else "",
        "weeks": [(x.at(one), day) for one, day in enumerate(curve.week_starts)],
        "trough": (x.at(at), y.at(curve.trough.low_cents)), "limit": y.at(-limit_cents) if limit_cents else None,
    }  # fmt: skip


def _books(caller: Caller, day: str) -> SettleBooks:
    read = FormCells("day", {"day": day})
    told: date | None = read.day("day")
    read.refuse()
    return settle_books(caller.brand.folder, author=caller.name, day=told, only=caller.only_factory("see money"))


def _again(request: Request, caller: Caller, day: str) -> Response:
    if is_part(request):
        return _page(request, caller, day)
    return RedirectResponse(f"/money?day={day}" if day else "/money", status_code=303)


def _page(
    request: Request, caller: Caller, day: str, *, weeks: int = 13, matched: Sequence[Settled] | None = None,
    checked: Checked | None = None,
) -> Response:  # fmt: skip
    books = _books(caller, day)
    seen = money_seen(books, plan_place(caller.brand))
    return page(request, "money.html", at="money", seen=seen, day=day, weeks=weeks, matched=matched, checked=checked,
                whole=caller.may(WHOLE))  # fmt: skip
