"""Overlap maps: how deep two shapes lie in each other at every offset of a grid, computed once per pair and kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft as transforms
from scipy import ndimage

from treadle.cut.nesters.shapes import Floats, Shape

#: How far, in cells, a piece may come to a cell's centre before the cell counts as covered. More wastes fabric that
#: compaction must win back across columns; less hides overlaps that it cannot free.
CAUTION = 0.25

Depths = NDArray[np.float32]


def mask_of(outline: Floats, cells: tuple[int, int], cell: float) -> NDArray[np.bool_]:
    """Cells (along, across) of side `cell` whose centre lies inside `outline` (n, 2; from the corner 0, 0).

    Even-odd rule by columns: every edge toggles the cells above its crossing with a column's centre line.
    """
    along, across = cells
    start, end = outline, np.roll(outline, -1, axis=0)
    centres = (np.arange(along) + 0.5) * cell
    crosses = (start[:, :1] <= centres) != (end[:, :1] <= centres)
    edge, column = np.nonzero(crosses)
    run = end[edge, 0] - start[edge, 0]
    height = start[edge, 1] + (centres[column] - start[edge, 0]) / run * (end[edge, 1] - start[edge, 1])
    row = np.clip(np.ceil(height / cell - 0.5).astype(np.int64), 0, across)
    toggles = np.zeros((along, across + 1), dtype=np.int64)
    np.add.at(toggles, (column, row), 1)
    return (np.cumsum(toggles, axis=1)[:, :across] % 2).astype(bool)


def _cautious_mask(outline: Floats, cells: tuple[int, int], cell: float) -> NDArray[np.bool_]:
    """Cells whose centre lies in the outline or at most `CAUTION` cells from it along or across."""
    step = CAUTION * cell
    moves = [(0.0, 0.0), (step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)]
    inside = np.any([mask_of(outline + np.array(move), cells, cell) for move in moves], axis=0)
    if not inside.any():
        inside[cells[0] // 2, cells[1] // 2] = True
    return np.asarray(inside, dtype=np.bool_)


class DepthShelf:
    """Depth maps by the cells of both shapes, the newest `most_cells` cells of them: markers of one pattern ask for the
    same pairs again and again. A map tells nothing of where it came from, so a shelf changes no result.
    """

    def __init__(self, most_cells: int) -> None:
        self._most_cells = most_cells
        self._maps: dict[tuple[bytes, bytes], Depths] = {}
        self._cells = 0

    def get(self, key: tuple[bytes, bytes]) -> Depths | None:
        """The map of a pair, None where there is none."""
        return self._maps.get(key)

    def put(self, key: tuple[bytes, bytes], depth: Depths) -> None:
        """Keep a map; the oldest ones go where there is no more room."""
        self._maps[key] = depth
        self._cells += depth.size
        while self._cells > self._most_cells and len(self._maps) > 1:
            oldest = next(iter(self._maps))
            self._cells -= self._maps.pop(oldest).size


#: Some 200 MB: all pairs of a pattern in six sizes.
SHELF = DepthShelf(50_000_000)


class OverlapMaps:
    """Depth maps of ordered pairs of shapes on one grid, made when first asked for.

    `depth(a, b)[d + (cells of b) - 1]` is how far, in cells, shape b at offset d (cells, along and across, of its
    corner from that of a) must move to leave shape a: 0 where they are apart.
    """

    def __init__(self, shapes: list[Shape], cell: float) -> None:
        self.cell = cell
        self.cells = [
            (max(1, int(s.size[0] / cell + 0.5 + CAUTION)), max(1, int(s.size[1] / cell + 0.5 + CAUTION)))
            for s in shapes
        ]
        self.masks = [_cautious_mask(s.outline, n, cell) for s, n in zip(shapes, self.cells)]
        self._keys = [repr(mask.shape).encode() + np.packbits(mask).tobytes() for mask in self.masks]
        longest = max(n[0] for n in self.cells)
        widest = max(n[1] for n in self.cells)
        self._grid = (transforms.next_fast_len(2 * longest, real=True), transforms.next_fast_len(2 * widest, real=True))
        self._spectra: list[NDArray[np.complex64] | None] = [None] * len(shapes)
        self._depths: dict[tuple[int, int], Depths] = {}

    def depth(self, a: int, b: int) -> Depths:
        """Depth map of shape `b` against shape `a`, (cells a + cells b - 1) along and across."""
        kept = self._depths.get((a, b))
        if kept is not None:
            return kept
        depth = SHELF.get((self._keys[a], self._keys[b]))
        if depth is None:
            turned = SHELF.get((self._keys[b], self._keys[a]))
            if turned is not None:
                depth = np.ascontiguousarray(turned[::-1, ::-1])
            else:
                depth = self._draw(a, b)
                SHELF.put((self._keys[a], self._keys[b]), depth)
        self._depths[(a, b)] = depth
        self._depths[(b, a)] = np.ascontiguousarray(depth[::-1, ::-1])
        return depth if a != b else self._depths[(a, b)]

    def _draw(self, a: int, b: int) -> Depths:
        (na, ma), (nb, mb) = self.cells[a], self.cells[b]
        overlap = transforms.irfft2(self._spectrum(a) * np.conj(self._spectrum(b)), s=self._grid)
        shifted = np.roll(overlap, (nb - 1, mb - 1), axis=(0, 1))[: na + nb - 1, : ma + mb - 1]
        inside = np.zeros((na + nb + 1, ma + mb + 1), dtype=bool)
        inside[1:-1, 1:-1] = shifted > 0.5
        return np.asarray(ndimage.distance_transform_edt(inside)[1:-1, 1:-1], dtype=np.float32)

    def _spectrum(self, number: int) -> NDArray[np.complex64]:
        kept = self._spectra[number]
        if kept is None:
            kept = transforms.rfft2(self.masks[number].astype(np.float32), s=self._grid)
            self._spectra[number] = kept
        return kept
