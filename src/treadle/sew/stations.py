"""The fewest stations for a cycle, and the shortest cycle for so many stations: beams both ways, then CP-SAT."""

from __future__ import annotations

import numpy as np

from treadle.sew.beam import pack
from treadle.sew.bounds import ends, fewest_possible, shortest_possible
from treadle.sew.simple_line import SimpleLine, Stations, cycle_of
from treadle.terms.budget import Budget

#: Widths of the beams before CP-SAT, each tried from both ends of the line.
#: Judged on the instances of salbp and alwabp.
FIRST_WIDTHS = (3, 12, 40)
#: Widths after it, for as long as the budget lasts. Judged on the instances of salbp and alwabp.
LATER_WIDTHS = (120, 400, 1_500, 5_000)
#: Literals (tasks × stations) above which CP-SAT finds nothing in the seconds a user waits.
#: Judged on the instances of salbp and alwabp.
MOST_LITERALS = 25_000
#: Partial lines that count like one deterministic second of CP-SAT. Judged on the instances of salbp and alwabp.
LINES_PER_SECOND = 20_000.0
#: Ordinary search inside a plan: partial lines.
PLAN_LINES = Budget(work=40_000.0)


def fewest_stations(line: SimpleLine, cycle: int, *, budget: Budget = PLAN_LINES, seed: int = 0) -> Stations:
    """Put tasks at the fewest stations none of which exceeds `cycle` (SALBP-1).

    Counted work is partial lines; a search against the clock ends with `budget.left`, or earlier with a proof. Raises
    ValueError where a task is longer than the cycle: no number of stations helps.
    """
    if max(line.times, default=0) > cycle:
        raise ValueError(f"the longest task takes {max(line.times)}, more than the cycle of {cycle}")
    search = _Search(line, budget, seed)
    best = _greedy(line, cycle)
    heads, tails = ends(line, cycle)
    bound = max(fewest_possible(line.times, cycle), *(head + tail + 1 for head, tail in zip(heads, tails, strict=True)))
    for width in (*FIRST_WIDTHS, 0, *LATER_WIDTHS):
        while len(best) > bound and not search.is_over():
            if width == 0:
                found, is_proved = search.ask(cycle, len(best) - 1)
            else:
                found, is_proved = search.beam(cycle, len(best) - 1, width)
            if found is not None:
                best = found
            elif is_proved:
                bound = len(best)
            else:
                break
    return Stations(
        tasks=tuple(map(tuple, best)),
        cycle=cycle_of(line, best),
        bound=bound,
        is_optimal=len(best) <= bound,
        spent=search.spent,
    )


def shortest_cycle(line: SimpleLine, stations: int, *, budget: Budget = PLAN_LINES, seed: int = 0) -> Stations:
    """Put tasks at no more than `stations` stations for the shortest cycle (SALBP-2).

    Counted work is partial lines; a search against the clock ends with `budget.left`, or earlier with a proof. Raises
    ValueError where there is no station.
    """
    if stations < 1:
        raise ValueError(f"a line has at least one station, not {stations}")
    search = _Search(line, budget, seed)
    low = shortest_possible(line, stations)
    best = _halved(line, stations, low)
    for width in FIRST_WIDTHS:
        best, low = search.halve(best, low, stations, width)
    if cycle_of(line, best) > low and not search.is_over():
        best, low = search.ask_shorter(best, low, stations)
    for width in LATER_WIDTHS:
        best, low = search.halve(best, low, stations, width)
    cycle = cycle_of(line, best)
    tasks = tuple(map(tuple, best))
    return Stations(tasks=tasks, cycle=cycle, bound=min(low, cycle), is_optimal=cycle <= low, spent=search.spent)


class _Search:
    """What the searches share: the line from both ends, chance, and the work that is left."""

    def __init__(self, line: SimpleLine, budget: Budget, seed: int) -> None:
        self.line, self.budget, self.seed = line, budget, seed
        self.rng = np.random.default_rng(seed)
        self.spent = 0.0

    def is_over(self) -> bool:
        """Whether the budget is spent."""
        return self.budget.is_over(self.spent)

    def beam(self, cycle: int, stations: int, width: int) -> tuple[list[list[int]] | None, bool]:
        """Stations by a beam from either end, and whether their absence is proved."""
        for line, is_turned in ((self.line, False), (self.line.turned, True)):
            left = Budget(work=self.budget.work - self.spent, left=self.budget.left)
            loads = max(4, min(400, width))
            packed = pack(line, cycle, stations, width=width, loads=loads, rng=self.rng, budget=left)
            self.spent += packed.spent
            if packed.stations is not None:
                return (packed.stations[::-1] if is_turned else packed.stations), False
            if packed.is_complete:
                return None, True
            if self.is_over():
                break
        return None, False

    def _effort(self) -> tuple[float, float | None]:
        """Deterministic work and seconds for CP-SAT: half of what is left, so that wide beams still get a turn."""
        left = self.budget.seconds_left()
        return (self.budget.work - self.spent) / 2 / LINES_PER_SECOND, None if left is None else left * 0.7

    def ask(self, cycle: int, stations: int) -> tuple[list[list[int]] | None, bool]:
        """CP-SAT whether so many stations do."""
        if len(self.line.times) * stations > MOST_LITERALS:
            return None, False
        from treadle.sew.solvers.cp_sat import Effort, fits

        work, seconds = self._effort()
        found = fits(self.line, cycle, stations, Effort(work=work, seed=self.seed, seconds=seconds))
        self.spent += work * LINES_PER_SECOND if seconds is None else 0.0
        return (None if found.tasks is None else list(map(list, found.tasks))), found.is_proved

    def ask_shorter(self, best: list[list[int]], low: int, stations: int) -> tuple[list[list[int]], int]:
        """CP-SAT for a shorter cycle; the better stations and the bound."""
        if len(self.line.times) * stations > MOST_LITERALS:
            return best, low
        from treadle.sew.solvers.cp_sat import Effort, shorten

        work, seconds = self._effort()
        whole = best + [[] for _ in range(stations - len(best))]
        hint = Stations(tasks=tuple(map(tuple, whole)), cycle=cycle_of(self.line, best), bound=low, is_optimal=False)
        found = shorten(self.line, hint, low, Effort(work=work, seed=self.seed, seconds=seconds))
        self.spent += work * LINES_PER_SECOND if seconds is None else 0.0
        told = best if found.tasks is None else list(map(list, found.tasks))
        return min(best, told, key=lambda one: cycle_of(self.line, one)), max(low, found.bound)

    def halve(self, best: list[list[int]], low: int, stations: int, width: int) -> tuple[list[list[int]], int]:
        """Beams at cycles between the bound and the best, halving the gap that is not yet tried at this width."""
        tried = low
        while tried < cycle_of(self.line, best) and not self.is_over():
            top = cycle_of(self.line, best)
            cycle = tried if tried == low else (tried + top - 1) // 2
            found, is_proved = self.beam(cycle, stations, width)
            if found is not None:
                best = found
                continue
            if is_proved:
                low = max(low, cycle + 1)
            tried = cycle + 1
        return best, low


def _greedy(line: SimpleLine, cycle: int) -> list[list[int]]:
    """Stations filled by positional weight: the first plan, which always exists (Helgeson and Birnie 1961)."""
    weight = [line.times[one] + line.sum_of(mask) for one, mask in enumerate(line.all_after)]
    left = [len(before) for before in line.before]
    ready = sorted((one for one, count in enumerate(left) if not count), key=lambda one: -weight[one])
    stations: list[list[int]] = []
    while ready:
        room, load = cycle, []
        while (one := next((one for one in ready if line.times[one] <= room), None)) is not None:
            ready.remove(one)
            load.append(one)
            room -= line.times[one]
            for later in line.after[one]:
                left[later] -= 1
                if not left[later]:
                    ready.append(later)
            ready.sort(key=lambda one: -weight[one])
        stations.append(load)
    return stations


def _halved(line: SimpleLine, stations: int, low: int) -> list[list[int]]:
    """A first plan of so many stations: the least cycle at which filling by weight fits."""
    high = sum(line.times)
    best = [list(line.order)]
    while low <= high:
        cycle = (low + high) // 2
        plan = _greedy(line, cycle)
        if len(plan) <= stations:
            best, high = plan, cycle - 1
        else:
            low = cycle + 1
    return best
