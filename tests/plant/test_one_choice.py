"""A factory is chosen in one place: a plan, a rush order and a scenario give the same order to the same one."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from treadle.day.plan import make_day
from treadle.engine.local import LocalEngine
from treadle.plant.consequences import moved_schedule
from treadle.plant.kept_markers import kept_nester
from treadle.plant.rush import rush, rush_beside
from treadle.plant.schedule import schedule_file
from treadle.plant.standing import Standing
from treadle.plant.written_plan import read_current_plan
from treadle.terms.place import Factory
from treadle.terms.plan import Plan
from treadle.terms.reason import Reason
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance
from treadle.terms.snapshot import Snapshot

SHIFTS = [{"weekday": day, "start": "08:00", "end": "16:00"} for day in range(5)]
ORDER = {"style_id": "TEE", "units": 300, "due_day": "2026-04-20", "cut_minutes": 60.0, "late_cents_per_day": 900}

#: Sewn on a line of its own and not cut, so that it is in nobody's way.
BESIDE = {"work_order_id": "B", "style_id": "CAP", "units": 50, "due_day": "2026-05-20", "cut_minutes": 0.0}


def plain(orders: list[dict[str, Any]], **far: Any) -> dict[str, Any]:
    """NEAR at 20 cents a minute and there at once, FAR at 15 and three weeks on the road."""
    return {
        "origin_day": "2026-03-02", "orders": [BESIDE, *orders],
        "minutes_per_unit": {"TEE": {"N1": 1.0, "F1": 1.0}, "CAP": {"N2": 1.0}},
        "factories": [
            {"factory_id": "NEAR", "shifts": SHIFTS, "tables": ["NT"], "minute_cost_cents": 20.0,
             "lines": [{"line_id": "N1", "people": 4}, {"line_id": "N2", "people": 4}]},
            {"factory_id": "FAR", "shifts": SHIFTS, "tables": ["FT"], "lines": [{"line_id": "F1", "people": 4}],
             "minute_cost_cents": 15.0, "transport_days": 21, **far},
        ],
    }  # fmt: skip


@pytest.mark.parametrize(("due", "where"), [("2026-04-20", "FAR"), ("2026-03-06", "NEAR")])
def test_a_plain_files_order_goes_where_the_same_rush_order_goes(due: str, where: str, tmp_path: Path) -> None:
    """Seven weeks are enough for the road, four days are not; nobody but `source` says so."""
    path = tmp_path / "plant.json"
    path.write_text(json.dumps(plain([ORDER | {"work_order_id": "RUSH", "due_day": due}])), encoding="utf-8")
    planned = schedule_file(path, work=0.1).schedule.work_orders[1]
    assert (planned.factory_id, planned.factory_reason.code) == (where, "source.cheapest")
    path.write_text(json.dumps(plain([])), encoding="utf-8")
    answer = rush(
        schedule_file(path, work=0.1), "TEE", 300, date.fromisoformat(due), cut_minutes=60.0, late_cents_per_day=900
    )
    assert answer.chosen is not None
    assert (answer.chosen.factory_id, answer.factory_reason) == (where, planned.factory_reason)
    assert {one.factory_id for one in answer.options} == {where}, "the schedule tries no other factory"


def test_what_no_factory_takes_is_told_with_its_cause(tmp_path: Path) -> None:
    """FAR takes 400 and more, NEAR cannot print: nobody makes it, and both say why."""
    path = tmp_path / "plant.json"
    order = ORDER | {"work_order_id": "W", "stage_minutes": {"print": 0.5}}
    path.write_text(json.dumps(plain([order], minimum_units=400)), encoding="utf-8")
    _, one = schedule_file(path, work=0.1).schedule.work_orders
    assert (one.status, one.factory_id, one.factory_reason.code) == ("infeasible", "", "factory.none")
    assert one.late_reason is not None and one.late_reason.code == "infeasible.no_work_centre"


def test_a_brands_order_has_one_factory_in_plan_rush_and_scenario(planned_brand: Path, tmp_path: Path) -> None:
    shutil.copytree(planned_brand, tmp_path / "acme")
    seen, plan = read_current_plan(tmp_path / "acme", tmp_path / "acme" / "plan")
    snapshot, balances = with_another(seen, plan.balances)
    style = next(one.style_id for one in plan.demands)
    buy = replace(plan.buy, lines=tuple(one for one in plan.buy.lines if one.style_id == style))
    made = make_day(
        snapshot, plan.policy, LocalEngine(), plan.seen, plan.cases, buy, balances,
        draw=kept_nester(tmp_path / "acme", plan.policy),
    )  # fmt: skip
    order, told = made.demands[0], told_of(made.schedule, made.demands[0])
    assert told[1].code == "source.cheapest", "both could make it"
    empty = replace(made.schedule, work_orders=(), slots=(), promises=(), loads=(), parts={}, reasons=())
    alone: Plan = replace(made, demands=(), schedule=empty)
    asked = replace(order, factory_id="", factory_reason=None)
    answer = rush_beside(Standing.of(snapshot, alone, plain_facts=""), asked, with_schedule=True)
    assert answer.schedule is not None
    assert told_of(answer.schedule, order) == told
    assert told_of(moved_schedule(snapshot, alone, balances, (asked,)), order) == told


def with_another(seen: Snapshot, balances: tuple[LineBalance, ...]) -> tuple[Snapshot, tuple[LineBalance, ...]]:
    """The brand's factory and one like it that is cheaper by a tenth."""
    own = seen.factories[0]
    other: Factory = replace(
        own, factory_id="OTHER", minute_cost_cents=0.9 * own.minute_cost_cents,
        cutting_tables=tuple(replace(one, table_id=f"O{one.table_id}") for one in own.cutting_tables),
        sewing_lines=tuple(replace(one, line_id=f"O{one.line_id}") for one in own.sewing_lines),
        work_centres=tuple(replace(one, work_centre_id=f"O{one.work_centre_id}") for one in own.work_centres),
    )  # fmt: skip
    more = tuple(replace(one, line_id=f"O{one.line_id}") for one in balances)
    return replace(seen, factories=(own, other)), (*balances, *more)


def told_of(schedule: Schedule, order: WorkOrderDemand) -> tuple[str, Reason]:
    one = next(one for one in schedule.work_orders if order.work_order_id in (one.work_order_id, one.part_of))
    return one.factory_id, one.factory_reason
