"""Files that are small and unpack, expand or nest without end: refused in one sentence, before they are opened."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import ezdxf
import pytest

from treadle.connectors.containers import unpacked
from treadle.connectors.grid import read_grids
from treadle.connectors.json_lines import JsonLinesReader
from treadle.connectors.mapping import read_mapping
from treadle.connectors.pattern_dxf import read_pattern_dxf
from treadle.connectors.sheet_sizes import check_size
from treadle.errors import InputError
from treadle.plant.pieces import read_pattern
from treadle.settings import parse_settings

MB = 2**20
SHEET = "xl/worksheets/sheet1.xml"


def refused(read: object, path: Path) -> str:
    """The one sentence that a reader refuses a file with."""
    with pytest.raises(InputError) as caught:
        read(path)  # type: ignore[operator]
    (problem,) = caught.value.problems
    return str(problem)


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, body in parts.items():
            book.writestr(name, body)
    return path


def test_archives_are_refused_by_what_they_say_of_themselves(tmp_path: Path) -> None:
    zeros = b"0" * (80 * MB)
    bomb = zipped(tmp_path / "a.zip", **{"sales.csv": zeros})
    assert "has 80 MB, more than 200 times its size" in refused(lambda path: unpacked([path]), bomb)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(zeros))
    assert "more than 200 times its size" in refused(lambda path: unpacked([path]), tmp_path / "a.csv.gz")
    many = zipped(tmp_path / "many.zip", **{f"{at}.csv": b"" for at in range(1_001)})
    assert "it holds 1,001 tables" in refused(lambda path: unpacked([path]), many)


def test_an_archive_that_lies_of_its_size_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    raw = bytearray(gzip.compress(b"0" * (80 * MB)))
    raw[-4:] = (9).to_bytes(4, "little")
    (tmp_path / "a.csv.gz").write_bytes(raw)
    assert "more than 200 times its size" in refused(lambda path: unpacked([path]), tmp_path / "a.csv.gz")


@pytest.mark.parametrize(("parts", "said"), [
    ({SHEET: b" " * (40 * MB)}, "unpacks to 40 MB"),
    ({SHEET: b'<c r="A1"/><c r="XFD1048576"/>'}, "spans 1,048,576 rows and 16,384 columns"),
    ({"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'}, "defines entities"),
])  # fmt: skip
def test_workbooks_are_refused_before_they_are_opened(tmp_path: Path, parts: dict[str, bytes], said: str) -> None:
    assert said in refused(check_size, zipped(tmp_path / "a.xlsx", **parts))


def test_drawings_that_repeat_themselves_are_refused(tmp_path: Path) -> None:
    drawing = ezdxf.new("R12")
    for level in range(9):
        block = drawing.blocks.new(f"B{level}")
        for at in range(10):
            block.add_blockref(f"B{level + 1}", (at, 0))
    drawing.blocks.new("B9").add_line((0, 0), (100, 0))
    drawing.modelspace().add_blockref("B0", (0, 0))
    text = io.StringIO()
    drawing.write(text)
    (tmp_path / "a.dxf").write_text(text.getvalue())
    assert "points and insertions" in refused(read_pattern_dxf, tmp_path / "a.dxf")
    laughs = "".join(f'<g id="g{at}">' + f'<use href="#g{at + 1}"/>' * 10 + "</g>" for at in range(9))
    shown = f'<defs>{laughs}<path id="g9" d="M0 0H9V9Z"/></defs><use href="#g0"/>'
    (tmp_path / "a.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{shown}</svg>')
    assert "repeats itself without end" in refused(lambda path: read_pattern(str(path), []), tmp_path / "a.svg")


@pytest.mark.parametrize("deep", ['{"a":' * 2_000 + "1" + "}" * 2_000, "[" * 100_000, '{"a": ' + "9" * 6_000 + "}"])
def test_deep_json_and_endless_numbers(tmp_path: Path, deep: str) -> None:
    (tmp_path / "a.jsonl").write_text('{"sku": "K"}\n' + deep + "\n")
    (batch,) = JsonLinesReader(path=tmp_path / "a.jsonl").batches()
    assert [line for line, _, _ in batch.refused] == [2] and batch.rows.num_rows == 1
    (tmp_path / "a.json").write_text(deep)
    refused(lambda path: read_pattern(str(path), []), tmp_path / "a.json")


def test_toml_and_mappings(tmp_path: Path) -> None:
    assert parse_settings(b"a = " + b"[" * 5_000)[1]
    (tmp_path / "m.toml").write_text("# " + "x" * (3 * MB))
    assert "which no mapping has" in refused(read_mapping, tmp_path / "m.toml")


def test_sheets_wider_or_longer_than_a_person_writes_are_named_not_cut(tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text("a," * 250 + "end\n")
    assert "cells beyond 200 columns" in refused(read_grids, tmp_path / "wide.csv")
    (tmp_path / "page.xls").write_text("<table>" + "<tr><td>a<td>b" * 20_002 + "</table>")
    assert "more than 20000 rows" in refused(read_grids, tmp_path / "page.xls")


def test_a_document_of_rows_is_read_whole(tmp_path: Path) -> None:
    rows = [{"sku": f"K{at}"} for at in range(60_001)]
    (tmp_path / "a.json").write_text(json.dumps(rows))
    assert sum(batch.rows.num_rows for batch in JsonLinesReader(path=tmp_path / "a.json").batches()) == 60_001
