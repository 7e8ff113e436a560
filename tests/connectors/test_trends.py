"""Google Trends' CSV: terms, half points, preamble and steps as exported; windows on one scale."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest

from treadle.connectors.layouts import find_mapping
from treadle.connectors.mapping import FileFormat
from treadle.connectors.open_reader import open_reader
from treadle.connectors.sources import open_sources
from treadle.errors import InputError
from treadle.sense.interest import stitch_interest
from treadle.settings import settings_template
from treadle.storage.folder_rows import FolderRows
from treadle.storage.folder_writing import write_folder
from treadle.storage.intake import import_rows
from treadle.storage.lake import JournalEntry, open_duckdb
from treadle.terms.budget import Silence
from treadle.terms.history import OUTSIDE_INTEREST
from treadle.terms.signal import INTEREST
from treadle.terms.tables import TABLES

GOLDEN = Path(__file__).parent / "golden"
WEEKS, DAYS = GOLDEN / "multiTimeline_weeks.csv", GOLDEN / "multiTimeline_days.csv"


def bring(folder: Path, *files: Path) -> list[JournalEntry]:
    sources = open_sources(files, tables=TABLES, mapping=find_mapping(Path("trends")))
    return [import_rows(folder, source, time_zone="UTC", progress=Silence()) for source in sources]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tmp_path / "b", settings_template(), {}, has_workbook=False)
    return tmp_path / "b"


def interest(folder: Path) -> pa.Table:
    return FolderRows.of(folder, open_duckdb("UTC")).read("interest").select(INTEREST.names).cast(INTEREST)


def test_rows_reconcile_and_the_same_file_again_changes_nothing(folder: Path) -> None:
    found = [(one.read_rows, one.kept_rows, one.set_aside_rows) for one in bring(folder, WEEKS, DAYS)]
    assert found == [(10, 10, 0), (21, 21, 0)]
    assert [(one.read_rows, one.repeated_rows) for one in bring(folder, DAYS)] == [(21, 21)]
    rows = {(row["term"], row["first_day"], row["period_days"]): row["index"] for row in interest(folder).to_pylist()}
    assert rows["linen shirt", dt.date(2025, 12, 1), 7] == 40 and rows["linen dress", dt.date(2025, 12, 1), 7] == 0.5
    assert len(rows) == 31


def test_windows_come_to_one_scale_by_the_days_they_share(folder: Path) -> None:
    bring(folder, WEEKS, DAYS)
    found = stitch_interest(interest(folder))
    assert found.schema == OUTSIDE_INTEREST
    shirt = [(row["week_start"].isoformat(), row["index"]) for row in found.to_pylist() if row["term"] == "linen shirt"]
    # The days of 22 December to 4 January say 40 and 50 where the weeks say 80 and 100: twice as much; 100 becomes 200.
    assert shirt == [
        ("2025-12-01", 20.0), ("2025-12-08", 25.0), ("2025-12-15", 30.0), ("2025-12-22", 40.0), ("2025-12-29", 50.0),
        ("2026-01-05", 100.0),
    ]  # fmt: skip


def window(name: str, first: dt.date, period: int, *values: float, steps: list[dt.date] | None = None) -> list[dict]:
    days = steps or [first + dt.timedelta(days=period * at) for at in range(len(values))]
    return [
        {"term": "t", "region": "r", "first_day": day, "period_days": period, "window": name, "index": value}
        for day, value in zip(days, values, strict=True)
    ]


def test_months_last_as_long_as_they_last_and_strangers_are_left_out() -> None:
    months = [dt.date(2025, month, 1) for month in range(1, 7)]
    rows = window("m", months[0], 30, 10, 20, 30, 40, 50, 60, steps=months)
    rows += window("far", dt.date(2026, 3, 2), 1, *[9.0] * 28)
    found = stitch_interest(pa.Table.from_pylist(rows, schema=INTEREST))
    by_week = {row["week_start"]: row["index"] for row in found.to_pylist()}
    assert max(by_week) < dt.date(2025, 7, 1) and by_week[dt.date(2025, 6, 2)] == 100.0
    assert by_week[dt.date(2025, 2, 3)] == pytest.approx(100 * 20 / 60)
    assert by_week[dt.date(2025, 2, 24)] == pytest.approx(100 * (5 * 20 + 2 * 30) / 7 / 60)
    assert stitch_interest(INTEREST.empty_table()).num_rows == 0


def test_what_is_no_chart_is_refused_and_odd_lines_are_set_aside(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no line names terms and places"):
        list(open_reader(tmp_path / "x.csv", FileFormat(reader="trends"), "").batches())
    (tmp_path / "y.csv").write_text("Month,silk: (US)\n2025-01,3\nlater,4\n2025-03,5,6\n2025-02,7\n", encoding="utf-8")
    (entry,) = bring(folder, tmp_path / "y.csv")
    assert (entry.read_rows, entry.kept_rows, entry.set_aside_rows) == (4, 2, 2)


def test_a_chart_saved_again_by_a_spreadsheet_is_the_same_chart(tmp_path: Path, folder: Path) -> None:
    text = WEEKS.read_text(encoding="utf-8-sig").splitlines()
    place = next(at for at, line in enumerate(text) if "linen shirt" in line)
    body = [";".join([f"{day[8:10]}.{day[5:7]}.{day[:4]}", *rest]) for day, *rest in
            (line.split(",") for line in text[place + 1:] if line.strip())]  # fmt: skip
    saved = tmp_path / "saved.csv"
    saved.write_bytes("\r\n".join(["Kategorie: Öffentlich", "", text[place].replace(",", ";"), *body]).encode("cp1252"))
    first, again = bring(folder, WEEKS, saved)
    assert (first.kept_rows, again.read_rows, again.repeated_rows) == (10, 10, 10)
