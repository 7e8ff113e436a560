"""treadle's own nester: a guided search on depth maps, then exact compaction. Stops on counted work; same
request, same marker."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from treadle.cut.nesters.compact import compact
from treadle.cut.nesters.explore import FINE_STEP, Explorer, Layout
from treadle.cut.nesters.shapes import Floats, Shape, convex_parts, grown_outline, orient, turn
from treadle.terms.budget import Budget
from treadle.terms.cutting import MarkerPiece, MarkerRequest, Outline, Placement

#: Layouts made exact, of those found, and linear programmes for each; how many are tried before one is.
#: Judged on the markers of the row nest.
TRIES, MOST_TRIES = 2, 6
#: Linear programmes for each layout, at most. Judged on the markers of the row nest.
ROUNDS = 30
#: Where no layout can be made exact, the best is taken apart anew with less overlap let pass, in strips so many times
#: as long. Judged on markers of the demo whose pieces nearly fill the width, which all layouts had across each other.
LONGER = (1.002, 1.02, 1.1, 1.3)
#: A layout this much longer than the best exact one will not be shorter once it is exact.
#: Judged on the markers of the row nest.
WORTH_A_TRY = 1.01
#: Most shapes in a marker: pieces that may lie at many angles are tried at every second or third of them.
#: Not tuned: bounds work and memory.
MOST_SHAPES = 200
#: What a piece that may lie at any angle is tried at.
ANY_ANGLE = tuple(float(angle) for angle in range(0, 360, 30))
#: Most that simplifying may add around an outline, as a share of the fabric's width (0.3 mm on 1.5 m).
#: Judged on the markers of the row nest.
SIMPLIFY_SHARE = 2e-4
#: Pieces whose shapes are kept from marker to marker. Not tuned: bounds memory, changes no result.
_KNOWN_PIECES = 512
#: A piece this much wider than the fabric (mm) still fits: rounding of drafts and of rotations.
#: Not tuned: rounding of floats.
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
    every = [_shapes(piece, request, tolerance) for piece in request.pieces]
    thin = -(-sum(len(fitting) for fitting in every) // MOST_SHAPES)
    for index, (piece, whole) in enumerate(zip(request.pieces, every)):
        fitting = whole[::thin]
        choices += [list(range(len(shapes), len(shapes) + len(fitting)))] * piece.copies
        shapes += fitting
        pieces += [(index, copy) for copy in range(piece.copies)]
    return Problem(shapes=shapes, choices=choices, pieces=pieces, width=request.width_mm + request.spacing_mm)


def _angles(piece: MarkerPiece) -> tuple[float, ...]:
    return tuple(dict.fromkeys(float(angle) % 360.0 for angle in piece.rotations_deg)) or ANY_ANGLE


def _shapes(piece: MarkerPiece, request: MarkerRequest, tolerance: float) -> list[Shape]:
    """The rotations of a piece that fit the width; all of them where none does."""
    every = _every(piece.outline, _angles(piece), piece.is_mirrored, request.spacing_mm, tolerance)
    room = request.width_mm + request.spacing_mm + FITS
    return [shape for shape in every if shape.size[1] <= room] or list(every)


@functools.lru_cache(maxsize=_KNOWN_PIECES)
def _every(
    outline: Outline, angles: tuple[float, ...], is_mirrored: bool, spacing_mm: float, tolerance: float
) -> tuple[Shape, ...]:
    """All rotations of a piece, kept from one marker of a pattern to the next."""
    grown = grown_outline(outline, spacing_mm, tolerance)
    parts = convex_parts(grown)
    return tuple(orient(grown, parts, angle, is_mirrored) for angle in angles)


def nest_own(request: MarkerRequest, budget: Budget) -> tuple[tuple[Placement, ...], float]:
    """Place all copies; returns the placements and the length in mm.

    `budget.work` is counted in units of 230 places tried for each piece. Every piece must fit the width in some
    rotation, see `misfits`.
    """
    problem = problem_of(request)
    at, kinds = pack(problem, budget, request.seed, request.begin, request.spacing_mm)
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


def pack(
    problem: Problem, budget: Budget, seed: int, begin: Sequence[Placement] = (), spacing: float = 0.0
) -> tuple[Floats, list[int]]:
    """Corners (n, 2) and the shape of every copy in a short strip of `problem.width` without overlap; `begin` are
    placements of all of them to begin from."""
    explorer = Explorer(problem.shapes, problem.choices, problem.width, seed)
    start = explorer.apart(_layout(problem, explorer, begin, spacing), budget) if begin else None
    layouts = explorer.run(budget) if start is None else explorer.run(budget, start, FINE_STEP)
    best = _exact(problem, explorer, layouts, 1 if begin else TRIES)
    for longer in LONGER:
        if best is None:
            best = _exact(problem, explorer, [one for top in layouts[:1] for one in explorer.strict(top, longer)])
    return best or _shelves(problem)


def _layout(problem: Problem, explorer: Explorer, begin: Sequence[Placement], spacing: float) -> Layout:
    """Placements as a layout of the search, each piece in its form that is turned least away from it."""
    lies = {(put.piece_index, put.copy): put for put in begin}
    puts = [lies[one] for one in problem.pieces]
    kinds = [
        min(choice, key=lambda kind: abs((problem.shapes[kind].angle_degrees - put.rotation_deg + 180.0) % 360 - 180.0))
        for choice, put in zip(problem.choices, puts)
    ]
    half = spacing / 2.0
    at = np.array([(put.x_mm + half, put.y_mm + half) for put in puts])
    at = at + np.array([problem.shapes[kind].low for kind in kinds])
    length = float(np.max(at[:, 0] + np.array([problem.shapes[kind].size[0] for kind in kinds])))
    return Layout(explorer.maps.form_of[kinds], at[:, 0].copy(), at[:, 1].copy(), length)


def _exact(
    problem: Problem, explorer: Explorer, layouts: list[Layout], tries_most: int = TRIES
) -> tuple[Floats, list[int]] | None:
    """The shortest of the first layouts that can be made exact: corners and shapes; None where none can."""
    best: tuple[float, Floats, list[int]] | None = None
    for tries, layout in enumerate(layouts[:MOST_TRIES], start=1):
        kinds = [_kind(problem, explorer, piece, int(form)) for piece, form in enumerate(layout.form)]
        shapes = [problem.shapes[kind] for kind in kinds]
        at, length, free = compact(shapes, np.stack([layout.x, layout.y], axis=1), problem.width, ROUNDS)
        if free and (best is None or length < best[0]):
            best = (length, at, kinds)
        if best is not None and (tries >= tries_most or layout.length > WORTH_A_TRY * best[0]):
            break
    return best and best[1:]


def _kind(problem: Problem, explorer: Explorer, piece: int, form: int) -> int:
    """The shape of a piece that has a form."""
    return next(shape for shape in problem.choices[piece] if explorer.maps.form_of[shape] == form)


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
