"""The cut order plan as a mixed-integer program: plies per colour of each marker, lays, markers, spare units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, lil_matrix

from treadle.cut.solvers.highs import Answer, Program, solve_program

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayProblem:
    """One cut order in numbers: C colours, S sizes.

    demand: (C, S) units. over_most: (C, S) spare units allowed. worth_cents: (C, S, U) worth of the next spare units,
    non-increasing along U. ply_cents_per_mm covers fabric and spreading, lay_cents_per_mm cutting one lay.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LayAnswer:
    """plies: (M, C) of each candidate mix; lays: (M,) lays of it; cost and bound in cents, worth of spares taken off."""

    status: str
    plies: Ints
    lays: Ints
    cost_cents: float
    bound_cents: float


def relaxed_prices(problem: LayProblem, ratios: Ints, length_mm: Floats) -> tuple[Floats, float]:
    """Reduced cost of each mix in the program without whole numbers, fixed costs spread over full lays: (M,), cost."""
    program = _relaxed(problem, ratios, length_mm)
    answer = solve_program(program)
    units = answer.row_price.reshape(problem.demand.shape)
    unit_cost = program.cost.reshape(len(ratios), -1)[:, 0]
    best = (ratios[:, None, :] * units[None, :, :]).sum(axis=2).max(axis=1)
    return np.asarray((unit_cost - best) / np.maximum(unit_cost, 1e-9)), answer.objective


def _relaxed(problem: LayProblem, ratios: Ints, length_mm: Floats) -> Program:
    colours, sizes = problem.demand.shape
    ply = problem.ply_cents_per_mm * (length_mm + problem.ply_end_mm)
    ply = ply + (problem.lay_cents + problem.lay_cents_per_mm * length_mm) / problem.most_plies
    count = len(ratios) * colours
    rows, columns, values = [], [], []
    for colour in range(colours):
        for size in range(sizes):
            mixes = np.flatnonzero(ratios[:, size])
            rows.append(np.full(len(mixes), colour * sizes + size))
            columns.append(mixes * colours + colour)
            values.append(ratios[mixes, size])
    matrix = csr_matrix(
        (np.concatenate(values).astype(float), (np.concatenate(rows), np.concatenate(columns))),
        shape=(colours * sizes, count),
    )
    demand = problem.demand.astype(float).ravel()
    return Program(
        cost=np.repeat(ply, colours),
        matrix=matrix,
        row_low=demand,
        row_high=np.full(len(demand), np.inf),
        low=np.zeros(count),
        high=np.full(count, np.inf),
        is_whole=np.zeros(count, dtype=bool),
    )


def whole_plan(
    problem: LayProblem, ratios: Ints, length_mm: Floats, *, nodes: int, gap_share: float, seconds: float | None
) -> LayAnswer:
    """The best whole plan over the candidate mixes within the search limits."""
    program = _program(problem, ratios, length_mm)
    answer = solve_program(program, nodes=nodes, gap_share=gap_share, seconds=seconds)
    return _read(problem, ratios, answer)


def _read(problem: LayProblem, ratios: Ints, answer: Answer) -> LayAnswer:
    mixes, colours = len(ratios), problem.demand.shape[0]
    plies = answer.values[: mixes * colours].reshape(mixes, colours).astype(np.int64)
    lays = answer.values[mixes * colours : mixes * colours + mixes].astype(np.int64)
    return LayAnswer(
        status=answer.status, plies=plies, lays=lays, cost_cents=answer.objective, bound_cents=answer.bound
    )


def _program(problem: LayProblem, ratios: Ints, length_mm: Floats) -> Program:
    """Columns: plies (M × C), lays (M), markers (M), spare units (C × S × U)."""
    colours, sizes = problem.demand.shape
    mixes, spare = len(ratios), problem.worth_cents.shape[2]
    first_lay, first_marker, first_spare = mixes * colours, mixes * colours + mixes, mixes * colours + 2 * mixes
    columns = first_spare + colours * sizes * spare
    ply = problem.ply_cents_per_mm * (length_mm + problem.ply_end_mm)
    lay = problem.lay_cents + problem.lay_cents_per_mm * length_mm
    cost = np.r_[np.repeat(ply, colours), lay, np.full(mixes, problem.marker_cents), -problem.worth_cents.ravel()]
    rows = colours * sizes * 2 + 2 * mixes
    matrix = lil_matrix((rows, columns))
    row_low, row_high = np.full(rows, -np.inf), np.full(rows, np.inf)
    most = np.ceil((problem.demand + problem.over_most).max(axis=1) if sizes else np.zeros(colours))
    for colour in range(colours):
        for size in range(sizes):
            at = colour * sizes + size
            wanted = float(problem.demand[colour, size])
            for mix in np.flatnonzero(ratios[:, size]).tolist():
                matrix[at, mix * colours + colour] = ratios[mix, size]
            row_low[at], row_high[at] = wanted, wanted + problem.over_most[colour, size]
            # spare units counted for their worth are units really cut beyond the demand
            reward = colours * sizes + at
            matrix[reward] = matrix[at]
            start = first_spare + at * spare
            matrix[reward, start : start + spare] = -1.0
            row_low[reward] = wanted
    base = colours * sizes * 2
    for mix in range(mixes):
        matrix[base + mix, mix * colours : (mix + 1) * colours] = 1.0
        matrix[base + mix, first_lay + mix] = -float(problem.most_plies)
        row_high[base + mix] = 0.0
        matrix[base + mixes + mix, first_lay + mix] = 1.0
        matrix[base + mixes + mix, first_marker + mix] = -float(np.ceil(most.sum() / problem.most_plies) + 1)
        row_high[base + mixes + mix] = 0.0
    high = np.r_[np.tile(most, mixes), np.full(2 * mixes, np.inf), np.ones(colours * sizes * spare)]
    high[first_marker:first_spare] = 1.0
    whole = np.ones(columns, dtype=bool)
    whole[first_spare:] = False
    return Program(
        cost=cost,
        matrix=matrix.tocsr(),
        row_low=row_low,
        row_high=row_high,
        low=np.zeros(columns),
        high=high,
        is_whole=whole,
    )
