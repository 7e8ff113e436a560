"""A table's file is read cell by cell once: then by its bytes, with the same rows, names and problems."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from folders import TIME_ZONE, tiny_folder

import treadle.storage.folder_rows as folder_rows
import treadle.storage.kept_rows as kept
from treadle.storage.brand import check_folder, load_brand
from treadle.storage.kept_rows import FOLDER


def _never(*_: object) -> None:
    raise AssertionError("the file was read cell by cell again")


def _spoil(folder: Path, table: str, *lines: str) -> None:
    path = folder / "tables" / f"{table}.csv"
    path.write_text(path.read_text("utf-8") + "".join(f"{one}\n" for one in lines), encoding="utf-8")


def test_the_same_bytes_say_the_same_and_are_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tiny_folder(tmp_path / "b")
    _spoil(
        folder,
        "products",
        "T-red-L,T,T-red,red,L,letters,tee,dear,6.50,crew",
        "T-red-M,T,T-red,red,M,letters,tee,9,1,v",
    )
    _spoil(folder, "signals", "s2,2026-01-05T11:00:00,order,T-red-L,1", "s3,2026-01-06T11:00:00,order,T-red-XL,1")
    told = check_folder(folder, time_zone=TIME_ZONE)
    shown = "\n".join(map(str, told.problems))
    assert "dear" in shown and "the same key stands in row" in shown and '"T-red-XL" is not in table' in shown
    assert '"T-red-L"' not in shown, "its row cannot be read, and its name is known all the same"
    monkeypatch.setattr(folder_rows, "read_parts", _never)
    assert check_folder(folder, time_zone=TIME_ZONE) == told


def test_other_bytes_another_zone_and_torn_files_are_read_anew(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    first = load_brand(folder, currency="EUR", time_zone=TIME_ZONE).fingerprint()
    assert load_brand(folder, currency="EUR", time_zone=TIME_ZONE).fingerprint() == first
    kept = folder / ".treadle" / FOLDER / "signals.arrow"
    kept.write_bytes(kept.read_bytes()[:-40])
    assert load_brand(folder, currency="EUR", time_zone=TIME_ZONE).fingerprint() == first
    there = load_brand(folder, currency="EUR", time_zone="Asia/Tokyo")
    assert there.signals["happened_at"][0].as_py().hour == 1, "ten in Tokyo, not in Berlin as it was kept"
    _spoil(folder, "signals", "s2,2026-01-05T11:00:00,order,T-red-S,2")
    snapshot = load_brand(folder, currency="EUR", time_zone=TIME_ZONE)
    assert snapshot.signals["units"].to_pylist() == [1, 2] and snapshot.fingerprint() != first


def test_rows_on_the_disk_come_one_batch_after_another_and_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_BATCH_ROWS", 10)
    table = pa.table({"line": pa.array(range(95), pa.int64()), "what": [f"row {at}" for at in range(95)]})
    kept.keep_rows(tmp_path, "signals", "a key", [table.slice(0, 40), table.slice(40)], kept.Told())
    found = kept.kept_rows(tmp_path, "signals", "a key", is_held=False)
    assert found is not None and not isinstance(found.rows, pa.Table)
    for _ in range(2):
        batches = list(kept.one_by_one(found.rows))
        assert len(batches) == 10 and pa.Table.from_batches(batches).replace_schema_metadata(None).equals(table)
