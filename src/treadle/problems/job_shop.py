"""Flexible job shops in the standard text format: machines from 1, a line per job, then (with set-ups) a matrix per
machine.
"""

from __future__ import annotations

from treadle.errors import InputError
from treadle.schedule.shop import Job, Resource, Route, Shop, Solution, Step, Way, ends

#: Jobs and machines, and minutes of a step, at most: more is a slip of the pen.
MOST, LONGEST = 10_000, 10_000_000
_REMEDY = "Write it as: jobs machines, then per job the number of steps and per step machines and durations"


def read_job_shop(text: str, name: str, *, has_setups: bool = False) -> Shop:
    """The shop of a text in the format of Brandimarte's instances; the makespan is its objective.

    `has_setups`: after the jobs, one square matrix per machine over all steps in order of jobs: set-up minutes when the
    column's step follows the row's. `name` is said in errors. Raises InputError.
    """
    lines = [line.split() for line in text.splitlines() if line.strip()]
    try:
        numbers = [[int(cell) for cell in line] for line in lines[1:]]
        jobs, machines = int(lines[0][0]), int(lines[0][1])
        if not (1 <= jobs <= MOST and 1 <= machines <= MOST):
            raise ValueError(f"{jobs} jobs on {machines} machines")
        rows = [_steps(numbers[j]) for j in range(jobs)]
    except (ValueError, IndexError) as error:
        raise InputError.single(name, f"it is not a flexible job shop ({error})", _REMEDY) from None
    used = {machine for row in rows for step in row for machine, _ in step}
    if not rows or machines < 1 or any(not row for row in rows) or not used <= set(range(machines)):
        raise InputError.single(name, "a job without steps or a machine that is not there", _REMEDY)
    count = sum(len(row) for row in rows)
    setups: list[tuple[tuple[int, ...], ...] | None] = [None] * machines
    if has_setups:
        left = [cell for line in numbers[jobs:] for cell in line]
        if len(left) < machines * count * count:
            raise InputError.single(name, "set-up times are missing", "Give one matrix per machine over all steps")
        for m in range(machines):
            block = left[m * count * count : (m + 1) * count * count]
            setups[m] = tuple(tuple(block[i * count : (i + 1) * count]) for i in range(count))
    made, family = [], 0
    for j, row in enumerate(rows):
        steps = []
        for step in row:
            steps.append(Step(ways=tuple(Way(resource=m, minutes=minutes) for m, minutes in step), family=family))
            family += 1
        made.append(Job(name=f"job {j}", route=Route(site=0, steps=tuple(steps))))
    return Shop(
        jobs=tuple(made),
        resources=tuple(Resource(name=f"machine {m}", setups=setups[m]) for m in range(machines)),
        is_makespan=True,
    )


def _steps(cells: list[int]) -> list[list[tuple[int, int]]]:
    """Steps of one job as (machine from 0, duration)."""
    at, steps = 1, []
    for _ in range(cells[0]):
        count = cells[at]
        pairs = cells[at + 1 : at + 1 + 2 * count]
        if count < 1 or len(pairs) < 2 * count or min(pairs[1::2]) < 0:
            raise ValueError("a step without machine or duration")
        if max(pairs[1::2]) > LONGEST:
            raise ValueError(f"a step of {max(pairs[1::2])} minutes")
        steps.append([(machine - 1, minutes) for machine, minutes in zip(pairs[::2], pairs[1::2])])
        at += 1 + 2 * count
    return steps


def told_solution(shop: Shop, solution: Solution) -> dict[str, object]:
    """A solution as {"makespan", "operations"}: job, operation, machine, start and end, all counted from 0."""
    operations = []
    for j, placed in enumerate(solution):
        if placed is None:
            continue
        steps = shop.jobs[j].route.steps
        for k, until in enumerate(ends(shop, j, placed)):
            operations.append(
                {
                    "job": j,
                    "operation": k,
                    "machine": steps[k].ways[placed.ways[k]].resource,
                    "start": placed.starts[k],
                    "end": until,
                }
            )
    return {"makespan": max((int(one["end"]) for one in operations), default=0), "operations": operations}
