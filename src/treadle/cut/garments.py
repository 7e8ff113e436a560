"""Which placed copy belongs to which garment, so that a garment's pieces come from cloth of nearly one place.

The k-th copy of every piece along the cloth goes to the k-th garment. For two pieces this makes the largest distance as
small as any assignment can (bottleneck matching on a line is sorted), so it does for all pieces at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from treadle.cut.verify_marker import placed_polygon
from treadle.terms.cutting import Marker, MarkerPiece, MarkerRequest, Placement

#: A garment of a marker: its size, the way it faces, and its number from 0.
GarmentKey = tuple[str, int, int]


def garments_of(marker: Marker) -> tuple[GarmentKey, ...]:
    """The garment of each placement, in their order; with folded cloth a garment is the pair cut from both layers.

    Empty for a marker whose request names no garments.
    """
    count = {(size, way): garments for size, way, garments in marker.request.garments}
    if not count:
        return ()
    pieces = marker.request.pieces
    middles = [_middle(pieces[put.piece_index], put) for put in marker.placements]
    found: dict[int, GarmentKey] = {}
    for index, piece in enumerate(pieces):
        mine = sorted(
            (at for at, put in enumerate(marker.placements) if put.piece_index == index), key=lambda at: middles[at]
        )
        garments = count[piece.size, piece.way]
        for rank, at in enumerate(mine):
            found[at] = (piece.size, piece.way, min(garments - 1, rank * garments // len(mine)))
    return tuple(found[at] for at in range(len(marker.placements)))


def shade_spans(marker: Marker) -> dict[GarmentKey, float]:
    """Length of cloth in mm from a garment's first piece to the end of its last, by garment."""
    pieces = marker.request.pieces
    low: dict[GarmentKey, float] = {}
    high: dict[GarmentKey, float] = {}
    for put, key in zip(marker.placements, garments_of(marker), strict=False):
        x0, _, x1, _ = placed_polygon(pieces[put.piece_index], put).bounds
        low[key] = min(low.get(key, x0), x0)
        high[key] = max(high.get(key, x1), x1)
    return {key: high[key] - low[key] for key in low}


def is_near(marker: Marker) -> bool:
    """True where every garment keeps the request's `shade_mm`, or none is asked."""
    limit = marker.request.shade_mm
    return limit <= 0 or max(shade_spans(marker).values(), default=0.0) <= limit + 1e-6


def in_sections(request: MarkerRequest, sections: int) -> list[MarkerRequest]:
    """The request in so many parts with whole garments, as even as can be; fewer where there are fewer garments."""
    every = [(size, way) for size, way, count in request.garments for _ in range(count)]
    parts = min(sections, len(every))
    wholes = {(size, way): count for size, way, count in request.garments}
    found = []
    taken: dict[tuple[str, int], int] = {}
    for part in range(parts):
        mine = every[part * len(every) // parts : (part + 1) * len(every) // parts]
        pieces = []
        for piece in request.pieces:
            key = piece.size, piece.way
            whole = wholes[key]
            first, last = taken.get(key, 0), taken.get(key, 0) + mine.count(key)
            copies = _copies_until(piece, last, whole) - _copies_until(piece, first, whole)
            if copies:
                pieces.append(replace(piece, copies=copies))
        counts = {key: mine.count(key) for key in dict.fromkeys(mine)}
        for key, count in counts.items():
            taken[key] = taken.get(key, 0) + count
        garments = tuple((size, way, count) for (size, way), count in counts.items())
        found.append(replace(request, pieces=tuple(pieces), garments=garments, shade_mm=0.0))
    return found


def _copies_until(piece: MarkerPiece, garments: int, whole: int) -> int:
    """Copies of a piece that the first garments of its size take."""
    return -(-piece.copies * garments // whole)


def joined(request: MarkerRequest, parts: Sequence[Marker]) -> tuple[Placement, ...]:
    """Markers of sections one behind the other, each on the repeat, as placements of the whole request."""
    copies: dict[int, int] = {}
    at_mm = 0.0
    found = []
    place = {_identity(piece): index for index, piece in enumerate(request.pieces)}
    for part in parts:
        for put in part.placements:
            index = place[_identity(part.request.pieces[put.piece_index])]
            found.append(replace(put, piece_index=index, copy=copies.get(index, 0), x_mm=put.x_mm + at_mm))
            copies[index] = copies.get(index, 0) + 1
        at_mm += part.length_mm + request.spacing_mm
        if request.repeat_mm[0] > 0:
            at_mm = ceil(at_mm / request.repeat_mm[0] - 1e-9) * request.repeat_mm[0]
    return tuple(found)


def _identity(piece: MarkerPiece) -> tuple[str, str, bool, int, tuple[float, ...]]:
    return piece.piece_id, piece.size, piece.is_mirrored, piece.way, piece.rotations_deg


def _middle(piece: MarkerPiece, put: Placement) -> float:
    x0, _, x1, _ = placed_polygon(piece, put).bounds
    return float(x0 + x1) / 2
