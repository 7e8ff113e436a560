"""Markers for plotters and cutters: HPGL and ISO cut written and read again, so that what is plotted or cut can be
compared with what was nested."""

from __future__ import annotations

import re

from shapely.geometry import Polygon

from treadle.errors import InputError
from treadle.terms.cutting import Marker

#: Plotter units per millimetre (HPGL: 0.025 mm each).
UNITS_PER_MM = 40
#: Steps of a cutter file per millimetre.
STEPS_PER_MM = 100


def marker_hpgl(marker: Marker) -> str:
    """A marker as HPGL: pen 1, each outline closed, fabric along x. Positions are rounded to 0.025 mm."""
    lines = ["IN;SP1;"]
    for put in marker.placements:
        polygon = Polygon(marker.request.pieces[put.piece_index].placed(put))
        points = [(round(x * UNITS_PER_MM), round(y * UNITS_PER_MM)) for x, y in polygon.exterior.coords]
        rest = ",".join(f"{x},{y}" for x, y in points[1:])
        lines.append(f"PU{points[0][0]},{points[0][1]};PD{rest};")
    lines.append("PU0,0;SP0;")
    return "\n".join(lines) + "\n"


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
    up, whole positions of 0.01 mm, blocks ended by '*'. Pieces are cut from the left, so that the cloth can move on."""
    outlines = []
    for put in marker.placements:
        polygon = Polygon(marker.request.pieces[put.piece_index].placed(put))
        outlines.append([(round(x * STEPS_PER_MM), round(y * STEPS_PER_MM)) for x, y in polygon.exterior.coords])
    outlines.sort(key=lambda points: (max(x for x, _ in points), min(points)))
    blocks = ["G71", "G90"]  # metric, absolute
    for number, points in enumerate(outlines, start=1):
        blocks += [f"N{number}", "M15", f"X{points[0][0]}Y{points[0][1]}", "M14"]
        blocks += [f"X{x}Y{y}" for x, y in points[1:]]
    return "*\n".join([*blocks, "M15", "X0Y0", "M0"]) + "*\n"


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
