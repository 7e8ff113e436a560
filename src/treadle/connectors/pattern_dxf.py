"""Pattern files of garment CAD systems: AAMA and ASTM D6673 DXF, graded, into pieces per size, with a diagnosis.

One file holds one style, one block one piece in one size. Layers are numbers: 1 outline, 6 mirror (fold) line, 7 grain
line; texts name piece, size, quantity and units (ASTM D6673-10, "Standard practice for sewn products pattern data
interchange"). What real files get wrong is mended where that is safe, and always told.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shapely import make_valid
from shapely.affinity import affine_transform, rotate
from shapely.geometry import LineString, Polygon
from shapely.ops import unary_union

from treadle.connectors.dxf_outline import Point, joined_outline
from treadle.errors import InputError, NotFoundError, Problem
from treadle.terms.cutting import Pattern, Piece

#: Millimetres of a file's unit.
UNIT_MM = {"METRIC": 1.0, "ENGLISH": 25.4}
#: Outlines closer to each other than this (mm) are one; flatness of curves when they become polygons.
_ON_LINE_MM, _FLAT_MM = 0.6, 0.1
#: A crossing outline is mended where the mended one keeps this share of its area.
_KEPT_SHARE = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternFile:
    """A pattern as read: its pieces, what the file says of itself, and what was mended or assumed (never stops)."""

    pattern: Pattern
    style_name: str
    sample_size: str
    units: str
    findings: tuple[Problem, ...]


@dataclass(slots=True, kw_only=True)
class _Diagnosis:
    """What was found, by piece and kind, so that sixteen sizes with one fault give one line."""

    file: str
    kinds: dict[tuple[str, str, str, bool], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, piece: str, size: str, what: str, remedy: str, *, stops: bool = False) -> None:
        self.kinds[piece, what, remedy, stops].append(size)

    def problems(self, *, stops: bool) -> list[Problem]:
        found = []
        for (piece, what, remedy, is_stop), sizes in self.kinds.items():
            if is_stop == stops:
                names = [size for size in dict.fromkeys(sizes) if size]
                place = f" ({'size' if len(names) == 1 else 'sizes'} {', '.join(names)})" if names else ""
                said = f"piece {piece}{place}: {what}" if piece else what
                found.append(Problem(file=self.file, what=said, remedy=remedy, stops_plan=stops))
        return found


def read_pattern_dxf(path: Path, *, rotations_deg: tuple[float, ...] = (0.0, 180.0)) -> PatternFile:
    """The graded pieces of a DXF file in millimetres, grain along x, every outline whole and closed.

    Half pieces are unfolded about their mirror line; `rotations_deg` are the angles that every piece may lie at.
    Raises `NotFoundError` where there is no file and `InputError` with all that cannot be mended.
    """
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    drawing = _drawing(path)
    told = dict(_texts(drawing.modelspace()))
    seen = _Diagnosis(file=path.name)
    blocks = [block for block in drawing.blocks if not block.name.startswith(("*", "$"))]
    blocks = [block for block in blocks if any(_layer(one) == "1" and _points(one) for one in block)]
    if not blocks:
        remedy = "Export it as AAMA or ASTM D6673 DXF, one block for each piece"
        raise InputError.single(path.name, "no block has an outline on layer 1", remedy)
    units = _units(told, blocks, seen)
    sample = told.get("SAMPLE SIZE", "")
    named = [dict(_texts(block)) for block in blocks]
    quantities = {one.get("PIECE NAME", ""): one["QUANTITY"] for one in named if one.get("QUANTITY")}
    pieces: dict[tuple[str, str], Piece] = {}
    for block in blocks:
        piece = _piece(block, UNIT_MM[units], sample, rotations_deg, quantities, seen)
        if piece is None:
            continue
        if (piece.piece_id, piece.size) in pieces:
            seen.add(piece.piece_id, piece.size, "it is there twice", "Give each piece its own name", stops=True)
        pieces[piece.piece_id, piece.size] = piece
    _grading(pieces.values(), seen)
    stops = seen.problems(stops=True)
    if stops:
        raise InputError(stops + seen.problems(stops=False))
    style = told.get("STYLE NAME", path.stem)
    return PatternFile(
        pattern=Pattern(pattern_id=style, pieces=tuple(pieces.values())),
        style_name=style,
        sample_size=sample,
        units=units,
        findings=tuple(seen.problems(stops=False)),
    )


def _drawing(path: Path) -> Any:
    from ezdxf import recover
    from ezdxf.filemanagement import readfile
    from ezdxf.lldxf.const import DXFError

    try:
        return readfile(path)
    except (DXFError, UnicodeDecodeError):
        pass
    except OSError as error:
        raise InputError.single(path.name, f"it is no DXF file ({error})", "Export it as DXF R12 again") from None
    try:
        return recover.readfile(path)[0]
    except (DXFError, OSError, UnicodeDecodeError) as error:
        raise InputError.single(path.name, f"it is no DXF file ({error})", "Export it as DXF R12 again") from None


def _layer(entity: Any) -> str:
    return str(entity.dxf.layer).strip()


def _texts(entities: Iterable[Any]) -> list[tuple[str, str]]:
    """The pairs `Name: value` of a drawing or a block, names in capitals."""
    found = []
    for entity in entities:
        if entity.dxftype() in ("TEXT", "MTEXT", "ATTRIB", "ATTDEF"):
            name, colon, value = str(entity.dxf.text if entity.dxftype() != "MTEXT" else entity.text).partition(":")
            if colon:
                found.append((name.strip().upper(), value.strip()))
    return found


def _points(entity: Any) -> list[Point]:
    """Corners of a line, polyline or arc in the file's unit, its first point again at the end where it is closed."""
    kind = entity.dxftype()
    if kind == "LINE":
        return [(entity.dxf.start.x, entity.dxf.start.y), (entity.dxf.end.x, entity.dxf.end.y)]
    if kind in ("POLYLINE", "LWPOLYLINE", "ARC", "SPLINE"):
        from ezdxf.path import make_path

        return [(point.x, point.y) for point in make_path(entity).flattening(_FLAT_MM)]
    return []


def _units(told: dict[str, str], blocks: list[Any], seen: _Diagnosis) -> str:
    said = told.get("UNITS", "").upper()
    if said in UNIT_MM:
        return said
    spans = []
    for block in blocks:
        points = [point for one in block if _layer(one) == "1" for point in _points(one)]
        xs, ys = zip(*points, strict=True)
        spans.append(max(max(xs) - min(xs), max(ys) - min(ys)))
    guess = "ENGLISH" if max(spans) < 100.0 else "METRIC"
    named = f"units are {said!r}" if said else "units are not named"
    unit = "inches" if guess == "ENGLISH" else "millimetres"
    seen.add("", "", f"{named}; taken for {unit}, the largest piece being {max(spans):.0f} long", "Name the units")
    return guess


def _piece(
    block: Any,
    unit_mm: float,
    sample: str,
    rotations_deg: tuple[float, ...],
    quantities: dict[str, str],
    seen: _Diagnosis,
) -> Piece | None:
    """One block as a piece; None, with the reason noted, where its outline cannot be mended.

    `quantities` by piece name serve the sizes that name none: many systems name it in the sample size only.
    """
    told = dict(_texts(block))
    name, size = told.get("PIECE NAME", ""), told.get("SIZE", "")
    if not name:
        name = str(block.name)
        seen.add(name, size, "it has no name; its block's is used", "Name the piece")
    if not size:
        size = sample or "one size"
        seen.add(name, "", f"its size is not named; taken for {size}", "Name the size")

    def lines(layer: str) -> list[list[Point]]:
        found = [_points(one) for one in block if _layer(one) == layer]
        return [[(x * unit_mm, y * unit_mm) for x, y in one] for one in found if len(one) > 1]

    outline = joined_outline(lines("1"))
    for what, remedy in outline.mended:
        seen.add(name, size, what, remedy)
    if outline.open_mm:
        remedy = "Close the outline in the CAD system"
        seen.add(name, size, f"its outline is open by {outline.open_mm:.0f} mm", remedy, stops=True)
        return None
    shape = _simple(outline.points, name, size, seen)
    if shape is None:
        return None
    shape = _unfolded(shape, lines("6"), name, size, seen)
    shape = _along_grain(shape, lines("7"), name, size, seen)
    quantity, is_pair = _quantity(told.get("QUANTITY", "") or quantities.get(name, ""), name, seen)
    low_x, low_y, _, _ = shape.bounds
    corners = [(round(x - low_x, 4), round(y - low_y, 4)) for x, y in shape.exterior.coords[:-1]]
    return Piece(
        piece_id=name,
        size=size,
        outline=tuple(corners),
        quantity=quantity,
        is_pair=is_pair,
        rotations_deg=rotations_deg,
    )


def _simple(points: tuple[Point, ...], name: str, size: str, seen: _Diagnosis) -> Polygon | None:
    """The outline as a polygon that does not cross itself; None, noted, where that would change it."""
    remedy = "Redraw the outline without crossings"
    if len(points) < 3:
        seen.add(name, size, "its outline has fewer than three corners", remedy, stops=True)
        return None
    shape = Polygon(points)
    if shape.is_valid and shape.area > 0:
        return shape
    whole = make_valid(shape)
    parts = [one for one in getattr(whole, "geoms", [whole]) if isinstance(one, Polygon)]
    largest = max(parts, key=lambda one: one.area, default=None)
    if largest is None or largest.area < _KEPT_SHARE * sum(one.area for one in parts) or largest.area <= 0:
        seen.add(name, size, "its outline crosses itself", remedy, stops=True)
        return None
    seen.add(name, size, "its outline crosses itself in a small loop, left off", remedy)
    return Polygon(largest.exterior)


def _unfolded(shape: Polygon, folds: list[list[Point]], name: str, size: str, seen: _Diagnosis) -> Polygon:
    """A half piece with its other half, where a mirror line runs along its edge; whole pieces as they are."""
    for fold in folds:
        line = LineString([fold[0], fold[-1]])
        edge = shape.exterior.intersection(line.buffer(_ON_LINE_MM))
        if line.length <= 0 or edge.length < 0.9 * line.length:
            continue
        (ax, ay), (bx, by) = fold[0], fold[-1]
        angle = 2.0 * math.atan2(by - ay, bx - ax)
        c, s = math.cos(angle), math.sin(angle)
        mirrored = affine_transform(shape, [c, s, s, -c, ax - c * ax - s * ay, ay - s * ax + c * ay])
        both = unary_union([shape, mirrored]).buffer(_ON_LINE_MM, join_style="mitre")
        both = both.buffer(-_ON_LINE_MM, join_style="mitre")
        if isinstance(both, Polygon) and both.area > 1.9 * shape.area:
            seen.add(name, size, "half of it was drawn; unfolded about its mirror line", "Nothing, if that is right")
            return Polygon(both.exterior)
    return shape


def _along_grain(shape: Polygon, grains: list[list[Point]], name: str, size: str, seen: _Diagnosis) -> Polygon:
    """The piece turned so that its grain line is parallel to x."""
    grains = [grain for grain in grains if math.dist(grain[0], grain[-1]) > 1.0]
    if not grains:
        seen.add(name, size, "it has no grain line; the drawing's horizontal is taken", "Draw the grain on layer 7")
        return shape
    (ax, ay), (bx, by) = grains[0][0], grains[0][-1]
    turn = math.degrees(math.atan2(by - ay, bx - ax))
    return shape if abs(turn) < 1e-6 else rotate(shape, -turn, origin=(0.0, 0.0))


def _quantity(said: str, name: str, seen: _Diagnosis) -> tuple[int, bool]:
    """Pieces per garment and whether half of them are mirrored; `2,2` are two and two mirrored."""
    parts = [part.strip() for part in said.replace(";", ",").split(",")]
    if parts and all(part.isdigit() for part in parts) and sum(map(int, parts)) > 0:
        counts = [int(part) for part in parts]
        return sum(counts), len(counts) == 2 and counts[0] == counts[1]
    what = f"its quantity is {said!r}; taken for 1" if said else "its quantity is not named; taken for 1"
    seen.add(name, "", what, "Name the quantity in a garment")
    return 1, False


def _grading(pieces: Iterable[Piece], seen: _Diagnosis) -> None:
    """Every piece should be there in every size."""
    sizes: dict[str, list[str]] = defaultdict(list)
    for piece in pieces:
        sizes[piece.piece_id].append(piece.size)
    every = list(dict.fromkeys(size for ones in sizes.values() for size in ones))
    for name, has in sizes.items():
        for size in every:
            if size not in has:
                seen.add(name, size, "it is not graded to it", "Grade the piece, or leave the size out of orders")
