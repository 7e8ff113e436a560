"""`treadle first-piece`: approval before bulk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = (
    "Examples: treadle first-piece mybrand WO-TEE1 --approve    "
    'treadle first-piece mybrand WO-TEE1 --reject --found "neck 8 mm too wide"'
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("first-piece", epilog=EXAMPLE)
    def first_piece_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        order: Annotated[str, typer.Argument(metavar="ORDER", help="The order.")],
        approve: Annotated[
            bool | None, typer.Option("--approve/--reject", help="Whether its bulk may be sewn.")
        ] = None,
        found: Annotated[list[str] | None, typer.Option(help="What deviates. Repeat it.")] = None,
        note: Annotated[str, typer.Option(help="What there is to say of it.")] = "",
    ) -> None:
        """Says what was found of the first piece of an order; with the setting approve_first_piece its bulk waits for
        it."""
        from treadle.cli.language import language_of
        from treadle.errors import InputError
        from treadle.plant.first_piece import judge_first_piece
        from treadle.settings import whoami
        from treadle.words import label

        if approve is None:
            raise InputError.single("first-piece", "nothing was decided", "Say --approve or --reject")
        judge_first_piece(folder, order, is_approved=approve, deviations=found or (), note=note, author=whoami())
        key = "first.approved" if approve else "first.rejected"
        typer.echo(label(key, language_of(folder), order=order))
