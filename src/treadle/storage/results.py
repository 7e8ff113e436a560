"""A plan's tables on disk: written whole or not at all, as CSV and Parquet, and read back."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
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


def write_last_plan(folder: Path, as_of: date, seen: str, options: pa.Table) -> None:
    """Keep a plan's `options` table in the folder; `seen` is the fingerprint of what it was made from.

    The same plan made again is kept once.
    """
    kept = _kept_plans(folder)
    if kept and kept[-1][1:3] == (as_of, seen):
        return
    plans = folder / ".treadle" / "plans"
    plans.mkdir(parents=True, exist_ok=True)
    number = 1 + max((one[0] for one in kept), default=0)
    fresh = plans / ".writing"
    pq.write_table(options, fresh)
    fresh.replace(plans / f"{number:06d}_{as_of.isoformat()}_{seen}.parquet")


def read_last_plan(folder: Path, as_of: date, seen: str) -> pa.Table | None:
    """The `options` table of the newest plan made from anything else, of a day up to `as_of`; None where none is."""
    others = [path for _, day, made_from, path in _kept_plans(folder) if day <= as_of and made_from != seen]
    return pq.read_table(others[-1]) if others else None


def _kept_plans(folder: Path) -> list[tuple[int, date, str, Path]]:
    """Number, day, fingerprint and file of each plan kept, oldest first."""
    found = []
    for path in sorted((folder / ".treadle" / "plans").glob("*_*_*.parquet")):
        number, day, seen = path.stem.split("_", 2)
        found.append((int(number), date.fromisoformat(day), seen, path))
    return found
