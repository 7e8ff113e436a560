"""Guided search on a grid: pieces move one at a time to where they overlap the rest least, and stubborn
pairs weigh more.

After the guided local search of Egeblad, Nielsen and Odgaard (2007) with the penetration maps of Sato, Martins, Gomes
and Tsuzuki (2019); the whole strip is searched at every move because the maps make that one array sum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from treadle.cut.nesters.raster import CAUTION, OverlapMaps
from treadle.cut.nesters.shapes import Floats, Shape


@dataclass(slots=True, kw_only=True)
class Layout:
    """Where every piece lies on the grid: `shape` (n,) index of its orientation, `corner` (n, 2) in cells;
    length in strip units."""

    shape: NDArray[np.int64]
    corner: NDArray[np.int64]
    length: float

    def copy(self) -> Layout:
        """The same layout, apart from this one."""
        return Layout(shape=self.shape.copy(), corner=self.corner.copy(), length=self.length)


class GuidedSearch:
    """The pieces of one marker on one grid.

    `choices[i]` lists the shapes piece i may take; `width` is across the strip.
    """

    def __init__(
        self,
        shapes: Sequence[Shape],
        choices: Sequence[Sequence[int]],
        width: float,
        cell: float,
        rng: np.random.Generator,
    ) -> None:
        self.shapes, self.choices, self.width, self.cell, self.rng = shapes, choices, width, cell, rng
        self.maps = OverlapMaps(list(shapes), cell)
        self.across = [int((width - s.size[1]) / cell + 0.5 - CAUTION) for s in shapes]
        self.area = np.array([shapes[c[0]].area for c in choices])
        self.moves = 0

    def _landscape(
        self, piece: int, shape: int, layout: Layout, others: Sequence[int], weights: Floats | None
    ) -> NDArray[np.float32]:
        """Weighted depth (along, across) of `piece` in orientation `shape` at every corner of the grid
        inside the strip."""
        along = max(0, int((layout.length - self.shapes[shape].size[0]) / self.cell + 0.5 - CAUTION))
        across = max(0, self.across[shape])
        total = np.zeros((along + 1, across + 1), dtype=np.float32)
        cells = self.maps.cells[shape]
        left, below = cells[0] - 1, cells[1] - 1
        kinds, corners = layout.shape.tolist(), layout.corner.tolist()
        for other in others:
            if other == piece:
                continue
            depth = self.maps.depth(kinds[other], shape)
            x, y = corners[other][0] - left, corners[other][1] - below
            x0, x1 = max(x, 0), min(x + depth.shape[0], along + 1)
            y0, y1 = max(y, 0), min(y + depth.shape[1], across + 1)
            if x0 < x1 and y0 < y1:
                seen = depth[x0 - x : x1 - x, y0 - y : y1 - y]
                weight = 1.0 if weights is None else weights[other]
                total[x0:x1, y0:y1] += seen if weight == 1.0 else np.float32(weight) * seen
        return total

    def construct(self, order: Sequence[int], longest: float) -> Layout:
        """Put the pieces one after another, each in the orientation and place that end least far along the strip."""
        count = len(self.choices)
        layout = Layout(
            shape=np.zeros(count, dtype=np.int64), corner=np.zeros((count, 2), dtype=np.int64), length=longest
        )
        placed: list[int] = []
        reach = 0.0
        for piece in order:
            best: tuple[float, float, int, int, int] | None = None
            for shape in self.choices[piece]:
                free = self._landscape(piece, shape, layout, placed, None) <= 0.0
                first = np.argmax(free, axis=0)
                first = np.where(free[first, np.arange(len(first))], first, 1 << 30)
                row = int(np.argmin(first))
                end = first[row] * self.cell + self.shapes[shape].size[0]
                trial = (float(end), float(first[row]), shape, int(first[row]), row)
                if best is None or trial < best:
                    best = trial
            assert best is not None
            layout.shape[piece], layout.corner[piece] = best[2], (best[3], best[4])
            placed.append(piece)
            reach = max(reach, best[0])
            self.moves += 1
        layout.length = reach
        return layout

    def overlaps(self, layout: Layout) -> Floats:
        """Depth (n, n) of every pair, symmetric, in cells."""
        count = len(self.choices)
        table = np.zeros((count, count))
        for piece in range(count):
            self._refresh(piece, layout, table, range(piece))
        return table

    def _refresh(self, piece: int, layout: Layout, table: Floats, others: Sequence[int]) -> None:
        kinds, corners = layout.shape.tolist(), layout.corner.tolist()
        shape, (x, y) = kinds[piece], corners[piece]
        cells = self.maps.cells
        nb, mb = cells[shape]
        for other in others:
            if other == piece:
                continue
            kind, (ox, oy) = kinds[other], corners[other]
            dx, dy = x - ox + nb - 1, y - oy + mb - 1
            na, ma = cells[kind]
            if 0 <= dx < na + nb - 1 and 0 <= dy < ma + mb - 1:
                table[piece, other] = table[other, piece] = self.maps.depth(kind, shape)[dx, dy]
            else:
                table[piece, other] = table[other, piece] = 0.0

    def separate(self, layout: Layout, moves: int, go_on: Callable[[], bool]) -> bool:
        """Move overlapping pieces apart inside `layout.length`, at most `moves` moves; True when nothing overlaps.

        Changes `layout`. Weights of pairs that still overlap after a round grow with their depth, the others fade.
        """
        count = len(self.choices)
        everyone = range(count)
        weights = np.ones((count, count))
        table = self.overlaps(layout)
        spent = 0
        while True:
            unhappy = np.flatnonzero(table.sum(axis=1) > 0)
            if not len(unhappy):
                return True
            if spent >= moves or not go_on():
                return False
            for piece in self.rng.permutation(unhappy):
                if not table[piece].any():
                    continue
                self._move(int(piece), layout, everyone, weights[piece])
                self._refresh(int(piece), layout, table, everyone)
                spent += 1
                self.moves += 1
            deepest = table.max()
            if deepest > 0:
                grown = weights * (1.2 + 0.8 * table / deepest)
                weights = np.where(table > 0, grown, np.maximum(1.0, weights * 0.95))

    def _move(self, piece: int, layout: Layout, others: Sequence[int], weights: Floats) -> None:
        best: tuple[float, int, int, int] | None = None
        shapes = list(self.choices[piece])
        self.rng.shuffle(shapes)
        for shape in shapes:
            total = self._landscape(piece, shape, layout, others, weights)
            flat = int(np.argmin(total))
            value = float(total.flat[flat])
            if best is None or value < best[0]:
                best = (value, shape, flat // total.shape[1], flat % total.shape[1])
        assert best is not None
        layout.shape[piece], layout.corner[piece] = best[1], (best[2], best[3])

    def squeeze(self, layout: Layout, length: float) -> Layout:
        """The same layout in a shorter strip: pieces that would stick out are pushed back inside."""
        shorter = layout.copy()
        shorter.length = length
        for piece, shape in enumerate(layout.shape):
            last = max(0, int((length - self.shapes[shape].size[0]) / self.cell + 0.5 - CAUTION))
            shorter.corner[piece, 0] = min(shorter.corner[piece, 0], last)
        return shorter

    def reach(self, layout: Layout) -> float:
        """Length that the pieces of `layout` really take, strip units."""
        return max(
            float(x) * self.cell + float(self.shapes[shape].size[0])
            for shape, (x, _) in zip(layout.shape, layout.corner)
        )
