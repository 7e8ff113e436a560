"""The earliest end of a flexible job shop: a first plan by dispatch, tabu search, and CP-SAT that starts from its plan.

Where only work is counted the two take turns and repeat exactly. Where a user gave seconds they run side by side and
tell each other what they find: CP-SAT proves, tabu search walks.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from treadle.schedule.disjunctive import Graph
from treadle.schedule.dispatch import dispatch
from treadle.schedule.improve import Improved
from treadle.schedule.shop import Shop, Solution, cost_of
from treadle.schedule.solvers.cp_sat import WORKERS, Effort, Found, give_way, load, solve_makespan
from treadle.schedule.tabu import Tabu
from treadle.terms.budget import Budget

#: Share of the time in which tabu search has the machine to itself, and the most seconds of it.
#: Judged on the instances of the row fjsp.
_ALONE_SHARE, _ALONE_SECONDS = 0.3, 9.0
#: CP-SAT starts anew from the best plan after these shares of its time, where tabu search is ahead of it.
#: Judged on the instances of the row fjsp.
_STARTS = (0.35, 1.0)
#: Tabu rounds of one counted second of work. Judged on the instances of the row fjsp.
_ROUNDS = 40_000


def earliest_end(shop: Shop, *, budget: Budget, seed: int, with_tabu: bool = True) -> Improved:
    """A plan that ends early; every job of the shop has one route, and the shop's objective is the makespan.

    `budget.work` is counted in seconds of tabu search and deterministic seconds of CP-SAT, half and half; with
    `budget.left` the clock above decides. `bound_cents` of the result is a lower bound of the makespan in minutes.
    """
    search = _Both(shop, dispatch(shop)[0], seed)
    if budget.left is None:
        search.counted(budget)
    else:
        search.timed(budget.left, with_tabu)
    solution = search.solution()
    cost = cost_of(shop, solution)
    return Improved(
        solution=solution,
        cost=cost,
        left=(),
        is_optimal=cost.makespan <= search.bound,
        bound_cents=search.bound,
        rounds=search.tabu.round,
    )


def shop_bound(shop: Shop) -> int:
    """A simple lower bound of the makespan: the longest job, and steps that only one machine can do."""
    jobs = [
        job.route.release_minute + sum(min(way.minutes for way in step.ways) for step in job.route.steps)
        for job in shop.jobs
    ]
    loads = [0] * len(shop.resources)
    for job in shop.jobs:
        for step in job.route.steps:
            machines = {way.resource for way in step.ways}
            if len(machines) == 1:
                loads[machines.pop()] += min(way.minutes for way in step.ways)
    return max([*jobs, *loads], default=0)


class _Both:
    """Tabu search and CP-SAT on one shop; `better` is a plan of CP-SAT that tabu search has not taken over yet."""

    def __init__(self, shop: Shop, solution: Solution, seed: int) -> None:
        self.shop, self.seed = shop, seed
        self.graph = Graph(shop, solution)
        self.tabu = Tabu(self.graph, seed)
        self.bound = shop_bound(shop)
        self.better: Solution | None = None
        self.exact_best = 1 << 60

    def solution(self) -> Solution:
        """The best plan of both."""
        self._take_over()
        self.graph.restore(self.tabu.best_state)
        self.graph.update()
        return self.graph.solution()

    def _take_over(self) -> None:
        """Let tabu search go on from what CP-SAT found, where that is better."""
        better, self.better = self.better, None
        if better is not None and cost_of(self.shop, better).makespan < self.tabu.best:
            self.tabu.adopt(Graph(self.shop, better).state())

    def _hear(self, found: Found) -> bool:
        """What CP-SAT tells; True ends its search, because the best plan is proved."""
        self.bound = max(self.bound, int(found.bound + 1 - 1e-6))
        if found.placed:
            solution: Solution = [found.placed[j] for j in range(len(self.shop.jobs))]
            self.exact_best = cost_of(self.shop, solution).makespan
            if self.exact_best < self.tabu.best:
                self.better = solution
        return min(self.tabu.best, self.exact_best) <= self.bound

    def counted(self, budget: Budget) -> None:
        """First tabu search, then one worker of CP-SAT."""
        rounds = round(budget.work / 2 * _ROUNDS)
        self.tabu.run(lambda: self.tabu.best <= self.bound or self.tabu.round >= rounds)
        if self.tabu.best > self.bound and budget.work > 0:
            self._hear(
                solve_makespan(self.shop, self._hint(), Effort(work=budget.work / 2, seed=self.seed), self._hear)
            )

    def _hint(self) -> Solution:
        """The best plan of tabu search as places; the walk goes on from it."""
        self.graph.restore(self.tabu.best_state)
        self.graph.update()
        return self.graph.solution()

    def timed(self, left: Callable[[], float], with_tabu: bool) -> None:
        """Side by side until the time is over or the best plan is proved.

        CP-SAT's workers have the machine's larger part first, which proves what can be proved; where tabu search is
        ahead of them all the same, they run behind it from then on.
        """
        whole = left()
        alone = whole - min(_ALONE_SECONDS, _ALONE_SHARE * whole)
        if with_tabu:
            self.tabu.run(lambda: self.tabu.best <= self.bound or left() <= alone)
        load()
        with ThreadPoolExecutor(max_workers=1) as pool:
            for number, share in enumerate(_STARTS):
                until = (1 - share) * alone
                if self.tabu.best <= self.bound or left() <= 0.05:
                    return
                if number > 0:
                    pool.submit(give_way)
                effort = Effort(work=0.0, seed=self.seed, workers=WORKERS, seconds=left() - 0.3)
                self.exact_best = 1 << 60
                job = pool.submit(solve_makespan, self.shop, self._hint(), effort, self._hearing(left, until))
                self._beside(job, left, with_tabu)
                if job.exception() is None and self._hear(job.result()):
                    return
                job.result()

    def _hearing(self, left: Callable[[], float], until: float) -> Callable[[Found], bool]:
        """Ends CP-SAT also where its time is over and tabu search is ahead of it."""

        def hear(found: Found) -> bool:
            return self._hear(found) or (left() <= until and self.tabu.best < self.exact_best)

        return hear

    def _beside(self, job: Future[Found], left: Callable[[], float], with_tabu: bool) -> None:
        """Walk while CP-SAT searches in its own threads."""

        def is_over() -> bool:
            if self.better is not None:
                self._take_over()
            return job.done() or self.tabu.best <= self.bound or left() <= 0.2

        if with_tabu:
            self.tabu.run(is_over)
        job.exception()
