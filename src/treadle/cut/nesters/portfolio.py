"""sparrow made better: its run, then our own search from its layout on all cores, each layout compacted exactly.

sparrow explores well and compresses slowly, and leaves small gaps (it separates by a proxy of overlap and simplifies
outlines). Our search tries some ten times as many places a second near a good layout, and joint linear compaction wins
the gaps back. Two runs of sparrow side by side on a core each were tried and lost to one run on both: its workers share
what they find.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from treadle.cut.nesters.compact import compact
from treadle.cut.nesters.explore import FINE_STEP, Explorer, Layout
from treadle.cut.nesters.own import problem_of
from treadle.cut.nesters.shapes import Floats, Shape, convex_parts, grown_outline, orient
from treadle.cut.nesters.sparrow import Put, sparrow
from treadle.terms.budget import Budget
from treadle.terms.cutting import MarkerRequest, Placement

#: More convex parts than this in all copies together and outlines are simplified before compaction (share of the
#: width). Judged on the markers of the row nest.
MANY_PARTS = 4_000
#: Judged on the markers of the row nest.
_SIMPLER = 2e-5
#: Share of the time that sparrow has; the rest is for our own search, but a twelfth (at most 4 s) for compaction.
#: Judged on the markers of the row nest: with 0.12, 0.3 and 0.6 of 40 s the mean gap was 4.4, 4.1 and 4.8 %.
SPARROW_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One layout of all copies: placements and length in mm, whether it was compacted, and which run made it."""

    placements: tuple[Placement, ...]
    length_mm: float
    is_compacted: bool
    run: int


def nest_sparrow(request: MarkerRequest, seconds_left: Callable[[], float], compress_share: float = 0.2) -> list[Drawn]:
    """Layouts of a sparrow run and of our own search from where it ended, each also compacted, shortest first.

    Ends when `seconds_left()` is 0. Nothing is verified here. Raises `MissingExtraError` without spyrrow.
    """
    seconds = seconds_left()
    keep = min(4.0, seconds / 12.0)
    rings = [
        (
            [(x, -y) if piece.is_mirrored else (x, y) for x, y in piece.outline],
            piece.copies,
            piece.rotations_deg or None,
        )
        for piece in request.pieces
    ]
    share = SPARROW_SHARE * (seconds - keep)
    answers = [sparrow(rings, request.width_mm, share, request.seed * 1_009, request.spacing_mm, None, compress_share)]
    if all(piece.rotations_deg for piece in request.pieces):
        answers += _searched_on(request, answers[0], lambda: seconds_left() - keep)
    drawn = []
    parts = _parts(request)
    lengths = [_raw_length(request, answer) for answer in answers]
    for number in sorted(range(len(answers)), key=lambda n: lengths[n]):
        if number == 0 or seconds_left() > 0.0:
            drawn.append(_as_drawn(request, answers[number], lengths[number], number))
            if seconds_left() > 0.3:
                better = _compacted(request, parts, answers[number], number, seconds_left)
                if better is not None:
                    drawn.append(better)
    return sorted(drawn, key=lambda one: one.length_mm)


def _searched_on(request: MarkerRequest, answer: Sequence[Put], left: Callable[[], float]) -> list[list[Put]]:
    """Layouts of our own search, on every core with chance of its own, from a layout on until no time is left."""
    problem = problem_of(request, exact=not _has_many_parts(request))
    waiting: list[list[Put]] = [[] for _ in request.pieces]
    for put in answer:
        waiting[put[0]].append(put)
    puts = [waiting[index][copy] for index, copy in problem.pieces]
    kinds = [
        min(choice, key=lambda kind: abs((problem.shapes[kind].angle_degrees - put[1] + 180.0) % 360.0 - 180.0))
        for choice, put in zip(problem.choices, puts)
    ]
    shapes = [problem.shapes[kind] for kind in kinds]
    half = request.spacing_mm / 2.0
    at = np.array([(put[2] + half, put[3] + half) for put in puts]) + np.array([shape.low for shape in shapes])
    explorers = [
        Explorer(problem.shapes, problem.choices, problem.width, request.seed * 1_009 + core)
        for core in range(os.cpu_count() or 1)
    ]
    length = float(np.max(at[:, 0] + np.array([shape.size[0] for shape in shapes])))
    start = Layout(explorers[0].maps.form_of[kinds], at[:, 0].copy(), at[:, 1].copy(), length)
    budget = Budget(work=float("inf"), left=left)
    with ThreadPoolExecutor(max_workers=len(explorers)) as pool:
        found = list(pool.map(lambda explorer: explorer.run(budget, start, FINE_STEP), explorers))
    answers = []
    for explorer, layouts in zip(explorers, found):
        for layout in layouts[:1]:
            placed = [
                next(problem.shapes[kind] for kind in choice if explorer.maps.form_of[kind] == form)
                for choice, form in zip(problem.choices, layout.form)
            ]
            answers.append([
                (index, shape.angle_degrees, float(x - shape.low[0] - half), float(y - shape.low[1] - half))
                for (index, _), shape, x, y in zip(problem.pieces, placed, layout.x, layout.y)
            ])  # fmt: skip
    return answers


def _has_many_parts(request: MarkerRequest) -> bool:
    outlines = [grown_outline(piece.outline, request.spacing_mm, 0.0) for piece in request.pieces]
    return sum(len(convex_parts(one)) * piece.copies for one, piece in zip(outlines, request.pieces)) > MANY_PARTS


def _parts(request: MarkerRequest) -> list[tuple[Floats, list[Floats]]]:
    """Grown outline and convex parts of every piece, simplified where there would be too many."""
    outlines = [grown_outline(piece.outline, request.spacing_mm, 0.0) for piece in request.pieces]
    parts = [convex_parts(outline) for outline in outlines]
    if sum(len(part) * piece.copies for part, piece in zip(parts, request.pieces)) > MANY_PARTS:
        tolerance = _SIMPLER * request.width_mm
        outlines = [grown_outline(piece.outline, request.spacing_mm, tolerance) for piece in request.pieces]
        parts = [convex_parts(outline) for outline in outlines]
    return list(zip(outlines, parts))


def _points(request: MarkerRequest, index: int) -> Floats:
    return np.asarray(request.pieces[index].outline, dtype=np.float64)


def _raw_length(request: MarkerRequest, answer: Sequence[Put]) -> float:
    ends = []
    for index, angle, x, _ in answer:
        points = _points(request, index)
        turned = orient(points, [points], angle, request.pieces[index].is_mirrored)
        ends.append(x + float(turned.low[0] + turned.size[0]))
    return max(ends, default=0.0)


def _as_drawn(request: MarkerRequest, answer: Sequence[Put], length: float, run: int) -> Drawn:
    copies = [0] * len(request.pieces)
    placements = []
    for index, angle, x, y in answer:
        put = Placement(piece_index=index, copy=copies[index], x_mm=x, y_mm=y, rotation_deg=angle % 360.0)
        placements.append(put)
        copies[index] += 1
    return Drawn(placements=tuple(placements), length_mm=length, is_compacted=False, run=run)


def _compacted(
    request: MarkerRequest,
    parts: list[tuple[Floats, list[Floats]]],
    answer: Sequence[Put],
    run: int,
    seconds_left: Callable[[], float],
) -> Drawn | None:
    turned: dict[tuple[int, float], Shape] = {}
    shapes = []
    for index, angle, _, _ in answer:
        if (index, angle) not in turned:
            turned[(index, angle)] = orient(*parts[index], angle, request.pieces[index].is_mirrored)
        shapes.append(turned[(index, angle)])
    half = request.spacing_mm / 2.0
    at = np.array([(x + half, y + half) for _, _, x, y in answer]) + np.array([shape.low for shape in shapes])
    corners, length, free = compact(shapes, at, request.width_mm + request.spacing_mm, 60, lambda: seconds_left() > 0.0)
    if not free:
        return None
    moved = [
        (index, angle, float(corner[0] - shape.low[0] - half), float(corner[1] - shape.low[1] - half))
        for (index, angle, _, _), corner, shape in zip(answer, corners, shapes)
    ]
    plain = _as_drawn(request, moved, length - request.spacing_mm, run)
    return Drawn(placements=plain.placements, length_mm=plain.length_mm, is_compacted=True, run=run)
