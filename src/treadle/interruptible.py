"""A long search in a library's own code, which Ctrl-C ends. Imported by the doors of solvers alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")

#: Seconds between two looks whether a search is over, which are between two askings to end as well. By definition.
_LOOK_SECONDS = 0.05


def run(search: Callable[[], Answer], end: Callable[[], None]) -> Answer:
    """What a `search` answers or raises, run in a thread of its own where this is the main one: it alone hears Ctrl-C.

    Python hears of an interrupt between two of its own steps, so a library that searches for minutes keeps it waiting.
    Here it is heard at once: the search is asked to `end` (until it has, for one that has not begun hears nothing), and
    the interrupt goes on. An answer that was cut short is never taken for one.
    """
    if threading.current_thread() is not threading.main_thread():
        return search()
    answers: list[Answer] = []
    failures: list[BaseException] = []
    over = threading.Event()

    def searched() -> None:
        try:
            answers.append(search())
        except BaseException as failure:
            # Raised below, in the thread that asked.
            failures.append(failure)
        finally:
            over.set()

    thread = threading.Thread(target=searched)
    thread.start()
    try:
        while not over.wait(_LOOK_SECONDS):
            pass
    except KeyboardInterrupt:
        while not over.wait(_LOOK_SECONDS):
            end()
        raise
    finally:
        thread.join()
    if failures:
        raise failures[0]
    return answers[0]
