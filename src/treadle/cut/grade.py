"""Grading: further sizes of a pattern, from two sizes that it has or from millimetres of growth a size.

A piece of two sizes whose outlines have their points in the same order grows evenly from size to size, point by point,
as cardinal grade rules between break sizes do. From one size, its points move out from the piece's middle in
proportion to where they lie, by the growth asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from shapely.geometry import Polygon

from treadle.terms.cutting import Outline, Pattern, Piece


@dataclass(frozen=True, slots=True)
class Growth:
    """How much longer (along the grain) and wider a piece becomes with each size, in mm."""

    along_mm: float = 0.0
    across_mm: float = 0.0


def grade_pattern(pattern: Pattern, sizes: Sequence[str], growth: Growth | None = None) -> Pattern:
    """The pattern in all of `sizes`, which are named from small to large; its own sizes stay as they are.

    Raises ValueError with every piece that cannot be graded: no size of it among `sizes`, one only and no `growth`,
    outlines of different numbers of points, or an outline that crosses itself in a new size.
    """
    rank = {size: at for at, size in enumerate(sizes)}
    wrong: list[str] = []
    found: list[Piece] = []
    for piece_id in dict.fromkeys(piece.piece_id for piece in pattern.pieces):
        own = sorted(
            (one for one in pattern.pieces if one.piece_id == piece_id and one.size in rank),
            key=lambda one: rank[one.size],
        )
        try:
            found += [_in_size(own, rank, size, growth) for size in sizes]
        except ValueError as error:
            wrong.append(f"{piece_id}: {error}")
    if wrong:
        raise ValueError("; ".join(wrong))
    order = {piece_id: at for at, piece_id in enumerate(dict.fromkeys(piece.piece_id for piece in pattern.pieces))}
    found.sort(key=lambda one: (rank[one.size], order[one.piece_id]))
    return Pattern(pattern_id=pattern.pattern_id, pieces=tuple(found))


def _in_size(own: Sequence[Piece], rank: dict[str, int], size: str, growth: Growth | None) -> Piece:
    """One piece in a size."""
    if not own:
        raise ValueError("it has none of these sizes")
    same = next((one for one in own if one.size == size), None)
    if same is not None:
        return same
    at = rank[size]
    if len(own) == 1:
        if growth is None:
            raise ValueError(f"it has size {own[0].size} only; say how much it grows")
        return _sound(replace(own[0], size=size, outline=_grown(own[0].outline, at - rank[own[0].size], growth)))
    below = max((one for one in own if rank[one.size] < at), key=lambda one: rank[one.size], default=own[0])
    above = next((one for one in own if rank[one.size] > rank[below.size]), own[-1])
    if below is above:
        below = own[-2]
    if len(below.outline) != len(above.outline):
        raise ValueError(
            f"{below.size} has {len(below.outline)} points and {above.size} {len(above.outline)}: they cannot be paired"
        )
    share = (at - rank[below.size]) / (rank[above.size] - rank[below.size])
    low, high = np.array(below.outline), np.array(above.outline)
    ring = np.round(low + (high - low) * share, 4)
    return _sound(replace(below, size=size, outline=tuple((float(x), float(y)) for x, y in ring)))


def _grown(outline: Outline, steps: int, growth: Growth) -> Outline:
    """Points moved out from the middle in proportion to their place, so that the piece grows by `steps` sizes."""
    points = np.array(outline)
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.maximum(high - low, 1e-9)
    factor = np.maximum(1.0 + steps * np.array([growth.along_mm, growth.across_mm]) / span, 0.0)
    ring = np.round((low + high) / 2 + (points - (low + high) / 2) * factor, 4)
    return tuple((float(x), float(y)) for x, y in ring)


def _sound(piece: Piece) -> Piece:
    shape = Polygon(piece.outline)
    if not shape.is_valid or shape.area <= 0:
        raise ValueError(f"size {piece.size} has no simple outline")
    return piece
