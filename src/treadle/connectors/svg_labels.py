"""What a drawing says beside its lines, as FreeSewing and Seamly write it: names, cut counts, grainlines and folds.

FreeSewing puts each part into a group called `fs-…`, marks grainlines and folds by their arrows, and writes
'Cut 2 mirrored from main fabric'. Seamly writes such texts into the pieces. What is read of them is told.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import Polygon

from treadle.connectors.cut_labels import Cut, cut_of
from treadle.connectors.dxf_fold import unfolded
from treadle.connectors.pattern_file import Diagnosis
from treadle.connectors.svg_path import Point
from treadle.connectors.svg_shapes import Drawing, Shape
from treadle.terms.cutting import Outline

_GROUP = re.compile(r"^fs-|^part-|^stack-", re.IGNORECASE)
#: Arrows of FreeSewing and what they are at the ends of.
_SIGNS = {"grainline": "grain", "cutonfold": "fold"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A closed line of a drawing in millimetres, y up, with who drew it; `rings` are holes of the same path."""

    shape: Shape
    outline: Outline
    rings: tuple[Outline, ...]
    told: Mapping[str, str]
    polygon: Polygon


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    text: str
    place: Point
    part: str


def sign_of(shape: Shape) -> str:
    """'grain' or 'fold' for a line that is one by its arrows; else nothing."""
    said = " ".join(
        value for key, value in shape.element.attrib.items() if key.startswith("marker") or key == "style"
    ).lower()
    return next((sign for word, sign in _SIGNS.items() if word in said), "")


def labelled(drawing: Drawing, scale: float, chosen: Sequence[Closed], seen: Diagnosis) -> list[Closed]:
    """The pieces with what the drawing says of them in words and signs; a half on a fold is made whole. A piece that is
    cut of several cloths becomes one of each."""
    texts = [
        _Text(text=text, place=(scale * x, -scale * y), part=_part(around)) for text, (x, y), around in drawing.texts
    ]
    signs = [
        (sign, _part(one.around), [(scale * x, -scale * y) for x, y in line.points])
        for one in drawing.shapes
        if (sign := sign_of(one))
        for line in one.lines
        if len(line.points) > 1
    ]
    found: list[Closed] = []
    taken: set[str] = set()
    for one in chosen:
        part = _part(one.shape.around)
        own = [text.text for text in texts if _belongs(text.part, text.place, part, one)]
        cuts = [cut for text in own if (cut := cut_of(text)) is not None]
        lines = [(sign, points) for sign, home, points in signs if _belongs(home, points[0], part, one)]
        whole = _whole(one, [points for sign, points in lines if sign == "fold"], cuts, part, seen)
        told = dict(one.told)
        if grain := next((points for sign, points in lines if sign == "grain"), None):
            told.setdefault("grain", f"{_angle(grain):.3f}")
        if "piece" not in told and (name := _named(part, own)):
            told["piece"] = _free(name, taken)
        taken.add(told.get("piece", ""))
        found += _of_each_cloth(replace(whole, told=told), cuts, taken)
        if cuts:
            seen.hold("texts that say how often a piece is cut", "read", len(cuts))
    if signs:
        seen.hold("grainlines and folds by their arrows", "read", len(signs))
    return found


def _of_each_cloth(one: Closed, cuts: Sequence[Cut], taken: set[str]) -> list[Closed]:
    if not cuts or "quantity" in one.told:
        return [one]
    found = []
    for at, cut in enumerate(cuts):
        told = dict(one.told)
        told["quantity"] = str(cut.count)
        if cut.is_mirrored:
            told |= {"pair": "yes"} if cut.count % 2 == 0 else {"mirrored": str(cut.count // 2)}
        elif _part(one.shape.around):
            told["pair"] = "no"  # FreeSewing says so where halves are mirrored
        if cut.material and "material" not in told:
            told["material"] = cut.material
        if at and "piece" in told:
            told["piece"] = _free(f"{told['piece']} {cut.material or at + 1}", taken)
            taken.add(told["piece"])
        found.append(replace(one, told=told))
        if at and "piece" not in told:
            break
    return found


def _whole(
    one: Closed, folds: Sequence[Sequence[Point]], cuts: Sequence[Cut], part: str, seen: Diagnosis
) -> Closed:  # fmt: skip
    """A piece unfolded about its fold; one that is said to be on a fold and shows none stays a half, and is told."""
    name = _named(part, ()) or one.shape.kind
    is_said = any(cut.is_on_fold for cut in cuts)
    if not folds:
        if is_said:
            what = "a text says that it is cut on the fold, and no line shows where; it is cut as it is drawn"
            seen.add(name, "", what, "Draw the whole piece, or mark the fold")
        return one
    ends = [(points[0], points[-1]) for points in folds]
    shape, _, left, used = unfolded(one.polygon, (), ends)
    if not used:
        seen.add(name, "", "its fold does not lie along its edge; it is cut as it is drawn", "Draw the whole piece")
        return one
    if left:
        seen.add(name, "", "not all of its folds lie along its edge", "Check the piece")
    outline = tuple((float(x), float(y)) for x, y in shape.exterior.coords[:-1])
    seen.hold("pieces on a fold", "unfolded", used)
    return replace(one, outline=outline, polygon=shape)


def _belongs(home: str, place: Point, part: str, one: Closed) -> bool:
    """Whether a text or sign is of a piece: in the same group of FreeSewing, else within its outline."""
    if home or part:
        return home == part
    return bool(one.polygon.is_valid and one.polygon.buffer(1.0).contains(ShapelyPoint(place)))


def _part(around: Iterable[object]) -> str:
    """The group of FreeSewing that an element stands in; empty where there is none."""
    ids = (str(group.get("id") or "") for group in around)  # type: ignore[attr-defined]
    return next((one for one in reversed(list(ids)) if _GROUP.match(one) and "container" not in one), "")


def _named(part: str, texts: Sequence[str]) -> str:
    """What a piece is called: by its group, else by the first text in it that is no count and no number."""
    if part:
        return re.sub(r"^(?:fs-)?(?:stack-|part-)?", "", part.rpartition("-part-")[2])[:80]
    plain = (text.strip() for text in texts)
    return next((one[:60] for one in plain if re.search(r"[^\W\d_]{2}", one) and cut_of(one) is None), "")


def _free(name: str, taken: set[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free


def _angle(points: Sequence[Point]) -> float:
    (ax, ay), (bx, by) = points[0], points[-1]
    return math.degrees(math.atan2(by - ay, bx - ax)) % 360.0
