"""The independent check must see each kind of mistake, alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from treadle.cut.verify_marker import verify_marker
from treadle.terms.cutting import Marker, MarkerPiece, MarkerRequest, Placement

BOX = ((0.0, 0.0), (100.0, 0.0), (100.0, 50.0), (0.0, 50.0))
PIECE = MarkerPiece(piece_id="box", size="M", outline=BOX, copies=2)
GOOD = Marker(
    marker_id="hand",
    request=MarkerRequest(pieces=(PIECE,), width_mm=100.0),
    placements=(
        Placement(piece_index=0, copy=0, x_mm=0.0, y_mm=0.0, rotation_deg=0.0),
        Placement(piece_index=0, copy=1, x_mm=100.0, y_mm=100.0, rotation_deg=180.0),
    ),
    length_mm=100.0,
    efficiency=1.0,
    made_by="hand",
)


def rules(marker: Marker) -> set[str]:
    return {violation.rule for violation in verify_marker(marker)}


def moved(**change: float) -> Marker:
    return replace(GOOD, placements=(GOOD.placements[0], replace(GOOD.placements[1], **change)))


def test_a_good_marker_has_no_violation() -> None:
    assert verify_marker(GOOD) == ()


@pytest.mark.parametrize(
    ("marker", "rule"),
    [
        (moved(y_mm=99.0), "pieces do not overlap"),
        (moved(y_mm=101.0), "pieces lie on the fabric"),
        (moved(x_mm=99.0), "pieces lie on the fabric"),
        (moved(rotation_deg=90.0), "rotations keep the grain"),
        (moved(copy=0), "every copy of every piece lies once"),
        (moved(piece_index=4), "every copy of every piece lies once"),
        (replace(GOOD, placements=GOOD.placements[:1]), "every copy of every piece lies once"),
        (replace(GOOD, length_mm=120.0, efficiency=10_000 / 12_000), "a marker is as long as its pieces"),
        (replace(GOOD, efficiency=0.9), "efficiency is piece area over fabric"),
        (replace(GOOD, request=replace(GOOD.request, spacing_mm=1.0)), "pieces keep their spacing"),
    ],
)
def test_each_mistake_is_seen(marker: Marker, rule: str) -> None:
    assert rule in rules(marker)


def test_a_mirrored_copy_is_checked_as_mirrored() -> None:
    corner = MarkerPiece(piece_id="c", size="M", outline=((0, 0), (80, 0), (0, 40)), copies=1, is_mirrored=True)
    put = Placement(piece_index=0, copy=0, x_mm=0.0, y_mm=40.0, rotation_deg=0.0)
    marker = Marker(
        marker_id="m",
        request=MarkerRequest(pieces=(corner,), width_mm=40.0),
        placements=(put,),
        length_mm=80.0,
        efficiency=0.5,
        made_by="hand",
    )
    assert verify_marker(marker) == ()
    plain = replace(marker, request=replace(marker.request, pieces=(replace(corner, is_mirrored=False),)))
    assert rules(plain) == {"pieces lie on the fabric"}
