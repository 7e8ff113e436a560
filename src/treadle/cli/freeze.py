"""`treadle freeze` and `treadle lift`: hold what is planned to begin before a day, and let it go again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from treadle.cli.changed_board import DryRun, Folder, Reason

FREEZE = 'Example: treadle freeze mybrand --until 2026-03-09 --line L1 --reason "cloth is laid out"'
LIFT = 'Examples: treadle lift mybrand --reason "all clear"    treadle lift mybrand --number 4 --reason "no rush"'

Line = Annotated[str | None, typer.Option(help="Of this sewing line alone: L1, or F1/L1.")]
Factory = Annotated[str | None, typer.Option(help="Of this factory alone.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command("freeze", epilog=FREEZE)
    def freeze_command(
        folder: Folder,
        until: Annotated[
            datetime, typer.Option(formats=["%Y-%m-%d"], help="What is planned to begin before this day is held.")
        ],
        reason: Reason,
        line: Line = None,
        factory: Factory = None,
        dry: DryRun = False,
    ) -> None:
        """Hold orders where the plan has them, until a day: later plans leave their line and their start alone."""
        from treadle.cli.changed_board import change_board
        from treadle.plant.board import freeze_of

        change_board(
            folder,
            lambda made: [freeze_of(made, until=until.date(), line=line, factory=factory, reason=reason)],
            is_dry=dry,
        )

    @app.command("lift", epilog=LIFT)
    def lift_command(
        folder: Folder,
        reason: Reason,
        order: Annotated[str | None, typer.Option(help="The move or the freeze of this order.")] = None,
        line: Line = None,
        factory: Factory = None,
        number: Annotated[
            int | None, typer.Option(help="The change of this number, as treadle board lists it.")
        ] = None,
        dry: DryRun = False,
    ) -> None:
        """Lift a freeze or a move, or any change of the board by its number: later plans may place it as they like."""
        from treadle.cli.changed_board import change_board
        from treadle.plant.board import lifted

        change_board(
            folder,
            lambda made: lifted(made, order=order, line=line, factory=factory, number=number, reason=reason),
            is_dry=dry,
        )
