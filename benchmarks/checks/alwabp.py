"""Recomputes a staffing from the instance alone: tasks once, workers once, skills, precedence, cycle."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def read(instance: Path) -> tuple[list[list[int | None]], list[tuple[int, int]]]:
    """Times by task and worker (None = cannot) and precedence pairs from 1."""
    rows = [row.split() for row in instance.read_text(encoding="utf-8").splitlines() if row.strip()]
    count = int(rows[0][0])
    times = [[None if cell.lower() == "inf" else int(cell) for cell in row] for row in rows[1 : 1 + count]]
    pairs = [(int(row[0]), int(row[1])) for row in rows[1 + count :]]
    return times, [pair for pair in pairs if pair[0] > 0]


def check(instance: Path, solution: dict[str, Any]) -> list[str]:
    """All violations, empty when the staffing is valid."""
    times, pairs = read(instance)
    stations, workers = solution["stations"], solution["workers"]
    found: list[str] = []
    if len(stations) != len(workers):
        return [f"{len(stations)} stations have {len(workers)} workers"]
    crew = range(1, len(times[0]) + 1)
    if len(set(workers)) < len(workers) or any(who not in crew for who in workers):
        found.append(f"a worker stands twice or does not exist: {workers}")
    place: dict[int, int] = {}
    longest = 0
    for at, (tasks, who) in enumerate(zip(stations, workers, strict=True), start=1):
        total = 0
        for task in tasks:
            if task in place or not 1 <= task <= len(times):
                found.append(f"task {task} is told twice or is not in the instance")
                continue
            place[task] = at
            time = times[task - 1][who - 1] if who in crew else None
            if time is None:
                found.append(f"worker {who} cannot do task {task}")
            else:
                total += time
        longest = max(longest, total)
    found += [f"task {task} is missing" for task in range(1, len(times) + 1) if task not in place]
    found += [
        f"task {later} stands before task {one}"
        for one, later in pairs
        if one in place and later in place and place[one] > place[later]
    ]
    if longest != solution["cycle_time"]:
        found.append(f"cycle {solution['cycle_time']} is told, the slowest station takes {longest}")
    return found


def value(solution: dict[str, Any]) -> int:
    """The cycle time."""
    return int(solution["cycle_time"])
