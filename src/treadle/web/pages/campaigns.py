"""Campaigns: what is worth opening, how those that run will end, whose the money is, and what is done with each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from treadle.api.request_id import request_id
from treadle.errors import InputError, Problem
from treadle.plant import jobs
from treadle.plant.people import Caller
from treadle.plant.presell import campaigns as acts
from treadle.plant.presell import deliveries, money, overview, proposals, seats
from treadle.plant.presell.caretaker import PRODUCE
from treadle.plant.presell.desk import CampaignBooks, campaign_books
from treadle.plant.presell.proposals import PROPOSE, Opening
from treadle.plant.presell.told import Told, campaign_held
from treadle.plant.presell.undo import undo_change
from treadle.report import campaign_sheets as sheets
from treadle.terms.campaign import OPEN, STAGES, CampaignChanged, PaymentTaken, RefundPaid
from treadle.terms.filling import FillForecast
from treadle.terms.fingerprint import fingerprint
from treadle.terms.job import Job
from treadle.terms.reason import Reason
from treadle.web.asking import form_key, is_part, visiting
from treadle.web.drawings import Axis
from treadle.web.drawn import forms_of, page
from treadle.words import label

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
Seller = Annotated[Caller, Depends(visiting("sell ahead"))]
Releaser = Annotated[Caller, Depends(visiting("release"))]
Payer = Annotated[Caller, Depends(visiting("settle"))]
Text = Annotated[str, Form(max_length=2000)]
#: Days from that year on are slips of the hand.
LAST_YEAR = 2200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/campaigns")
def campaigns(request: Request, caller: Reader) -> Response:
    """The list and what is proposed."""
    return _list(request, caller)


@router.get("/campaigns/list.{form}")
def list_file(form: str, request: Request, caller: Reader) -> Response:
    """The list as a table."""
    language = forms_of(request, caller).language
    rows = sheets.campaign_rows(overview.campaign_rows(caller.brand, _books(caller)), language)
    return _file(rows, form, "campaigns", language)


@router.get("/campaigns/proposals.{form}")
def proposals_file(form: str, request: Request, caller: Reader) -> Response:
    """What is proposed as a table."""
    kept = proposals.newest_proposals(caller.brand)
    language = forms_of(request, caller).language
    rows = [] if kept is None else sheets.proposal_rows(kept, language)
    return _file(rows, form, "proposals", language)


@router.post("/campaigns/propose")
def propose(request: Request, caller: Seller, key: Text = "") -> Response:
    """Have all options worked out, in the background."""
    _ask(caller, PROPOSE, key)
    return _list(request, caller) if is_part(request) else RedirectResponse("/campaigns", status_code=303)


@router.post("/campaigns/cancel-work")
def cancel_work(request: Request, caller: Seller, job_id: Text) -> Response:
    """Cancel work that is being done; nothing half-written stays."""
    jobs.cancel_job(caller.brand, job_id, author=caller.name)
    return _list(request, caller) if is_part(request) else RedirectResponse("/campaigns", status_code=303)


@router.post("/campaigns/open")
def open_one(
    request: Request, caller: Seller, option_id: Text, title: Text = "", text: Text = "", days: Text = "",
    threshold: Text = "", seats: Text = "", price: Text = "", ships: Text = "",
) -> Response:  # fmt: skip
    """Open a campaign as it is proposed, but for what the form changes."""
    kept = proposals.newest_proposals(caller.brand)
    if kept is None:
        raise InputError.single("campaigns", "nothing was worked out yet", "Have campaigns proposed first")
    read = _Read()
    opening = Opening(
        title=title.strip()[:200], text=text.strip(), days=read.whole("days", days),
        threshold_units=read.whole("threshold", threshold), most_units=read.whole("seats", seats) or 0,
        price_cents=read.cents("price", price), promise_day=read.day("ships", ships),
    )  # fmt: skip
    read.refuse()
    done = proposals.open_proposed(caller.brand, _books(caller), kept, option_id, opening)
    return _shown(request, caller, done.campaign.campaign_id)


@router.get("/campaigns/{campaign_id}")
def campaign(campaign_id: str, request: Request, caller: Reader) -> Response:
    """One campaign."""
    return _one(request, caller, campaign_id)


@router.get("/campaigns/{campaign_id}/changed")
def changed(campaign_id: str, request: Request, caller: Reader, version: int) -> Response:
    """Nothing while the campaign is as it is shown; else the notice that somebody changed it."""
    books = _books(caller)
    if campaign_held(books.ledger, campaign_id).version == version:
        return Response(status_code=204)
    by = overview.newest_author(books, campaign_id)
    return page(request, "changed.html", by=by, href=f"/campaigns/{campaign_id}")


@router.get("/campaigns/{campaign_id}/{table}.{form}")
def one_file(campaign_id: str, table: str, form: str, request: Request, caller: Reader) -> Response:
    """Its buyers or its sizes as a table; where goods go is told to those who sell alone."""
    books, language = _books(caller), forms_of(request, caller).language
    seen = overview.campaign_seen(caller.brand, books, campaign_id)
    if table == "sizes":
        return _file(sheets.size_rows(seen, language), form, f"{campaign_id}-sizes", language)
    where = None
    if caller.may("sell ahead"):
        where = {one: deliveries.address_of(books.ledger, one) for one in seen.campaign.orders}
    return _file(sheets.buyer_rows(seen, language, where), form, f"{campaign_id}-buyers", language)


@router.post("/campaigns/{campaign_id}/change")
def change(
    campaign_id: str, request: Request, caller: Seller, kind: Text, days: Text = "", tier_units: Text = "",
    tier_price: Text = "",
) -> Response:  # fmt: skip
    """Extend it, end it now, or add a lower tier."""
    books = _books(caller)
    now = books.clock()
    terms = campaign_held(books.ledger, campaign_id).state.terms
    read = _Read()
    if kind == "extend":
        more = read.whole("days", days) or 0
        wanted = CampaignChanged(reason="extended", closes_at=terms.closes_at + timedelta(days=min(more, 365)))
    elif kind == "close_early":
        wanted = CampaignChanged(reason="ended early", closes_at=now)
    else:
        units, cents = read.whole("tier", tier_units), read.cents("price", tier_price)
        if not units or not cents:
            read.wrong("tier", "it has no pieces or no price", "Say both")
        read.refuse()
        tiers = (*terms.tiers, replace(terms.tiers[-1], from_units=units or 0, price_cents=cents or 0))
        wanted = CampaignChanged(reason="a lower tier", tiers=tuple(sorted(tiers, key=lambda one: one.from_units)))
    read.refuse()
    done = acts.change_campaign(books.ledger, campaign_id, wanted, author=caller.name, clock=lambda: now,
                                currency=books.settings.currency)  # fmt: skip
    return _after(request, caller, campaign_id, done)


@router.post("/campaigns/{campaign_id}/undo")
def undo(campaign_id: str, request: Request, caller: Seller) -> Response:
    """Put its end back to where it was."""
    books = _books(caller)
    done = undo_change(books.ledger, campaign_id, author=caller.name, clock=books.clock)
    return _after(request, caller, campaign_id, done)


@router.post("/campaigns/{campaign_id}/cancel")
def cancel(campaign_id: str, request: Request, caller: Seller, reason: Text = "") -> Response:
    """Call it off; what is held is owed back."""
    books = _books(caller)
    why = reason.strip() or label("camp.called_off", books.settings.language)
    done = acts.cancel_campaign(books.ledger, campaign_id, why, author=caller.name, clock=books.clock)
    return _after(request, caller, campaign_id, done)


@router.post("/campaigns/{campaign_id}/delay")
def delay(campaign_id: str, request: Request, caller: Seller, day: Text = "", reason: Text = "") -> Response:
    """Tell buyers of a later day."""
    books, read = _books(caller), _Read()
    wanted = read.day("day", day)
    if wanted is None:
        read.wrong("day", "no day is said", "Say the day by which goods are shipped now")
    read.refuse()
    assert wanted is not None
    notice = acts.delay_of(wanted, reason.strip(), books.settings.time_zone)
    done = acts.notify_delay(books.ledger, campaign_id, notice, author=caller.name, clock=books.clock)
    return _after(request, caller, campaign_id, done)


@router.post("/campaigns/{campaign_id}/stage")
def stage(campaign_id: str, request: Request, caller: Seller, stage: Text) -> Response:
    """Its orders come to a stage: made, shipped, settled."""
    if stage not in STAGES[2:]:
        raise InputError.single("campaigns", f"'{stage[:20]}' is no stage", f"Say one of: {', '.join(STAGES[2:])}")
    books = _books(caller)
    done = acts.reach_stage(books.ledger, campaign_id, stage, author=caller.name, clock=books.clock,
                            currency=books.settings.currency)  # fmt: skip
    return _after(request, caller, campaign_id, done)


@router.post("/campaigns/{campaign_id}/make")
def make(campaign_id: str, request: Request, caller: Releaser, key: Text = "") -> Response:
    """Have what is sold ahead planned and its orders placed, in the background."""
    _ask(caller, PRODUCE, key)
    return _shown(request, caller, campaign_id)


@router.post("/campaigns/{campaign_id}/orders/{order_id}/{act}")
def book(
    campaign_id: str, order_id: str, act: str, request: Request, caller: Payer, amount: Text = "", key: Text = ""
) -> Response:
    """Book what a buyer paid or was paid back, or let a buyer go."""
    books, read = _books(caller), _Read()
    if act == "leave":
        done = seats.leave_campaign(books.ledger, campaign_id, order_id, "let go by the brand", author=caller.name,
                                    clock=books.clock)  # fmt: skip
        return _after(request, caller, campaign_id, done)
    cents = read.cents("amount", amount)
    if cents is None:
        read.wrong("amount", "no money is said", "Say what was paid")
    read.refuse()
    name = fingerprint(order_id, form_key(caller, key))
    if act == "pay":
        paid = PaymentTaken(payment_id=name, order_id=order_id, amount_cents=cents or 0, paid_at=books.clock(),
                            via="hand")  # fmt: skip
        done = money.take_payment(books.ledger, campaign_id, paid, author=caller.name, clock=books.clock,
                                  currency=books.settings.currency)  # fmt: skip
    else:
        back = RefundPaid(refund_id=name, order_id=order_id, amount_cents=cents or 0, via="hand")
        done = money.refund_paid(books.ledger, campaign_id, back, author=caller.name, clock=books.clock,
                                 currency=books.settings.currency)  # fmt: skip
    return _after(request, caller, campaign_id, done)


class _Read:
    """Fields of a form, with all that is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def whole(self, name: str, text: str) -> int | None:
        """A whole number above nothing; None where nothing is written."""
        plain = text.strip().replace(",", "")
        if plain and not re.fullmatch(r"[1-9][0-9]{0,6}", plain):
            self.wrong(name, f"'{text[:20]}' is no whole number", "Write a whole number")
            return None
        return int(plain) if plain else None

    def cents(self, name: str, text: str) -> int | None:
        """Money; None where nothing is written."""
        plain = text.strip().replace(",", ".")
        if plain and not re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,2})?", plain):
            self.wrong(name, f"'{text[:20]}' is no price", "Write a number such as 4.20")
            return None
        return round(float(plain) * 100) if plain else None

    def day(self, name: str, text: str) -> date | None:
        """A day; None where nothing is written."""
        try:
            found = date.fromisoformat(text.strip()) if text.strip() else None
            if found is None or found.year < LAST_YEAR:
                return found
            raise ValueError
        except ValueError:
            self.wrong(name, f"'{text[:20]}' is no day", "Write it as 2026-03-31")
            return None

    def wrong(self, name: str, what: str, remedy: str) -> None:
        """Note what is wrong, or was not said."""
        self.problems.append(Problem(file=name, what=what, remedy=remedy))

    def refuse(self) -> None:
        """Raise `InputError` with all that is wrong."""
        if self.problems:
            raise InputError(self.problems)


def _books(caller: Caller) -> CampaignBooks:
    return campaign_books(caller.brand.folder, author=caller.name)


def _ask(caller: Caller, kind: str, key: str) -> Job:
    return jobs.ask_job(caller.brand, kind, {}, author=caller.name, key=f"{kind}:{form_key(caller, key)}",
                        request_id=request_id())  # fmt: skip


def _newest_job(caller: Caller, kinds: Sequence[str]) -> Job | None:
    newest = [next(iter(jobs.list_jobs(caller.brand, kind=kind)), None) for kind in kinds]
    return max((one for one in newest if one is not None), key=lambda one: one.asked_at, default=None)


def _file(rows: sheets.Rows, form: str, name: str, language: str) -> Response:
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name)[:80]
    headers = {"Content-Disposition": f'attachment; filename="{plain}.{"xlsx" if form == "xlsx" else "csv"}"'}
    if form == "xlsx":
        return Response(sheets.as_book(rows, label("screen.campaigns", language)), media_type=XLSX, headers=headers)
    return Response("\ufeff" + sheets.as_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)


def _shown(request: Request, caller: Caller, campaign_id: str) -> Response:
    """The campaign after a write; a press on the list leads there."""
    path = f"/campaigns/{campaign_id}"
    if is_part(request) and request.url.path.startswith(f"{path}/"):
        return _one(request, caller, campaign_id)
    if is_part(request):
        return Response(status_code=200, headers={"HX-Redirect": path})
    return RedirectResponse(path, status_code=303)


def _after(request: Request, caller: Caller, campaign_id: str, done: Told) -> Response:
    if done.refused is not None:
        return _one(request, caller, campaign_id, refused=done.refused, status=409)
    return _shown(request, caller, campaign_id)


def _list(request: Request, caller: Caller) -> Response:
    books = _books(caller)
    rows = overview.campaign_rows(caller.brand, books)
    kept, plan = proposals.newest_proposals(caller.brand), overview.plan_if_any(caller.brand)
    running = {one.campaign.terms.option_id: one.campaign.campaign_id for one in rows if one.campaign.state == OPEN}
    return page(
        request, "campaigns.html", at="campaigns", rows=rows, kept=kept, plan=plan, running=running,
        currency=books.settings.currency, job=_newest_job(caller, (PROPOSE,)), now=books.clock(), bar=_bar,
        days_since=0 if kept is None else proposals.days_since(kept, books), money_of=_money_of(rows),
        later=lambda day: day + timedelta(days=0 if kept is None else proposals.days_since(kept, books)),
        names={} if plan is None else {one.option_id: plan.catalogue.option_name(one.option_id)
                                       for one in plan.catalogue.options},
    )  # fmt: skip


def _one(
    request: Request, caller: Caller, campaign_id: str, *, refused: Reason | None = None, status: int = 200
) -> Response:
    books = _books(caller)
    seen = overview.campaign_seen(caller.brand, books, campaign_id)
    fill = None if seen.foreseen is None else seen.foreseen.forecast
    return page(
        request, "campaign.html", at="campaigns", status=status, seen=seen, one=seen.campaign,
        terms=seen.campaign.terms,
        currency=books.settings.currency, job=_newest_job(caller, (PRODUCE,)), refused=refused, fill=fill,
        bar=_bar(seen.campaign.count_units, seen.campaign.terms.threshold_units, fill),
        listing=f"/sale/{caller.brand.brand_id}/{campaign_id}", most_size=max([1, *(units for _, units in seen.sizes)]),
        owes=overview.owes_goods(seen.campaign),
    )  # fmt: skip


def _money_of(rows: Sequence[overview.CampaignRow]) -> dict[str, int]:
    """The sums of all campaigns."""
    names = ("paid_cents", "held_cents", "due_back_cents", "refunded_cents", "earned_cents")
    return {name: sum(getattr(one.money, name) for one in rows) for name in names}


def _bar(count: int, threshold: int, fill: FillForecast | None) -> dict[str, float]:
    """Places of a bar of 300: what is sold, what is needed, and the range of the end."""
    high = fill.quantile(0.95) if fill is not None else count
    axis = Axis(low=0, high=max(threshold * 1.15, high * 1.05, count, 1), begin=0, end=300)
    found = {"count": axis.at(count), "needed": axis.at(threshold)}
    if fill is not None:
        found |= {name: axis.at(fill.quantile(level)) for name, level in
                  (("low", 0.1), ("near", 0.25), ("middle", 0.5), ("far", 0.75), ("high", 0.9))}  # fmt: skip
    return found
