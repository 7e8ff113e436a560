"""Inner loops as machine code: numba, kept on the disk, so that only the first call of an
installation waits for it. Imported by modules of loops alone."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

#: Uncounted references, an option that numba's types do not name. By definition.
_UNCOUNTED: dict[str, Any] = {"_nrt": False}

Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """Compile a function of numbers and arrays when it is first called, in strict IEEE arithmetic."""
    return cast(Loop, njit(loop))


def lean(loop: Loop) -> Loop:
    """The same for a loop that makes no arrays: it does not count who holds those it is given, which takes a short loop
    over a tuple of arrays more time than its work (three times as long, measured on the moves of tabu search).
    """
    return cast(Loop, njit(**_UNCOUNTED)(loop))


def kept(loop: Loop) -> Loop:
    """The same for a loop that Python calls, which lets other threads run beside it; its code is kept for other
    processes, with that of all loops it calls.

    It lies beside Python's own compiled modules; where those may not be written in the user's cache folder; where there
    is none in memory only. Loops and those they call stand in one module: numba sees from a module's own file alone
    whether kept code is out of date.
    """
    return cast(Loop, _on_disk(njit(nogil=True)(loop)))


def lean_kept(loop: Loop) -> Loop:
    """`kept` for a loop that is `lean`."""
    return cast(Loop, _on_disk(njit(nogil=True, **_UNCOUNTED)(loop)))


def _on_disk(made: Any) -> Any:
    """A compiled loop whose code is kept, where it can be."""
    with contextlib.suppress(RuntimeError):
        made.enable_caching()
    return made
