"""Markers: from pieces and garments per size to a drawing on fabric, by a nester of choice and always checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from shapely.affinity import rotate, scale, translate
from shapely.geometry import Polygon

from treadle.cut.garments import in_sections, is_near, joined, shade_spans
from treadle.cut.nesters.lattice import nest_on_lattice
from treadle.cut.nesters.own import misfits, nest_own
from treadle.cut.nesters.portfolio import nest_sparrow
from treadle.cut.verify_marker import placed_polygon, verify_marker
from treadle.errors import InputError, Problem
from treadle.terms.budget import Budget
from treadle.terms.cutting import (
    Fabric,
    Marker,
    MarkerPiece,
    MarkerRequest,
    Outline,
    Pattern,
    Piece,
    Placement,
)

#: Counted work that prices a marker in about a tenth of a second, and that draws it well.
#: Judged on the markers of the row nest.
QUICK_MOVES = 60
#: Tilts that are tried of those a piece's grain tolerates, as shares of it. A round number, not tuned.
TILTS = (0.0, -1.0, -0.5, 0.5, 1.0)
#: Wall-clock seconds of sparrow where the budget has no clock. A round number, not tuned.
SPARROW_SECONDS = 10.0


def marker_request(
    pattern: Pattern, ratio: Mapping[str, int], fabric: Fabric, seed: int = 0, nester: str = "own"
) -> MarkerRequest:
    """The pieces of `ratio` garments per size on a fabric.

    Mirrored pairs become two entries; on folded or tubular cloth one, cut from both layers. One-way fabric keeps every
    piece at its first rotation; where a garment's pieces face the same way, half of a size's garments face the other
    one if all of its pieces may. Raises `InputError` where the pattern has no pieces of a size, or folded cloth cannot
    give a piece that is neither a pair nor symmetrical.
    """
    problems = [
        Problem(
            file=pattern.pattern_id,
            what=f"the pattern has no pieces of size {size}",
            remedy="Add the size's pieces or leave it out of the cut order",
        )
        for size, garments in ratio.items()
        if garments > 0 and not pattern.of_size(size)
    ]
    if not any(garments > 0 for garments in ratio.values()):
        what = "no garment of any size is asked for"
        problems.append(Problem(file=pattern.pattern_id, what=what, remedy="Ask for one garment of a size at least"))
    pieces: list[MarkerPiece] = []
    counts: list[tuple[str, int, int]] = []
    for size in pattern.sizes():
        if ratio.get(size, 0) <= 0:
            continue
        for way, garments in _ways(pattern.of_size(size), ratio[size], fabric):
            counts.append((size, way, -(-garments // fabric.layers)))
            for piece in pattern.of_size(size):
                angles = _angles(piece, way, fabric)
                if fabric.layers == 1:
                    mirrored = piece.mirrored
                    each = [(False, (piece.quantity - mirrored) * garments), (True, mirrored * garments)]
                elif 2 * piece.mirrored == piece.quantity or is_symmetrical(piece.outline):
                    each = [(False, -(-piece.quantity * garments // 2))]
                else:
                    what = f"piece {piece.piece_id} {size} is neither a pair nor symmetrical about its grain"
                    remedy = f"Spread the cloth open, or cut it as a pair ({fabric.spread} cloth gives it twice)"
                    problems.append(Problem(file=pattern.pattern_id, what=what, remedy=remedy))
                    continue
                pieces += [
                    MarkerPiece(
                        piece_id=piece.piece_id, size=size, outline=piece.outline, copies=copies, is_mirrored=flipped,
                        rotations_deg=angles, way=way, match_mm=piece.match_mm, marks=piece.marks,
                    )
                    for flipped, copies in each
                    if copies
                ]  # fmt: skip
    if problems:
        raise InputError(dict.fromkeys(problems))
    is_told = fabric.is_garment_way or fabric.shade_mm > 0
    return MarkerRequest(
        pieces=tuple(pieces), width_mm=fabric.usable_mm, spacing_mm=fabric.spacing_mm, seed=seed, nester=nester,
        garments=tuple(counts) if is_told else (), shade_mm=float(fabric.shade_mm),
        repeat_mm=(float(fabric.repeat_along_mm), float(fabric.repeat_across_mm)),
    )  # fmt: skip


def _ways(pieces: Sequence[Piece], garments: int, fabric: Fabric) -> list[tuple[int, int]]:
    """(way, garments) of a size: all one way, or half of them the other where every piece may be turned round."""
    turns = all(
        any(abs((a - piece.rotations_deg[0]) % 360 - 180) < 1e-6 for a in piece.rotations_deg) for piece in pieces
    )
    if not fabric.is_garment_way or fabric.is_one_way or not turns or garments < 2 * fabric.layers:
        return [(0, garments)]
    back = garments // (2 * fabric.layers) * fabric.layers
    return [(0, garments - back), (1, back)]


def _angles(piece: Piece, way: int, fabric: Fabric) -> tuple[float, ...]:
    """Rotations of a piece in a garment that faces a way, with the tilts that its grain tolerates."""
    angles = piece.rotations_deg
    if fabric.is_one_way or fabric.is_garment_way:
        angles = tuple((angle + 180.0 * way) % 360.0 for angle in piece.rotations_deg[:1])
    if piece.tilt_deg <= 0:
        return angles
    return tuple(dict.fromkeys((angle + share * piece.tilt_deg) % 360.0 for angle in angles for share in TILTS))


def is_symmetrical(outline: Outline, *, turned: bool = True) -> bool:
    """True where a piece and its mirror image about the grain are the same, to 1 % of its area, turned round or not
    (with `turned` False: as it lies, which cloth with a nap needs)."""
    shape = Polygon(outline)
    if not shape.is_valid or shape.area <= 0:
        return False
    centre = shape.centroid
    plain = translate(shape, -centre.x, -centre.y)
    flipped = scale(plain, 1.0, -1.0, origin=(0, 0))
    return any(plain.symmetric_difference(rotate(flipped, angle, origin=(0, 0))).area < 0.01 * plain.area
               for angle in ((0, 180) if turned else (0,)))  # fmt: skip


def marker_key(request: MarkerRequest) -> str:
    """Content hash of a request: equal requests, and only they, share a marker."""
    told: list[object] = [
        request.width_mm,
        request.spacing_mm,
        request.seed,
        request.nester,
        [
            [piece.piece_id, piece.size, piece.outline, piece.copies, piece.is_mirrored, piece.rotations_deg]
            for piece in request.pieces
        ],
    ]
    if request.is_bound:
        told += [request.repeat_mm, request.defects, [piece.match_mm for piece in request.pieces]]
    if request.garments:
        told += [request.garments, request.shade_mm, [piece.way for piece in request.pieces]]
    if request.work_share != 1.0:
        told.append(request.work_share)
    if request.begin:
        told.append([[put.x_mm, put.y_mm, put.rotation_deg] for put in request.begin])
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()[:24]


def nest(request: MarkerRequest, budget: Budget, stored: Iterable[Placement] | None = None) -> Marker:
    """Draw a marker, checked.

    `stored` placements of an earlier run are taken again if they still pass the check. Nester 'sparrow' reads the
    seconds of the budget's clock and gives way to our own when its layout fails the check. `budget.work` is counted
    in units of our own nester (places tried): 60 price a length, 1,500 draw it; a request asks for its share of them.
    Where a garment's pieces must lie near each other and do not, the marker is drawn in sections of fewer garments.
    Raises `InputError` for pieces wider than the fabric, of no area or crossing themselves.
    """
    _refuse_impossible(request)
    budget = replace(budget, work=budget.work * request.work_share)
    if request.shade_mm <= 0:
        return _drawn(request, budget, stored)
    whole = _drawn(replace(request, shade_mm=0.0), budget, stored)
    marker = replace(whole, marker_id=marker_key(request), request=request)
    for sections in range(2, 1 + sum(count for _, _, count in request.garments)):
        if is_near(marker):
            break
        parts = [_drawn(part, budget, None) for part in in_sections(request, sections)]
        marker = _marker(request, joined(request, parts), parts[0].made_by)
    if not is_near(marker):
        longest = max(shade_spans(marker).values())
        what = (
            f"a garment's pieces take {longest:.0f} mm of the cloth at least, and shade_mm allows {request.shade_mm:g}"
        )
        raise InputError.single("fabrics", what, "Raise shade_mm, or use a wider cloth")
    violations = verify_marker(marker)
    if violations:
        raise ArithmeticError("the nester drew an invalid marker: " + "; ".join(map(str, violations)))
    return marker


def _drawn(request: MarkerRequest, budget: Budget, stored: Iterable[Placement] | None) -> Marker:
    """One drawing by the nester asked for, checked; stored placements where they pass the check. On a repeat or off
    faults it is always our own."""
    if stored is not None:
        marker = _marker(request, tuple(stored), "stored")
        if not verify_marker(marker):
            return marker
    if request.is_bound:
        marker = _marker(request, nest_on_lattice(request, budget), "own")
        if broken := verify_marker(marker):
            raise ArithmeticError("the nester drew an invalid marker: " + "; ".join(map(str, broken)))
        return marker
    if request.nester == "sparrow":
        left = budget.left or (lambda: SPARROW_SECONDS)
        for drawn in nest_sparrow(request, left):
            marker = _marker(request, drawn.placements, "sparrow")
            if not verify_marker(marker):
                return marker
        budget = Budget(work=budget.work)
    placements, _ = nest_own(request, budget)
    marker = _marker(request, placements, "own")
    violations = verify_marker(marker)
    if violations:
        raise ArithmeticError("the nester drew an invalid marker: " + "; ".join(map(str, violations)))
    return marker


def _marker(request: MarkerRequest, placements: tuple[Placement, ...], made_by: str) -> Marker:
    known = [put for put in placements if 0 <= put.piece_index < len(request.pieces)]
    polygons = [placed_polygon(request.pieces[put.piece_index], put) for put in known]
    length = max((polygon.bounds[2] for polygon in polygons), default=0.0)
    area = sum(polygon.area for polygon in polygons)
    fabric = length * request.width_mm
    return Marker(
        marker_id=marker_key(request),
        request=replace(request, begin=()) if request.begin else request,
        placements=placements,
        length_mm=length,
        efficiency=area / fabric if fabric else 0.0,
        made_by=made_by,
    )


def _refuse_impossible(request: MarkerRequest) -> None:
    problems = []
    if request.defects and request.shade_mm > 0:
        what = "faults of one cloth cannot be kept off a marker that is drawn in sections for its shades"
        problems.append(Problem(file="marker", what=what, remedy="Give the faults, or shade_mm, not both"))
    for piece in request.pieces:
        name = f"{piece.piece_id} {piece.size}"
        shape = Polygon(piece.outline) if len(piece.outline) > 2 else None
        if shape is None or not shape.is_valid or shape.area <= 0:
            what = f"piece {name} has no simple outline with an area"
            problems.append(Problem(file="pattern", what=what, remedy="Redraw its outline without crossings"))
    if not problems:
        for index in misfits(request):
            piece = request.pieces[index]
            what = f"piece {piece.piece_id} {piece.size} is wider than the fabric ({request.width_mm:g} mm)"
            remedy = "Use a wider fabric, allow more rotations, or split the piece"
            problems.append(Problem(file="pattern", what=what, remedy=remedy))
    if problems:
        raise InputError(problems)
