"""`treadle serve`: the API over brands' folders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treadle.errors import MissingExtraError

EXAMPLE = "Examples: treadle serve mybrand    treadle serve mybrand other --port 8700    treadle serve mybrand --check"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog=EXAMPLE)
    def serve(
        folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of the brands to serve.")],
        host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every network.")] = "127.0.0.1",
        port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0: any that is free.")] = 8600,
        check: Annotated[bool, typer.Option("--check", help="Start, see that it is ready, and stop.")] = False,
    ) -> None:
        """Serve brands to planners, factories and shops: an API under /v1, the plan worked on in the background."""
        try:
            from treadle.api import serve as service
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("treadle"):
                raise
            raise MissingExtraError("treadle serve", "serve") from error
        act = service.check if check else service.serve
        act(folders, host=host, port=port, say=typer.echo)
