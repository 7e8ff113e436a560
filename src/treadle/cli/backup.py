"""`treadle backup` and `treadle restore`: a brand as one file, and a folder of it again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = "Examples: treadle backup mybrand mybrand.tar.gz    treadle restore mybrand.tar.gz elsewhere --check"


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command(epilog=EXAMPLES)
    def backup(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the backup is written.")],
    ) -> None:
        """Write a brand's folder and its ledger to one file, while others work on."""
        from treadle.cli.progress import Bars
        from treadle.plant.backup import back_up

        with Bars() as bars:
            told = back_up(folder, file, progress=bars)
        typer.echo(
            f"Backed up {told.name}: {len(told.files):,} files, {told.entries:,} entries, fingerprint "
            f"{told.fingerprint}: {file}"
        )

    @app.command(epilog=EXAMPLES)
    def restore(
        file: Annotated[Path, typer.Argument(metavar="FILE", help="The file of a backup.")],
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make of it.")],
        database: Annotated[
            str, typer.Option(help="PostgreSQL for its ledger (postgresql://USER@HOST/NAME); default: the folder.")
        ] = "",
        check: Annotated[
            bool, typer.Option("--check", help="Also balance its books; ends with 1 where something does not add up.")
        ] = False,
    ) -> None:
        """Make a folder of a backup; every file and the ledger are compared with what was backed up."""
        from treadle.cli.progress import Bars
        from treadle.plant.backup import restore as use

        with Bars() as bars:
            told, audited = use(file, folder, database=database, progress=bars)
        typer.echo(f"Restored {told.name} to {folder}: {told.entries:,} entries, fingerprint {told.fingerprint}")
        if check:
            for one in audited.violations:
                typer.echo(f"{one.where}: breaks the rule that {one.rule}; found {one.found}")
            typer.echo("Some books do not add up." if audited.violations else "Every file is there; the books balance.")
            raise typer.Exit(1 if audited.violations else 0)
