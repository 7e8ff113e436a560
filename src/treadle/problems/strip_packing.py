"""Plain nesting problems, as published for strip packing: outlines in any unit, no garments. Read, solve, write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shapely.geometry import Polygon

from treadle.cut.nest import nest
from treadle.cut.plain_pieces import outline_of
from treadle.cut.verify_marker import placed_polygon
from treadle.errors import InputError, Problem
from treadle.terms.budget import Budget
from treadle.terms.cutting import Marker, MarkerPiece, MarkerRequest
from treadle.terms.json_form import JsonForm

#: Problems in other units are solved as if their strip were this wide, so that millimetre limits stay far below
#: a piece.
_WIDTH_MM = 1_500.0
#: Pieces of one problem, at most.
MOST_COPIES = 20_000


def plain_request(
    told: Mapping[str, Any], name: str, seed: int, nester: str, spacing: float = 0.0
) -> tuple[MarkerRequest, float]:
    """A problem `{"strip_height", "items": [{"id", "demand", "shape": {"data"}, "allowed_orientations"}]}`
    as a request.

    Returns it with the factor from the problem's unit to the request's. Raises `InputError` with every
    missing or wrong field.
    """
    problems: list[Problem] = []
    form = JsonForm(told, name, "", problems, "Give strip_height and items as published packing problems do")
    height = form.number("strip_height", None, 1e-6, 1e9)
    factor = _WIDTH_MM / height
    pieces = [_piece(one, factor) for one in form.forms("items", "item", is_needed=True)]
    form.end("best_known", "strip_width", "unit", "units")
    if sum(piece.copies for piece in pieces) > MOST_COPIES:
        form.wrong("items", f"ask for more than {MOST_COPIES} pieces", "Ask for fewer")
    if not problems:
        for piece in pieces:
            shape = Polygon(piece.outline)
            if not shape.is_valid or not shape.area > 0:
                form.wrong(f"item {piece.piece_id}", "has no simple outline with an area")
    if problems:
        raise InputError(problems)
    request = MarkerRequest(
        pieces=tuple(pieces), width_mm=_WIDTH_MM, spacing_mm=spacing * factor, seed=seed, nester=nester
    )
    return request, factor


def _piece(form: JsonForm, factor: float) -> MarkerPiece:
    shape = form.form("shape")
    outline = () if shape is None else outline_of(shape, shape.raw("data"), "data")
    if shape is not None:
        shape.end("type")
    angles = form.each("allowed_orientations", lambda one, key: form.number_of(one, key, -360.0, 360.0))
    found = MarkerPiece(
        piece_id=form.text("id"),
        size="",
        outline=tuple((x * factor, y * factor) for x, y in outline),
        copies=form.whole("demand", None, 0, MOST_COPIES),
        rotations_deg=(angles or (0.0,)) if form.has("allowed_orientations") else (),
    )
    form.end("dxf")
    return found


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
