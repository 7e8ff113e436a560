"""Ctrl-C ends a solver's search and the plan with it; nothing that was cut short is taken for an answer."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from treadle import interruptible
from treadle.sew.simple_line import SimpleLine, Stations
from treadle.sew.solvers.cp_sat import Effort, fits, shorten

#: Seconds of this machine after which a search that was to end at once has not. Without an end it goes on for 60.
LATE = 20.0


@pytest.fixture(autouse=True)
def _pythons_own_handler() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def hard_line() -> SimpleLine:
    """Sixty tasks whose times pack badly, in no order."""
    draw = random.Random(3)
    return SimpleLine(times=tuple(draw.randint(200, 999) for _ in range(60)), before=((),) * 60)


def in_three_seconds(act: Callable[[], None]) -> threading.Timer:
    timer = threading.Timer(3.0, act)
    timer.start()
    return timer


def test_an_interrupt_ends_the_search_and_is_not_lost() -> None:
    line, began = hard_line(), time.monotonic()
    tasks = tuple(tuple(range(station * 4, station * 4 + 4)) for station in range(15))
    hint = Stations(tasks=tasks, cycle=max(sum(line.times[one] for one in some) for some in tasks), bound=1,
                    is_optimal=False)  # fmt: skip
    timer = in_three_seconds(lambda: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        shorten(line, hint, 1, Effort(work=1e9, seconds=60.0))
    timer.join()
    assert time.monotonic() - began < LATE


def test_a_search_leaves_the_handler_of_interrupts_as_it_was() -> None:
    line = SimpleLine(times=(3, 4, 5), before=((), (0,), (1,)))
    assert fits(line, 7, 2, Effort(work=10.0)).tasks == ((0, 1), (2,))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_answer_and_a_failure_come_through() -> None:
    def failing() -> int:
        raise ValueError("no model")

    assert interruptible.run(lambda: threading.current_thread() is threading.main_thread(), lambda: None) is False
    with pytest.raises(ValueError, match="no model"):
        interruptible.run(failing, lambda: None)


def test_beside_the_main_thread_a_search_runs_where_it_was_called() -> None:
    """A served process hears interrupts itself."""
    found: list[bool] = []

    def inside() -> None:
        here = threading.get_ident()
        found.append(interruptible.run(lambda: threading.get_ident() == here, lambda: None))

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()
    assert found == [True]


def test_an_end_that_comes_too_early_is_said_again() -> None:
    begun, over = threading.Event(), threading.Event()

    def search() -> None:
        time.sleep(0.3)
        begun.set()
        assert over.wait(60.0)

    def end() -> None:
        if begun.is_set():
            over.set()

    timer = threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        interruptible.run(search, end)
    timer.join()
    assert over.is_set()
