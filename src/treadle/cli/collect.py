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
        renew: Annotated[
            str,
            typer.Option("--renew", metavar="ID", help="Another write key in its place; both are good a while."),
        ] = "",
        hours: Annotated[float, typer.Option(min=0, max=720, help="With --renew: how long both are good.")] = 24.0,
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
        from treadle.words import label

        settings = read_settings(folder)
        language = settings.language
        if new_key:
            key_id, text = keys.make_write_key(folder, new_key, whoami())
            typer.echo(label("collect.key", language, key_id=key_id, name=new_key, text=text))
        elif renew:
            key_id, text = keys.renew_write_key(folder, renew, hours, whoami())
            facts = {"key_id": key_id, "before": renew, "hours": hours, "text": text}
            typer.echo(label("collect.renewed", language, **facts))
        elif withdraw:
            keys.withdraw_write_key(folder, withdraw, whoami())
            typer.echo(label("collect.ended", language, key_id=withdraw))
        elif is_keys:
            _say_keys(keys.write_keys(folder), language)
        elif is_set_aside:
            _say_set_aside(folder, language)
        else:
            arrived = take_in(folder, settings)
            _say(arrived.messages, use.collected(folder), language)
            if arrived.orders is not None:
                rows = arrived.orders.kept_rows + arrived.orders.replaced_rows
                typer.echo(label("collect.orders", language, number=arrived.orders.number, rows=rows))


def _say(moved: MovedIn, stands: Collected, language: str) -> None:
    from treadle.words import label

    typer.echo(label("collect.moved", language, messages=moved.messages, signals=moved.signals))
    for entry in moved.entries:
        facts = {"kept": entry.kept_rows, "repeated": entry.repeated_rows, "aside": entry.set_aside_rows}
        typer.echo(label("collect.import", language, number=entry.number, **facts))
    rows_aside = sum(entry.set_aside_rows for entry in moved.entries)
    if moved.set_aside or rows_aside:
        typer.echo(label("collect.unusable", language, count=moved.set_aside + rows_aside))
    if stands.left_out:
        told = ", ".join(f"{count:,} × {name}" for name, count in sorted(stands.left_out.items()))
        typer.echo(label("collect.no_use", language, told=told))
    if moved.damaged_bytes:
        typer.echo(label("collect.damaged", language, count=moved.damaged_bytes), err=True)


def _say_keys(found: Sequence[Held[Key]], language: str) -> None:
    from treadle.words import label

    for held in found:
        one = held.state
        ended = label("collect.key_ended", language) if one.is_ended else ""
        facts = {"key_id": one.key_id, "name": one.name, "day": f"{one.made_at:%Y-%m-%d}"}
        typer.echo(label("collect.one_key", language, ended=ended, **facts))
    if not found:
        typer.echo(label("collect.no_key", language))


def _say_set_aside(folder: Path, language: str) -> None:
    from itertools import islice

    from treadle.plant.collected import set_aside_messages
    from treadle.words import label
    from treadle.words.spoken import spoken

    found = set_aside_messages(folder)
    shown = list(islice(found, SHOWN))
    for one in shown:
        typer.echo(f"{one.place}: {spoken(one.reason, language)}\n    {one.text[:300]}")
    rest = sum(1 for _ in found)
    if rest:
        typer.echo(label("collect.more", language, count=rest))
    if not shown:
        typer.echo(label("collect.nothing", language))
