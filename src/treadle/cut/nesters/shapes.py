"""Oriented pieces as arrays: the outline a nester moves, grown by half the spacing and split into convex parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """One piece in one orientation.

    `angle_degrees` and `mirrored` say how it was turned (mirrored in the x axis of its own coordinates first, then
    rotated counter-clockwise about their origin). `low` is the lower left corner of the grown outline in those turned
    coordinates: a shape put with its corner at p has its reference point at p - low. `size` is (along the
    strip, across it). `outline` (n, 2) and `parts` (k, v, 2; convex, counter-clockwise, padded by repeating the
    last corner) are relative to that corner.
    """

    angle_degrees: float
    mirrored: bool
    low: Floats
    size: Floats
    outline: Floats
    parts: Floats
    area: float


def grown_outline(polygon: Sequence[tuple[float, float]], spacing: float, tolerance: float) -> Floats:
    """Outline (n, 2), counter-clockwise, that contains `polygon` and half of `spacing` around it.

    `tolerance` is the most that simplifying may add on top; 0 keeps every corner. Same length unit throughout.
    """
    shape = shapely.Polygon(polygon)
    if not shape.is_valid:
        shape = shapely.make_valid(shape)
    grow = spacing / 2.0 + tolerance
    if grow > 0:
        shape = shape.buffer(grow, join_style="mitre", mitre_limit=2.0)
    if tolerance > 0:
        shape = shape.simplify(tolerance)
    low_x, low_y, high_x, high_y = shapely.Polygon(polygon).bounds
    half = spacing / 2.0
    shape = shape.intersection(shapely.box(low_x - half, low_y - half, high_x + half, high_y + half))
    if shape.geom_type != "Polygon":
        shape = shape.convex_hull
    points = np.asarray(shape.exterior.coords, dtype=np.float64)[:-1, :2]
    points = points[np.any(points != np.roll(points, 1, axis=0), axis=1)]
    return np.ascontiguousarray(points if shape.exterior.is_ccw else points[::-1])


def turn(points: Floats, angle_degrees: float, mirrored: bool) -> Floats:
    """Mirror (n, 2) points in the x axis if asked, then rotate them counter-clockwise about the origin."""
    flipped = points * np.array([1.0, -1.0]) if mirrored else points
    quarter = angle_degrees % 360.0
    if quarter in (0.0, 90.0, 180.0, 270.0):
        cos, sin = {0.0: (1.0, 0.0), 90.0: (0.0, 1.0), 180.0: (-1.0, 0.0), 270.0: (0.0, -1.0)}[quarter]
    else:
        cos, sin = float(np.cos(np.deg2rad(quarter))), float(np.sin(np.deg2rad(quarter)))
    turned = flipped @ np.array([[cos, sin], [-sin, cos]])
    return np.ascontiguousarray(turned[::-1] if mirrored else turned)


def orient(outline: Floats, parts: list[Floats], angle_degrees: float, mirrored: bool) -> Shape:
    """Turn a grown outline and its convex parts into a `Shape`."""
    turned = turn(outline, angle_degrees, mirrored)
    low = turned.min(axis=0)
    corners = max(len(part) for part in parts)
    padded = np.empty((len(parts), corners, 2))
    for row, part in enumerate(parts):
        points = turn(part, angle_degrees, mirrored) - low
        padded[row, : len(points)] = points
        padded[row, len(points) :] = points[-1]
    around = np.roll(turned, -1, axis=0)
    area = 0.5 * float(np.sum(turned[:, 0] * around[:, 1] - turned[:, 1] * around[:, 0]))
    return Shape(
        angle_degrees=angle_degrees,
        mirrored=mirrored,
        low=low,
        size=turned.max(axis=0) - low,
        outline=turned - low,
        parts=padded,
        area=area,
    )


def convex_parts(outline: Floats) -> list[Floats]:
    """Split a simple counter-clockwise outline (n, 2) into convex parts (Hertel and Mehlhorn 1983).

    A constrained triangulation whose triangles are merged over shared diagonals, longest first, while the union stays
    convex: at most four times the least number of parts.
    """
    index = {(float(x), float(y)): row for row, (x, y) in enumerate(outline)}
    faces: dict[int, list[int]] = {}
    for number, triangle in enumerate(shapely.constrained_delaunay_triangles(shapely.Polygon(outline)).geoms):
        corners = [index[(float(x), float(y))] for x, y in triangle.exterior.coords[:3]]
        a, b, c = outline[corners]
        if (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) < 0:
            corners.reverse()
        faces[number] = corners
    owner = {(face[k], face[(k + 1) % 3]): name for name, face in faces.items() for k in range(3)}
    inner = sorted({(min(i, j), max(i, j)) for i, j in owner if (j, i) in owner})
    inner.sort(key=lambda e: (-float(np.hypot(*(outline[e[0]] - outline[e[1]]))), e))
    for i, j in inner:
        left, right = owner[(i, j)], owner[(j, i)]
        if left == right:
            continue
        merged = _merge(faces[left], faces[right], i, j)
        if _is_convex(outline[merged]):
            del owner[(i, j)], owner[(j, i)], faces[right]
            faces[left] = merged
            owner.update({(merged[k - 1], merged[k]): left for k in range(len(merged))})
    return [outline[face] for _, face in sorted(faces.items())]


def _merge(left: list[int], right: list[int], i: int, j: int) -> list[int]:
    """Join two rings that share the edge i→j of `left` (j→i of `right`)."""
    at_j = left.index(j)
    first = left[at_j:] + left[:at_j]
    at_i = right.index(i)
    second = right[at_i:] + right[:at_i]
    return first + second[1:-1]


def _is_convex(points: Floats) -> bool:
    before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
    d1, d2 = points - before, after - points
    cross = d1[:, 0] * d2[:, 1] - d1[:, 1] * d2[:, 0]
    scale = np.hypot(d1[:, 0], d1[:, 1]) * np.hypot(d2[:, 0], d2[:, 1])
    return bool(np.all(cross >= -1e-9 * scale))
