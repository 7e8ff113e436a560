"""OR-Tools CP-SAT, behind the only door of the room that imports it: stations, cycles, workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from treadle import interruptible
from treadle.sew.bounds import ends
from treadle.sew.simple_line import CANNOT_DO, SimpleLine, StaffedLine, Stations, bits

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

#: Fewer workers prove less, even on two cores. Judged on the instances of salbp and alwabp.
WORKERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How hard to search: deterministic work of the solver, or seconds where a user gave them."""

    work: float
    seed: int = 0
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Tasks by station (None where none were found), a bound, whether the search ended with a proof, workers."""

    tasks: tuple[tuple[int, ...], ...] | None
    bound: int
    is_proved: bool
    workers: tuple[int, ...] = ()


def load() -> None:
    """Load the library now, before a search against the clock begins."""
    from ortools.sat.python import cp_model

    cp_model.CpModel()


def fits(line: SimpleLine, cycle: int, stations: int, effort: Effort) -> Found:
    """Whether all tasks fit at so many stations of this cycle; `is_proved` with no tasks means that they do not."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    at = _assign(model, line, stations, cycle)
    for station in range(stations):
        model.add(sum(lit * line.times[one] for (one, where), lit in at.items() if where == station) <= cycle)
    solver = _solver(effort)
    status = interruptible.run(lambda: solver.solve(model), solver.stop_search)
    tasks = _read(solver, at, stations) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None
    return Found(tasks=tasks, bound=0, is_proved=status in (cp_model.OPTIMAL, cp_model.INFEASIBLE))


def shorten(line: SimpleLine, hint: Stations, least: int, effort: Effort) -> Found:
    """A cycle shorter than the hint's for its number of stations, not below `least`."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    stations = len(hint.tasks)
    at = _assign(model, line, stations, hint.cycle)
    cycle = model.new_int_var(least, hint.cycle, "cycle")
    for station in range(stations):
        model.add(sum(lit * line.times[one] for (one, where), lit in at.items() if where == station) <= cycle)
    place = {one: where for where, tasks in enumerate(hint.tasks) for one in tasks}
    for (one, where), lit in at.items():
        model.add_hint(lit, place[one] == where)
    model.minimize(cycle)
    solver = _solver(effort)
    status = interruptible.run(lambda: solver.solve(model), solver.stop_search)
    is_there = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Found(
        tasks=_read(solver, at, stations) if is_there else None,
        bound=max(least, round(solver.best_objective_bound)) if is_there else least,
        is_proved=status == cp_model.OPTIMAL,
    )


def staff(line: StaffedLine, hint: Stations | None, least: int, most: int, effort: Effort) -> Found:
    """Workers and tasks to stations for the shortest cycle from `least` to `most`; no tasks and a proof: none exists.

    Every worker is a station; a relation between tasks of two workers orders the workers (Borba and Ritt 2014).
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    count, workers = len(line.times), line.workers
    does: dict[tuple[int, int], Any] = {}
    for one, row in enumerate(line.times):
        for who, time in enumerate(row):
            if time != CANNOT_DO and time <= most:
                does[one, who] = model.new_bool_var("")
        model.add_exactly_one([does[one, who] for who in range(workers) if (one, who) in does])
    cycle = model.new_int_var(least, most, "cycle")
    for who in range(workers):
        own = [lit * line.times[one][who] for (one, whose), lit in does.items() if whose == who]
        if own:
            model.add(sum(own) <= cycle)
    place = [model.new_int_var(0, workers - 1, "") for _ in range(workers)]
    model.add_all_different(place)
    ahead = {(u, v): model.new_bool_var("") for u in range(workers) for v in range(workers) if u != v}
    for (u, v), lit in ahead.items():
        model.add(place[u] < place[v]).only_enforce_if(lit)
        if u < v:
            model.add_exactly_one(lit, ahead[v, u])
    _flow(model, line, does, ahead)
    # A task between two of one worker's tasks is theirs too, else the garment would flow back.
    quickest = line.quickest
    for middle in range(count):
        for first in bits(quickest.all_before[middle]):
            for last in bits(quickest.all_after[middle]):
                for who in range(workers):
                    if (first, who) in does and (last, who) in does:
                        told = [does[middle, who]] if (middle, who) in does else []
                        model.add_bool_or([does[first, who].negated(), does[last, who].negated(), *told])
    if hint is not None:
        whose = {one: who for who, tasks in zip(hint.workers, hint.tasks, strict=True) for one in tasks}
        for (one, who), lit in does.items():
            model.add_hint(lit, whose[one] == who)
        for at, who in enumerate(hint.workers):
            model.add_hint(place[who], at)
    model.minimize(cycle)
    solver = _solver(effort)
    status = interruptible.run(lambda: solver.solve(model), solver.stop_search)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(tasks=None, bound=least, is_proved=status == cp_model.INFEASIBLE)
    sequence = sorted(range(workers), key=lambda who: solver.value(place[who]))
    tasks = tuple(
        tuple(one for one in quickest.order if (one, who) in does and solver.value(does[one, who])) for who in sequence
    )
    bound = max(least, round(solver.best_objective_bound))
    return Found(tasks=tasks, bound=bound, is_proved=status == cp_model.OPTIMAL, workers=tuple(sequence))


def _flow(
    model: cp_model.CpModel,
    line: StaffedLine,
    does: dict[tuple[int, int], Any],
    ahead: dict[tuple[int, int], Any],
) -> None:
    """Work flows from the worker of a task to the worker of its successor."""
    for later, before in enumerate(line.before):
        for one in before:
            for u, v in ahead:
                if (one, u) in does and (later, v) in does:
                    model.add_bool_or([does[one, u].negated(), does[later, v].negated(), ahead[u, v]])


def _assign(model: cp_model.CpModel, line: SimpleLine, stations: int, cycle: int) -> dict[tuple[int, int], Any]:
    """A literal for each task at each station it can be at; precedence by prefix sums."""
    heads, tails = ends(line, cycle)
    at: dict[tuple[int, int], Any] = {}
    place: list[Any] = []
    for one in range(len(line.times)):
        spots = range(heads[one], stations - tails[one])
        for where in spots:
            at[one, where] = model.new_bool_var("")
        model.add_exactly_one([at[one, where] for where in spots])
        place.append(sum(where * at[one, where] for where in spots))
    for later, before in enumerate(line.before):
        for one in before:
            model.add(place[one] <= place[later])
            first, last = heads[later], stations - tails[one] - 1
            for where in range(first, last):
                early = [at[later, spot] for spot in range(first, where + 1) if (later, spot) in at]
                done = [at[one, spot] for spot in range(heads[one], where + 1) if (one, spot) in at]
                model.add(sum(early) <= sum(done))
    return at


def _read(solver: cp_model.CpSolver, at: dict[tuple[int, int], Any], stations: int) -> tuple[tuple[int, ...], ...]:
    found: list[list[int]] = [[] for _ in range(stations)]
    for (one, where), lit in at.items():
        if solver.value(lit):
            found[where].append(one)
    return tuple(tuple(tasks) for tasks in found)


def _solver(effort: Effort) -> cp_model.CpSolver:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = effort.seed % (2**31 - 1)
    # Its own handler of Ctrl-C ends the search alone, so that a plan would go on with what was found so far.
    solver.parameters.catch_sigint_signal = False
    if effort.seconds is None:
        solver.parameters.max_deterministic_time = effort.work
        solver.parameters.interleave_search = True
    else:
        solver.parameters.max_time_in_seconds = max(0.05, effort.seconds)
    return solver
