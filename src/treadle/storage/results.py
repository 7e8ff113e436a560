"""A plan's tables on disk: written whole or not at all, as CSV and Parquet, and read back."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from treadle.errors import NotFoundError


def write_tables(out: Path, tables: Mapping[str, pa.Table], readable: Mapping[str, pa.Table]) -> None:
    """Write `out/parquet/NAME.parquet` from `tables` and `out/csv/NAME.csv` from `readable`.

    Both folders are made beside and moved into place, so that a reader never meets half of a plan.
    """
    fresh = out / ".writing"
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "parquet").mkdir(parents=True)
    (fresh / "csv").mkdir()
    for name, table in tables.items():
        pq.write_table(table, fresh / "parquet" / f"{name}.parquet", compression="zstd")
    for name, table in readable.items():
        pa_csv.write_csv(table, fresh / "csv" / f"{name}.csv", pa_csv.WriteOptions(quoting_style="needed"))
    for name in ("csv", "parquet"):
        shutil.rmtree(out / name, ignore_errors=True)
        (fresh / name).replace(out / name)
    fresh.rmdir()


def read_results(out: Path) -> dict[str, pa.Table]:
    """All tables of a plan. Raises `NotFoundError` where `out` holds none."""
    files = sorted((out / "parquet").glob("*.parquet"))
    if not files:
        raise NotFoundError(f"{out}: there is no plan here. Write one with: treadle plan DIR --out {out}")
    return {path.stem: pq.read_table(path) for path in files}
