"""The search for lays: a relaxation over all mixes, whole programs over promising ones, mixes redrawn for held plies.

A marker's true length is asked for only where the search wants to use it; the search then goes on with what it learnt,
until the plan it likes best has only true lengths.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from treadle.cut.lay_build import Lays, build_lays, size_by_size_lays
from treadle.cut.lay_lengths import Lengths
from treadle.cut.lay_model import LayProblem, Relaxed, relax, whole_plan
from treadle.cut.lay_ratios import all_ratios, demand_ratios
from treadle.cut.lay_redraw import fresh_plies, other_plies, redraw
from treadle.terms.budget import Budget

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Mixes in a whole program of the plan (fewer where colours × sizes are many), and of a search given time.
#: Judged on the orders of the row cop.
PROMISING, PROMISING_TIMED = 24, 260
#: Beside these, inside a plan: mixes that follow the demand, and those drawn before.
#: Judged on the orders of the row cop.
NEAR, KEPT = 16, 3
#: Colours × sizes that a plan's program may hold times its mixes, and times its rounds: keeps it well below a second.
#: Set on the demo's orders.
MIX_CELLS, ROUND_CELLS = 60, 18
#: Redraws per round of drawing and solving again; a gap small enough to stop at, in a plan and given time.
#: Judged on the orders of the row cop.
REDRAWS, CLOSE, CLOSE_TIMED = 3, 1e-3, 1e-4
#: A plan this near its bound (a share of it) may be called the best. Not tuned: rounding of floats.
PROVED = 1.5e-4


@dataclass(slots=True, kw_only=True)
class Search:
    """State of one search. `best` has only true lengths; `bound_cents` holds for the lengths known at the end.

    `is_proved` is True where the bound needs no estimate: every mix left undrawn loses even without any waste.
    """

    problem: LayProblem
    lengths: Lengths
    ratios: Ints
    budget: Budget
    rng: np.random.Generator
    is_listed_whole: bool
    most_drawn: int
    is_proved: bool = False
    best: Lays = field(default_factory=dict)
    best_cents: float = float("inf")
    bound_cents: float = -float("inf")

    def cost(self, lays: Lays) -> float:
        """Cost of lays in cents less the worth of spares, by lengths as far as known."""
        mixes = np.array(list(lays), dtype=np.int64)
        plies = np.array(list(lays.values()), dtype=np.int64)
        length = self.lengths.estimate(mixes)
        height = plies.sum(axis=1)
        stacks = -(-height // self.problem.most_plies)
        cents = (height * self.problem.ply_cents(length)).sum() + (stacks * self.problem.one_lay_cents(length)).sum()
        over = plies.T @ mixes - self.problem.demand
        counted = np.arange(self.problem.worth_cents.shape[2])[None, None, :] < over[:, :, None]
        return float(cents + self.problem.marker_cents * len(lays) - self.problem.worth_cents[counted].sum())

    def is_allowed(self, lays: Lays) -> bool:
        """True where lays keep every limit by lengths as far as known."""
        if not lays:
            return False
        mixes = np.array(list(lays), dtype=np.int64)
        plies = np.array(list(lays.values()), dtype=np.int64)
        over = plies.T @ mixes - self.problem.demand
        height = plies.sum(axis=1)
        stacks = -(-height // self.problem.most_plies)
        return bool(
            (over >= 0).all()
            and (over <= self.problem.over_most).all()
            and (height >= stacks * self.problem.least_plies).all()
            and (self.lengths.estimate(mixes) <= self.problem.longest_mm + 1e-6).all()
        )

    def settle(self, lays: Lays) -> bool:
        """Draw what lays use, unless they cannot beat the best, and keep them if they do; True where they did."""
        if not self.is_allowed(lays) or self.cost(lays) >= self.best_cents - 1e-6:
            return False
        for mix in lays:
            if self.most_drawn > 0 and not self.is_late() and self.lengths.draw(mix):
                self.most_drawn -= 1
            if not self.is_allowed(lays) or self.cost(lays) >= self.best_cents - 1e-6:
                return False
        if not all(self.lengths.is_known(mix) for mix in lays):
            return False
        self.best, self.best_cents = dict(lays), self.cost(lays)
        return True

    def is_late(self) -> bool:
        """True when the time that was given is spent."""
        left = self.budget.seconds_left()
        return left is not None and left <= 0.0

    def promising(self) -> int:
        """Mixes in a whole program of a plan."""
        return max(8, min(PROMISING, MIX_CELLS // self.problem.demand.size))

    def is_over(self) -> bool:
        """True when time is spent or the proof is done."""
        return self.gap() <= self.close() or self.is_late()

    def close(self) -> float:
        """A gap at which to stop."""
        return CLOSE if self.budget.left is None else CLOSE_TIMED

    def gap(self) -> float:
        """Distance of the best plan from the bound, as a share of the best."""
        if self.best_cents == float("inf"):
            return float("inf")
        return max(0.0, self.best_cents - self.bound_cents) / max(abs(self.best_cents), 1e-9)

    def is_best(self) -> bool:
        """True where nothing cheaper is left to find: the bound is nearer than the least that one lay costs.

        A share alone says nothing of a large order: a hundredth of a per cent of it may be many lays.
        """
        if not self.is_proved or self.gap() > PROVED:
            return False
        mixes = np.array(list(self.best), dtype=np.int64)
        shortest = self.lengths.estimate(mixes).min(keepdims=True)
        lay = self.problem.one_lay_cents(shortest) + self.problem.ply_cents(shortest)
        return self.best_cents - self.bound_cents <= float(lay[0])

    def seconds(self, most: float) -> float | None:
        """Seconds for one program: none inside a plan, else what is left up to `most`."""
        left = self.budget.seconds_left()
        return None if left is None else max(0.05, min(left, most))


def search_lays(
    problem: LayProblem, lengths: Lengths, budget: Budget, seed: int, most_drawn: int, most_rounds: int
) -> Search:
    """Search for the cheapest lays; deterministic without the budget's clock.

    `budget.work` is the branch-and-bound nodes of each whole program; at most `most_drawn` markers are drawn. Where
    that is too few to know all lengths of any plan, `best` stays empty.
    """
    search = begun(problem, lengths, budget, seed, most_drawn)
    timed = budget.left is not None
    rounds = max(1, min(most_rounds, ROUND_CELLS // problem.demand.size))
    for turn in range(1_000 if timed else rounds):
        asked = len(lengths.drawn)
        before = search.best_cents
        if len(search.ratios) == 0 or not _whole_round(search, turn):
            break
        _redraw_round(search, 40 if timed else REDRAWS)
        quiet = len(lengths.drawn) == asked and search.best_cents >= before - 1e-6
        if search.is_over() or (quiet and not timed):
            break
    if not search.best:
        _drawn_only(search)
    if search.best and (timed or search.bound_cents == -float("inf")):
        _last_bound(search)
    if search.best and search.is_listed_whole:
        _prove(search)
    return search


def begun(problem: LayProblem, lengths: Lengths, budget: Budget, seed: int, most_drawn: int) -> Search:
    """A search before its first round: the mixes that it may use."""
    wanted = np.flatnonzero(problem.demand.sum(axis=0))
    listed = all_ratios(len(wanted), problem.most_garments)
    if listed is None:
        ratios = demand_ratios(problem.demand, problem.most_garments, problem.most_plies)
    else:
        ratios = np.zeros((len(listed), problem.demand.shape[1]), dtype=np.int64)
        ratios[:, wanted] = listed
    ratios = ratios[problem.most_plies_by(ratios).sum(axis=1) >= problem.least_plies]
    return Search(
        problem=problem,
        lengths=lengths,
        ratios=ratios,
        budget=budget,
        rng=np.random.default_rng(seed),
        is_listed_whole=listed is not None,
        most_drawn=most_drawn,
    )


def size_by_size(problem: LayProblem, lengths: Lengths, budget: Budget) -> Search:
    """Lays without a search: a marker of one garment for each size, as many plies as pieces are wanted.

    The bound is cloth for what is wanted without any waste, less what all spares could be worth.
    """
    sizes = problem.demand.shape[1]
    ratios = np.eye(sizes, dtype=np.int64)[problem.demand.any(axis=0)]
    search = Search(
        problem=problem, lengths=lengths, ratios=ratios, budget=budget, rng=np.random.default_rng(0),
        is_listed_whole=False, most_drawn=sizes,
    )  # fmt: skip
    bare = float((problem.demand @ lengths.garment_mm).sum()) * problem.ply_cents_per_mm
    search.bound_cents = bare - float(problem.worth_cents.sum())
    search.settle(size_by_size_lays(problem))
    return search


def open_mixes(search: Search) -> tuple[Ints, Floats]:
    """Mixes that fit the table by lengths as far as known, and their lengths."""
    length = search.lengths.estimate(search.ratios)
    fits = length <= search.problem.longest_mm + 1e-6
    return search.ratios[fits], length[fits]


def relaxed_over(search: Search, ratios: Ints, length: Floats) -> Relaxed | None:
    """The relaxation over mixes with their lengths; None where they do not meet the demand."""
    around = demand_ratios(search.problem.demand, search.problem.most_garments, search.problem.most_plies)
    known = {tuple(mix) for mix in around.tolist()} | set(search.lengths.drawn)
    first = np.flatnonzero(np.isin(_codes(ratios), _codes(np.array(sorted(known), dtype=np.int64))))
    return relax(search.problem, ratios, length, first)


def _codes(ratios: Ints) -> Ints:
    """One number for each mix."""
    return np.asarray(ratios @ (64 ** np.arange(ratios.shape[1], dtype=np.int64)))


def _whole_round(search: Search, turn: int) -> bool:
    """Relax over all mixes, then solve over the promising ones; False where nothing is possible."""
    ratios, length = open_mixes(search)
    relaxed = relaxed_over(search, ratios, length) if len(ratios) else None
    if relaxed is None:
        return False
    if turn == 0 and len(search.problem.demand) == 1:
        search.settle(build_lays(search.problem, search.lengths, ratios, relaxed))
    keep = search.promising() if search.budget.left is None else min(PROMISING_TIMED, PROMISING + 40 * turn)
    _bounded(search, ratios, relaxed, keep, int(search.budget.work), most_seconds=8.0 + 4.0 * turn)
    return True


def _bounded(search: Search, ratios: Ints, relaxed: Relaxed, keep: int, nodes: int, most_seconds: float) -> None:
    """Solve over the `keep` most promising mixes and set the bound that follows for all.

    A plan uses only mixes of the program (not below its bound) or opens one that was left out (not below the relaxation
    plus the least opening cost of those): the lesser of the two holds for every plan, with the lengths now known.
    """
    order = np.lexsort((np.arange(len(ratios)), np.round(relaxed.opening_cents, 6)))
    left_out = float("inf") if keep >= len(order) else relaxed.cost_cents + float(relaxed.opening_cents[order[keep]])
    asked = len(search.lengths.drawn)
    drawn = np.array(sorted(_drawn_that_fit(search)), dtype=np.int64).reshape(-1, ratios.shape[1])
    around = demand_ratios(search.problem.demand, search.problem.most_garments, search.problem.most_plies)
    near = np.isin(_codes(ratios[order]), _codes(around))
    around_most = NEAR if search.budget.left is None else keep
    mixes = np.vstack([ratios[order[:keep]], ratios[order[near][:around_most]], drawn])
    bound = _solve_over(search, mixes, max(1, nodes), most_seconds)
    search.bound_cents = relaxed.cost_cents
    if len(search.lengths.drawn) == asked:
        search.bound_cents = max(relaxed.cost_cents, min(bound, left_out))


def _solve_over(search: Search, mixes: Ints, nodes: int, most_seconds: float, gap_share: float | None = None) -> float:
    """Solve over mixes and those of the best plan, settle the answer; returns the program's bound."""
    joined = sorted({tuple(mix) for mix in mixes.tolist()} | set(search.best))
    ratios = np.array(joined, dtype=np.int64)
    answer = whole_plan(
        search.problem,
        ratios,
        search.lengths.estimate(ratios),
        nodes=nodes,
        gap_share=search.close() / 2 if gap_share is None else gap_share,
        seconds=search.seconds(most_seconds),
    )
    if answer.status != "infeasible":
        search.settle(_lays_of(joined, answer.plies))
    return answer.bound_cents


def _drawn_that_fit(search: Search) -> set[tuple[int, ...]]:
    """Mixes drawn so far that keep the limits; the last ones, where they are many."""
    drawn = [mix for mix, length in search.lengths.drawn.items() if length <= search.problem.longest_mm + 1e-6]
    drawn = drawn[-KEPT:] if search.budget.left is None else drawn[-12:]
    if not drawn:
        return set()
    usable = search.problem.most_plies_by(np.array(drawn, dtype=np.int64)).sum(axis=1) >= search.problem.least_plies
    return {mix for mix, is_usable in zip(drawn, usable.tolist(), strict=True) if is_usable}


def _lays_of(mixes: list[tuple[int, ...]], plies: Ints) -> Lays:
    return {mix: tuple(int(one) for one in row) for mix, row in zip(mixes, plies, strict=True) if row.sum() > 0}


def _redraw_round(search: Search, tries: int) -> None:
    """Hold plies near those of the best plan, redraw the mixes, and set the plies anew for these mixes."""
    nodes = 12 if search.budget.left is None else 400
    for turn in range(tries):
        if search.is_over():
            return
        plies = _plies_to_try(search, turn)
        if plies is None:
            continue
        mixes = redraw(search.problem, plies, search.lengths.line(), nodes=nodes, seconds=search.seconds(2.0))
        if mixes is None:
            continue
        lays: Lays = {}
        for mix, row in zip(map(tuple, mixes.tolist()), plies, strict=True):
            if sum(mix) and row.sum():
                before = np.array(lays.get(mix, (0,) * len(row)), dtype=np.int64)
                lays[mix] = tuple(int(one) for one in before + row)
        search.settle(lays)
        if lays:
            _solve_over(search, np.array(list(lays), dtype=np.int64), nodes, most_seconds=1.0)


def _plies_to_try(search: Search, turn: int) -> Ints | None:
    """Plies near the best plan's, now and then fresh ones of as many or fewer lays."""
    problem = search.problem
    least = int(np.ceil(problem.demand.sum() / problem.most_garments))
    per_garment, end = search.lengths.line()
    least = max(least, int(np.ceil((problem.demand @ per_garment).sum() / max(problem.longest_mm - end, 1.0))))
    known = np.array(list(search.best.values()), dtype=np.int64) if search.best else None
    if known is None or turn % 4 == 3:
        few = max(1, -(-least // problem.most_plies))
        many = few + 2 if known is None else max(few, len(known))
        lays = int(search.rng.integers(few, many + 1))
        return fresh_plies(problem, lays, int(np.ceil(least * search.rng.uniform(1.0, 1.12))), search.rng)
    return known if turn == 0 else other_plies(problem, known, search.rng)


def _drawn_only(search: Search) -> None:
    """A plan of markers already drawn, with single garments drawn where it needs them."""
    problem = search.problem
    singles = size_by_size_lays(problem)
    for mix in singles:
        search.lengths.draw(mix)
    search.settle(singles)
    mixes = np.array(sorted(set(search.lengths.drawn) | set(singles)), dtype=np.int64)
    mixes = mixes[search.lengths.estimate(mixes) <= problem.longest_mm + 1e-6]
    mixes = mixes[problem.most_plies_by(mixes).sum(axis=1) >= problem.least_plies]
    if len(mixes):
        _solve_over(search, mixes, max(200, int(search.budget.work)), most_seconds=10.0)


def _prove(search: Search) -> None:
    """Leave out what loses even as a marker without waste, draw the few others, and solve over what then remains."""
    search.is_proved = search.lengths.is_exact
    if search.is_proved and search.gap() <= CLOSE_TIMED:
        return
    known = PROMISING if search.budget.left is None else PROMISING_TIMED
    while True:
        length = search.lengths.at_best(search.ratios)
        fits = length <= search.problem.longest_mm + 1e-6
        ratios, length = search.ratios[fits], length[fits]
        relaxed = relaxed_over(search, ratios, length) if len(ratios) else None
        if relaxed is None:
            return
        helpful = ratios[relaxed.cost_cents + relaxed.opening_cents < search.best_cents - 1e-6]
        mixes = [tuple(mix) for mix in helpful.tolist()]
        undrawn = [mix for mix in mixes if not search.lengths.is_known(mix)]
        if len(undrawn) > search.most_drawn or len(mixes) > known:
            return
        if not undrawn:
            break
        for mix in undrawn:
            if search.is_late():
                return
            search.most_drawn -= search.lengths.draw(mix)
    search.is_proved, search.bound_cents = True, search.best_cents
    if mixes:
        bound = _solve_over(search, helpful, max(200, int(search.budget.work)), most_seconds=30.0, gap_share=1e-5)
        search.bound_cents = max(relaxed.cost_cents, min(bound, search.best_cents))


def _last_bound(search: Search) -> None:
    """The bound with the lengths known at the end, over all mixes that could still help, if they are not too many."""
    ratios, length = open_mixes(search)
    relaxed = relaxed_over(search, ratios, length)
    if relaxed is None:
        return
    helpful = int((relaxed.cost_cents + relaxed.opening_cents < search.best_cents - 1e-6).sum())
    keep = min(helpful, PROMISING if search.budget.left is None else 600)
    _bounded(search, ratios, relaxed, keep, int(search.budget.work), most_seconds=30.0)
