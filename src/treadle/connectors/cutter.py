"""Markers for plotters and cutters: HPGL and ISO cut written and read again, so that what is plotted or cut can be
compared with what was nested."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shapely.geometry import Polygon

from treadle.errors import InputError
from treadle.terms.cutting import Marker

#: Plotter units per millimetre (HPGL: 0.025 mm each).
UNITS_PER_MM = 40
#: Steps of a cutter file per millimetre.
STEPS_PER_MM = 100


def marker_hpgl(marker: Marker) -> str:
    """A marker as HPGL: pen 1, each outline closed, fabric along x. Positions are rounded to 0.025 mm.

    Cut-outs, notches and lines in the pieces are drawn, drill holes as crosses of 6 mm.
    """
    lines = ["IN;SP1;"]
    for put in marker.placements:
        piece = marker.request.pieces[put.piece_index]
        polygon = Polygon(piece.placed(put))
        lines.append(_pen([(float(x), float(y)) for x, y in polygon.exterior.coords]))
        for mark in piece.marks:
            lines += [_pen(stroke) for stroke in _strokes(mark.kind, piece.laid(put, mark.points))]
    lines.append("PU0,0;SP0;")
    return "\n".join(lines) + "\n"


def _pen(stroke: list[tuple[float, float]]) -> str:
    """One stroke of the pen."""
    points = [(round(x * UNITS_PER_MM), round(y * UNITS_PER_MM)) for x, y in stroke]
    rest = ",".join(f"{x},{y}" for x, y in points[1:])
    return f"PU{points[0][0]},{points[0][1]};PD{rest};"


def _strokes(kind: str, points: Sequence[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """The lines by which a plotter shows a mark; texts are not drawn."""
    if kind == "drill":
        (x, y), arm = points[0], 3.0
        return [[(x - arm, y), (x + arm, y)], [(x, y - arm), (x, y + arm)]]
    if kind == "cutout":
        return [[*points, points[0]]]
    return [list(points)] if kind in ("notch", "internal") and len(points) > 1 else []


def hpgl_outlines(text: str) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Lines drawn by HPGL (PU, PD, PA; absolute), in mm, one tuple of points per stroke of the pen.

    A closed stroke ends without its repeated first point. Raises `InputError` for relative moves and odd numbers.
    """
    strokes: list[list[tuple[float, float]]] = []
    current: list[tuple[float, float]] = []
    down, at = False, (0.0, 0.0)
    for code, given in re.findall(r"([A-Z]{2})([^A-Z;]*);?", text.upper()):
        if code == "PR":
            raise InputError.single("HPGL", "it moves relative to the pen (PR)", "Write absolute positions")
        if code in ("PU", "PD"):
            if code == "PU" and down and len(current) > 1:
                strokes.append(current)
            if code == "PU" or not down:
                current = [at]
            down = code == "PD"
        if code not in ("PU", "PD", "PA"):
            continue
        numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", given)]
        if len(numbers) % 2:
            raise InputError.single("HPGL", f"{code} has an odd number of coordinates", "Give pairs of x and y")
        for x, y in zip(numbers[::2], numbers[1::2]):
            at = (x / UNITS_PER_MM, y / UNITS_PER_MM)
            current = [*current, at] if down else [at]
    if down and len(current) > 1:
        strokes.append(current)
    return tuple(tuple(one[:-1] if one[0] == one[-1] else one) for one in strokes)


def marker_iso_cut(marker: Marker) -> str:
    """A marker as an ISO cut file (RS-274D as cutters read it): a numbered block per piece, M14 knife down, M15 knife
    up, M43 the drill, whole positions of 0.01 mm, blocks ended by '*'. Pieces are cut from the left, so that the cloth
    can move on; what lies in a piece is cut before its outline, while the cloth still holds it."""
    pieces = []
    for put in marker.placements:
        piece = marker.request.pieces[put.piece_index]
        outline = _steps([(float(x), float(y)) for x, y in Polygon(piece.placed(put)).exterior.coords])
        inner = [(mark.kind, _steps(piece.laid(put, mark.points))) for mark in piece.marks]
        pieces.append((outline, inner))
    pieces.sort(key=lambda one: (max(x for x, _ in one[0]), min(one[0])))
    blocks = ["G71", "G90"]  # metric, absolute
    for number, (outline, inner) in enumerate(pieces, start=1):
        blocks += [f"N{number}", "M15"]
        for kind, points in inner:
            if kind == "drill":
                blocks += [f"X{points[0][0]}Y{points[0][1]}", "M43"]
            elif kind == "cutout":
                blocks += _knife([*points, points[0]])
            elif kind == "notch" and len(points) > 1:
                blocks += _knife(points)
        blocks += _knife(outline)[:-1]
    return "*\n".join([*blocks, "M15", "X0Y0", "M0"]) + "*\n"


def _steps(points: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    return [(round(x * STEPS_PER_MM), round(y * STEPS_PER_MM)) for x, y in points]


def _knife(points: list[tuple[int, int]]) -> list[str]:
    """One stroke of the knife, up again at its end."""
    first, *rest = points
    return [f"X{first[0]}Y{first[1]}", "M14", *(f"X{x}Y{y}" for x, y in rest), "M15"]


def iso_cut_outlines(text: str) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Lines that a cutter file cuts, in mm, one tuple of points per stroke of the knife; a position without X (or Y)
    keeps the last one. A closed stroke ends without its repeated first point.

    Raises `InputError` for inches (G70) and relative moves (G91).
    """
    strokes: list[list[tuple[float, float]]] = []
    down, at = False, (0.0, 0.0)
    for block in re.split(r"[*\s]+", text.upper()):
        for code, problem in (("G70", "it is in inches"), ("G91", "it moves relative to the knife")):
            if code in block:
                raise InputError.single("cutter file", f"{problem} ({code})", "Write metric, absolute positions")
        if "M14" in block:
            down = True
            strokes.append([at])
        if "M15" in block:
            down = False
        found = dict(re.findall(r"([XY])(-?\d+)", block))
        if found:
            at = (float(found.get("X", at[0] * STEPS_PER_MM)) / STEPS_PER_MM,
                  float(found.get("Y", at[1] * STEPS_PER_MM)) / STEPS_PER_MM)  # fmt: skip
            if down:
                strokes[-1].append(at)
    cut = [one for one in strokes if len(one) > 1]
    return tuple(tuple(one[:-1] if one[0] == one[-1] else one) for one in cut)
