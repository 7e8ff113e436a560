"""The command line: one file per command, assembled here; errors leave as one clear text, never a traceback."""

from __future__ import annotations

import functools
import importlib
import sys
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from treadle.cli.at_server.reached import Server
from treadle.errors import InputError, TreadleError

#: Exit code of what Ctrl-C ended: 128 and the signal's number, as shells tell it. By definition.
_INTERRUPTED = 130
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
    "presell",
    "settle",
    "cash",
    "loan_file",
    "rush",
    "repair",
    "rolls",
    "materials",
    "bundles",
    "board",
    "move",
    "freeze",
    "hours",
    "scan",
    "listen",
    "first_piece",
    "floor",
    "next",
    "inspect",
    "pack",
    "trace",
    "energy",
    "replenish",
    "refill",
    "shops",
    "source",
    "simulate",
    "serve",
    "work",
    "sampling",
    "epcis",
)


#: Commands that work on plain files too: they have no form at a server, and run on this machine where one is named.
FILES_ALONE = frozenset((
    "anticipate", "balance", "epcis", "flow", "gang", "lay", "nest", "pieces", "replenish", "restore", "sampling",
    "schedule", "simulate", "source",
))  # fmt: skip


class HereOrThere(TyperGroup):
    """Runs a command at the server that --server names, else on this machine."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name. Raises `InputError` for one that has no form at the server."""
        here = super().get_command(ctx, cmd_name)
        if not ctx.params.get("server"):
            return here
        commands = _commands_at_server()
        if cmd_name not in commands and here is not None and cmd_name not in FILES_ALONE:
            there = ", ".join(sorted(commands))
            raise InputError.single(
                f"treadle {cmd_name}", "it works on a folder of this machine",
                f"Leave --server away and unset TREADLE_SERVER; at a server there are {there}",
            )  # fmt: skip
        return commands.get(cmd_name, here)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named."""
        if "--help" not in sys.argv:
            from treadle.cli.arrow_alone import touch_arrow

            touch_arrow()
        return super().invoke(ctx)

    def list_commands(self, ctx: Any) -> list[str]:
        """Names for the help."""
        return sorted(_commands_at_server()) if ctx.params.get("server") else super().list_commands(ctx)


@functools.cache
def _commands_at_server() -> dict[str, Any]:
    from treadle.cli.at_server import build_server_app

    found: dict[str, Any] = vars(typer.main.get_command(build_server_app()))["commands"]
    return found


def build_app() -> typer.Typer:
    """The whole command line; every module in `COMMANDS` adds its own command."""
    app = typer.Typer(
        cls=HereOrThere,
        name="treadle",
        help="From e-commerce signals to a cut, balanced and scheduled plan.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def options(
        context: typer.Context,
        debug: bool = typer.Option(False, "--debug", help="Show the traceback when treadle itself fails."),
        server: str = typer.Option(
            "", "--server", metavar="URL", envvar="TREADLE_SERVER", is_eager=True,
            help="Run the command at a treadle that is served there.",
        ),
        key: str = typer.Option(
            "", "--key", envvar="TREADLE_KEY", help="A key for that server. The variable keeps it out of the history."
        ),
    ) -> None:  # fmt: skip
        """From e-commerce signals to a cut, balanced and scheduled plan."""
        context.obj = Server(url=server, key=key) if server else None

    for name in COMMANDS:
        importlib.import_module(f"treadle.cli.{name}").register(app)
    return app


def main() -> None:
    """Run the command line; exits 0 when done, 1 on what a user can mend, 2 on wrong usage, 130 when interrupted."""
    try:
        build_app()()
    except TreadleError as error:
        from treadle.words.spoken import told_error

        _fail(told_error(error, _language()), error.exit_code)
    except KeyboardInterrupt:
        _fail(_say("fault.interrupted"), _INTERRUPTED)
    except SystemExit as ended:
        # Typer takes the interrupt for itself and leaves this code of it.
        if ended.code == _INTERRUPTED:
            _fail(_say("fault.interrupted"), _INTERRUPTED)
        raise
    except OSError as error:
        if "--debug" in sys.argv:
            raise
        place = str(error.filename or "")[-200:]
        _fail(_say("fault.file", place=place or "–", why=error.strerror or error), 1)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        _fail(_say("fault.bug", name=type(error).__name__, text=error), 70)


def _fail(text: str, code: int) -> NoReturn:
    print(text, file=sys.stderr)  # noqa: T201 - the command line's own voice
    sys.exit(code)


def _say(key: str, **facts: object) -> str:
    from treadle.words import label

    return label(key, _language(), **facts)


def _language() -> str:
    from treadle.cli.language import language_of_words

    return language_of_words(sys.argv[2:])
