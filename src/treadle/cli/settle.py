"""`treadle settle`: terms of payment, what is owed, statements, and the money that settles them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from treadle.cli import settle_options as given
from treadle.cli.named import named, piece_cents, refuse_other

if TYPE_CHECKING:
    from treadle.plant.settle.desk import SettleBooks

EXAMPLE = (
    "Examples: treadle settle mybrand terms riverside --deposit 0.3 --days 30 --discount 0.02 --discount-days 10"
    "    treadle settle mybrand owed    treadle settle mybrand state riverside    "
    "treadle settle mybrand statement riverside-0001 --out riverside.pdf    treadle settle mybrand bank june.xml"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line said, beside folder and action; `terms` are those that were named."""

    folder: Path
    names: tuple[str, ...]
    terms: dict[str, Any]
    pieces: tuple[str, ...]
    day: date | None
    amount: float | None
    payment: str
    file: Path | None
    out: Path | None
    language: str
    author: str

    def name(self, what: str) -> str:
        """The name that the action needs. Raises `InputError` where it is missing."""
        return named("treadle settle", self.names, 0, what)

    def books(self) -> SettleBooks:
        """The folder's accounts on the day that was said."""
        from treadle.plant.settle.desk import settle_books

        return settle_books(self.folder, author=self.author, day=self.day)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("settle", epilog=EXAMPLE)
    def settle_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
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
        on: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that counts; default: the newest known.")
        ] = None,
        amount: given.Amount = None,
        payment: given.Payment = "",
        file: Annotated[Path | None, typer.Option(help="Terms of many partners, a row each.")] = None,
        out: given.Out = None,
    ) -> None:
        """Terms of payment, what is owed and to whom, statements, and money matched to them."""
        from treadle.cli.language import language_of
        from treadle.settings import whoami

        said: dict[str, Any] = {
            "kind": kind, "name": called, "deposit_share": deposit, "balance_days": days, "discount_share": discount,
            "discount_days": discount_days, "currency": None if currency is None else currency.upper(), "rate": rate,
            "duty_share": duty, "freight_cents": None if freight is None else round(freight * 100), "fee_share": fee,
            "money_cost_share": money_cost,
        }  # fmt: skip
        asked = Asked(
            folder=folder, names=tuple(names or ()), pieces=tuple(piece or ()), day=None if on is None else on.date(),
            terms={name: value for name, value in said.items() if value is not None}, amount=amount, payment=payment,
            file=file, out=out, language=language_of(folder), author=whoami(),
        )  # fmt: skip
        refuse_other("treadle settle", action, ACTIONS)
        ACTIONS[action](asked)


def _terms(asked: Asked) -> None:
    from treadle.cli.settle_told import print_terms
    from treadle.plant.settle.agree import agree_changed, agree_file

    books = asked.books()
    if asked.file is not None:
        agree_file(books, asked.file)
    elif asked.terms or asked.pieces:
        changes = {**asked.terms, **({"piece_cents": piece_cents(asked.pieces)} if asked.pieces else {})}
        agree_changed(books, asked.name("the partner"), changes)
    for account in books.accounts().values():
        if not asked.names or account.partner_id in asked.names:
            print_terms(account, books.settings.currency, asked.language)


def _owed(asked: Asked) -> None:
    from treadle.cli.settle_told import print_partner
    from treadle.words import label

    books = asked.books()
    found = [one for one in books.partners() if not asked.names or one.account.partner_id in asked.names]
    if asked.names and not found:
        books.partner(asked.names[0])
    if not found:
        typer.echo(label("settle.none", asked.language))
    for one in found:
        print_partner(one, books.settings.currency, asked.language, with_lines=bool(asked.names))


def _state(asked: Asked) -> None:
    from treadle.cli.settle_told import print_statement
    from treadle.plant.settle.statements import state
    from treadle.words import label

    books = asked.books()
    found = state(books, asked.name("the partner"))
    if not found:
        typer.echo(label("settle.nothing", asked.language, partner=asked.names[0]))
    for one in found:
        print_statement(one, books.settings.currency, asked.language)


def _statement(asked: Asked) -> None:
    from treadle.cli.output import check_output, csv_text, write_output
    from treadle.cli.settle_told import print_statement
    from treadle.report.statement import HEADS, statement_pdf, statement_rows
    from treadle.words import label

    check_output(asked.out, (".pdf", ".csv"))
    books = asked.books()
    account, one = books.statement(asked.name("the statement"))
    if asked.out is not None and asked.out.suffix.lower() == ".pdf":
        brand, currency = books.settings.name, books.settings.currency
        told = statement_pdf(one, account, brand=brand, currency=currency, language=asked.language)
        write_output(asked.out, told)
    elif asked.out is not None:
        heads = [label(key, asked.language) for key in HEADS]
        write_output(asked.out, csv_text(heads, statement_rows(one, asked.language)))
    print_statement(one, books.settings.currency, asked.language, with_lines=asked.out is None)


def _pay(asked: Asked) -> None:
    from treadle.cli.settle_told import print_statement
    from treadle.plant.settle.statements import pay
    from treadle.terms.reason import Reason
    from treadle.words import say

    books, name = asked.books(), asked.name("the statement")
    cents = None if asked.amount is None else round(asked.amount * 100)
    found = pay(books, name, amount_cents=cents, money_id=asked.payment)
    if isinstance(found, Reason):
        typer.echo(say(found, asked.language), err=True)
        raise typer.Exit(1)
    print_statement(found, books.settings.currency, asked.language)


def _bank(asked: Asked) -> None:
    from treadle.cli.settle_told import print_settled
    from treadle.plant.settle.statements import take_bank_file

    print_settled(take_bank_file(asked.books(), Path(asked.name("the bank's file"))), asked.language)


def _early(asked: Asked) -> None:
    from treadle.cli.settle_told import print_offer
    from treadle.plant.settle.statements import early_payments
    from treadle.words import label

    found = early_payments(asked.books())
    for one in found:
        print_offer(one, asked.language)
    if not found:
        typer.echo(label("settle.no_early", asked.language))


def _agree_early(asked: Asked) -> None:
    from treadle.cli.settle_told import print_offer
    from treadle.plant.settle.statements import agree_early

    print_offer(agree_early(asked.books(), asked.name("the statement")), asked.language)


ACTIONS: dict[str, Callable[[Asked], None]] = {
    "owed": _owed, "terms": _terms, "state": _state, "statement": _statement, "pay": _pay, "bank": _bank,
    "early": _early, "agree-early": _agree_early,
}  # fmt: skip
