"""`treadle bundles`: from released orders to bundles and their tickets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.output import check_output, write_output

if TYPE_CHECKING:
    from treadle.plant.bundles import OrderBundles

EXAMPLE = "Example: treadle bundles mybrand --tickets tickets.pdf"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("bundles", epilog=EXAMPLE)
    def bundles_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        orders: Annotated[
            list[str] | None, typer.Argument(metavar="[ORDER...]", help="Orders; none: all that are open.")
        ] = None,
        tickets: Annotated[Path | None, typer.Option(help="Where to write bundle tickets (.pdf).")] = None,
        components: Annotated[
            str, typer.Option(help="What a bundle is tied into, one ticket each: front,back,sleeve.")
        ] = "garment",
        bundle_units: Annotated[
            int | None, typer.Option(min=1, help="Garments in a bundle, at most; none: the setting bundle_units.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Ties what the lays of released orders give into bundles. Called again it changes nothing; after an
        amendment only bundles that nobody has scanned change."""
        from treadle.plant.bundles import tie_bundles
        from treadle.settings import whoami
        from treadle.terms.codec import json_text, to_values

        check_output(tickets, (".pdf",))
        found = tie_bundles(folder, orders or (), most_units=bundle_units, author=whoami())
        if as_json:
            typer.echo(json_text([to_values(one) for one in found]))
        else:
            for one in found:
                _print(one)
            if not found:
                typer.echo("No order of ours is open. Release a plan first: treadle release DIR DIR/plan")
        if tickets is not None:
            from treadle.report.tickets_pdf import order_tickets_pdf

            names = [name.strip() for name in components.split(",") if name.strip()] or ["garment"]
            tied = [bundle for one in found for bundle in one.bundles]
            write_output(tickets, order_tickets_pdf(tied, names))
            if not as_json:
                typer.echo(f"{len(tied) * len(names):,} tickets, written to {tickets}")


def _print(one: OrderBundles) -> None:
    pieces = sum(bundle.units for bundle in one.bundles)
    parts = [
        f"{len(ids):,} {word}"
        for word, ids in (("new", one.new_ids), ("changed", one.changed_ids), ("dropped", one.dropped_ids))
        if ids
    ]
    apart = sum(bundle.units for bundle in one.bundles if not bundle.lay_id)
    typer.echo(
        f"{one.order_id}: {len(one.bundles):,} bundles, {pieces:,} pieces ({', '.join(parts) or 'as they were'})"
    )
    if one.is_by_hand:
        typer.echo("  its bundles were tied by hand without a SKU, so they stay as they are")
    elif apart:
        typer.echo(f"  {apart:,} pieces are of no lay: cut them apart")
    if one.begun_over_units:
        typer.echo(f"  {one.begun_over_units:,} pieces beyond what is wanted are begun and stay")
