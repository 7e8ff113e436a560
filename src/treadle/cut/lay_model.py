"""The cut order plan as a mixed-integer program, its relaxation by column generation, and the proof that joins them.

The formulation is the usual one (ratio × plies, fixed charges for markers and lays) with each fixed charge spread over
the most plies that the mix could ever use under the demand, which makes the relaxation strong for small orders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

from treadle.cut.solvers.highs import Program, solve_program

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Columns added per round of pricing, and rounds at most. Judged on the orders of the row cop.
PRICED, PRICING_ROUNDS = 60, 200
#: A mix is worth pricing where it saves this share of a ply's cost: a share of the ply, never of a whole order.
#: Not tuned: rounding of floats.
PRICE_EXACT = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class LayProblem:
    """One cut order in numbers: C colours, S sizes.

    demand: (C, S) units. over_most: (C, S) spare units allowed. worth_cents: (C, S, U) worth of the next spare units,
    non-increasing along U. `ply_cents_per_mm` covers fabric and spreading, `lay_cents_per_mm` cutting one lay.
    """

    demand: Ints
    over_most: Ints
    worth_cents: Floats
    ply_cents_per_mm: float
    ply_end_mm: float
    lay_cents_per_mm: float
    lay_cents: float
    marker_cents: float
    most_plies: int
    least_plies: int
    most_garments: int
    longest_mm: float

    def most_plies_by(self, ratios: Ints) -> Ints:
        """Plies of each colour that a mix may have without cutting too much: (M, S) → (M, C)."""
        limit = self.demand + self.over_most
        used = np.maximum(ratios, 1)
        plies = np.full((len(ratios), len(limit)), np.iinfo(np.int64).max // 1_000_000, dtype=np.int64)
        for size in range(ratios.shape[1]):
            allowed = limit[None, :, size] // used[:, size, None]
            plies = np.where(ratios[:, size, None] > 0, np.minimum(plies, allowed), plies)
        return plies

    def ply_cents(self, length_mm: Floats) -> Floats:
        """Cost of one ply of markers so long."""
        return self.ply_cents_per_mm * (length_mm + self.ply_end_mm)

    def one_lay_cents(self, length_mm: Floats) -> Floats:
        """Cost of starting and cutting one lay of markers so long."""
        return self.lay_cents + self.lay_cents_per_mm * length_mm


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """The relaxation over all mixes: its cost (a lower bound), what opening each mix adds to it at least: (M,), and
    what one more piece of each colour and size costs by it: (C, S)."""

    cost_cents: float
    opening_cents: Floats
    piece_cents: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class LayAnswer:
    """plies: (M, C) of each mix; cost and bound in cents, worth of spares taken off."""

    status: str
    plies: Ints
    cost_cents: float
    bound_cents: float


def relax(problem: LayProblem, ratios: Ints, length_mm: Floats, first: Ints) -> Relaxed | None:
    """Lower bound over all mixes and the least extra cost of opening each; None where no mixes meet the demand.

    `first` are indices of mixes to start pricing from. Opening costs follow from Lagrangian duality: with the prices of
    the relaxation, the demand is met at no less than its cost, and each mix opened adds its own least cost.
    """
    bound = problem.most_plies_by(ratios)
    total = np.maximum(bound.sum(axis=1), 1)
    unit = problem.ply_cents(length_mm) + problem.marker_cents / total
    unit = unit + problem.one_lay_cents(length_mm) / np.minimum(total, problem.most_plies)
    active = np.unique(first)
    for _ in range(PRICING_ROUNDS):
        answer = solve_program(_relaxation(problem, ratios[active], unit[active]))
        if answer.status == "infeasible":
            return None
        price = answer.row_price.reshape(2, *problem.demand.shape).sum(axis=0)
        gain = ratios @ price.T
        reduced = np.where(bound > 0, unit[:, None] - gain, np.inf).min(axis=1)
        worst = np.argpartition(reduced, min(PRICED, len(reduced) - 1))[:PRICED]
        fresh = np.setdiff1d(worst[reduced[worst] < -PRICE_EXACT * unit[worst]], active)
        if len(fresh) == 0:
            break
        active = np.union1d(active, fresh)
    # What mixes left out could still save: a ply yields a garment at least, so there are no more plies than garments.
    still = min(0.0, float(reduced.min())) * float((problem.demand + problem.over_most).sum())
    slack = problem.ply_cents(length_mm)[:, None] - gain
    slack = np.where(bound > 0, slack, 0.0)
    one_lay = problem.one_lay_cents(length_mm)
    falling = np.minimum(slack, 0.0)
    single = one_lay + np.maximum((falling * bound).sum(axis=1), problem.most_plies * falling.min(axis=1))
    single = np.where(falling.any(axis=1), single, one_lay + slack.min(axis=1))
    several = (np.minimum(slack + (one_lay / problem.most_plies)[:, None], 0.0) * bound).sum(axis=1)
    several = np.where(total > problem.most_plies, several, np.inf)
    opening = problem.marker_cents + np.minimum(single, several)
    return Relaxed(cost_cents=answer.objective + still, opening_cents=np.maximum(opening, 0.0), piece_cents=price)


def _relaxation(problem: LayProblem, ratios: Ints, unit: Floats) -> Program:
    """Rows: units cut by colour and size, then the same less the spare units counted. Columns: plies, spare units."""
    colours, sizes = problem.demand.shape
    bound = problem.most_plies_by(ratios)
    rows, columns, values = _units(ratios, colours)
    demand = problem.demand.ravel().astype(float)
    spare = problem.worth_cents.shape[2]
    count, cells = len(ratios) * colours, colours * sizes
    reward = np.repeat(np.arange(cells), spare) + cells
    matrix = coo_matrix(
        (
            np.r_[values, values, -np.ones(cells * spare)],
            (np.r_[rows, rows + cells, reward], np.r_[columns, columns, count + np.arange(cells * spare)]),
        ),
        shape=(2 * cells, count + cells * spare),
    )
    return Program(
        cost=np.r_[np.repeat(unit, colours), -problem.worth_cents.ravel()],
        matrix=matrix.tocsr(),
        row_low=np.r_[demand, demand],
        row_high=np.r_[demand + problem.over_most.ravel(), np.full(cells, np.inf)],
        low=np.zeros(count + cells * spare),
        high=np.r_[np.where(bound.ravel() > 0, np.inf, 0.0), np.ones(cells * spare)],
        is_whole=np.zeros(count + cells * spare, dtype=bool),
    )


def _units(ratios: Ints, colours: int) -> tuple[Ints, Ints, Floats]:
    """Entries (row = colour and size, column = mix and colour) of the units that a ply yields."""
    mix, size = np.nonzero(ratios)
    colour = np.arange(colours)
    rows = (colour[:, None] * ratios.shape[1] + size[None, :]).ravel()
    columns = (mix[None, :] * colours + colour[:, None]).ravel()
    return rows, columns, np.tile(ratios[mix, size].astype(float), colours)


def whole_plan(
    problem: LayProblem,
    ratios: Ints,
    length_mm: Floats,
    *,
    nodes: int,
    gap_share: float,
    seconds: float | None,
) -> LayAnswer:
    """The best whole plan over the given mixes within the search limits."""
    colours = problem.demand.shape[0]
    program = _program(problem, ratios, length_mm)
    answer = solve_program(program, nodes=nodes, gap_share=gap_share, seconds=seconds)
    plies = answer.values[: len(ratios) * colours].reshape(len(ratios), colours).astype(np.int64)
    return LayAnswer(status=answer.status, plies=plies, cost_cents=answer.objective, bound_cents=answer.bound)


def _program(problem: LayProblem, ratios: Ints, length_mm: Floats) -> Program:
    """Columns: plies (M × C), lays (M), markers (M), spare units (C × S × U). Rows as named below."""
    colours, sizes = problem.demand.shape
    mixes, spare, cells = len(ratios), problem.worth_cents.shape[2], colours * sizes
    plies_at, lay_at = mixes * colours, mixes * colours + mixes
    first_spare = lay_at + mixes
    bound = problem.most_plies_by(ratios)
    total = bound.sum(axis=1)
    lays_most = np.maximum(1, -(-total // problem.most_plies))
    units, columns, values = _units(ratios, colours)
    every = np.arange(mixes)
    pairs = np.arange(mixes * colours)
    base = 2 * cells
    entries = [
        # units cut, and units cut less the spare ones counted for their worth
        (units, columns, values),
        (units + cells, columns, values),
        (np.repeat(np.arange(cells), spare) + cells, first_spare + np.arange(cells * spare), -np.ones(cells * spare)),
        # no more plies than the lays hold
        (base + pairs // colours, pairs, np.ones(len(pairs))),
        (base + every, plies_at + every, -np.minimum(total, problem.most_plies).astype(float)),
        # no fewer plies than a lay must have
        (base + mixes + pairs // colours, pairs, np.ones(len(pairs))),
        (base + mixes + every, plies_at + every, np.full(mixes, -float(problem.least_plies))),
        # lays only of markers that are drawn
        (base + 2 * mixes + every, plies_at + every, np.ones(mixes)),
        (base + 2 * mixes + every, lay_at + every, -lays_most.astype(float)),
    ]
    demand = problem.demand.ravel().astype(float)
    matrix = coo_matrix(
        (
            np.concatenate([entry[2] for entry in entries]),
            (np.concatenate([entry[0] for entry in entries]), np.concatenate([entry[1] for entry in entries])),
        ),
        shape=(base + 3 * mixes, first_spare + cells * spare),
    )
    low_rows = np.r_[np.full(mixes, -np.inf), np.zeros(mixes), np.full(mixes, -np.inf)]
    high_rows = np.r_[np.zeros(mixes), np.full(mixes, np.inf), np.zeros(mixes)]
    is_whole = np.ones(first_spare + cells * spare, dtype=bool)
    is_whole[first_spare:] = False
    cost = [
        np.repeat(problem.ply_cents(length_mm), colours),
        problem.one_lay_cents(length_mm),
        np.full(mixes, problem.marker_cents),
        -problem.worth_cents.ravel(),
    ]
    return Program(
        cost=np.concatenate(cost),
        matrix=matrix.tocsr(),
        row_low=np.r_[demand, demand, low_rows],
        row_high=np.r_[demand + problem.over_most.ravel(), np.full(cells, np.inf), high_rows],
        low=np.zeros(first_spare + cells * spare),
        high=np.r_[bound.ravel(), lays_most, np.ones(mixes), np.ones(cells * spare)].astype(float),
        is_whole=is_whole,
    )
