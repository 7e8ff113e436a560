"""The loss of a place, by bands and bits, against every pair looked up in its map one after the other."""

from __future__ import annotations

import numpy as np
import pytest

from treadle.cut.draft import draft_pattern
from treadle.cut.nest import marker_request
from treadle.cut.nesters import separation_loops as loops
from treadle.cut.nesters.explore import Explorer
from treadle.cut.nesters.field import Field, Strip
from treadle.cut.nesters.own import problem_of
from treadle.terms.cutting import Fabric

CLOTH = Fabric(fabric_id="jersey", width_mm=1500, price_per_m_cents=500)


def pair(field: Field, a: int, b: int, dx: float, dy: float) -> float:
    """Slow and obvious: loss of form b at an offset from form a."""
    size = field.size
    if not (-size[b, 0] < dx < size[a, 0] and -size[b, 1] < dy < size[a, 1]):
        return 0.0
    per_x, per_y, from_x, from_y, _, start, rows, gain = field.pairs[b, a]
    u, v = per_x * dx + from_x, per_y * dy + from_y
    i, j = int(u), int(v)
    node, rows, depths = int(start) + i * int(rows) + j, int(rows), field.depths.astype(float)
    low = depths[node] + (depths[node + 1] - depths[node]) * (v - j)
    high = depths[node + rows] + (depths[node + rows + 1] - depths[node + rows]) * (v - j)
    return float(max(low + (high - low) * (u - i) - field.slack, 0.0) * gain)


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
    strip = Strip(length, 1500.0, form, x, y, 1.0 + rng.random((count, count)))
    slots, words = field.choices.shape[1], (count + 63) // 64
    near = loops.Near(
        np.zeros(slots, np.bool_), np.empty((slots, count, 8)), np.empty((slots, 7)),
        np.empty((slots, 2, loops._BANDS + 1, words), np.uint64), np.empty((loops._KEPT, 4)),
    )  # fmt: skip
    table, met = np.zeros((count, count)), 0
    with np.errstate(over="ignore"):
        for piece in rng.choice(count, size=6, replace=False):
            near.is_noted[:] = False
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
                    place = (field.depths, field.slack, near.about, near.frame, near.bands, slot, *at)
                    assert loops.loss_at.py_func(*place, np.inf) == pytest.approx(true)  # type: ignore[attr-defined]
                    assert loops.loss_at.py_func(*place, true / 2) >= true / 2  # type: ignore[attr-defined]
                    there = strip._replace(form=form.copy(), x=x.copy(), y=y.copy())
                    there.form[piece], there.x[piece], there.y[piece] = mine, *at
                    loops.refresh.py_func(*place[:2], field.pairs, there, piece, table)  # type: ignore[attr-defined]
                    assert table[piece] == pytest.approx(pairs)
                    assert table[:, piece] == pytest.approx(pairs)
    assert met > 20
