"""`treadle move`: an order to another line or day; the plan gives way around it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from treadle.cli.changed_board import DryRun, Folder, Reason

EXAMPLE = 'Example: treadle move mybrand WO-TEE-2026W12 --line L2 --day 2026-03-04 --reason "the shop window"'


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("move", epilog=EXAMPLE)
    def move_command(
        folder: Folder,
        order: Annotated[str, typer.Argument(metavar="ORDER", help="The order, as the plan names it.")],
        reason: Reason,
        line: Annotated[str | None, typer.Option(help="The sewing line: L2, or F1/L2.")] = None,
        day: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which its sewing begins.")
        ] = None,
        dry: DryRun = False,
    ) -> None:
        """Move an order to another line or day: only what must gives way, and later plans keep it there."""
        from treadle.cli.changed_board import change_board
        from treadle.plant.board import move_of

        first = day.date() if day else None
        change_board(folder, lambda made: [move_of(made, order, line=line, day=first, reason=reason)], is_dry=dry)
