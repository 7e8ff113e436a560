"""From a plan to a commitment: the planner's own numbers priced, checked and made again, and orders as fixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from treadle.day.capacity import ledger, sewing_capacity
from treadle.day.cases import buy_cases
from treadle.day.cutting import Draw
from treadle.day.decisions import FINDINGS, Decisions, Seen
from treadle.day.engine import Engine
from treadle.day.make import line_balances
from treadle.day.plan import make_day
from treadle.day.snapshot import Snapshot
from treadle.decide.check import check_buy
from treadle.decide.crowd import moved_case
from treadle.decide.open_to_buy import over_bought
from treadle.decide.price import price_buy
from treadle.errors import ReleaseError
from treadle.terms.budget import Progress
from treadle.terms.buy import BuyCase
from treadle.terms.calendar import week_start
from treadle.terms.policy import Policy
from treadle.terms.reason import Reason
from treadle.terms.release import ReleasedOrder
from treadle.terms.rolls import CutCloth

Tables = Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a planner said of one line of a plan: so many units (0 where it was rejected), and a note."""

    line_id: str
    units: int
    is_rejected: bool
    note: str = ""


def remake_day(
    snapshot: Snapshot,
    policy: Policy,
    engine: Engine,
    tables: Tables,
    edits: Mapping[str, Edit],
    *,
    draw: Draw,
    progress: Progress,
) -> Decisions:
    """The plan in `tables` with the planner's units: priced, checked against every rule, cut and scheduled anew.

    edits: by line_id, of every line that differs from the plan. Raises `ReleaseError` with every rule that the
    edited plan breaks.
    """
    seen = Seen(
        history=tables["history"],
        option_history=tables["option_history"],
        forecast=tables["forecast"],
        league=tables["league"],
        size_curves=tables["size_curves"],
        signal_counts=_signal_counts(tables),
        findings={name: tables[name] for name in FINDINGS if name in tables},
    )
    cases = _in_crowd(buy_cases(snapshot, seen.option_history, seen.forecast, seen.size_curves, policy), tables)
    balances = line_balances(snapshot, policy, progress)
    units, reasons = {}, {}
    for row in tables["buy"].to_pylist():
        edit = edits.get(row["line_id"])
        units[row["sku"]] = row["units"] if edit is None else edit.units
        reasons[row["sku"]] = Reason.from_text(row["reason"]) if edit is None else _reason(row["units"], edit)
    buy = price_buy(
        cases,
        units,
        reasons,
        budget_cents=snapshot.budget_cents,
        capacity_minutes=sewing_capacity(snapshot, policy, balances),
        policy=policy.buy,
        seed=policy.plan.seed,
    )
    violations = (*check_buy(buy, cases), *over_bought(ledger(snapshot, buy)))
    if violations:
        raise ReleaseError([f"{one.where}: not so: {one.rule}; found {one.found}" for one in violations])
    return make_day(snapshot, policy, engine, seen, cases, buy, balances, draw=draw, progress=progress)


def _in_crowd(cases: tuple[BuyCase, ...], tables: Tables) -> tuple[BuyCase, ...]:
    """The cases with their demand as the plan had moved it for their siblings."""
    told = zip(tables["options"]["option_id"].to_pylist(), tables["options"]["reason"].to_pylist(), strict=True)
    facts = {option_id: dict(Reason.from_text(reason).facts) for option_id, reason in told}
    factors = {option_id: float(one["crowd_factor"]) for option_id, one in facts.items() if "crowd_factor" in one}
    return tuple(moved_case(case, factors[case.option_id]) if case.option_id in factors else case for case in cases)


def _signal_counts(tables: Tables) -> dict[str, int]:
    """The plan's counts of signals by kind."""
    values = zip(tables["plan"]["name"].to_pylist(), tables["plan"]["value"].to_pylist(), strict=True)
    return {name.removeprefix("signals_"): int(value) for name, value in values if name.startswith("signals_")}


def _reason(planned: int, edit: Edit) -> Reason:
    if edit.is_rejected:
        return Reason.of("buy.rejected", planned_units=planned, note=edit.note)
    return Reason.of("buy.edited", planned_units=planned, units=edit.units, note=edit.note)


def released_orders(snapshot: Snapshot, tables: Tables) -> tuple[ReleasedOrder, ...]:
    """Every order of a plan's tables as it will be fixed: work orders of our factories, and what is bought in.

    Raises `ReleaseError` naming each work order that cannot be made.
    """
    rows = [row for row in tables["work_orders"].to_pylist() if not row["is_released"]]
    broken = [row["work_order_id"] for row in rows if row["status"] == "infeasible"]
    if broken:
        raise ReleaseError(f"{name}: no factory can make it; reject its lines or set its units to 0" for name in broken)
    lines = {row["sku"]: row for row in tables["buy"].to_pylist()}
    units: dict[str, dict[str, int]] = defaultdict(dict)
    for row in tables["work_order_units"].to_pylist():
        units[row["work_order_id"]][row["sku"]] = row["units"]
    cloth: dict[str, list[CutCloth]] = defaultdict(list)
    for row in tables["spreading"].to_pylist():
        taken = CutCloth(roll_id=row["roll_id"], from_mm=row["from_mm"], to_mm=row["to_mm"])
        cloth[row["work_order_id"]].append(taken)
    overtime: dict[str, list[date]] = defaultdict(list)
    for row in tables["overtime"].to_pylist():
        overtime[row["factory_id"]].append(row["day"])
    slots: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for slot in tables["slots"].to_pylist():
        slots[slot["work_order_id"], slot["stage"]].append(slot)
    made = []
    for row in rows:
        name = row["work_order_id"]
        # The lays of an order that is split are cut with its first part.
        rolls = cloth.pop(row["cut_order_id"], [])
        cutting, sewing = slots[name, "cut"], slots[name, "sew"]
        made.append(
            ReleasedOrder(
                work_order_id=name,
                style_id=row["style_id"],
                units=units[name],
                due_day=row["due_day"],
                promise_day=row["promise_day"],
                origin_day=snapshot.as_of,
                factory_id=row["factory_id"],
                line_id=row["line_id"],
                cut_start_minute=min((slot["start_minute"] for slot in cutting), default=0),
                cut_end_minute=max((slot["end_minute"] for slot in cutting), default=0),
                cut_table_id=cutting[0]["resource_id"] if cutting else "",
                sew_start_minute=min(slot["start_minute"] for slot in sewing),
                sew_end_minute=max(slot["end_minute"] for slot in sewing),
                spread_and_cut_minutes=row["spread_and_cut_minutes"],
                sewing_minutes=sum(count * lines[sku]["smv_minutes"] for sku, count in units[name].items()),
                cost_cents=sum(lines[sku]["cost_cents"] for sku in units[name]),
                overtime_days=tuple(overtime[row["factory_id"]]),
                cloth=tuple(sorted(rolls, key=lambda one: (one.roll_id, one.from_mm))),
            )
        )
    return (*made, *_bought_in(snapshot, list(lines.values())))


def _bought_in(snapshot: Snapshot, lines: list[dict[str, Any]]) -> list[ReleasedOrder]:
    """One order per style and due week of what no factory of ours makes; it arrives on its due day."""
    groups: dict[tuple[str, date], list[dict[str, Any]]] = defaultdict(list)
    for row in lines:
        if row["units"] > 0 and not row["is_made"]:
            groups[row["style_id"], week_start(row["due_day"])].append(row)
    taken = {order.work_order_id for order in snapshot.released}
    found = []
    for (style_id, week), rows in sorted(groups.items()):
        year, number, _ = week.isocalendar()
        name = order_id = f"BI-{style_id}-{year}W{number:02d}"
        turn = 1
        while order_id in taken:
            turn += 1
            order_id = f"{name}-{turn}"
        found.append(
            ReleasedOrder(
                work_order_id=order_id,
                style_id=style_id,
                units={row["sku"]: row["units"] for row in rows},
                due_day=min(row["due_day"] for row in rows),
                promise_day=max(row["due_day"] for row in rows),
                origin_day=snapshot.as_of,
                cost_cents=sum(row["cost_cents"] for row in rows),
            )
        )
    return found
