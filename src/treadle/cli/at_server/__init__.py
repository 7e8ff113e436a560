"""The commands that `treadle --server URL` runs at a server: the same names and options, without the folder, which is
that of the key."""

from __future__ import annotations

import importlib

import typer

#: Modules of this package that hold commands.
MODULES = ("facts", "plans", "orders", "books", "partners", "campaigns", "shops", "money")


def build_server_app() -> typer.Typer:
    """Every command that has a form at a server."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    for name in MODULES:
        importlib.import_module(f"treadle.cli.at_server.{name}").register(app)
    return app
