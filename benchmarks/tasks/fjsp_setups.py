"""Flexible job shop with set-ups between neighbours: `solve` plans one instance; `row` compares with CP-SAT alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.tasks import fjsp

TASK = "fjsp-setups"
SECONDS = 30.0


def solve(instance: Path, seconds: float, seed: int, options: dict[str, str]) -> dict[str, Any]:
    """Plan an instance within `seconds`, ending earlier at a proof."""
    return fjsp.solve(instance, seconds, seed, options, has_setups=True)


def row(
    seed: int,
    progress: Callable[[str, int, int], None],
    seconds: float = SECONDS,
    names: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The row of the table: makespans over the fixed list, beside CP-SAT alone with 8 workers."""
    from benchmarks.checks.fjsp_setups import check

    folder = fjsp.shared() / "fjsp_setups"
    chosen = list(names) or (fjsp.HERE / "sets" / "fjsp_setups.txt").read_text(encoding="utf-8").split()
    ours: dict[str, int] = {}
    alone: dict[str, int] = {}
    wrong = 0
    for done, name in enumerate(chosen, start=1):
        path = folder / f"{name}.fjs"
        solution = solve(path, seconds, seed, {})
        wrong += len(check(path, solution))
        ours[name] = solution["makespan"]
        alone[name] = fjsp.cp_sat_alone(path, seconds, seed, has_setups=True)
        progress(f"{name}: {ours[name]} (CP-SAT alone {alone[name]})", done, len(chosen))
    worse = [name for name in chosen if ours[name] > alone[name]]
    return {
        "task": TASK,
        "data": ", ".join(chosen),
        "metric": "makespan with set-ups",
        "seed": seed,
        "seconds": seconds,
        "treadle": {"makespans": ours, "violations": wrong},
        "peers": {"CP-SAT alone": {"makespans": alone}},
        "aim": "at most CP-SAT's makespan on every instance",
        "met": not wrong and not worse,
        "note": f"worse on {', '.join(worse)}" if worse else "on no instance worse",
    }
