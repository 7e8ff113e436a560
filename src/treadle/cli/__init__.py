"""The command line: one file per command, assembled here; errors leave as one clear text, never a traceback."""

from __future__ import annotations

import importlib
import sys

import typer

from treadle.errors import TreadleError

#: Modules of this package that hold a command, in the order of a planner's day.
COMMANDS = (
    "demo",
    "init",
    "check",
    "import_",
    "collect",
    "shopify",
    "webhooks",
    "undo",
    "export",
    "plan",
    "explain",
    "what_if",
    "release",
    "receive",
    "amend",
    "close",
    "ledger",
    "audit",
    "backup",
    "overrides",
    "replay",
    "test_orders",
    "postpone",
    "anticipate",
    "pieces",
    "nest",
    "lay",
    "balance",
    "flow",
    "gang",
    "schedule",
    "promise",
    "rush",
    "repair",
    "bundles",
    "board",
    "move",
    "freeze",
    "hours",
    "scan",
    "floor",
    "replenish",
    "refill",
    "simulate",
    "serve",
    "work",
    "sampling",
    "epcis",
)


def build_app() -> typer.Typer:
    """The whole command line; every module in `COMMANDS` adds its own command."""
    app = typer.Typer(
        name="treadle",
        help="From e-commerce signals to a cut, balanced and scheduled plan.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def options(
        debug: bool = typer.Option(False, "--debug", help="Show the traceback when treadle itself fails."),
    ) -> None:
        """From e-commerce signals to a cut, balanced and scheduled plan."""

    for name in COMMANDS:
        importlib.import_module(f"treadle.cli.{name}").register(app)
    return app


def main() -> None:
    """Run the command line; exits 0 when done, 1 on what a user can mend, 2 on wrong usage, 130 when interrupted."""
    try:
        build_app()()
    except TreadleError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the command line's own voice
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("Stopped. No half-written file was left behind.", file=sys.stderr)  # noqa: T201
        sys.exit(130)
    except OSError as error:
        if "--debug" in sys.argv:
            raise
        place = error.filename or "a file"
        print(  # noqa: T201
            f"{str(place)[-200:]}: {error.strerror or error}. Check the place, its rights and the room on the disk.",
            file=sys.stderr,
        )
        sys.exit(1)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        print(  # noqa: T201
            f"treadle has run into a bug ({type(error).__name__}: {error}). "
            "Run the command as 'treadle --debug ...' and report what it prints.",
            file=sys.stderr,
        )
        sys.exit(70)
