"""Recomputes stations from the instance alone: each task once, precedence, the cycle. Imports nothing of treadle."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def read(instance: Path) -> tuple[list[int], list[tuple[int, int]], int | None]:
    """Task times, precedence pairs (from 1), and the cycle time where the file states one."""
    text = instance.read_text(encoding="utf-8")
    if "<" not in text:
        rows = [row.replace(",", " ").split() for row in text.splitlines() if row.strip()]
        count = int(rows[0][0])
        pairs = []
        for row in rows[1 + count :]:
            if row[0] == "-1":
                break
            pairs.append((int(row[0]), int(row[1])))
        return [int(row[0]) for row in rows[1 : 1 + count]], pairs, None
    section, told = "", dict[str, list[str]]()
    for raw in text.splitlines():
        row = raw.strip()
        if row.startswith("<"):
            section = row.strip("<>").lower()
        elif row:
            told.setdefault(section, []).append(row)
    times = [0] * int(told["number of tasks"][0])
    for row in told["task times"]:
        task, time = row.split()
        times[int(task) - 1] = int(time)
    pairs = [(int(row.split(",")[0]), int(row.split(",")[1])) for row in told.get("precedence relations", [])]
    return times, pairs, int(told["cycle time"][0]) if "cycle time" in told else None


def check(instance: Path, solution: dict[str, Any]) -> list[str]:
    """All violations; the cycle is the file's, else the solution's; `stations_asked` is a limit."""
    times, pairs, stated = read(instance)
    found: list[str] = []
    place: dict[int, int] = {}
    for at, tasks in enumerate(solution["stations"], start=1):
        for task in tasks:
            if task in place or not 1 <= task <= len(times):
                found.append(f"task {task} is told twice or is not in the instance")
            place[task] = at
    found += [f"task {task} is missing" for task in range(1, len(times) + 1) if task not in place]
    found += [
        f"task {later} at station {place[later]} follows task {one} at station {place[one]}"
        for one, later in pairs
        if one in place and later in place and place[one] > place[later]
    ]
    cycle = stated if stated is not None else solution.get("cycle_time")
    for at, tasks in enumerate(solution["stations"], start=1):
        total = sum(times[task - 1] for task in tasks if 1 <= task <= len(times))
        if cycle is not None and total > cycle:
            found.append(f"station {at} takes {total}, the cycle is {cycle}")
    asked = solution.get("stations_asked")
    if asked is not None and len(solution["stations"]) > asked:
        found.append(f"{len(solution['stations'])} stations, {asked} were asked for")
    return found


def value(solution: dict[str, Any]) -> str:
    """Stations, and the cycle where it was searched for."""
    return f"{sum(1 for tasks in solution['stations'] if tasks)} stations" + (
        f", cycle {solution['cycle_time']}" if "cycle_time" in solution else ""
    )
