"""The visible lines of an SVG drawing, every transform and `use` carried out, and what else the drawing holds."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from treadle.connectors.plain_text import read_bytes
from treadle.connectors.svg_path import FARTHEST, Line, Point, arc_points, path_lines
from treadle.errors import InputError

#: a, b, c, d, e, f of SVG: x' = a x + c y + e, y' = b x + d y + f.
Matrix = tuple[float, float, float, float, float, float]
PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
#: Bytes of a drawing, elements within elements, and shapes (with those that `use` repeats), at most.
MOST_BYTES, DEEPEST, MOST_SHAPES = 16 * 1024 * 1024, 150, 20_000
#: Millimetres of a unit of CSS.
UNIT_MM: Mapping[str, float] = {
    "mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6, "px": 25.4 / 96, "q": 0.25, "": 25.4 / 96,
}  # fmt: skip
_LENGTH = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?)\s*(mm|cm|in|pt|pc|px|q|%|)\s*", re.IGNORECASE)
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?"
_CALL = re.compile(r"\s*,?\s*(matrix|translate[XY]?|scale[XY]?|rotate|skewX|skewY)\s*\(([^()]*)\)")
_CONTAINERS = ("g", "a", "switch", "svg")
#: Elements that define what others show, and those that show nothing.
_DEFINING = (
    "defs", "clipPath", "mask", "marker", "pattern", "symbol", "linearGradient", "radialGradient", "filter", "font",
)  # fmt: skip
_SILENT = (
    "title", "desc", "metadata", "style", "script", "namedview", "page", "grid", "guide", "animate", "set", "view",
)  # fmt: skip
SHAPES = ("path", "polygon", "polyline", "rect", "circle", "ellipse", "line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A visible shape: its lines in the drawing's outermost unit, the elements around it (nearest last), and whether a
    `use` repeats it; `mirrors` where it is turned over."""

    kind: str
    element: ElementTree.Element
    around: tuple[ElementTree.Element, ...]
    lines: tuple[Line, ...]
    is_repeat: bool = False
    mirrors: bool = False


@dataclass(slots=True, kw_only=True)
class Drawing:
    """What a drawing shows. `passed` counts what is not a line by kind and use; `wrong` are (what, remedy)."""

    root: ElementTree.Element
    shapes: list[Shape] = field(default_factory=list)
    passed: dict[tuple[str, str], int] = field(default_factory=dict)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    rules: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    by_id: dict[str, ElementTree.Element] = field(default_factory=dict)
    #: Texts with their place in the drawing's outermost unit and the elements around them.
    texts: list[tuple[str, Point, tuple[ElementTree.Element, ...]]] = field(default_factory=list)
    #: Elements that were walked over, those that `use` repeats each time.
    steps: int = 0

    def count(self, what: str, use: str) -> None:
        """Note a thing that is no line."""
        self.passed[what, use] = self.passed.get((what, use), 0) + 1


def read_drawing(path: Path) -> Drawing:
    """The visible shapes of a drawing. Raises `NotFoundError`, and `InputError` for what is no SVG or is a trap."""
    raw = read_bytes(path, MOST_BYTES)
    root = _parsed(raw, path.name)
    if _kind(root) != "svg":
        raise InputError.single(path.name, f"it is not an SVG (its root is {_kind(root)[:40]})", "Save it as SVG")
    found = Drawing(root=root)
    for element in root.iter():
        if element.get("id"):
            found.by_id.setdefault(str(element.get("id")), element)
        if _kind(element) == "style":
            found.rules += style_rules("".join(element.itertext()))
    for child in root:
        _walk(found, child, PLAIN, (root,), depth=1, repeats=0)
    return found


def _parsed(raw: bytes, name: str) -> ElementTree.Element:
    """The root of an XML text without entities of its own and not nested without end."""
    if b"<!ENTITY" in raw or b"<!\x00E\x00N\x00T" in raw:
        raise InputError.single(name, "it defines entities of its own", "Save it as plain SVG")
    depth = 0
    root: ElementTree.Element | None = None
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(raw), events=("start", "end")):
            root = element if root is None else root
            depth += 1 if event == "start" else -1
            if depth > DEEPEST:
                raise InputError.single(name, "it is nested too deep", "Save it as plain SVG")
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise InputError.single(name, f"it is not an SVG ({str(error)[:120]})", "Save it as plain SVG") from None
    if root is None:
        raise InputError.single(name, "it is not an SVG", "Save it as plain SVG")
    return root


def _kind(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def label_of(element: ElementTree.Element) -> str:
    """What a person called an element in a drawing program."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "label"), "")


def _walk(
    drawing: Drawing,
    element: ElementTree.Element,
    matrix: Matrix,
    around: tuple[ElementTree.Element, ...],
    *,
    depth: int,
    repeats: int,
) -> None:
    """Take an element and what lies in it."""
    kind = _kind(element)
    if kind in _SILENT or callable(element.tag):
        return
    if kind in _DEFINING:
        drawing.count(f"{kind} (defines, shows nothing)", "not needed")
        return
    style = _style(drawing, element)
    if style.get("display", "").lower() == "none" or style.get("visibility", "").lower() in ("hidden", "collapse"):
        drawing.count(f"hidden {kind}", "not read")
        return
    drawing.steps += 1
    if len(drawing.shapes) > MOST_SHAPES or drawing.steps > 5 * MOST_SHAPES or depth > DEEPEST or repeats > 8:
        drawing.steps = 6 * MOST_SHAPES  # nothing more is walked over
        drawing.wrong = [(f"it shows more than {MOST_SHAPES} shapes, or repeats itself without end", "Simplify it")]
        return
    try:
        own = _times(matrix, _transform(element, style))
        if kind == "use":
            _use(drawing, element, own, around, depth=depth, repeats=repeats)
        elif kind in _CONTAINERS:
            inner = _times(own, _inner_svg(element)) if kind == "svg" else own
            for child in element:
                _walk(drawing, child, inner, (*around, element), depth=depth + 1, repeats=repeats)
        elif kind in SHAPES:
            lines = tuple(_moved(line, own) for line in _lines(element, kind))
            mirrors = own[0] * own[3] - own[1] * own[2] < 0
            drawing.shapes.append(
                Shape(kind=kind, element=element, around=around, lines=lines, is_repeat=repeats > 0, mirrors=mirrors)
            )
        else:
            drawing.count(kind[:40], "not read")
            if kind == "text" and len(drawing.texts) < MOST_SHAPES:
                _text(drawing, element, own, around)
    except ValueError as error:
        drawing.wrong.append((f"{_called(element, kind)}: {error}", "Save it as plain SVG"))


def _text(
    drawing: Drawing, element: ElementTree.Element, matrix: Matrix, around: tuple[ElementTree.Element, ...]
) -> None:
    """A text, line by line, at the place of its first letter."""
    a, b, c, d, e, f = matrix
    placed = next((one for one in element.iter() if one.get("x") is not None or one.get("y") is not None), element)
    x, y = (_first(placed.get(key)) for key in ("x", "y"))
    for part in [*(one for one in element if _kind(one) == "tspan"), element]:
        words = "".join(part.itertext()) if part is not element else (element.text or "")
        if said := " ".join(words.split())[:200]:
            drawing.texts.append((said, (a * x + c * y + e, b * x + d * y + f), (*around, element)))


def _first(text: str | None) -> float:
    found = re.match(rf"\s*({_NUMBER})", text or "")
    return float(found[1]) if found is not None else 0.0


def _called(element: ElementTree.Element, kind: str) -> str:
    return str(element.get("id") or label_of(element) or kind)[:80]


def _use(
    drawing: Drawing,
    element: ElementTree.Element,
    matrix: Matrix,
    around: tuple[ElementTree.Element, ...],
    *,
    depth: int,
    repeats: int,
) -> None:
    """What a `use` repeats, where it puts it."""
    name = next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "href"), "")
    target = drawing.by_id.get(name.removeprefix("#"))
    if target is None:
        drawing.wrong.append(
            (f"{_called(element, 'use')}: it repeats {name[:60]!r}, which does not exist", "Draw it out")
        )
        return
    moved = _times(matrix, (1.0, 0.0, 0.0, 1.0, _number(element, "x"), _number(element, "y")))
    inside = list(target) if _kind(target) == "symbol" else [target]
    for one in inside:
        _walk(drawing, one, moved, (*around, element), depth=depth + 1, repeats=repeats + 1)


def _lines(element: ElementTree.Element, kind: str) -> list[Line]:
    """The lines of a shape in its own unit."""
    if kind == "path":
        return path_lines(element.get("d", ""))
    if kind in ("polygon", "polyline"):
        numbers = [float(one) for one in re.findall(_NUMBER, element.get("points", ""))]
        if len(numbers) % 2:
            raise ValueError("it has an odd number of coordinates")
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        is_closed = kind == "polygon"
        if len(points) > 2 and math.dist(points[0], points[-1]) < 1e-9:
            points.pop()
            is_closed = True
        return [Line(points=tuple(points), is_closed=is_closed and len(points) > 2)] if points else []
    if kind == "rect":
        return _rectangle(element)
    if kind == "line":
        ends = ((_number(element, "x1"), _number(element, "y1")), (_number(element, "x2"), _number(element, "y2")))
        return [Line(points=ends, is_closed=False)]
    rx = _number(element, "r") if kind == "circle" else _number(element, "rx")
    ry = rx if kind == "circle" else _number(element, "ry")
    x, y = _number(element, "cx"), _number(element, "cy")
    if rx <= 0 or ry <= 0:
        return []
    half = [(x + rx, y), *arc_points((x + rx, y), (x - rx, y), rx, ry, 0.0, True, True)]
    whole = [*half, *arc_points((x - rx, y), (x + rx, y), rx, ry, 0.0, True, True)[:-1]]
    return [Line(points=tuple(whole), is_closed=True)]


def _rectangle(element: ElementTree.Element) -> list[Line]:
    x, y, w, h = (_number(element, key) for key in ("x", "y", "width", "height"))
    if w <= 0 or h <= 0:
        return []
    told = [_number(element, key) for key in ("rx", "ry") if element.get(key) is not None]
    rx, ry = (min(told[0], w / 2), min(told[-1], h / 2)) if told else (0.0, 0.0)
    if rx <= 0 or ry <= 0:
        return [Line(points=((x, y), (x + w, y), (x + w, y + h), (x, y + h)), is_closed=True)]
    points: list[Point] = []
    for start, end in (
        ((x + w - rx, y), (x + w, y + ry)),
        ((x + w, y + h - ry), (x + w - rx, y + h)),
        ((x + rx, y + h), (x, y + h - ry)),
        ((x, y + ry), (x + rx, y)),
    ):
        points += [start, *arc_points(start, end, rx, ry, 0.0, False, True)]
    return [Line(points=tuple(points), is_closed=True)]


def length_mm(text: str | None) -> float | None:
    """A length of CSS in millimetres; None for shares and what is none."""
    found = _LENGTH.fullmatch(text or "")
    return None if found is None or found[2] == "%" else float(found[1]) * UNIT_MM[found[2].lower()]


def _number(element: ElementTree.Element, key: str) -> float:
    """A coordinate in the element's own unit; a length with a unit as so many px."""
    text = element.get(key)
    if text is None:
        return 0.0
    found = _LENGTH.fullmatch(text)
    if found is None or found[2] == "%":
        raise ValueError(f"{key} is {text[:40]!r}")
    value = float(found[1]) * (UNIT_MM[found[2].lower()] / UNIT_MM["px"] if found[2] else 1.0)
    if not abs(value) < FARTHEST:
        raise ValueError(f"{key} is {text[:40]!r}")
    return value


def view_box(element: ElementTree.Element) -> tuple[float, float, float, float] | None:
    """The view box of an `svg` element; None where it has none that holds."""
    numbers = [float(one) for one in re.findall(_NUMBER, element.get("viewBox", ""))]
    if len(numbers) != 4 or numbers[2] <= 0 or numbers[3] <= 0:
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _inner_svg(element: ElementTree.Element) -> Matrix:
    """The transform of a drawing within the drawing."""
    box = view_box(element)
    x, y = _number(element, "x"), _number(element, "y")
    if box is None:
        return 1.0, 0.0, 0.0, 1.0, x, y
    if element.get("width") is None or element.get("height") is None:
        raise ValueError("a drawing within the drawing has no width and height")
    across, down = _number(element, "width") / box[2], _number(element, "height") / box[3]
    if abs(across - down) > 1e-6 * max(across, down) and element.get("preserveAspectRatio", "") != "none":
        across = down = min(across, down)
    if across <= 0 or down <= 0:
        raise ValueError("a drawing within the drawing has no size")
    return across, 0.0, 0.0, down, x - box[0] * across, y - box[1] * down


def _style(drawing: Drawing, element: ElementTree.Element) -> dict[str, str]:
    """Display, visibility and transform of an element: attributes, then style sheets, then its own style."""
    found = {key: element.get(key, "") for key in ("display", "visibility") if element.get(key)}
    classes = set(element.get("class", "").split())
    for selector, told in drawing.rules:
        is_meant = selector in (_kind(element), "*") or (selector[:1] == "." and selector[1:] in classes)
        if is_meant or (selector[:1] == "#" and selector[1:] == element.get("id")):
            found |= told
    return found | declared(element.get("style", ""))


def declared(text: str) -> dict[str, str]:
    """The declarations of a style that change where or whether something is shown."""
    told = (one.partition(":") for one in text.split(";"))
    pairs = {name.strip().lower(): value.replace("!important", "").strip() for name, _, value in told}
    return {key: pairs[key] for key in ("display", "visibility", "transform", "transform-origin") if key in pairs}


def style_rules(text: str) -> list[tuple[str, Mapping[str, str]]]:
    """Rules of a style sheet by their last simple selector."""
    bare = re.sub(r"/\*.*?\*/", "", text[:200_000], flags=re.DOTALL)
    found: list[tuple[str, Mapping[str, str]]] = []
    for selectors, body in re.findall(r"([^{}]{1,500})\{([^{}]*)\}", bare):
        if told := declared(body):
            found += [(one.split()[-1], told) for one in selectors.split(",") if one.strip()]
    return found


def _transform(element: ElementTree.Element, style: Mapping[str, str]) -> Matrix:
    """The transform of an element. Raises ValueError for what is none."""
    told = style.get("transform") or element.get("transform") or ""
    if not told.strip() or told.strip() == "none":
        return PLAIN
    if "transform-origin" in style or element.get("transform-origin"):
        raise ValueError("it is moved by a transform about an origin of its own")
    matrix, place = PLAIN, 0
    while place < len(told.rstrip()):
        call = _CALL.match(told, place)
        if call is None:
            raise ValueError(f"it is moved by a transform that is not understood ({told[:60]})")
        matrix, place = _times(matrix, _called_matrix(call[1], call[2])), call.end()
    if not all(math.isfinite(one) and abs(one) < FARTHEST for one in matrix):
        raise ValueError("it is moved by a transform that leads nowhere")
    return matrix


def _called_matrix(name: str, text: str) -> Matrix:
    """One function of a transform."""
    numbers = []
    for part in re.split(r"[\s,]+", text.strip()):
        found = re.fullmatch(rf"({_NUMBER})(px|deg|rad|turn|mm|cm|in|pt)?", part)
        if found is None:
            raise ValueError(f"it is moved by a transform that is not understood ({name}({text[:40]}))")
        unit = found[2] or ""
        by = {"rad": 180.0 / math.pi, "turn": 360.0}.get(
            unit, UNIT_MM.get(unit, 1.0) / UNIT_MM["px"] if unit in UNIT_MM and unit else 1.0
        )
        numbers.append(float(found[1]) * by)
    one, two = numbers[0], numbers[1] if len(numbers) > 1 else None
    if name == "matrix" and len(numbers) == 6:
        a, b, c, d, e, f = numbers
        return a, b, c, d, e, f
    if name == "rotate":
        c, s = math.cos(math.radians(one)), math.sin(math.radians(one))
        x, y = (numbers[1], numbers[2]) if len(numbers) == 3 else (0.0, 0.0)
        return c, s, -s, c, x - c * x + s * y, y - s * x - c * y
    simple: dict[str, Matrix] = {
        "translate": (1.0, 0.0, 0.0, 1.0, one, two or 0.0),
        "translateX": (1.0, 0.0, 0.0, 1.0, one, 0.0),
        "translateY": (1.0, 0.0, 0.0, 1.0, 0.0, one),
        "scale": (one, 0.0, 0.0, one if two is None else two, 0.0, 0.0),
        "scaleX": (one, 0.0, 0.0, 1.0, 0.0, 0.0),
        "scaleY": (1.0, 0.0, 0.0, one, 0.0, 0.0),
        "skewX": (1.0, 0.0, math.tan(math.radians(one)), 1.0, 0.0, 0.0),
        "skewY": (1.0, math.tan(math.radians(one)), 0.0, 1.0, 0.0, 0.0),
    }
    if name not in simple or len(numbers) > 2:
        raise ValueError(f"it is moved by a transform that is not understood ({name})")
    return simple[name]


def _times(outer: Matrix, inner: Matrix) -> Matrix:
    """First the inner, then the outer transform."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f


def _moved(line: Line, matrix: Matrix) -> Line:
    a, b, c, d, e, f = matrix
    points = tuple((a * x + c * y + e, b * x + d * y + f) for x, y in line.points)
    if not all(abs(x) < FARTHEST and abs(y) < FARTHEST for x, y in points):
        raise ValueError("it has points that are nowhere")
    return Line(points=points, is_closed=line.is_closed)
