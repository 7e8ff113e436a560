"""The hidden truth of a played floor: what was really made, by whom, how well, and when each order was sewn.

It is counted from what happened, not from scans, and shares no code with `track`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pyarrow as pa

from treadle.simulate.sewn_floor.play import LinePlay, Made
from treadle.simulate.sewn_floor.tablets import Sent
from treadle.simulate.sewn_floor.work import WorkingTime


def truth_tables(
    plays: Sequence[tuple[LinePlay, WorkingTime, float]], sent: Sequence[Sent], rates: Mapping[tuple[str, str], int]
) -> dict[str, pa.Table]:
    """Tables floor_orders, floor_pieces, floor_defects, floor_people, floor_absent and floor_scans.

    `plays` are lines with their time and the working minute up to which scans are told; orders go on to their end.
    `rates` are cents of a piece by order and operation.
    """
    orders: list[dict[str, object]] = []
    pieces: dict[tuple[str, str, str], int] = defaultdict(int)
    defects: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    people: list[dict[str, object]] = []
    absent: list[dict[str, object]] = []
    for play, time, until in plays:
        told = [one for one in play.made if one.minute <= until]
        sums = _sums(told)
        orders += _orders(play, time, sums)
        for (_, operation, kind), units in _by_operation(told).items():
            defects[operation][kind == "finish"] += units if kind in ("finish", "defect") else 0
        makers = {(one.bundle_id, one.operation_id): one for one in told if one.kind == "finish"}
        for key, maker in makers.items():
            lost = max(sums[(*key, "scrap")], sums[(*key, "defect")] - sums[(*key, "rework")], 0)
            pieces[maker.operator_id, key[1], maker.order_id] += sums[(*key, "finish")] - lost
        people += [
            {"operator_id": who, "bulletin_id": bulletin, "operation_id": operation, "pace": pace}
            for (who, bulletin, operation), pace in sorted(play.truth.pace.items())
        ]
        absent += [
            {"operator_id": who, "day": time.days[day][0]}
            for day, who in sorted(play.truth.absent)
            if time.starts[day] < until
        ]
    return {
        "floor_orders": pa.Table.from_pylist(orders, schema=_ORDERS),
        "floor_pieces": pa.table({
            "operator_id": [key[0] for key in sorted(pieces)], "operation_id": [key[1] for key in sorted(pieces)],
            "order_id": [key[2] for key in sorted(pieces)], "units": [pieces[key] for key in sorted(pieces)],
            "pay_cents": [pieces[key] * rates[key[2], key[1]] for key in sorted(pieces)],
        }),
        "floor_defects": pa.table({
            "operation_id": sorted(defects), "units": [defects[one][0] for one in sorted(defects)],
            "finished_units": [defects[one][1] for one in sorted(defects)],
        }),
        "floor_people": pa.Table.from_pylist(people),
        "floor_absent": pa.Table.from_pylist(absent, schema=_ABSENT),
        "floor_scans": pa.table({
            "scan_id": [str(one.row["scan_id"]) for one in sent], "came_at": [one.came_at for one in sent],
            "fault": [one.fault for one in sent],
        }),
    }  # fmt: skip


_ORDERS = pa.schema(
    [
        ("order_id", pa.string()), ("line_id", pa.string()), ("tied_units", pa.int64()), ("sewn_units", pa.int64()),
        ("scrap_units", pa.int64()), ("sewn_day", pa.date32()),
    ]
)  # fmt: skip
_ABSENT = pa.schema([("operator_id", pa.string()), ("day", pa.date32())])


def _sums(told: Sequence[Made]) -> dict[tuple[str, str, str], int]:
    """Pieces by bundle, operation and kind."""
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in told:
        found[one.bundle_id, one.operation_id, one.kind] += one.units
    return found


def _by_operation(told: Sequence[Made]) -> dict[tuple[str, str, str], int]:
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in told:
        found[one.order_id, one.operation_id, one.kind] += one.units
    return found


def _orders(play: LinePlay, time: WorkingTime, sums: Mapping[tuple[str, str, str], int]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for order in play.line.orders:
        steps = [one.operation_id for one in order.bulletin.operations]
        sewn = scrap = 0
        for bundle_id, _ in order.bundles:
            lost = sum(sums[bundle_id, step, "scrap"] for step in steps)
            scrap += lost
            sewn += max(min(sums[bundle_id, step, "finish"] for step in steps) - lost, 0)
        one = play.orders.get(order.order_id)
        end = None if one is None else one.finished_minute
        found.append(
            {
                "order_id": order.order_id, "line_id": play.line.line.line_id, "tied_units": order.units,
                "sewn_units": sewn, "scrap_units": scrap,
                "sewn_day": None if end is None else time.moment(end).date(),
            }
        )  # fmt: skip
    return found
