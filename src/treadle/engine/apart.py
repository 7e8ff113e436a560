"""Work that cannot look up while it runs, done in a process of its own, so that it can be ended in the middle."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from treadle.errors import Stopped

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Seconds between two looks at whether it shall end. Not tuned: how soon a person sees it end.
LOOK_SECONDS = 0.1


def run_apart(fn: Callable[[Item], Result], item: Item, left: Callable[[], float], *, name: str) -> Result:
    """`fn(item)`, both of which can be pickled, as it would be here.

    Raises what `fn` raises, `Stopped` once `left` says that no seconds remain (the process is ended), and `OSError`
    where it ended by itself, as it does where memory is short.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(fn, item, there), daemon=True)
    process.start()
    there.close()
    try:
        while not here.poll(LOOK_SECONDS):
            if left() <= 0.0:
                raise Stopped(name, 0, 1)
        is_done, told = here.recv()
    except EOFError:
        raise OSError(f"the process of {name} ended before it was done") from None
    finally:
        process.terminate()
        process.join()
        here.close()
    if not is_done:
        raise told
    result: Result = told
    return result


def _tell(fn: Callable[[Any], Any], item: Any, there: Connection) -> None:
    try:
        there.send((True, fn(item)))
    except Exception as error:
        there.send((False, error))
