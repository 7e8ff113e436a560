"""OR-Tools CP-SAT, behind the only door of the room that imports it.

`solve_jobs` places chosen jobs at least cost while everything else stays where it is; `solve_makespan` searches for the
earliest end of a whole shop.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from treadle import interruptible
from treadle.schedule.shop import Placed, Shop, Solution
from treadle.schedule.solvers.makespan import Makespan
from treadle.schedule.solvers.window import Window

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

#: Workers of a search that matters: fewer prove less, even on two cores (measured on mk05 and mk07).
WORKERS = 8
#: Niceness of workers beside which something else walks. By definition.
_BEHIND = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How hard to search: deterministic work of the solver, or seconds where a user gave them.

    With `seconds` the result may differ from run to run; without, `workers` take turns in a fixed order.
    """

    work: float
    seed: int = 0
    workers: int = 1
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the solver says: places by job (empty when none was found), and what it spent.

    `bound` is a lower bound of the objective: working minutes for a makespan, millicents for money.
    """

    placed: Mapping[int, Placed]
    is_optimal: bool
    bound: float
    spent: float


class Stop:
    """Ends a search from another thread, once it has told something: what it is told while it sets itself up may be
    lost, or wait for it without end (or-tools' issue 4933)."""

    def __init__(self) -> None:
        self._solver: cp_model.CpSolver | None = None
        self._has_told = False

    def holds(self, solver: cp_model.CpSolver) -> None:
        """The solver that it ends."""
        self._solver = solver

    def heard(self) -> None:
        """The search has told something."""
        self._has_told = True

    def now(self) -> None:
        """End the search, if it has begun; to be said again otherwise."""
        if self._solver is not None and self._has_told:
            self._solver.stop_search()


def load() -> None:
    """Load the library now: it takes more than a second, which a search against the clock spends better beforehand."""
    from ortools.sat.python import cp_model

    cp_model.CpModel()


def give_way() -> None:
    """Let this thread, and the workers that it starts, run behind the others, where the system knows how.

    Eight workers on two cores leave a walk beside them a ninth of the machine; behind it they leave it a core.
    """
    import os
    import threading

    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _BEHIND)


def solve_jobs(shop: Shop, solution: Solution, jobs: Collection[int], effort: Effort) -> Found:
    """Place `jobs` anew at least money while all other placed jobs stay; `solution` gives the hint.

    Money is counted in millicents: ways, set-ups, lateness, work in process, and a tie-break of one millicent per
    minute of every end, so that of equal plans the earlier one is taken.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    window = Window(model, shop, solution, sorted(jobs))
    window.build()
    solver = _solver(effort)
    # The circuits of set-ups have strong relaxations: with their cuts one worker proves in a second what eight without
    # them miss in five (14 orders on five lines).
    solver.parameters.linearization_level = 2
    status = interruptible.run(lambda: solver.solve(model), solver.stop_search)
    placed = window.read(solver) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else {}
    return Found(
        placed=placed,
        is_optimal=status == cp_model.OPTIMAL,
        bound=solver.best_objective_bound,
        spent=solver.response_proto.deterministic_time,
    )


def _solver(effort: Effort) -> cp_model.CpSolver:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = effort.workers
    solver.parameters.random_seed = effort.seed % (2**31 - 1)
    # Its own handler of Ctrl-C ends the search alone, so that a plan would go on with what was found so far.
    solver.parameters.catch_sigint_signal = False
    if effort.seconds is None:
        solver.parameters.max_deterministic_time = effort.work
        solver.parameters.interleave_search = effort.workers > 1
    else:
        solver.parameters.max_time_in_seconds = max(0.01, effort.seconds)
    return solver


def solve_makespan(
    shop: Shop,
    hint: Solution,
    effort: Effort,
    tell: Callable[[Found], bool] | None = None,
    stop: Stop | None = None,
) -> Found:
    """The earliest end of a whole shop whose jobs have one route each, from `hint` on, or with a proof.

    `tell` hears of each better plan and each better bound (then with no places) and ends the search by returning True;
    so does `stop` from another thread.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    whole = Makespan(model, shop, hint)
    solver = _solver(effort)

    class Listener(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            if stop is not None:
                stop.heard()
            found = Found(placed=whole.read(self), is_optimal=False, bound=self.best_objective_bound, spent=0.0)
            if tell is not None and tell(found):
                self.stop_search()

    def hear(bound: float) -> None:
        if stop is not None:
            stop.heard()
        if tell is not None and tell(Found(placed={}, is_optimal=False, bound=bound, spent=0.0)):
            solver.stop_search()

    solver.best_bound_callback = hear
    if stop is not None:
        stop.holds(solver)
    status = interruptible.run(lambda: solver.solve(model, Listener()), solver.stop_search)
    has_plan = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Found(
        placed=whole.read(solver) if has_plan else {},
        is_optimal=status == cp_model.OPTIMAL,
        bound=solver.best_objective_bound,
        spent=solver.response_proto.deterministic_time,
    )
