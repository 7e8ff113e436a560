"""The independent check of a marker: everything recomputed from the outlines, nothing shared with any nester."""

from __future__ import annotations

from collections import Counter
from math import cos, radians, sin

import shapely
from shapely.geometry import Polygon

from treadle.terms.cutting import Marker, MarkerPiece, Placement
from treadle.terms.quantity import Violation

#: Two pieces overlap where they share more than this part of the smaller one. Not tuned: rounding of floats.
OVERLAP_SHARE = 1e-6
#: Lengths and positions are compared to this many millimetres. Not tuned: rounding of floats.
EXACT_MM = 1e-3
#: How far a match point may lie from the repeat. Below what a cutter keeps, not tuned.
MATCH_MM = 0.05


def placed_polygon(piece: MarkerPiece, placement: Placement) -> Polygon:
    """The piece as it lies, in mm: mirrored (y → −y) if it is a mirrored copy, rotated about (0, 0), then moved."""
    return Polygon(piece.placed(placement))


def verify_marker(marker: Marker) -> tuple[Violation, ...]:
    """All broken rules of a marker, empty when it may be cut.

    Demand (each copy of each piece once), angle (one of the piece's rotations, to 1e-6 degrees), inside (0 ≤ x ≤
    length, 0 ≤ y ≤ width), overlap (at most 1e-6 of the smaller piece) or, with spacing, distance, pieces of a
    garment near each other, match points on the repeat, no fault in a piece, and the marker's own length and
    efficiency.
    """
    pieces = marker.request.pieces
    known = [put for put in marker.placements if 0 <= put.piece_index < len(pieces)]
    found = _demand(marker)
    polygons = [placed_polygon(pieces[put.piece_index], put) for put in known]
    names = [_name(marker, put) for put in known]
    for put, polygon, name in zip(known, polygons, names):
        found += _angle(pieces[put.piece_index], put, name) + _inside(marker, polygon, name)
    found += _apart(polygons, names, marker.request.spacing_mm) + _near(marker, polygons)
    found += _matched(marker, known, names) + _sound(marker, polygons, names)
    return tuple(found + _figures(marker, polygons))


def _name(marker: Marker, put: Placement) -> str:
    piece = marker.request.pieces[put.piece_index]
    return f"{marker.marker_id[:12]}: {piece.piece_id} {piece.size} copy {put.copy}"


def _demand(marker: Marker) -> list[Violation]:
    wanted = Counter((index, copy) for index, piece in enumerate(marker.request.pieces) for copy in range(piece.copies))
    given = Counter((put.piece_index, put.copy) for put in marker.placements)
    return [
        Violation(
            rule="every copy of every piece lies once",
            where=f"{marker.marker_id[:12]}: piece {key[0]} copy {key[1]}",
            found=f"{given[key]} times, asked {wanted[key]}",
        )
        for key in sorted(wanted.keys() | given.keys())
        if wanted[key] != given[key]
    ]


def _angle(piece: MarkerPiece, put: Placement, name: str) -> list[Violation]:
    off = min(
        (abs((put.rotation_deg - allowed + 180.0) % 360.0 - 180.0) for allowed in piece.rotations_deg), default=0.0
    )
    if off <= 1e-6:
        return []
    return [Violation(rule="rotations keep the grain", where=name, found=f"{put.rotation_deg:g} degrees")]


def _inside(marker: Marker, polygon: Polygon, name: str) -> list[Violation]:
    low_x, low_y, high_x, high_y = polygon.bounds
    over = max(-low_x, -low_y, high_x - marker.length_mm, high_y - marker.request.width_mm)
    if over <= EXACT_MM:
        return []
    return [Violation(rule="pieces lie on the fabric", where=name, found=f"{over:.3f} mm outside")]


def _apart(polygons: list[Polygon], names: list[str], spacing_mm: float) -> list[Violation]:
    found = []
    tree = shapely.STRtree(polygons)
    near = max(spacing_mm, 1e-9)
    for first, second in sorted(zip(*(side.tolist() for side in tree.query(polygons, "dwithin", near)))):
        if first >= second:
            continue
        a, b = polygons[first], polygons[second]
        both = f"{names[first]} and {names[second]}"
        shared = a.intersection(b).area
        if shared > OVERLAP_SHARE * min(a.area, b.area):
            found.append(Violation(rule="pieces do not overlap", where=both, found=f"{shared:.3f} mm² shared"))
        elif spacing_mm > 0 and a.distance(b) < spacing_mm - EXACT_MM:
            gap = f"{a.distance(b):.3f} mm apart"
            found.append(Violation(rule="pieces keep their spacing", where=both, found=gap))
    return found


def _matched(marker: Marker, known: list[Placement], names: list[str]) -> list[Violation]:
    """Match points of pieces lie on the repeat, to `MATCH_MM`."""
    found = []
    for put, name in zip(known, names):
        piece = marker.request.pieces[put.piece_index]
        if piece.match_mm is None:
            continue
        angle, flip = radians(put.rotation_deg), -1.0 if piece.is_mirrored else 1.0
        px, py = piece.match_mm[0], flip * piece.match_mm[1]
        at = (cos(angle) * px - sin(angle) * py + put.x_mm, sin(angle) * px + cos(angle) * py + put.y_mm)
        for direction, place, repeat in zip(("along", "across"), at, marker.request.repeat_mm):
            off = abs((place + repeat / 2.0) % repeat - repeat / 2.0) if repeat > 0 else 0.0
            if off > MATCH_MM:
                told = f"{off:.2f} mm off {direction}"
                found.append(Violation(rule="matched pieces lie on the repeat", where=name, found=told))
    return found


def _sound(marker: Marker, polygons: list[Polygon], names: list[str]) -> list[Violation]:
    """No piece touches a fault of the cloth."""
    found = []
    for defect in marker.request.defects:
        bad = shapely.box(*defect)
        for polygon, name in zip(polygons, names):
            shared = polygon.intersection(bad).area
            if shared > OVERLAP_SHARE * polygon.area:
                found.append(Violation(rule="no piece has a fault", where=name, found=f"{shared:.1f} mm² of it"))
    return found


def _near(marker: Marker, polygons: list[Polygon]) -> list[Violation]:
    """Garments can be made up so that the pieces of each lie within the request's length of cloth.

    Copies of a piece in their order along the cloth go to garments in order: no other way has a shorter longest one.
    """
    limit, request = marker.request.shade_mm, marker.request
    if limit <= 0:
        return []
    found = []
    for size, way, garments in request.garments:
        spans: list[list[float]] = [[] for _ in range(garments)]
        for index, piece in enumerate(request.pieces):
            if (piece.size, piece.way) != (size, way):
                continue
            ends = [
                (polygon.bounds[0], polygon.bounds[2])
                for put, polygon in zip(marker.placements, polygons)
                if put.piece_index == index
            ]
            ends.sort(key=sum)
            for rank, both in enumerate(ends):
                spans[min(garments - 1, rank * garments // len(ends))] += both
        for number, ends_of in enumerate(spans, start=1):
            if ends_of and max(ends_of) - min(ends_of) > limit + EXACT_MM:
                told = f"{max(ends_of) - min(ends_of):.1f} mm of cloth, at most {limit:g}"
                where = f"{marker.marker_id[:12]}: {size} garment {number}"
                found.append(Violation(rule="pieces of a garment lie near each other", where=where, found=told))
    return found


def _figures(marker: Marker, polygons: list[Polygon]) -> list[Violation]:
    end = max((polygon.bounds[2] for polygon in polygons), default=0.0)
    found = []
    if marker.length_mm - end > 1.0:
        said = f"{marker.length_mm:.1f} mm said, {end:.1f} mm used"
        found.append(Violation(rule="a marker is as long as its pieces", where=marker.marker_id[:12], found=said))
    area = sum(polygon.area for polygon in polygons)
    fabric = marker.length_mm * marker.request.width_mm
    if fabric > 0 and abs(area / fabric - marker.efficiency) > 1e-3:
        said = f"{marker.efficiency:.4f} said, {area / fabric:.4f} found"
        found.append(Violation(rule="efficiency is piece area over fabric", where=marker.marker_id[:12], found=said))
    return found
