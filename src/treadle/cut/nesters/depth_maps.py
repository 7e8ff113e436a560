"""Depth maps of all pairs of forms of a marker, and the shelf that keeps them from one marker to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from treadle.cut.nesters.shapes import Floats, Shape

Depths = NDArray[np.int16]
Ints = NDArray[np.int64]

#: Steps of depth to a cell: maps tell depths of 128 cells at most, more than any piece lies in another. Not tuned: a
#: fifth of the overlap that the search lets pass.
STEPS = 256
#: Most nodes of all maps of one marker together (some 80 MB); coarser grids where there would be more.
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


#: Some 100 MB: all pairs of a pattern in six sizes. Not tuned: bounds work and memory.
SHELF = DepthShelf(50_000_000)


@dataclass(frozen=True, slots=True, eq=False)
class DepthMaps:
    """Maps of all pairs of forms in one array. A form is a shape as far as others can tell: `form_of` (shapes,) names
    the form of each shape and `shape_of` (forms,) the first shape of a form; `size` (forms, 2).

    `depths` are in `STEPS` to a `cell`. How deep form a, its corner dx and dy from that of b, lies in b is read with
    `pairs[a, b]`: nodes to a millimetre along and across, the node of offset nought along and across, the node along
    where the boxes part, where the map begins, its nodes for each step along the strip, and millimetres to a step of
    depth. Pairs that are each other turned round, mirrored or the other way about have one map, read from another
    corner: then nodes to a millimetre are negative.
    """

    cell: float
    form_of: Ints
    shape_of: Ints
    size: Floats
    depths: Depths
    pairs: Floats


def depth_maps(shapes: Sequence[Shape], cell: float) -> DepthMaps:
    """Maps on a grid of `cell`, or a coarser one where they would hold more than `MOST_NODES` nodes together."""
    names = [_name(shape.outline) for shape in shapes]
    ranked = {name: rank for rank, name in enumerate(sorted(set(names)))}
    form_of = np.array([ranked[name] for name in names], dtype=np.int64)
    shape_of = np.array([names.index(name) for name in ranked], dtype=np.int64)
    forms = [shapes[number] for number in shape_of]
    same = _same_maps(forms, ranked)
    size = np.array([form.size for form in forms])
    a, b = np.array(sorted({(first, second) for first, second, _, _ in same.values()})).T
    nodes = _nodes(size[a] + size[b], cell)
    while int(np.prod(nodes, axis=1).sum()) > MOST_NODES:
        cell *= 2.0**0.5
        nodes = _nodes(size[a] + size[b], cell)
    keys = list(ranked)
    drawn = [_drawn((cell, keys[i], keys[j]), forms[i], forms[j], tuple(most)) for i, j, most in zip(a, b, nodes)]
    start = np.concatenate([[0], np.cumsum([one.size for one in drawn])])
    number = {pair: at for at, pair in enumerate(zip(a.tolist(), b.tolist()))}
    pairs = np.empty((len(forms), len(forms), 8))
    for (one, other), (first, second, along, across) in same.items():
        at = number[first, second]
        begin = np.where([along, across], size[other], size[one]) / cell + 1.0
        per = np.where([along, across], -1.0, 1.0) / cell
        end = (size[one, 0] + size[other, 0]) / cell + 1.0
        pairs[one, other] = (*per, *begin, end, start[at], nodes[at, 1], cell / STEPS)
    return DepthMaps(cell, form_of, shape_of, size, np.concatenate([one.ravel() for one in drawn]), pairs)


def _same_maps(forms: Sequence[Shape], ranked: dict[bytes, int]) -> dict[tuple[int, int], tuple[int, int, bool, bool]]:
    """For form a beside form b: the two forms whose map tells it (the second at offsets from the first), and whether it
    is read from the far corner along and across."""
    mirrored = [
        [(at, along, across) for along in (False, True) for across in (False, True)
         if (at := ranked.get(_name(_mirrored(form, along, across)))) is not None]
        for form in forms
    ]  # fmt: skip
    found = {}
    for a, like_a in enumerate(mirrored):
        for b, like_b in enumerate(mirrored):
            ways = [
                (*told, along != swapped, across != swapped)
                for one, along, across in like_a
                for other, *ways in like_b
                if ways == [along, across]
                for told, swapped in (((other, one), False), ((one, other), True))
            ]
            found[a, b] = min(ways)
    return found


def _mirrored(form: Shape, along: bool, across: bool) -> Floats:
    """The outline with its ends along the strip, or across it, changed for each other; both is turned round."""
    outline = np.where([along, across], form.size - form.outline, form.outline)
    return outline[::-1] if along != across else outline


def _drawn(key: tuple[float, bytes, bytes], one: Shape, other: Shape, nodes: tuple[int, int]) -> Depths:
    """The map of two forms, from the shelf where it lies there."""
    from treadle.cut.nesters.depth_loops import draw_depths

    drawn = SHELF.get(key)
    if drawn is None:
        drawn = np.empty(nodes, dtype=np.int16)
        corners = _corners(one.parts), _corners(other.parts)
        draw_depths(one.parts, corners[0], other.parts, corners[1], one.size, other.size, key[0], STEPS, drawn)
        SHELF.put(key, drawn)
    return drawn


def _nodes(sides: Floats, cell: float) -> Ints:
    """Nodes along and across (pairs, 2) of maps of pairs whose boxes are together so long and broad."""
    return np.ceil(sides / cell).astype(np.int64) + 4


def _corners(parts: Floats) -> Ints:
    """How many corners of each padded part are its own."""
    same = np.all(parts == parts[:, -1:], axis=2)
    return np.asarray(np.argmax(same, axis=1) + 1, dtype=np.int64)


def _name(outline: Floats) -> bytes:
    """The outline from its least corner on, to a thousandth of a millimetre, as bytes."""
    points = np.round(outline, _DECIMALS) + 0.0
    first = int(np.lexsort((points[:, 1], points[:, 0]))[0])
    return np.roll(points, -first, axis=0).tobytes()
