"""Laws of markers: all copies lie inside, apart, at allowed angles; no marker is shorter than its area."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.cut.nest import nest
from treadle.cut.nesters.shapes import convex_parts, grown_outline
from treadle.cut.verify_marker import verify_marker
from treadle.terms.budget import Budget
from treadle.terms.cutting import MarkerPiece, MarkerRequest


@st.composite
def stars(draw: st.DrawFn) -> tuple[tuple[float, float], ...]:
    """A star-shaped outline of 3 to 9 corners within 10 to 200 mm of its middle."""
    corners = draw(st.integers(3, 9))
    radii = draw(st.lists(st.integers(10, 200), min_size=corners, max_size=corners))
    turn = 2 * math.pi / corners
    return tuple((round(r * math.cos(k * turn), 3), round(r * math.sin(k * turn), 3)) for k, r in enumerate(radii))


@st.composite
def requests(draw: st.DrawFn) -> MarkerRequest:
    pieces = tuple(
        MarkerPiece(
            piece_id=str(number),
            size="M",
            outline=draw(stars()),
            copies=draw(st.integers(1, 3)),
            is_mirrored=draw(st.booleans()),
            rotations_deg=draw(st.sampled_from([(0.0,), (0.0, 180.0), (0.0, 90.0, 180.0, 270.0), (357.0, 0.0, 3.0)])),
        )
        for number in range(draw(st.integers(1, 4)))
    )
    spacing = draw(st.sampled_from([0.0, 0.0, 3.0]))
    return MarkerRequest(pieces=pieces, width_mm=450.0, spacing_mm=spacing, seed=draw(st.integers(0, 3)))


@settings(max_examples=40, deadline=None)
@given(requests())
def test_every_marker_is_valid_and_not_shorter_than_its_area(request: MarkerRequest) -> None:
    marker = nest(request, Budget(work=60))
    assert verify_marker(marker) == ()
    assert 0.0 < marker.efficiency <= 1.0 + 1e-9
    assert nest(request, Budget(work=60)) == marker


@settings(max_examples=100, deadline=None)
@given(stars())
def test_convex_parts_make_up_the_outline(outline: tuple[tuple[float, float], ...]) -> None:
    ring = grown_outline(outline, 0.0, 0.0)
    total = 0.0
    for part in convex_parts(ring):
        x, y = part[:, 0], part[:, 1]
        cross = x * np.roll(y, -1) - y * np.roll(x, -1)
        total += 0.5 * float(cross.sum())
    x, y = ring[:, 0], ring[:, 1]
    whole = 0.5 * float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())
    assert math.isclose(total, whole, rel_tol=1e-6)
