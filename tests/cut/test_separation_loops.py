"""The loss of a place, by bands and bits, against every pair looked up in its map one after the other."""

from __future__ import annotations

import numpy as np
import pytest

from treadle.cut.draft import draft_pattern
from treadle.cut.nest import marker_request
from treadle.cut.nesters import separation_loops as loops
from treadle.cut.nesters.explore import Explorer
from treadle.cut.nesters.own import problem_of
from treadle.terms.cutting import Fabric

CLOTH = Fabric(fabric_id="jersey", width_mm=1500, price_per_m_cents=500)


def pair(field: loops.Field, a: int, b: int, dx: float, dy: float) -> float:
    """Slow and obvious: loss of form b at an offset from form a."""
    size = field.size
    if not (-size[b, 0] < dx < size[a, 0] and -size[b, 1] < dy < size[a, 1]):
        return 0.0
    if a > b:
        a, b, dx, dy = b, a, -dx, -dy
    u, v = (dx + size[b, 0]) * field.per_cell + 1.0, (dy + size[b, 1]) * field.per_cell + 1.0
    i, j, rows = int(u), int(v), field.rows[a, b]
    node = field.start[a, b] + i * rows + j
    low = field.depths[node] + (field.depths[node + 1] - field.depths[node]) * (v - j)
    high = field.depths[node + rows] + (field.depths[node + rows + 1] - field.depths[node + rows]) * (v - j)
    return float(max(low + (high - low) * (u - i) - field.slack, 0.0) * field.scale[a, b])


@pytest.mark.parametrize("garments", [1, 14])
def test_a_place_costs_what_its_pairs_cost(garments: int) -> None:
    """Up to 64 pieces are one word of bits, more are two; a bound never hides what is cheaper."""
    problem = problem_of(marker_request(draft_pattern("tshirt", ["S", "M"]), {"S": garments, "M": 1}, CLOTH))
    field = Explorer(problem.shapes, problem.choices, problem.width, 0).field
    count = len(problem.pieces)
    assert (count > 64) == (garments > 1)
    rng = np.random.default_rng(7)
    length = 200.0 * count
    form = np.array([choice[rng.integers(allowed)] for choice, allowed in zip(field.choices, field.allowed)])
    x, y = rng.random(count) * (length - field.size[form, 0]), rng.random(count) * (1500 - field.size[form, 1])
    strip = loops.Strip(length, 1500.0, form, x, y, 1.0 + rng.random((count, count)))
    slots, words = field.choices.shape[1], (count + 63) // 64
    near = loops.Near(
        np.zeros(slots, np.bool_), np.empty((slots, count, 11)), np.empty((slots, 8)),
        np.empty((slots, 2, loops._BANDS + 1, words), np.uint64),
    )  # fmt: skip
    table, met = np.zeros((count, count)), 0
    with np.errstate(over="ignore"):
        for piece in rng.choice(count, size=6, replace=False):
            for slot in range(field.allowed[piece]):
                loops.note.py_func(field, strip, near, piece, slot)  # type: ignore[attr-defined]
                mine = field.choices[piece, slot]
                for _ in range(12):
                    at = rng.random(2) * (length - field.size[mine, 0], 1500.0 - field.size[mine, 1])
                    pairs = [
                        pair(field, form[other], mine, at[0] - x[other], at[1] - y[other]) if other != piece else 0.0
                        for other in range(count)
                    ]
                    true = float(np.dot(pairs, strip.weight[piece]))
                    met += true > 0.0
                    place = (field.depths, near.about, near.frame, near.bands, slot, *at)
                    assert loops.loss_at.py_func(*place, np.inf) == pytest.approx(true)  # type: ignore[attr-defined]
                    assert loops.loss_at.py_func(*place, true / 2) >= true / 2  # type: ignore[attr-defined]
                    loops.refresh.py_func(*place[:3], slot, (piece, *at), table)  # type: ignore[attr-defined]
                    assert table[piece] == pytest.approx(pairs)
                    assert table[:, piece] == pytest.approx(pairs)
    assert met > 20
