"""Line balancing with workers who differ: `solve` staffs one public instance; `row` compares with CP-SAT alone."""

from __future__ import annotations

import csv
import os
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TASK = "alwabp"
HERE = Path(__file__).resolve().parents[1]
SECONDS = 10.0


def solve(instance: Path, seconds: float, seed: int, options: dict[str, str]) -> dict[str, Any]:
    """Staff an instance within `seconds`, ending earlier at a proof."""
    from treadle.problems.line_balancing import read_staffed
    from treadle.sew.staffing import staff_line
    from treadle.terms.budget import Budget

    end = time.monotonic() + seconds
    line = read_staffed(instance.read_text(encoding="utf-8"), instance.name)
    budget = Budget(work=float("inf"), left=lambda: end - time.monotonic())
    found = staff_line(line, budget=budget, seed=seed)
    if found is None:
        return {"cycle_time": 0, "stations": [], "workers": [], "optimal": False}
    return {
        "cycle_time": found.cycle,
        "stations": [[one + 1 for one in tasks] for tasks in found.tasks],
        "workers": [who + 1 for who in found.workers],
        "bound": found.bound,
        "optimal": found.is_optimal,
    }


def cp_sat_alone(instance: Path, seconds: float, seed: int) -> int:
    """The cycle of a plain CP-SAT model: tasks and workers to stations, 8 workers of its own, no hint."""
    from benchmarks.checks.alwabp import read
    from ortools.sat.python import cp_model

    times, pairs = read(instance)
    crew = range(len(times[0]))
    model = cp_model.CpModel()
    longest = sum(max(time or 0 for time in row) for row in times)
    cycle = model.new_int_var(0, longest, "")
    stands = [model.new_int_var(0, len(crew) - 1, "") for _ in crew]
    model.add_all_different(stands)
    place = [model.new_int_var(0, len(crew) - 1, "") for _ in times]
    load: list[list[Any]] = [[] for _ in crew]
    for task, row in enumerate(times):
        lits = []
        for who in crew:
            time_needed = row[who]
            if time_needed is not None:
                lit = model.new_bool_var("")
                lits.append(lit)
                load[who].append(lit * time_needed)
                model.add(place[task] == stands[who]).only_enforce_if(lit)
        model.add_exactly_one(lits)
    for one, later in pairs:
        model.add(place[one - 1] <= place[later - 1])
    for own in load:
        model.add(sum(own) <= cycle)
    model.minimize(cycle)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 8
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    return round(solver.objective_value) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else longest


def row(
    seed: int, progress: Callable[[str, int, int], None], seconds: float = SECONDS, names: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The row of the table: cycles over the best known of the fixed list, beside CP-SAT alone."""
    from benchmarks.checks.alwabp import check

    default = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("TREADLE_SHARED", str(default))) / "factory" / "alwabp"
    with (folder / "best_known.csv").open(encoding="utf-8") as file:
        best = {line["instance"]: int(line["upper"]) for line in csv.DictReader(file)}
    chosen = list(names) or (HERE / "sets" / "alwabp.txt").read_text(encoding="utf-8").split()
    gaps: dict[str, list[float]] = {"treadle": [], "CP-SAT alone": []}
    wrong = proved = 0
    with tempfile.TemporaryDirectory() as scratch, tarfile.open(folder / "roszieg_heskia.tar.gz") as packed:
        packed.extractall(scratch, filter="data")
        for done, name in enumerate(chosen, start=1):
            solution = solve(Path(scratch) / name, seconds, seed, {})
            wrong += len(check(Path(scratch) / name, solution))
            proved += bool(solution["optimal"])
            theirs = cp_sat_alone(Path(scratch) / name, seconds, seed)
            gaps["treadle"].append(solution["cycle_time"] / best[name] - 1)
            gaps["CP-SAT alone"].append(theirs / best[name] - 1)
            told = f"{name}: treadle {solution['cycle_time']}, CP-SAT alone {theirs}, best {best[name]}"
            progress(told, done, len(chosen))

    def scores(who: str) -> dict[str, float]:
        return {
            "share_at_best_known": round(sum(gap <= 0 for gap in gaps[who]) / len(chosen), 4),
            "mean_gap": round(sum(gaps[who]) / len(chosen), 5),
        }

    ours = scores("treadle")
    return {
        "task": TASK,
        "data": ", ".join(chosen),
        "metric": "cycle time / best known - 1",
        "seed": seed,
        "seconds": seconds,
        "treadle": ours | {"proved": proved, "violations": wrong},
        "peers": {"CP-SAT alone": scores("CP-SAT alone")},
        "aim": "the optimum on all closed",
        "met": not wrong and ours["share_at_best_known"] >= 1.0,
        "note": f"{proved} of {len(chosen)} proved",
    }
