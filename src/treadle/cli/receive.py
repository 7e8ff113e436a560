"""`treadle receive`: what came of an order."""

from __future__ import annotations

from collections.abc import Iterable
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
        from treadle.cli.language import language_of
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
        language = language_of(folder)
        for one in booked:
            _print(one, language)


def _print(one: Booked, language: str) -> None:
    """What was booked of an order, and what is open of it now."""
    from treadle.words import label, told

    name, after = one.before.order_id, one.after
    if not one.is_new:
        typer.echo(label("receive.again", language, order=name))
        return
    if not one.body.lines and not one.body.is_last:
        typer.echo(label("receive.none", language, order=name, open=after.open_units))
        return
    came = _listed((line.sku, line.units) for line in one.body.lines) or label("receive.nothing", language)
    typer.echo(label("receive.came", language, order=name, came=came, day=one.body.day))
    for key, listed in (
        ("receive.rejected", _listed((line.sku, line.rejected_units) for line in one.body.lines)),
        ("receive.over", _listed((line.sku, line.over_units) for line in after.lines)),
        ("receive.open", _listed((line.sku, line.open_units) for line in after.lines)),
    ):
        if listed:
            typer.echo(label(key, language, what=listed))
    cancelled = after.cancelled_units - one.before.cancelled_units
    if cancelled:
        typer.echo(label("receive.cancelled", language, count=cancelled))
    if not after.open_units:
        typer.echo(label("receive.state", language, state=told(after.state, language)))


def _listed(pieces: Iterable[tuple[str, int]]) -> str:
    """'TEE1-M 20, TEE1-L 3' of those with any pieces."""
    return ", ".join(f"{sku} {units:,}" for sku, units in pieces if units)
