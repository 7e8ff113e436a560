"""Spoiled files: a few of the fuzz run in every format, and the faults that it found."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from benchmarks.fuzz_examples import FORMATS, examples, read
from benchmarks.tasks.fuzz import read_made

from treadle.connectors.compound_file import check_compound
from treadle.errors import InputError


def test_what_is_spoiled_is_told_and_never_fails() -> None:
    assert [fault for number in range(12 * len(FORMATS)) if (fault := read_made(7, number))] == []


def test_the_examples_themselves_are_read(tmp_path: Path) -> None:
    for kind in ("json", "toml", "dxf", "svg", "csv"):
        for at, (name, raw) in enumerate(examples(kind)):
            folder = tmp_path / f"{kind}{at}"
            folder.mkdir()
            (folder / f"{name}.{kind}").write_bytes(raw)
            read(name, folder / f"{name}.{kind}", folder)


def test_a_parquet_file_whose_pages_are_damaged_is_refused(tmp_path: Path) -> None:
    name, raw = examples("parquet")[1]
    path = tmp_path / f"{name}.parquet"
    path.write_bytes(raw[:8] + b"\xff" * 60 + raw[68:])
    with pytest.raises(InputError, match="damaged"):
        read(name, path, tmp_path)


def test_a_workbook_whose_styles_are_damaged_is_refused(tmp_path: Path) -> None:
    name, raw = examples("xlsx")[1]
    packed = io.BytesIO(raw)
    with zipfile.ZipFile(packed) as book:
        start = book.getinfo("xl/styles.xml").header_offset
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(raw[: start + 60] + b"\x00" * 20 + raw[start + 80 :])
    with pytest.raises(InputError, match="workbook"):
        read(name, path, tmp_path)


def test_a_drawing_with_entities_that_are_none_is_read_or_refused(tmp_path: Path) -> None:
    name, raw = examples("dxf")[0]
    for at, (whole, broken) in enumerate(((b"POLYLINE", b"POLYL1NE"), (b"INSERT", b"1NSERT"), (b"POINT", b"0.0"))):
        path = tmp_path / f"{name}{at}.dxf"
        path.write_bytes(raw.replace(whole, broken))
        with contextlib.suppress(InputError):
            read(name, path, tmp_path)


def test_settings_and_mappings_nested_without_end_are_refused(tmp_path: Path) -> None:
    for name in ("mapping", "settings"):
        path = tmp_path / f"{name}.toml"
        path.write_text("a = " + "[" * 5_000)
        with pytest.raises(InputError, match="not readable as TOML"):
            read(name, path, tmp_path)


def test_an_old_workbook_whose_sectors_run_in_circles_is_refused(tmp_path: Path) -> None:
    name, raw = examples("xls")[1]
    path = tmp_path / f"{name}.xls"
    path.write_bytes(raw)
    check_compound(path)
    path.write_bytes(raw[:524] + b"\x02\x00\x00\x00" + raw[528:])
    with pytest.raises(InputError, match="damaged"):
        check_compound(path)
