"""`treadle explain`: the way back from one number of a plan to its inputs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Protocol

import typer

EXAMPLE = "Example:  treadle explain mybrand/plan TEE-01/TEE-01-navy/M"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help=f"Print where one line of a plan comes from, from the signals to the promise.\n\n{EXAMPLE}")
    def explain(
        out: Annotated[Path, typer.Argument(metavar="OUT", help="Where the plan was written.")],
        line: Annotated[str, typer.Argument(metavar="LINE", help="A line_id of the buy table.")],
        language: Annotated[str | None, typer.Option(help="en or zh; default: the brand's.")] = None,
    ) -> None:
        from treadle.errors import InputError
        from treadle.plant.written_plan import language_beside, plan_tables_of
        from treadle.report.way_back import way_back
        from treadle.words import LANGUAGES

        language = language or language_beside(out)
        if language not in LANGUAGES:
            raise InputError.single("--language", f"'{language}' is not known", f"Use one of {', '.join(LANGUAGES)}")
        print_steps(way_back(plan_tables_of(out), line, language))


class Shown(Protocol):
    """A step of a way back: what it is called, sentences, and a table."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def lines(self) -> Sequence[str]:
        """Sentences."""

    @property
    def headings(self) -> Sequence[str]:
        """Headings of its table."""

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """Rows of its table, maybe none."""


def print_steps(steps: Iterable[Shown]) -> None:
    """Every step of a way back, one below the other."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    for step in steps:
        console.print(f"[bold]{escape(step.title)}[/bold]")
        for said in step.lines:
            console.print(escape(f"  {said}"))
        if step.rows:
            table = Table(box=None, padding=(0, 2, 0, 2))
            for heading in step.headings:
                table.add_column(escape(heading), justify="right" if heading != step.headings[0] else "left")
            for row in step.rows:
                table.add_row(*(escape(cell) for cell in row))
            console.print(table)
