"""Grading: further sizes of a pattern, from two sizes that it has or from millimetres of growth a size.

A piece of two sizes whose outlines have their points in the same order grows evenly from size to size, point by point,
as cardinal grade rules between break sizes do. From one size, its points move out from the piece's middle in
proportion to where they lie, by the growth asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from shapely.geometry import Polygon

from treadle.terms.cutting import Outline, Pattern, Piece

_NUMBER, _LETTERS = re.compile(r"\d{1,3}(?:\.\d)?"), re.compile(r"(?:(\d)X|(X*))([SML])")


@dataclass(frozen=True, slots=True)
class Growth:
    """How much longer (along the grain) and wider a piece becomes with each size, in mm."""

    along_mm: float = 0.0
    across_mm: float = 0.0


def grade_pattern(pattern: Pattern, sizes: Sequence[str], growth: Growth | None = None) -> Pattern:
    """The pattern in all of `sizes`, which are named from small to large; its own sizes stay as they are.

    How far one size is from another is read from their names where these say it (36, 38, 44; S, M, XL), else from their
    places in the list. Raises ValueError with every piece that cannot be graded: no size of it among `sizes`, one only
    and no `growth`, outlines of different numbers of points, or an outline that crosses itself in a new size; and for
    sizes that repeat or do not rise.
    """
    rank = size_places(sizes)
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


def size_places(sizes: Sequence[str]) -> dict[str, float]:
    """Where sizes lie, in steps of a size, by their names. Raises ValueError where they repeat or do not rise."""
    if len(set(sizes)) < len(sizes):
        raise ValueError("a size is named twice")
    numbers = [float(size) if _NUMBER.fullmatch(size) else None for size in sizes]
    letters = [_letter_place(size) for size in sizes]
    if all(number is not None for number in numbers):
        places = [number or 0.0 for number in numbers]
    elif all(place is not None for place in letters):
        places = [float(place or 0) for place in letters]
    else:
        return {size: float(at) for at, size in enumerate(sizes)}
    for (one, before), (other, after) in pairwise(zip(sizes, places, strict=True)):
        if after <= before:
            raise ValueError(f"size {other} stands behind {one} and is not larger")
    # Numbers of clothes rise by two and more from size to size, letters by one.
    is_numbers = numbers[0] is not None
    step = min((after - before for before, after in pairwise(places)), default=1.0) if is_numbers else 1.0
    return {size: place / step for size, place in zip(sizes, places, strict=True)}


def _letter_place(size: str) -> int | None:
    """S, M, L, XL, 3XL, XXS … as whole steps from M; None for other names."""
    match = _LETTERS.fullmatch(size.strip().upper())
    if match is None:
        return None
    if match[3] == "M":
        return 0 if not match[1] and not match[2] else None
    steps = 1 + (int(match[1]) if match[1] else len(match[2] or ""))
    return -steps if match[3] == "S" else steps


def _in_size(own: Sequence[Piece], rank: Mapping[str, float], size: str, growth: Growth | None) -> Piece:
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


def _grown(outline: Outline, steps: float, growth: Growth) -> Outline:
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
