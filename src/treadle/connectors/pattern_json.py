"""Patterns as JSON: pieces per size with their outlines in millimetres, read and written.

    {"pattern_id": "bag", "pieces": [{"piece_id": "flap", "size": "M", "outline": [[0, 0], [300, 0], [300, 150]],
      "quantity": 1, "is_pair": false, "rotations_deg": [0, 180], "tilt_deg": 0, "match_mm": [0, 0]}]}

Only piece_id, size and outline must be there. The grain runs along x.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shapely.geometry import Polygon

from treadle.errors import InputError, NotFoundError, Problem
from treadle.terms.cutting import Pattern, Piece

REMEDY = "See docs/how-to/read-patterns.md for the form of the file"


def read_pattern_json(path: Path) -> Pattern:
    """The pattern of a file. Raises `NotFoundError` or `InputError` with every piece that is wrong."""
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError.single(path.name, f"it is no JSON ({error})", REMEDY) from None
    if not isinstance(told, dict) or not isinstance(told.get("pieces"), list) or not told["pieces"]:
        raise InputError.single(path.name, "it holds no list of pieces", REMEDY)
    problems: list[Problem] = []
    pieces = []
    for at, one in enumerate(told["pieces"], start=1):
        try:
            pieces.append(_piece(one))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            what = f"piece {at} cannot be read ({error if str(error) else type(error).__name__})"
            problems.append(Problem(file=path.name, what=what, remedy=REMEDY))
    problems += piece_problems(path.name, pieces)
    if problems:
        raise InputError(problems)
    return Pattern(pattern_id=str(told.get("pattern_id", path.stem)), pieces=tuple(pieces))


def _piece(told: Mapping[str, Any]) -> Piece:
    ring = [(float(x), float(y)) for x, y in told["outline"]]
    match = told.get("match_mm")
    return Piece(
        piece_id=str(told["piece_id"]), size=str(told["size"]),
        outline=tuple(ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring),
        quantity=int(told.get("quantity", 1)), is_pair=bool(told.get("is_pair", False)),
        rotations_deg=tuple(float(one) for one in told.get("rotations_deg", (0.0, 180.0))),
        tilt_deg=float(told.get("tilt_deg", 0.0)),
        match_mm=None if match is None else (float(match[0]), float(match[1])),
    )  # fmt: skip


def piece_problems(file: str, pieces: list[Piece]) -> list[Problem]:
    """What keeps pieces from being cut: outlines without an area or crossing themselves, odd pairs, names twice."""
    problems = []
    seen: set[tuple[str, str]] = set()
    for one in pieces:
        name = f"piece {one.piece_id} {one.size}"
        wrong = []
        if len(one.outline) < 3 or not Polygon(one.outline).is_valid or Polygon(one.outline).area <= 0:
            wrong.append("has no simple outline with an area")
        if one.quantity < 1 or (one.is_pair and one.quantity % 2):
            wrong.append(f"cannot be cut {one.quantity} times" + (" in mirrored pairs" if one.is_pair else ""))
        if not one.rotations_deg or not 0 <= one.tilt_deg < 45:
            wrong.append("has no rotation, or a tilt that is not from 0 to 45 degrees")
        if (one.piece_id, one.size) in seen:
            wrong.append("is there twice")
        seen.add((one.piece_id, one.size))
        problems += [Problem(file=file, what=f"{name} {what}", remedy=REMEDY) for what in wrong]
    return problems


def pattern_json(pattern: Pattern) -> str:
    """A pattern as text that `read_pattern_json` reads back the same."""
    pieces = []
    for one in pattern.pieces:
        told: dict[str, Any] = {
            "piece_id": one.piece_id, "size": one.size, "outline": [list(point) for point in one.outline],
            "quantity": one.quantity, "is_pair": one.is_pair, "rotations_deg": list(one.rotations_deg),
            "tilt_deg": one.tilt_deg,
        }  # fmt: skip
        if one.match_mm is not None:
            told["match_mm"] = list(one.match_mm)
        pieces.append(told)
    return json.dumps({"pattern_id": pattern.pattern_id, "pieces": pieces}, ensure_ascii=False, indent=1) + "\n"
