"""treadle init DIR: a new brand's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.language import language_of
from treadle.cli.output import check_folder

EXAMPLE = "Example:  treadle init mybrand   then   treadle check mybrand   and   treadle plan mybrand"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help=f"Make a brand's folder with a small example brand that plans at once.\n\n{EXAMPLE}")
    def init(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.")],
        only_factory: Annotated[
            bool,
            typer.Option(
                "--only-factory",
                help="No products or signals: only the example factory, patterns, bulletins and fabrics.",
            ),
        ] = False,
        name: Annotated[str, typer.Option(help="Name of the brand.")] = "My brand",
        currency: Annotated[str, typer.Option(help="Currency, three letters.")] = "EUR",
        time_zone: Annotated[str, typer.Option(help="Time zone in which days begin.")] = "Europe/Berlin",
        language: Annotated[
            str, typer.Option(help="Language of the brand: en or zh; default: that of where it is made, else English.")
        ] = "",
    ) -> None:
        from treadle.plant.init import init_folder
        from treadle.words import label

        check_folder(folder)
        spoken = language or language_of(folder)
        init_folder(
            folder, name=name, currency=currency, time_zone=time_zone, language=spoken, only_factory=only_factory
        )
        typer.echo(label("init.made", spoken, folder=folder))
        typer.echo(label("init.import" if only_factory else "init.plan", spoken, folder=folder))
