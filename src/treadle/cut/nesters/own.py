"""treadle's own nester: a guided search on a grid, then exact compaction. Stops on counted moves; same
request, same marker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from treadle.cut.nesters.compact import compact
from treadle.cut.nesters.guided import GuidedSearch, Layout
from treadle.cut.nesters.shapes import Floats, Shape, convex_parts, grown_outline, orient, turn
from treadle.terms.budget import Budget
from treadle.terms.cutting import MarkerPiece, MarkerRequest, Placement

#: Cells along the side of a square as large as the mean piece: finer grids pack closer and cost more per move.
CELLS_PER_PIECE = 36
#: Cells across the strip come in multiples of so many: markers of nearly the same pieces then have the same grid and
#: share what is known of their pairs, and halves, thirds and quarters of the width are whole cells.
CELLS_STEP = 12
#: Layouts made exact, of those found, and linear programmes for each.
TRIES = 3
ROUNDS = 30
#: What a piece that may lie at any angle is tried at.
ANY_ANGLE = tuple(float(angle) for angle in range(0, 360, 30))
#: Most that simplifying may add around an outline, as a share of the fabric's width (0.3 mm on 1.5 m).
SIMPLIFY_SHARE = 2e-4
#: A piece this much wider than the fabric (mm) still fits: rounding of drafts and of rotations.
FITS = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A request as arrays: all shapes, the shapes each copy may take, and which piece and copy it is."""

    shapes: list[Shape]
    choices: list[list[int]]
    pieces: list[tuple[int, int]]
    width: float


def problem_of(request: MarkerRequest, exact: bool = False) -> Problem:
    """Turn a request into arrays. With `exact` no outline is simplified (for few, rough outlines)."""
    tolerance = 0.0 if exact else SIMPLIFY_SHARE * request.width_mm
    shapes: list[Shape] = []
    choices: list[list[int]] = []
    pieces: list[tuple[int, int]] = []
    for index, piece in enumerate(request.pieces):
        fitting = _shapes(piece, request, tolerance)
        choices += [list(range(len(shapes), len(shapes) + len(fitting)))] * piece.copies
        shapes += fitting
        pieces += [(index, copy) for copy in range(piece.copies)]
    return Problem(shapes=shapes, choices=choices, pieces=pieces, width=request.width_mm + request.spacing_mm)


def _angles(piece: MarkerPiece) -> tuple[float, ...]:
    return tuple(dict.fromkeys(float(angle) % 360.0 for angle in piece.rotations_deg)) or ANY_ANGLE


def _shapes(piece: MarkerPiece, request: MarkerRequest, tolerance: float) -> list[Shape]:
    """The rotations of a piece that fit the width; all of them where none does."""
    outline = grown_outline(piece.outline, request.spacing_mm, tolerance)
    parts = convex_parts(outline)
    every = [orient(outline, parts, angle, piece.is_mirrored) for angle in _angles(piece)]
    room = request.width_mm + request.spacing_mm + FITS
    return [shape for shape in every if shape.size[1] <= room] or every


def nest_own(request: MarkerRequest, budget: Budget) -> tuple[tuple[Placement, ...], float]:
    """Place all copies; returns the placements and the length in mm.

    `budget.work` counts moves (a piece put where it overlaps the others least, in all its rotations). Every piece must
    fit the width in some rotation, see `misfits`.
    """
    problem = problem_of(request)
    at, kinds = pack(problem, budget, request.seed)
    return placements_of(problem, at, kinds, request.spacing_mm)


def misfits(request: MarkerRequest) -> tuple[int, ...]:
    """Indexes of pieces that are wider than the fabric in every rotation they may take."""
    found = []
    for index, piece in enumerate(request.pieces):
        points = np.asarray(piece.outline, dtype=np.float64)
        turned = [turn(points, angle, piece.is_mirrored) for angle in _angles(piece)]
        if min(float(np.ptp(one[:, 1])) for one in turned) > request.width_mm + FITS:
            found.append(index)
    return tuple(found)


def placements_of(
    problem: Problem, at: Floats, kinds: Sequence[int], spacing: float
) -> tuple[tuple[Placement, ...], float]:
    """Corners (n, 2) of grown outlines as placements of the pieces' own coordinates, and the length they take."""
    half = spacing / 2.0
    shapes = [problem.shapes[kind] for kind in kinds]
    placements = tuple(
        Placement(
            piece_index=index,
            copy=copy,
            x_mm=float(x - shape.low[0] - half),
            y_mm=float(y - shape.low[1] - half),
            rotation_deg=shape.angle_degrees,
        )
        for (index, copy), (x, y), shape in zip(problem.pieces, at, shapes)
    )
    ends = [float(x + shape.size[0]) for (x, _), shape in zip(at, shapes)]
    return placements, max(ends, default=spacing) - spacing


def pack(problem: Problem, budget: Budget, seed: int) -> tuple[Floats, list[int]]:
    """Corners (n, 2) and the shape of every copy in a short strip of `problem.width` without overlap."""
    search, layouts = _search(problem, budget, seed)
    best: tuple[float, Floats, list[int]] | None = None
    tries = 0
    for stretch in (1.0, 1.03, 1.1):
        for layout in layouts:
            kinds = [int(kind) for kind in layout.shape]
            corners = layout.corner * search.cell * np.array([stretch, 1.0])
            shapes = [problem.shapes[kind] for kind in kinds]
            at, length, free = compact(shapes, corners, problem.width, ROUNDS)
            tries += 1
            if free and (best is None or length < best[0]):
                best = (length, at, kinds)
            if best is not None and (tries >= TRIES or layout.length - best[0] > 2.0 * search.cell):
                return best[1], best[2]
        if best is not None:
            return best[1], best[2]
    return _shelves(problem)


def _search(problem: Problem, budget: Budget, seed: int) -> tuple[GuidedSearch, list[Layout]]:
    """Guided search; returns the layouts found, shortest first."""
    rng = np.random.default_rng(seed)
    areas = np.array([problem.shapes[c[0]].area for c in problem.choices])
    cell = float(max(np.sqrt(areas.mean()) / CELLS_PER_PIECE, problem.width / 400.0))
    cell = problem.width / (CELLS_STEP * max(1, round(problem.width / cell / CELLS_STEP)))
    search = GuidedSearch(problem.shapes, problem.choices, problem.width, cell, rng)
    longest = 2.0 * float(areas.sum()) / problem.width + 3.0 * max(float(s.size[0]) for s in problem.shapes)
    spans = np.array([problem.shapes[c[0]].size for c in problem.choices])
    found: list[Layout] = []
    for key in (areas, spans[:, 1], spans[:, 0], spans.sum(axis=1)):
        found.append(search.construct(np.argsort(-key, kind="stable").tolist(), longest))
        if search.moves + len(areas) > budget.work / 3 or budget.is_over(search.moves):
            break
    best = min(found, key=lambda layout: layout.length)
    step = 0.025
    while not budget.is_over(search.moves):
        target = best.length - max(step * best.length, 1.02 * cell)
        moves = int(min(max(4 * len(areas), 0.3 * budget.work), budget.work - search.moves))
        trial = search.squeeze(best, target)
        if search.separate(trial, moves, lambda: not budget.is_over(search.moves)):
            trial.length = search.reach(trial)
            found.append(trial)
            if trial.length >= best.length:
                break
            best = trial
        elif step * best.length <= cell:
            break
        else:
            step = step / 2.0
    found.sort(key=lambda layout: layout.length)
    return search, found


def _shelves(problem: Problem) -> tuple[Floats, list[int]]:
    """Boxes in rows across the strip: no overlap whatever the outlines, and no good use of fabric either."""
    kinds = [min(choice, key=lambda k: (problem.shapes[k].size[1], k)) for choice in problem.choices]
    at = np.zeros((len(kinds), 2))
    x = y = deep = 0.0
    for number in sorted(range(len(kinds)), key=lambda n: -float(problem.shapes[kinds[n]].size[0])):
        along, across = (float(v) for v in problem.shapes[kinds[number]].size)
        if y > 0.0 and y + across > problem.width:
            x, y, deep = x + deep, 0.0, 0.0
        at[number] = (x, y)
        y, deep = y + across, max(deep, along)
    return at, kinds
