"""treadle undo DIR NUMBER: take an import back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = "Example:  treadle undo mybrand 3"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        help="Take an import back by its number (the summary of the import names it). Its rows stay in the folder and "
        f"count no more; an undoing has a number too and can be taken back.\n\n{EXAMPLE}"
    )
    def undo(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        number: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the import.")],
    ) -> None:
        from treadle.cli.language import language_of
        from treadle.plant.undo import undo_import
        from treadle.words import label

        entry = undo_import(folder, number)
        if entry.undoes:
            typer.echo(label("undo.back", language_of(folder), number=entry.undoes, file=entry.file))
        else:
            rows = entry.kept_rows + entry.replaced_rows
            facts = {"number": number, "file": entry.file, "table": entry.table}
            typer.echo(label("undo.done", language_of(folder), rows=rows, **facts))
