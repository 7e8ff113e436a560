"""`treadle simulate`: what decisions, a fast factory and signals are worth, over paired simulated seasons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.language import language_of
from treadle.cli.output import check_folder

if TYPE_CHECKING:
    import pyarrow as pa

EXAMPLE = "Example:  treadle simulate value --seeds 10 --out value"
WHATS = ("value", "curves", "rules", "speed")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help=f"Live the same seasons under several policies; a stopped run goes on where it was.\n\n{EXAMPLE}")
    def simulate(
        what: Annotated[
            str,
            typer.Argument(
                help="'value': what decisions, speed and signals are worth; 'curves': over least orders and lead "
                "times; 'rules': what constant rules earn; 'speed': seconds of a decision over ranges."
            ),
        ],
        out: Annotated[Path, typer.Option(metavar="DIR", help="Where tables, the page and seasons are written.")],
        seeds: Annotated[int, typer.Option(min=1, help="How many seasons; two or more give intervals.")] = 10,
        options: Annotated[int, typer.Option(min=3, max=600, help="'rules': options of the range.")] = 60,
        processes: Annotated[int, typer.Option(min=1, help="Processes that share the work.")] = 2,
        signals: Annotated[bool, typer.Option(help="Also the worth of signals against their strength.")] = True,
        like_real: Annotated[
            bool, typer.Option("--like-real", help="'value' in a world that scatters as real sets do.")
        ] = False,
    ) -> None:
        from treadle.errors import InputError

        if what not in WHATS:
            raise InputError.single(what, "cannot be simulated", f"Choose of: {', '.join(WHATS)}")
        check_folder(out)
        if what == "value":
            _value(out, seeds, processes, signals, like_real)
        elif what == "curves":
            _curves(out, seeds, processes)
        elif what == "rules":
            _rules(out, seeds, options, processes)
        else:
            _speed(out, seeds)


def _value(out: Path, seeds: int, processes: int, has_signals: bool, like_real: bool) -> None:
    from treadle.cli.progress import Bars
    from treadle.plant.simulate import STRENGTHS, simulate_value
    from treadle.report.value_page import profit_bars, value_page
    from treadle.words import label

    language = language_of(out)
    strengths = STRENGTHS if has_signals else ()
    with Bars() as bars:
        tables = simulate_value(
            out, seeds=seeds, processes=processes, strengths=strengths, like_real=like_real, progress=bars
        )
    (out / "value.html").write_text(value_page(tables, seeds, language), encoding="utf-8")
    (out / "value.svg").write_text(profit_bars(tables, language) + "\n", encoding="utf-8")
    for row in tables["differences"].to_pylist():
        facts = {"what": row["what"], "difference": row["profit_difference"], "low": row["low"], "high": row["high"]}
        typer.echo(label("simulate.line", language, **facts))
    typer.echo(label("simulate.all_in", language, place=out / "value.html"))


def _curves(out: Path, seeds: int, processes: int) -> None:
    from treadle.cli.progress import Bars
    from treadle.plant.simulate import simulate_curves
    from treadle.report.value_page import curves_svg
    from treadle.words import label

    language = language_of(out)
    with Bars() as bars:
        table = simulate_curves(out, seeds=seeds, processes=processes, progress=bars)
    (out / "curves.svg").write_text(curves_svg(table, language) + "\n", encoding="utf-8")
    columns = ("curve", "value", "policy", "share_of_hindsight", "share_low", "share_high")
    _show(table, "simulated_curves", columns, language)
    both = label("simulate.both", language, first=out / "curves.csv", second=out / "curves.svg")
    typer.echo(label("simulate.all_in", language, place=both))


def _rules(out: Path, seeds: int, options: int, processes: int) -> None:
    from treadle.cli.progress import Bars
    from treadle.plant.simulate import simulate_rules
    from treadle.words import label

    language = language_of(out)
    with Bars() as bars:
        table = simulate_rules(out, seeds=seeds, options=options, processes=processes, progress=bars)
    columns = ("factory", "cover_weeks", "share_of_hindsight", "share_low", "share_high", "profit")
    _show(table, "simulated_rules", columns, language)
    typer.echo(label("simulate.all_in", language, place=out / "rules.csv"))


def _speed(out: Path, seeds: int) -> None:
    from treadle.cli.progress import Bars
    from treadle.plant.simulate import simulate_speed
    from treadle.words import label

    language = language_of(out)
    with Bars() as bars:
        table = simulate_speed(out, seeds=seeds, progress=bars)
    _show(table, "simulated_speed", ("range", "stage", "seconds_per_decision"), language)
    typer.echo(label("simulate.all_in", language, place=out / "speed.csv"))


def _show(told: pa.Table, schema: str, columns: tuple[str, ...], language: str) -> None:
    """Some columns of a table."""
    from rich.console import Console
    from rich.table import Table

    from treadle.terms.schema import OUTPUTS
    from treadle.words import heading

    heads = {one.name: one.heading for one in OUTPUTS[schema].columns}
    table = Table(box=None, pad_edge=False)
    for name in columns:
        table.add_column(
            heading(heads[name], language), justify="left" if isinstance(told[name][0].as_py(), str) else "right"
        )
    for row in told.to_pylist():
        table.add_row(*(f"{row[name]:,.3g}" if isinstance(row[name], float) else str(row[name]) for name in columns))
    Console().print(table)
