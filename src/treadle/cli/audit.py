"""`treadle audit`: whether the books balance."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.terms.quantity import Violation

EXAMPLE = "Example:  treadle audit mybrand"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog=EXAMPLE)
    def audit(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")]) -> None:
        """Fold every state again from its entries, compare, and balance the books; two ledgers that hold the same print
        the same fingerprint."""
        from treadle.plant.audit import audit_brand

        found = audit_brand(folder)
        raise typer.Exit(print_audit(found.violations, found.entries, found.orders, found.fingerprint))


def print_audit(violations: Sequence[Violation], entries: int, orders: int, fingerprint: str) -> int:
    """What does not add up, and what was looked at; 1 where something does not, else 0."""
    for one in violations:
        typer.echo(f"{one.where}: breaks the rule that {one.rule}; found {one.found}")
    typer.echo(f"{entries:,} entries, {orders:,} orders, fingerprint {fingerprint}")
    count = len(violations)
    typer.echo("The books balance." if not count else f"{count} thing{'s do' if count > 1 else ' does'} not add up.")
    return 1 if count else 0
