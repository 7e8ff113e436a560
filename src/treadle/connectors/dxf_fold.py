"""Half and quarter pieces made whole about their mirror lines, with what lies in them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from shapely.affinity import affine_transform
from shapely.geometry import LineString, Polygon
from shapely.ops import unary_union

from treadle.terms.cutting import Mark

Point = tuple[float, float]

#: An edge within this of a mirror line (mm) lies on it, and it may lean against it by so many degrees.
ON_LINE_MM, LEANS_DEG = 2.5, 2.0
#: Halves are joined over gaps up to this (mm).
_JOIN_MM = 0.05
#: An edge shorter than this, or than this share of the mirror line, is no fold.
_SHORTEST_MM, _SHARE = 15.0, 0.4


def unfolded(
    shape: Polygon, marks: Sequence[Mark], folds: Sequence[tuple[Point, Point]]
) -> tuple[Polygon, list[Mark], list[tuple[Point, Point]], int]:
    """The whole piece with its marks, the mirror lines that were not used, and how many were.

    A mirror line is used where the piece lies on one side of it with an edge along it; it may overshoot the edge or lie
    a little beside it. A line about which a whole piece is symmetrical is neither used nor left over. Holes that arise
    in the middle become cut-outs.
    """
    left = list(folds)
    whole = list(marks)
    used = 0
    found = True
    while found:
        found = False
        for fold in left:
            axis = _edge_along(shape, fold)
            both = None if axis is None else _joined(shape, axis)
            if axis is None or both is None:
                continue
            whole = _mirrored_marks(whole, axis)
            shape = Polygon(both.exterior)
            whole += [Mark(kind="cutout", points=tuple(map(_pair, ring.coords[:-1]))) for ring in both.interiors]
            left = [one for one in left if one is not fold]
            used, found = used + 1, True
            break
    return shape, whole, [fold for fold in left if not _is_centre(shape, fold)], used


def _pair(point: Sequence[float]) -> Point:
    return float(point[0]), float(point[1])


def _edge_along(shape: Polygon, fold: tuple[Point, Point]) -> tuple[Point, Point] | None:
    """The ends of the piece's edge that lies on a mirror line, where all of the piece is on one side of it."""
    (ax, ay), (bx, by) = fold
    length = math.dist(*fold)
    if length <= 0:
        return None
    ux, uy = (bx - ax) / length, (by - ay) / length
    along = [((x - ax) * ux + (y - ay) * uy, (y - ay) * ux - (x - ax) * uy) for x, y in shape.exterior.coords]
    sides = [across for _, across in along]
    if min(sides) < -ON_LINE_MM and max(sides) > ON_LINE_MM:
        return None
    edges = []
    for at in range(len(along) - 1):
        (one, off), (other, beside) = along[at], along[at + 1]
        is_near = abs(off) <= ON_LINE_MM and abs(beside) <= ON_LINE_MM
        reach = min(max(one, other), length) - max(min(one, other), 0.0)
        if is_near and reach > 0:
            edges.append((reach, at))
    told = sum(reach for reach, _ in edges)
    span = max(one for one, _ in along) - min(one for one, _ in along)
    if told < max(_SHORTEST_MM, _SHARE * min(length, span)):
        return None
    ends = [point for _, at in edges for point in (along[at], along[at + 1])]
    low, high = min(ends), max(ends)
    if abs(math.degrees(math.atan2(high[1] - low[1], high[0] - low[0]))) > LEANS_DEG:
        return None
    return tuple((ax + one * ux - off * uy, ay + one * uy + off * ux) for one, off in (low, high))  # type: ignore[return-value]


def _mirror(axis: tuple[Point, Point]) -> list[float]:
    """The mirror image about a line, as shapely's six numbers."""
    (ax, ay), (bx, by) = axis
    angle = 2.0 * math.atan2(by - ay, bx - ax)
    c, s = math.cos(angle), math.sin(angle)
    return [c, s, s, -c, ax - c * ax - s * ay, ay - s * ax + c * ay]


def _joined(shape: Polygon, axis: tuple[Point, Point]) -> Polygon | None:
    """Both halves as one; None where they do not join."""
    mirrored = affine_transform(shape, _mirror(axis))
    for gap in (_JOIN_MM, ON_LINE_MM):
        both = unary_union([shape, mirrored]).buffer(gap, join_style="mitre").buffer(-gap, join_style="mitre")
        if isinstance(both, Polygon) and both.is_valid and both.area > 1.9 * shape.area:
            # Slivers along the fold are no holes.
            holes = [ring for ring in both.interiors if Polygon(ring).area > 25.0]
            return Polygon(both.exterior, holes)
    return None


def _mirrored_marks(marks: Sequence[Mark], axis: tuple[Point, Point]) -> list[Mark]:
    """Marks of both halves; those that lie on the fold once, lines that cross it joined by their own image."""
    a, b, d, e, x_off, y_off = _mirror(axis)
    line = LineString(axis)
    found = list(marks)
    for one in marks:
        if one.kind == "text":
            continue
        if all(line.distance(_at(point)) <= ON_LINE_MM for point in one.points):
            continue
        image = tuple((a * x + b * y + x_off, d * x + e * y + y_off) for x, y in one.points)
        found.append(Mark(kind=one.kind, points=image, text=one.text))
    return found


def _at(point: Point) -> LineString:
    from shapely.geometry import Point as ShapelyPoint

    return ShapelyPoint(point)


def _is_centre(shape: Polygon, fold: tuple[Point, Point]) -> bool:
    """True where a piece is whole already: the mirror line is its line of symmetry."""
    if math.dist(*fold) <= 0:
        return False
    image = affine_transform(shape, _mirror(fold))
    return bool(shape.symmetric_difference(image).area < 0.02 * shape.area)
