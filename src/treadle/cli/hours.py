"""`treadle overtime`, `treadle holiday`, `treadle absent`: hours that a factory has more or fewer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from treadle.cli.changed_board import Day, DryRun, Folder, Reason

OVERTIME = 'Example: treadle overtime mybrand L1 2026-03-04 2 --reason "the window must be full"'
HOLIDAY = 'Example: treadle holiday mybrand F1 2026-03-05 --reason "local election"'
ABSENT = 'Example: treadle absent mybrand L1 L1-04,L1-07 2026-03-02 2026-03-06 --reason "flu"'

Line = Annotated[str, typer.Argument(metavar="LINE", help="The sewing line: L1, or F1/L1.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command("overtime", epilog=OVERTIME)
    def overtime_command(
        folder: Folder,
        line: Line,
        day: Day,
        hours: Annotated[float, typer.Argument(metavar="HOURS", help="Hours after the last shift.")],
        reason: Reason,
        dry: DryRun = False,
    ) -> None:
        """Work longer on a day. A factory's lines and tables keep one clock, so all of it is open for so long."""
        from treadle.cli.changed_board import change_board
        from treadle.plant.board import overtime_of

        change_board(folder, lambda made: [overtime_of(made, line, day.date(), hours, reason)], is_dry=dry)

    @app.command("holiday", epilog=HOLIDAY)
    def holiday_command(
        folder: Folder,
        factory: Annotated[str, typer.Argument(metavar="FACTORY", help="The factory.")],
        day: Day,
        reason: Reason,
        dry: DryRun = False,
    ) -> None:
        """Close a factory on a day: what was to be made then is pushed behind it."""
        from treadle.cli.changed_board import change_board
        from treadle.plant.board import holiday_of

        change_board(folder, lambda made: [holiday_of(made, factory, day.date(), reason)], is_dry=dry)

    @app.command("absent", epilog=ABSENT)
    def absent_command(
        folder: Folder,
        line: Line,
        people: Annotated[
            str, typer.Argument(metavar="PEOPLE", help="Who is away, separated by commas: L1-04,L1-07; or how many.")
        ],
        first: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="FROM", help="The first day.")],
        reason: Reason,
        last: Annotated[
            datetime | None,
            typer.Argument(formats=["%Y-%m-%d"], metavar="TO", help="The last day; none: until it is lifted."),
        ] = None,
        dry: DryRun = False,
    ) -> None:
        """People of a line are away: it is balanced on the others, for the share of the lead time in which they are; of
        people who are only counted the last ones of the line's list are away."""
        from treadle.cli.changed_board import change_board
        from treadle.plant.board import absence_of

        to_day = last.date() if last else None
        who = int(people) if people.isdecimal() else [one.strip() for one in people.split(",") if one.strip()]
        change_board(folder, lambda made: [absence_of(made, line, who, first.date(), to_day, reason)], is_dry=dry)
