"""`treadle audit`: whether the books balance."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = "Example:  treadle audit mybrand"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog=EXAMPLE)
    def audit(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")]) -> None:
        """Fold every state again from its entries, compare, and balance the books; two ledgers that hold the same print
        the same fingerprint."""
        from treadle.plant.audit import audit_brand

        found = audit_brand(folder)
        for one in found.violations:
            typer.echo(f"{one.where}: breaks the rule that {one.rule}; found {one.found}")
        typer.echo(f"{found.entries:,} entries, {found.orders:,} orders, fingerprint {found.fingerprint}")
        count = len(found.violations)
        told = "The books balance." if not count else f"{count} thing{'s do' if count > 1 else ' does'} not add up."
        typer.echo(told)
        raise typer.Exit(1 if count else 0)
