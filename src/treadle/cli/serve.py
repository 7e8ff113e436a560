"""`treadle serve`: the API and the pages over brands' folders."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from treadle.errors import MissingExtraError

EXAMPLE = "Examples: treadle serve mybrand    treadle serve mybrand other --port 8700    treadle serve mybrand --check"


def need_extra(what: str) -> None:
    """Raise `MissingExtraError` where the packages of a service are not installed."""
    if any(importlib.util.find_spec(one) is None for one in ("fastapi", "uvicorn", "argon2", "structlog", "jinja2")):
        raise MissingExtraError(what, "serve")


def gather_pages(say: Callable[[str], None]) -> None:
    """Fetch the scripts of the pages where they are not there yet; the pages work without them, and say so."""
    from treadle.web.gather import gather, is_gathered

    if not is_gathered():
        found = gather(say=say)
        if not found.is_done:
            say(f"The pages come without their scripts, as plain forms: {found.why}")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog=EXAMPLE)
    def serve(
        folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of the brands to serve.")],
        host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every network.")] = "127.0.0.1",
        port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0: any that is free.")] = 8600,
        database: Annotated[
            str,
            typer.Option(help="PostgreSQL for the ledgers (postgresql://USER@HOST/NAME); default: the folder."),
        ] = "",
        workers: Annotated[int, typer.Option(min=0, max=64, help="Processes that plan, import and release.")] = 1,
        check: Annotated[bool, typer.Option("--check", help="Start, see that it is ready, and stop.")] = False,
        owner_link: Annotated[
            bool, typer.Option("--owner-link", help="Print a one-time link for an owner, also where there is one.")
        ] = False,
    ) -> None:
        """Serve brands to planners, factories and shops: pages in a browser, an API under /v1, background work."""
        need_extra("treadle serve")
        from treadle.api import serve as service
        from treadle.web.site import create_site

        asked = service.Asked(
            folders=tuple(folders), host=host, port=port, database=database, workers=workers, with_link=owner_link
        )
        gather_pages(typer.echo)
        (service.check if check else service.serve)(asked, make=create_site, say=typer.echo)
