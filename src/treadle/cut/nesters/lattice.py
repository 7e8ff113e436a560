"""Markers on stripes, plaids and faulty cloth: pieces put one after the other where their match point falls on the
repeat and no fault lies under them.

A grid whose cells divide the repeat holds what is taken; a piece's cells are all that it touches, so what the grid
calls free is free. Each piece goes where it ends first along the cloth. Several orders of the pieces are tried, then
orders with two pieces exchanged, until the counted work is spent; the shortest marker is kept. What binds the places
also binds the density: compaction would leave the repeat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon, box

from treadle.cut.nesters.own import ANY_ANGLE
from treadle.cut.nesters.raster import mask_of
from treadle.cut.nesters.shapes import Floats, turn
from treadle.terms.budget import Budget
from treadle.terms.cutting import MarkerPiece, MarkerRequest, Placement

#: Sides of cells, about, in millimetres: finer packs closer and is slower. Judged on the markers of the row markers.
CELL_MM = 6.0
#: Cells around the strip that a piece's touched cells may reach over, beside half the spacing. By definition.
PAD = 3

Grid = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Turned:
    """A piece in one rotation: its angle, its points from their lowest corner on, that corner, and where its match
    point lies from it (None: free)."""

    angle_deg: float
    points: Floats
    low: Floats
    match: Floats | None


class _Cloth:
    """The grid: cells of `step` mm (along, across), the columns that are taken, and the repeat in cells."""

    def __init__(self, request: MarkerRequest, length_mm: float) -> None:
        self.request = request
        sides = [_side(repeat) for repeat in request.repeat_mm]
        self.step = np.array(sides)
        self.every = [round(repeat / side) if repeat > 0 else 1 for repeat, side in zip(request.repeat_mm, sides)]
        self.pad = PAD + int(np.ceil(request.spacing_mm / 2.0 / self.step.min()))
        across = int(np.ceil(request.width_mm / self.step[1])) + 2 * self.pad
        along = int(np.ceil(length_mm / self.step[0])) + 2 * self.pad
        self.taken: Grid = np.zeros((along, across), dtype=bool)
        for x0, y0, x1, y1 in request.defects:
            outline = np.array(box(x0, y0, x1, y1).exterior.coords)[:-1]
            self._fill(self._touched(outline - outline.min(axis=0), outline.min(axis=0)), outline.min(axis=0))

    def _touched(self, points: Floats, low: Floats) -> Grid:
        """Cells that an outline with its lowest corner at `low` (mm) touches, the first `pad` before that corner's."""
        grow = self.request.spacing_mm / 2.0 + float(np.hypot(*self.step)) / 2.0 + 1e-6
        grown = Polygon(points).buffer(grow, join_style="mitre")
        ring = np.array(grown.exterior.coords)[:-1]
        first = np.floor(low / self.step) - self.pad
        offset = low - first * self.step
        ring = ring + offset
        cells = tuple(int(one) for one in np.ceil((points.max(axis=0) + offset) / self.step) + self.pad)
        # One kind of cell for both axes: the outline is scaled instead.
        return mask_of(ring / self.step, (cells[0], cells[1]), 1.0)

    def _fill(self, mask: Grid, low: Floats) -> None:
        """Take the cells of a mask made at `low`."""
        i, j = (np.floor(low / self.step).astype(int)).tolist()
        self._at(mask, i, j, put=True)

    def _at(self, mask: Grid, i: int, j: int, put: bool = False) -> bool:
        """Whether a mask at cell (i, j) of the cloth meets anything; takes its cells with `put`."""
        rows, columns = mask.shape
        view = self.taken[max(0, i) : i + rows, max(0, j) : j + columns]
        part = mask[max(0, -i) : max(0, -i) + view.shape[0], max(0, -j) : max(0, -j) + view.shape[1]]
        if put:
            view |= part
            return False
        return bool((view & part).any())

    def put(self, choices: list[_Turned]) -> tuple[int, Floats] | None:
        """The rotation and lowest corner where a piece ends first along the cloth, its cells taken; None for none."""
        best: tuple[float, float, int, Floats, Grid] | None = None
        for number, one in enumerate(choices):
            found = self._first_place(one, np.inf if best is None else best[0])
            if found is not None and (best is None or found[:2] < best[:2]):
                best = (*found[:2], number, *found[2:])
        if best is None:
            return None
        self._fill(best[4], best[3])
        return best[2], best[3]

    def _first_place(self, one: _Turned, most: float) -> tuple[float, float, Floats, Grid] | None:
        """(end along, place across, lowest corner, mask) of the first free place of a rotation, None at `most`."""
        from scipy.signal import fftconvolve

        size = one.points.max(axis=0)
        room = (np.array(self.taken.shape) - 2 * self.pad) * self.step - size
        room[1] = min(room[1], self.request.width_mm - size[1] + 1e-6)
        phase = np.zeros(2)
        if one.match is not None:
            repeat = np.array(self.request.repeat_mm)
            wrapped = np.mod(-one.match, np.where(repeat > 0, repeat, 1.0))
            phase = np.where(repeat > 0, wrapped, 0.0)
        if (room < phase - 1e-6).any():
            return None
        stride = [self.every[axis] if one.match is not None else 1 for axis in (0, 1)]
        mask = self._touched(one.points, phase)
        start = np.floor(phase / self.step).astype(int)
        rows = int((room[0] - phase[0]) // (self.step[0] * stride[0]) + 1)
        columns = int((room[1] - phase[1]) // (self.step[1] * stride[1]) + 1)
        window = self.taken[start[0] : start[0] + (rows - 1) * stride[0] + mask.shape[0]]
        meets = fftconvolve(window.astype(np.float32), mask[::-1, ::-1].astype(np.float32), mode="full")
        at_rows = mask.shape[0] - 1 + np.arange(rows) * stride[0]
        at_columns = mask.shape[1] - 1 + start[1] + np.arange(columns) * stride[1]
        inside_rows, inside_columns = at_rows < meets.shape[0], at_columns < meets.shape[1]
        free = np.ones((rows, columns), dtype=bool)
        free[np.ix_(inside_rows, inside_columns)] = (
            meets[np.ix_(at_rows[inside_rows], at_columns[inside_columns])] < 0.5
        )
        for row in np.flatnonzero(free.any(axis=1)):
            x = phase[0] + row * stride[0] * self.step[0]
            if x + size[0] >= most:
                return None
            column = int(np.flatnonzero(free[row])[0])
            low = np.array([x, phase[1] + column * stride[1] * self.step[1]])
            return float(x + size[0]), float(low[1]), low, mask
        return None


def _side(repeat: float) -> float:
    """Side of a cell that divides a repeat."""
    return CELL_MM if repeat <= 0 else repeat / max(1, round(repeat / CELL_MM))


def nest_on_lattice(request: MarkerRequest, budget: Budget) -> tuple[Placement, ...]:
    """Place all copies on the repeat and off the faults; `budget.work` counts pieces placed.

    Every piece must fit the width, see `misfits`. Raises ArithmeticError where a repeat across leaves a piece no place.
    """
    kinds = [_turned(piece) for piece in request.pieces]
    copies = [(index, copy) for index, piece in enumerate(request.pieces) for copy in range(piece.copies)]
    areas = {index: Polygon(piece.outline).area for index, piece in enumerate(request.pieces)}
    spans = {index: kinds[index][0].points.max(axis=0) for index in areas}
    keys = (lambda at: -areas[at[0]], lambda at: -spans[at[0]][0], lambda at: -spans[at[0]][1])
    rng = np.random.default_rng(request.seed)
    spent = 0.0
    best: tuple[float, list[Placement], list[tuple[int, int]]] | None = None
    tried = [sorted(copies, key=key) for key in keys]
    while tried or not budget.is_over(spent):
        order = tried.pop(0) if tried else _exchanged(best[2] if best else copies, rng)
        spent += len(copies)
        length, placements = _constructed(request, kinds, order, sum(areas[at[0]] for at in copies))
        if best is None or length < best[0]:
            best = (length, placements, order)
        if budget.is_over(spent):
            break
    assert best is not None
    return tuple(best[1])


def _exchanged(order: list[tuple[int, int]], rng: np.random.Generator) -> list[tuple[int, int]]:
    """The order with two pieces exchanged."""
    now = list(order)
    if len(now) > 1:
        a, b = rng.choice(len(now), 2, replace=False)
        now[a], now[b] = now[b], now[a]
    return now


def _constructed(
    request: MarkerRequest, kinds: list[list[_Turned]], order: list[tuple[int, int]], area: float
) -> tuple[float, list[Placement]]:
    """Pieces put in an order on a strip that is lengthened until all have a place: length and placements."""
    longest = max(float(one.points[:, 0].max()) for kind in kinds for one in kind)
    length = 1.6 * area / request.width_mm + 2.0 * longest + request.repeat_mm[0]
    for _ in range(8):
        cloth, found, end = _Cloth(request, length), [], 0.0
        for index, copy in order:
            put = cloth.put(kinds[index])
            if put is None:
                break
            turned, low = kinds[index][put[0]], put[1]
            x, y = low - turned.low
            found.append(
                Placement(piece_index=index, copy=copy, x_mm=float(x), y_mm=float(y), rotation_deg=turned.angle_deg)
            )
            end = max(end, float(low[0] + turned.points[:, 0].max()))
        else:
            return end, found
        length *= 1.5
    piece = request.pieces[index]
    raise ArithmeticError(f"piece {piece.piece_id} {piece.size} finds no place on the repeat and off the faults")


def _turned(piece: MarkerPiece) -> list[_Turned]:
    """A piece in every rotation it may take."""
    found = []
    for angle in tuple(dict.fromkeys(float(one) % 360.0 for one in piece.rotations_deg)) or ANY_ANGLE:
        points = turn(np.asarray(piece.outline, dtype=np.float64), angle, piece.is_mirrored)
        low = points.min(axis=0)
        match = None
        if piece.match_mm is not None:
            match = turn(np.array([piece.match_mm], dtype=np.float64), angle, piece.is_mirrored)[0] - low
        found.append(_Turned(angle, points - low, low, match))
    return found
