"""treadle check DIR: every problem of a brand's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
    ) -> None:
        from treadle.plant import check

        found = check.check(folder, confirm_days=confirm_days)
        for problem in found.problems:
            typer.echo(f"{'stops a plan' if problem.stops_plan else 'note'}: {problem}")
        stopping = found.stopping
        if stopping:
            rest = len(found.problems) - stopping
            typer.echo(f"{stopping} problem{'s' * (stopping > 1)} stop a plan" + (f", {rest} do not." if rest else "."))
            raise typer.Exit(1)
        counts = ", ".join(f"{rows} {table}" for table, rows in found.rows.items())
        typer.echo(f"Nothing stops a plan. Rows: {counts}.")
