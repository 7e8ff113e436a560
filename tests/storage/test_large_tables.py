"""The text of a large file waits on the disk and is read part by part: it says the same as one that is held whole."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from folders import TIME_ZONE, example_folder, tiny_folder

import treadle.reading.waiting_rows as waiting_rows
import treadle.storage.cells as cells
import treadle.storage.folder_rows as folder_rows
from treadle.reading.waiting_rows import Waiting
from treadle.storage.brand import check_folder, load_brand
from treadle.storage.folder_rows import FolderRows
from treadle.storage.kept_rows import FOLDER
from treadle.storage.lake import open_duckdb
from treadle.storage.made_before import MADE_BEFORE
from treadle.terms.signal_parts import SignalParts, first_moment, parts_of, rows_where, some_of

#: Signals enough for several blocks of eight megabytes, one of them with a word for its units and one named twice.
ROWS, WORD, TWICE = 150_000, 70_000, 120_000


def _written(folder: Path) -> Path:
    """A small brand with many signals whose days are written day first, as only one of the last rows shows."""
    tiny_folder(folder)
    lines = ["signal_id,happened_at,kind,sku,units,query"]
    for at in range(ROWS):
        name, units = f"signal-{'x' * 60}-{at if at != TWICE else 7}", "many" if at == WORD else "1"
        day = f"{1 + at * 12 // ROWS:02d}/01/2026" if at != ROWS - 2 else "13/01/2026"
        lines.append(f"{name},{day},view,T-red-S,{units},")
    (folder / "tables" / "signals.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_in_parts_or_whole_a_file_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _written(tmp_path / "whole")
    told = check_folder(folder, time_zone=TIME_ZONE)
    whole = load_brand(folder, currency="EUR", time_zone=TIME_ZONE)
    other = _written(tmp_path / "parts")
    monkeypatch.setattr(waiting_rows, "LARGE_BYTES", 0)
    monkeypatch.setattr(waiting_rows, "PART_BYTES", 1)
    assert check_folder(other, time_zone=TIME_ZONE) == told
    parts = load_brand(other, currency="EUR", time_zone=TIME_ZONE)
    assert parts.signals.equals(whole.signals) and parts.fingerprint() == whole.fingerprint()
    shown = "\n".join(map(str, told.problems))
    assert '"many"' in shown and "the same key stands in row" in shown
    assert not list((other / ".treadle" / "spill").glob("*")), "nothing is left where rows have waited"


@pytest.mark.parametrize("is_spoiled", [False, True])
def test_cells_that_are_repeated_are_read_once_and_say_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_spoiled: bool
) -> None:
    """Of the example brand, all of whose kinds of columns are looked at so; spoiled, in a column of each kind."""
    plain, repeated = (example_folder(tmp_path / name) for name in ("plain", "repeated"))
    for folder in (plain, repeated) if is_spoiled else ():
        for path in sorted((folder / "tables").glob("*.csv")):
            head, *lines = path.read_text("utf-8").splitlines()
            odd = [",".join("#REF!" if at % 3 == 0 else cell for at, cell in enumerate(one.split(",")))
                   for one in lines[:1]]  # fmt: skip
            path.write_text("\n".join([head, *lines[:1], *odd, *lines[1:]]) + "\n", encoding="utf-8")
    told = check_folder(plain, time_zone=TIME_ZONE)
    assert bool(told.problems) >= is_spoiled
    whole = None if is_spoiled else load_brand(plain, currency="EUR", time_zone=TIME_ZONE).fingerprint()
    monkeypatch.setattr(cells, "MANY_ROWS", 0)
    monkeypatch.setattr(cells, "FEW", 0)
    assert check_folder(repeated, time_zone=TIME_ZONE) == told
    if whole is not None:
        assert load_brand(repeated, currency="EUR", time_zone=TIME_ZONE).fingerprint() == whole


def test_rows_come_in_their_order_as_often_as_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_rows, "PART_BYTES", 1)
    parts = [pa.table({"line": pa.array([3 * at, 3 * at + 1, 3 * at + 2])}) for at in range(4)]
    for is_held in (True, False):
        with Waiting(tmp_path / "spill", is_held=is_held) as waiting:
            assert not list(waiting.parts()) and not waiting.is_any
            for one in parts:
                waiting.add(one)
            for _ in range(2):
                assert pa.concat_tables(waiting.parts()).column("line").to_pylist() == list(range(12))


def test_many_signals_stay_on_the_disk_and_are_read_from_there_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = load_brand(tiny_folder(tmp_path / "a"), currency="EUR", time_zone=TIME_ZONE).fingerprint()
    monkeypatch.setattr(waiting_rows, "LARGE_BYTES", 0)
    folder = tiny_folder(tmp_path / "b")
    assert load_brand(folder, currency="EUR", time_zone=TIME_ZONE).fingerprint() == whole
    kept = folder / ".treadle" / FOLDER / "signals.arrow"
    kept.write_bytes(kept.read_bytes()[:-40])
    assert load_brand(folder, currency="EUR", time_zone=TIME_ZONE).fingerprint() == whole
    assert FolderRows.of(folder, open_duckdb(TIME_ZONE)).read("signals").num_rows == 1


def test_signals_too_many_to_be_held_are_the_same_signals_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = example_folder(tmp_path)
    path = folder / "tables" / "signals.csv"
    head, *lines = path.read_text("utf-8").splitlines()
    named = (f"{line},shopper-{at % 40}" for at, line in enumerate(lines))
    path.write_text("\n".join([f"{head},customer_id", *named]) + "\n", encoding="utf-8")
    whole = load_brand(folder, currency="EUR", time_zone=TIME_ZONE)
    monkeypatch.setattr(folder_rows, "HELD_SIGNALS", 0)
    monkeypatch.setattr(folder_rows, "PART_SIGNALS", 1_000)
    MADE_BEFORE.folders.clear()
    apart = load_brand(folder, currency="EUR", time_zone=TIME_ZONE)
    assert isinstance(apart.signals, SignalParts) and apart.signals.num_rows == whole.signals.num_rows
    assert apart.fingerprint() == whole.fingerprint() and apart.signals.first_at == first_moment(whole.signals)
    parts = list(parts_of(apart.signals))
    assert len(parts) == -(-whole.signals.num_rows // 1_000) > 1
    order = [("happened_at", "ascending"), ("signal_id", "ascending")]
    assert all(part.equals(part.sort_by(order)) for part in parts)
    assert pa.concat_tables(parts).sort_by(order).combine_chunks().equals(whole.signals)
    customers = [set(part["customer_id"].drop_null().to_pylist()) for part in parts]
    assert sum(map(len, customers)) == len(set.union(*customers)) > len(parts), "no customer is in two parts"
    orders = [rows_where(one, lambda part: pc.equal(part["kind"], "order"), ("kind", "units"))
              for one in (apart.signals, whole.signals)]  # fmt: skip
    assert orders[0].num_rows == orders[1].num_rows > 0
    early = [some_of(one, "happened_at", lambda at: pc.less(at, pc.min(whole.signals["happened_at"].slice(500))), "x")
             for one in (apart.signals, whole.signals)]  # fmt: skip
    assert early[0].num_rows == early[1].num_rows == sum(part.num_rows for part in parts_of(early[0])) > 0
    assert early[0].digest != apart.signals.digest and not list((folder / ".treadle" / "spill").glob("*"))
