"""Rows into the lake: identity, repeats, corrections, set-aside rows, and a killed import."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from folders import TIME_ZONE, text_table, tiny_folder

from treadle.connectors.mapping import read_mapping
from treadle.connectors.sources import open_sources
from treadle.errors import InputError
from treadle.storage.brand import check_folder, load_brand
from treadle.storage.folder_rows import FolderRows
from treadle.storage.intake import import_rows
from treadle.storage.lake import JournalEntry, Lake, open_duckdb
from treadle.terms.budget import Silence
from treadle.terms.tables import TABLES

NO_SIGNALS = text_table("signal_id,happened_at,kind,sku,units")


def bring(folder: Path, *paths: Path, table: str | None = None, mapping: Path | None = None) -> list[JournalEntry]:
    mapped = None if mapping is None else read_mapping(mapping)
    sources = open_sources(paths, tables=TABLES, table=table, mapping=mapped)
    return [import_rows(folder, one, time_zone=TIME_ZONE, progress=Silence()) for one in sources]


def counts(entry: JournalEntry) -> tuple[int, int, int, int, int]:
    total = entry.kept_rows + entry.repeated_rows + entry.replaced_rows + entry.set_aside_rows
    assert entry.read_rows == total
    return entry.read_rows, entry.kept_rows, entry.repeated_rows, entry.replaced_rows, entry.set_aside_rows


def rows_of(folder: Path, table: str, *columns: str) -> list[tuple[object, ...]]:
    connection = open_duckdb(TIME_ZONE)
    found = FolderRows.of(folder, connection).read(table).select(list(columns)).to_pylist()
    return [tuple(row.values()) for row in found]


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_equal_rows_of_a_file_without_key_are_both_kept_and_the_file_only_once(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b", signals=NO_SIGNALS)
    line = "2026-01-05T10:00:00,order,T-red-S,1"
    file = written(tmp_path / "day.csv", "happened_at,kind,sku,units", line, line)
    assert counts(*bring(folder, file, table="signals")) == (2, 2, 0, 0, 0)
    again = written(tmp_path / "other name.csv", "happened_at,kind,sku,units", line, line)
    assert counts(*bring(folder, again, table="signals")) == (2, 0, 2, 0, 0)
    assert len(rows_of(folder, "signals", "signal_id")) == 2
    longer = written(tmp_path / "longer.csv", "happened_at,kind,sku,units", line)
    assert counts(*bring(folder, longer, table="signals")) == (1, 1, 0, 0, 0)


def test_a_corrected_row_replaces_the_older_which_stays_readable(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b", signals=NO_SIGNALS)
    head = "signal_id,happened_at,kind,sku,units"
    first = written(tmp_path / "a.csv", head, "x,2026-01-05,order,T-red-S,1", "y,2026-01-05,order,T-red-M,2")
    second = written(tmp_path / "b.csv", head, "x,2026-01-05,order,T-red-S,5", "y,2026-01-05,order,T-red-M,2",
                     "z,2026-01-06,order,T-red-M,7")  # fmt: skip
    assert counts(*bring(folder, first, table="signals")) == (2, 2, 0, 0, 0)
    assert counts(*bring(folder, second, table="signals")) == (3, 1, 1, 1, 0)
    assert rows_of(folder, "signals", "signal_id", "units") == [("x", 5.0), ("y", 2.0), ("z", 7.0)]
    every = Lake(folder=folder).rows_sql(TABLES["signals"], is_every_version=True)
    connection = open_duckdb(TIME_ZONE)
    versions = connection.execute(f"SELECT units, version FROM ({every}) WHERE signal_id = 'x' ORDER BY version")
    assert versions.fetchall() == [(1.0, 1), (5.0, 2)]
    assert counts(*bring(folder, first, table="signals")) == (2, 0, 2, 0, 0)
    assert rows_of(folder, "signals", "signal_id", "units")[0] == ("x", 5.0)


def test_a_key_twice_in_one_file_counts_once_and_is_set_aside_where_it_says_two_things(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b", signals=NO_SIGNALS)
    head = "signal_id,happened_at,kind,sku,units"
    same = ("x,2026-01-05T10:00:00,order,T-red-S,1", "x,2026-01-05T10:00:07,order,T-red-S,1")
    other = ("y,2026-01-05,order,T-red-S,1", "y,2026-01-05,order,T-red-M,1")
    (entry,) = bring(folder, written(tmp_path / "a.csv", head, *same, *other), table="signals")
    assert counts(entry) == (4, 1, 1, 0, 2)
    assert rows_of(folder, "signals", "signal_id", "units") == [("x", 1.0)]
    assert entry.reasons == (
        '2 × signal_id: stands in other rows of this file with other content (rows 4: "signal_id y", 5: "signal_id y")',
    )


def test_bad_signals_are_set_aside_with_line_and_reason(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b", signals=NO_SIGNALS)
    file = tmp_path / "a.csv"
    file.write_bytes(
        b"happened_at,kind,sku,query,units\n2026-01-05,order,T-red-S,,1\nyesterday,order,T-red-S,,1\n"
        b"2026-01-05,bought,T-red-S,,-2\n2026-01-05,order\n2026-01-05,search,,caf\xc3\xa9\xff,1\n2026-01-05,view,,,1\n\n"
        b'2026-01-05,search,,"two\nlines",1\n2026-01-06,order,T-red-M,,2\n'
    )
    (entry,) = bring(folder, file, table="signals")
    assert counts(entry) == (8, 3, 0, 0, 5)
    with Lake(folder=folder).set_aside_file(entry.number, entry.file).open(encoding="utf-8", newline="") as kept:
        aside = {int(row["line"]): row["reason"] for row in csv.DictReader(kept)}
    assert sorted(aside) == [3, 4, 5, 6, 7]
    assert '"yesterday" is not a day or point in time' in aside[3]
    assert '"bought" is not one of' in aside[4] and '"-2" is below 0' in aside[4]
    assert aside[5] == "2 cells under 5 columns" and aside[6] == "the text is not UTF-8"
    assert "none of sku, option_id, query is filled" in aside[7]
    assert not [one for one in check_folder(folder, time_zone=TIME_ZONE).problems if one.stops_plan]


def test_a_bad_master_row_stops_a_plan_until_the_mended_file_came(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    file = written(tmp_path / "stock.csv", "sku,place_id,units", "T-red-S,home,3", "T-red-M,home,some")
    assert counts(*bring(folder, file)) == (2, 1, 0, 0, 1)
    with pytest.raises(InputError, match=r"1 rows of stock.csv for table stock were set aside"):
        load_brand(folder, currency="EUR", time_zone=TIME_ZONE)
    written(file, "sku,place_id,units", "T-red-S,home,3", "T-red-M,home,4")
    assert counts(*bring(folder, file)) == (2, 1, 1, 0, 0)
    seen = load_brand(folder, currency="EUR", time_zone=TIME_ZONE)
    assert [(one.sku, one.units) for one in seen.on_hand] == [("T-red-S", 3), ("T-red-M", 4)]


def test_an_import_stands_before_the_folders_own_row_and_check_says_so(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b", stock=text_table("sku,place_id,units", "T-red-S,home,3", "T-red-M,home,1"))
    file = written(tmp_path / "stock.csv", "sku,place_id,units", "T-red-S,home,9", "T-red-M,home,1")
    assert counts(*bring(folder, file)) == (2, 0, 1, 1, 0)
    assert rows_of(folder, "stock", "sku", "units") == [("T-red-M", 1), ("T-red-S", 9)]
    note, told = sorted(check_folder(folder, time_zone=TIME_ZONE).problems, key=lambda one: one.row or 0, reverse=True)
    assert (note.row, note.stops_plan) == (2, False) and "stock.csv replaced this row" in note.what
    assert not told.stops_plan and "import 1 replaced 1 rows of stock: row 2 (T-red-S home): units 3 → 9" in told.what


def test_totals_are_known_when_their_period_ends(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b", signals=NO_SIGNALS)
    file = written(tmp_path / "a.csv", "happened_at,known_at,kind,sku,period_days", "2026-03-23,,order,T-red-S,7",
                   "2026-03-23,,order,T-red-S,0", "2026-03-23,2026-03-24T08:00:00+01:00,order,T-red-S,1")  # fmt: skip
    bring(folder, file, table="signals")
    found = sorted(str(known) for (known,) in rows_of(folder, "signals", "known_at"))
    assert [one[:16] for one in found] == ["2026-03-23 00:00", "2026-03-24 08:00", "2026-03-30 00:00"]


def test_a_missing_column_is_one_clear_error_and_nothing_is_left(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    file = written(tmp_path / "a.csv", "when,sku", "2026-01-05,T-red-S")
    with pytest.raises(InputError, match="table signals needs happened_at, kind, the file has sku, when"):
        bring(folder, file, table="signals")
    assert Lake(folder=folder).journal() == []


def test_many_buckets_give_the_same_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = "signal_id,happened_at,kind,sku,units"
    first = written(tmp_path / "a.csv", head, *(f"m{n},2026-01-05,order,T-red-S,1" for n in range(500)))
    second = written(tmp_path / "b.csv", head, *(f"m{n},2026-01-05,order,T-red-S,{1 + n % 2}" for n in range(250, 750)))
    found = []
    for name, size in (("one", 10**9), ("many", 2_000)):
        monkeypatch.setattr("treadle.storage.intake.BYTES_PER_BUCKET", size)
        folder = tiny_folder(tmp_path / name, signals=NO_SIGNALS)
        results = [counts(*bring(folder, file, table="signals")) for file in (first, second)]
        found.append((results, sorted(rows_of(folder, "signals", "signal_id", "units"))))
    assert found[0] == found[1]
    assert found[0][0] == [(500, 500, 0, 0, 0), (500, 250, 125, 125, 0)]


_IMPORT = """
import sys
from pathlib import Path
from treadle.connectors.sources import open_sources
from treadle.storage.intake import import_rows
from treadle.terms.tables import TABLES
from treadle.terms.budget import Silence
folder, file = Path(sys.argv[1]), Path(sys.argv[2])
(source,) = open_sources([file], tables=TABLES, table="signals")
print("begun", flush=True)
import_rows(folder, source, time_zone="Europe/Berlin", progress=Silence())
print("done", flush=True)
"""


@pytest.mark.parametrize("wait_seconds", [0.02, 0.4, 0.8])
def test_a_killed_import_leaves_the_folder_usable_and_the_next_one_right(tmp_path: Path, wait_seconds: float) -> None:
    folder = tiny_folder(tmp_path / "b")
    file = tmp_path / "big.csv"
    with file.open("w", encoding="utf-8") as out:
        out.write("signal_id,happened_at,kind,sku,units\n")
        out.writelines(f"k{n},2026-01-05T10:00:00,order,T-red-S,1\n" for n in range(300_000))
    process = subprocess.Popen([sys.executable, "-c", _IMPORT, str(folder), str(file)], stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"begun\n"
    time.sleep(wait_seconds)
    os.kill(process.pid, signal.SIGKILL)
    finished = b"done" in process.stdout.read()
    process.wait()
    before = load_brand(folder, currency="EUR", time_zone=TIME_ZONE).signals.num_rows
    assert before in (1, 300_001) and (before == 300_001 or not finished)
    (entry,) = bring(folder, file, table="signals")
    assert counts(entry) in ((300_000, 300_000, 0, 0, 0), (300_000, 0, 300_000, 0, 0))
    assert load_brand(folder, currency="EUR", time_zone=TIME_ZONE).signals.num_rows == 300_001
    assert not (folder / ".treadle" / "staging").exists()
    assert len(list((folder / ".treadle" / "lake" / "signals").iterdir())) == 1
