"""Statements: what is owed and in none yet, drawn up; and money matched to what it settles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from treadle.terms.money_told import MoneyTold
from treadle.terms.reason import Reason
from treadle.terms.settlement import (
    AT_ONCE,
    Account,
    OwedLine,
    Statement,
    StatementMade,
    StatementPaid,
)


def unstated(account: Account, owed: Iterable[OwedLine]) -> tuple[OwedLine, ...]:
    """What is owed and in no statement yet."""
    there = {one.line_id for one in account.stated()}
    return tuple(one for one in owed if one.line_id not in there)


def draw_up(account: Account, owed: Iterable[OwedLine], day: date) -> tuple[StatementMade, ...]:
    """Statements of all that is owed by a day and in none yet: of deposits, which are due at once, and of goods.

    Goods are due so many days after the last batch as the terms of its partner say. Lines of pieces that were all sent
    back are told with 0. Statements that come to nothing (a deposit and the same back) are drawn up too, so that their
    lines are in no later one.
    """
    lines = [one for one in unstated(account, owed) if one.day <= day]
    kinds = [one for one in lines if one.kind in AT_ONCE], [one for one in lines if one.kind not in AT_ONCE]
    made: list[StatementMade] = []
    for number, part in enumerate([one for one in kinds if one], len(account.statements) + 1):
        terms = account.terms_on(day)
        last = max(one.day for one in part)
        total = sum(one.cents for one in part)
        due = day if part[0].kind in AT_ONCE else max(one.due_day for one in part)
        is_cheaper = terms.discount_share > 0 and terms.discount_days > 0 and part[0].kind not in AT_ONCE and total > 0
        made.append(
            StatementMade(
                statement_id=f"{account.partner_id}-{number:04d}", day=day, due_day=due, lines=tuple(part),
                discount_day=last + timedelta(days=terms.discount_days) if is_cheaper else None,
                discount_cents=round(total * terms.discount_share) if is_cheaper else 0,
            )
        )  # fmt: skip
    return tuple(made)


def settles(account: Account, statement: Statement, money: MoneyTold) -> int:
    """What money settles of a statement, in cents of its direction: what the brand pays counts for partners that it
    pays, what comes for those that pay it."""
    return -money.amount_cents if account.is_paid else money.amount_cents


def meant(accounts: Sequence[Account], named: Sequence[str], money: MoneyTold) -> tuple[str, ...]:
    """The statements that money could settle: those that its text names, else those of its payer whose open amount
    (less what is taken off on its day) it is to the cent.

    One: that is meant; none or several: nobody knows.
    """
    if named:
        return tuple(named)
    day = money.at.date()
    payer = money.payer.strip().casefold()
    return tuple(
        one.made.statement_id
        for account in accounts
        if payer and payer in (account.name.casefold(), account.partner_id.casefold())
        for one in account.statements.values()
        if one.open_cents and settles(account, one, money) in (one.open_cents, one.open_cents - one.discount_on(day))
    )


def paid_by(account: Account, statement: Statement, money: MoneyTold) -> StatementPaid | Reason:
    """The payment that money is of a statement; or why it is none: more than is open, or the other way."""
    amount = settles(account, statement, money)
    return payment(statement, amount, money.at.date(), money.money_id, money.via)


def payment(statement: Statement, amount_cents: int, day: date, money_id: str, via: str) -> StatementPaid | Reason:
    """A payment of so much on a day, with what is taken off if it settles all; or why it cannot be one."""
    left, name = statement.open_cents, statement.made.statement_id
    off = statement.discount_on(day)
    if amount_cents == 0 or (amount_cents > 0) != (left > 0) or abs(amount_cents) > abs(left):
        return Reason.of("settle.not_open", statement=name, open_cents=left, paid_cents=amount_cents)
    paid = StatementPaid(statement_id=name, money_id=money_id, day=day, amount_cents=amount_cents, via=via)
    return replace(paid, discount_cents=off) if off and amount_cents == left - off else paid
