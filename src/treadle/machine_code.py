"""Inner loops as machine code: numba, kept on the disk, so that only the first call of an
installation waits for it. Imported by modules of loops alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """Compile a function of numbers and arrays when it is first called, in strict IEEE arithmetic."""
    return cast(Loop, njit(loop))


def kept(loop: Loop) -> Loop:
    """The same for a loop that Python calls, which lets other threads run beside it; its code is kept for other
    processes, with that of all loops it calls.

    It lies beside Python's own compiled modules; where those may not be written in the user's cache folder; where there
    is none in memory only. Loops and those they call stand in one module: numba sees from a module's own file alone
    whether kept code is out of date.
    """
    made = njit(nogil=True)(loop)
    try:
        made.enable_caching()
    except RuntimeError:
        return cast(Loop, made)
    return cast(Loop, made)
