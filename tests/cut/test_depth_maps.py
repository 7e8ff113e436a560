"""Depth maps against shapely, the shelf that keeps them, and what the search over them promises."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
import shapely

from treadle.cut.draft import draft_pattern
from treadle.cut.nest import marker_request, nest
from treadle.cut.nesters import depth_maps as shelf_of
from treadle.cut.nesters.depth_maps import DepthMaps, DepthShelf, depth_maps
from treadle.cut.nesters.explore import Explorer
from treadle.cut.nesters.own import problem_of
from treadle.cut.nesters.shapes import Shape, convex_parts, grown_outline, orient
from treadle.terms.budget import Budget
from treadle.terms.cutting import Fabric

SQUARE = ((0.0, 0.0), (40.0, 0.0), (40.0, 40.0), (0.0, 40.0))
WEDGE = ((0.0, 0.0), (60.0, 0.0), (0.0, 30.0))
HOOK = ((0.0, 0.0), (80.0, 0.0), (80.0, 20.0), (25.0, 25.0), (20.0, 70.0), (0.0, 70.0))
CLOTH = Fabric(fabric_id="jersey", width_mm=1500, price_per_m_cents=500)
CELL = 2.0


def shapes(*angles: float, sides: tuple[bool, ...] = (False,)) -> list[Shape]:
    made = []
    for outline in (SQUARE, WEDGE, HOOK):
        grown = grown_outline(outline, 0.0, 0.0)
        parts = convex_parts(grown)
        made += [orient(grown, parts, angle, mirrored) for angle in angles or (0.0,) for mirrored in sides]
    return made


def depth(maps: DepthMaps, a: int, b: int, dx: float, dy: float) -> float:
    """The depth of shape b at an offset from shape a, between the nodes of its map."""
    per_x, per_y, from_x, from_y, end, start, rows, step = maps.pairs[maps.form_of[b], maps.form_of[a]]
    grid = maps.depths[int(start) : int(start) + int(rows) * (int(end) + 3)].reshape(-1, int(rows)).astype(float)
    u, v = per_x * dx + from_x, per_y * dy + from_y
    i, j = int(u), int(v)
    low = grid[i, j] + (grid[i, j + 1] - grid[i, j]) * (v - j)
    high = grid[i + 1, j] + (grid[i + 1, j + 1] - grid[i + 1, j]) * (v - j)
    return float(low + (high - low) * (u - i)) * step


def true_depth(a: Shape, b: Shape, offset: tuple[float, float]) -> float:
    """Slow and obvious: distance of the offset to the border of all offsets at which b overlaps a."""
    sums = [
        shapely.MultiPoint((one[:, None] - other[None]).reshape(-1, 2)).convex_hull
        for one in a.parts
        for other in b.parts
    ]
    region, point = shapely.union_all(sums), shapely.Point(*offset)
    return float(region.boundary.distance(point)) * (1.0 if region.contains(point) else -1.0)


def test_depths_are_those_of_shapely_to_a_part_of_a_cell() -> None:
    every = shapes(0.0, 180.0, 30.0, sides=(False, True))
    maps = depth_maps(every, CELL)
    rng = np.random.default_rng(0)
    off = []
    for _ in range(600):
        a, b = (int(n) for n in rng.integers(len(every), size=2))
        low, high = -every[b].size, every[a].size
        dx, dy = (float(v) for v in low + rng.random(2) * (high - low))
        found, true = depth(maps, a, b, dx, dy), true_depth(every[a], every[b], (dx, dy))
        assert found == pytest.approx(max(true, -2.0 * CELL), abs=1.5 * CELL)
        if true > -CELL:
            off.append(abs(found - true))
    assert np.mean(off) < 0.1 * CELL
    assert np.quantile(off, 0.9) < 0.3 * CELL


def test_pieces_that_touch_have_no_depth_and_pieces_that_overlap_some() -> None:
    maps = depth_maps(shapes(), CELL)
    assert depth(maps, 0, 0, 39.9, 0.0) == pytest.approx(0.1, abs=0.05)
    assert depth(maps, 0, 0, 40.0 - 1e-9, 3.0) == pytest.approx(0.0, abs=0.05)
    assert depth(maps, 0, 0, 1e-9, 1e-9) == pytest.approx(40.0, abs=0.1)


def test_pairs_that_are_each_other_turned_or_mirrored_have_one_map() -> None:
    """A wedge and a hook, each four ways: of the 16 ways to lie beside each other four differ."""
    every = shapes(0.0, 180.0, sides=(False, True))[4:]
    maps = depth_maps(every, CELL)
    assert len({maps.pairs[maps.form_of[a], maps.form_of[b], 5] for a in range(4) for b in range(4, 8)}) == 4
    alone = depth_maps([every[0], every[4]], CELL)
    assert len(alone.depths) < len(maps.depths) < 6 * len(alone.depths)


def test_equal_outlines_are_one_form() -> None:
    maps = depth_maps(shapes(0.0, 180.0), CELL)
    assert maps.form_of[0] == maps.form_of[1]
    assert len(maps.shape_of) == 5


def test_a_grid_with_too_many_nodes_is_made_coarser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_of, "MOST_NODES", 3_000)
    maps = depth_maps(shapes(), CELL)
    assert maps.cell > CELL
    assert len(maps.depths) <= 3_000


def test_the_oldest_maps_go_first_and_the_newest_stays() -> None:
    shelf = DepthShelf(10)
    for name in (b"a", b"b", b"c"):
        shelf.put((1.0, name, name), np.zeros((2, 2), dtype=np.int16))
    assert shelf.get((1.0, b"a", b"a")) is None
    assert shelf.get((1.0, b"b", b"b")) is not None
    shelf.put((1.0, b"d", b"d"), np.zeros((5, 5), dtype=np.int16))
    assert shelf.get((1.0, b"d", b"d")) is not None
    assert shelf.get((1.0, b"c", b"c")) is None


def test_maps_from_the_shelf_are_the_maps_drawn_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_of, "SHELF", DepthShelf(1_000_000))
    first, kept = depth_maps(shapes(), CELL).depths, depth_maps(shapes()[::-1], CELL).depths
    assert np.array_equal(first, kept)


def test_what_the_search_calls_separate_shapely_does_too() -> None:
    request = marker_request(draft_pattern("tshirt", ["S", "M"]), {"S": 2, "M": 1}, CLOTH)
    problem = problem_of(request)
    explorer = Explorer(problem.shapes, problem.choices, problem.width, 3)
    layouts = explorer.run(Budget(work=60))
    assert [layout.length for layout in layouts] == sorted(layout.length for layout in layouts)
    layout = layouts[0]
    placed = [
        shapely.Polygon(problem.shapes[explorer.maps.shape_of[form]].outline + np.array([x, y]))
        for form, x, y in zip(layout.form, layout.x, layout.y)
    ]
    let_pass = 2.0 * explorer.field.slack * explorer.field.step
    for number, one in enumerate(placed):
        assert one.bounds[2] <= layout.length + 1e-6
        for other in placed[:number]:
            assert one.buffer(-let_pass).intersection(other).area == 0.0


def test_two_processes_draw_the_same_bytes() -> None:
    told = (
        "from treadle.cut.draft import draft_pattern\n"
        "from treadle.cut.nest import marker_request, nest\n"
        "from treadle.terms.budget import Budget\n"
        "from treadle.terms.cutting import Fabric\n"
        "cloth = Fabric(fabric_id='jersey', width_mm=1500, price_per_m_cents=500)\n"
        "request = marker_request(draft_pattern('tshirt', ['S', 'M']), {'S': 2, 'M': 1}, cloth)\n"
        "print([(p.x_mm.hex(), p.y_mm.hex(), p.rotation_deg) for p in nest(request, Budget(work=80)).placements])\n"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    other = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True, env=environment
    ).stdout
    request = marker_request(draft_pattern("tshirt", ["S", "M"]), {"S": 2, "M": 1}, CLOTH)
    here = [(p.x_mm.hex(), p.y_mm.hex(), p.rotation_deg) for p in nest(request, Budget(work=80)).placements]
    assert other.strip() == str(here)
