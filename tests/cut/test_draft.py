"""Example patterns: simple outlines, growing with size, pairs where left differs from right."""

from __future__ import annotations

import pytest
from shapely.geometry import Polygon

from treadle.cut.draft import DRAFTS, draft_pattern
from treadle.cut.draft_body import body_of
from treadle.errors import InputError

ADULT = ["XS", "S", "M", "L", "XL", "2XL", "3XL"]
CHILD = ["92", "116", "128", "140", "152", "164", "176"]


@pytest.mark.parametrize("kind", sorted(DRAFTS))
@pytest.mark.parametrize("sizes", [ADULT, CHILD], ids=["adult", "child"])
def test_pieces_are_simple_and_garments_grow_with_size(kind: str, sizes: list[str]) -> None:
    pattern = draft_pattern(kind, sizes)
    assert pattern.sizes() == tuple(sizes)
    areas = []
    for size in sizes:
        shapes = [(Polygon(piece.outline), piece) for piece in pattern.of_size(size)]
        assert all(shape.is_valid and shape.exterior.is_ccw and shape.area > 500 for shape, _ in shapes)
        assert all(piece.quantity % 2 == 0 for _, piece in shapes if piece.is_pair)
        areas.append(sum(shape.area * piece.quantity for shape, piece in shapes))
    assert areas == sorted(areas)
    assert areas[0] < 0.8 * areas[-1]


def test_a_medium_tshirt_takes_about_a_square_metre() -> None:
    pieces = draft_pattern("tshirt", ["M"]).pieces
    area_m2 = sum(Polygon(piece.outline).area * piece.quantity for piece in pieces) / 1e6
    assert 0.8 < area_m2 < 1.2
    front = next(piece for piece in pieces if piece.piece_id == "front")
    low_x, low_y, high_x, high_y = Polygon(front.outline).bounds
    # half the chest (960) and ease (90), two seams of 10; 40 % of 1750 and hem 15, two seams
    assert high_y - low_y == pytest.approx((960 + 90) / 2 + 20, abs=0.3)
    assert high_x - low_x == pytest.approx(700 + 15 + 20, abs=4)


def test_pairs_are_not_their_own_mirror() -> None:
    for kind, name in (("tshirt", "sleeve"), ("trousers", "front leg"), ("dress", "bodice back")):
        piece = next(one for one in draft_pattern(kind, ["M"]).pieces if one.piece_id == name)
        assert piece.is_pair
        shape = Polygon(piece.outline)
        low, high = shape.bounds[1], shape.bounds[3]
        mirror = Polygon([(x, low + high - y) for x, y in piece.outline])
        assert shape.symmetric_difference(mirror).area > 0.004 * shape.area


@pytest.mark.parametrize(
    ("text", "same"),
    [("XXL", "2XL"), ("M ( 38/40 )", "M"), ("XL ( 158-170 )", "164"), ("140/152", "146"), ("S ( 34-38 )", "S")],
)
def test_sizes_as_shops_write_them(text: str, same: str) -> None:
    assert body_of(text) == body_of(same)


@pytest.mark.parametrize("text", ["44", "42,5", "5 ( 46-48 )", "one size", ""])
def test_other_sizes_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        body_of(text)


def test_all_wrong_sizes_are_named_at_once() -> None:
    with pytest.raises(InputError) as error:
        draft_pattern("tshirt", ["M", "44", "45"])
    assert len(error.value.problems) == 2
    with pytest.raises(InputError, match="tshirt"):
        draft_pattern("tent", ["M"])
