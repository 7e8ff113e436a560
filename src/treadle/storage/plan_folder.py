"""A plan on disk: the record itself, its tables for people and programs, and what is drawn from it.

OUT/plan.json             the Plan; its Arrow tables are those of the folder parquet, each with its digest
OUT/parquet/NAME.parquet  every table of the plan
OUT/csv/NAME.csv          the same, reasons as sentences
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from treadle.errors import InputError, NotFoundError
from treadle.storage.own_files import rewritten, settle
from treadle.storage.touched_files import FilesStamp, files_seen
from treadle.terms.codec import from_text, to_text
from treadle.terms.formula_tables import guarded_table
from treadle.terms.plan import PLAN_EDITION, Plan

PLAN = "plan.json"
#: Plans that a process keeps in memory. Not tuned: those of the brands of a service; bounds memory.
MOST_PLANS = 4
#: What editions before `plan.json` wrote.
_EARLIER = ("csv/*.csv", "parquet/*.parquet", "markers/*.svg", "markers/*.pdf", "plan.xlsx", "report.html")


@contextmanager
def new_plan_folder(
    out: Path, plan: Plan, tables: Mapping[str, pa.Table], readable: Mapping[str, pa.Table]
) -> Iterator[Path]:
    """Write a plan and its tables, and give the place for what else belongs to it.

    On leaving, the folder changes in one step. `tables` hold those of the plan by their own names. Raises `InputError`
    where `out` cannot be written.
    """
    earlier = _EARLIER if (out / "parquet" / "plan.parquet").is_file() else ()
    with rewritten(out, earlier=earlier) as fresh:
        apart: dict[str, pa.Table] = {}
        (fresh / PLAN).write_text(to_text(plan, tables=apart), encoding="utf-8")
        (fresh / "parquet").mkdir()
        (fresh / "csv").mkdir()
        for name, table in {**apart, **tables}.items():
            pq.write_table(table, fresh / "parquet" / f"{name}.parquet", compression="zstd")
        for name, table in readable.items():
            pa_csv.write_csv(
                guarded_table(table), fresh / "csv" / f"{name}.csv", pa_csv.WriteOptions(quoting_style="needed")
            )
        yield fresh


def read_plan_folder(out: Path) -> Plan:
    """The plan in a folder; one that is as it was when this process last read it is not read again.

    Raises `NotFoundError` where there is none, `InputError` for one that another edition wrote or that was changed.
    """
    if out.is_dir():
        settle(out)
    path = out / PLAN
    if not path.is_file():
        if (out / "parquet" / "plan.parquet").is_file():
            raise NotFoundError(f"{out}: an edition of treadle that kept no {PLAN} wrote this plan. Plan again first.")
        raise NotFoundError(f"{out}: there is no plan here. Write one with: treadle plan DIR --out {out}")
    return _read(out, files_seen((path, *sorted((out / "parquet").glob("*.parquet")))))


@functools.lru_cache(maxsize=MOST_PLANS)
def _read(out: Path, seen: FilesStamp) -> Plan:
    del seen  # a file that was changed since is another key
    path = out / PLAN
    plan = from_text(Plan, path.read_bytes(), file=str(path), remedy="Plan again first", tables=_Parquet(out))
    if plan.plan_edition < PLAN_EDITION:
        what = "an earlier edition of treadle made this plan, which did not keep how a forecast becomes an order"
        raise InputError.single(str(path), what, "Plan again first: treadle plan DIR")
    return plan


class _Parquet(Mapping[str, pa.Table]):
    """The tables of a plan's folder, each read when it is asked for."""

    def __init__(self, out: Path) -> None:
        self._files = {path.stem: path for path in sorted((out / "parquet").glob("*.parquet"))}

    def __getitem__(self, name: str) -> pa.Table:
        # The file itself: a data set of files would load much more than it reads.
        with pq.ParquetFile(self._files[name]) as file:
            return file.read()

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
