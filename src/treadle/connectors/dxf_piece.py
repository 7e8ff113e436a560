"""One block of a pattern file as a piece: outline, halves, grain, what is marked in it, how often it is cut."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapely import make_valid
from shapely.affinity import rotate
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import Polygon

from treadle.connectors.cut_labels import Cut, cut_of
from treadle.connectors.dxf_drawing import BlockDrawing
from treadle.connectors.dxf_fold import unfolded
from treadle.connectors.dxf_outline import MOST_LINES, Point, joined_outline
from treadle.connectors.dxf_texts import named, quantity_of
from treadle.connectors.pattern_file import Diagnosis, paired
from treadle.terms.cutting import Mark, Outline, Piece

#: A crossing outline is mended where the mended one keeps this share of its area.
_KEPT_SHARE = 0.99
#: How deep a notch is cut where its point alone is told (mm).
NOTCH_MM = 5.0
#: Layers of ASTM D6673 by what they become: marks of a piece, or nothing that is cut or plotted.
_MARKED = {
    "4": "notch", "80": "notch", "81": "notch", "82": "notch", "83": "notch", "8": "internal", "11": "cutout",
    "13": "drill",
}  # fmt: skip
_PASSED = {
    "2": "turn points", "3": "curve points", "5": "grade reference lines", "12": "cutter instructions",
    "14": "sew lines",
    "84": "quality curves of outlines", "85": "quality curves of lines", "86": "quality curves", "87": "quality curves",
}  # fmt: skip
_USED = {"1": "outlines", "6": "mirror lines", "7": "grain lines", "9": "stripe lines", "10": "plaid lines"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a file says of a piece in any of its sizes; many systems say it in the sample size only."""

    quantities: Mapping[str, str]
    materials: Mapping[str, str]
    categories: Mapping[str, str]
    sample: str
    rotations_deg: tuple[float, ...]


def name_and_size(drawing: BlockDrawing, told: Told, seen: Diagnosis) -> tuple[str, str]:
    """What a block's piece and size are called."""
    said, _, _ = named(drawing.said)
    name, size = said.get("piece", ""), said.get("size", "")
    if not name:
        name = drawing.name
        seen.add(name, size, "it has no name; its block's is used", "Name the piece")
    if not size:
        size = told.sample or "one size"
        seen.add(name, "", f"its size is not named; taken for {size}", "Name the size")
    return name, size


def piece_of(drawing: BlockDrawing, told: Told, seen: Diagnosis, name: str, size: str) -> Piece | None:
    """One block (in mm) as a piece; None, with the reason noted, where its outline cannot be mended."""
    shape = _shape(drawing, name, size, seen)
    if shape is None:
        return None
    marks = _marks(drawing, shape, name, size, seen)
    folds = [(line[0], line[-1]) for line in drawing.lines.get("6", ())]
    shape, marks, unused, used = unfolded(shape, marks, folds)
    if used:
        drawn = "half" if used == 1 else "a quarter"
        lines = "line" if used == 1 else "lines"
        what = f"{drawn} of it was drawn; unfolded about its mirror {lines}"
        seen.add(name, size, what, "Nothing to do, if that is right")
    if unused:
        what = "a mirror line was not used: no edge of the piece lies along it"
        seen.add(name, size, what, "Draw the mirror line on the fold edge, or the whole piece without one")
    match = _match_point(drawing)
    turn = _grain_deg(drawing, name, size, seen)
    low = rotate(shape, -turn, origin=(0.0, 0.0)).bounds if turn else shape.bounds

    def laid(points: Sequence[Point]) -> Outline:
        cos, sin = math.cos(math.radians(-turn)), math.sin(math.radians(-turn))
        turned = [(cos * x - sin * y, sin * x + cos * y) if turn else (x, y) for x, y in points]
        return tuple((round(x - low[0], 4) + 0.0, round(y - low[1], 4) + 0.0) for x, y in turned)

    said, others, _ = named(drawing.said)
    label = next((cut for text in others if (cut := cut_of(text)) is not None), None)
    quantity = said.get("quantity", "") or told.quantities.get(name, "")
    if label is not None and not quantity:
        as_drawn, mirrored = _labelled(label, name, size, bool(used), seen)
    else:
        as_drawn, mirrored = _quantity(quantity, name, seen)
    cloth = said.get("material", "") or told.materials.get(name, "")
    piece = Piece(
        piece_id=name,
        size=size,
        outline=laid([(float(x), float(y)) for x, y in shape.exterior.coords[:-1]]),
        quantity=as_drawn + (mirrored or 0),
        is_pair=mirrored is not None and mirrored == as_drawn,
        mirrored_quantity=0 if mirrored is None or mirrored == as_drawn else mirrored,
        rotations_deg=told.rotations_deg,
        match_mm=None if match is None else laid([match])[0],
        marks=tuple(Mark(kind=one.kind, points=laid(one.points), text=one.text) for one in marks),
        material=cloth or ("" if label is None else label.material),
        category=said.get("category", "") or told.categories.get(name, ""),
    )
    return paired(piece, seen) if mirrored is None else piece


def _shape(drawing: BlockDrawing, name: str, size: str, seen: Diagnosis) -> Polygon | None:
    """The outline as a polygon; None, noted, where there is none."""
    lines = drawing.lines.get("1", [])
    if len(lines) > MOST_LINES:
        seen.add(name, size, f"its outline is made of {len(lines)} lines", "Join them in the CAD system", stops=True)
        return None
    outline = joined_outline(lines)
    for what, remedy in outline.mended:
        seen.add(name, size, what, remedy)
    if outline.open_mm:
        remedy = "Close the outline in the CAD system"
        seen.add(name, size, f"its outline is open by {outline.open_mm:.0f} mm", remedy, stops=True)
        return None
    return _simple(outline.points, name, size, seen)


def _simple(points: tuple[Point, ...], name: str, size: str, seen: Diagnosis) -> Polygon | None:
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


def _marks(drawing: BlockDrawing, shape: Polygon, name: str, size: str, seen: Diagnosis) -> list[Mark]:
    """Cut-outs, notches, drill holes, inner lines and notes; every layer is counted in the inventory."""
    found: list[Mark] = []
    for layer in sorted({*drawing.lines, *drawing.points}, key=lambda one: (len(one), one)):
        lines, points = drawing.lines.get(layer, []), drawing.points.get(layer, [])
        count = max(len(lines), len(points))
        kind = _MARKED.get(layer)
        if kind is not None:
            made = _marks_of(kind, lines, points, shape, name, size, seen)
            found += made
            seen.hold(f"layer {layer}, {kind} marks", "carried to the plot" + _cut_too(kind), len(made))
        elif layer in _USED:
            seen.hold(f"layer {layer}, {_USED[layer]}", "used", count)
        elif layer in _PASSED:
            seen.hold(f"layer {layer}, {_PASSED[layer]}", "not needed", count)
        else:
            seen.hold(f"layer {layer}", "not read", count)
            what = f"layer {layer[:40]} holds lines or points that are not read"
            seen.add(name, size, what, "Put what is to be cut or plotted on layers 4, 8, 11 or 13")
    for text, at in drawing.notes:
        found.append(Mark(kind="text", points=(at,), text=text[:200]))
    if drawing.notes:
        seen.hold("layer 15, annotations", "kept with the piece", len(drawing.notes))
    for what, number in drawing.unread.items():
        seen.hold(what, "not read", number)
        seen.add(name, size, f"{what} is not read", "Export lines, polylines, arcs, points and texts")
    _, others, _ = named(drawing.said)
    if others:
        seen.hold("further texts", "not read", len(others))
    return found


def _cut_too(kind: str) -> str:
    return " and the cutter file" if kind in ("cutout", "notch", "drill") else ""


def _marks_of(
    kind: str, lines: list[list[Point]], points: list[Point], shape: Polygon, name: str, size: str, seen: Diagnosis
) -> list[Mark]:
    if kind == "drill":
        middles = [Polygon(one).representative_point() for one in lines if len(one) > 3] if not points else []
        places = points or [(one.x, one.y) for one in middles if not one.is_empty]
        return [Mark(kind=kind, points=(place,)) for place in places]
    if kind == "notch":
        drawn = [Mark(kind=kind, points=tuple(line)) for line in lines]
        return drawn + [Mark(kind=kind, points=_nick(point, shape)) for point in points]
    if kind == "internal":
        return [Mark(kind=kind, points=tuple(line)) for line in lines]
    if len(lines) > MOST_LINES:
        seen.add(name, size, f"its cut-outs are made of {len(lines)} lines", "Join them", stops=True)
        return []
    found = joined_outline(lines)
    if found.open_mm or any("further" in what for what, _ in found.mended if not found.others):
        seen.add(name, size, "a cut-out is not a closed line; it is not cut", "Close it in the CAD system")
    return [Mark(kind=kind, points=one) for one in (found.points, *found.others) if len(one) > 2]


def _nick(point: Point, shape: Polygon) -> Outline:
    """A slit from the edge nearest to a notch's point inward."""
    edge = shape.exterior
    along = edge.project(ShapelyPoint(point))
    at = edge.interpolate(along)
    before, after = edge.interpolate(max(along - 0.5, 0.0)), edge.interpolate(min(along + 0.5, edge.length))
    dx, dy = after.x - before.x, after.y - before.y
    length = math.hypot(dx, dy) or 1.0
    for side in (1.0, -1.0):
        inner = at.x - side * dy / length * NOTCH_MM, at.y + side * dx / length * NOTCH_MM
        if shape.contains(ShapelyPoint(inner)):
            break
    return (float(at.x), float(at.y)), (float(inner[0]), float(inner[1]))


def _match_point(drawing: BlockDrawing) -> Point | None:
    """The point that lies on the repeat: where stripe and plaid line cross, else the middle of the only one."""
    found = [lines[0] for layer in ("9", "10") if (lines := drawing.lines.get(layer))]
    if len(found) == 2:
        from shapely.geometry import LineString

        crossing = LineString(found[0]).intersection(LineString(found[1]))
        if not crossing.is_empty:
            return float(crossing.centroid.x), float(crossing.centroid.y)
    if found:
        (ax, ay), (bx, by) = found[0][0], found[0][-1]
        return (ax + bx) / 2, (ay + by) / 2
    for layer in ("9", "10"):
        if points := drawing.points.get(layer):
            return points[0]
    return None


def _grain_deg(drawing: BlockDrawing, name: str, size: str, seen: Diagnosis) -> float:
    """The direction of the grain line, in degrees; 0, noted, where there is none."""
    grains = [line for line in drawing.lines.get("7", ()) if math.dist(line[0], line[-1]) > 1.0]
    if not grains:
        seen.add(name, size, "it has no grain line; the drawing's horizontal is taken", "Draw the grain on layer 7")
        return 0.0
    angles = [math.degrees(math.atan2(b[1] - a[1], b[0] - a[0])) for a, b in ((one[0], one[-1]) for one in grains)]
    if any(abs((one - angles[0] + 90.0) % 180.0 - 90.0) > 1.0 for one in angles[1:]):
        seen.add(name, size, "it has grain lines of several directions; the first is taken", "Keep one grain line")
    return 0.0 if abs(angles[0]) < 1e-6 else angles[0]


def _labelled(label: Cut, name: str, size: str, is_whole: bool, seen: Diagnosis) -> tuple[int, int | None]:
    """Pieces as drawn and mirrored by a label such as 'Cut 2 mirrored from lining'."""
    half = label.count // 2
    seen.add(name, "", f"its label says that it is cut {label.count} times", "Nothing to do, if that is right")
    if label.is_on_fold and not is_whole:
        what = "its label says that it is cut on the fold, and no mirror line shows where; it is cut as it is drawn"
        seen.add(name, size, what, "Draw the whole piece, or the mirror line on layer 6")
    return (label.count - half, half) if label.is_mirrored else (label.count, None)


def _quantity(said: str, name: str, seen: Diagnosis) -> tuple[int, int | None]:
    """Pieces per garment as drawn and mirrored; mirrored is None where the file does not say."""
    found = quantity_of(said)
    if found is not None:
        return found
    what = f"its quantity is {said!r}; taken for 1" if said else "its quantity is not named; taken for 1"
    seen.add(name, "", what, "Name the quantity in a garment")
    return 1, 0
