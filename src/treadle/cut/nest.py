"""Markers: from pieces and garments per size to a drawing on fabric, by a nester of choice and always checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from shapely.geometry import Polygon

from treadle.cut.nesters.own import misfits, nest_own
from treadle.cut.nesters.portfolio import nest_sparrow
from treadle.cut.verify_marker import placed_polygon, verify_marker
from treadle.errors import InputError, Problem
from treadle.terms.budget import Budget
from treadle.terms.cutting import Fabric, Marker, MarkerPiece, MarkerRequest, Pattern, Placement

#: Moves that price a marker in about a tenth of a second, and that draw it well.
QUICK_MOVES = 60
DEFAULT_MOVES = 1_000
#: Wall-clock seconds of sparrow where the budget has no clock.
SPARROW_SECONDS = 10.0


def marker_request(
    pattern: Pattern, ratio: Mapping[str, int], fabric: Fabric, seed: int = 0, nester: str = "own"
) -> MarkerRequest:
    """The pieces of `ratio` garments per size on a fabric.

    Mirrored pairs become two entries. One-way fabric keeps every piece at its first rotation. The strip is the
    usable width less two selvedges. Raises `InputError` where the pattern has no pieces of a size.
    """
    missing = [size for size, garments in ratio.items() if garments > 0 and not pattern.of_size(size)]
    if missing:
        raise InputError(
            Problem(
                file=pattern.pattern_id,
                what=f"the pattern has no pieces of size {size}",
                remedy="Add the size's pieces or leave it out of the cut order",
            )
            for size in missing
        )
    pieces: list[MarkerPiece] = []
    for size in pattern.sizes():
        garments = ratio.get(size, 0)
        if garments <= 0:
            continue
        for piece in pattern.of_size(size):
            angles = piece.rotations_deg[:1] if fabric.is_one_way else piece.rotations_deg
            mirrored = piece.quantity // 2 if piece.is_pair else 0
            for flipped, copies in ((False, piece.quantity - mirrored), (True, mirrored)):
                if copies:
                    pieces.append(
                        MarkerPiece(
                            piece_id=piece.piece_id,
                            size=size,
                            outline=piece.outline,
                            copies=copies * garments,
                            is_mirrored=flipped,
                            rotations_deg=angles,
                        )
                    )
    return MarkerRequest(
        pieces=tuple(pieces),
        width_mm=float(fabric.width_mm - 2 * fabric.selvedge_mm),
        spacing_mm=fabric.spacing_mm,
        seed=seed,
        nester=nester,
    )


def marker_key(request: MarkerRequest) -> str:
    """Content hash of a request: equal requests, and only they, share a marker."""
    told = [
        request.width_mm,
        request.spacing_mm,
        request.seed,
        request.nester,
        [
            [piece.piece_id, piece.size, piece.outline, piece.copies, piece.is_mirrored, piece.rotations_deg]
            for piece in request.pieces
        ],
    ]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()[:24]


def nest(request: MarkerRequest, budget: Budget, stored: Iterable[Placement] | None = None) -> Marker:
    """Draw a marker, checked.

    `stored` placements of an earlier run are taken again if they still pass the check. Nester 'sparrow' reads the
    seconds of the budget's clock and gives way to our own when its layout fails the check. `budget.work` counts
    moves of our own nester: 60 price a length, 1,000 draw it. Raises `InputError` for pieces wider than the
    fabric, of no
    area or crossing themselves.
    """
    _refuse_impossible(request)
    if stored is not None:
        marker = _marker(request, tuple(stored), "stored")
        if not verify_marker(marker):
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
        request=request,
        placements=placements,
        length_mm=length,
        efficiency=area / fabric if fabric else 0.0,
        made_by=made_by,
    )


def _refuse_impossible(request: MarkerRequest) -> None:
    problems = []
    for piece in request.pieces:
        name = f"{piece.piece_id} {piece.size}"
        shape = Polygon(piece.outline) if len(piece.outline) > 2 else None
        if shape is None or not shape.is_valid or shape.area <= 0:
            what = f"piece {name} is no simple outline with an area"
            problems.append(Problem(file="pattern", what=what, remedy="Redraw its outline without crossings"))
    if not problems:
        for index in misfits(request):
            piece = request.pieces[index]
            what = f"piece {piece.piece_id} {piece.size} is wider than the fabric ({request.width_mm:g} mm)"
            remedy = "Use a wider fabric, allow more rotations, or split the piece"
            problems.append(Problem(file="pattern", what=what, remedy=remedy))
    if problems:
        raise InputError(problems)
