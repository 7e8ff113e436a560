"""Memory that was freed, given back to the system."""

from __future__ import annotations

import ctypes
import sys

import pyarrow as pa


def give_back() -> None:
    """Give back what Arrow and the C library keep of memory that nothing uses any more: after millions of rows were
    read it is as much again as the rows. Changes no result; some stays where a library knows no such call (glibc
    does)."""
    pa.default_memory_pool().release_unused()
    if sys.platform != "linux":
        return
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        return
