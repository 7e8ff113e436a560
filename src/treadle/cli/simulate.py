"""`treadle simulate value`: what decisions, a fast factory and signals are worth, over paired simulated seasons."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = "Example:  treadle simulate value --seeds 10 --out value"
#: Signal strengths at which treadle is lived with and without traffic; 0 is the placebo.
STRENGTHS = (0.0, 0.4, 0.8)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help=f"Live the same seasons under several policies; a stopped run goes on where it was.\n\n{EXAMPLE}")
    def simulate(
        what: Annotated[str, typer.Argument(help="'value': what decisions, speed and signals are worth.")],
        out: Annotated[Path, typer.Option(metavar="DIR", help="Where tables, the page and seasons are written.")],
        seeds: Annotated[int, typer.Option(min=1, help="How many seasons; two or more give intervals.")] = 10,
        processes: Annotated[int, typer.Option(min=1, help="Processes that share the work.")] = 2,
        signals: Annotated[bool, typer.Option(help="Also the worth of signals against their strength.")] = True,
    ) -> None:
        from treadle.cli.progress import Bars
        from treadle.cli.value_page import value_page
        from treadle.engine import LocalEngine
        from treadle.errors import InputError
        from treadle.simulate.experiment import FIRST_CONFIRMATION_SEED, run, signal_arms, value_arms
        from treadle.simulate.value import value_tables, write_tables

        if what != "value":
            raise InputError.single(what, "is nothing that can be simulated", "Write: treadle simulate value")
        strengths = STRENGTHS if signals else ()
        arms = (*value_arms(), *signal_arms(strengths))
        first = FIRST_CONFIRMATION_SEED
        engine = LocalEngine(workers=processes)
        with Bars() as bars:
            results = run(arms, range(first, first + seeds), out / "seasons", engine, bars)
        tables = value_tables(results, strengths)
        write_tables(tables, out)
        (out / "value.html").write_text(value_page(tables, seeds), encoding="utf-8")
        for row in tables["differences"].to_pylist():
            typer.echo(f"{row['what']}: {row['profit_difference']:,.0f} ({row['low']:,.0f} to {row['high']:,.0f})")
        typer.echo(f"Everything is in {out / 'value.html'}")
