"""Lengths of markers by size mix: true ones where drawn, else an estimate that learns from those."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Length in millimetres of a marker with so many garments of each size.
MarkerLength = Callable[[tuple[int, ...]], float]

#: Share by which an undrawn marker is hoped to be shorter than the line through the drawn ones.
#: Judged on the orders of the row cop.
HOPE = 0.002
#: Before anything is drawn: efficiency, and length lost at the ragged end (mm), near those of T-shirts and shirts on
#: cloth of 1.5 m; the first drawn marker replaces both. Set on the example patterns.
FIRST_EFFICIENCY, FIRST_END_MM = 0.86, 60.0


@dataclass(slots=True, kw_only=True)
class Lengths:
    """Marker lengths of size mixes, shared by all orders of one pattern, fabric and list of sizes.

    `area_mm2` (S,) is piece area per garment of each of `sizes`; `width_mm` the fabric's usable width; `name` begins
    markers' names. An undrawn mix is estimated by a line through the drawn ones (length = slope × area / width + end)
    less `HOPE`: it looks a little better than it will be and is drawn where that matters. Without `ask` lengths are
    exactly area / width, as where an order states a length per garment, or those of `known_line` (slope and end in mm),
    which other markers of the cloth have taught. On doubled cloth an odd number of a size cuts
    some pieces once too often: `odd_share` (S,) says what share of a garment.
    """

    area_mm2: Floats
    width_mm: float
    name: str
    sizes: tuple[str, ...]
    ask: MarkerLength | None = None
    odd_share: Floats | None = None
    drawn: dict[tuple[int, ...], float] = field(default_factory=dict)
    known_line: tuple[float, float] | None = None

    @staticmethod
    def marker_name(name: str, sizes: tuple[str, ...], mix: tuple[int, ...]) -> str:
        """Name of the marker of a mix: pattern, fabric, garments per size."""
        return f"{name}/" + "-".join(f"{size}x{count}" for size, count in zip(sizes, mix, strict=True) if count)

    @property
    def garment_mm(self) -> Floats:
        """Length of a marker without any waste, per garment of each size: (S,) millimetres."""
        return np.asarray(self.area_mm2 / self.width_mm, dtype=np.float64)

    @property
    def is_exact(self) -> bool:
        """True where a marker's length is the sum of its garments' and needs no drawing."""
        return self.ask is None

    def line(self) -> tuple[Floats, float]:
        """The estimate as (mm per garment by size (S,), mm per marker)."""
        slope, end = self.slope_and_end()
        return np.asarray(self.garment_mm * slope), end

    def slope_and_end(self) -> tuple[float, float]:
        """The estimate as (times the length without any waste, mm per marker)."""
        if self.known_line is not None:
            return self.known_line
        if self.is_exact:
            return 1.0, 0.0
        slope, end = 1.0 / FIRST_EFFICIENCY, FIRST_END_MM
        if len(self.drawn) >= 3:
            bare = self.cut_garments(np.array(list(self.drawn), dtype=np.int64)) @ self.garment_mm
            found = np.array(list(self.drawn.values()))
            weight = 1.0 / found
            matrix = np.column_stack([bare, np.ones(len(bare))]) * weight[:, None]
            slope, end = np.linalg.lstsq(matrix, found * weight, rcond=None)[0].tolist()
            if end < 0.0 or slope < 1.0:
                slope, end = max(1.0, float((found.sum()) / bare.sum())), 0.0
        return slope * (1.0 - HOPE), end * (1.0 - HOPE)

    def cut_garments(self, ratios: Ints) -> Floats:
        """Garments' worth of pieces that mixes cut, size by size: (..., S)."""
        if self.odd_share is None:
            return np.asarray(ratios, dtype=np.float64)
        return np.asarray(ratios + ratios % 2 * self.odd_share, dtype=np.float64)

    def estimate(self, ratios: Ints) -> Floats:
        """Lengths of mixes, drawn ones exactly: (M, S) → (M,) millimetres."""
        per_garment, end = self.line()
        return self._with_drawn(ratios, self.cut_garments(ratios) @ per_garment + end)

    def at_best(self, ratios: Ints) -> Floats:
        """Lengths that no mix can be below: true ones where drawn, else without any waste: (M, S) → (M,) mm."""
        return self._with_drawn(ratios, self.cut_garments(ratios) @ self.garment_mm)

    def _with_drawn(self, ratios: Ints, lengths: Floats) -> Floats:
        """`lengths` (M,) with those of drawn mixes put in."""
        if self.drawn and len(ratios):
            radix = int(max(ratios.max(), max(max(mix) for mix in self.drawn))) + 1
            powers = radix ** np.arange(ratios.shape[1] - 1, -1, -1, dtype=np.int64)
            codes = ratios @ powers
            order = np.argsort(codes, kind="stable")
            for mix, length in self.drawn.items():
                code = int(np.dot(mix, powers))
                first = int(np.searchsorted(codes, code, sorter=order))
                if first < len(codes) and codes[order[first]] == code:
                    lengths[order[first]] = length
        return np.asarray(lengths, dtype=np.float64)

    def draw(self, mix: tuple[int, ...]) -> bool:
        """Ask for the true length of a mix; True where it was not known before."""
        if self.ask is None or mix in self.drawn:
            return False
        self.drawn[mix] = float(np.ceil(self.ask(mix)))
        return True

    def of(self, mix: tuple[int, ...]) -> float:
        """Length of one mix as far as known, in millimetres."""
        return float(self.estimate(np.array([mix], dtype=np.int64))[0])

    def is_known(self, mix: tuple[int, ...]) -> bool:
        """True where the length is a true one."""
        return self.is_exact or mix in self.drawn
