"""Workers with own times to stations and tasks to workers, for the shortest cycle (ALWABP): beams, then CP-SAT."""

from __future__ import annotations

import numpy as np

from treadle.sew.simple_line import CANNOT_DO, StaffedLine, Stations, bits
from treadle.sew.stations import LINES_PER_SECOND
from treadle.terms.budget import Budget

#: Partial lines kept by the beams before CP-SAT; each is tried from both ends.
#: Judged on the instances of salbp and alwabp.
WIDTHS = (5, 20, 60)
#: Rounds of the beams, each with its own chances. Judged on the instances of salbp and alwabp.
ROUNDS = 3
#: Counted work of a plan: partial lines of the beams, no CP-SAT.
PLAN_LINES = Budget(work=1_500.0)


def staff_line(
    line: StaffedLine, *, budget: Budget = PLAN_LINES, seed: int = 0, with_proof: bool = True
) -> Stations | None:
    """Give every worker a station and tasks so that the largest station time is least; None where nothing was found.

    A worker may stay without tasks. Beams follow Borba and Ritt (Computers & Operations Research 45, 2014): stations
    filled in order, the best worker chosen at each. `with_proof` lets CP-SAT go on from there. Counted work is partial
    lines; a search against the clock ends with `budget.left`, or earlier with a proof. Raises nothing.
    """
    rng = np.random.default_rng(seed)
    low = least_cycle(line)
    best: Stations | None = None
    spent = 0.0
    share = Budget(work=budget.work * (0.5 if with_proof else 1.0), left=budget.left)
    started = budget.seconds_left()
    for _ in range(ROUNDS):
        for width in WIDTHS:
            left = budget.seconds_left()
            is_late = with_proof and left is not None and started is not None and left < 0.7 * started
            if share.is_over(spent) or is_late:
                break
            best, used = _shorten(line, best, low, width, rng, Budget(work=share.work - spent, left=budget.left))
            spent += used
    if with_proof and (best is None or best.cycle > low) and not budget.is_over(spent):
        best = _prove(line, best, low, Budget(work=budget.work - spent, left=budget.left), seed)
    if best is None:
        return None
    bound = max(low, best.bound)
    return Stations(
        tasks=best.tasks,
        cycle=best.cycle,
        bound=min(bound, best.cycle),
        is_optimal=best.cycle <= bound,
        workers=best.workers,
        spent=spent,
    )


def least_cycle(line: StaffedLine) -> int:
    """No staffing has a shorter cycle: the longest task by its fastest worker, and the even share of fastest times."""
    times = line.quickest.times
    return max((*times, -(-sum(times) // max(line.workers, 1))), default=0)


def _prove(line: StaffedLine, best: Stations | None, low: int, budget: Budget, seed: int) -> Stations | None:
    """CP-SAT from the best known staffing on; its bound goes into the answer."""
    from treadle.sew.solvers.cp_sat import Effort, staff

    most = best.cycle if best is not None else _longest(line)
    effort = Effort(work=budget.work / LINES_PER_SECOND, seed=seed, seconds=budget.seconds_left())
    found = staff(line, best, low, most, effort)
    if found.tasks is None:
        return best
    cycle = max(
        sum(line.times[one][who] for one in tasks) for who, tasks in zip(found.workers, found.tasks, strict=True)
    )
    return Stations(
        tasks=found.tasks, cycle=cycle, bound=found.bound, is_optimal=found.is_proved, workers=found.workers
    )


def _longest(line: StaffedLine) -> int:
    """A cycle that no staffing exceeds."""
    return sum(max(time for time in row) for row in line.times)


def _shorten(
    line: StaffedLine, best: Stations | None, low: int, width: int, rng: np.random.Generator, budget: Budget
) -> tuple[Stations | None, float]:
    """Halve between the bound and the best cycle, each cycle tried by beams from both ends."""
    bottom, top = low, best.cycle if best is not None else _longest(line) + 1
    spent = 0.0
    while bottom < top and not budget.is_over(spent):
        cycle = (bottom + top) // 2
        for is_turned in (False, True):
            found, used = _beam(line.turned() if is_turned else line, cycle, width, rng)
            spent += used
            if found is not None:
                best = _turned(found) if is_turned else found
                top = best.cycle
                break
        else:
            bottom = cycle + 1
    return best, spent


def _turned(found: Stations) -> Stations:
    """The same staffing from its other end."""
    return Stations(
        tasks=tuple(tasks[::-1] for tasks in found.tasks[::-1]),
        cycle=found.cycle,
        bound=found.bound,
        is_optimal=found.is_optimal,
        workers=found.workers[::-1],
    )


def _beam(line: StaffedLine, cycle: int, width: int, rng: np.random.Generator) -> tuple[Stations | None, int]:
    """Fill stations in order, a worker each, keeping `width` partial lines; the staffing, lines looked at."""
    count, workers = len(line.times), line.workers
    whole, everybody = (1 << count) - 1, (1 << workers) - 1
    direct = [sum(1 << earlier for earlier in before) for before in line.before]
    least = line.quickest.times
    behind = [line.quickest.sum_of(mask) for mask in line.quickest.all_after]
    layer: list[tuple[float, int, int, tuple[tuple[int, tuple[int, ...]], ...]]] = [(0.0, 0, 0, ())]
    spent = 0
    for _ in range(workers):
        children: dict[tuple[int, int], tuple[float, int, int, tuple[tuple[int, tuple[int, ...]], ...]]] = {}
        for _, done, used, told in layer:
            for who in bits(everybody & ~used):
                for _ in range(2):
                    spent += 1
                    tasks = _fill(line, direct, behind, least, cycle, done, who, rng)
                    then = done | sum(1 << one for one in tasks)
                    stands = used | 1 << who
                    key = (then, stands)
                    if key in children:
                        continue
                    rest = _rest(line, whole & ~then, everybody & ~stands, cycle)
                    if rest is not None:
                        children[key] = (rest, then, stands, (*told, (who, tasks)))
        complete = [child for child in children.values() if child[1] == whole]
        if complete:
            return _named(line, complete[0][3], complete[0][2]), spent
        layer = sorted(children.values(), key=lambda child: child[:3])[:width]
        if not layer:
            break
    return None, spent


def _fill(
    line: StaffedLine,
    direct: list[int],
    behind: list[int],
    least: tuple[int, ...],
    cycle: int,
    done: int,
    who: int,
    rng: np.random.Generator,
) -> tuple[int, ...]:
    """A maximal load of one worker: tasks they are good at and that hold up much work come first, with some chance."""
    room, tasks = cycle, list[int]()
    own, hold = rng.random(2).tolist()
    waiting = [one for one in range(len(direct)) if not done >> one & 1]
    while True:
        best, chosen = -1.0, -1
        for one in waiting:
            time = line.times[one][who]
            if time == CANNOT_DO or time > room or direct[one] & ~done:
                continue
            skill = least[one] / time if time else 1.0
            value = own * skill + hold * (least[one] + behind[one]) / (cycle * line.workers) + time / (4 * cycle)
            if value > best:
                best, chosen = value, one
        if chosen < 0:
            return tuple(tasks)
        tasks.append(chosen)
        waiting.remove(chosen)
        done |= 1 << chosen
        room -= line.times[chosen][who]


def _rest(line: StaffedLine, tasks: int, workers: int, cycle: int) -> float | None:
    """Share of the remaining workers' time that the remaining tasks need at least; None where they cannot do it."""
    who = bits(workers)
    total = 0
    for one in bits(tasks):
        able = [line.times[one][person] for person in who if line.times[one][person] != CANNOT_DO]
        if not able or min(able) > cycle:
            return None
        total += min(able)
    if total > cycle * len(who):
        return None
    return total / (cycle * len(who)) if who else 0.0


def _named(line: StaffedLine, told: tuple[tuple[int, tuple[int, ...]], ...], used: int) -> Stations:
    """The staffing as an answer; people without tasks stand at the end."""
    idle = [(who, ()) for who in range(line.workers) if not used >> who & 1]
    whole = [*told, *idle]
    cycle = max(sum(line.times[one][who] for one in tasks) for who, tasks in whole)
    return Stations(
        tasks=tuple(tasks for _, tasks in whole),
        cycle=cycle,
        bound=0,
        is_optimal=False,
        workers=tuple(who for who, _ in whole),
    )
