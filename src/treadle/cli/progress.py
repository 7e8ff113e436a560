"""Progress on the terminal, and nothing where there is none."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any


class Bars:
    """A rich progress display with one bar per piece of work; use it in a `with` block."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns: tuple[Any, ...] = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._display = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
        self._bars: dict[str, Any] = {}

    def step(self, name: str, done: int, total: int) -> None:
        """Say that `done` of `total` steps of the work called `name` are finished."""
        if name not in self._bars:
            self._bars[name] = self._display.add_task(name, total=max(total, 1))
        self._display.update(self._bars[name], completed=done, total=max(total, 1))

    def __enter__(self) -> Bars:
        self._display.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._display.stop()


def seconds_left(seconds: float) -> Callable[[], float] | None:
    """A clock that tells the seconds that remain of so many from now; None for 0, where only work is counted."""
    if seconds <= 0:
        return None
    end = time.monotonic() + seconds
    return lambda: end - time.monotonic()
