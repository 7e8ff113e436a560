"""Flexible job shop: `solve` plans one public instance; `row` compares with CP-SAT alone and PyJobShop."""

from __future__ import annotations

import csv
import os
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TASK = "fjsp"
HERE = Path(__file__).resolve().parents[1]
SECONDS = 30.0


def solve(
    instance: Path, seconds: float, seed: int, options: dict[str, str], *, has_setups: bool = False
) -> dict[str, Any]:
    """Plan an instance as `treadle schedule FILE --seconds S` does, ending earlier at a proof."""
    end = time.monotonic() + seconds
    from treadle.plant.schedule import schedule_job_shop

    found = schedule_job_shop(instance, has_setups=has_setups, seed=seed, left=lambda: end - time.monotonic())
    return dict(found.answer) | {"bound": found.bound, "optimal": found.is_optimal}


def cp_sat_alone(instance: Path, seconds: float, seed: int, *, has_setups: bool = False) -> int:
    """Makespan by a plain CP-SAT model with 8 workers: no hint, no bound from us."""
    from benchmarks.checks.fjsp import read
    from ortools.sat.python import cp_model

    machines, jobs, rest = read(instance)
    model = cp_model.CpModel()
    horizon = sum(max(step.values()) for job in jobs for step in job)
    if has_setups:
        horizon += sum(max(line, default=0) for line in rest)
    end = model.new_int_var(0, horizon, "")
    on: list[list[tuple[Any, Any, Any, int]]] = [[] for _ in range(machines)]
    number = 0
    for job in jobs:
        before: Any = 0
        for step in job:
            start = model.new_int_var(0, horizon, "")
            model.add(start >= before)
            length = model.new_int_var(min(step.values()), max(step.values()), "")
            lits = [model.new_bool_var("") for _ in step]
            model.add_exactly_one(lits)
            for lit, (machine, minutes) in zip(lits, step.items(), strict=True):
                model.add(length == minutes).only_enforce_if(lit)
                span = model.new_optional_fixed_size_interval_var(start, minutes, lit, "")
                on[machine].append((span, (start, minutes), lit, number))
            before = start + length
            number += 1
        model.add(end >= before)
    for machine, spans in enumerate(on):
        model.add_no_overlap([span for span, _, _, _ in spans])
        if has_setups:
            _setups(model, spans, rest[machine * number : (machine + 1) * number])
    model.minimize(end)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 8
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    return int(solver.objective_value) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else horizon


def _setups(model: Any, spans: list[tuple[Any, Any, Any, int]], matrix: list[list[int]]) -> None:
    """A circuit over the steps of a machine whose arcs hold the set-ups."""
    arcs = [(0, 0, model.new_bool_var(""))]
    for i, (_, (start, minutes), lit, one) in enumerate(spans, start=1):
        arcs += [(0, i, model.new_bool_var("")), (i, 0, model.new_bool_var("")), (i, i, lit.negated())]
        for h, (_, (other, _), _, two) in enumerate(spans, start=1):
            if h != i:
                arc = model.new_bool_var("")
                arcs.append((i, h, arc))
                model.add(other >= start + minutes + matrix[one][two]).only_enforce_if(arc)
    model.add_circuit(arcs)


def py_job_shop(instance: Path, seconds: float) -> int:
    """Makespan by PyJobShop with its default solver."""
    from benchmarks.checks.fjsp import read
    from pyjobshop import Model

    machines, jobs, _ = read(instance)
    model = Model()
    resources = [model.add_machine() for _ in range(machines)]
    for steps in jobs:
        job = model.add_job()
        before = None
        for step in steps:
            task = model.add_task(job=job)
            for machine, minutes in step.items():
                model.add_mode(task, resources[machine], duration=minutes)
            if before is not None:
                model.add_end_before_start(before, task)
            before = task
    return int(model.solve(time_limit=seconds, display=False).objective)


def shared() -> Path:
    """The folder of the factory's public data."""
    default = Path(__file__).resolve().parents[3] / "shared" / "data"
    return Path(os.environ.get("TREADLE_SHARED", str(default))) / "factory"


def located(name: str, folder: Path, scratch: Path) -> Path:
    """The file of an instance; `la21_edata` comes out of the archive of Hurink's."""
    if name.endswith("data"):
        stem, _, kind = name.rpartition("_")
        with tarfile.open(folder / "hurink_edata_sdata.tar.gz") as archive:
            archive.extract(f"hurink/{kind}/{stem}.txt", scratch, filter="data")
        return scratch / "hurink" / kind / f"{stem}.txt"
    return next(folder.glob(f"*/{name}.txt"))


def row(
    seed: int,
    progress: Callable[[str, int, int], None],
    seconds: float = SECONDS,
    names: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The row of the table: gaps to the best known makespans over the fixed list, beside both peers."""
    from benchmarks.checks.fjsp import check

    folder = shared() / "fjsp"
    with (folder / "best_known.csv").open(encoding="utf-8") as file:
        best = {line["instance"]: int(line["upper"]) for line in csv.DictReader(file)}
    chosen = list(names) or (HERE / "sets" / "fjsp.txt").read_text(encoding="utf-8").split()
    gaps: dict[str, dict[str, float]] = {"treadle": {}, "CP-SAT alone": {}, "PyJobShop": {}}
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        for done, name in enumerate(chosen, start=1):
            path = located(name, folder, Path(scratch))
            solution = solve(path, seconds, seed, {})
            wrong += len(check(path, solution))
            ends = {
                "treadle": solution["makespan"],
                "CP-SAT alone": cp_sat_alone(path, seconds, seed),
                "PyJobShop": py_job_shop(path, seconds),
            }
            for who, end in ends.items():
                gaps[who][name] = round(end / best[name] - 1, 5)
            told = ", ".join(f"{who} {end}" for who, end in ends.items())
            progress(f"{name}: {told}, best {best[name]}", done, len(chosen))
    alone = gaps["CP-SAT alone"]
    open_names = [name for name in chosen if alone[name] > 0]
    ours, theirs = (sum(who[name] for name in open_names) for who in (gaps["treadle"], alone))
    missed = [name for name in chosen if alone[name] <= 0 < gaps["treadle"][name]]
    return {
        "task": TASK,
        "data": ", ".join(chosen),
        "metric": "gap to the best known makespan",
        "seed": seed,
        "seconds": seconds,
        "treadle": {
            "summed_gap": round(sum(gaps["treadle"].values()), 5),
            "gaps": gaps["treadle"],
            "violations": wrong,
        },
        "peers": {
            who: {"summed_gap": round(sum(gaps[who].values()), 5), "gaps": gaps[who]}
            for who in ("CP-SAT alone", "PyJobShop")
        },
        "aim": "summed gap at most 70 % of CP-SAT's where it leaves one, the same optimum elsewhere",
        "met": not wrong and not missed and ours <= 0.7 * theirs,
        "note": f"CP-SAT leaves a gap on {', '.join(open_names) or 'none'}: {ours:.2%} against {theirs:.2%}"
        + (f"; missed the optimum on {', '.join(missed)}" if missed else ""),
    }
