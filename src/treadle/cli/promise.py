"""`treadle promise`: by which day each order is there with which probability, and why not earlier."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.output import check_output, csv_text, write_output

if TYPE_CHECKING:
    from treadle.terms.reason import Reason
    from treadle.terms.schedule import PromiseLine

EXAMPLE = "Example: treadle promise mybrand --order WO-001"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("promise", epilog=EXAMPLE)
    def promise_command(
        source: Annotated[Path, typer.Argument(help="A brand's folder or a factory (.json).")],
        order: Annotated[str | None, typer.Option(help="One work order; default: all.")] = None,
        as_of: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="For a folder: first day not yet known.")
        ] = None,
        probability: Annotated[
            float | None,
            typer.Option(
                min=0.01, max=0.99, help="How sure a day must be; for a file 0.9, for a folder as treadle.toml says."
            ),
        ] = None,
        work: Annotated[float, typer.Option(min=0.0, help="Counted work of the search of a plain file.")] = 4.0,
        seed: Annotated[int, typer.Option(min=0, help="Seed of every random choice of a plain file.")] = 0,
        out: Annotated[Path | None, typer.Option(help="Where to write the days as .csv.")] = None,
    ) -> None:
        """The plan is played through many times with what may go wrong; a day is quoted that is kept often enough."""
        from treadle.cli.language import language_of
        from treadle.cli.planned_work import is_folder, planned
        from treadle.errors import InputError
        from treadle.plant.promise import promise
        from treadle.words import label

        check_output(out, (".csv",))
        is_brand = is_folder(source)
        if is_brand and probability is not None:
            raise InputError.single(
                "--probability", "a folder's plan promises as treadle.toml says", "Set promise_probability there"
            )
        made = planned(
            source, as_of=as_of.date() if as_of else None, seed=seed, work=work, probability=probability or 0.9
        )
        lines = promise(made, order)
        _print(lines, made.schedule.reasons, language_of(source))
        if out is not None:
            _write(out, lines)
            typer.echo(label("said.written", language_of(source), place=out))


def _levels(lines: tuple[PromiseLine, ...]) -> list[float]:
    return sorted({level for line in lines for level in line.days})


def _print(lines: tuple[PromiseLine, ...], reasons: tuple[Reason, ...], language: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from treadle.words import heading, label, say

    levels = _levels(lines)
    table = Table(title=label("promise.title", language), title_justify="left", box=None, pad_edge=False)
    table.add_column(heading("work order", language), overflow="fold", min_width=8)
    for name in (heading("due", language), heading("planned", language), *(f"{level:.0%}" for level in levels)):
        table.add_column(name, no_wrap=True, overflow="fold", min_width=6)
    for line in lines:
        days = [label("work.day", language, day=line.days[level]) if level in line.days else "–" for level in levels]
        table.add_row(escape(line.work_order_id), str(line.due_day), str(line.planned_day or "–"), *days)
    console = Console()
    console.print(table)
    for line in lines:
        if line.reason is not None:
            console.print(escape(f"  {line.work_order_id}: {say(line.reason, language)}"))
    for reason in reasons:
        if reason.code.startswith("pace."):
            console.print(escape(f"  {say(reason, language)}"))


def _write(out: Path, lines: tuple[PromiseLine, ...]) -> None:
    levels = _levels(lines)
    header = ["work_order_id", "due_day", "planned_day", *(f"day_{level:g}" for level in levels)]
    rows = (
        [line.work_order_id, line.due_day, line.planned_day or "", *(str(line.days.get(level, "")) for level in levels)]
        for line in lines
    )
    write_output(out, csv_text(header, rows))
