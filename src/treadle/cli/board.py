"""`treadle board`: the planning board, and what was set on it by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.changed_board import DryRun, Folder, change_board
from treadle.cli.output import check_output

if TYPE_CHECKING:
    from treadle.plant.board_rows import BoardRow
    from treadle.terms.board import OnBoard

EXAMPLE = "Examples: treadle board mybrand --out board.xlsx    treadle board mybrand --read board.xlsx --reason rush"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("board", epilog=EXAMPLE)
    def board_command(
        folder: Folder,
        out: Annotated[Path | None, typer.Option(help="Write the board as a sheet to edit (.xlsx).")] = None,
        read: Annotated[
            Path | None, typer.Option(help="Read an edited sheet: changed lines and days become moves.")
        ] = None,
        back: Annotated[bool, typer.Option("--back", help="Take the last change of the board back.")] = False,
        reason: Annotated[
            str, typer.Option(help="Why, where a row of the sheet says nothing; why it is taken back.")
        ] = "",
        dry: DryRun = False,
    ) -> None:
        """The planning board: every order's line and days, and what was set by hand; also as a sheet to edit."""
        from treadle.cli.language import language_of
        from treadle.cli.planned_work import planned, write_board_sheet
        from treadle.cli.repair import refuse_file
        from treadle.plant.board_rows import board_rows, last_change
        from treadle.plant.board_sheet import read_board

        refuse_file(folder)
        check_output(out, (".xlsx",))
        if sum((out is not None, read is not None, back)) > 1:
            raise typer.BadParameter("say one of --out, --read and --back")
        if back:
            undone = last_change(folder)
            change_board(folder, lambda made: undone.wanted(reason or "taken back"), is_dry=dry, undoes=undone.batch)
            return
        if read is not None:
            change_board(folder, lambda made: read_board(made, read, reason or f"sheet {read.name}"), is_dry=dry)
            return
        made, language = planned(folder, as_of=None), language_of(folder)
        assert made.standing is not None
        _print(board_rows(made), made.standing.snapshot.board, language)
        if out is not None:
            write_board_sheet(out, made, language)


def _print(rows: tuple[BoardRow, ...], board: tuple[OnBoard, ...], language: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from treadle.words import heading, label, told
    from treadle.words.board import said_on_board

    console = Console()
    table = Table(title=label("board.title", language), title_justify="left", box=None, pad_edge=False)
    order, units, where, due, promised, status = (
        heading(one, language) for one in ("work order", "units", "where", "due", "promised", "status")
    )
    sewn, until, fixed = (label(f"board.{one}", language) for one in ("from", "until", "fixed"))
    for name in (order, units, where, sewn, until, due, promised, status, fixed):
        is_name = name in (order, where)
        table.add_column(
            name, justify="right" if name == units else "left", no_wrap=not is_name, overflow="fold",
            min_width=6 if is_name else None,
        )  # fmt: skip
    for one in rows:
        where = f"{one.factory_id}/{one.line_id}" if one.line_id else "–"
        days = (one.starts, one.ends, one.due_day, one.promise_day)
        said = (label("work.day", language, day=day) if day else "–" for day in days)
        cells = (one.order_id, f"{one.units:,}", where, *said, told(one.status, language), told(one.fixed, language))
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    for change in board:
        console.print(escape(f"{change.number:>5}  {said_on_board(change, language)}"))
