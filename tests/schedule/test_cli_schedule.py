import json
import re

import pytest
from benchmarks.checks.factory import check
from benchmarks.tasks.factory import made_factory, solve
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.errors import InputError, NotFoundError
from treadle.problems.factory import read_factory
from treadle.terms.schema import OUTPUTS

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    path = tmp_path_factory.mktemp("plant") / "factory.json"
    path.write_text(json.dumps(made_factory(12, 1)))
    return path


def run(*arguments):
    result = RUNNER.invoke(build_app(), [str(one) for one in arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_a_factory_is_planned_pictured_and_a_rush_order_put_into_the_plan(plant, tmp_path):
    plan, picture, slots, after = (tmp_path / name for name in ("plan.json", "plan.svg", "plan.csv", "after.json"))
    assert "12 orders" in run("schedule", plant, "--work", "0.2", "--out", plan)
    run("schedule", plant, "--work", "0.2", "--out", picture)
    run("schedule", plant, "--work", "0.2", "--out", slots)
    orders = json.loads(plant.read_text())["orders"]
    passed = sum(4 + len(order["stage_minutes"]) for order in orders)
    marks = 2 * len(orders)  # the due day and the promised day of each
    assert picture.read_text().startswith("<svg xmlns") and picture.read_text().count("<title>") == passed + marks
    assert len(slots.read_text().splitlines()) == 1 + passed
    assert slots.read_text().splitlines()[0].split(",") == OUTPUTS["schedule"].arrow.names
    style = orders[0]["style_id"]
    asked = ("--style", style, "--units", 200, "--due", "2026-04-20", "--worth", 99999)
    told = run("rush", plant, "--plan", plan, *asked, "--out", after)
    assert "Accept" in told
    assert len(json.loads(after.read_text())["work_orders"]) == 13


def test_promises_of_a_file_rise_with_probability(plant, tmp_path):
    out = tmp_path / "days.csv"
    told = run("promise", plant, "--work", "0", "--probability", "0.7", "--out", out)
    assert "Not earlier because" in re.sub(r"\s+", " ", told)
    head, *rows = [line.split(",") for line in out.read_text().splitlines()]
    assert head[3:] == ["day_0.5", "day_0.7", "day_0.8", "day_0.9", "day_0.95"]
    assert head[:3] == OUTPUTS["promises"].arrow.names
    assert all(OUTPUTS["promises"].column(name).doc for name in head)
    assert len(rows) == 12
    assert all(row[3:] == sorted(row[3:]) for row in rows)
    with pytest.raises(NotFoundError):
        RUNNER.invoke(build_app(), ["promise", str(plant), "--work", "0", "--order", "NONE"], catch_exceptions=False)


def test_a_job_shop_is_planned_and_pictured(tmp_path):
    shop, picture = tmp_path / "shop.txt", tmp_path / "shop.svg"
    shop.write_text("2 2 1.3\n2 2 1 3 2 5 1 2 2\n2 1 1 4 1 2 4\n")
    assert "ends at 10, proved least" in run("schedule", shop, "--work", "0.1", "--out", picture)
    assert picture.read_text().count("<rect") == 4


def test_the_benchmark_of_a_factory_agrees_with_its_checker(plant):
    ours = solve(plant, 4.0, 0, {})
    assert check(plant, ours) == []
    plain = solve(plant, 4.0, 0, {"method": "dispatch"})
    assert check(plant, plain) == []
    assert ours["cost_cents"] <= plain["cost_cents"]
    assert check(plant, {**ours, "cost_cents": ours["cost_cents"] - 1})
    moved = json.loads(json.dumps(ours))
    moved["slots"][1]["start_minute"] -= 1
    assert check(plant, moved)
    assert check(plant, {**ours, "slots": ours["slots"][3:]})


def test_all_that_is_wrong_with_a_file_is_said():
    told = made_factory(3, 0)
    told["orders"][0].pop("style_id")
    told["orders"][1]["units"] = 0
    told["factories"][0]["tables"] = 7
    told["origin_day"] = "soon"
    with pytest.raises(InputError) as caught:
        read_factory(told, "f.json")
    assert len(caught.value.problems) == 4
    doubled = made_factory(3, 0)
    doubled["orders"].append(doubled["orders"][0])
    doubled["minutes_per_unit"]["S00"] = {"NOWHERE": 1.0}
    with pytest.raises(InputError, match=r"appears twice[\s\S]*NOWHERE"):
        read_factory(doubled, "f.json")


def test_a_rush_order_into_a_plan_with_overtime_keeps_its_hours(plant, tmp_path):
    told = json.loads(plant.read_text())
    for factory in told["factories"]:
        factory["overtime_minutes"] = 180
    for order in told["orders"]:
        order["due_day"], order["late_cents_per_day"] = "2026-03-06", 500_000
        order.pop("fabric_ready_day", None)
    plant.write_text(json.dumps(told))
    plan = tmp_path / "plan.json"
    said = run("schedule", plant, "--work", "0.2", "--out", plan)
    assert "works overtime on" in said and "overtime " in said
    assert json.loads(plan.read_text())["overtime_days"]
    style = told["orders"][0]["style_id"]
    asked = ("--style", style, "--units", 200, "--due", "2026-04-20", "--worth", 99999999)
    assert "Accept" in run("rush", plant, "--plan", plan, *asked)
