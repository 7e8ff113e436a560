"""`treadle work`: one more worker for brands that are served."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = "Example:  treadle work mybrand   (beside treadle serve mybrand --workers 0, on the same folder)"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog=EXAMPLE)
    def work(
        folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of the brands to work for.")],
        parent: Annotated[int, typer.Option(hidden=True, help="End with the process of this number.")] = 0,
    ) -> None:
        """Do what callers of a service asked for (plans, imports, releases), until told to stop."""
        from treadle.cli.serve import need_extra

        need_extra("treadle work")
        from treadle.api.work import work as begin

        begin(folders, parent=parent)
