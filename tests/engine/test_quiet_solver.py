"""A solver's own lines never reach standard output; what anybody else writes always does."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.optimize
from scipy.sparse import csr_matrix

from treadle.cut.solvers.highs import Program, solve_program
from treadle.sew.solvers.linear import most_pace
from treadle.terms.quiet import quiet_solver

LINE = b"HighsMipSolverData::transformNewIntegerFeasibleSolution tmpSolver.run();\n"


def chatty(solve: Callable[..., Any]) -> Callable[..., Any]:
    """A solver that prints a line of HiGHS with C's printf before it answers, as HiGHS does."""

    def solved(*args: Any, **options: Any) -> Any:
        ctypes.CDLL(None).printf(LINE)
        return solve(*args, **options)

    return solved


@pytest.mark.parametrize("is_whole", [True, False])
def test_programs_are_solved_without_a_word(
    is_whole: bool, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("milp", "linprog"):
        monkeypatch.setattr(scipy.optimize, name, chatty(getattr(scipy.optimize, name)))
    program = Program(
        cost=np.array([1.0, 2.0]), matrix=csr_matrix(np.ones((1, 2))), row_low=np.array([3.0]),
        row_high=np.array([np.inf]), low=np.zeros(2), high=np.full(2, 2.0), is_whole=np.full(2, is_whole),
    )  # fmt: skip
    assert solve_program(program).objective == pytest.approx(4.0)
    assert most_pace(np.array([1.0, 2.0]), np.array([[1.0, 1.0]]))[1] == pytest.approx(2.0)
    ctypes.CDLL(None).fflush(None)
    assert capfd.readouterr().out == ""


TALK = """
import ctypes, os, sys
from treadle.terms.quiet import quiet_solver
c = ctypes.CDLL(None)
print("before")
try:
    with quiet_solver():
        c.printf(b"HighsMipSolverData::transform\\n")
        with quiet_solver():
            print("a caller's line")
            c.printf(b"HiGHS says so\\n")
        os.write(1, b"another writer's\\n")
        raise ValueError
except ValueError:
    print("after an error")
c.printf(b"c's own\\n")
"""


def test_lines_of_others_arrive_whole_also_in_a_pipe_and_after_an_error() -> None:
    done = subprocess.run([sys.executable, "-c", TALK], capture_output=True, text=True, check=True)
    assert sorted(done.stdout.splitlines()) == sorted(
        ["before", "a caller's line", "another writer's", "after an error", "c's own"]
    )


def test_a_process_without_standard_output_solves_too() -> None:
    code = "import os; os.close(1)\nfrom treadle.terms.quiet import quiet_solver\nwith quiet_solver(): pass"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_standard_output_is_the_callers_again() -> None:
    before = os.fstat(1)
    with quiet_solver():
        assert not os.path.samestat(os.fstat(1), before)
    assert os.path.samestat(os.fstat(1), before)
