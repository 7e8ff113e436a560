"""`treadle scan`: scans of the floor into the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = "Example: treadle scan mybrand scans.csv --bundles bundles.csv"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("scan", epilog=EXAMPLE)
    def scan_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        file: Annotated[
            Path | None,
            typer.Argument(metavar="[FILE]", help="Scans (.csv, .jsonl, .xlsx), late or doubled as they are."),
        ] = None,
        bundles: Annotated[
            Path | None, typer.Option(help="Bundles that were tied (.csv): bundle_id, order_id, units, bulletin_id.")
        ] = None,
    ) -> None:
        """Takes scans; those that are known already change nothing. Exits 1 where rows were refused,
        with the reasons."""
        from treadle.cli.language import language_of
        from treadle.errors import InputError
        from treadle.plant.floor import take_scans
        from treadle.settings import whoami
        from treadle.words import label
        from treadle.words.spoken import told_problem

        if file is None and bundles is None:
            raise InputError.single("scan", "there is nothing to take", "Name a file of scans, or --bundles")
        language = language_of(folder)
        taken = take_scans(folder, file, bundles_path=bundles, author=whoami())
        if taken.bundles:
            typer.echo(label("scan.bundles", language, count=taken.bundles))
        counts = {"new": taken.new, "known": taken.known, "refused": len(taken.refused)}
        typer.echo(label("scan.taken", language, **counts))
        for order_id in taken.sewn_order_ids:
            typer.echo(label("scan.sewn", language, order=order_id))
        for one in taken.refused:
            typer.echo(told_problem(one, language), err=True)
        if taken.refused:
            raise typer.Exit(1)
