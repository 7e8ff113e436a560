"""How long a search may go on: counted work inside a plan, a clock only where a user gave seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from treadle.errors import Stopped


class Progress(Protocol):
    """Where long work says how far it is. Voices implement it; rooms only call it."""

    def step(self, name: str, done: int, total: int) -> None:
        """Say that `done` of `total` steps of the work called `name` are finished."""


class Silence:
    """A progress that says nothing."""

    def step(self, name: str, done: int, total: int) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stoppable:
    """Tells `progress`, and ends the work where no time is left."""

    progress: Progress
    left: Callable[[], float]

    def step(self, name: str, done: int, total: int) -> None:
        """Say that `done` of `total` steps are finished. Raises `Stopped` where no time is left."""
        self.progress.step(name, done, total)
        if done < total and self.left() <= 0.0:
            raise Stopped(name, done, total)


def stoppable(progress: Progress | None, left: Callable[[], float] | None) -> Progress:
    """What a use case hands to the work below it: progress told on, and `Stopped` raised between two steps once `left`
    says that no seconds remain. Without both it is silent and never stops.
    """
    told = progress or Silence()
    return told if left is None else _Stoppable(progress=told, left=left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a search may spend.

    `work` is counted (moves, deterministic seconds of a solver: the room says which) and is the same on every
    machine. `left` comes from above and says how many wall-clock seconds remain, so that a command with
    `--seconds` or an interrupt can end a search; inside a plan it is None and never read.
    """

    work: float
    left: Callable[[], float] | None = None

    def is_over(self, spent: float) -> bool:
        """True when the counted work is spent or the time from above has run out."""
        if spent >= self.work:
            return True
        return self.left is not None and self.left() <= 0.0

    def seconds_left(self) -> float | None:
        """Wall-clock seconds that remain, None where only work is counted."""
        return None if self.left is None else self.left()
