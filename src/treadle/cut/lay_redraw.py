"""The other half of the search: with the plies of every lay held, choose what each marker should hold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

from treadle.cut.lay_model import LayProblem
from treadle.cut.solvers.highs import Program, solve_program

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def redraw(
    problem: LayProblem, plies: Ints, line: tuple[Floats, float], *, nodes: int, seconds: float | None
) -> Ints | None:
    """Mixes for lays whose plies (J, C) are given, for the least fabric by the length line: (J, S), None where none.

    `line` is (mm per garment by size, mm per marker) as in `Lengths.line`. Lays left without garments get zeros.
    """
    count, colours = plies.shape
    sizes = problem.demand.shape[1]
    per_garment, end_mm = line
    limit = problem.demand + problem.over_most
    allowed = np.full((count, sizes), problem.most_garments, dtype=np.int64)
    for colour in range(colours):
        used = plies[:, colour] > 0
        allowed[used] = np.minimum(allowed[used], limit[colour][None, :] // plies[used, colour][:, None])
    lay, size, colour_of = np.meshgrid(np.arange(count), np.arange(sizes), np.arange(colours), indexing="ij")
    column = (lay * sizes + size).ravel()
    flat = np.arange(count * sizes)
    cells = colours * sizes
    matrix = coo_matrix(
        (
            np.r_[plies[lay.ravel(), colour_of.ravel()], np.ones(len(flat)), np.tile(per_garment, count)],
            (
                np.r_[(colour_of * sizes + size).ravel(), cells + flat // sizes, cells + count + flat // sizes],
                np.r_[column, flat, flat],
            ),
        ),
        shape=(cells + 2 * count, count * sizes),
    )
    ply = plies.sum(axis=1) * problem.ply_cents_per_mm + problem.lay_cents_per_mm
    program = Program(
        cost=(ply[:, None] * per_garment[None, :]).ravel(),
        matrix=matrix.tocsr(),
        row_low=np.r_[problem.demand.ravel(), np.full(2 * count, -np.inf)].astype(float),
        row_high=np.r_[
            limit.ravel(), np.full(count, problem.most_garments), np.full(count, problem.longest_mm - end_mm)
        ].astype(float),
        low=np.zeros(count * sizes),
        high=allowed.ravel().astype(float),
        is_whole=np.ones(count * sizes, dtype=bool),
    )
    answer = solve_program(program, nodes=nodes, gap_share=1e-5, seconds=seconds)
    if answer.status == "infeasible":
        return None
    return np.asarray(answer.values.reshape(count, sizes).astype(np.int64))


def other_plies(problem: LayProblem, plies: Ints, rng: np.random.Generator) -> Ints:
    """Plies of lays near the given ones (J, C): shifted, with a lay dropped, or with a lay split in two."""
    plies = plies.copy()
    move = int(rng.integers(4))
    if move == 0 and len(plies) > 1:
        gone = int(rng.integers(len(plies)))
        rest = np.delete(plies, gone, axis=0)
        share = rest / np.maximum(rest.sum(axis=0), 1)
        plies = rest + np.rint(share * plies[gone][None, :]).astype(np.int64)
    elif move == 1:
        cut = int(rng.integers(len(plies)))
        part = np.rint(plies[cut] * rng.uniform(0.2, 0.8)).astype(np.int64)
        plies[cut] -= part
        plies = np.vstack([plies, part])
    else:
        reach = 1 + int(plies.max()) // (4 if move == 2 else 12)
        plies += rng.integers(-reach, reach + 1, size=plies.shape) * (plies > 0)
    plies = np.clip(plies, 0, problem.most_plies)
    for row in plies:
        while row.sum() > problem.most_plies:
            row[int(np.argmax(row))] -= 1
        while row.sum() < problem.least_plies:
            row[int(np.argmax(row))] += 1
    return np.asarray(plies, dtype=np.int64)


def fresh_plies(problem: LayProblem, lays: int, total: int, rng: np.random.Generator) -> Ints | None:
    """Random plies of `lays` lays that sum to about `total` over all: (lays, C); None where they cannot."""
    if lays * problem.most_plies < total or lays * problem.least_plies > total:
        return None
    heights = np.rint(rng.dirichlet(np.full(lays, 3.0)) * total).astype(np.int64)
    heights = np.clip(heights, problem.least_plies, problem.most_plies)
    while heights.sum() != total:
        step = 1 if heights.sum() < total else -1
        at = int(rng.integers(lays))
        if problem.least_plies <= heights[at] + step <= problem.most_plies:
            heights[at] += step
    share = problem.demand.sum(axis=1) / problem.demand.sum()
    plies = np.floor(heights[:, None] * share[None, :]).astype(np.int64)
    plies[:, int(np.argmax(share))] += heights - plies.sum(axis=1)
    return np.asarray(plies, dtype=np.int64)
