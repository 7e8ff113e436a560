"""Where a search may begin: at the layout of a marker of other sizes of the same pieces.

Pieces of one pattern differ little from size to size, so a layout of as many garments in other sizes comes apart after
small moves, and is nearly as dense as the one that it came from.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from treadle.cut.nesters.shapes import Floats
from treadle.terms.cutting import Marker, MarkerPiece, MarkerRequest, Placement, outline_mm2

Key = tuple[str, bool, int]


def like(request: MarkerRequest, other: Marker) -> tuple[Placement, ...]:
    """The pieces of `request` where those of `other` lie, size by size in their order, in a strip longer or shorter by
    as much as their area is; they may overlap. Nothing where `other` has not as many of each piece."""
    mine, theirs = _copies(request), _copies(other.request)
    if {key: len(one) for key, one in mine.items()} != {key: len(one) for key, one in theirs.items()}:
        return ()
    lies = {(put.piece_index, put.copy): put for put in other.placements}
    share = _area_mm2(request) / _area_mm2(other.request)
    found = []
    for key, copies in mine.items():
        for (index, copy), there in zip(copies, theirs[key], strict=True):
            piece, put = request.pieces[index], lies[there]
            allowed = piece.rotations_deg or (put.rotation_deg,)  # none named: any angle
            angle = put.rotation_deg if put.rotation_deg in allowed else allowed[0]
            x, y = _centre(other.request.pieces[there[0]], put) - _centre(
                piece, Placement(piece_index=index, copy=copy, x_mm=0.0, y_mm=0.0, rotation_deg=angle)
            ) * (1.0 / share, 1.0)
            found.append(
                Placement(piece_index=index, copy=copy, x_mm=float(x * share), y_mm=float(y), rotation_deg=angle)
            )
    return tuple(sorted(found, key=lambda put: (put.piece_index, put.copy)))


def _copies(request: MarkerRequest) -> dict[Key, list[tuple[int, int]]]:
    """Copies of each piece as (its number, copy), whatever its size, in the order of sizes."""
    found: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    for index, piece in enumerate(request.pieces):
        found[piece.piece_id, piece.is_mirrored, piece.way] += [(index, copy) for copy in range(piece.copies)]
    return dict(found)


def _area_mm2(request: MarkerRequest) -> float:
    return sum(outline_mm2(piece.outline) * piece.copies for piece in request.pieces)


def _centre(piece: MarkerPiece, put: Placement) -> Floats:
    """The middle of the box around a piece as it lies."""
    points = np.array(piece.placed(put))
    return np.asarray((points.min(axis=0) + points.max(axis=0)) / 2.0)
