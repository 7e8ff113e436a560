"""What every command of the planning board does: work the change out, show what it moves, write it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.plant.on_board import Wanted
    from treadle.plant.schedule import MadeWork

Reason = Annotated[str, typer.Option(help="Why; it is kept with the change, and told by later plans.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what moves and what it costs; write nothing.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")]
Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="DAY", help="The day, as 2026-03-02.")]


def change_board(folder: Path, want: Callable[[MadeWork], Sequence[Wanted]], *, is_dry: bool, undoes: str = "") -> None:
    """Work out what `want` says of the plan that stands, print what moves, and write it unless `is_dry`."""
    from treadle.cli.language import language_of
    from treadle.cli.planned_work import planned
    from treadle.cli.repair import print_repair, refuse_file
    from treadle.plant.on_board import propose_board, write_board
    from treadle.settings import whoami
    from treadle.words import label

    refuse_file(folder)
    made, language = planned(folder, as_of=None), language_of(folder)
    wanted = want(made)
    if not wanted:
        typer.echo(label("board.nothing", language))
        return
    found = propose_board(folder, made, wanted, undoes=undoes)
    print_repair(found.repair, language)
    if is_dry:
        typer.echo(label("board.dry", language))
        return
    count = write_board(found, author=whoami())
    typer.echo(label("board.written", language, count=count))
