"""`treadle replenish`: what to send to every shop now, from plain tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.output import TABLE_ENDINGS, check_output

EXAMPLE = (
    "Example: treadle replenish --history sales.csv --products products.csv --stock stock.csv --lead-weeks 2 "
    "--review-weeks 1 --shortage-cost 1 --holding-cost 0.2 --out orders.csv"
)

#: A lean is told from here on, as a share. What is shown rounds to it, not tuned.
SHOWN_LEAN = 0.001


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("replenish", epilog=EXAMPLE)
    def replenish_command(
        history: Annotated[
            Path, typer.Option(help="CSV or Parquet: sku, [site,] date (start of the week), units, optional in_stock.")
        ],
        stock: Annotated[
            Path, typer.Option(help="CSV or Parquet: sku, [site,] on_hand, receipt_in_1_week, receipt_in_2_weeks, ...")
        ],
        lead_weeks: Annotated[
            int, typer.Option(help="Lead time: an order placed now is on the shelf at the start of week 1 + this.")
        ],
        review_weeks: Annotated[int, typer.Option(help="Weeks until the next chance to order.")],
        shortage_cost: Annotated[float, typer.Option(help="Cost of a unit of demand that finds an empty shelf.")],
        holding_cost: Annotated[float, typer.Option(help="Cost of a unit left on the shelf at the end of a week.")],
        out: Annotated[Path, typer.Option(help="Where the orders go, CSV or Parquet by ending: sku, [site,] units.")],
        products: Annotated[
            Path | None, typer.Option(help="CSV or Parquet: attributes by sku (and site), optional launch_day.")
        ] = None,
        seed: Annotated[int, typer.Option(min=0, help="Seed of every random choice.")] = 0,
    ) -> None:
        """Units to order now for every SKU and site of the stock file, by simulating the shelf with lost sales."""
        from treadle.cli.language import language_of
        from treadle.cli.progress import Bars
        from treadle.plant.export import write_table
        from treadle.plant.replenish import replenish
        from treadle.words import label

        check_output(out, TABLE_ENDINGS, makes_folders=True)
        with Bars() as bars:
            decided = replenish(
                history, stock, products=products, lead_weeks=lead_weeks, review_weeks=review_weeks,
                shortage_cost=shortage_cost, holding_cost=holding_cost, seed=seed, progress=bars,
            )  # fmt: skip
        write_table(out, decided.table())
        units = decided.decision.units
        facts = {"units": int(units.sum()), "lines": int((units > 0).sum()), "pairs": len(units)}
        empty = float(decided.decision.stock_out.mean())
        language = language_of(history, stock, out)
        typer.echo(label("goods.ordered", language, place=out, empty=empty, **facts))
        if abs(decided.lean - 1.0) >= SHOWN_LEAN:
            typer.echo(label("goods.leaned", language, lean=decided.lean))
