"""Patterns as JSON: pieces per size with their outlines in millimetres, read and written.

    {"pattern_id": "bag", "pieces": [{"piece_id": "flap", "size": "M", "outline": [[0, 0], [300, 0], [300, 150]],
      "quantity": 1, "is_pair": false, "mirrored_quantity": 0, "rotations_deg": [0, 180], "tilt_deg": 0,
      "match_mm": [0, 0], "material": "self", "category": "flap",
      "marks": [{"kind": "cutout", "points": [[10, 10], [30, 10], [20, 30]]}]}]}

Only piece_id, size and outline must be there. The grain runs along x. A specification of GarmentCode is read too.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from treadle.connectors.pattern_file import Diagnosis, PatternFile, judged
from treadle.connectors.pattern_garmentcode import is_garmentcode, panels_of
from treadle.connectors.plain_text import read_json
from treadle.cut.plain_pieces import outline_of, piece_problems
from treadle.errors import InputError, Problem
from treadle.terms.codec import json_text
from treadle.terms.cutting import MARKS, Mark, Pattern, Piece
from treadle.terms.json_form import JsonForm

REMEDY = "See docs/how-to/read-patterns.md for the form of the file"
#: Pieces of a pattern in all its sizes, and marks of a piece, at most.
MOST_PIECES, MOST_MARKS = 20_000, 2_000


def read_pattern_json(path: Path) -> PatternFile:
    """The pattern of a file. Raises `NotFoundError` or `InputError` with every piece that is wrong."""
    told = read_json(path, REMEDY)
    problems: list[Problem] = []
    form = JsonForm(told, path.name, "", problems, REMEDY)
    seen = Diagnosis(file=path.name)
    pieces: list[Piece]
    if isinstance(told, Mapping) and is_garmentcode(told):
        name, pieces = path.stem.removesuffix("_specification"), panels_of(form, seen)
    else:
        name = form.text("pattern_id", path.stem)
        pieces = [_piece(one) for one in form.forms("pieces", "piece", is_needed=True)]
        if len(pieces) > MOST_PIECES:
            form.wrong("pieces", f"are {len(pieces)}", f"Give at most {MOST_PIECES}")
        form.end()
    problems += piece_problems(path.name, pieces, REMEDY)
    if problems:
        raise InputError(problems)
    seen.hold("pieces", "used", len(pieces))
    pattern = Pattern(pattern_id=name, pieces=judged(path.name, pieces, seen))
    return PatternFile(
        pattern=pattern, style_name=name, sample_size="", units="MM", findings=tuple(seen.problems(stops=False)),
        inventory=seen.inventory(),
    )  # fmt: skip


def _piece(form: JsonForm) -> Piece:
    match = outline_of(form, [form.raw("match_mm")], "match_mm", 1) if form.has("match_mm") else ()
    quantity = form.whole("quantity", 1, 1, 1_000)
    found = Piece(
        piece_id=form.text("piece_id"),
        size=form.text("size"),
        outline=outline_of(form, form.raw("outline")) if form.has("outline") else _lacking(form),
        quantity=quantity,
        is_pair=form.flag("is_pair"),
        rotations_deg=_rotations(form),
        tilt_deg=form.number("tilt_deg", 0.0, 0.0, 90.0),
        match_mm=match[0] if match else None,
        mirrored_quantity=form.whole("mirrored_quantity", 0, 0, max(1, quantity)),
        marks=tuple(_mark(one) for one in form.forms("marks", "mark")),
        material=form.text("material", "") if form.raw("material") else "",
        category=form.text("category", "") if form.raw("category") else "",
    )
    form.end()
    if found.is_pair and found.mirrored_quantity:
        form.wrong("mirrored_quantity", "stands beside is_pair", "Say one of the two")
    return found


def _lacking(form: JsonForm) -> tuple[()]:
    form.wrong("", "has no 'outline'")
    return ()


def _rotations(form: JsonForm) -> tuple[float, ...]:
    if not form.has("rotations_deg"):
        return (0.0, 180.0)
    return form.each("rotations_deg", lambda one, key: form.number_of(one, key, -360.0, 360.0))


def _mark(form: JsonForm) -> Mark:
    kind = form.text("kind")
    if kind and kind not in MARKS:
        form.wrong("kind", f"is {kind[:40]!r}", f"Write one of {', '.join(MARKS)}")
    least = {"cutout": 3, "drill": 1, "text": 1}.get(kind, 2)
    found = Mark(kind=kind, points=outline_of(form, form.raw("points"), "points", least), text=form.text("text", ""))
    form.end()
    return found


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
        if one.mirrored_quantity:
            told["mirrored_quantity"] = one.mirrored_quantity
        if one.marks:
            told["marks"] = [
                {"kind": mark.kind, "points": [list(point) for point in mark.points]}
                | ({"text": mark.text} if mark.text else {})
                for mark in one.marks
            ]
        told |= {key: value for key, value in (("material", one.material), ("category", one.category)) if value}
        pieces.append(told)
    return json_text({"pattern_id": pattern.pattern_id, "pieces": pieces}, indent=1) + "\n"
