"""Closed outlines from the lines of a drawing, which come in any order, direction and number."""

from __future__ import annotations

import math
from dataclasses import dataclass

Point = tuple[float, float]

#: Ends this close (mm) meet; ends up to the second are joined and told; points closer than the third are one.
_MEET_MM, _BRIDGE_MM, _SAME_MM = 0.1, 8.0, 1e-3
#: Lines that may make up one outline: beyond, a drawing is no pattern piece.
MOST_LINES = 2_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The largest closed line found, its first point not repeated, and the other closed lines.

    `mended` tells (what, remedy) of each thing put right; `open_mm` is above 0 where no line could be closed.
    """

    points: tuple[Point, ...]
    mended: tuple[tuple[str, str], ...] = ()
    open_mm: float = 0.0
    others: tuple[tuple[Point, ...], ...] = ()


def joined_outline(lines: list[list[Point]]) -> Outline:
    """Join lines (mm) end to end into loops and take the largest."""
    mended: dict[tuple[str, str], None] = {}
    left = [list(line) for line in lines]
    loops: list[list[Point]] = []
    widest_gap = 0.0
    while left:
        loop, gap = _one_loop(left)
        if gap > _BRIDGE_MM:
            widest_gap = max(widest_gap, gap)
            continue
        if gap > _MEET_MM:
            mended[f"its outline had a gap of {gap:.1f} mm, closed", "Close the outline in the CAD system"] = None
        loops.append(loop)
    cleaned = [_without_repeats(loop) for loop in loops]
    if any(repeats for _, repeats in cleaned):
        mended["it repeats points, left off", "Nothing to do: it does no harm"] = None
    closed = sorted((loop for loop, _ in cleaned if len(loop) > 2), key=lambda one: -abs(_area(one)))
    if not closed:
        return Outline(points=(), open_mm=widest_gap or 1.0)
    if widest_gap > 0 or len(closed) > 1:
        mended["further lines lie on its outline's layer, left off", "Put them on layer 8 or 11"] = None
    return Outline(points=tuple(closed[0]), mended=tuple(mended), others=tuple(tuple(one) for one in closed[1:]))


def _one_loop(left: list[list[Point]]) -> tuple[list[Point], float]:
    """Take lines from `left`, each the nearest to the last end, until the first point is nearest; widest gap in mm."""
    loop = left.pop(0)
    widest = 0.0
    while True:
        home = math.dist(loop[-1], loop[0]) if len(loop) > 2 else math.inf
        near = min(
            ((min(math.dist(loop[-1], one[0]), math.dist(loop[-1], one[-1])), at) for at, one in enumerate(left)),
            default=(math.inf, -1),
        )
        if home <= _MEET_MM or home <= near[0]:
            return loop, max(widest, home)
        if near[0] > _BRIDGE_MM:
            return loop, home if home < math.inf else math.dist(loop[0], loop[-1])
        widest = max(widest, near[0])
        following = left.pop(near[1])
        if math.dist(loop[-1], following[-1]) < math.dist(loop[-1], following[0]):
            following.reverse()
        loop += following[1:] if near[0] <= _MEET_MM else following


def _without_repeats(loop: list[Point]) -> tuple[list[Point], bool]:
    """Points with neighbours apart, and whether any repeated inside the line (a repeated first point is usual)."""
    kept = [loop[0]]
    for point in loop[1:]:
        if math.dist(point, kept[-1]) > _SAME_MM:
            kept.append(point)
    repeats = len(kept) < len(loop)
    while len(kept) > 1 and math.dist(kept[0], kept[-1]) <= _MEET_MM:
        kept.pop()
    return kept, repeats


def _area(loop: list[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(loop, loop[1:] + loop[:1], strict=True)) / 2.0
