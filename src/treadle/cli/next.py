"""`treadle next`: the next bundle for somebody who is free, and who takes over where somebody is away."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.plant.next_bundle import LineToday, NextTold

EXAMPLE = (
    "Examples: treadle next mybrand R1-03    treadle next mybrand R1/S03 --away R1-05    "
    "treadle next mybrand --away R1-05"
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("next", epilog=EXAMPLE)
    def next_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        who: Annotated[
            str, typer.Argument(metavar="[WHO]", help="A person, or a station as LINE/STATION; none: only --away.")
        ] = "",
        away: Annotated[str, typer.Option(help="People who are away today, separated by commas.")] = "",
        hanger: Annotated[str, typer.Option(help="A hanger (its bundle): the station that it goes to.")] = "",
        most: Annotated[int, typer.Option(min=1, help="So many bundles at most.")] = 3,
        at: Annotated[
            datetime | None,
            typer.Option(formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d"], help="The moment; none: the last scan."),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """The next bundle for a free person by the plan's worth, skill and what waits; with --away who takes over, by
        few changes."""
        from treadle.errors import InputError
        from treadle.plant.next_bundle import line_without, next_for
        from treadle.terms.codec import json_text, to_values

        gone = [one.strip() for one in away.split(",") if one.strip()]
        if hanger:
            _hanger(folder, hanger, gone, as_json)
            return
        if not who and not gone:
            raise InputError.single("next", "nobody is named", "Name who is free, or who is --away")
        lines = line_without(folder, gone) if gone else ()
        told = next_for(folder, who, away=gone, at=at) if who else None
        if as_json:
            found = {"next": to_values(told) if told else None, "lines": [to_values(one) for one in lines]}
            typer.echo(json_text(found))
            return
        _print(folder, told, lines, most)


def _print(folder: Path, told: NextTold | None, lines: tuple[LineToday, ...], most: int) -> None:
    from treadle.cli.language import language_of
    from treadle.words import label, say

    language = language_of(folder)
    for line in lines:
        typer.echo(label("next.line", language, line=line.line_id, away=", ".join(line.away)))
        for bulletin_id, balance in line.balances.items():
            typer.echo(f"  {bulletin_id}: {say(balance.reason, language)}")
            moved = line.moved[bulletin_id]
            for name, before, after in (*moved.moved_operations, *moved.moved_people):
                typer.echo("    " + label("next.moved", language, name=name, before=before, after=after))
    if told is None:
        return
    placed = "; ".join(f"{name} {' '.join(one)}" for name, one in told.operations.items())
    typer.echo(label("next.who", language, who=told.operator_id, line=told.line_id, placed=placed or "–"))
    for one in told.bundles[:most]:
        typer.echo(f"  {one.bundle_id}: {say(one.reason, language)}")
    if not told.bundles:
        typer.echo("  " + label("next.nothing", language))


def _hanger(folder: Path, bundle_id: str, gone: list[str], as_json: bool) -> None:
    """Where a hanger goes."""
    from treadle.cli.language import language_of
    from treadle.plant.next_station import next_station
    from treadle.terms.codec import json_text, to_values
    from treadle.words import label

    told = next_station(folder, bundle_id, away=gone)
    if as_json:
        typer.echo(json_text(to_values(told)))
        return
    key = "next.to" if told.station_id else "next.round"
    place = f"{told.line_id}/{told.station_id}"
    typer.echo(label(key, language_of(folder), bundle=bundle_id, station=place, operation=told.operation_id))
