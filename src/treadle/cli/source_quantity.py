"""`treadle source quantity`: a low price for many, or a high one for few, beside what is thought to sell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.plant.source.quantity import QuantityAdvice

EXAMPLE = "Example: treadle source quantity --offer 1000=5 --offer 200=8 --sells 300 --price 20 --left 2"
_HEADS = (
    "sourcing.offered", "sourcing.best_units", "sourcing.profit", "sourcing.bad_profit", "sourcing.loss_chance",
    "sourcing.cash", "sourcing.left_units", "sourcing.left_cash",
)  # fmt: skip


def add_quantity_command(group: typer.Typer) -> None:
    """Add the command."""

    @group.command("quantity", epilog=EXAMPLE)
    def quantity(
        offer: Annotated[list[str], typer.Option(help="least pieces=price of a piece; repeat it.")],
        sells: Annotated[float, typer.Option(help="Pieces that are thought to sell.")],
        price: Annotated[float, typer.Option(help="What a piece sells for.")],
        give_or_take: Annotated[
            float | None, typer.Option(help="How far that may be off: standard deviation; default: 40 % of it.")
        ] = None,
        left: Annotated[float, typer.Option(help="What a piece brings that is left.")] = 0.0,
        money: Annotated[float, typer.Option(help="What money costs until all is sold, as a share.")] = 0.0,
    ) -> None:
        """Which minimum order to take: profit, cash tied up and the chance to lose money of each."""
        from treadle.cli.language import language_of
        from treadle.cli.source_brand import price_steps
        from treadle.plant.source.quantity import advise

        offers = [(one.from_units, one.piece_cents) for one in price_steps(offer, 0.0)]
        found = advise(offers, sells=sells, give_or_take=0.4 * sells if give_or_take is None else give_or_take,
                       price=price, left=left, money=share_of(money, "--money"))  # fmt: skip
        print_advice(found, language_of())


def share_of(value: float, name: str = "--new-share") -> float:
    """A share from 0 to 1. Raises `InputError`."""
    from treadle.errors import InputError

    if not 0 <= value <= 1:
        raise InputError.single(name, f"{value:g} is no share", "Say 0 to 1")
    return value


def print_advice(found: QuantityAdvice, language: str) -> None:
    """A row an offer, then what to do."""
    from rich.console import Console
    from rich.table import Table

    from treadle.words import label, say

    table = Table(box=None, pad_edge=False)
    for name in _HEADS:
        table.add_column(label(name, language), justify="left" if name == "sourcing.offered" else "right")
    for at, one in enumerate(found.outcomes):
        mark = "> " if at == found.chosen else "  "
        table.add_row(
            f"{mark}{one.offer.least_units:,} × {one.offer.piece_cents / 100:,.2f}", f"{one.units:,}",
            f"{one.profit_cents / 100:,.0f}", f"{one.bad_profit_cents / 100:,.0f}", f"{one.loss_chance:.1%}",
            f"{one.cash_cents / 100:,.0f}", f"{one.left_units:,.0f}", f"{one.left_cash_cents / 100:,.0f}",
        )  # fmt: skip
    Console().print(table)
    typer.echo(say(found.reason, language))
