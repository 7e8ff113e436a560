"""`treadle receive`: what came of an order."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.plant.receive import Booked

EXAMPLE = (
    'Examples: treadle receive mybrand WO-TEE-2026W12 --units "M=18,L=20" --rejected M=2 --on 2026-03-20    '
    "treadle receive mybrand --file deliveries.csv"
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("receive", epilog=EXAMPLE)
    def receive_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        order: Annotated[
            str, typer.Argument(metavar="[ORDER]", help="The order; without --units all that is open.")
        ] = "",
        units: Annotated[
            list[str] | None, typer.Option(help="What came: size=pieces, separated by commas; SKU or colour/size too.")
        ] = None,
        rejected: Annotated[
            list[str] | None, typer.Option(help="What came and was sent back, in the same way: it is still owed.")
        ] = None,
        on: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day on which it came; default: the folder's day.")
        ] = None,
        last: Annotated[
            bool, typer.Option("--last", help="Nothing more will come: what is short is cancelled.")
        ] = False,
        none: Annotated[
            bool, typer.Option("--none", help="Nothing has come: the count of the stock is right without it.")
        ] = False,
        counted: Annotated[
            bool | None,
            typer.Option(
                "--counted/--not-counted", help="Whether the stock's count holds it already; default: as it looks."
            ),
        ] = None,
        note: Annotated[str, typer.Option(help="What there is to say of it.")] = "",
        note_id: Annotated[str, typer.Option(help="The delivery note: the same note is booked once.")] = "",
        file: Annotated[
            Path | None,
            typer.Option(help="Instead: CSV or Excel with order_id, sku, units, and rejected, day, note_id, is_last."),
        ] = None,
    ) -> None:
        """Book goods that came: in parts, short, over or rejected, by size. Nothing that was booked is overwritten."""
        from treadle.cli.pieces_by_size import pieces_by_size
        from treadle.errors import InputError
        from treadle.plant.receive import Delivery, receive, receive_file
        from treadle.settings import whoami

        if (file is None) == (not order):
            raise InputError.single("treadle receive", "say what came", "Name one ORDER, or give --file")
        if file is not None:
            booked = receive_file(folder, file, author=whoami())
        else:
            delivery = Delivery(
                order_id=order, units=pieces_by_size("--units", units) if units is not None else None,
                rejected=pieces_by_size("--rejected", rejected or []), day=on.date() if on else None, is_last=last,
                has_come=not none, is_counted=counted, note=note, note_id=note_id,
            )  # fmt: skip
            booked = receive(folder, [delivery], author=whoami())
        for one in booked:
            _print(one)


def _print(one: Booked) -> None:
    """What was booked of an order, and what is open of it now."""
    name, after = one.before.order_id, one.after
    if not one.is_new:
        typer.echo(f"{name}: this was booked before; nothing was changed. Say --note-id for another delivery.")
        return
    if not one.body.lines and not one.body.is_last:
        typer.echo(f"{name}: noted that nothing has come; {after.open_units:,} are still to come.")
        return
    came = ", ".join(f"{line.sku} {line.units:,}" for line in one.body.lines if line.units) or "nothing"
    typer.echo(f"{name}: {came} received on {one.body.day}.")
    bad = ", ".join(f"{line.sku} {line.rejected_units:,}" for line in one.body.lines if line.rejected_units)
    if bad:
        typer.echo(f"  rejected and still owed: {bad}")
    over = [line for line in after.lines if line.over_units]
    if over:
        typer.echo(f"  more than ordered: {', '.join(f'{line.sku} {line.over_units:,}' for line in over)}")
    short = [line for line in after.lines if line.open_units]
    if short:
        typer.echo(f"  still to come: {', '.join(f'{line.sku} {line.open_units:,}' for line in short)}")
    cancelled = after.cancelled_units - one.before.cancelled_units
    if cancelled:
        typer.echo(f"  {cancelled:,} will not come and were cancelled.")
    if not short:
        typer.echo(f"  The order is {after.state}.")
