"""Patterns as SVG drawings: each path or polygon is a piece, its size and cutting in `data-` attributes.

    <path id="front" data-size="M" data-quantity="1" data-pair="no" data-grain="90" data-rotations="0 180" d="M0 0 …"/>

`data-grain` is the direction of the grain in the drawing, counter-clockwise from x (0). Millimetres come from the
drawing's `width` in mm, cm or in and its `viewBox`; without these one unit is one millimetre. Curves become chords.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from treadle.connectors.pattern_json import piece_problems
from treadle.errors import InputError, NotFoundError, Problem
from treadle.terms.cutting import Pattern, Piece

REMEDY = "See docs/how-to/read-patterns.md for the form of the drawing"
#: Chords of one curve.
STEPS = 16
_UNITS = {"mm": 1.0, "cm": 10.0, "in": 25.4}
_WORDS = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
Point = tuple[float, float]


def read_pattern_svg(path: Path) -> Pattern:
    """The pattern of a drawing. Raises `NotFoundError` or `InputError` with every element that is wrong."""
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    try:
        root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    except (ElementTree.ParseError, UnicodeDecodeError) as error:
        raise InputError.single(path.name, f"it is no SVG ({error})", REMEDY) from None
    scale = _scale(root)
    problems: list[Problem] = []
    pieces: list[Piece] = []
    for element in root.iter():
        kind = str(element.tag).rpartition("}")[2]
        name = element.get("id") or f"{kind} {len(pieces) + len(problems) + 1}"
        if "transform" in element.attrib:
            what = f"{name} is moved by a transform"
            problems.append(Problem(file=path.name, what=what, remedy="Flatten transforms before saving"))
        if kind not in ("path", "polygon"):
            continue
        try:
            pieces.append(_piece(element, kind, name, scale))
        except ValueError as error:
            problems.append(Problem(file=path.name, what=f"{name}: {error}", remedy=REMEDY))
    problems += piece_problems(path.name, pieces)
    if not pieces and not problems:
        problems = [Problem(file=path.name, what="it has no path or polygon", remedy=REMEDY)]
    if problems:
        raise InputError(problems)
    return Pattern(pattern_id=path.stem, pieces=tuple(pieces))


def _scale(root: ElementTree.Element) -> float:
    """Millimetres of one unit."""
    found = re.fullmatch(r"\s*([\d.]+)\s*(mm|cm|in)\s*", root.get("width", ""))
    box = [float(one) for one in re.findall(r"-?[\d.]+", root.get("viewBox", ""))]
    if found is None or len(box) != 4 or box[2] <= 0:
        return 1.0
    return float(found[1]) * _UNITS[found[2]] / box[2]


def _piece(element: ElementTree.Element, kind: str, name: str, scale: float) -> Piece:
    points = _polygon(element.get("points", "")) if kind == "polygon" else path_points(element.get("d", ""))
    if len(points) > 1 and np.allclose(points[0], points[-1], atol=1e-9):
        points.pop()
    grain = np.deg2rad(float(element.get("data-grain", "0")))
    cos, sin = float(np.cos(grain)), float(np.sin(grain))
    # A drawing's y runs down; the grain is turned to lie along x.
    ring = tuple(
        (round(scale * (x * cos - y * sin), 4) + 0.0, round(scale * (-x * sin - y * cos), 4) + 0.0) for x, y in points
    )
    match = element.get("data-match")
    place = None if match is None else tuple(float(one) for one in match.split(","))
    return Piece(
        piece_id=(element.get("data-piece") or name), size=element.get("data-size", "one size"), outline=ring,
        quantity=int(element.get("data-quantity", "1")), is_pair=element.get("data-pair", "no") in ("yes", "true", "1"),
        rotations_deg=tuple(float(one) for one in element.get("data-rotations", "0 180").split()),
        tilt_deg=float(element.get("data-tilt", "0")), match_mm=None if place is None else (place[0], place[1]),
    )  # fmt: skip


def _polygon(text: str) -> list[Point]:
    numbers = [float(one) for one in re.findall(r"-?[\d.]+(?:[eE][-+]?\d+)?", text)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def path_points(text: str) -> list[Point]:
    """Corners of a path's first closed line, curves as `STEPS` chords.

    Reads M, L, H, V, C, Q and Z in both cases. Raises ValueError for other commands, further lines and broken numbers.
    """
    words = _WORDS.findall(text)
    points: list[Point] = []
    at, now, command = 0, (0.0, 0.0), ""
    while at < len(words):
        if words[at].isalpha():
            command, at = words[at], at + 1
        kind = command.upper()
        if kind == "Z":
            if at < len(words):
                raise ValueError("it has more than one line")
            break
        count = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4}.get(kind)
        if count is None:
            raise ValueError(f"command {command or words[at]!r} is not read (use M, L, H, V, C, Q, Z)")
        if kind == "M" and points:
            raise ValueError("it has more than one line")
        try:
            numbers = [float(one) for one in words[at : at + count]]
        except ValueError:
            numbers = []
        if len(numbers) < count:
            raise ValueError(f"command {command} has too few numbers")
        at += count
        points += _drawn(kind, command.islower(), numbers, now)
        now = points[-1]
        if kind == "M":
            command = "l" if command == "m" else "L"
    return points


def _drawn(kind: str, is_relative: bool, numbers: list[float], now: Point) -> list[Point]:
    """The corners that one command adds."""
    x, y = now
    if kind in ("H", "V"):
        moved = numbers[0] + ((x if kind == "H" else y) if is_relative else 0.0)
        return [(moved, y) if kind == "H" else (x, moved)]
    ends = [
        (a + (x if is_relative else 0.0), b + (y if is_relative else 0.0))
        for a, b in zip(numbers[::2], numbers[1::2], strict=True)
    ]
    if kind in ("M", "L"):
        return ends
    pulls = np.array([now, *ends])
    found = []
    for step in range(1, STEPS + 1):
        line, t = pulls, step / STEPS
        while len(line) > 1:
            line = line[:-1] * (1 - t) + line[1:] * t
        found.append((float(line[0, 0]), float(line[0, 1])))
    return found
