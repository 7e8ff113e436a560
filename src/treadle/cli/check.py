"""treadle check DIR: every problem of a brand's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = "Example:  treadle check mybrand"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        help="List every problem of a brand's folder with file, row, column and remedy; exit 1 if any stops a plan."
        f"\n\n{EXAMPLE}"
    )
    def check(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")]) -> None:
        from treadle.settings import FILE_NAME, parse_settings
        from treadle.storage.brand import check_folder, count_rows, require_folder

        require_folder(folder)
        settings, problems = parse_settings((folder / FILE_NAME).read_bytes())
        problems = problems + check_folder(folder, time_zone=settings.time_zone)
        for problem in problems:
            typer.echo(f"{'stops a plan' if problem.stops_plan else 'note'}: {problem}")
        stopping = sum(problem.stops_plan for problem in problems)
        if stopping:
            rest = len(problems) - stopping
            typer.echo(f"{stopping} problem{'s' * (stopping > 1)} stop a plan" + (f", {rest} do not." if rest else "."))
            raise typer.Exit(1)
        counts = ", ".join(f"{one.rows} {one.table}" for one in count_rows(folder, time_zone=settings.time_zone))
        typer.echo(f"Nothing stops a plan. Rows: {counts}.")
