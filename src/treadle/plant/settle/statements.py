"""Statements are drawn up, paid earlier where both gain, and settled by hand or by what a bank tells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from treadle.errors import InputError, NotFoundError
from treadle.plant.presell.payments import StatementFile
from treadle.plant.settle.desk import SettleBooks
from treadle.presell.matching import meant_orders
from treadle.settle.early import early_offers
from treadle.settle.statements import draw_up, meant, paid_by, payment
from treadle.terms.fingerprint import fingerprint
from treadle.terms.money_told import MoneyTold
from treadle.terms.reason import Reason
from treadle.terms.settlement import Account, EarlyAgreed, EarlyOffer, SettlementBody, Statement, StatementPaid


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of money: the statement it settled a part of ('known': it was told before), or why it stays aside."""

    money: MoneyTold
    statement_id: str = ""
    is_known: bool = False
    reason: Reason | None = None


def state(books: SettleBooks, partner_id: str) -> tuple[Statement, ...]:
    """Draw up what is owed and in no statement yet, up to the day of the books; nothing where there is nothing.

    Raises `NotFoundError` for no such partner, `InputError` where no terms are agreed with it.
    """
    partner = books.partner(partner_id)
    held = books.ledger.state(Account, partner_id)
    if held is None or not held.state.terms:
        raise InputError.single(
            partner_id, "no terms of payment are agreed with it", "Agree on some: treadle settle DIR terms PARTNER"
        )
    lines, before = partner.unstated, set(partner.account.statements)
    account = partner.account
    for _ in draw_up(account, lines, books.day):

        def decide(held: Account) -> tuple[SettlementBody, str] | None:
            made = draw_up(held, lines, books.day)
            return (made[0], f"partner statement:{made[0].statement_id}") if made else None

        account = books.tell(partner_id, decide)
    return tuple(one for name, one in account.statements.items() if name not in before)


def pay(
    books: SettleBooks, statement_id: str, *, amount_cents: int | None = None, money_id: str = "", via: str = "hand"
) -> Statement | Reason:
    """Money settled a statement on the day of the books: all that is open, less what is taken off, where no amount is
    said. Raises `NotFoundError`."""
    account, one = books.statement(statement_id)
    amount = one.open_cents - one.discount_on(books.day) if amount_cents is None else amount_cents
    name = money_id or fingerprint(statement_id, amount, books.day, len(one.payments))
    if any(paid.money_id == name and paid.via == via for paid in one.payments):
        return one
    paid = payment(one, amount, books.day, name, via)
    if isinstance(paid, Reason):
        return paid
    return _settled(books, account.partner_id, paid)


def take_bank_file(books: SettleBooks, path: Path) -> tuple[Settled, ...]:
    """Match a bank's statement (CAMT.053 or a table) to statements: by their names in its text, else by payer and the
    amount to the cent. Raises `InputError` where the file cannot be read."""
    file = StatementFile(path=path, currency=books.settings.currency, time_zone=books.settings.time_zone)
    return tuple(_take(books, money) for money in file.told())


def _take(books: SettleBooks, money: MoneyTold) -> Settled:
    accounts = list(books.accounts().values())
    known = {
        (paid.via, paid.money_id): name
        for one in accounts for name, held in one.statements.items() for paid in held.payments
    }  # fmt: skip
    if (money.via, money.money_id) in known:
        return Settled(money=money, statement_id=known[money.via, money.money_id], is_known=True)
    own = books.settings.currency
    if money.currency != own:
        reason = Reason.of("settle.other_currency", payment=money.money_id, currency=money.currency, own=own)
        return Settled(money=money, reason=reason)
    where = {name: one for one in accounts for name in one.statements}
    named = meant_orders(f"{money.order_id} {money.text}", where)
    found = meant(accounts, named, money)
    if len(found) != 1:
        code = "settle.two_references" if found else "settle.no_reference"
        reason = Reason.of(code, payment=money.money_id, statements=", ".join(found))
        return Settled(money=money, reason=reason)
    account = where[found[0]]
    paid = paid_by(account, account.statements[found[0]], money)
    if isinstance(paid, Reason):
        return Settled(money=money, statement_id=found[0], reason=paid)
    _settled(replace(books, day=max(books.day, paid.day)), account.partner_id, paid)
    return Settled(money=money, statement_id=found[0])


def _settled(books: SettleBooks, partner_id: str, paid: StatementPaid) -> Statement:
    """Add a payment once, however many tell of it at the same time."""

    def decide(held: Account) -> tuple[SettlementBody, str] | None:
        one = held.statements[paid.statement_id]
        if any((told.via, told.money_id) == (paid.via, paid.money_id) for told in one.payments):
            return None
        again = payment(one, paid.amount_cents, paid.day, paid.money_id, paid.via)
        return None if isinstance(again, Reason) else (again, f"partner payment:{paid.via}:{paid.money_id}")

    return books.tell(partner_id, decide).statements[paid.statement_id]


def early_payments(books: SettleBooks, spare_cents: int | None = None) -> tuple[EarlyOffer, ...]:
    """Statements that both gain from paying on the day of the books, the best first."""
    accounts = [one for one in books.accounts().values() if books.only in (None, one.partner_id)]
    policy = books.settings.settle
    return early_offers(
        accounts, books.day, brand_cost_share=books.settings.presell.money_cost_share,
        brand_gain_share=policy.early_gain_share, least_gain_cents=policy.early_least_cents, spare_cents=spare_cents,
    )  # fmt: skip


def agree_early(books: SettleBooks, statement_id: str) -> EarlyOffer:
    """Both agree on the offer of a statement; agreed again on the same day it is the same.

    Raises `NotFoundError` for no such statement, or where nothing is to be gained by paying it now.
    """
    account, one = books.statement(statement_id)
    offer = next((one for one in early_payments(books) if one.statement_id == statement_id), None)
    if offer is None:
        if one.early is not None and one.early.pay_day == books.day:
            return _agreed_before(account, one, books.day)
        raise NotFoundError(f"Nothing is gained by paying {statement_id} on {books.day}: treadle settle DIR early")
    body = EarlyAgreed(statement_id=statement_id, pay_day=offer.pay_day, discount_cents=offer.discount_cents)
    books.tell(account.partner_id, lambda _: (body, f"early payment:{statement_id}:{books.day.isoformat()}"))
    return offer


def _agreed_before(account: Account, one: Statement, day: date) -> EarlyOffer:
    assert one.early is not None
    return EarlyOffer(
        partner_id=account.partner_id, statement_id=one.made.statement_id, open_cents=one.open_cents, pay_day=day,
        days=(one.made.due_day - day).days, discount_cents=one.early.discount_cents, partner_gain_cents=0,
        brand_gain_cents=0,
    )  # fmt: skip
