"""Outlines and pieces of plain files: the same limits and the same words wherever a piece is read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from shapely.geometry import Polygon

from treadle.errors import Problem
from treadle.terms.cutting import Outline, Piece
from treadle.terms.json_form import JsonForm
from treadle.terms.tables.making import PIECES

_OUTLINE = PIECES.column("outline")
#: Corners of an outline, and the longest piece (mm) that may be: a marker of more is none.
MOST_CORNERS, FARTHEST_MM = 20_000, float(_OUTLINE.most or 0)
#: A piece of a garment shorter than this is a slip of units, and so is one longer than the second.
SHORTEST_MM, LONGEST_MM = float(_OUTLINE.likely_least or 0), float(_OUTLINE.likely_most or 0)


def outline_of(form: JsonForm, told: Any, key: str = "outline", least: int = 3) -> Outline:
    """Corners of a list of pairs, a repeated first one left off; empty, with a problem, where it is none."""
    if not isinstance(told, list) or len(told) < least:
        form.wrong(key, "is no list of corners", "Write it like [[0, 0], [500, 0], [500, 300]]")
        return ()
    if len(told) > MOST_CORNERS:
        form.wrong(key, f"has {len(told)} corners", f"Draw it with at most {MOST_CORNERS}")
        return ()
    points = []
    for at, pair in enumerate(told, start=1):
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            form.wrong(key, f"has a corner {at} that is no pair", "Write corners like [500, 300]")
            return ()
        before = len(form.problems)
        x, y = (form.number_of(one, f"{key}, corner {at},", -1e6, 1e6) for one in pair)
        if len(form.problems) > before:
            return ()
        points.append((x, y))
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return tuple(points)


def piece_problems(file: str, pieces: Sequence[Piece], remedy: str) -> list[Problem]:
    """What keeps pieces from being cut: outlines without an area or crossing themselves, odd pairs, names twice.

    A piece without any outline is a problem that its reader has told.
    """
    problems = []
    seen: set[tuple[str, str]] = set()
    for one in pieces:
        name = f"piece {one.piece_id} {one.size}"
        wrong = []
        shape = Polygon(one.outline) if len(one.outline) > 2 else None
        if one.outline and (shape is None or not shape.is_valid or not shape.area > 0):
            wrong.append("has no simple outline with an area")
        elif one.outline and max(span_mm(one.outline)) > FARTHEST_MM:
            wrong.append(f"is {max(span_mm(one.outline)) / 1000:,.0f} m long")
        if one.quantity < 1 or (one.is_pair and one.quantity % 2):
            wrong.append(f"cannot be cut {one.quantity} times" + (" in mirrored pairs" if one.is_pair else ""))
        if not one.rotations_deg or not 0 <= one.tilt_deg < 45:
            wrong.append("has no rotation, or a tilt that is not from 0 to 45 degrees")
        if (one.piece_id, one.size) in seen:
            wrong.append("is there twice")
        seen.add((one.piece_id, one.size))
        problems += [Problem(file=file, what=f"{name} {what}", remedy=remedy) for what in wrong]
    return problems


def span_mm(outline: Outline) -> tuple[float, float]:
    """Length and width of an outline's box."""
    if not outline:
        return 0.0, 0.0
    xs, ys = zip(*outline, strict=True)
    return math.fsum((max(xs), -min(xs))), math.fsum((max(ys), -min(ys)))


def implausible(file: str, pieces: Sequence[Piece]) -> list[Problem]:
    """Pieces whose size is no garment's, one line for each kind: most likely a unit that was mistaken."""
    found = []
    longest: dict[str, float] = {}
    for one in pieces:
        longest[one.piece_id] = max(longest.get(one.piece_id, 0.0), *span_mm(one.outline))
    small = {name: mm for name, mm in longest.items() if mm < SHORTEST_MM}
    large = {name: mm for name, mm in longest.items() if mm > LONGEST_MM}
    for some, than in ((small, f"under {SHORTEST_MM / 10:.0f} cm"), (large, f"over {LONGEST_MM / 1000:.0f} m")):
        if some:
            told = ", ".join(
                f"{name} ({mm / 1000:.2f} m)" if mm > 1000 else f"{name} ({mm:.0f} mm)" for name, mm in some.items()
            )
            what = f"pieces are {than} long: {told}; that is no garment's size"
            found.append(Problem(file=file, what=what, remedy="Correct the unit of the file", stops_plan=False))
    if not found and longest and max(longest.values()) < 5 * SHORTEST_MM:
        what = f"no piece is longer than {max(longest.values()):.0f} mm; that is no garment's size"
        found.append(Problem(file=file, what=what, remedy="Correct the unit of the file", stops_plan=False))
    return found
