"""Two squares that overlap give way to each other by half; a squeezed strip ends near both sides together."""

from __future__ import annotations

import numpy as np
import pytest

from treadle.cut.nesters.explore import Explorer, Layout
from treadle.cut.nesters.field import Strip
from treadle.cut.nesters.own import problem_of
from treadle.cut.nesters.settling_loops import settle
from treadle.terms.budget import Budget
from treadle.terms.cutting import MarkerPiece, MarkerRequest

SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))


@pytest.fixture(name="squares")
def two_squares() -> Explorer:
    """Two squares of 100 mm on cloth as wide as one of them."""
    piece = MarkerPiece(piece_id="square", size="M", outline=SQUARE, copies=2)
    problem = problem_of(MarkerRequest(pieces=(piece,), width_mm=100.0), exact=True)
    return Explorer(problem.shapes, problem.choices, problem.width, 0)


def laid(explorer: Explorer, first: float, second: float, length: float) -> Layout:
    form = np.array([choice[0] for choice in explorer.forms])
    return Layout(form, np.array([first, second]), np.zeros(2), length)


def test_each_gives_way_by_half(squares: Explorer) -> None:
    """4 mm of overlap in a long strip: one goes 2 mm back and one 2 mm on."""
    layout = laid(squares, 50.0, 146.0, 400.0)
    strip = Strip(400.0, 100.0, layout.form, layout.x, layout.y, np.ones((2, 2)))
    assert settle(squares.field, strip, 5, squares.tried)
    assert strip.x == pytest.approx([48.0, 148.0], abs=squares.field.slack)
    assert squares.tried[0] == 2, "a sweep that pushes and one that finds nothing, each a place for up to three pieces"


def test_an_edge_gives_no_way(squares: Explorer) -> None:
    """Against the strip's end the other piece has to go the whole way; where there is no room none is free."""
    layout = laid(squares, 0.0, 90.0, 400.0)
    assert settle(squares.field, squares._strip(layout), 100, squares.tried)
    strip = squares._strip(laid(squares, 0.0, 90.0, 190.0))
    assert not settle(squares.field, strip, 100, squares.tried)
    assert strip.x.min() >= 0.0 and strip.x.max() <= 90.0


def test_squeezed_and_opened(squares: Explorer) -> None:
    """Squeezing ends just above 200 mm; a strip of 190 is opened where the best is 215, not where it is 201."""
    squeezed = squares.squeezed(laid(squares, 0.0, 150.0, 250.0))
    assert 200.0 - 2.0 * squares.field.slack <= squeezed.length <= 200.0 * 1.001
    opened = squares.opened(laid(squares, 0.0, 90.0, 190.0), 215.0)
    assert opened is not None and 200.0 - 2.0 * squares.field.slack <= opened.length < 215.0
    assert squares.opened(laid(squares, 0.0, 90.0, 190.0), 201.0) is None


def test_layouts_found_are_shorter_and_shorter(squares: Explorer) -> None:
    found = squares.run(Budget(work=20))
    lengths = [layout.length for layout in found]
    assert lengths == sorted(lengths) and lengths[0] <= 200.5
