"""Whatever rows come, in whatever order: nothing is lost, nothing counts twice, the last word holds."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.connectors.sources import open_sources
from treadle.settings import settings_template
from treadle.storage.folder_rows import FolderRows
from treadle.storage.folder_writing import write_folder
from treadle.storage.intake import import_rows
from treadle.storage.lake import Lake, open_duckdb
from treadle.terms.budget import Silence
from treadle.terms.tables import TABLES

ROW = st.tuples(st.sampled_from("abcd"), st.sampled_from(["1", "2", "-1", "x", ""]))
FILES = st.lists(st.lists(ROW, min_size=1, max_size=6), min_size=1, max_size=4)


def valid(units: str) -> bool:
    return units in ("1", "2", "")


def expected(files: list[list[tuple[str, str]]]) -> tuple[list[tuple[int, int, int, int, int]], dict[str, float]]:
    """The slow and obvious import: a dictionary and the files seen; a key with two contents in a file is none."""
    held: dict[str, float] = {}
    seen: set[tuple[tuple[str, str], ...]] = set()
    counts = []
    for rows in files:
        kept = repeated = replaced = aside = 0
        is_known = tuple(rows) in seen
        seen.add(tuple(rows))
        said: dict[str, set[float]] = {}
        for key, units in rows:
            if valid(units):
                said.setdefault(key, set()).add(float(units or "1"))
        first: set[str] = set()
        for key, units in rows:
            value = float(units or "1") if valid(units) else None
            if value is None or len(said[key]) > 1:
                aside += 1
            elif key in first or is_known or held.get(key) == value:
                repeated += 1
            else:
                replaced += key in held
                kept += key not in held
                held[key] = value
            if value is not None:
                first.add(key)
        counts.append((len(rows), kept, repeated, replaced, aside))
    return counts, held


@settings(max_examples=12, deadline=None)
@given(files=FILES)
def test_an_import_equals_the_obvious_one(files: list[list[tuple[str, str]]]) -> None:
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "brand"
        write_folder(folder, settings_template(), {}, has_workbook=False)
        counts = []
        for number, rows in enumerate(files):
            path = Path(home) / f"{number}.csv"
            lines = [f"{key},2026-01-01,order,s,{units}" for key, units in rows]
            path.write_text("signal_id,happened_at,kind,sku,units\n" + "\n".join(lines) + "\n")
            (source,) = open_sources([path], tables=TABLES, table="signals")
            entry = import_rows(folder, source, time_zone="UTC", progress=Silence())
            counts.append(
                (entry.read_rows, entry.kept_rows, entry.repeated_rows, entry.replaced_rows, entry.set_aside_rows)
            )
        connection = open_duckdb("UTC")
        found = FolderRows.of(folder, connection).read("signals")
        held = dict(zip(found["signal_id"].to_pylist(), found["units"].to_pylist()))
        every = Lake(folder=folder).rows_sql(TABLES["signals"], is_every_version=True)
        versions = connection.execute(f"SELECT count(*) FROM ({every})").fetchall()[0][0] if held else 0
        connection.close()
    wanted_counts, wanted = expected(files)
    assert (counts, held) == (wanted_counts, wanted)
    assert found.num_rows == len(wanted)
    assert versions == sum(kept + replaced for _, kept, _, replaced, _ in counts)
