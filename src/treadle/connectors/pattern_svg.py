"""Patterns as SVG drawings: each closed line is a piece, its size and cutting in `data-` attributes.

    <path id="front" data-size="M" data-quantity="1" data-pair="no" data-grain="90" data-rotations="0 180" d="M0 0 …"/>

`data-grain` is the direction of the grain in the drawing, counter-clockwise from x (0). Millimetres come from the
drawing's `width` with its unit (px are 1/96 inch) and its `viewBox`. Curves become chords, transforms are carried out.
Without `data-` attributes the outermost closed lines are pieces, as FreeSewing and Seamly export them, with what their
texts and arrows say (`svg_labels`). Every element is used or named.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import shapely
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import Polygon

from treadle.connectors.pattern_file import Diagnosis, PatternFile, judged, paired
from treadle.connectors.svg_labels import Closed, labelled, sign_of
from treadle.connectors.svg_path import Line, Point
from treadle.connectors.svg_shapes import Drawing, Shape, label_of, length_mm, read_drawing, view_box
from treadle.cut.plain_pieces import SHORTEST_MM, piece_problems
from treadle.errors import InputError, Problem
from treadle.terms.cutting import MARKS, Mark, Outline, Pattern, Piece
from treadle.terms.json_form import JsonForm, nearest

REMEDY = "See docs/how-to/read-patterns.md for the form of the drawing"
#: Closed lines without attributes, at most: which of them lie in which is asked of each pair.
MOST_BARE = 2_500
#: What a piece may say of itself.
KEYS = (
    "piece", "size", "quantity", "pair", "mirrored", "grain", "rotations", "tilt", "match", "material", "category",
    "mark",
)  # fmt: skip
#: Of these, what makes a line a piece; the rest only tells more of one.
_CLAIMS = ("piece", "size", "quantity", "pair", "mirrored", "grain", "rotations", "tilt", "match")
#: From a group a piece takes these.
_INHERITED = ("size", "material", "category")
_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0", "")
#: Names that drawing programs give of themselves.
_GIVEN = re.compile(
    r"(?:svg|g|path|rect|polygon|polyline|circle|ellipse|use|layer|layer_|fs-|_)?[-_]?\d+(?:[-_]\d+)*", re.I
)
#: Ends of a line this near each other (mm, and as a share of it) were meant to meet; lines this near are one (mm).
_GAP_MM, _GAP_SHARE, _SAME_MM = 2.0, 0.01, 0.05


@dataclass(slots=True, kw_only=True)
class _Found:
    """What the drawing's lines turned out to be."""

    claimed: list[Closed] = field(default_factory=list)
    bare: list[Closed] = field(default_factory=list)
    marks: list[tuple[str, Outline]] = field(default_factory=list)


def read_pattern_svg(path: Path) -> PatternFile:
    """The pattern of a drawing. Raises `NotFoundError` or `InputError` with every element that is wrong."""
    drawing = read_drawing(path)
    seen = Diagnosis(file=path.name)
    problems = [Problem(file=path.name, what=what, remedy=remedy) for what, remedy in drawing.wrong]
    if problems:
        raise InputError(problems)
    scale = _scale(drawing, seen)
    found = _sorted_out(drawing, scale, seen, problems, path.name)
    chosen = labelled(drawing, scale, [*found.claimed, *_outermost(drawing, scale, found, seen)], seen)
    pieces = _pieces(chosen, found.marks, seen, problems, path.name)
    for (what, use), count in drawing.passed.items():
        seen.hold(what, use, count)
    texts = [what for what, use in drawing.passed if use == "not read" and not what.startswith(("hidden", "text"))]
    if texts:
        seen.add("", "", f"elements {', '.join(texts)} are not read", "Nothing to do, if they are not pieces")
    problems += piece_problems(path.name, pieces, REMEDY)
    if not pieces and not problems:
        what = "it shows no closed line that is a piece"
        problems = [Problem(file=path.name, what=what, remedy=REMEDY), *seen.problems(stops=False)]
    if problems:
        raise InputError(problems)
    return PatternFile(
        pattern=Pattern(pattern_id=path.stem, pieces=judged(path.name, pieces, seen)), style_name=path.stem,
        sample_size="", units="MM", findings=tuple(seen.problems(stops=False)), inventory=seen.inventory(),
    )  # fmt: skip


def _scale(drawing: Drawing, seen: Diagnosis) -> float:
    """Millimetres of the drawing's unit; what is assumed is told."""
    root = drawing.root
    width, box = root.get("width"), view_box(root)
    long = length_mm(width)
    if long is None or long <= 0:
        told = f"its width is {width[:20]!r}" if width else "it has no width"
        what = f"{told}, which says nothing of its scale; one unit is taken for one millimetre"
        seen.add("", "", what, "Give it a width such as 800mm and a viewBox")
        return 1.0
    if re.fullmatch(r"\s*[\d.eE+-]+\s*", width or "") and box is not None:
        what = "its width names no unit; taken for px, 96 to the inch"
        seen.add("", "", what, "Write its width in mm, such as 800mm")
    if box is None:
        seen.add("", "", "it has no viewBox; one unit is taken for a px, 96 to the inch", "Give it a viewBox")
        return 25.4 / 96
    return long / box[2]


def _told(shape: Shape) -> dict[str, str]:
    """What an element says of itself, and what it takes from the groups around it."""
    own = {key[5:]: value.strip() for key, value in shape.element.attrib.items() if key.startswith("data-")}
    for group in reversed(shape.around):
        for key in _INHERITED:
            value = group.get(f"data-{key}")
            if value is not None:
                own.setdefault(key, value.strip())
    return own


def _sorted_out(drawing: Drawing, scale: float, seen: Diagnosis, problems: list[Problem], file: str) -> _Found:
    """The drawing's lines: those that claim to be pieces, other closed ones, marks; open ones are named."""
    found = _Found()
    opened: dict[str, None] = {}
    for shape in drawing.shapes:
        if sign_of(shape):
            continue
        name = _name(shape)
        told = _told(shape)
        own = [key[5:] for key in shape.element.attrib if key.startswith("data-")]
        for key in own:
            if key not in KEYS and (near := nearest(key, KEYS)):
                problems.append(Problem(file=file, what=f"{name}: data-{key} is not known", remedy=near + REMEDY))
        lines = [_in_mm(line, scale) for line in shape.lines if len(line.points) > 1]
        if "mark" in own:
            _mark(told["mark"].lower(), lines, name, found, problems, file)
            continue
        closed = [line for line in lines if line.is_closed]
        if len(closed) < len(lines):
            seen.hold("open lines", "not cut", len(lines) - len(closed))
            opened[name] = None
        for one in _with_holes(closed):
            polygon = Polygon(one[0].points)
            entry = Closed(
                shape=shape,
                outline=one[0].points,
                rings=tuple(ring.points for ring in one[1:]),
                told=told,
                polygon=polygon,
            )
            is_claimed = any(key in own for key in _CLAIMS)
            (found.claimed if is_claimed else found.bare).append(entry)
    if opened:
        more = f" and {len(opened) - 12} more" if len(opened) > 12 else ""
        what = f"open lines are not pieces and are not cut: {', '.join(list(opened)[:12])}{more}"
        seen.add("", "", what, "Close them, if they are outlines; say data-mark, if they are notches or to be plotted")
    return found


def _in_mm(line: Line, scale: float) -> Line:
    """A line in millimetres, y up; ends that nearly meet are joined."""
    points = tuple((round(scale * x, 4) + 0.0, round(-scale * y, 4) + 0.0) for x, y in line.points)
    long = sum(math.dist(a, b) for a, b in pairwise(points))
    gap = math.dist(points[0], points[-1])
    is_meant = len(points) > 3 and gap <= min(_GAP_MM, _GAP_SHARE * long)
    if not line.is_closed and is_meant and gap <= _SAME_MM:
        points = points[:-1]
    return Line(points=points, is_closed=line.is_closed or is_meant)


def _mark(kind: str, lines: Sequence[Line], name: str, found: _Found, problems: list[Problem], file: str) -> None:
    if kind not in MARKS:
        remedy = f"Write one of {', '.join(MARKS)}"
        problems.append(Problem(file=file, what=f"{name}: data-mark is {kind[:40]!r}", remedy=remedy))
        return
    for line in lines:
        points = line.points
        if kind == "drill":
            points = ((sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)),)
        found.marks.append((kind, points))


def _with_holes(lines: Sequence[Line]) -> list[list[Line]]:
    """Closed lines of one path: each outermost with those that lie in it, which are its holes."""
    ordered = sorted(lines, key=lambda one: -abs(_area(one.points)))
    found: list[tuple[Polygon, list[Line]]] = []
    for line in ordered:
        point = ShapelyPoint(line.points[0])
        home = next((each for shape, each in found if shape.is_valid and shape.contains(point)), None)
        if home is None:
            found.append((Polygon(line.points), [line]))
        else:
            home.append(line)
    return [each for _, each in found]


def _area(points: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True)) / 2.0


def _outermost(drawing: Drawing, scale: float, found: _Found, seen: Diagnosis) -> list[Closed]:
    """Of closed lines that claim nothing: those that lie in no other and are large enough for a piece."""
    box = view_box(drawing.root)
    kept = [one for one in found.bare if not _is_frame(one, box, scale)]
    if len(kept) < len(found.bare):
        seen.hold("frames around the whole drawing", "not read", len(found.bare) - len(kept))
    if len(kept) > MOST_BARE:
        what = f"it shows {len(kept)} closed lines that do not say what they are"
        raise InputError.single(seen.file, what, f"Say data-size on the pieces, or show at most {MOST_BARE}")
    whole = [*found.claimed, *kept]
    shapes = [one.polygon if one.polygon.is_valid else one.polygon.convex_hull for one in whole]
    tree = shapely.STRtree(shapes)
    pieces, inner, small = [], 0, 0
    for at, one in enumerate(kept, start=len(found.claimed)):
        spans = _spans(one.outline)
        if any(_is_within(at, int(other), shapes) for other in tree.query(shapes[at])):
            inner += 1
        elif max(spans) < SHORTEST_MM:
            small += 1
        else:
            pieces.append(one)
    for count, what in ((inner, "closed lines within pieces"), (small, f"closed lines under {SHORTEST_MM:g} mm")):
        if count:
            seen.hold(what, "not cut", count)
            remedy = "Say data-mark, if they are to be cut or plotted; data-size, if they are pieces"
            seen.add("", "", f"{count} {what} (sew lines, marks) are not pieces and are not cut", remedy)
    return pieces


def _is_within(at: int, other: int, shapes: Sequence[Polygon]) -> bool:
    """True where a shape lies in another, or is drawn twice and the other came first."""
    if at == other:
        return False
    mine, its = shapes[at], shapes[other]
    if abs(mine.area - its.area) < 1e-6 * max(mine.area, its.area):
        return False
    return bool(its.area > mine.area and its.buffer(0.2).contains(mine))


def _spans(points: Sequence[Point]) -> tuple[float, float]:
    xs, ys = zip(*points, strict=True)
    return max(xs) - min(xs), max(ys) - min(ys)


def _is_frame(one: Closed, box: tuple[float, float, float, float] | None, scale: float) -> bool:
    """True for a rectangle about the whole page."""
    if box is None or len(one.outline) != 4 or one.told:
        return False
    long, tall = _spans(one.outline)
    area = abs(_area(one.outline))
    return area > 0.99 * long * tall and long > 0.95 * box[2] * scale and tall > 0.95 * box[3] * scale


def _name(shape: Shape) -> str:
    """What a line is called: as it says, its label or id, else that of the group around it."""
    own = shape.element.get("data-piece") or label_of(shape.element) or shape.element.get("id") or ""
    if own and (shape.element.get("data-piece") or not _GIVEN.fullmatch(own)):
        return own[:80]
    for group in reversed(shape.around):
        called = label_of(group) or group.get("id") or ""
        if called and not _GIVEN.fullmatch(called):
            return called[:80]
    return own[:80] or shape.kind


def _pieces(
    chosen: Sequence[Closed], marks: Sequence[tuple[str, Outline]], seen: Diagnosis, problems: list[Problem], file: str
) -> list[Piece]:
    """The pieces; a shape that a `use` repeats is cut once more, lines of one name are told apart."""
    found: dict[tuple[str, str], Piece] = {}
    for one in chosen:
        form = JsonForm({}, file, _name(one.shape), problems, REMEDY)
        piece = _piece(one, form, [mark for mark in marks if _lies_in(mark[1], one.polygon)])
        key = piece.piece_id, piece.size
        before = found.get(key)
        if before is not None and one.shape.is_repeat:
            more = 1 if one.shape.mirrors else 0
            found[key] = _once_more(before, more)
            seen.add(
                piece.piece_id, piece.size, "the drawing repeats it; it is cut once more for each", "Check its quantity"
            )
            continue
        if before is not None and one.told.get("size") is None and not any(key in one.told for key in _CLAIMS):
            number = 2
            while (f"{piece.piece_id} {number}", piece.size) in found:
                number += 1
            piece = replace(piece, piece_id=f"{piece.piece_id} {number}")
        elif before is not None:
            form.wrong("", "is there twice", "Give each piece its own name")
            continue
        if one.rings:
            seen.hold("holes of paths", "cut-outs", len(one.rings))
        if "pair" not in one.told and "mirrored" not in one.told:
            piece = paired(piece, seen)
        seen.hold("closed lines", "pieces")
        found[piece.piece_id, piece.size] = piece
    if marks:
        seen.hold("marked lines", "carried to the plot", len(marks))
    return list(found.values())


def _lies_in(points: Outline, polygon: Polygon) -> bool:
    return bool(polygon.is_valid and polygon.buffer(1.0).contains(ShapelyPoint(points[0])))


def _once_more(piece: Piece, mirrored: int) -> Piece:
    """The piece cut once more, mirrored or not."""
    count = piece.mirrored + mirrored
    total = piece.quantity + 1
    is_pair = 2 * count == total
    return replace(piece, quantity=total, is_pair=is_pair, mirrored_quantity=0 if is_pair else count)


def _piece(one: Closed, form: JsonForm, marks: Sequence[tuple[str, Outline]]) -> Piece:
    """A closed line as a piece, the grain turned to lie along x."""
    told = one.told
    grain = math.radians(_number(form, told, "grain", 0.0, 360.0))
    cos, sin = math.cos(grain), math.sin(grain)

    def laid(points: Sequence[Point]) -> Outline:
        return tuple((round(x * cos + y * sin, 4) + 0.0, round(-x * sin + y * cos, 4) + 0.0) for x, y in points)

    quantity = int(_number(form, told, "quantity", 1.0, 1_000.0, least=1.0, is_whole=True))
    is_pair = _flag(form, told)
    mirrored = int(_number(form, told, "mirrored", 0.0, float(quantity), is_whole=True))
    if is_pair and mirrored:
        form.wrong("data-mirrored", "stands beside data-pair", "Say one of the two")
    rotations = tuple(
        form.number_of(_parsed(form, text, "rotations"), "data-rotations", -360.0, 360.0)
        for text in told.get("rotations", "0 180").replace(",", " ").split()
    )
    return Piece(
        piece_id=form.name_of(told.get("piece") or _name(one.shape), "data-piece"),
        size=form.name_of(told.get("size") or "one size", "data-size"),
        outline=laid(one.outline),
        quantity=quantity,
        is_pair=is_pair,
        rotations_deg=rotations,
        tilt_deg=_number(form, told, "tilt", 0.0, 90.0, least=0.0),
        match_mm=_match(form, told),
        mirrored_quantity=mirrored,
        marks=(
            *(Mark(kind="cutout", points=laid(ring)) for ring in one.rings),
            *(Mark(kind=kind, points=laid(points)) for kind, points in marks),
        ),
        material=told.get("material", "")[:80],
        category=told.get("category", "")[:80],
    )


def _parsed(form: JsonForm, text: str, key: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text[:40]


def _number(
    form: JsonForm, told: Mapping[str, str], key: str, default: float, most: float, *, least: float | None = None,
    is_whole: bool = False,
) -> float:  # fmt: skip
    if key not in told:
        return default
    value = _parsed(form, told[key], key)
    low = (0.0 if is_whole else -most) if least is None else least
    if is_whole:
        return float(form.whole_of(value, f"data-{key}", int(low), int(most)))
    return form.number_of(value, f"data-{key}", low, most)


def _flag(form: JsonForm, told: Mapping[str, str]) -> bool:
    text = told.get("pair", "").lower()
    if text not in _YES + _NO:
        form.wrong("data-pair", f"is {text[:40]!r}", "Write yes or no")
    return text in _YES


def _match(form: JsonForm, told: Mapping[str, str]) -> tuple[float, float] | None:
    if "match" not in told:
        return None
    found = [form.number_of(_parsed(form, one, "match"), "data-match") for one in told["match"].split(",")]
    if len(found) != 2:
        form.wrong("data-match", f"is {told['match'][:40]!r}", "Write x,y in millimetres")
        return None
    return found[0], found[1]
