"""treadle check DIR: every problem of a brand's folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.plant.check import Dropped

EXAMPLE = "Example:  treadle check mybrand"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        "check",
        help="List every problem of a brand's folder with file, row, column and remedy; exit 1 if any stops a plan."
        f"\n\n{EXAMPLE}",
    )
    def check_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        confirm_days: Annotated[
            bool, typer.Option("--confirm-days", help="Days that lie far apart from all others are right: count them.")
        ] = False,
        drop_missing: Annotated[
            bool,
            typer.Option(
                "--drop-missing", help="Products that other tables name and that have no row any more are gone."
            ),
        ] = False,
    ) -> None:
        from treadle.cli.language import language_of
        from treadle.plant import check
        from treadle.words import label
        from treadle.words.spoken import told_problem

        language = language_of(folder)

        if drop_missing:
            _tell_dropped(folder, check.drop_missing(folder), language)
        found = check.check(folder, confirm_days=confirm_days)
        for problem in found.problems:
            key = "check.stops" if problem.stops_plan else "check.note"
            typer.echo(label(key, language, problem=told_problem(problem, language)))
        stopping = found.stopping
        if stopping:
            rest = len(found.problems) - stopping
            others = label("check.rest", language, count=rest) if rest else ""
            typer.echo(label("check.stopping", language, count=stopping, rest=others))
            raise typer.Exit(1)
        counts = ", ".join(f"{rows} {table}" for table, rows in found.rows.items())
        typer.echo(label("check.fine", language, counts=counts))


def _tell_dropped(folder: Path, dropped: Dropped, language: str) -> None:
    """Which names left the range, and which stay because something of them is still to come."""
    from treadle.words import label

    names = list(dict.fromkeys(one for listed in dropped.names.values() for one in listed))
    if names:
        facts = {"names": ", ".join(names), "folder": folder, "number": dropped.number}
        typer.echo(label("check.dropped", language, **facts))
    else:
        typer.echo(label("check.none_gone", language))
    if dropped.held:
        typer.echo(label("check.held", language, names=", ".join(dropped.held)))
