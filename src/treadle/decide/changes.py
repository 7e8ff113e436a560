"""What changed since the last plan, and why: each option's units then and now, by what moved most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import pyarrow as pa

from treadle.terms.entry import PlannedOption
from treadle.terms.reason import Fact, Reason
from treadle.terms.release import ReleasedOrder
from treadle.terms.schema import OUTPUTS

CHANGES = OUTPUTS["changes"].arrow

Row = Mapping[str, object]

#: A move of fewer units is said by nobody to have moved a number. Half a piece, not tuned.
LEAST_UNITS = 0.5


def changes(
    last: Sequence[PlannedOption] | None, now: pa.Table, released: Sequence[ReleasedOrder]
) -> pa.Table:  # fmt: skip
    """A row (CHANGES) per option whose units differ between the options of the last plan and an `options` table,
    largest first.

    Empty where there was no plan before. `released` are the orders already fixed: units that the last plan proposed and
    that are on order now are said to be released.
    """
    if last is None:
        return CHANGES.empty_table()
    before: dict[str, Row] = {one.option_id: asdict(one) for one in last}
    after = {row["option_id"]: row for row in now.to_pylist()}
    rows = []
    for option_id in sorted({*before, *after}):
        old, new = before.get(option_id), after.get(option_id)
        units = int(str(old["units"])) if old else 0, int(new["units"]) if new else 0
        if units[0] != units[1]:
            reason = _reason(old, new, bool(released), units[1] - units[0]).to_text()
            rows.append({"option_id": option_id, "units_before": units[0], "units_now": units[1], "reason": reason})
    rows.sort(key=lambda row: (-abs(int(str(row["units_now"])) - int(str(row["units_before"]))), str(row["option_id"])))
    return pa.Table.from_pylist(rows, schema=CHANGES)


def _reason(old: Row | None, new: Row | None, has_releases: bool, more_units: int) -> Reason:
    """What moved the units most, the way they went: demand, stock, orders on the way; else the sharing of limits.

    What moved the other way may be larger: it is no cause.
    """
    if old is None:
        return Reason.of("change.new")
    if new is None:
        return Reason.of("change.gone")
    moved = {
        "demand": _number(new, "serve_mean_units") - _number(old, "serve_mean_units"),
        "stock": _number(old, "on_hand_units") - _number(new, "on_hand_units"),
        "order": _number(old, "on_order_units") - _number(new, "on_order_units"),
    }
    # Less than is told as a change of a whole piece is none, and what pushes the other way moved nothing.
    way = 1 if more_units > 0 else -1
    has_other = any(way * units <= -LEAST_UNITS for units in moved.values())
    moved = {name: units for name, units in moved.items() if way * units >= LEAST_UNITS}
    facts: dict[str, Fact] = {
        "demand_before": round(_number(old, "serve_mean_units"), 1),
        "demand_now": round(_number(new, "serve_mean_units"), 1),
        "on_hand_before": int(_number(old, "on_hand_units")),
        "on_hand_now": int(_number(new, "on_hand_units")),
        "on_order_before": int(_number(old, "on_order_units")),
        "on_order_now": int(_number(new, "on_order_units")),
    }
    if not moved:
        if new["price_cents"] != old["price_cents"]:
            return Reason.of("change.price", **facts)
        return Reason.of("change.other_way" if has_other else "change.limits", **facts)
    cause = max(sorted(moved), key=lambda name: abs(moved[name]))
    if cause == "order" and has_releases and moved["order"] < 0:
        return Reason.of("change.released", **facts)
    return Reason.of(f"change.{cause}", **facts)


def _number(row: Row, name: str) -> float:
    value = row[name]
    return float(value) if isinstance(value, int | float) else 0.0
