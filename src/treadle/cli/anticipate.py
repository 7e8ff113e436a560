"""`treadle anticipate`: what will be wanted, from plain tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.language import language_of
from treadle.cli.output import TABLE_ENDINGS, check_output

EXAMPLE = (
    "Example: treadle anticipate --history sales.csv --products products.csv --known prices.csv --horizon 13 "
    "--every week --out forecast.csv"
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("anticipate", epilog=EXAMPLE)
    def anticipate(
        history: Annotated[
            Path,
            typer.Option(help="CSV or Parquet: sku, [site,] date (start of the period), units, in_stock, price, …"),
        ],
        horizon: Annotated[int, typer.Option(min=1, help="Periods to forecast after the latest date of the history.")],
        every: Annotated[str, typer.Option(help="Length of a period: day, week or month.")],
        out: Annotated[Path, typer.Option(help="Where the forecast goes, CSV or Parquet by ending.")],
        products: Annotated[
            Path | None,
            typer.Option(help="CSV or Parquet: attributes by sku (and site), optional launch_day and season_end."),
        ] = None,
        known: Annotated[
            Path | None, typer.Option(help="CSV or Parquet: what is known ahead by sku, [site,] date, such as price.")
        ] = None,
        quantiles: Annotated[
            str | None, typer.Option(help="Levels separated by commas, such as 0.1,0.5,0.9; default: 0.05 to 0.95.")
        ] = None,
        cumulative: Annotated[
            bool, typer.Option("--cumulative", help="Also the distribution of the total from the first period on.")
        ] = False,
        by: Annotated[
            str, typer.Option(help="Add up by these, separated by commas: sku, site, or columns of --products.")
        ] = "",
        totals: Annotated[
            Path | None, typer.Option(help="Where the sums of --by go; quantiles of sums whose parts err together.")
        ] = None,
        planner: Annotated[
            Path | None,
            typer.Option(help="CSV or Parquet: sku, [site,] date, units, said_on: a planner's own numbers."),
        ] = None,
        league: Annotated[
            Path | None, typer.Option(help="Where the league goes: how models and planner did on held-out periods.")
        ] = None,
        seed: Annotated[int, typer.Option(min=0, help="Seed of every random choice.")] = 0,
    ) -> None:
        """Quantiles of units for every SKU (and site), new ones too, for the periods after the history."""
        _run(
            history, {"products": products, "known": known, "planner": planner},
            {"forecast": out, "totals": totals, "league": league}, horizon, every, quantiles, by, cumulative, seed,
        )  # fmt: skip


def _run(
    history: Path, files: dict[str, Path | None], places: dict[str, Path | None], horizon: int,
    every: str, quantiles: str | None, by: str, cumulative: bool, seed: int,
) -> None:  # fmt: skip
    """Forecast the files and write each table that has a place."""
    from treadle.cli.progress import Bars
    from treadle.errors import InputError
    from treadle.plant.export import write_table
    from treadle.plant.forecast import forecast
    from treadle.terms.quantity import QUANTILE_LEVELS
    from treadle.words import label

    for place in places.values():
        check_output(place, TABLE_ENDINGS, makes_folders=True)
    ways = tuple(one.strip() for one in by.split(",") if one.strip())
    if bool(ways) != (places["totals"] is not None):
        raise InputError.single("--by, --totals", "one without the other", "Give both")
    levels = QUANTILE_LEVELS if quantiles is None else _levels(quantiles)
    with Bars() as bars:
        told = forecast(
            history, products=files["products"], known=files["known"], planner=files["planner"], by=ways,
            horizon=horizon, every=every, quantiles=levels, cumulative=cumulative, seed=seed, progress=bars,
        )  # fmt: skip
    for name, place in places.items():
        table = getattr(told, name)
        if table is not None and place is not None:
            write_table(place, table)
            typer.echo(label("anticipate.rows", language_of(history, place), rows=table.num_rows, place=place))


def _levels(text: str) -> tuple[float, ...]:
    """Levels from text. Raises `InputError` where one is no number."""
    from treadle.errors import InputError

    try:
        return tuple(float(one) for one in text.split(","))
    except ValueError:
        raise InputError.single(
            "--quantiles", f"'{text}' is not a list of numbers", "Write levels separated by commas, such as 0.1,0.5,0.9"
        ) from None
