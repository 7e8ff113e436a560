"""`treadle refill` and `treadle transfer`: goods from the warehouse to the shops, and from shop to shop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.language import language_of
from treadle.cli.output import table_place

if TYPE_CHECKING:
    from treadle.terms.shipment import Shipments

FILES = "--history sales.csv --products products.csv --stock stock.csv --warehouse W"
REFILL = f"Example: treadle refill {FILES} --online WEB --weeks 2 --out shipments.csv"
TRANSFER = f"Example: treadle transfer {FILES} --weeks 4 --least-extra 2 --out moves.csv"

History = Annotated[Path, typer.Option(help="CSV or Parquet: sku, site, date (start of the week), units, in_stock.")]
Products = Annotated[Path, typer.Option(help="CSV or Parquet: sku, option_id, any attributes.")]
Stock = Annotated[Path, typer.Option(help="CSV or Parquet: sku, site, on_hand, receipt_in_1_week, ...")]
Warehouse = Annotated[str, typer.Option(help="The site of the stock file that is the warehouse.")]
Weeks = Annotated[int, typer.Option(min=1, max=26, help="Weeks that the goods must last.")]
KeyShare = Annotated[
    float, typer.Option(min=0.01, max=1.0, help="Sizes with this share of demand are key: without them, no display.")
]
Out = Annotated[Path, typer.Option(help="Where the shipments go, .csv or .parquet.", callback=table_place)]
Seed = Annotated[int, typer.Option(min=0, help="Seed of every random choice.")]


def register(app: typer.Typer) -> None:
    """Add both commands."""

    @app.command("refill", epilog=REFILL)
    def refill_command(
        history: History,
        products: Products,
        stock: Stock,
        warehouse: Warehouse,
        out: Out,
        online: Annotated[str, typer.Option(help="A site that sells from the warehouse's stock.")] = "",
        weeks: Weeks = 2,
        key_share: KeyShare = 0.25,
        display: Annotated[int, typer.Option(min=0, help="Least pieces of each size that a shop shows.")] = 0,
        pack: Annotated[int, typer.Option(min=1, help="Pieces of a size that go together.")] = 1,
        reserve_share: Annotated[
            float, typer.Option(min=0.0, max=1.0, help="Share of the warehouse's stock that never leaves it.")
        ] = 0.0,
        least_gain: Annotated[
            float, typer.Option(min=0.0, help="Sales that a piece must add to be sent, beyond what it sells online.")
        ] = 0.25,
        seed: Seed = 0,
    ) -> None:
        """First allocation and weekly refill: the warehouse's stock to the shops where it sells most."""
        from treadle.cli.progress import Bars
        from treadle.plant.refill import refill

        with Bars() as bars:
            sent = refill(
                history, products, stock, warehouse=warehouse, online=online, weeks=weeks, key_share=key_share,
                display_units=display, pack_units=pack, reserve_share=reserve_share, least_gain=least_gain, seed=seed,
                progress=bars,
            )  # fmt: skip
        _write(out, sent, language_of(history, stock, out))

    @app.command("transfer", epilog=TRANSFER)
    def transfer_command(
        history: History,
        products: Products,
        stock: Stock,
        warehouse: Warehouse,
        out: Out,
        weeks: Weeks = 4,
        key_share: KeyShare = 0.25,
        least_extra: Annotated[float, typer.Option(min=0.0, help="Sales that a parcel must add to be worth it.")] = 2.0,
        least_extra_per_unit: Annotated[float, typer.Option(min=0.0, help="The same for each piece in it.")] = 0.3,
        seed: Seed = 0,
    ) -> None:
        """Goods from shop to shop, where they are expected to add sales beyond their handling."""
        from treadle.cli.progress import Bars
        from treadle.plant.transfer import transfer

        with Bars() as bars:
            moved = transfer(
                history, products, stock, warehouse=warehouse, weeks=weeks, key_share=key_share,
                least_extra_units=least_extra, least_extra_per_unit=least_extra_per_unit, seed=seed,
                progress=bars,
            )  # fmt: skip
        _write(out, moved, language_of(history, stock, out))


def _write(out: Path, sent: Shipments, language: str) -> None:
    from treadle.plant.export import write_table
    from treadle.report.shipments import shipment_table
    from treadle.words import label

    write_table(out, shipment_table(sent.lines))
    facts = {"units": sent.units, "lines": len(sent.lines), "options": sent.options, "extra": sent.extra_units}
    typer.echo(label("goods.sent", language, place=out, **facts))
