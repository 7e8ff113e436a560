"""What a written plan was made from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa

from treadle.day.snapshot import Snapshot
from treadle.day.tables import read_policy
from treadle.errors import InputError
from treadle.settings import read_settings
from treadle.storage.brand import load_brand
from treadle.storage.results import read_results, write_tables
from treadle.terms.policy import Policy


def read_plan(folder: Path, out: Path) -> tuple[Snapshot, Policy, Mapping[str, pa.Table]]:
    """What a written plan was made from and its tables: the folder's facts of the plan's day, its policy.

    Raises `NotFoundError` where there is no plan, `InputError` where the folder cannot be read or has changed since.
    """
    settings = read_settings(folder)
    tables = read_results(out)
    values = dict(zip(tables["plan"]["name"].to_pylist(), tables["plan"]["value"].to_pylist(), strict=True))
    as_of = date.fromisoformat(values["as_of"])
    snapshot = load_brand(folder, as_of, currency=settings.currency, time_zone=settings.time_zone)
    if snapshot.fingerprint() != values["seen_fingerprint"]:
        raise InputError.single(str(folder), f"has changed since the plan in {out} was made", "Plan again first")
    return snapshot, read_policy(values["policy"], str(out)), tables


def plan_tables_of(out: Path) -> Mapping[str, pa.Table]:
    """All tables of a written plan by name. Raises `NotFoundError` where `out` holds none."""
    return read_results(out)


def write_plan_tables(out: Path, tables: Mapping[str, pa.Table], readable: Mapping[str, pa.Table]) -> None:
    """Write a plan's tables as Parquet, and as `readable` for people as CSV; a reader never meets half of them."""
    write_tables(out, tables, readable)
