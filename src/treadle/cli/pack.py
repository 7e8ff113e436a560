"""`treadle pack` and `treadle ship`: cartons, their labels and lists, and what left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.language import language_of
from treadle.cli.output import check_output, csv_text, write_output

if TYPE_CHECKING:
    from treadle.terms.packing import Carton

PACK = (
    "Examples: treadle pack mybrand WO-TEE-2026W12 --labels labels.pdf    "
    'treadle pack mybrand WO-TEE-2026W12 --kind ratio --ratio "S=1,M=2"    '
    'treadle pack mybrand WO-TEE-2026W12 --carton "S=3,M=5"'
)
SHIP = "Example: treadle ship mybrand WO-TEE-2026W12 --to central --list packing.csv"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _register_pack(app)
    _register_ship(app)


def _register_pack(app: typer.Typer) -> None:
    @app.command("pack", epilog=PACK)
    def pack_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        order: Annotated[str, typer.Argument(metavar="ORDER", help="The order.")],
        kind: Annotated[str, typer.Option(help="solid (one SKU), ratio, or assorted.")] = "solid",
        units: Annotated[
            int | None, typer.Option(min=1, help="Pieces in a carton, at most; none: the setting carton_units.")
        ] = None,
        ratio: Annotated[str, typer.Option(help="With --kind ratio: size=pieces, separated by commas.")] = "",
        carton: Annotated[
            str, typer.Option(help="One carton as it was scanned: SKU or size=pieces; a wrong size is refused.")
        ] = "",
        from_order: Annotated[
            str, typer.Option("--from", help="With --carton: the order that the pieces were made for.")
        ] = "",
        labels: Annotated[Path | None, typer.Option(help="Where to write labels with SSCC as GS1-128 (.pdf).")] = None,
        packing_list: Annotated[
            Path | None, typer.Option("--list", help="Where to write the packing list (.csv, .pdf).")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Puts what was sewn and accepted into cartons, or one carton as it was scanned; labels and list are of all
        cartons of the order."""
        from treadle.cli.pieces_by_size import pieces_by_size
        from treadle.plant.pack import cartons_of, pack_carton, pack_order
        from treadle.settings import whoami
        from treadle.terms.codec import json_text, to_values
        from treadle.words import label

        language = language_of(folder)
        check_output(labels, (".pdf",))
        check_output(packing_list, (".csv", ".pdf"))
        if carton:
            told = pack_carton(folder, order, pieces_by_size("--carton", [carton]),
                               kind="assorted" if kind == "ratio" else kind, from_order_id=from_order,
                               author=whoami())  # fmt: skip
        else:
            shares = pieces_by_size("--ratio", [ratio]) if ratio else None
            told = pack_order(folder, order, kind=kind, carton_units=units, ratio=shares, author=whoami())
        if as_json:
            typer.echo(json_text(to_values(told)))
        else:
            pieces = sum(one.packed.units for one in told.cartons)
            typer.echo(label("pack.done", language, order=order, cartons=len(told.cartons), pieces=pieces))
            for sku, left in told.left.items():
                typer.echo(label("pack.left", language, sku=sku, left=left))
            for name, count in told.reopened.items():
                typer.echo(label("pack.reopened", language, order=name, count=count))
        if labels is not None or packing_list is not None:
            title = label("carton.list_of", language, order=order)
            _write(cartons_of(folder, order), labels, packing_list, title, language)


def _register_ship(app: typer.Typer) -> None:
    @app.command("ship", epilog=SHIP)
    def ship_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        orders: Annotated[
            list[str] | None, typer.Argument(metavar="[ORDER...]", help="Orders whose cartons leave.")
        ] = None,
        cartons: Annotated[
            list[str] | None, typer.Option("--carton", help="Instead: a carton by its SSCC; may be repeated.")
        ] = None,
        to: Annotated[str, typer.Option(help="The place they go to; none: the place that receives.")] = "",
        on: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; none: the day of the folder.")
        ] = None,
        note: Annotated[str, typer.Option(help="What there is to say: carrier, number.")] = "",
        packing_list: Annotated[
            Path | None, typer.Option("--list", help="Where to write the packing list (.csv, .pdf).")
        ] = None,
    ) -> None:
        """Says that cartons left. What comes of them is booked by treadle receive."""
        from treadle.plant.pack import ship
        from treadle.settings import whoami
        from treadle.words import label

        check_output(packing_list, (".csv", ".pdf"))
        shipment_id, told, gone = ship(
            folder, order_ids=orders or (), carton_ids=cartons or (), place_id=to, day=on.date() if on else None,
            note=note, author=whoami(),
        )  # fmt: skip
        pieces = sum(one.packed.units for one in gone)
        language = language_of(folder)
        facts = {"shipment": shipment_id, "place": told.place_id, "day": told.day}
        typer.echo(label("pack.shipped", language, cartons=len(gone), pieces=pieces, **facts))
        _write(gone, None, packing_list, label("carton.shipment", language, shipment=shipment_id), language)


def _write(
    cartons: Sequence[Carton], labels: Path | None, packing_list: Path | None, title: str, language: str
) -> None:  # fmt: skip
    """Labels and packing list of cartons, where they are wanted."""
    from treadle.report.carton_pdf import carton_labels_pdf, packing_list_pdf
    from treadle.terms.schema import OUTPUTS
    from treadle.words import label

    if labels is not None:
        write_output(labels, carton_labels_pdf(cartons, language=language))
        typer.echo(label("pack.labels", language, count=len(cartons), place=labels))
    if packing_list is None:
        return
    if packing_list.suffix.lower() == ".pdf":
        write_output(packing_list, packing_list_pdf(cartons, {}, title, language=language))
    else:
        rows = (
            [one.carton_id, one.packed.order_id, one.packed.kind, line.sku, line.units, line.from_order_id,
             one.shipment_id, one.place_id]
            for one in cartons for line in one.packed.lines
        )  # fmt: skip
        write_output(packing_list, csv_text(OUTPUTS["packing_list"].arrow.names, rows))
    typer.echo(label("pack.list", language, place=packing_list))
