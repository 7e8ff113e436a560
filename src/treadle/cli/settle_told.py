"""What `treadle settle` prints of terms, partners, statements and money."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from treadle.plant.settle.desk import Partner
from treadle.plant.settle.statements import Settled
from treadle.terms.settlement import Account, EarlyOffer, OwedLine, Statement
from treadle.words import label, say


def print_terms(one: Account, currency: str, language: str) -> None:
    """The terms of a partner, the newest last."""
    for terms in one.terms:
        typer.echo(
            label(
                "settle.terms", language, partner=one.partner_id, name=one.name,
                kind=label(f"partner.{terms.kind}", language), day=terms.from_day.isoformat(),
                deposit=terms.deposit_share, days=terms.balance_days, off=terms.discount_share,
                within=terms.discount_days, duty=terms.duty_share, freight=terms.freight_cents / 100,
                fee=terms.fee_share, cost=terms.money_cost_share, currency=terms.currency or currency,
            )
        )  # fmt: skip


def print_partner(one: Partner, currency: str, language: str, *, with_lines: bool) -> None:
    """What is owed to or by a partner: in all, paid, taken off, open in statements, and in none yet."""
    account = one.account
    typer.echo(
        label(
            "settle.partner", language, partner=account.partner_id, kind=label(f"partner.{account.kind}", language),
            owed=one.owed_cents / 100, paid=account.paid_cents / 100, off=account.discount_cents / 100,
            open=account.open_cents / 100, unstated=one.unstated_cents / 100, currency=currency,
        )
    )  # fmt: skip
    for statement in account.statements.values():
        print_statement(statement, currency, language)
    if with_lines:
        _print_lines(one.unstated, language)


def print_statement(one: Statement, currency: str, language: str, *, with_lines: bool = False) -> None:
    """A statement in one line, and its lines where they are wanted."""
    typer.echo(
        label(
            "settle.statement", language, statement=one.made.statement_id, day=one.made.day.isoformat(),
            due=one.made.due_day.isoformat(), total=one.made.cents / 100, paid=one.paid_cents / 100,
            off=one.discount_cents / 100, open=one.open_cents / 100, currency=currency,
        )
    )  # fmt: skip
    if with_lines:
        _print_lines(one.made.lines, language)


def _print_lines(lines: Iterable[OwedLine], language: str) -> None:
    for one in lines:
        facts = {
            "day": one.day.isoformat(), "subject": one.subject, "units": one.units, "amount": one.cents / 100,
            "what": label(f"owed.{one.kind.replace(' ', '_')}", language), "rejected": one.rejected_units,
        }  # fmt: skip
        typer.echo(label("settle.refused" if one.rejected_units else "settle.line", language, **facts))


def print_settled(found: Iterable[Settled], language: str) -> None:
    """What became of each amount that the bank told."""
    for one in found:
        amount = f"{one.money.amount_cents / 100:,.2f} {one.money.currency}"
        if one.reason is not None:
            typer.echo(label("settle.aside", language, amount=amount, why=say(one.reason, language)))
        else:
            key = "settle.known" if one.is_known else "settle.taken"
            typer.echo(label(key, language, amount=amount, statement=one.statement_id))


def print_offer(one: EarlyOffer, language: str) -> None:
    """A statement that both gain from paying earlier."""
    typer.echo(
        label(
            "settle.offer", language, statement=one.statement_id, partner=one.partner_id, days=one.days,
            amount=one.open_cents / 100, off=one.discount_cents / 100, day=one.pay_day.isoformat(),
            theirs=one.partner_gain_cents / 100, ours=one.brand_gain_cents / 100,
        )
    )  # fmt: skip
