"""Grade rule tables (`.rul`) of AAMA and ASTM D6673: how far each numbered point of a piece moves in each size."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from treadle.connectors.dxf_texts import UNIT_MM
from treadle.connectors.plain_text import read_bytes
from treadle.errors import InputError

Point = tuple[float, float]

REMEDY = "Export the rule table again, as ASTM D6673 or AAMA text"
#: A numbered point this near a corner (mm) is that corner.
_AT_CORNER_MM = 1.0
#: Sizes and rules of a table, at most.
_MOST_SIZES, _MOST_RULES = 200, 50_000
_PAIR = re.compile(r"([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)\s*,\s*([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRules:
    """A rule table: by rule number the move in millimetres of a point in each of `sizes`, from the sample size."""

    name: str
    file: str
    sizes: tuple[str, ...]
    sample: str
    moves_mm: Mapping[int, tuple[Point, ...]]


def read_grade_rules(path: Path, size_names: Sequence[str] = ()) -> GradeRules:
    """A rule table. `size_names` are known sizes that help where names hold blanks.

    Raises `NotFoundError`, and `InputError` with what is wrong: no sizes, rules of another number of sizes, a sample
    size that moves.
    """
    text = read_bytes(path, 8 * 1024 * 1024).decode("latin-1")
    head, _, body = _parted(text)
    told = {
        re.sub(r"\s+", " ", name.strip().upper()): value.strip()
        for name, colon, value in (line.partition(":") for line in head.splitlines())
        if colon
    }
    unit = UNIT_MM.get(told.get("UNITS", "METRIC").upper())
    if unit is None:
        raise InputError.single(path.name, f"its units are {told['UNITS'][:40]!r}", "Name the units METRIC or ENGLISH")
    sizes = _sizes(told, path.name)
    sample = told.get("SAMPLE SIZE", told.get("BASE SIZE", ""))
    moves = _moves(body, len(sizes), unit, path.name)
    if not sizes or not moves:
        raise InputError.single(path.name, "it holds no sizes or no rules", REMEDY)
    if sample in sizes:
        at = sizes.index(sample)
        moved = [number for number, each in moves.items() if math.hypot(*each[at]) > 0.01]
        if moved:
            what = f"the sample size {sample} moves in rule {moved[0]}, where it must stand"
            raise InputError.single(path.name, what, REMEDY)
    return GradeRules(
        name=told.get("GRADE RULE TABLE", path.stem), file=path.name, sizes=sizes, sample=sample, moves_mm=moves
    )


def _parted(text: str) -> tuple[str, str, str]:
    at = re.search(r"RULE\s*:\s*DELTA", text, re.IGNORECASE)
    return (text[: at.start()], "", text[at.start() :]) if at else (text, "", "")


def _sizes(told: Mapping[str, str], file: str) -> tuple[str, ...]:
    """Names of the sizes, told apart by commas where there are some, else by blanks."""
    listed = told.get("SIZE LIST", told.get("SIZES", ""))
    sizes = tuple(one.strip() for one in (listed.split(",") if "," in listed else listed.split()) if one.strip())
    if len(sizes) > _MOST_SIZES or len(set(sizes)) < len(sizes):
        raise InputError.single(file, "its sizes repeat, or are too many", REMEDY)
    count = told.get("NUMBER OF SIZES", "")
    if count.isdigit() and int(count[:6]) != len(sizes):
        what = f"it says {int(count[:6])} sizes and lists {len(sizes)}"
        raise InputError.single(file, what, "Write the size list separated by commas the names")
    return sizes


def _moves(body: str, count: int, unit_mm: float, file: str) -> dict[int, tuple[Point, ...]]:
    found: dict[int, tuple[Point, ...]] = {}
    parts = re.split(r"RULE\s*:\s*DELTA\s*(\d{1,8})", body, flags=re.IGNORECASE)
    for number, text in zip(parts[1::2], parts[2::2], strict=True):
        lines = [line.split("#")[0] for line in text.splitlines()]
        pairs = [(float(x) * unit_mm, float(y) * unit_mm) for line in lines for x, y in _PAIR.findall(line)]
        if len(pairs) != count or not all(math.isfinite(x) and math.hypot(x, y) < 5_000 for x, y in pairs):
            what = f"rule {number} has {len(pairs)} moves for {count} sizes, or moves of many metres"
            raise InputError.single(file, what, REMEDY)
        found[int(number)] = tuple(pairs)
        if len(found) > _MOST_RULES:
            raise InputError.single(file, f"it has more than {_MOST_RULES} rules", REMEDY)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """How the points of one piece move into one size: corners of its outline with their moves, in millimetres."""

    corners: tuple[Point, ...]
    moves: tuple[Point, ...]

    def moved(self, point: Point) -> Point:
        """A point of the piece in the new size: a corner with its own move, a point of the edge between its
        neighbours', one inside by those of all corners, the nearer the more."""
        best, where = math.inf, (0.0, 0.0)
        for at, corner in enumerate(self.corners):
            other = self.corners[(at + 1) % len(self.corners)]
            share, far = _share(point, corner, other)
            if far < best:
                one, next_one = self.moves[at], self.moves[(at + 1) % len(self.moves)]
                best = far
                where = one[0] + share * (next_one[0] - one[0]), one[1] + share * (next_one[1] - one[1])
        if best > _AT_CORNER_MM:
            weights = [1.0 / min(max(math.dist(point, corner), 1e-6), 1e9) ** 2 for corner in self.corners]
            total = sum(weights)
            where = (
                sum(w * move[0] for w, move in zip(weights, self.moves, strict=True)) / total,
                sum(w * move[1] for w, move in zip(weights, self.moves, strict=True)) / total,
            )
        return point[0] + where[0], point[1] + where[1]


def _share(point: Point, one: Point, other: Point) -> tuple[float, float]:
    """How far along a side a point lies (0 to 1), and its distance from it."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = dx * dx + dy * dy
    share = 0.0 if length <= 0 else ((point[0] - one[0]) * dx + (point[1] - one[1]) * dy) / length
    share = max(0.0, min(1.0, share))
    return share, math.dist(point, (one[0] + share * dx, one[1] + share * dy))


def gradings(
    corners: Sequence[Point], points: Sequence[tuple[int, Point]], rules: GradeRules, turn_deg: float
) -> tuple[dict[str, Grading], list[int], int]:
    """How an outline moves into each size of the table, by size; rules that the table lacks; numbered points that lie
    on no corner.

    A rule's x runs along the grade reference line, which is turned by `turn_deg`. Corners without a number move between
    their numbered neighbours, by their place along the edge. Empty where no point is numbered.
    """
    cos, sin = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    numbered: dict[int, int] = {}
    lacking, astray = [], 0
    for number, point in points:
        at = min(range(len(corners)), key=lambda one: math.dist(corners[one], point))
        if math.dist(corners[at], point) > _AT_CORNER_MM:
            astray += 1
        elif number not in rules.moves_mm:
            lacking.append(number)
        else:
            numbered[at] = number
    if not numbered:
        return {}, lacking, astray
    found = {}
    for place, size in enumerate(rules.sizes):
        own = {}
        for at, number in numbered.items():
            x, y = rules.moves_mm[number][place]
            own[at] = (cos * x - sin * y, sin * x + cos * y)
        found[size] = Grading(corners=tuple(corners), moves=_between(corners, own))
    return found, lacking, astray


def _between(corners: Sequence[Point], own: Mapping[int, Point]) -> tuple[Point, ...]:
    """The move of every corner: its own, or between those of its neighbours by the length of edge to each."""
    count = len(corners)
    known = sorted(own)
    moves: list[Point] = [(0.0, 0.0)] * count
    for place, start in enumerate(known):
        end = known[(place + 1) % len(known)]
        walk = [(start + step) % count for step in range((end - start) % count or count)]
        lengths = [math.dist(corners[at], corners[(at + 1) % count]) for at in walk]
        total, done = sum(lengths) or 1.0, 0.0
        for at, length in zip(walk, lengths, strict=True):
            share = done / total
            (ax, ay), (bx, by) = own[start], own[end]
            moves[at] = (ax + share * (bx - ax), ay + share * (by - ay))
            done += length
    return tuple(moves)
