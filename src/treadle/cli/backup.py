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
        has_secrets: Annotated[
            bool, typer.Option("--with-secrets", help="Also what signs webhooks and proves the brand to other systems.")
        ] = False,
    ) -> None:
        """Write a brand's folder and its ledger to one file, while others work on."""
        from treadle.cli.language import language_of
        from treadle.cli.progress import Bars
        from treadle.plant.backup import back_up
        from treadle.words import label

        with Bars() as bars:
            told = back_up(folder, file, has_secrets=has_secrets, progress=bars)
        facts = {"name": told.name, "files": len(told.files), "entries": told.entries}
        language = language_of(folder)
        typer.echo(label("backup.done", language, place=file, fingerprint=told.fingerprint, **facts))
        if told.without:
            typer.echo(label("backup.without", language, files=", ".join(told.without)))

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
        from treadle.cli.language import language_of
        from treadle.cli.progress import Bars
        from treadle.plant.backup import restore as use
        from treadle.words import label
        from treadle.words.spoken import spoken

        with Bars() as bars:
            told, audited = use(file, folder, database=database, progress=bars)
        language = language_of(folder)
        facts = {"name": told.name, "entries": told.entries, "fingerprint": told.fingerprint}
        typer.echo(label("backup.restored", language, folder=folder, **facts))
        if told.without:
            typer.echo(label("backup.missing", language, files=", ".join(told.without)))
        if check:
            for one in audited.violations:
                facts = {"where": one.where, "rule": spoken(one.rule, language), "found": one.found}
                typer.echo(label("ledger.broken", language, **facts))
            typer.echo(label("backup.wrong" if audited.violations else "backup.right", language))
            raise typer.Exit(1 if audited.violations else 0)
