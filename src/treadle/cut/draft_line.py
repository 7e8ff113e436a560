"""Lines of a draft: curves as points, mirrored halves, seam allowance. Millimetres; x runs along the grain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from shapely.geometry import Polygon

from treadle.terms.cutting import Outline, Piece

Point = tuple[float, float]
#: Points per curve: a chord of a 250 mm armhole then strays less than 0.7 mm from its curve.
#: Follows from that error, not tuned.
STEPS = 10


def curve(start: Point, pull: Point, pull_back: Point, end: Point, steps: int = STEPS) -> list[Point]:
    """Cubic Bézier from `start` (left out) to `end` (kept), bent towards its two pulls."""
    points = []
    for step in range(1, steps + 1):
        t = step / steps
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        points.append(
            (
                a * start[0] + b * pull[0] + c * pull_back[0] + d * end[0],
                a * start[1] + b * pull[1] + c * pull_back[1] + d * end[1],
            )
        )
    return points


def both_halves(half: Sequence[Point]) -> list[Point]:
    """A piece cut on the fold, opened: `half` runs from fold to fold on the side y ≥ 0, the fold lies on y = 0."""
    other = [(x, -y) for x, y in reversed(half) if y > 1e-9]
    return list(half) + other


def box(along: float, across: float) -> list[Point]:
    """A rectangle with its corner at (0, 0)."""
    return [(0.0, 0.0), (along, 0.0), (along, across), (0.0, across)]


def length_of(line: Sequence[Point]) -> float:
    """Length of an open line."""
    return sum(math.dist(a, b) for a, b in pairwise(line))


def with_seams(line: Sequence[Point], seam: float = 10.0) -> Outline:
    """The cutting line: the sewing line grown by the seam allowance, corners kept sharp, to a tenth of a millimetre.

    Counter-clockwise, first point not repeated.
    """
    grown = Polygon(line).buffer(seam, join_style="mitre", mitre_limit=2.5) if seam else Polygon(line)
    grown = grown.simplify(0.15)
    ring = list(grown.exterior.coords)[:-1]
    if not grown.exterior.is_ccw:
        ring.reverse()
    return tuple((round(x, 1) + 0.0, round(y, 1) + 0.0) for x, y in ring)


def drafted_piece(
    name: str, size: str, line: Sequence[Point], quantity: int = 1, pair: bool = False, seam: float = 10.0
) -> Piece:
    """A piece from its sewing line: seams added, either way round along the grain, matched at the middle of its hem."""
    return Piece(
        piece_id=name, size=size, outline=with_seams(line, seam), quantity=quantity, is_pair=pair,
        rotations_deg=(0.0, 180.0), match_mm=(0.0, 0.0),
    )  # fmt: skip
