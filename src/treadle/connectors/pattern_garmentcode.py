"""Specifications of GarmentCode (Korosteleva and Sorkine-Hornung 2023): panels of a parametric garment as pieces.

Panels are in centimetres (by `units_in_meter`), edges straight or curved relative to their ends. They name no grain,
seam allowance, size or number: the grain is taken along a panel's y, and all of that is told.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from treadle.connectors.pattern_file import Diagnosis
from treadle.cut.plain_pieces import outline_of
from treadle.terms.cutting import Outline, Piece
from treadle.terms.json_form import JsonForm

Point = tuple[float, float]

#: Chords of a curved edge.
STEPS = 24
#: Edges of a panel, at most.
_MOST_EDGES = 2_000


def is_garmentcode(told: Mapping[str, Any]) -> bool:
    """True for a specification: an object `pattern` with `panels`."""
    pattern = told.get("pattern")
    return "pieces" not in told and isinstance(pattern, Mapping) and "panels" in pattern


def panels_of(form: JsonForm, seen: Diagnosis) -> list[Piece]:
    """A piece for each panel, in millimetres; problems go to the form."""
    properties = form.form_of(form.raw("properties") or {}, "properties")
    unit_mm = 1000.0 / properties.number("units_in_meter", 100.0, 1e-3, 1e6)
    pattern = form.form("pattern")
    panels = pattern.mapping("panels", is_needed=True) if pattern is not None else {}
    if pattern is not None and not panels:
        pattern.wrong("panels", "are none")
    found = []
    for name, told in panels.items():
        panel = form.form_of(told, f"panel {name}")
        outline = _outline(panel, unit_mm) if panel.is_object else ()
        if outline:
            found.append(
                Piece(piece_id=name, size="one size", outline=outline, category=str(panel.raw("label") or "")[:40])
            )
    if found:
        what = (
            "panels name no seam allowance, size, grain and number: cut as drawn, once each, grain along their height"
        )
        seen.add("", "", what, "Export a pattern with seam allowance, or add it before cutting")
    return found


def _outline(panel: JsonForm, unit_mm: float) -> Outline:
    """The corners of a panel's edges, one after the other; grain (the panel's y) along x."""
    corners = outline_of(panel, panel.raw("vertices"), "vertices", 3)
    told = panel.raw("vertices")
    if corners and isinstance(told, list) and len(corners) < len(told):
        corners = tuple((float(x), float(y)) for x, y in told)
    edges = panel.items("edges", is_needed=True, most=_MOST_EDGES)
    if not corners or not edges:
        return ()
    points: list[Point] = []
    before = len(panel.problems)
    for at, one in enumerate(edges, start=1):
        edge = panel.form_of(one, f"edge {at}")
        ends = [edge.whole_of(end, "endpoints", 0, len(corners) - 1) for end in edge.items("endpoints", is_needed=True)]
        if len(ends) != 2:
            edge.wrong("endpoints", "are not two")
        if len(panel.problems) > before:
            return ()
        points += _edge(edge, corners[ends[0]], corners[ends[1]])[:-1]
    if len(panel.problems) > before:
        return ()
    return tuple((round(y * unit_mm, 4) + 0.0, round(-x * unit_mm, 4) + 0.0) for x, y in points)


def _edge(edge: JsonForm, start: Point, end: Point) -> list[Point]:
    """An edge as points: a line, a Bézier curve with control points in the edge's own frame, or an arc."""
    bent = edge.raw("curvature")
    if bent is None:
        return [start, end]
    if isinstance(bent, list):
        return _bezier(start, end, _controls(edge, [bent]))
    inner = edge.form_of(bent, "curvature")
    kind = inner.text("type")
    params = inner.items("params", is_needed=True)
    if kind in ("quadratic", "cubic"):
        return _bezier(start, end, _controls(edge, params))
    if kind == "circle" and len(params) == 3:
        radius = inner.number_of(params[0], "radius", 0.0, 1e6, is_above=True)
        return _arc(start, end, radius, bool(params[1]), bool(params[2]))
    inner.wrong("type", f"is {kind[:40]!r} with {len(params)} numbers", "Export edges as quadratic, cubic or circle")
    return [start, end]


def _controls(edge: JsonForm, params: list[Any]) -> list[Point]:
    return list(outline_of(edge, params, "curvature", 1))


def _bezier(start: Point, end: Point, relative: list[Point]) -> list[Point]:
    dx, dy = end[0] - start[0], end[1] - start[1]
    controls = [(start[0] + x * dx - y * dy, start[1] + x * dy + y * dx) for x, y in relative]
    found = []
    for step in range(STEPS + 1):
        line, t = [start, *controls, end], step / STEPS
        while len(line) > 1:
            line = [(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])) for a, b in pairwise(line)]
        found.append(line[0])
    return found


def _arc(start: Point, end: Point, radius: float, is_large: bool, is_right: bool) -> list[Point]:
    """An arc of a radius, the larger one or not, to the right of the edge or not (as an SVG arc of equal radii)."""
    chord = math.dist(start, end)
    if chord <= 0:
        return [start, end]
    radius = max(radius, chord / 2)
    rise = math.sqrt(max(0.0, radius * radius - chord * chord / 4))
    ux, uy = (end[0] - start[0]) / chord, (end[1] - start[1]) / chord
    side = 1.0 if is_large == is_right else -1.0
    middle = (start[0] + end[0]) / 2 + side * rise * uy, (start[1] + end[1]) / 2 - side * rise * ux
    first = math.atan2(start[1] - middle[1], start[0] - middle[0])
    turn = math.atan2(end[1] - middle[1], end[0] - middle[0]) - first
    if is_right and turn < 0:
        turn += 2 * math.pi
    if not is_right and turn > 0:
        turn -= 2 * math.pi
    return [
        (
            middle[0] + radius * math.cos(first + turn * step / STEPS),
            middle[1] + radius * math.sin(first + turn * step / STEPS),
        )
        for step in range(STEPS + 1)
    ]
