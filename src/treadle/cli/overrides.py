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

        from treadle.plant.export import write_table
        from treadle.plant.overrides import judge_overrides

        check_output(out, TABLE_ENDINGS, makes_folders=True)
        ledger, currency = judge_overrides(folder, as_of=None if as_of is None else as_of.date())
        if not ledger.num_rows:
            typer.echo("No released plan was changed by its planner.")
            return
        table = Table(box=None, pad_edge=False)
        for heading in ("line", "proposed", "own", "sold", "left", f"worth, {currency}", "80 % interval", "so far"):
            table.add_column(heading, justify="left" if heading in ("line", "so far") else "right", overflow="fold")
        judged = [row for row in ledger.to_pylist() if row["worth_cents"] is not None]
        for row in ledger.to_pylist():
            told = row["worth_cents"] is not None
            money = [f"{row[name] / 100:,.2f}" if told else "" for name in ("worth_cents", "low_cents", "high_cents")]
            pieces = [f"{row[name]:,.0f}" if told else "" for name in ("sold_units", "left_units")]
            span = f"{money[1]} to {money[2]}" if told else ""
            table.add_row(escape(row["line_id"]), f"{row['planned_units']:,}", f"{row['units']:,}", *pieces, money[0],
                          span, row["status"])  # fmt: skip
        Console().print(table)
        total = sum(row["worth_cents"] for row in judged) / 100
        typer.echo(f"{len(judged)} of {ledger.num_rows} can be judged; together {total:,.2f} {currency}.")
        if out is not None:
            write_table(out, ledger)
            typer.echo(f"Written to {out}")
