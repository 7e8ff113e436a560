"""`treadle shopify`: connect a shop whose webhooks are taken, and find the orders that it never told of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLE = (
    "Examples: treadle shopify mybrand --connect tees.myshopify.com    "
    "treadle shopify mybrand --reconcile orders.json --shop tees.myshopify.com"
)
SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("shopify", epilog=EXAMPLE)
    def shopify_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        connect: Annotated[
            str, typer.Option("--connect", metavar="SHOP", help="The shop's domain; its secret is asked for.")
        ] = "",
        orders: Annotated[
            Path | None,
            typer.Option("--reconcile", metavar="FILE", help="Orders of the Admin API (JSON), or the CSV export."),
        ] = None,
        shop: Annotated[str, typer.Option("--shop", help="Whose orders the file lists, where several tell.")] = "",
    ) -> None:
        """Let a shop tell of its orders by webhook, or hold a list of its orders beside what was told."""
        from treadle.plant import shopify as use
        from treadle.settings import read_settings
        from treadle.words import label

        settings = read_settings(folder)
        language = settings.language
        if connect:
            use.connect_shop(folder, connect, typer.prompt("Secret that signs its webhooks", hide_input=True))
            typer.echo(label("shopify.connected", language, shop=connect))
        if orders is not None:
            found = use.never_told(folder, settings, orders, use.one_shop(folder, shop))
            is_kept = orders.suffix.lower() not in (".csv", ".txt")
            typer.echo(label("shopify.listed", language, count=found.orders))
            _names("shopify.new" if is_kept else "shopify.never", found.missing, language)
            _names("shopify.whole", found.stale, language)
            _names("shopify.astray", found.unlisted, language)
        if not connect and orders is None:
            known = sorted(use.shop_secrets(folder))
            key = "shopify.shops" if known else "shopify.none"
            typer.echo(label(key, language, shops=", ".join(known)))


def _names(key: str, names: Sequence[str], language: str) -> None:
    from treadle.words import label

    rest = len(names) - SHOWN
    more = label("import.more", language, count=rest) if rest > 0 else ""
    colon = ": " if language == "en" else "："
    shown = f"{colon}{', '.join(names[:SHOWN])}{more}" if names else ""
    typer.echo(label(key, language, count=len(names), names=shown))
