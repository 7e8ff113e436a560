"""Facts of a served brand: files sent in, imports taken back, tables fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.at_server.reached import reached
from treadle.cli.output import TABLE_ENDINGS, check_output


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _add_import(app)
    _add_looking_back(app)


def _add_import(app: typer.Typer) -> None:
    @app.command("import")
    def import_(
        context: typer.Context,
        files: Annotated[list[Path], typer.Argument(metavar="FILES...", help="Files, also packed, and .dxf patterns.")],
        as_table: Annotated[str, typer.Option("--as", metavar="TABLE", help="Table of rows, or wide.")] = "",
        not_read: Annotated[
            list[str] | None,
            typer.Option("--not-read", metavar="COLUMN", help="A column (or pattern) that is left unread knowingly."),
        ] = None,
        days: Annotated[
            str, typer.Option("--days", metavar="ORDER", help="day-first or month-first, if no cell shows it.")
        ] = "",
        source: Annotated[
            str, typer.Option("--source", metavar="NAME", help="Keeps the numbers of a second shop apart.")
        ] = "",
    ) -> None:  # fmt: skip
        """Send files in, one after the other. The same file twice changes nothing."""
        with reached(context) as brand:
            told = [
                (path, brand.import_file(path, table=as_table, name=source, day_order=days, not_read=not_read or ()))
                for path in files
            ]
        for path, job in told:
            typer.echo(f"{path}: {job.told}")
            for line in filter(None, job.result.get("assumptions", "").splitlines()):
                typer.echo(f"  {line}")
            if job.result.get("set_aside_rows", "0") != "0":
                numbers = job.result.get("import_numbers", "")
                typer.echo(f"  Rows set aside, with their reasons: treadle --server … set-aside {numbers}")


def _add_looking_back(app: typer.Typer) -> None:
    @app.command("set-aside")
    def set_aside(
        context: typer.Context, number: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the import.")]
    ) -> None:
        """Print the rows of an import that were set aside, with the reason of each, as CSV."""
        with reached(context) as brand:
            text = brand.set_aside(number)
        typer.echo(text, nl=False)

    @app.command("undo")
    def undo(
        context: typer.Context, number: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the import.")]
    ) -> None:
        """Take an import back by its number; its rows count no more."""
        with reached(context) as brand:
            found = brand.undo_import(number)
        if found.undoes:
            typer.echo(f"Import {found.undoes} of {found.file} counts again.")
        else:
            rows = found.kept_rows + found.replaced_rows
            typer.echo(f"Import {number} was taken back: {rows:,} rows of {found.file} in table {found.table}.")

    @app.command("export")
    def export(
        context: typer.Context,
        table: Annotated[str, typer.Argument(metavar="TABLE", help="A table of facts, such as products.")],
        out: Annotated[Path, typer.Option(help="Where the rows go, .csv or .parquet.")],
    ) -> None:
        """Write a table of facts as it is held now."""
        from treadle.plant.export import write_table

        check_output(out, TABLE_ENDINGS, makes_folders=True)
        with reached(context) as brand:
            rows = brand.held_table(table)
        write_table(out, rows)
        typer.echo(f"{rows.num_rows:,} rows of {table}, written to {out}")
