"""What a solver's library prints of itself on standard output, kept from whoever reads ours.

HiGHS writes some lines with C's `printf`, whatever its options say. They would stand in the midst of a table or a pipe.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator

#: Lines that are a solver's own; everything else that was written meanwhile is somebody's, and is given back.
_SOLVERS_LINE = re.compile(rb"(?:HiGHS|Highs|HEkk|HSimplex|HPresolve|WARNING: H|Presolv)[^\n]*\n?")
_OUT = 1
_LOCK = threading.RLock()


@contextlib.contextmanager
def quiet_solver(*, is_all: bool = False) -> Iterator[None]:
    """While a solver runs its lines are taken out of standard output; what others write comes after it, unchanged.
    With `is_all` nothing is given back: for work whose result travels another way, whatever its libraries say.

    Standard output is aside in a file for that time, and is its own again afterwards, also after an error. A process
    that has none is left as it is. One solver runs at a time.
    """
    with _LOCK:
        try:
            kept = os.dup(_OUT)
        except OSError:
            yield
            return
        try:
            with tempfile.TemporaryFile(buffering=0) as aside:
                _flush()
                os.dup2(aside.fileno(), _OUT)
                try:
                    yield
                finally:
                    _flush()
                    os.dup2(kept, _OUT)
                    aside.seek(0)
                    _give_back(b"" if is_all else b"".join(one for one in aside if not _SOLVERS_LINE.match(one)))
        finally:
            os.close(kept)


def _flush() -> None:
    """Write what Python and C still hold back for standard output."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    with contextlib.suppress(OSError, TypeError, AttributeError):  # no C library of this process: nothing is held back
        ctypes.CDLL(None).fflush(None)


def _give_back(text: bytes) -> None:
    while text:
        text = text[os.write(_OUT, text) :]
