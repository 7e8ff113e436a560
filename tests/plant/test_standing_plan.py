"""What stands beside a plan is read quickly where nothing changed, and says the same as the whole folder."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from treadle.errors import InputError
from treadle.plant.consequences import consequences, moved_schedule, other_demands
from treadle.plant.what_if import read_scenario, what_if
from treadle.plant.written_plan import read_current_plan, read_standing_plan
from treadle.terms.what_if import Scenario


def test_what_stands_says_the_same_as_the_whole_folder_and_reads_no_signals(planned_brand: Path) -> None:
    whole, plan = read_current_plan(planned_brand, planned_brand / "plan")
    standing, same = read_standing_plan(planned_brand, planned_brand / "plan")
    assert same == plan and standing.signals.num_rows == 0 < whole.signals.num_rows
    assert standing.factories == whole.factories and standing.budget_cents == whole.budget_cents
    for text in ("half=scale 0.5", "tight=budget 900", "less=capacity 0.3", f"none=line {plan.buy.lines[0].line_id} 0"):
        scenario = read_scenario(text)
        assert consequences(standing, plan, scenario) == consequences(whole, plan, scenario), text


def test_a_folder_that_changed_is_read_whole_and_refused(planned_brand: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(planned_brand, tmp_path / "brand"))
    stock = folder / "tables" / "stock.csv"
    text = stock.read_text(encoding="utf-8")
    stock.write_text(text + "\n", encoding="utf-8")  # other bytes, the same facts
    assert read_standing_plan(folder, folder / "plan")[0].signals.num_rows > 0
    assert read_standing_plan(folder, folder / "plan")[0].signals.num_rows == 0, "read whole once, then known"
    head, *rows = text.splitlines()
    units = [head.replace('"', "").split(",").index("units")]
    cells = rows[0].replace('"', "").split(",")
    cells[units[0]] = str(int(cells[units[0]]) + 50)
    stock.write_text("\n".join([head, ",".join(cells), *rows[1:]]) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="has changed since the plan"):
        what_if(folder, folder / "plan", [Scenario(name="half", scale=0.5)])


def test_the_plan_keeps_its_own_schedule_and_orders_that_fit_stay_where_they_are(planned_brand: Path) -> None:
    snapshot, plan = read_standing_plan(planned_brand, planned_brand / "plan")
    told = consequences(snapshot, plan, Scenario(name="the plan"))
    days = [one.promise_day for one in plan.schedule.work_orders if one.promise_day is not None]
    assert told.orders == len(plan.schedule.work_orders) and told.last_promise_day == max(days)
    half = replace(plan.buy, lines=tuple(replace(line, units=line.units // 2) for line in plan.buy.lines))
    moved = moved_schedule(snapshot, plan, plan.balances, other_demands(plan, half))
    before = {one.work_order_id: one for one in plan.schedule.work_orders}
    for one in moved.work_orders:
        was = before[one.work_order_id]
        assert (one.factory_id, one.line_id) == (was.factory_id, was.line_id)
        assert one.promise_day is not None and was.promise_day is not None and one.promise_day <= was.promise_day
        assert sum(one.units.values()) <= sum(was.units.values())
