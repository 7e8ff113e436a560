"""What `treadle presell` is told, on a folder and at a server."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="The campaign, then the buyer's order.")]
Option = Annotated[str, typer.Option(help="The option that is sold ahead, or that is to be proposed.")]
Kind = Annotated[str, typer.Option(help="threshold, pair or 'made to order'.")]
Title = Annotated[str, typer.Option(help="What the listing is called.")]
Tier = Annotated[
    list[str] | None, typer.Option(help="pieces=price: the price of a piece once so many are sold; repeat it.")
]
Threshold = Annotated[int | None, typer.Option(help="Pieces that must be paid for by the end.")]
Days = Annotated[int, typer.Option(help="Days that it is open.")]
Deposit = Annotated[float, typer.Option(help="Paid at once for a piece; 0: the whole price.")]
SoloPrice = Annotated[float, typer.Option(help="The price without a friend, of a pair.")]
Ships = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day by which goods are shipped; open without it: as proposed."),
]
Units = Annotated[list[str] | None, typer.Option(help="What is ordered: size=pieces, by commas.")]
Team = Annotated[str, typer.Option(help="The order whose pair is joined.")]
Solo = Annotated[bool, typer.Option("--solo", help="Buy without a friend.")]
Payment = Annotated[str, typer.Option(help="The payment's own id: the same id counts once.")]
Why = Annotated[str, typer.Option("--reason", help="Why.")]
Stays = Annotated[bool, typer.Option("--stays/--leaves", help="How a buyer answers a delay notice.")]
