"""Large-neighbourhood search on money: take related jobs off the board, put them back better, by insertion or by
CP-SAT.

Ruin and recreate after Schrimpf et al. 2000 (J. Comput. Phys. 159); exact windows as in Shaw 1998 (CP'98).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from treadle.schedule.annealing import MOVES, Annealing
from treadle.schedule.board import Board
from treadle.schedule.dispatch import dispatch, due_day, is_pinned
from treadle.schedule.orders import Orders, draw_up
from treadle.schedule.shop import Cost, Shop, Solution, cost_of
from treadle.schedule.solvers.cp_sat import Effort, solve_jobs
from treadle.terms.budget import Budget, Progress, Silence

#: Counted work of one placed step of one round: about a second of an ordinary core per 150,000 steps.
#: Measured on one core.
_WORK_PER_STEP = 7e-6
#: Jobs of a CP-SAT window, and its work. Judged on the seeds of the row factory.
_WINDOW_JOBS = 8
#: Judged on the seeds of the row factory.
_WINDOW_WORK = 0.25
#: A shop of so few jobs is tried as a whole, to prove the optimum. Judged on the instances of the row fjsp.
_WHOLE_JOBS = 16
#: Its share of the budget. Judged on the instances of the row fjsp.
_WHOLE_SHARE = 0.5
#: From so many movable jobs on, rounds price only what they touch; the whole plan is closed up after so many of them.
#: Judged on the seeds of the row factory.
_MANY_JOBS, _TOUCHES = 60, 25
#: Counted work of putting one job back in such a round. Measured on one core.
_WORK_PER_TOUCH = 1e-3
#: Shares of the budget after which the annealed orders of the lines are drawn up, counted work of one move there, and
#: its first and last temperature as shares of what a job costs on average. Judged on the seeds of the row factory.
_DRAWN_UP, _WORK_PER_MOVE = (0.5, 0.65, 0.75, 0.82, 0.87, 0.9), 1.2e-5
#: Judged on the seeds of the row factory.
_HOT, _COLD = 0.2, 0.002
#: One round in so many is a CP-SAT window. Judged on the seeds of the row factory.
_WINDOW_EVERY = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Improved:
    """A solution, its cost, jobs that found no place, whether its cost is proved least, and a bound in cents if one
    is.
    """

    solution: Solution
    cost: Cost
    left: tuple[int, ...]
    is_optimal: bool
    bound_cents: int | None
    rounds: int


def _score(cost: Cost, solution: Solution) -> float:
    """Cents, and a small price on every end, so that of equal plans the earlier is better."""
    return cost.cents + 1e-3 * sum(placed.starts[-1] for placed in solution if placed is not None)


def improve(
    shop: Shop,
    *,
    budget: Budget,
    seed: int,
    start: tuple[Solution, list[int]] | None = None,
    progress: Progress | None = None,
) -> Improved:
    """The best plan found within the budget, never dearer than `start` (default: the cheapest dispatch rule).

    `budget.work` is counted in deterministic seconds of CP-SAT and the like amount of insertion work.
    """
    solution, left = start if start is not None else dispatch(shop)
    movable = [j for j, placed in enumerate(solution) if placed is not None and not is_pinned(shop.jobs[j])]
    search = _Search(shop, solution, movable, budget, np.random.default_rng(seed), progress or Silence())
    bound = None
    is_optimal = False
    if budget.is_over(0.0):
        movable = []
    if 0 < len(movable) <= _WHOLE_JOBS and not budget.is_over(0.0):
        is_optimal, bound = search.whole(seed)
    if not is_optimal and len(movable) >= _MANY_JOBS:
        search.run_many()
    elif not is_optimal and len(movable) > 1:
        search.run()
    cost = cost_of(shop, search.best)
    return Improved(
        solution=search.best,
        cost=cost,
        left=tuple(left),
        is_optimal=is_optimal and not left,
        bound_cents=bound,
        rounds=search.rounds,
    )


class _Search:
    """The walk from plan to plan; `best` is the cheapest seen."""

    def __init__(
        self,
        shop: Shop,
        solution: Solution,
        movable: list[int],
        budget: Budget,
        rng: np.random.Generator,
        progress: Progress,
    ) -> None:
        self.shop, self.movable, self.budget, self.rng, self.progress = shop, movable, budget, rng, progress
        self.can_move = set(movable)
        self.best: Solution = list(solution)
        self.best_cost = self.now_cost = cost_of(shop, solution)
        self.best_score = _score(self.best_cost, solution)
        self.spent = 0.0
        self.rounds = 0
        self.round_work = _WORK_PER_STEP * sum(
            len(shop.jobs[j].route.steps) for j, p in enumerate(solution) if p is not None
        )

    def whole(self, seed: int) -> tuple[bool, int]:
        """Give CP-SAT all movable jobs at once; returns whether it proved its plan least, and its bound in cents."""
        seconds = self.budget.seconds_left()
        effort = Effort(
            work=_WHOLE_SHARE * self.budget.work,
            seed=seed,
            seconds=None if seconds is None else _WHOLE_SHARE * seconds,
        )
        found = solve_jobs(self.shop, self.best, self.movable, effort)
        self.spent += found.spent
        if found.placed:
            board = Board(self.shop, [found.placed.get(j, placed) for j, placed in enumerate(self.best)])
            board.compact()
            self._keep(board.solution, cost_of(self.shop, board.solution))
        fixed = cost_of(self.shop, [None if j in self.can_move else p for j, p in enumerate(self.best)])
        tie = sum(self.shop.sites[self.shop.jobs[j].route.site].day_ends[-1] for j in self.movable)
        bound = max(0, math.floor((found.bound - tie) / 1000)) + fixed.ways + fixed.lateness + fixed.wip
        if self.shop.has_power:  # the model knows no hours: its bound is one without power, its plan not proved
            return False, min(bound, self.best_cost.cents)
        if found.is_optimal:
            bound = self.best_cost.cents
        return found.is_optimal, min(bound, self.best_cost.cents)

    def _keep(self, solution: Solution, cost: Cost) -> bool:
        score = _score(cost, solution)
        if score >= self.best_score - 1e-9:
            return False
        self.best, self.best_cost, self.best_score = list(solution), cost, score
        self.now_cost = cost
        return True

    def run(self) -> None:
        """Rounds until the budget is spent: mostly ruin and recreate, now and then a CP-SAT window."""
        board = Board(self.shop, self.best)
        current = self.best_score
        whole = self.budget.seconds_left()
        heat = 0.01 * max(1.0, self.best_score) / math.sqrt(len(self.movable))
        while not self.budget.is_over(self.spent):
            self.rounds += 1
            is_window = self.rounds % _WINDOW_EVERY == 0
            before = list(board.solution)
            lines = [list(line) for line in board.lines]
            solved = self._window(board) if is_window else self._ruin(board)
            self.spent += self.round_work
            if solved:
                board.compact()
                cost = cost_of(self.shop, board.solution)
                score = _score(cost, board.solution)
                cool = max(1e-3, 1.0 - self._share(whole))
                if score <= current - heat * cool * math.log(max(1e-12, float(self.rng.random()))):
                    current = score
                    self._keep(board.solution, cost)
                    continue
            board.solution, board.lines = before, lines
            if self.rounds % 50 == 0:
                self.progress.step("schedule", round(100 * self._share(whole)), 100)
                if current > 1.02 * self.best_score + 1:
                    board, current = Board(self.shop, self.best), self.best_score
        self.progress.step("schedule", 100, 100)

    def run_many(self) -> None:
        """For many jobs: the orders of the lines are annealed, then a few jobs at a time are moved between the gaps of
        the others, and now and then the gaps are closed.
        """
        self._anneal()
        board = Board(self.shop, self.best)
        whole = self.budget.seconds_left()
        heat = 0.0003 * max(1.0, self.best_score) / math.sqrt(len(self.movable))
        while not self.budget.is_over(self.spent):
            cool = max(1e-3, 1.0 - self._share(whole))
            for _ in range(_TOUCHES):
                self.rounds += 1
                self._touch(board, heat * cool * cool)
            self.spent += self.round_work
            board.compact()
            cost = cost_of(self.shop, board.solution)
            self.now_cost = cost
            score = _score(cost, board.solution)
            if not self._keep(board.solution, cost) and score > self.best_score + 20 * heat * cool:
                board, self.now_cost = Board(self.shop, self.best), self.best_cost
            self.progress.step("schedule", round(100 * self._share(whole)), 100)
        self.progress.step("schedule", 100, 100)

    def _anneal(self) -> None:
        """Anneal the orders of the lines, draw the plan up some times, and take it over where it is cheaper."""
        if self.budget.is_over(self.spent):
            return
        orders = Orders(self.shop, self.best)
        walk = Annealing(orders, int(self.rng.integers(2**31 - 1)))
        whole = self.budget.seconds_left()
        typical = orders.total() / max(1, len(self.movable))
        for until in _DRAWN_UP:

            def heat(until: float = until) -> float:
                self.spent += _WORK_PER_MOVE * MOVES
                share = self._share(whole)
                self.progress.step("schedule", round(100 * share), 100)
                return 0.0 if share >= until else typical * _HOT * (_COLD / _HOT) ** (share / _DRAWN_UP[-1])

            walk.run(heat)
            solution, left = draw_up(self.shop, orders, walk.best_lines)
            if not left:
                self._keep(solution, cost_of(self.shop, solution))
        self.rounds += walk.rounds

    def _touch(self, board: Board, heat: float) -> None:
        """Take a few related jobs off and put them back where they cost least while all others stay, or undo it."""
        jobs = self._related(board, int(self.rng.integers(2, 8)))
        before = {j: board.solution[j] for j in jobs}
        saved = 0.0
        for j in jobs:
            saved += board.worth(j)
            board.take(j)
        kind = float(self.rng.random())
        if kind < 0.5:
            self.rng.shuffle(jobs)
        elif kind < 0.75:
            jobs.sort(key=lambda j: (due_day(self.shop.jobs[j]), j))
        else:
            jobs.sort(key=lambda j: (-self.shop.jobs[j].late_cents_per_day, j))
        added = sum(board.insert(j) for j in jobs)
        self.spent += _WORK_PER_TOUCH * len(jobs)
        if added <= saved - heat * math.log(max(1e-12, float(self.rng.random()))):
            return
        for j in jobs:
            board.take(j)
        for j, placed in before.items():
            if placed is not None:
                board.place(j, placed)

    def _share(self, whole: float | None) -> float:
        """Share of the budget that is spent; `whole` is the seconds there were, None where only work is counted."""
        left = self.budget.seconds_left()
        if whole is None or left is None:
            return min(1.0, self.spent / self.budget.work)
        return min(1.0, 1.0 - left / max(whole, 1e-9))

    def _related(self, board: Board, count: int) -> list[int]:
        """Jobs that touch: neighbours on a resource around a job that is late or drawn by chance."""
        late = [j for j in self.movable if self.now_cost.late_by_job[j]]
        pool = late if late and self.rng.random() < 0.5 else self.movable
        seed = pool[int(self.rng.integers(len(pool)))]
        placed = board.solution[seed]
        if placed is None:
            return [seed]
        if self.rng.random() < 0.2:
            return self._same_time(board, seed, count)
        steps = self.shop.jobs[seed].route.steps
        key = self.shop.jobs[seed].route.key
        k = key if self.rng.random() < 0.6 else int(self.rng.integers(len(steps)))
        line = board.lines[steps[k].ways[placed.ways[k]].resource]
        at = next(i for i, entry in enumerate(line) if entry[2] == seed)
        # A late job gains from what stands before it, so the window reaches further back than ahead.
        back = int(self.rng.integers(0, count))
        near = [entry[2] for entry in line[max(0, at - back) : at + count - back]]
        return [j for j in dict.fromkeys([seed, *near]) if j in self.can_move][:count]

    def _same_time(self, board: Board, seed: int, count: int) -> list[int]:
        """Jobs whose last steps start nearest in time, on whatever resource."""
        placed = board.solution[seed]
        assert placed is not None
        begun = placed.starts[-1]
        near = sorted(
            (abs(p.starts[-1] - begun), j) for j, p in enumerate(board.solution) if p is not None and j in self.can_move
        )
        return [j for _, j in near[:count]]

    def _ruin(self, board: Board) -> bool:
        """Take two to nine related jobs off and put them back in some order at their best places."""
        count = int(self.rng.integers(2, min(10, len(self.movable) + 1))) if len(self.movable) > 2 else 2
        jobs = self._related(board, count)
        for j in jobs:
            board.take(j)
        board.compact()
        kind = float(self.rng.random())
        if kind < 0.4:
            self.rng.shuffle(jobs)
        elif kind < 0.7:
            jobs.sort(key=lambda j: (due_day(self.shop.jobs[j]), j))
        else:
            jobs.sort(key=lambda j: (-self.shop.jobs[j].late_cents_per_day, j))
        jobs.sort(key=lambda j: -self.shop.jobs[j].priority)
        return all(board.insert(j) < float("inf") for j in jobs)

    def _window(self, board: Board) -> bool:
        """Let CP-SAT place a handful of related jobs exactly."""
        jobs = self._related(board, _WINDOW_JOBS)
        seconds = self.budget.seconds_left()
        limit = None if seconds is None else min(seconds, 4 * _WINDOW_WORK)
        effort = Effort(work=_WINDOW_WORK, seed=int(self.rng.integers(2**31 - 1)), seconds=limit)
        found = solve_jobs(self.shop, board.solution, jobs, effort)
        self.spent += found.spent
        for j, placed in found.placed.items():
            board.take(j)
            board.place(j, placed)
        return bool(found.placed)
