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
        from treadle.cli.language import language_of
        from treadle.plant.bundles import tie_bundles
        from treadle.settings import whoami
        from treadle.terms.codec import json_text, to_values
        from treadle.words import label

        language = language_of(folder)

        check_output(tickets, (".pdf",))
        found = tie_bundles(folder, orders or (), most_units=bundle_units, author=whoami())
        if as_json:
            typer.echo(json_text([to_values(one) for one in found]))
        else:
            for one in found:
                _print(one, language)
            if not found:
                typer.echo(label("bundles.none", language))
        if tickets is not None:
            from treadle.report.tickets_pdf import order_tickets_pdf

            names = [name.strip() for name in components.split(",") if name.strip()] or ["garment"]
            tied = [bundle for one in found for bundle in one.bundles]
            write_output(tickets, order_tickets_pdf(tied, names, language=language))
            if not as_json:
                typer.echo(label("bundles.tickets", language, count=len(tied) * len(names), place=tickets))


def _print(one: OrderBundles, language: str) -> None:
    from treadle.words import label

    pieces = sum(bundle.units for bundle in one.bundles)
    parts = [
        label(key, language, count=len(ids))
        for key, ids in (
            ("bundles.new", one.new_ids), ("bundles.changed", one.changed_ids), ("bundles.dropped", one.dropped_ids)
        )
        if ids
    ]  # fmt: skip
    apart = sum(bundle.units for bundle in one.bundles if not bundle.lay_id)
    facts = {"bundles": len(one.bundles), "pieces": pieces}
    what = ", ".join(parts) or label("bundles.same", language)
    typer.echo(label("bundles.order", language, order=one.order_id, what=what, **facts))
    if one.is_by_hand:
        typer.echo(label("bundles.by_hand", language))
    elif apart:
        typer.echo(label("bundles.apart", language, count=apart))
    if one.begun_over_units:
        typer.echo(label("bundles.over", language, count=one.begun_over_units))
