"""Delimited text: separators, encodings, quotes over lines, and the true line of every row."""

from __future__ import annotations

from pathlib import Path

import pytest

from treadle.errors import InputError
from treadle.reading import delimited
from treadle.reading.delimited import DelimitedReader


def read(path: Path, **options: object) -> tuple[list[dict[str, object]], list[tuple[int, str]]]:
    rows: list[dict[str, object]] = []
    refused: list[tuple[int, str]] = []
    for batch in DelimitedReader(path=path, **options).batches():  # type: ignore[arg-type]
        rows += batch.rows.to_pylist()
        refused += [(line, reason) for line, reason, _ in batch.refused]
    return rows, refused


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"sku{mark}units\na{mark}1\nb{mark}2\n")
    assert read(path)[0] == [{"sku": "a", "units": "1", "line": 2}, {"sku": "b", "units": "2", "line": 3}]


@pytest.mark.parametrize("encoding", ["latin-1", "gb18030", "utf-16"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("größe;n\nÄ;1\n".encode(encoding))
    named = {} if encoding == "utf-16" else {"encoding": encoding}
    assert read(path, **named)[0] == [{"größe": "Ä", "n": "1", "line": 2}]


@pytest.mark.parametrize(("word", "encoding"), [("Größe", "cp1252"), ("Noël", "cp1252"), ("Äußere", "cp1252"),
                                               ("尺码", "gb18030"), ("红色衬衫", "gb18030")])  # fmt: skip
def test_one_word_is_enough_to_tell_an_encoding(tmp_path: Path, word: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"name;n\n{word};1\n".encode(encoding))
    assert read(path)[0][0]["name"] == word


def test_lines_are_true_across_blocks_blank_lines_and_quotes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["name,n"]
    expected = []
    for number in range(400):
        if number % 50 == 7:
            lines += ['"two', f'lines, ""{number}""",{number}']
            expected.append((f'two\nlines, "{number}"', str(number), len(lines) - 1))
        elif number % 50 == 9:
            lines.append("")
        elif number % 50 == 11:
            lines.append("too,many,cells")
        else:
            lines.append(f"n{number},{number}")
            expected.append((f"n{number}", str(number), len(lines)))
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines))
    wide = [number for number, line in enumerate(lines, start=1) if line == "too,many,cells"]
    for block in (64, 700, 10**6):
        monkeypatch.setattr(delimited, "BLOCK_BYTES", block)
        rows, refused = read(path)
        assert [(row["name"], row["n"], row["line"]) for row in rows] == expected, block
        assert refused == [(line, "3 cells under 2 columns") for line in wide]


def test_rows_before_the_header_and_a_file_without_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Report of\nMarch\nsku,n\na,1\n")
    assert read(path, skip_rows=2)[0] == [{"sku": "a", "n": "1", "line": 4}]
    path.write_text("a,1\nb,2")
    assert read(path, header=("sku", "n"))[0][1] == {"sku": "b", "n": "2", "line": 2}


def test_broken_bytes_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"sku,n\na,1\nb\xff,2\nc,3\r\n")
    rows, refused = read(path)
    assert [(row["sku"], row["n"], row["line"]) for row in rows] == [("a", "1", 2), ("c", "3", 4)]
    assert refused == [(3, "the text is not UTF-8")]


def test_an_empty_file_and_a_doubled_column_are_errors(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("")
    with pytest.raises(InputError, match="the file is empty"):
        read(path)
    path.write_text("a,a\n1,2\n")
    with pytest.raises(InputError, match="column a appears twice"):
        read(path)
