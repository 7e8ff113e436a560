"""Recomputes a flexible job shop's plan from the instance and the starts alone. Imports nothing of treadle."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any


def read(instance: Path) -> tuple[int, list[list[dict[int, int]]], list[list[int]]]:
    """Machines, per job and step the durations by machine (from 0), and the numbers that follow the jobs."""
    lines = [[float(cell) for cell in line.split()] for line in instance.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line]
    jobs, machines = int(lines[0][0]), int(lines[0][1])
    told = []
    for line in lines[1 : 1 + jobs]:
        cells = [int(cell) for cell in line]
        at, steps = 1, []
        for _ in range(cells[0]):
            pairs = cells[at + 1 : at + 1 + 2 * cells[at]]
            steps.append({pairs[i] - 1: pairs[i + 1] for i in range(0, len(pairs), 2)})
            at += 1 + 2 * cells[at]
        told.append(steps)
    return machines, told, [[int(cell) for cell in line] for line in lines[1 + jobs :]]


def check(instance: Path, solution: dict[str, Any]) -> list[str]:
    """All violations, empty when the plan is valid."""
    return violations(instance, solution, has_setups=False)


def violations(instance: Path, solution: dict[str, Any], *, has_setups: bool) -> list[str]:
    """Every step once, on a machine that can do it, for as long as it takes; jobs in order; machines one at a time."""
    machines, jobs, rest = read(instance)
    found: list[str] = []
    seen: dict[tuple[int, int], dict[str, Any]] = {}
    for one in solution["operations"]:
        key = (one["job"], one["operation"])
        if key in seen or not (0 <= key[0] < len(jobs) and 0 <= key[1] < len(jobs[key[0]])):
            found.append(f"job {key[0]} operation {key[1]} is told twice or is not in the instance")
            continue
        seen[key] = one
        minutes = jobs[key[0]][key[1]].get(one["machine"])
        if minutes is None:
            found.append(f"job {key[0]} operation {key[1]} cannot go on machine {one['machine']}")
        elif one["end"] - one["start"] != minutes or one["start"] < 0:
            found.append(f"job {key[0]} operation {key[1]} takes {minutes}, told {one['start']} to {one['end']}")
    number: dict[tuple[int, int], int] = {}
    for j, steps in enumerate(jobs):
        for k in range(len(steps)):
            number[j, k] = len(number)
            if (j, k) not in seen:
                found.append(f"job {j} operation {k} is missing")
            elif k and (j, k - 1) in seen and seen[j, k]["start"] < seen[j, k - 1]["end"]:
                found.append(f"job {j} operation {k} starts before operation {k - 1} ends")
    for machine in range(machines):
        line = sorted((one["start"], one["end"], key) for key, one in seen.items() if one["machine"] == machine)
        for (_, free, before), (start, _, after) in pairwise(line):
            setup = rest[machine * len(number) + number[before]][number[after]] if has_setups else 0
            if start < free + setup:
                found.append(f"machine {machine}: {after} starts at {start}, {before} lasts until {free + setup}")
    last = max((one["end"] for one in seen.values()), default=0)
    if solution["makespan"] != last:
        found.append(f"makespan {solution['makespan']} is told, the last operation ends at {last}")
    return found


def value(solution: dict[str, Any]) -> int:
    """The makespan."""
    return int(solution["makespan"])
