"""Plain nesting problems, as published for strip packing: outlines in any unit, no garments. Read, solve, write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from treadle.cut.nest import nest
from treadle.cut.verify_marker import placed_polygon
from treadle.errors import InputError, Problem
from treadle.terms.budget import Budget
from treadle.terms.cutting import Marker, MarkerPiece, MarkerRequest

#: Problems in other units are solved as if their strip were this wide, so that millimetre limits stay far below
#: a piece.
_WIDTH_MM = 1_500.0


def plain_request(
    told: Mapping[str, Any], name: str, seed: int, nester: str, spacing: float = 0.0
) -> tuple[MarkerRequest, float]:
    """A problem `{"strip_height", "items": [{"id", "demand", "shape": {"data"}, "allowed_orientations"}]}`
    as a request.

    Returns it with the factor from the problem's unit to the request's. Raises `InputError` with every
    missing or wrong field.
    """
    problems: list[Problem] = []

    def wrong(what: str, remedy: str) -> None:
        problems.append(Problem(file=name, what=what, remedy=remedy))

    height = told.get("strip_height")
    if not isinstance(height, int | float) or not height > 0:
        wrong("strip_height is missing or not above zero", "Give the width of the fabric")
        height = 1.0
    items = told.get("items")
    if not isinstance(items, list) or not items:
        wrong("items are missing", "Give a list of pieces")
        items = []
    factor = _WIDTH_MM / float(height)
    pieces = []
    for place, item in enumerate(items):
        try:
            ring = [(float(x) * factor, float(y) * factor) for x, y in item["shape"]["data"]]
            angles = item.get("allowed_orientations")
            pieces.append(
                MarkerPiece(
                    piece_id=str(item["id"]),
                    size="",
                    outline=tuple(ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring),
                    copies=int(item["demand"]),
                    rotations_deg=() if angles is None else tuple(float(a) for a in angles) or (0.0,),
                )
            )
        except (KeyError, TypeError, ValueError) as error:
            wrong(f"item {place} cannot be read ({error!r})", "Give id, demand, shape.data and allowed_orientations")
    if problems:
        raise InputError(problems)
    request = MarkerRequest(
        pieces=tuple(pieces), width_mm=_WIDTH_MM, spacing_mm=spacing * factor, seed=seed, nester=nester
    )
    return request, factor


def solve_plain(request: MarkerRequest, factor: float, strip_height: float, budget: Budget) -> dict[str, Any]:
    """Nest and write back in the problem's unit: strip_height, length and one placement per copy.

    Each placement gives `item` (its place in the file is not used, its id is), x, y and rotation_deg:
    rotated about (0, 0), then moved.
    """
    marker = nest(request, budget)
    return plain_solution(marker, factor, strip_height)


def plain_solution(marker: Marker, factor: float, strip_height: float) -> dict[str, Any]:
    """A marker in the unit of its problem, pushed back by rounding errors that would leave the strip."""
    placements = []
    length = 0.0
    for put in marker.placements:
        piece = marker.request.pieces[put.piece_index]
        scaled = replace(piece, outline=tuple((x / factor, y / factor) for x, y in piece.outline))
        moved = replace(put, x_mm=put.x_mm / factor, y_mm=put.y_mm / factor)
        low_x, low_y, high_x, high_y = placed_polygon(scaled, moved).bounds
        right, up = max(0.0, -low_x), max(0.0, -low_y) - max(0.0, high_y - strip_height)
        length = max(length, high_x + right)
        name = int(piece.piece_id) if piece.piece_id.isdigit() else piece.piece_id
        placements.append(
            {"item": name, "x": moved.x_mm + right, "y": moved.y_mm + up, "rotation_deg": put.rotation_deg}
        )
    return {"strip_height": strip_height, "length": length, "placements": placements, "made_by": marker.made_by}
