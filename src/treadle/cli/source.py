"""`treadle source`: how factories kept their word, and which of them makes which order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.output import check_output, csv_text, write_output
from treadle.cli.source_brand import add_brand_commands
from treadle.cli.source_offers import add_offer_commands
from treadle.cli.source_quantity import add_quantity_command, share_of
from treadle.cli.source_told import print_split

if TYPE_CHECKING:
    from treadle.plant.source.files import Sourced
    from treadle.terms.sourcing import FactoryScore

SCORE_EXAMPLE = "Example: treadle source score kept.csv --out scores.csv"
SPLIT_EXAMPLE = (
    "Example: treadle source split orders.csv --factories factories.csv --kept kept.csv --quotes quotes.csv "
    "--as-of 2026-03-02 --out split.csv"
)
_SCORE_HEADS = (
    "sourcing.factory", "sourcing.orders", "sourcing.on_time", "sourcing.late", "sourcing.short", "sourcing.defects",
    "sourcing.paid",
)  # fmt: skip
#: Estimates of a score, in the order in which they are written.
_ESTIMATES = ("on_time_share", "defects_share", "short_share", "price_share", "spread_days")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Find the factory: how each kept its word, and who makes what.")
    app.add_typer(group, name="source")
    for add in (add_brand_commands, add_offer_commands, add_quantity_command):
        add(group)

    @group.command("score", epilog=SCORE_EXAMPLE)
    def score_command(
        kept: Annotated[Path, typer.Argument(help="Orders as they ended (.csv, .xlsx, …), a row each.")],
        out: Annotated[Path | None, typer.Option(help="Where to write the table (.csv).")] = None,
    ) -> None:
        """How factories kept their word, each drawn towards all of them as far as its own orders are few."""
        from treadle.cli.language import language_of
        from treadle.plant.source.files import score_file
        from treadle.words.spoken import told_problem

        language = language_of(kept)
        check_output(out, (".csv",))
        scored = score_file(kept)
        for doubt in scored.doubts:
            typer.echo(told_problem(doubt, language), err=True)
        _tell_scores(list(scored.scores.values()), language)
        if out is not None:
            _write_scores(out, list(scored.scores.values()), language)

    @group.command("split", epilog=SPLIT_EXAMPLE)
    def split_command(
        orders: Annotated[Path, typer.Argument(help="Orders that somebody must make (.csv, .xlsx, …), a row each.")],
        factories: Annotated[Path, typer.Option(help="Factories that can be asked, a row each.")],
        as_of: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Day on which they are asked.")],
        kept: Annotated[
            Path | None, typer.Option(help="Orders as they ended: how the factories kept their word.")
        ] = None,
        quotes: Annotated[Path | None, typer.Option(help="What factories ask for styles, by number of pieces.")] = None,
        new_share: Annotated[
            float, typer.Option(help="The largest share of all pieces for factories that nobody knows yet, by a draw.")
        ] = 0.0,
        seed: Annotated[int, typer.Option(help="The draw.")] = 0,
        out: Annotated[Path | None, typer.Option(help="Where to write the table (.csv).")] = None,
    ) -> None:
        """Who makes what at the least cost, expected lateness and poor pieces among it, and how far from the best."""
        from treadle.cli.language import language_of
        from treadle.plant.source.files import split_files
        from treadle.words import label
        from treadle.words.spoken import told_problem

        language = language_of(orders)
        check_output(out, (".csv",))
        share = share_of(new_share)
        sourced = split_files(orders, factories, kept, quotes, as_of=as_of.date(), new_share=share, seed=seed)
        for doubt in sourced.doubts:
            typer.echo(told_problem(doubt, language), err=True)
        print_split(sourced.plan, language)
        if out is not None:
            from treadle.terms.schema import OUTPUTS

            write_output(out, csv_text(OUTPUTS["sourcing"].arrow.names, _rows(sourced, language)))
            typer.echo(label("said.written", language, place=out))


def _tell_scores(scores: list[FactoryScore], language: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from treadle.words import label

    table = Table(box=None, pad_edge=False)
    for name in _SCORE_HEADS:
        table.add_column(label(name, language), justify="left" if name == "sourcing.factory" else "right")
    for one in sorted(scores, key=lambda score: -score.on_time_share.mean):
        share = one.on_time_share
        table.add_row(
            one.factory_id, f"{one.orders:,}", f"{share.mean:.0%} ({share.low:.0%}–{share.high:.0%})",
            f"{one.late_days.centre_days:+.1f} ± {one.spread_days.mean:.1f}", f"{one.short_share.mean:.1%}",
            f"{100 * one.defects_share.mean:.1f}", f"{one.price_share.mean:+.1%}",
        )  # fmt: skip
    Console().print(table)


def _write_scores(out: Path, scores: list[FactoryScore], language: str) -> None:
    from treadle.terms.schema import OUTPUTS
    from treadle.words import label

    rows = (
        [
            one.factory_id, one.orders,
            *(round(figure, 4) for name in _ESTIMATES for figure in
              (getattr(one, name).mean, getattr(one, name).low, getattr(one, name).high)),
            round(one.late_days.centre_days, 2),
        ]
        for one in scores
    )  # fmt: skip
    write_output(out, csv_text(OUTPUTS["factory_scores"].arrow.names, rows))
    typer.echo(label("said.written", language, place=out))


def _rows(sourced: Sourced, language: str) -> Iterator[list[object]]:
    from treadle.words import say

    for line in sourced.plan.lines:
        yield [
            line.order_id, line.factory_id, line.units, line.arrival_day.isoformat(), round(line.on_time_share, 4),
            *line.cost_cents.values(), say(line.reason, language),
        ]  # fmt: skip
    for one in sourced.plan.unplaced:
        yield [one.order_id, "", one.units, *[""] * 9, say(one.reason, language)]
