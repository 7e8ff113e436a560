"""The command line as a user runs it, in the process of the test: what is imported once is not imported again."""

from __future__ import annotations

import contextlib
import io
import sys
from dataclasses import dataclass
from unittest import mock

from treadle.cli import main


@dataclass(frozen=True)
class Done:
    """What a command printed and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def run_treadle(*words: object) -> Done:
    """Run a command with its own way of saying what went wrong."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with (
        mock.patch.object(sys, "argv", ["treadle", *map(str, words)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    return Done(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())
