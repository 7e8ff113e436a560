"""The earliest end of a flexible job shop: a first plan by dispatch, tabu search, and CP-SAT that starts from its plan.

Where only work is counted the two take turns and repeat exactly. Where a user gave seconds two walks of tabu search and
CP-SAT run side by side and tell each other what they find: CP-SAT proves, tabu search walks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Event

from treadle.schedule.disjunctive import Graph
from treadle.schedule.dispatch import dispatch
from treadle.schedule.improve import Improved
from treadle.schedule.shop import Shop, Solution, cost_of
from treadle.schedule.solvers.cp_sat import WORKERS, Effort, Found, Stop, give_way, load, solve_makespan
from treadle.schedule.tabu import Tabu
from treadle.terms.budget import Budget

#: Share of the time in which tabu search has the machine to itself, and the most seconds of it.
#: Judged on the instances of the row fjsp.
_ALONE_SHARE, _ALONE_SECONDS = 0.3, 9.0
#: CP-SAT starts anew from the best plan after these shares of its time, where tabu search is ahead of it.
#: Judged on the instances of the row fjsp.
_STARTS = (0.35, 1.0)
#: Tabu rounds of one counted second of work. Judged on the instances of the row fjsp.
_ROUNDS = 100_000
#: Walks beside each other where seconds are given. Judged on two processors.
_WALKS = 2
#: Seconds between two calls to CP-SAT to stop. Not tuned: it must only be short beside a second.
_AGAIN_SECONDS = 0.02


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
        rounds=sum(one.round for one in search.walks),
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
        self.walks = [self.tabu]
        self.bound = shop_bound(shop)
        self.better: Solution | None = None
        self.exact_best = 1 << 60
        self.exact_led = 1 << 60

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
            self.tabu.adopt(Graph(self.shop, better))

    def _hear(self, found: Found) -> bool:
        """What CP-SAT tells; True ends its search, because the best plan is proved."""
        self.bound = max(self.bound, int(found.bound + 1 - 1e-6))
        if found.placed:
            solution: Solution = [found.placed[j] for j in range(len(self.shop.jobs))]
            self.exact_best = cost_of(self.shop, solution).makespan
            if self.exact_best < self.tabu.best:
                self.better, self.exact_led = solution, self.exact_best
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

        Tabu search has the machine to itself first. Then CP-SAT's workers have its larger part, which proves what can
        be proved; where they are not ahead of tabu search, they run behind it from then on.
        """
        whole = left()
        alone = whole - min(_ALONE_SECONDS, _ALONE_SHARE * whole)
        with ThreadPoolExecutor(max_workers=_WALKS) as pool, ThreadPoolExecutor(max_workers=1) as exact:
            if with_tabu:
                self.walks += [Tabu(self.graph, self.seed + k, self.tabu.kin) for k in range(1, _WALKS)]
                self._walk(pool, self.walks, lambda: left() <= alone)
            load()
            for number, share in enumerate(_STARTS):
                if self.tabu.best <= self.bound or left() <= 0.05:
                    return
                if number > 0:
                    exact.submit(give_way)
                effort = Effort(work=0.0, seed=self.seed, workers=WORKERS, seconds=left() - 0.3)
                self.exact_best = 1 << 60
                stop = Stop()
                job = exact.submit(solve_makespan, self.shop, self._hint(), effort, self._hear, stop)
                with _ended(job, stop):
                    if with_tabu:
                        is_over = self._ending(job, stop, left, (1 - share) * alone)
                        self._walk(pool, self.walks if number > 0 else self.walks[:1], is_over)
                    else:
                        wait([job])
                if self._hear(job.result()):
                    return

    def _ending(self, job: Future[Found], stop: Stop, left: Callable[[], float], until: float) -> Callable[[], bool]:
        """Whether CP-SAT is at its end; it is stopped where its time is over and it is not ahead of tabu search."""

        def is_over() -> bool:
            if left() <= until and self.exact_led > self.tabu.best:
                stop.now()
            return job.done() or left() <= 0.2

        return is_over

    def _walk(self, pool: ThreadPoolExecutor, walks: list[Tabu], is_over: Callable[[], bool]) -> None:
        """Tabu search, the first walk in this thread, until `is_over` or the best plan is proved.

        Where one walk ends, by whatever it raises too, all do.
        """
        over = Event()

        def ends() -> bool:
            for one in walks:
                one.goal = self.bound
            return over.is_set() or self.tabu.best <= self.bound or is_over()

        def hears_and_ends() -> bool:
            if self.better is not None:
                self._take_over()
            return ends()

        def run(one: Tabu, until: Callable[[], bool]) -> None:
            try:
                one.run(until)
            finally:
                over.set()

        beside = [pool.submit(run, one, ends) for one in walks[1:]]
        run(walks[0], hears_and_ends)
        for job in beside:
            job.result()


@contextmanager
def _ended(job: Future[Found], stop: Stop) -> Iterator[None]:
    """CP-SAT's search is over where this is left: the best plan is proved, its time is up, or something was raised.

    Said again and again: what is said before the solver has told of the plan that it begins with is not heard, and then
    it may find nothing to tell for minutes.
    """
    try:
        yield
    finally:
        while not job.done():
            stop.now()
            wait([job], timeout=_AGAIN_SECONDS)
