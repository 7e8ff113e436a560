"""A DXF file opened safely, and its blocks as plain lines, points and texts by layer."""

from __future__ import annotations

import io
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from treadle.connectors.dxf_texts import texts
from treadle.connectors.plain_text import read_bytes
from treadle.errors import InputError

Point = tuple[float, float]

#: Bytes of a file, corners of a piece and depth of blocks in blocks, at most; how flat curves become, as a share of
#: how far they reach.
MOST_BYTES, MOST_POINTS, DEEPEST, _FLAT_SHARE = 16 * 1024 * 1024, 50_000, 8, 1e-4
#: Coordinates beyond this (file units) are damage.
_FARTHEST = 1e7
#: Kinds of drawing that say nothing of their own; the rest of what is not read is named.
LINES = ("LINE", "POLYLINE", "LWPOLYLINE", "ARC", "SPLINE", "CIRCLE", "ELLIPSE")
_TEXTS = ("TEXT", "MTEXT", "ATTRIB", "ATTDEF")


@dataclass(slots=True, kw_only=True)
class BlockDrawing:
    """One block: lines and points by layer, texts with their places, all in one unit; `unread` counts the rest."""

    name: str
    lines: dict[str, list[list[Point]]] = field(default_factory=lambda: defaultdict(list))
    points: dict[str, list[Point]] = field(default_factory=lambda: defaultdict(list))
    said: list[tuple[str, Point]] = field(default_factory=list)
    notes: list[tuple[str, Point]] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def scaled(self, x_scale: float, y_scale: float) -> BlockDrawing:
        """The block in another unit, or as an insert scales and mirrors it."""

        def moved(point: Point) -> Point:
            return point[0] * x_scale, point[1] * y_scale

        return self.changed(moved)

    def changed(self, moved: Callable[[Point], Point], stiff: Collection[str] = ()) -> BlockDrawing:
        """The block with every point moved by a function; lines of `stiff` layers keep their direction and length."""

        def bent(layer: str, line: list[Point]) -> list[Point]:
            if layer not in stiff or not line:
                return [moved(point) for point in line]
            (x0, y0), (x1, y1) = line[0], moved(line[0])
            return [(x + x1 - x0, y + y1 - y0) for x, y in line]

        return replace(
            self,
            lines={layer: [bent(layer, line) for line in some] for layer, some in self.lines.items()},
            points={layer: [moved(point) for point in some] for layer, some in self.points.items()},
            said=[(text, moved(at)) for text, at in self.said],
            notes=[(text, moved(at)) for text, at in self.notes],
        )


def open_drawing(path: Path) -> Any:
    """The drawing of a file, mended where the reader can. Raises `NotFoundError`, and `InputError` for what is none."""
    raw = read_bytes(path, MOST_BYTES)
    if raw[:22].startswith(b"AutoCAD Binary DXF"):
        what = "it is a binary DXF file"
        raise InputError.single(path.name, what, "Export it as DXF R12 text")
    import logging

    from ezdxf import recover
    from ezdxf.filemanagement import readfile

    # What the reader mends in a damaged file it logs line by line; what matters to a pattern is told by ours.
    logging.getLogger("ezdxf").setLevel(logging.CRITICAL)

    try:
        return readfile(path)
    except Exception:  # whatever a damaged file does to the reader: the patient one is asked next
        pass
    try:
        return recover.read(io.BytesIO(raw))[0]
    except Exception as error:
        what = f"it is not a DXF file ({str(error)[:120] or type(error).__name__})"
        raise InputError.single(path.name, what, "Export it as DXF R12 again") from None


def layer_of(entity: Any) -> str:
    """The number of an entity's layer, without leading zeros; a name as it stands."""
    name = str(entity.dxf.layer if entity.dxf.is_supported("layer") else "0").strip()
    return str(int(name)) if name.isascii() and name.isdigit() and len(name) < 6 else name


def block_drawing(block: Any, document: Any, file: str) -> BlockDrawing:
    """A block in the file's unit, blocks inserted in it included. Raises `InputError` where it is no piece of cloth."""
    found = BlockDrawing(name=str(block.name))
    count = 0
    for entity in _flat(block, document, 0):
        kind, layer = entity.dxftype(), layer_of(entity)
        count += 1
        if kind in LINES:
            for line in _points(entity):
                count += len(line)
                found.lines[layer].append(line)
            if kind == "CIRCLE":
                found.points[layer].append(_xy(entity.dxf.center))
        elif kind == "POINT":
            found.points[layer].append(_xy(entity.dxf.location))
        elif kind in _TEXTS:
            (found.notes if layer == "15" else found.said).extend(texts([entity]))
        elif kind != "INSERT":
            found.unread[f"{kind} on layer {layer}"] += 1
        if count > MOST_POINTS:
            what = f"block {found.name[:60]} has more than {MOST_POINTS} points and insertions"
            raise InputError.single(file, what, "Export pieces with fewer of them")
    every = [point for some in found.lines.values() for line in some for point in line]
    every += [point for some in found.points.values() for point in some]
    if not all(math.isfinite(x) and math.isfinite(y) and max(abs(x), abs(y)) < _FARTHEST for x, y in every):
        what = f"block {found.name[:60]} has points that are nowhere"
        raise InputError.single(file, what, "Export the file again")
    return found


def _flat(entities: Iterable[Any], document: Any, depth: int) -> Iterator[Any]:
    """Entities of a block and, moved to where they are inserted, those of blocks in it."""
    for entity in entities:
        yield entity
        if entity.dxftype() == "INSERT" and depth < DEEPEST and document.blocks.get(entity.dxf.name) is not None:
            try:
                inner = list(entity.virtual_entities())
            except Exception:  # an insert that cannot be carried out holds nothing; the block itself is named elsewhere
                continue
            yield from _flat(inner, document, depth + 1)


def _xy(point: Any) -> Point:
    return float(point.x), float(point.y)


def _points(entity: Any) -> list[list[Point]]:
    """Corners of a line or curve in the file's unit, its first point again at the end where it is closed."""
    if entity.dxftype() == "LINE":
        return [[_xy(entity.dxf.start), _xy(entity.dxf.end)]]
    from ezdxf.path import make_path

    try:
        path = make_path(entity)
        reach = max((abs(value) for point in path.control_vertices() for value in (point.x, point.y)), default=0.0)
        if not reach < _FARTHEST:
            return [[(math.inf, math.inf)] * 2]
        line = [_xy(point) for point in path.flattening(max(_FLAT_SHARE * reach, 1e-6), segments=4)]
    except Exception:  # a curve without the numbers that make it one
        return []
    return [line] if len(line) > 1 else []
