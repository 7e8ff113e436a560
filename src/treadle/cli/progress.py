"""Progress on the terminal: bars where it is one, plain lines where it is a file or a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

from treadle.cli.language import language_of_words

#: Of a piece of work so many lines are written at most where there is no terminal.
_LINES = 4
#: Work that is over within so many seconds is not told in lines.
_QUICK_SECONDS = 2.0


class Bars:
    """A rich progress display with one bar per piece of work, on stderr; use it in a `with` block.

    Where stderr is no terminal, work that takes longer is told in plain lines: at each quarter of it. `clock` gives
    seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns: tuple[Any, ...] = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._console = Console(stderr=True)
        self._display = Progress(*columns, TimeElapsedColumn(), console=self._console, transient=True)
        self._bars: dict[str, Any] = {}
        self._told: dict[str, int] = {}
        self._clock = clock
        self._begun = clock()
        self._language = language_of_words(sys.argv[2:])

    def step(self, name: str, done: int, total: int) -> None:
        """Say that `done` of `total` steps of the work called `name` are finished."""
        if not self._console.is_terminal:
            self._tell(name, done, max(total, 1))
            return
        from treadle.words.spoken import spoken

        if name not in self._bars:
            said = spoken(name, self._language)
            self._bars[name] = self._display.add_task(said, total=max(total, 1))
        self._display.update(self._bars[name], completed=done, total=max(total, 1))

    def _tell(self, name: str, done: int, total: int) -> None:
        """A line of the work, where a further quarter of it is done and it is not over at once."""
        from treadle.words import label
        from treadle.words.spoken import spoken

        seconds, quarter = self._clock() - self._begun, _LINES * done // total
        if seconds < _QUICK_SECONDS or quarter <= self._told.get(name, 0 if done else -1):
            return
        self._told[name] = quarter
        said = spoken(name, self._language)
        line = label("said.progress", self._language, name=said, done=done, total=total, seconds=seconds)
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def __enter__(self) -> Bars:
        if self._console.is_terminal:
            self._display.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.is_terminal:
            self._display.stop()


def seconds_left(seconds: float) -> Callable[[], float] | None:
    """A clock that tells the seconds that remain of so many from now; None for 0, where only work is counted."""
    if seconds <= 0:
        return None
    end = time.monotonic() + seconds
    return lambda: end - time.monotonic()
