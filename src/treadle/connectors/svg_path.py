"""The lines of an SVG path: every command of SVG 1.1, curves and arcs as chords."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]

#: Chords of one curve, and of a full turn of an arc.
STEPS, TURN_STEPS = 16, 64
#: Points of one path, and numbers beyond which a coordinate is damage.
MOST_POINTS, FARTHEST = 50_000, 1e7
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_GAP = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a path: its points, a repeated first one left off, and whether it is closed."""

    points: tuple[Point, ...]
    is_closed: bool


@dataclass(slots=True)
class _Pen:
    """Where the pen is, and what the smooth commands remember."""

    at: Point = (0.0, 0.0)
    pull: Point | None = None
    last: str = ""


def path_lines(text: str) -> list[Line]:
    """The lines of a path. Raises ValueError for what is no path: unknown letters, too few numbers, too many points."""
    found: list[tuple[list[Point], bool]] = []
    pen, place, command, count = _Pen(), 0, "", 0
    while (place := _GAP.match(text, place).end()) < len(text):  # type: ignore[union-attr]
        letter = text[place]
        if letter.isalpha():
            command, place = letter, place + 1
            if command.upper() not in _COUNTS:
                raise ValueError(f"command {command!r} is not one that a path has")
        elif not command or command in "Zz":
            raise ValueError(f"{text[place : place + 10]!r} stands where a command should")
        if not found and command.upper() != "M":
            raise ValueError("it does not begin with M")
        if command in "Zz":
            points, _ = found[-1]
            found[-1] = (points, True)
            pen = _Pen(at=points[0], last="Z")
            continue
        numbers, place = _numbers(text, place, command)
        if command in "Mm" or pen.last == "Z":
            start = _ends(command, numbers, pen.at)[0] if command in "Mm" else pen.at
            found.append(([start], False))
            if command in "Mm":
                pen = _Pen(at=start, last="M")
                command = "l" if command == "m" else "L"
                continue
        drawn = _drawn(command, numbers, pen)
        count += len(drawn)
        if count > MOST_POINTS or not all(abs(x) < FARTHEST and abs(y) < FARTHEST for x, y in drawn):
            raise ValueError("it has too many points, or points that are nowhere")
        found[-1][0].extend(drawn)
    return [_line(points, is_closed) for points, is_closed in found]


def path_points(text: str) -> list[Point]:
    """Corners of a path that is one line. Raises ValueError for further lines and what is no path."""
    lines = path_lines(text)
    if len(lines) > 1:
        raise ValueError("it has more than one line")
    return list(lines[0].points) if lines else []


def _line(points: list[Point], is_closed: bool) -> Line:
    kept = [point for at, point in enumerate(points) if at == 0 or math.dist(point, points[at - 1]) > 1e-9]
    if len(kept) > 2 and math.dist(kept[0], kept[-1]) <= 1e-6 * max(1.0, *map(abs, kept[0])):
        kept.pop()
        is_closed = True
    return Line(points=tuple(kept), is_closed=is_closed and len(kept) > 2)


def _numbers(text: str, place: int, command: str) -> tuple[list[float], int]:
    """The numbers of one command; flags of an arc may stand without a blank."""
    found: list[float] = []
    for at in range(_COUNTS[command.upper()]):
        place = _GAP.match(text, place).end()  # type: ignore[union-attr]
        if command in "Aa" and at in (3, 4):
            if text[place : place + 1] not in ("0", "1"):
                raise ValueError("an arc has flags that are not 0 or 1")
            found.append(float(text[place]))
            place += 1
            continue
        match = _NUMBER.match(text, place)
        if match is None:
            raise ValueError(f"command {command} has too few numbers")
        found.append(float(match[0]))
        place = match.end()
    return found, place


def _ends(command: str, numbers: list[float], at: Point) -> list[Point]:
    """The points that a command names, moved by the pen's place where it is told so."""
    x, y = at if command.islower() else (0.0, 0.0)
    return [(a + x, b + y) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]


def _drawn(command: str, numbers: list[float], pen: _Pen) -> list[Point]:
    """The points that one command adds; the pen moves."""
    kind, start, pull = command.upper(), pen.at, None
    if kind in ("H", "V"):
        x, y = start
        moved = numbers[0] + ((x if kind == "H" else y) if command.islower() else 0.0)
        drawn = [(moved, y) if kind == "H" else (x, moved)]
    elif kind == "L":
        drawn = _ends(command, numbers, start)
    elif kind == "A":
        x, y = start if command.islower() else (0.0, 0.0)
        drawn = arc_points(start, (numbers[5] + x, numbers[6] + y), numbers[0], numbers[1], numbers[2],
                           bool(numbers[3]), bool(numbers[4]))  # fmt: skip
    else:
        ends = _ends(command, numbers, start)
        if kind in ("S", "T"):
            is_smooth = pen.pull is not None and pen.last in ("CS" if kind == "S" else "QT")
            mirror = (2 * start[0] - pen.pull[0], 2 * start[1] - pen.pull[1]) if is_smooth and pen.pull else start
            ends = [mirror, *ends]
        pull = ends[-2]
        drawn = _curve([start, *ends])
    pen.at, pen.pull, pen.last = drawn[-1], pull, kind
    return drawn


def _curve(pulls: list[Point]) -> list[Point]:
    """A Bézier curve as chords, without its first point."""
    found = []
    for step in range(1, STEPS + 1):
        line, t = pulls, step / STEPS
        while len(line) > 1:
            line = [(a[0] * (1 - t) + b[0] * t, a[1] * (1 - t) + b[1] * t) for a, b in pairwise(line)]
        found.append(line[0])
    return found


def arc_points(
    start: Point, end: Point, rx: float, ry: float, turn_deg: float, is_large: bool, is_sweep: bool
) -> list[Point]:
    """An elliptical arc as chords, without its first point (SVG 1.1, appendix F.6)."""
    rx, ry = abs(rx), abs(ry)
    if rx < 1e-9 or ry < 1e-9 or math.dist(start, end) < 1e-12:
        return [end]
    c, s = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = c * dx + s * dy, -s * dx + c * dy
    grow = math.sqrt(max(1.0, (x / rx) ** 2 + (y / ry) ** 2))
    rx, ry = rx * grow, ry * grow
    under = (rx * y) ** 2 + (ry * x) ** 2
    root = math.sqrt(max(0.0, (rx * ry) ** 2 - under) / under) if under > 0 else 0.0
    sign = -1.0 if is_large == is_sweep else 1.0
    mx, my = sign * root * rx * y / ry, -sign * root * ry * x / rx
    first = math.atan2((y - my) / ry, (x - mx) / rx)
    sweep = math.atan2((-y - my) / ry, (-x - mx) / rx) - first
    if is_sweep and sweep < 0:
        sweep += 2 * math.pi
    if not is_sweep and sweep > 0:
        sweep -= 2 * math.pi
    middle_x, middle_y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    steps = max(2, math.ceil(TURN_STEPS * abs(sweep) / (2 * math.pi)))
    found = []
    for step in range(1, steps):
        angle = first + sweep * step / steps
        u, v = rx * math.cos(angle) + mx, ry * math.sin(angle) + my
        found.append((c * u - s * v + middle_x, s * u + c * v + middle_y))
    return [*found, end]
