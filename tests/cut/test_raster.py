"""Overlap maps and the shelf that keeps them."""

from __future__ import annotations

import numpy as np
import pytest

from treadle.cut.nesters import raster
from treadle.cut.nesters.raster import DepthShelf, OverlapMaps
from treadle.cut.nesters.shapes import convex_parts, grown_outline, orient

SQUARE = ((0.0, 0.0), (40.0, 0.0), (40.0, 40.0), (0.0, 40.0))
WEDGE = ((0.0, 0.0), (60.0, 0.0), (0.0, 30.0))


def maps() -> OverlapMaps:
    shapes = []
    for outline in (SQUARE, WEDGE):
        grown = grown_outline(outline, 0.0, 0.0)
        shapes.append(orient(grown, convex_parts(grown), 0.0, False))
    return OverlapMaps(shapes, 2.0)


def test_the_oldest_maps_go_first_and_the_newest_stays() -> None:
    shelf = DepthShelf(10)
    for name in (b"a", b"b", b"c"):
        shelf.put((name, name), np.zeros((2, 2), dtype=np.float32))
    assert shelf.get((b"a", b"a")) is None
    assert shelf.get((b"b", b"b")) is not None
    shelf.put((b"d", b"d"), np.zeros((5, 5), dtype=np.float32))
    assert shelf.get((b"d", b"d")) is not None
    assert shelf.get((b"c", b"c")) is None


def test_a_map_from_the_shelf_is_the_map_drawn_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "SHELF", DepthShelf(1_000_000))
    one_way, other_way = maps().depth(0, 1), maps().depth(1, 0)
    kept_one_way, kept_other_way = maps().depth(0, 1), maps().depth(1, 0)
    monkeypatch.setattr(raster, "SHELF", DepthShelf(1_000_000))
    fresh_other_way = maps().depth(1, 0)
    assert np.array_equal(one_way, kept_one_way) and np.array_equal(other_way, kept_other_way)
    assert np.array_equal(other_way, fresh_other_way)


def test_two_squares_leave_each_other_at_their_width() -> None:
    # 20 cells wide each: at an offset of 20 they are apart, at 0 the way out is 20 cells
    depth = maps().depth(0, 0)
    centre = 20 - 1
    assert depth[centre + 20 if centre + 20 < depth.shape[0] else -1, centre] <= 1.0
    assert depth[centre, centre] == pytest.approx(20.0, abs=1.0)
