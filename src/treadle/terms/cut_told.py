"""What a release said of cutting: lays, markers and cloth of each cut order, kept so that bundles can be traced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from treadle.terms.cutting import Lay
from treadle.terms.rolls import Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerTold:
    """A marker as a release names it. `efficiency` is piece area by fabric area; `made_by` who drew it."""

    marker_id: str
    length_mm: float
    width_mm: float
    efficiency: float
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaysReleased:
    """The lays of a cut order as they were released.

    `units` are those of its work orders by SKU (more than one where the order is sewn in parts); `stretches` say which
    roll lies in which plies of which lay.
    """

    style_id: str
    fabric_id: str
    units: Mapping[str, Mapping[str, int]]
    lays: tuple[Lay, ...]
    markers: tuple[MarkerTold, ...] = ()
    stretches: tuple[Stretch, ...] = ()
