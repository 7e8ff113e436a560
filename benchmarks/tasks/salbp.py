"""Simple line balancing: `solve` balances one public instance; `row` compares with CP-SAT alone."""

from __future__ import annotations

import csv
import os
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TASK = "salbp"
HERE = Path(__file__).resolve().parents[1]
SECONDS = 10.0


def solve(instance: Path, seconds: float, seed: int, options: dict[str, str]) -> dict[str, Any]:
    """Balance an instance within `seconds`, ending earlier at a proof: option `cycle-time` or `stations` for `.IN2`."""
    from treadle.errors import InputError
    from treadle.problems.line_balancing import read_line
    from treadle.sew.stations import fewest_stations, shortest_cycle
    from treadle.terms.budget import Budget

    end = time.monotonic() + seconds
    budget = Budget(work=float("inf"), left=lambda: end - time.monotonic())
    line, stated = read_line(instance.read_text(encoding="utf-8"), instance.name)
    if "stations" in options:
        count = int(options["stations"])
        found = shortest_cycle(line, count, budget=budget, seed=seed)
        told: dict[str, Any] = {"cycle_time": found.cycle, "stations_asked": count}
    else:
        cycle = int(options.get("cycle-time", stated or 0))
        if not cycle:
            raise InputError.single(instance.name, "no cycle time is stated", "Give --cycle-time or --stations")
        found = fewest_stations(line, cycle, budget=budget, seed=seed)
        told = {"cycle_time": cycle}
    stations = [[one + 1 for one in tasks] for tasks in found.tasks if tasks]
    return {"stations": stations, **told, "bound": found.bound, "optimal": found.is_optimal}


def cp_sat_alone(instance: Path, seconds: float, seed: int, stations: int | None = None) -> int | None:
    """Fewest stations, or with `stations` the shortest cycle, by CP-SAT with 8 workers, no hint; None: no plan."""
    from benchmarks.checks.salbp import read
    from ortools.sat.python import cp_model

    times, pairs, cycle = read(instance)
    model = cp_model.CpModel()
    count = stations or min(len(times), 2 * -(-sum(times) // (cycle or 1)))
    at = [[model.new_bool_var("") for _ in range(count)] for _ in times]
    place = [model.new_int_var(0, count - 1, "") for _ in times]
    for row, where in zip(at, place, strict=True):
        model.add_exactly_one(row)
        model.add(where == sum(station * lit for station, lit in enumerate(row)))
    for one, later in pairs:
        for last in range(count):
            model.add(sum(at[later - 1][: last + 1]) <= sum(at[one - 1][: last + 1]))
    longest: Any = model.new_int_var(0, sum(times), "") if stations else cycle
    for station in range(count):
        model.add(sum(time * row[station] for time, row in zip(times, at, strict=True)) <= longest)
    if stations:
        model.minimize(longest)
    else:
        last = model.new_int_var(0, count - 1, "")
        model.add_max_equality(last, place)
        model.minimize(last)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 8
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return round(solver.objective_value) + (0 if stations else 1)


def shared() -> Path:
    """The folder of the public data."""
    default = Path(__file__).resolve().parents[3] / "shared" / "data"
    return Path(os.environ.get("TREADLE_SHARED", str(default))) / "factory" / "salbp"


def row(
    seed: int, progress: Callable[[str, int, int], None], seconds: float = SECONDS, names: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The row: Otto's instances at their best known number of stations, Scholl's graphs (`NAME/stations`) by cycle."""
    from benchmarks.checks.salbp import check

    with (shared() / "best_known.csv").open(encoding="utf-8") as file:
        best = {line["instance"]: int(line["upper"]) for line in csv.DictReader(file)}
    chosen = list(names) or (HERE / "sets" / "salbp.txt").read_text(encoding="utf-8").split()
    results: dict[str, dict[str, Any]] = {}
    wrong = proved = 0
    with tempfile.TemporaryDirectory() as scratch:
        for archive in ("otto_n20", "otto_n50_odd"):
            with tarfile.open(shared() / f"{archive}.tar.gz") as packed:
                packed.extractall(scratch, filter="data")
        for done, name in enumerate(chosen, start=1):
            graph, _, asked = name.partition("/")
            stations = int(asked) if asked else None
            path = shared() / "scholl" / f"{graph}.IN2" if asked else next(Path(scratch).glob(f"*/{name}.alb"))
            options = {"stations": asked} if asked else {}
            solution = solve(path, seconds, seed, options)
            wrong += len(check(path, solution))
            proved += bool(solution["optimal"])
            ours = solution["cycle_time"] if asked else len(solution["stations"])
            theirs = cp_sat_alone(path, seconds, seed, stations)
            reference = solution["bound"] if asked else best[name]
            results[name] = {"treadle": ours, "CP-SAT alone": theirs, "reference": reference}
            progress(f"{name}: treadle {ours}, CP-SAT alone {theirs}, reference {reference}", done, len(chosen))
    return _told(results, seed, seconds, wrong, proved)


def _told(results: dict[str, dict[str, Any]], seed: int, seconds: float, wrong: int, proved: int) -> dict[str, Any]:
    """Shares at the best known value and mean excess over the bound, of both."""
    otto = [one for name, one in results.items() if "/" not in name]
    scholl = [one for name, one in results.items() if "/" in name]

    def scores(who: str) -> dict[str, float]:
        found = [one for one in otto if one[who] is not None]
        cycles = [one for one in scholl if one[who] is not None]
        excess = sum(max(0, one[who] - one["reference"]) for one in found)
        gaps = sum(one[who] / one["reference"] - 1 for one in cycles)
        return {
            "otto_share_at_best_known": round(
                sum(one[who] <= one["reference"] for one in found) / max(len(otto), 1), 4
            ),
            "otto_mean_excess_stations": round(excess / max(len(found), 1), 4),
            "scholl_mean_gap_to_bound": round(gaps / max(len(cycles), 1), 5),
            "without_a_plan": len(results) - len(found) - len(cycles),
        }

    ours = scores("treadle")
    return {
        "task": TASK,
        "data": f"{len(otto)} of Otto's instances, {len(scholl)} questions on Scholl's graphs",
        "metric": "share at the best known number of stations; gap of the cycle to the bound",
        "seed": seed,
        "seconds": seconds,
        "treadle": ours | {"proved": proved, "violations": wrong, "results": results},
        "peers": {"CP-SAT alone": scores("CP-SAT alone")},
        "aim": "Otto: at least 98 % at the best known; Scholl: against the bound, beside CP-SAT",
        "met": not wrong and ours["otto_share_at_best_known"] >= 0.98,
        "note": f"{proved} of {len(results)} proved; means are over the instances with a plan in time",
    }
