"""Where a ply may end and the next cloth begin, and which faults lie between the pieces: read off a marker."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import ceil, floor

from treadle.cut.verify_marker import placed_polygon
from treadle.terms.cutting import Marker
from treadle.terms.rolls import Fault

#: x from, x to, y from, y to of a placed piece, in whole millimetres outward.
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class MarkerCloth:
    """A marker as the spreader sees it.

    `starts_mm` (rising, from 0) are places where new cloth may begin; the cloth before must then reach `reaches_mm` of
    the same position: every piece that begins before the place ends there at the latest, so each piece lies in one
    cloth. `width_mm` is what the pieces take across the cloth, its edge included; `boxes` are the pieces' extents.
    """

    length_mm: int
    width_mm: int
    starts_mm: tuple[int, ...]
    reaches_mm: tuple[int, ...]
    boxes: tuple[Box, ...]

    def splice(self, reach_mm: int) -> tuple[int, int] | None:
        """The last place where cloth that reaches so far may be followed by new cloth: (new from, old to), or None."""
        at = bisect_right(self.reaches_mm, reach_mm) - 1
        return (self.starts_mm[at], self.reaches_mm[at]) if at >= 0 and self.starts_mm[at] > 0 else None

    def bears(self, fault: Fault, at_mm: int, ends_at_mm: int) -> bool:
        """True where a fault that comes to lie from `at_mm` to `ends_at_mm` of the marker touches no piece's box."""
        low = 0 if fault.across_from_mm is None else fault.across_from_mm
        high = self.width_mm if fault.across_to_mm is None else fault.across_to_mm
        return not any(x0 < ends_at_mm and x1 > at_mm and y0 < high and y1 > low for x0, x1, y0, y1 in self.boxes)


def marker_cloth(marker: Marker, length_mm: int, edge_mm: int = 0) -> MarkerCloth:
    """Splice places and extents of a marker that is laid `length_mm` long, `edge_mm` from the cloth's lower edge."""
    pieces = marker.request.pieces
    boxes = []
    for put in marker.placements:
        x0, y0, x1, y1 = placed_polygon(pieces[put.piece_index], put).bounds
        boxes.append((floor(x0 + 1e-6), ceil(x1 - 1e-6), floor(y0) + edge_mm, ceil(y1) + edge_mm))
    boxes.sort()
    starts: list[int] = []
    reaches: list[int] = []
    reach = 0
    for x0, x1, _, _ in boxes:
        place = max(0, x0)
        if not starts or place > starts[-1]:
            starts.append(place)
            reaches.append(reach)
        reach = max(reach, x1)
    width = max((box[3] for box in boxes), default=0) + edge_mm
    return MarkerCloth(length_mm, width, tuple(starts), tuple(reaches), tuple(boxes))
