"""Pieces as rows of a brand's folder: marks and mirrored counts go there and come back."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from treadle.settings import settings_template
from treadle.storage.brand_making import build_patterns
from treadle.storage.folder_rows import FolderRows
from treadle.storage.lake import open_duckdb
from treadle.storage.pattern_rows import marks_text, parse_marks, piece_row
from treadle.terms.cutting import Mark, Pattern, Piece
from treadle.terms.tables.making import PIECES

BOX = ((0.0, 0.0), (300.0, 0.0), (300.0, 200.0), (0.0, 200.0))
MARKS = (
    Mark(kind="cutout", points=((9.5, 9.0), (20.0, 9.0), (20.0, 20.25))),
    Mark(kind="drill", points=((30.0, 40.125),)),
    Mark(kind="notch", points=((0.0, 50.0), (5.0, 50.0))),
)


def test_marks_go_to_text_and_back() -> None:
    assert parse_marks(marks_text(MARKS)) == MARKS
    assert parse_marks("") == ()
    for wrong in ("hole 1,2", "drill", "cutout 1,2 3,4", "drill 1;2", "drill nan,2", "notch 1,2"):
        with pytest.raises(ValueError, match="is not a mark"):
            parse_marks(wrong)


def test_a_piece_goes_to_a_folder_and_back(tmp_path: Path) -> None:
    piece = Piece(piece_id="leg", size="M", outline=BOX, quantity=3, mirrored_quantity=1, marks=MARKS, material="self")
    (tmp_path / "tables").mkdir()
    (tmp_path / "treadle.toml").write_text(settings_template(), encoding="utf-8")
    with (tmp_path / "tables" / "pieces.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerows([PIECES.names, piece_row("P", piece)])
    with open_duckdb("UTC") as connection:
        found = FolderRows.of(tmp_path, connection)
        pattern = build_patterns(found)["P"]
    assert found.problems == []
    assert pattern.pieces == (piece,)


def test_a_style_is_cut_from_pieces_of_its_own_cloth() -> None:
    made = [Piece(piece_id=name, size="M", outline=BOX, material=name) for name in ("", "self", "Jersey", "rib")]
    pattern = Pattern(pattern_id="P", pieces=tuple(made))
    assert [one.piece_id for one in pattern.of_cloth("jersey").pieces] == ["", "self", "Jersey"]
