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
        from treadle.cli.language import language_of
        from treadle.plant.audit import audit_brand

        found = audit_brand(folder)
        raise typer.Exit(
            print_audit(found.violations, found.entries, found.orders, found.fingerprint, language_of(folder))
        )


def print_audit(
    violations: Sequence[Violation], entries: int, orders: int, fingerprint: str, language: str = "en"
) -> int:
    """What does not add up, and what was looked at; 1 where something does not, else 0."""
    from treadle.words import label
    from treadle.words.spoken import spoken

    for one in violations:
        facts = {"where": one.where, "rule": spoken(one.rule, language), "found": one.found}
        typer.echo(label("ledger.broken", language, **facts))
    counts = {"entries": entries, "orders": orders, "fingerprint": fingerprint}
    typer.echo(label("audit.sum", language, **counts))
    count = len(violations)
    typer.echo(label("ledger.wrong" if count else "audit.right", language, count=count))
    return 1 if count else 0
