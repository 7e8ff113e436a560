"""`treadle collect`: what storefronts sent to a brand's collector, and the keys under which they send."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from treadle.plant.collected import Collected
    from treadle.plant.move_collected import MovedIn
    from treadle.plant.write_keys import Held, Key

EXAMPLE = (
    "Examples: treadle collect mybrand    treadle collect mybrand --new-key storefront    "
    "treadle collect mybrand --set-aside"
)
SHOWN = 50


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("collect", epilog=EXAMPLE)
    def collect_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        new_key: Annotated[
            str, typer.Option("--new-key", metavar="NAME", help="Make a write key for a storefront; shown only now.")
        ] = "",
        withdraw: Annotated[
            str, typer.Option("--withdraw", metavar="ID", help="Let the write key of that id be good no longer.")
        ] = "",
        is_keys: Annotated[bool, typer.Option("--keys", help="List the write keys.")] = False,
        is_set_aside: Annotated[
            bool, typer.Option("--set-aside", help="List what could not be used, with the reason.")
        ] = False,
    ) -> None:
        """Move what storefronts sent into the lake, as a plan does before it begins, and say what became of it."""
        from treadle.plant import collected as use
        from treadle.plant import write_keys as keys
        from treadle.plant.arrivals import take_in
        from treadle.settings import read_settings, whoami

        settings = read_settings(folder)
        if new_key:
            key_id, text = keys.make_write_key(folder, new_key, whoami())
            typer.echo(f"Write key {key_id} ({new_key}), shown only now:\n{text}")
        elif withdraw:
            keys.withdraw_write_key(folder, withdraw, whoami())
            typer.echo(f"Write key {withdraw} is good no longer.")
        elif is_keys:
            _say_keys(keys.write_keys(folder))
        elif is_set_aside:
            _say_set_aside(folder)
        else:
            arrived = take_in(folder, settings)
            _say(arrived.messages, use.collected(folder))
            if arrived.orders is not None:
                rows = arrived.orders.kept_rows + arrived.orders.replaced_rows
                typer.echo(f"Import {arrived.orders.number}: {rows:,} rows of orders that shop systems told of.")


def _say(moved: MovedIn, stands: Collected) -> None:
    typer.echo(f"{moved.messages:,} messages moved: {moved.signals:,} say what customers did.")
    for entry in moved.entries:
        typer.echo(
            f"Import {entry.number}: {entry.kept_rows:,} new rows, {entry.repeated_rows:,} known already, "
            f"{entry.set_aside_rows:,} set aside."
        )
    rows_aside = sum(entry.set_aside_rows for entry in moved.entries)
    if moved.set_aside or rows_aside:
        typer.echo(f"{moved.set_aside + rows_aside:,} could not be used; --set-aside lists them with the reason.")
    if stands.left_out:
        told = ", ".join(f"{count:,} × {name}" for name, count in sorted(stands.left_out.items()))
        typer.echo(f"Kept and of no use to a plan, of the last days: {told}.")
    if moved.damaged_bytes:
        typer.echo(f"{moved.damaged_bytes:,} bytes are damaged and cannot be read: look at the disk.", err=True)


def _say_keys(found: Sequence[Held[Key]]) -> None:
    for held in found:
        one = held.state
        typer.echo(f"{one.key_id}  {one.name}, made {one.made_at:%Y-%m-%d}{', ended' if one.is_ended else ''}")
    if not found:
        typer.echo("There is no write key yet: treadle collect DIR --new-key NAME makes one.")


def _say_set_aside(folder: Path) -> None:
    from itertools import islice

    from treadle.plant.collected import set_aside_messages

    found = set_aside_messages(folder)
    shown = list(islice(found, SHOWN))
    for one in shown:
        typer.echo(f"{one.place}: {one.reason}\n    {one.text[:300]}")
    rest = sum(1 for _ in found)
    if rest:
        typer.echo(f"and {rest:,} more, in .treadle/collected/set_aside and .treadle/set_aside")
    if not shown:
        typer.echo("Nothing was set aside.")
