"""Money of a served brand: terms of payment, what is owed, statements, and the money that settles them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from treadle.cli import settle_options as given
from treadle.cli.at_server.reached import reached
from treadle.cli.named import named, piece_cents, refuse_other

if TYPE_CHECKING:
    from treadle.client.client import Client
    from treadle.terms.money_answers import PartnerTold, StatementTold
    from treadle.terms.settlement import OwedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    names: tuple[str, ...]
    terms: dict[str, Any]
    day: date | None
    amount: float | None
    payment: str
    out: Path | None

    def name(self, what: str) -> str:
        return named("treadle settle", self.names, 0, what)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("settle")
    def settle(
        context: typer.Context,
        action: given.Action = "owed",
        names: given.Names = None,
        kind: given.Kind = None,
        called: given.Called = None,
        deposit: given.Deposit = None,
        days: given.Days = None,
        discount: given.Discount = None,
        discount_days: given.DiscountDays = None,
        currency: given.Currency = None,
        rate: given.Rate = None,
        duty: given.Duty = None,
        freight: given.Freight = None,
        fee: given.Fee = None,
        money_cost: given.MoneyCost = None,
        piece: given.Piece = None,
        on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that counts.")] = None,
        amount: given.Amount = None,
        payment: given.Payment = "",
        out: given.Out = None,
    ) -> None:  # fmt: skip
        """Terms of payment, what is owed and to whom, statements, and money matched to them. A file of terms is agreed
        on the brand's folder."""
        from treadle.cli.output import check_output

        refuse_other("treadle settle", action, _ACTIONS)
        check_output(out, (".pdf", ".csv"))
        terms = {
            "kind": kind, "name": called, "deposit_share": deposit, "balance_days": days, "discount_share": discount,
            "discount_days": discount_days, "currency": currency and currency.upper(), "rate": rate,
            "duty_share": duty, "freight_cents": None if freight is None else round(freight * 100), "fee_share": fee,
            "money_cost_share": money_cost, "piece_cents": piece_cents(piece) if piece else None,
        }  # fmt: skip
        asked = _Asked(
            names=tuple(names or ()), terms={name: value for name, value in terms.items() if value is not None},
            day=on.date() if on else None, amount=amount, payment=payment, out=out,
        )  # fmt: skip
        with reached(context) as brand:
            _ACTIONS[action](brand, asked)


def _owed(brand: Client, asked: _Asked) -> None:
    if not asked.names:
        for one in brand.partners(day=asked.day):
            _tell_partner(one)
        return
    found = brand.partner(asked.names[0], day=asked.day)
    _tell_partner(found)
    for told in found.statements:
        _tell_statement(told)
    for line in found.unstated:
        _tell_line(line)


def _terms(brand: Client, asked: _Asked) -> None:
    if asked.terms:
        _tell_terms(brand.agree_terms(asked.name("the partner"), **asked.terms))
        return
    for one in brand.partners(day=asked.day):
        if not asked.names or one.partner_id in asked.names:
            _tell_terms(one)


def _state(brand: Client, asked: _Asked) -> None:
    for one in brand.draw_up(asked.name("the partner"), day=asked.day):
        _tell_statement(one)


def _statement(brand: Client, asked: _Asked) -> None:
    from treadle.cli.output import csv_text, write_output

    name = asked.name("the statement")
    found = brand.statement(name)
    _tell_statement(found)
    if asked.out is not None and asked.out.suffix.lower() == ".pdf":
        write_output(asked.out, brand.statement_pdf(name))
    elif asked.out is not None:
        heads = ["line_id", "kind", "subject", "day", "due_day", "units", "rejected_units", "cents"]
        write_output(asked.out, csv_text(heads, [[getattr(one, head) for head in heads] for one in found.lines]))
    else:
        for line in found.lines:
            _tell_line(line)


def _pay(brand: Client, asked: _Asked) -> None:
    cents = None if asked.amount is None else round(asked.amount * 100)
    _tell_statement(brand.pay_statement(asked.name("the statement"), cents, payment_id=asked.payment, day=asked.day))


def _bank(brand: Client, asked: _Asked) -> None:
    for one in brand.match_bank_file(asked.name("the bank's file")):
        settled = "known already" if one.is_known else one.statement_id or f"set aside: {one.reason}"
        typer.echo(f"{one.day}  {one.amount_cents / 100:,.2f}  {one.payer}: {settled}")


def _early(brand: Client, asked: _Asked) -> None:
    for one in brand.early_payments(day=asked.day):
        typer.echo(
            f"{one.statement_id}  {one.partner_id}  {one.open_cents / 100:,.2f} paid {one.days} days earlier, on "
            f"{one.pay_day}, less {one.discount_cents / 100:,.2f}: the partner gains "
            f"{one.partner_gain_cents / 100:,.2f}, the brand {one.brand_gain_cents / 100:,.2f}"
        )


def _agree_early(brand: Client, asked: _Asked) -> None:
    one = brand.agree_early(asked.name("the statement"), day=asked.day)
    typer.echo(f"{one.statement_id} is paid on {one.pay_day}, less {one.discount_cents / 100:,.2f}")


def _tell_partner(one: PartnerTold) -> None:
    typer.echo(
        f"{one.partner_id}  {one.kind}  owed {one.owed_cents / 100:,.2f}, paid {one.paid_cents / 100:,.2f}, open "
        f"{one.open_cents / 100:,.2f}, in no statement {one.unstated_cents / 100:,.2f}"
    )


def _tell_terms(one: PartnerTold) -> None:
    if one.terms is None:
        typer.echo(f"{one.partner_id}  {one.kind}  nothing was agreed")
        return
    terms = one.terms
    typer.echo(
        f"{one.partner_id}  {one.kind}  from {terms.from_day}: {terms.deposit_share:.0%} before, the rest in "
        f"{terms.balance_days} days, {terms.discount_share:.1%} less within {terms.discount_days}"
    )


def _tell_statement(one: StatementTold) -> None:
    typer.echo(
        f"{one.statement_id}  {one.partner_id}  of {one.day}, due {one.due_day}: {one.cents / 100:,.2f}, paid "
        f"{one.paid_cents / 100:,.2f}, open {one.open_cents / 100:,.2f}"
    )


def _tell_line(one: OwedLine) -> None:
    typer.echo(f"  {one.day}  {one.kind}  {one.subject}  {one.units:,} pieces  {one.cents / 100:,.2f}")


_ACTIONS: dict[str, Callable[[Client, _Asked], None]] = {
    "owed": _owed, "terms": _terms, "state": _state, "statement": _statement, "pay": _pay, "bank": _bank,
    "early": _early, "agree-early": _agree_early,
}  # fmt: skip
