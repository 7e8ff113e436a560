"""Who made what: pieces by hour with the scans behind them, pay by the piece, defects, and real times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.terms.floor import Defects, Floor, Hour, Paid, Rate, RealTime, TiedBundle
from treadle.terms.sewing import Bulletin
from treadle.track.floor.distinct import distinct_scans, is_ahead
from treadle.track.floor.work_hours import WorkHours

#: A piece that took longer than this many times its standard was not sewn all the while: somebody was called away.
#: Set on a played floor, whose people's true times are known: above it breaks make people look slow.
LONGEST_FACTOR = 3.0
#: So many pieces does the standard time count for beside an operator's own. A round number, not tuned.
TOLD_PIECES = 40.0


def pieces_by_hour(floor: Floor, zone: tzinfo = UTC) -> tuple[Hour, ...]:
    """Accepted pieces by operator, operation and hour of `zone`, each with its scans,
    so that anybody can count again."""
    sums: dict[tuple[str, str, datetime], list[tuple[str, int]]] = defaultdict(list)
    columns = (
        floor.counted[one].to_pylist()
        for one in ("operator_id", "operation_id", "happened_at", "scan_id", "paid_units")
    )
    for operator, operation, happened, scan_id, units in zip(*columns, strict=True):
        hour = happened.astimezone(zone).replace(minute=0, second=0, microsecond=0)
        sums[operator or "", operation, hour].append((scan_id, units))
    return tuple(
        Hour(operator_id=key[0], operation_id=key[1], begins_at=key[2], units=sum(units for _, units in rows),
             scan_ids=tuple(sorted(scan_id for scan_id, _ in rows)))
        for key, rows in sorted(sums.items())
    )  # fmt: skip


def piece_pay(
    floor: Floor, bundles: Sequence[TiedBundle], rates: Sequence[Rate], zone: tzinfo = UTC
) -> tuple[Paid, ...]:
    """Pay by operator, operation, order and rate: accepted pieces times the rate that held for them.

    The rate of the bundle goes before that of the order, that before the general one; among these the latest that had
    begun on the day of the scan. A scan without a rate is paid at 0 and stays in the table. Never more pieces than
    were accepted.
    """
    order_of = {one.bundle_id: one.order_id for one in bundles}
    by_operation: dict[str, list[Rate]] = defaultdict(list)
    for one in rates:
        by_operation[one.operation_id].append(one)
    sums: dict[tuple[str, str, str, int], list[tuple[str, int]]] = defaultdict(list)
    columns = (
        floor.counted[one].to_pylist()
        for one in ("operator_id", "operation_id", "bundle_id", "happened_at", "scan_id", "paid_units")
    )
    for operator, operation, bundle, happened, scan_id, units in zip(*columns, strict=True):
        if units:
            order = order_of[bundle]
            cents = _rate(by_operation[operation], order, bundle, happened.astimezone(zone))
            sums[operator or "", operation, order, cents].append((scan_id, units))
    return tuple(
        Paid(operator_id=key[0], operation_id=key[1], order_id=key[2], rate_cents=key[3],
             units=sum(units for _, units in rows), scan_ids=tuple(sorted(scan_id for scan_id, _ in rows)))
        for key, rows in sorted(sums.items())
    )  # fmt: skip


def earned_minutes(
    floor: Floor, bundles: Sequence[TiedBundle], bulletins: Mapping[str, Bulletin], zone: tzinfo = UTC
) -> dict[tuple[str, datetime], float]:
    """Standard minutes of accepted pieces by order and hour of `zone` (its beginning, without a zone); scans of wrong
    clocks earn in no hour."""
    counted = floor.counted.filter(pc.invert(is_ahead(floor.counted)))
    if not counted.num_rows:
        return {}
    told = {one.bundle_id: one for one in bundles}
    smv = {(key, one.operation_id): one.smv_minutes for key, own in bulletins.items() for one in own.operations}
    local = pc.local_timestamp(pc.cast(counted["happened_at"], pa.timestamp("us", str(zone))))
    days = pa.table(
        {
            "bundle": counted["bundle_id"], "operation": counted["operation_id"],
            "hour": pc.floor_temporal(local, 1, "hour"), "units": counted["paid_units"],
        }
    )  # fmt: skip
    sums = days.group_by(["bundle", "operation", "hour"], use_threads=False).aggregate([("units", "sum")])
    found: dict[tuple[str, datetime], float] = defaultdict(float)
    for row in sums.to_pylist():
        bundle = told[row["bundle"]]
        found[bundle.order_id, row["hour"]] += row["units_sum"] * smv[bundle.bulletin_id, row["operation"]]
    return dict(sorted(found.items()))


def _rate(rates: Sequence[Rate], order: str, bundle: str, happened: datetime) -> int:
    best: tuple[int, int, int] | None = None
    for one in rates:
        if one.bundle_id not in ("", bundle) or one.order_id not in ("", order):
            continue
        if one.from_day is not None and one.from_day > happened.date():
            continue
        rank = (2 * bool(one.bundle_id) + bool(one.order_id), one.from_day.toordinal() if one.from_day else 0)
        if best is None or (*rank, one.rate_cents) > best:
            best = (*rank, one.rate_cents)
    return best[2] if best else 0


def defects(scans: pa.Table, floor: Floor) -> tuple[Defects, ...]:
    """Defects by the operation that made them and by kind, against the pieces finished there.

    Scans of bundles that were never tied count nowhere.
    """
    kept, _ = distinct_scans(scans)
    kept = kept.filter(
        pc.is_in(kept["bundle_id"], value_set=pa.array([one.bundle_id for one in floor.bundles], pa.string()))
    )
    finished: dict[str, int] = defaultdict(int)
    for one in floor.operations:
        finished[one.operation_id] += one.finished_units
    told = kept.filter(pc.equal(kept["kind"], "defect"))
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for row in told.select(["operation_id", "defect", "units"]).to_pylist():
        sums[row["operation_id"] or "", row["defect"] or ""] += row["units"] if row["units"] is not None else 1
    return tuple(
        Defects(operation_id=key[0], defect=key[1], units=units, finished_units=finished[key[0]])
        for key, units in sorted(sums.items())
    )


def real_times(
    scans: pa.Table, floor: Floor, bundles: Sequence[TiedBundle], bulletins: Mapping[str, Bulletin],
    hours: WorkHours | None = None,
) -> tuple[RealTime, ...]:  # fmt: skip
    """What operators really take at operations, from a start and the finish that follows it, drawn to the standard.

    Breaks and nights by `hours` are not counted; of work outside of them, minutes of the clock are. Scans with wrong
    clocks and spans that are far too long are left out. With T timed pieces of raw factor r the factor is
    (TOLD_PIECES + T·r) / (TOLD_PIECES + T): the mean of a gamma prior of that weight around 1.
    """
    kept, _ = distinct_scans(scans)
    kept = kept.filter(
        pc.and_(pc.is_in(kept["kind"], value_set=pa.array(["start", "finish"])), pc.invert(is_ahead(kept)))
    )
    keys = ["operator_id", "operation_id", "bundle_id", "happened_at", "kind", "scan_id"]
    # A start and a finish of one moment: 'start' is the later word, so the finish ends what began before.
    kept = kept.take(pc.sort_indices(kept, [(one, "ascending") for one in keys]))
    names = [kept[one].to_pylist() for one in ("operator_id", "operation_id", "bundle_id", "kind")]
    wall = pc.cast(kept["happened_at"], pa.int64()).to_numpy() / 60_000_000
    worked = (hours or WorkHours()).worked(names[0], kept["happened_at"])
    paid = dict(zip(floor.counted["scan_id"].to_pylist(), floor.counted["paid_units"].to_pylist(), strict=True))
    scan_ids = kept["scan_id"].to_pylist()
    bulletin_of = {one.bundle_id: one.bulletin_id for one in bundles}
    smv = {
        (key, one.operation_id): one.smv_minutes for key, bulletin in bulletins.items() for one in bulletin.operations
    }
    sums: dict[tuple[str, str], np.ndarray] = defaultdict(lambda: np.zeros(2))
    for at in range(1, kept.num_rows):
        operator, operation, bundle, kind = (column[at] for column in names)
        before = tuple(column[at - 1] for column in names)
        units = paid.get(scan_ids[at], 0)
        standard = smv.get((bulletin_of.get(bundle, ""), operation), 0.0) * units
        if kind != "finish" or before != (operator, operation, bundle, "start") or not operator or standard <= 0:
            continue
        minutes = float(worked[at] - worked[at - 1]) or float(wall[at] - wall[at - 1])
        if 0 < minutes <= LONGEST_FACTOR * standard:
            sums[operator, operation] += (units, units * minutes / standard)
    return tuple(
        RealTime(operator_id=key[0], operation_id=key[1], units=int(timed), raw_factor=float(weighed / timed),
                 factor=float((TOLD_PIECES + weighed) / (TOLD_PIECES + timed)))
        for key, (timed, weighed) in sorted(sums.items())
    )  # fmt: skip
