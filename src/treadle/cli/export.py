"""`treadle export`: an input table as it is held now, with what imports brought and replaced."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.output import TABLE_ENDINGS, check_output

EXAMPLE = "Example: treadle export mybrand products --out products.csv"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("export", epilog=EXAMPLE)
    def export_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        table: Annotated[str, typer.Argument(metavar="TABLE", help="A table of the folder, such as products.")],
        out: Annotated[Path, typer.Option(help="Where the rows go, .csv or .parquet.")],
        history: Annotated[
            bool, typer.Option("--history", help="All versions of every row, with the import that brought each.")
        ] = False,
    ) -> None:
        """Write an input table as it is held now: rows of its file and of imports, each row's newest version once."""
        from treadle.cli.language import language_of
        from treadle.plant.export import export_table
        from treadle.words import label

        check_output(out, TABLE_ENDINGS, makes_folders=True)
        found = export_table(folder, table, out, history=history)
        language = language_of(folder)
        key = "export.versions" if history else "export.rows"
        typer.echo(label(key, language, rows=found.rows, table=table, place=out))
        left = len({(one.file, one.row) for one in found.problems if one.row is not None})
        if left:
            typer.echo(label("export.left", language, count=left, folder=folder), err=True)
