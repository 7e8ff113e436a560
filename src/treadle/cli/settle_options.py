"""What `treadle settle` is told, on a folder and at a server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Action = Annotated[str, typer.Argument(help="owed, terms, state, statement, pay, bank, early, agree-early")]
Names = Annotated[
    list[str] | None, typer.Argument(metavar="[NAME]...", help="The partner, the statement or the bank's file.")
]
Kind = Annotated[str | None, typer.Option(help="factory, supplier, platform or store.")]
Called = Annotated[str | None, typer.Option("--name", help="What the partner is called by its bank.")]
Deposit = Annotated[float | None, typer.Option(help="Share of an order that is paid when it is placed.")]
Days = Annotated[int | None, typer.Option(help="Days from acceptance until the rest is due.")]
Discount = Annotated[float | None, typer.Option(help="Share that is taken off if it is paid early.")]
DiscountDays = Annotated[int | None, typer.Option(help="Days within which that holds.")]
Currency = Annotated[str | None, typer.Option(help="The currency that the partner is paid in.")]
Rate = Annotated[float | None, typer.Option(help="How many of the brand's currency one of it costs.")]
Duty = Annotated[float | None, typer.Option(help="Duty on what arrives, as a share of its cost.")]
Freight = Annotated[float | None, typer.Option(help="Freight of a piece.")]
Fee = Annotated[float | None, typer.Option(help="Share of sales that a platform keeps.")]
MoneyCost = Annotated[float | None, typer.Option(help="What a year's money costs the partner.")]
Piece = Annotated[list[str] | None, typer.Option(help="style=price: what a piece is paid instead of the order's cost.")]
Amount = Annotated[float | None, typer.Option(help="What was paid; default: all that is open.")]
Payment = Annotated[str, typer.Option(help="The payment's own id: the same id counts once.")]
Out = Annotated[Path | None, typer.Option(help="Where a statement goes, .pdf or .csv.")]
