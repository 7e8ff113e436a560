"""Depth maps of all pairs of forms of a marker, and the shelf that keeps them from one marker to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from treadle.cut.nesters.shapes import Floats, Shape

Depths = NDArray[np.float32]
Ints = NDArray[np.int64]

#: Most nodes of all maps of one marker together (some 160 MB); coarser grids where there would be more.
#: Not tuned: bounds work and memory.
MOST_NODES = 40_000_000
#: Outlines that agree to this many decimals of a millimetre are one form. Not tuned: rounding of floats.
_DECIMALS = 3


class DepthShelf:
    """Depth maps by grid and both forms, the newest `most_nodes` nodes of them: markers of one pattern ask for the same
    pairs again and again. A map tells nothing of where it came from, so a shelf changes no result.
    """

    def __init__(self, most_nodes: int) -> None:
        self._most_nodes = most_nodes
        self._maps: dict[tuple[float, bytes, bytes], Depths] = {}
        self._nodes = 0

    def get(self, key: tuple[float, bytes, bytes]) -> Depths | None:
        """The map of a pair, None where there is none."""
        return self._maps.get(key)

    def put(self, key: tuple[float, bytes, bytes], depth: Depths) -> None:
        """Keep a map; the oldest ones go where there is no more room."""
        self._maps[key] = depth
        self._nodes += depth.size
        while self._nodes > self._most_nodes and len(self._maps) > 1:
            oldest = next(iter(self._maps))
            self._nodes -= self._maps.pop(oldest).size


#: Some 200 MB: all pairs of a pattern in six sizes. Not tuned: bounds work and memory.
SHELF = DepthShelf(50_000_000)


@dataclass(frozen=True, slots=True, eq=False)
class DepthMaps:
    """Maps of all pairs of forms in one array. A form is a shape as far as others can tell: `form_of` (shapes,) names
    the form of each shape and `shape_of` (forms,) the first shape of a form.

    The map of forms a ≤ b begins at `start[a, b]` and has `rows[a, b]` nodes for each step along the strip; node (i, j)
    holds the depth of b, its corner cell × (i − 1, j − 1) − size of b from that of a. `size` (forms, 2).
    """

    cell: float
    form_of: Ints
    shape_of: Ints
    size: Floats
    depths: Depths
    start: Ints
    rows: Ints


def depth_maps(shapes: Sequence[Shape], cell: float) -> DepthMaps:
    """Maps on a grid of `cell`, or a coarser one where they would hold more than `MOST_NODES` nodes together."""
    from treadle.cut.nesters.depth_loops import draw_depths

    names = [_name(shape) for shape in shapes]
    ranked = {name: rank for rank, name in enumerate(sorted(set(names)))}
    form_of = np.array([ranked[name] for name in names], dtype=np.int64)
    shape_of = np.array([names.index(name) for name in ranked], dtype=np.int64)
    forms = [shapes[number] for number in shape_of]
    size = np.array([form.size for form in forms])
    nodes = _nodes(size, cell)
    while int(np.triu(nodes[0] * nodes[1]).sum()) > MOST_NODES:
        cell *= 2.0**0.5
        nodes = _nodes(size, cell)
    counts = np.triu(nodes[0] * nodes[1])
    start = (np.cumsum(counts.ravel()) - counts.ravel()).reshape(counts.shape)
    depths = np.empty(int(counts.sum()), dtype=np.float32)
    corners = [_corners(form.parts) for form in forms]
    keys = list(ranked)
    for a, one in enumerate(forms):
        for b in range(a, len(forms)):
            key = (cell, keys[a], keys[b])
            drawn = SHELF.get(key)
            if drawn is None:
                drawn = np.empty((int(nodes[0][a, b]), int(nodes[1][a, b])), dtype=np.float32)
                draw_depths(one.parts, corners[a], forms[b].parts, corners[b], size[a], size[b], cell, drawn)
                SHELF.put(key, drawn)
            depths[start[a, b] : start[a, b] + drawn.size] = drawn.ravel()
    return DepthMaps(cell, form_of, shape_of, size, depths, start.astype(np.int64), nodes[1])


def _nodes(size: Floats, cell: float) -> tuple[Ints, Ints]:
    """Nodes along and across of every pair's map."""
    along, across = (np.ceil((side[:, None] + side[None, :]) / cell).astype(np.int64) + 4 for side in size.T)
    return along, across


def _corners(parts: Floats) -> Ints:
    """How many corners of each padded part are its own."""
    same = np.all(parts == parts[:, -1:], axis=2)
    return np.asarray(np.argmax(same, axis=1) + 1, dtype=np.int64)


def _name(shape: Shape) -> bytes:
    """The outline from its least corner on, to a thousandth of a millimetre, as bytes."""
    points = np.round(shape.outline, _DECIMALS) + 0.0
    first = int(np.lexsort((points[:, 1], points[:, 0]))[0])
    return np.roll(points, -first, axis=0).tobytes()
