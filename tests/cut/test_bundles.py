"""Bundles: a lay worked by hand, every garment tied once, tickets that a scanner can read back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.cut.bundles import bundles_of, verify_bundles
from treadle.report.tickets_pdf import _QR_MM, _qr, ticket_text, tickets_pdf
from treadle.terms.cutting import Lay

LAY = Lay(lay_id="CO/lay-01", marker_id="m", ratio={"S": 1, "M": 2}, plies={"red": 25, "blue": 8}, length_mm=2000)


def test_colours_garments_and_heights_are_parted() -> None:
    """25 red plies at most 10 high are 9 + 8 + 8, 8 blue ones 8: four stacks of one S and two M each."""
    bundles = bundles_of([LAY], most_units=10)
    assert len(bundles) == 12
    smalls = [one for one in bundles if one.size == "S"]
    assert [(one.option_id, one.first_ply, one.last_ply) for one in smalls] == [
        ("red", 1, 9),
        ("red", 10, 17),
        ("red", 18, 25),
        ("blue", 26, 33),
    ]
    assert sum(one.units for one in bundles) == 33 * 3
    assert verify_bundles([LAY], bundles, 10) == ()


def test_the_check_sees_a_lost_and_a_doubled_garment() -> None:
    bundles = bundles_of([LAY], most_units=10)
    assert verify_bundles([LAY], bundles[1:], 10)
    assert verify_bundles([LAY], (*bundles, replace(bundles[0], bundle_id="again")), 10)
    assert {one.rule for one in verify_bundles([LAY], bundles, 8)} == {"a bundle can be carried"}


def test_a_bundle_without_garments_or_components_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        bundles_of([LAY], most_units=0)
    with pytest.raises(ValueError, match="at least one"):
        bundles_of([LAY], most_units=5, components=())


@settings(max_examples=30, deadline=None)
@given(
    ratio=st.dictionaries(st.sampled_from("SML"), st.integers(0, 3), min_size=1),
    plies=st.dictionaries(st.sampled_from(["red", "blue"]), st.integers(0, 40), min_size=1),
    most=st.integers(1, 30),
)
def test_every_garment_is_in_one_bundle(ratio: dict[str, int], plies: dict[str, int], most: int) -> None:
    lays = [Lay(lay_id=f"CO/lay-{at}", marker_id="m", ratio=ratio, plies=plies, length_mm=1) for at in (1, 2)]
    assert verify_bundles(lays, bundles_of(lays, most_units=most), most) == ()


def test_tickets_are_the_same_bytes_and_fill_sheets_of_24() -> None:
    bundles = bundles_of([LAY], most_units=10, components=("front", "back", "sleeve"))
    text = tickets_pdf(bundles)
    assert text == tickets_pdf(bundles)
    assert text.startswith(b"%PDF")
    assert text.count(b"/Type /Page\n") == 2, "36 tickets on sheets of 24"
    assert ticket_text(bundles[0], "front") == "CO/lay-01/b001|front"


def test_chinese_tickets_are_drawn_in_a_font_that_has_their_letters() -> None:
    (bundle, *_) = bundles_of([LAY], most_units=20, components=("前片",))
    named = replace(bundle, option_id="女衬衫/藏青")
    assert b"STSong-Light" in tickets_pdf([named])
    chinese = tickets_pdf([bundle], language="zh")
    assert b"STSong-Light" in chinese and chinese == tickets_pdf([bundle], language="zh")


def test_the_code_on_a_ticket_is_the_one_that_its_text_has() -> None:
    """The squares drawn, read back as cells, are the QR code of the text."""
    segno = pytest.importorskip("segno")
    text = "CO/lay-01/b001|front"
    drawn: list[tuple[float, ...]] = []

    class Canvas:
        def rect(self, *box: float, **_: int) -> None:
            drawn.append(box)

    _qr(Canvas(), text, 0.0, 0.0)
    wanted = [[int(bool(cell)) for cell in row] for row in segno.make_qr(text, error="m").matrix_iter(border=4)]
    cell = _QR_MM / len(wanted)
    found = [[0] * len(wanted) for _ in wanted]
    for x, y, wide, _ in drawn:
        row = round((_QR_MM - y) / cell) - 1
        for column in range(round(x / cell), round((x + wide) / cell)):
            found[row][column] = 1
    assert found == wanted
