"""`treadle overrides`: what the planner's own numbers were worth."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.output import TABLE_ENDINGS, check_output

EXAMPLE = "Example:  treadle overrides mybrand --out overrides.csv"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("overrides", epilog=EXAMPLE)
    def overrides_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        as_of: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Judge by what was known before this day.")
        ] = None,
        out: Annotated[Path | None, typer.Option(help="Also write the ledger, .csv or .parquet.")] = None,
    ) -> None:
        """What each line that a planner changed or rejected brought more, or less, than the number proposed."""
        from rich.console import Console
        from rich.markup import escape
        from rich.table import Table

        from treadle.cli.language import language_of
        from treadle.plant.export import write_table
        from treadle.plant.overrides import judge_overrides
        from treadle.words import label, told

        language = language_of(folder)

        check_output(out, TABLE_ENDINGS, makes_folders=True)
        ledger, currency = judge_overrides(folder, as_of=None if as_of is None else as_of.date())
        if not ledger.num_rows:
            typer.echo(label("own.none", language))
            return
        table = Table(box=None, pad_edge=False)
        for name in ("line", "proposed", "own", "sold", "left", "worth", "interval", "status"):
            heading = label(f"own.{name}", language, currency=currency)
            table.add_column(heading, justify="left" if name in ("line", "status") else "right", overflow="fold")
        judged = [row for row in ledger.to_pylist() if row["worth_cents"] is not None]
        for row in ledger.to_pylist():
            is_judged = row["worth_cents"] is not None
            cents = [row[name] for name in ("worth_cents", "low_cents", "high_cents")]
            money = [f"{one / 100:,.2f}" if is_judged else "" for one in cents]
            pieces = [f"{row[name]:,.0f}" if is_judged else "" for name in ("sold_units", "left_units")]
            span = label("own.span", language, low=money[1], high=money[2]) if is_judged else ""
            table.add_row(escape(row["line_id"]), f"{row['planned_units']:,}", f"{row['units']:,}", *pieces, money[0],
                          span, told(row["status"], language))  # fmt: skip
        Console().print(table)
        total = sum(row["worth_cents"] for row in judged) / 100
        counts = {"judged": len(judged), "lines": ledger.num_rows}
        typer.echo(label("own.sum", language, total=total, currency=currency, **counts))
        if out is not None:
            write_table(out, ledger)
            typer.echo(label("said.written", language, place=out))
