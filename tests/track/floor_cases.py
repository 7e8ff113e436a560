"""Scans for tests: short to write, and an obvious slow fold beside the fast one."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from treadle.terms.floor import SCAN_SCHEMA, TiedBundle
from treadle.terms.sewing import Bulletin, Operation

MORNING = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def operation(name: str, *before: str, smv: float = 1.0) -> Operation:
    return Operation(operation_id=name, name=name, machine="lockstitch", smv_minutes=smv, skill="", predecessors=before)


#: A shirt: collar and body are sewn apart and meet.
SHIRT = Bulletin(
    bulletin_id="SHIRT",
    operations=(
        operation("collar"),
        operation("body", smv=2.0),
        operation("join", "collar", "body"),
        operation("hem", "join"),
    ),
)
BULLETINS = {"SHIRT": SHIRT}


def tied(*names: str, units: int = 10, order: str = "WO-1") -> list[TiedBundle]:
    return [TiedBundle(bundle_id=one, order_id=order, units=units, bulletin_id="SHIRT") for one in names]


def scan(scan_id: str, bundle: str, operation_id: str = "", kind: str = "finish", units: int | None = None, *,
         minute: float = 0.0, who: str = "ana", late: float = 0.0, **more: Any) -> dict[str, Any]:  # fmt: skip
    happened = MORNING + timedelta(minutes=minute)
    return {
        "scan_id": scan_id, "bundle_id": bundle, "operation_id": operation_id, "station_id": "S1", "operator_id": who,
        "kind": kind, "units": units, "happened_at": happened, "known_at": happened + timedelta(minutes=late),
        "defect": "", "replaces": "", "to_bundle_id": "", **more,
    }  # fmt: skip


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SCAN_SCHEMA)


def slow_accepted(rows: list[dict[str, Any]], bundles: list[TiedBundle]) -> dict[tuple[str, str], int]:
    """Accepted pieces by bundle and operation, one scan at a time; knows neither moves nor replacements."""
    units_of = {one.bundle_id: one.units for one in bundles}
    operations = {one.operation_id for one in SHIRT.operations}
    contents: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for row in rows:
        contents[row["scan_id"]].add(tuple(sorted((key, str(told)) for key, told in row.items() if key != "known_at")))
    seen: set[str] = set()
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in rows:
        is_right = row["bundle_id"] in units_of and row["operation_id"] in operations
        if row["scan_id"] in seen or len(contents[row["scan_id"]]) > 1 or not is_right:
            continue
        seen.add(row["scan_id"])
        units = units_of[row["bundle_id"]] if row["units"] is None else row["units"]
        sums[row["bundle_id"], row["operation_id"], row["kind"]] += units
    found = {}
    for bundle in bundles:
        for one in sorted(operations):
            finish, defect, rework, scrap = (
                sums[bundle.bundle_id, one, kind] for kind in ("finish", "defect", "rework", "scrap")
            )
            good = min(finish, bundle.units) - max(scrap, defect - rework, 0)
            if good > 0:
                found[bundle.bundle_id, one] = good
    return found
