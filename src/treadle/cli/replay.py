"""`treadle replay`: a real past decided anew, and what that would have brought."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.output import TABLE_ENDINGS, check_output

EXAMPLE = "Example:  treadle replay mybrand --weeks 8 --out replay.csv"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("replay", epilog=EXAMPLE)
    def replay_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        weeks: Annotated[int, typer.Option(min=2, max=104, help="Whole weeks of the past to decide anew.")] = 8,
        as_of: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which the past ends.")
        ] = None,
        seed: Annotated[int | None, typer.Option(min=0, help="Seed of every random choice.")] = None,
        out: Annotated[Path | None, typer.Option(help="Also write the table, .csv or .parquet.")] = None,
    ) -> None:
        """Decide every week of a real past anew, from what was known then; scored by the demand there was."""
        from rich.console import Console
        from rich.table import Table

        from treadle.cli.language import language_of
        from treadle.cli.progress import Bars
        from treadle.plant.export import write_table
        from treadle.plant.replay import replay_folder
        from treadle.words import label
        from treadle.words.spoken import spoken

        language = language_of(folder)

        check_output(out, TABLE_ENDINGS, makes_folders=True)
        with Bars() as bars:
            told, currency = replay_folder(
                folder, weeks=weeks, as_of=None if as_of is None else as_of.date(), seed=seed, progress=bars
            )
        table = Table(box=None, pad_edge=False)
        for name in ("policy", "profit", "interval", "sold", "lost", "bought", "left", "met"):
            heading = label(f"again.{name}", language, currency=currency)
            table.add_column(heading, justify="left" if name == "policy" else "right", no_wrap=True)
        for row in told.to_pylist():
            table.add_row(
                spoken(row["policy"], language), f"{row['profit']:,.0f}",
                label("own.span", language, low=f"{row['profit_low']:,.0f}", high=f"{row['profit_high']:,.0f}"),
                *(f"{row[name]:,.0f}" for name in ("sold_units", "lost_units", "bought_units", "left_units")),
                f"{row['service']:.1%}",
            )  # fmt: skip
        Console().print(table)
        if out is not None:
            write_table(out, told)
            typer.echo(label("said.written", language, place=out))
