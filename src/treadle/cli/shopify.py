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
            Path | None, typer.Option("--reconcile", metavar="FILE", help="Orders as the Admin API lists them (JSON).")
        ] = None,
        shop: Annotated[str, typer.Option("--shop", help="Whose orders the file lists, where several tell.")] = "",
    ) -> None:
        """Let a shop tell of its orders by webhook, or hold a list of its orders beside what was told."""
        from treadle.plant import shopify as use
        from treadle.settings import read_settings

        settings = read_settings(folder)
        if connect:
            use.connect_shop(folder, connect, typer.prompt("Secret that signs its webhooks", hide_input=True))
            typer.echo(f"{connect} may tell of its orders now, at /v1/shopify/webhooks.")
        if orders is not None:
            found = use.reconcile(folder, settings, use.listed_orders(orders), use.one_shop(folder, shop))
            typer.echo(f"{found.orders:,} orders are listed.")
            _names("never told of, and known from now on", found.missing)
            _names("told less of than the list says, and known whole from now on", found.stale)
            _names("told of, and not in the list", found.unlisted)
        if not connect and orders is None:
            known = sorted(use.shop_secrets(folder))
            typer.echo(f"Connected: {', '.join(known)}" if known else "No shop is connected: --connect SHOP.")


def _names(what: str, names: Sequence[str]) -> None:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    shown = f": {', '.join(names[:SHOWN])}{more}" if names else ""
    typer.echo(f"{len(names):,} {what}{shown}.")
