"""Recomputes a factory's plan and its money from the factory's file and the slots alone. Imports nothing of treadle."""

from __future__ import annotations

import datetime
import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

STAGES = ("cut", "fuse", "print", "embroidery", "sew", "wash", "press", "inspect", "pack")
LATE_CENTS_PER_UNIT_DAY, WIP_CENTS_PER_UNIT_DAY, CUTTING_PEOPLE = 10.0, 0.5, 2
DAY = 24 * 60


class Clock:
    """Working minutes of a factory before a wall minute."""

    def __init__(self, factory: dict[str, Any], origin: datetime.date) -> None:
        self.origin, self.worked = origin, [0]
        self.closed = set(factory.get("closed_days", ()))
        self.shifts: dict[int, list[tuple[int, int]]] = {}
        for shift in factory["shifts"]:
            span = tuple(int(text[:-3]) * 60 + int(text[-2:]) for text in (shift["start"], shift["end"]))
            self.shifts.setdefault(shift["weekday"], []).append((span[0], span[1]))

    def spans(self, day: int) -> list[tuple[int, int]]:
        """Working spans of a day."""
        date = self.origin + datetime.timedelta(days=day)
        return [] if date.isoformat() in self.closed else sorted(self.shifts.get(date.weekday(), []))

    def until(self, minute: int) -> int:
        """Working minutes from the origin's midnight to a wall minute."""
        day, rest = divmod(minute, DAY)
        while len(self.worked) <= day:
            self.worked.append(self.worked[-1] + sum(b - a for a, b in self.spans(len(self.worked) - 1)))
        return self.worked[day] + sum(max(0, min(rest, b) - a) for a, b in self.spans(day))


def check(instance: Path, solution: dict[str, Any]) -> list[str]:
    """All violations, empty when the plan is valid and costs what it says."""
    told = json.loads(instance.read_text(encoding="utf-8"))
    origin = datetime.date.fromisoformat(told["origin_day"])
    factories = {one["factory_id"]: one for one in told["factories"]}
    clocks = {name: Clock(one, origin) for name, one in factories.items()}
    slots: dict[str, dict[str, dict[str, Any]]] = {}
    found: list[str] = []
    for slot in solution["slots"]:
        if slot["stage"] in slots.setdefault(slot["work_order_id"], {}):
            found.append(f"{slot['work_order_id']} passes {slot['stage']} twice")
        slots[slot["work_order_id"]][slot["stage"]] = slot
    cents = 0
    orders = {order["work_order_id"]: order for order in told["orders"]}
    found += [f"{name} is no order" for name in slots if name not in orders]
    for name, order in orders.items():
        mine = slots.get(name, {})
        if not {"cut", "sew", "finish"} <= set(mine):
            found.append(f"{name} is not planned: {sorted(mine)}")
            continue
        factory = factories[mine["sew"]["factory_id"]]
        cents += _order(order, mine, factory, clocks[factory["factory_id"]], told["minutes_per_unit"], origin, found)
    if found:
        return found
    lines: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for mine in slots.values():
        for stage in STAGES:
            if stage in mine:
                lines.setdefault((stage, mine[stage]["resource_id"]), []).append(mine[stage])
    for (stage, _), line in lines.items():
        cents += _line(stage, line, factories, clocks, orders, found)
    if cents != solution["cost_cents"]:
        found.append(f"the plan costs {cents} cents, told {solution['cost_cents']}")
    return found


def _order(
    order: dict[str, Any],
    mine: dict[str, dict[str, Any]],
    factory: dict[str, Any],
    clock: Clock,
    pace: dict[str, dict[str, float]],
    origin: datetime.date,
    found: list[str],
) -> int:
    """Rules of one order; returns its cents without changeovers."""
    name, cut, sew, finish = order["work_order_id"], mine["cut"], mine["sew"], mine["finish"]
    people = {line["line_id"]: line["people"] for line in factory["lines"]}
    minutes_per_unit = pace[order["style_id"]].get(sew["resource_id"])
    if minutes_per_unit is None or sew["resource_id"] not in people or cut["resource_id"] not in factory["tables"]:
        found.append(f"{name} is where it cannot be made")
        return 0
    if order["units"] < factory.get("minimum_units", 1):
        found.append(f"{name} is below the minimum of {factory['factory_id']}")
    cut_minutes = clock.until(cut["end_minute"]) - clock.until(cut["start_minute"])
    sew_minutes = clock.until(sew["end_minute"]) - clock.until(sew["start_minute"])
    if cut_minutes != math.ceil(order["cut_minutes"] - 1e-9):
        found.append(f"{name} is cut for {cut_minutes} minutes")
    if sew_minutes != max(1, math.ceil(order["units"] * minutes_per_unit - 1e-9)):
        found.append(f"{name} is sewn for {sew_minutes} minutes")
    ready = order.get("fabric_ready_day")
    earliest = 0 if ready is None else (datetime.date.fromisoformat(ready) - origin).days * DAY
    if cut["start_minute"] < max(0, earliest) or sew["start_minute"] < cut["end_minute"]:
        found.append(f"{name} starts before its fabric or before it is cut")
    stages = _stages(order, mine, factory, clock, found)
    last = max(slot["end_minute"] for stage, slot in mine.items() if stage not in ("finish", "transport"))
    if finish["end_minute"] - last != factory["finishing_days"] * DAY:
        found.append(f"{name} is finished too soon")
    days = (last - 1) // DAY + factory["finishing_days"] + factory["transport_days"]
    late = max(0, days - (datetime.date.fromisoformat(order["due_day"]) - origin).days)
    price, units = factory["minute_cost_cents"], order["units"]
    stay = clock.until(last) - clock.until(cut["start_minute"])
    return int(
        round(sew_minutes * people[sew["resource_id"]] * price)
        + stages
        + round(cut_minutes * CUTTING_PEOPLE * price)
        + late * (order.get("late_cents_per_day") or round(units * LATE_CENTS_PER_UNIT_DAY))
        + (round(1000 * units * WIP_CENTS_PER_UNIT_DAY / 480) * stay + 500) // 1000
    )


def _stages(
    order: dict[str, Any],
    mine: dict[str, dict[str, Any]],
    factory: dict[str, Any],
    clock: Clock,
    found: list[str],
) -> int:
    """Stages in their order, each as long as its people need; returns their cents."""
    name, cents = order["work_order_id"], 0
    centres = {(one["stage"], one["work_centre_id"]): one["people"] for one in factory.get("work_centres", ())}
    wanted = {stage for stage, minutes in order.get("stage_minutes", {}).items() if minutes}
    if wanted != set(mine) - {"cut", "sew", "finish", "transport"}:
        found.append(f"{name} passes {sorted(mine)}, needs {sorted(wanted)}")
    for before, after in pairwise(stage for stage in STAGES if stage in mine):
        if mine[after]["start_minute"] < mine[before]["end_minute"]:
            found.append(f"{name}: {after} begins before {before} is over")
    for stage in sorted(wanted & set(mine)):
        people = centres.get((stage, mine[stage]["resource_id"]))
        if people is None:
            found.append(f"{name}: {mine[stage]['resource_id']} does no {stage}")
            continue
        minutes = clock.until(mine[stage]["end_minute"]) - clock.until(mine[stage]["start_minute"])
        if minutes != math.ceil(order["units"] * order["stage_minutes"][stage] / people - 1e-9):
            found.append(f"{name}: {stage} takes {minutes} minutes")
        cents += round(minutes * people * factory["minute_cost_cents"])
    return cents


def _line(
    stage: str,
    line: list[dict[str, Any]],
    factories: dict[str, dict[str, Any]],
    clocks: dict[str, Clock],
    orders: dict[str, dict[str, Any]],
    found: list[str],
) -> int:
    """One order at a time with the changeover between; returns the cents of changeovers."""
    line.sort(key=lambda slot: (slot["start_minute"], slot["end_minute"]))
    factory = factories[line[0]["factory_id"]]
    clock = clocks[factory["factory_id"]]
    people = {one["line_id"]: one["people"] for one in factory["lines"]}
    cents = 0
    for before, after in pairwise(line):
        styles = [orders[slot["work_order_id"]]["style_id"] for slot in (before, after)]
        setup = factory.get("changeover_minutes", 0) if stage == "sew" and styles[0] != styles[1] else 0
        if clock.until(after["start_minute"]) - clock.until(before["end_minute"]) < setup or (
            after["start_minute"] < before["end_minute"]
        ):
            found.append(f"{after['work_order_id']} starts too soon after {before['work_order_id']}")
        if stage == "sew":
            cents += setup * round(people[after["resource_id"]] * factory["minute_cost_cents"])
    return cents


def value(solution: dict[str, Any]) -> int:
    """Cents of the plan."""
    return int(solution["cost_cents"])
