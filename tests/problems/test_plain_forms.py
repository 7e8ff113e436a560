"""Plain files under one set of rules: nothing out of range, no key unread, no fraction of a piece, all told at once."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.connectors.pattern_json import read_pattern_json
from treadle.errors import InputError, Problem
from treadle.problems.cut_order import read_cut_order, solve_cut_order
from treadle.problems.factory import read_factory
from treadle.problems.factory_plan import read_told_plan, told_plan
from treadle.problems.job_shop import read_job_shop
from treadle.problems.line_balancing import read_line
from treadle.problems.strip_packing import plain_request
from treadle.schedule.plan import plan_schedule
from treadle.terms.budget import Budget
from treadle.terms.json_form import JsonForm, parse_json
from treadle.terms.schedule import FrozenSlot

FACTORY: dict[str, Any] = {
    "origin_day": "2026-05-04",
    "factories": [
        {"factory_id": "F", "shifts": [{"weekday": day, "start": "08:00", "end": "16:00"} for day in range(5)],
         "tables": ["T"], "lines": [{"line_id": "L", "people": 4}], "minute_cost_cents": 20,
         "work_centres": [{"work_centre_id": "P", "stage": "press", "people": 2}]}
    ],
    "minutes_per_unit": {"S": {"L": 0.5}},
    "orders": [
        {"work_order_id": "A", "style_id": "S", "units": {"x": 100, "y": 60}, "due_day": "2026-05-20",
         "cut_minutes": 30, "stage_minutes": {"press": 0.4}},
        {"work_order_id": "B", "style_id": "S", "units": 90, "due_day": "2026-05-20", "cut_minutes": 30},
    ],
}  # fmt: skip
ORDER: dict[str, Any] = {
    "sizes": ["S", "M"], "demand_pieces": [30, 40], "yards_per_garment": [1.0, 1.2],
    "plies_per_lay": {"min": 1, "max": 20}, "lay_length_max_yards": 6,
}  # fmt: skip
PATTERN: dict[str, Any] = {
    "pattern_id": "bag",
    "pieces": [{"piece_id": "flap", "size": "M", "outline": [[0, 0], [300, 0], [300, 150]], "quantity": 2,
                "is_pair": True, "rotations_deg": [0], "match_mm": [0, 0], "tilt_deg": 1.5, "material": "self",
                "marks": [{"kind": "drill", "points": [[250, 50]]}]}],
}  # fmt: skip


def changed(told: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The file with one value changed; a path of keys and places with dots between."""
    found = deepcopy(told)
    *before, last = (int(one) if one.isdigit() else one for one in path.split("."))
    place: Any = found
    for key in before:
        place = place[key]
    place[last] = value
    return found


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("factories.0.holidays", ["2026-05-05"], "key 'holidays', which is not known. Did you mean closed_days"),
        ("factories.0.closed_day", ["2026-05-05"], "Did you mean closed_days"),
        ("orders.0.fabric_ready", "2026-05-08", "Did you mean fabric_ready_day"),
        ("orders.1.unit", 7, "Did you mean units"),
        ("orders.0.units.y", -60, "order 1 units of y is -60"),
        ("orders.0.units", {"x": 0, "y": 0}, "order 1 units come to nothing"),
        ("orders.1.units", 90.5, "order 2 units is 90.5, not a whole number"),
        ("orders.1.units", True, "not a number"),
        ("orders.1.cut_minutes", float("nan"), "cut_minutes is nan"),
        ("orders.0.stage_minutes.press", -0.4, "stage_minutes of press is -0.4"),
        ("orders.0.stage_minutes.press", float("inf"), "stage_minutes of press is inf"),
        ("minutes_per_unit.S.L", float("inf"), "minutes_per_unit of S L is inf"),
        ("minutes_per_unit.S.L", 0, "L is 0. Write a number of at least 0.001"),
        ("factories.0.shifts.0.start", "08:75", "start is '08:75', not a time of day"),
        ("factories.0.shifts.0.end", "25:00", "not a time of day"),
        ("factories.0.lines.0.people", 1e30, "people is 1e+30"),
        ("orders.0.due_day", "0026-05-20", "Write a day of the years"),
        ("orders.0.work_order_id", "A\x07", "control characters"),
        ("orders.0.frozen", {"factory_id": "F", "line_id": "M", "sew_start_minute": 600}, "F/M, which does not exist"),
        ("orders.0.frozen", {"factory_id": "F", "line_id": "L", "start": 600}, "key 'start', which is not known"),
    ],
)
def test_a_factory_file_is_read_by_the_rules(path: str, value: Any, words: str) -> None:
    assert read_factory(FACTORY, "f.json").doubts == ()
    with pytest.raises(InputError) as caught:
        read_factory(changed(FACTORY, path, value), "f.json")
    assert words in str(caught.value)


def test_a_day_far_from_the_plan_is_doubted() -> None:
    (doubt,) = read_factory(changed(FACTORY, "orders.0.due_day", "2062-05-20"), "f.json").doubts
    assert "due_day 2062-05-20 lies far" in str(doubt) and not doubt.stops_plan


def test_frozen_orders_that_lie_upon_each_other_are_refused_and_a_moved_one_is_said() -> None:
    slot = {"factory_id": "F", "line_id": "L", "sew_start_minute": 600}
    told = changed(changed(FACTORY, "orders.0.frozen", slot), "orders.1.frozen", slot | {"sew_start_minute": 640})
    with pytest.raises(InputError, match="orders A and B are frozen on F/L at the same time"):
        read_factory(told, "f.json")
    plain = read_factory(FACTORY, "f.json")

    both = [replace(one, frozen=FrozenSlot(**slot), stage_minutes={}) for one in plain.demands]
    found = plan_schedule(both, plain.factories, plain.balances, origin_day=date(2026, 5, 4), budget=Budget(work=0.2))
    assert [one.status for one in found.work_orders] == ["kept", "kept"]
    (moved,) = found.reasons
    assert moved.code == "schedule.frozen_moved"
    assert dict(moved.facts)["frozen_start"] == "2026-05-04 10:00"


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("demand_pieces", [0, 0], "demand_pieces asks for nothing"),
        ("demand_pieces", [3, 2.5], "demand_pieces, M is 2.5, not a whole number"),
        ("yards_per_garment", [1.0, float("nan")], "yards_per_garment of M is nan"),
        ("max_over", 0.1, "Did you mean max_over_share"),
        ("lay_length_max_yards", float("inf"), "lay_length_max_yards is inf"),
        ("plies_per_lay.maximum", 9, "key 'maximum'"),
    ],
)
def test_a_cut_order_is_read_by_the_rules(path: str, value: Any, words: str) -> None:
    read_cut_order(ORDER | {"reported_plan": {}, "name": "own"}, "o.json")
    with pytest.raises(InputError) as caught:
        read_cut_order(changed(ORDER, path, value), "o.json")
    assert words in str(caught.value)


def test_a_large_order_is_called_best_only_within_a_lay_of_its_bound() -> None:
    order = read_cut_order(
        {"sizes": ["S", "M", "L"], "demand_pieces": [90_000, 200_000, 60_000], "yards_per_garment": [1.0, 1.1, 1.3],
         "plies_per_lay": {"min": 5, "max": 50}, "lay_length_max_yards": 8}, "large.json",
    )  # fmt: skip
    answer = solve_cut_order(order, Budget(work=50), 0, most_drawn=10)
    # One marker a size, each as long as the table allows, costs this; a proof must not exclude it.
    singles = 0.0
    for units, yards in zip((90_000, 200_000, 60_000), (1.0, 1.1, 1.3), strict=True):
        plies = -(-units // int(8 / yards))
        singles += plies * (int(8 / yards) * yards + 0.05) + 2.0 * -(-plies // 50)
    bound = answer["cost_yards"] * (1.0 - answer["gap_share"])
    assert bound <= singles + 1.0
    assert answer["status"] == "feasible" or answer["cost_yards"] - bound <= 9.0


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("pieces.0.is_pair", "false", "is_pair is 'false', not true or false"),
        ("pieces.0.quantity", 1.9, "quantity is 1.9, not a whole number"),
        ("pieces.0.qty", 2, "Did you mean quantity"),
        ("pieces.0.rotations", [0], "Did you mean rotations_deg"),
        ("pieces.0.pair", True, "Did you mean is_pair"),
        ("pieces.0.holes", [[[1, 1], [2, 1], [2, 2]]], "key 'holes', which is not known"),
        ("pieces.0.outline", [[0, 0], [1e9, 0], [5, 5]], "corner 2, is 1000000000.0"),
        ("pieces.0.outline", [[0, 0], [600_000, 0], [5, 5]], "is 600 m long"),
        ("pieces.0.marks.0.kind", "hole", "kind is 'hole'"),
    ],
)
def test_a_pattern_is_read_by_the_rules(tmp_path: Path, path: str, value: Any, words: str) -> None:
    file = tmp_path / "p.json"
    file.write_text(json.dumps(PATTERN))
    assert read_pattern_json(file).findings == ()
    file.write_text(json.dumps(changed(PATTERN, path, value)))
    with pytest.raises(InputError) as caught:
        read_pattern_json(file)
    assert words in str(caught.value)


def test_a_packing_problem_is_read_by_the_rules() -> None:
    item = {"id": 1, "demand": 2, "shape": {"type": "simple_polygon", "data": [[0, 0], [1, 0], [1, 1]]}, "dxf": "a.dxf"}
    plain_request({"name": "own", "strip_height": 3, "items": [item]}, "p.json", 0, "own")
    for wrong, words in (
        ({"demand": 1.5}, "demand is 1.5"), ({"rotations": [0]}, "key 'rotations'"), ({"demand": 10**9}, "demand is"),
        ({"shape": {"data": [[0, 0], [1, 1], [1, 0], [0, 1]]}}, "no simple outline"),
    ):  # fmt: skip
        with pytest.raises(InputError) as caught:
            plain_request({"strip_height": 3, "items": [item | wrong]}, "p.json", 0, "own")
        assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1, "a": 2}', "key 'a' stands twice"),
        ("[" * 100_000, "nested too deep"),
        ('{"a": ' + "9" * 5_000 + "}", "it is not JSON"),
        ("{'a': 1}", "it is not JSON"),
    ],
)
def test_json_that_is_none_or_a_trap_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse_json(text, "x.json", "Mend it")


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
                    max_leaves=8))  # fmt: skip
def test_whatever_a_file_holds_is_told_and_never_fails(value: Any) -> None:
    for told, read in ((FACTORY, read_factory), (ORDER, read_cut_order)):
        for key in told:
            try:
                read({**told, key: value}, "x.json")
            except InputError as error:
                assert error.problems
    problems: list[Problem] = []
    JsonForm(value, "x.json", "", problems, "Mend it").end()


@pytest.mark.parametrize(
    "arguments",
    [
        ["nest", "tshirt", "--ratio", "S:0"],
        ["nest", "tshirt", "--ratio", "S:-1"],
        ["nest", "tshirt", "--spacing", "-5"],
        ["nest", "tshirt", "--spacing", "nan"],
        ["nest", "tshirt", "--scale", "0", "--out", "x.pdf"],
        ["nest", "tshirt", "--out", "nowhere/x.svg"],
        ["nest", "tshirt", "--out", "x.docx"],
        ["nest", "tshirt", "--selvedge", "900"],
        ["lay", "o.json", "--out", "nowhere/x.svg"],
        ["lay", "o.json", "--tickets", "nowhere/x.pdf"],
        ["schedule", "f.json", "--out", "nowhere/x.csv"],
        ["promise", "f.json", "--out", "nowhere/x.csv"],
        ["rush", "f.json", "--style", "S", "--units", "5", "--due", "2026-05-20", "--out", "nowhere/x.csv"],
        ["pieces", "tshirt", "--out", "nowhere/x.svg"],
    ],
)
def test_options_and_places_are_checked_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("o.json").write_text(json.dumps(ORDER))
    Path("f.json").write_text(json.dumps(FACTORY))
    told = CliRunner().invoke(build_app(), arguments)
    assert isinstance(told.exception, InputError | SystemExit) and told.exit_code in (1, 2), told.output
    assert sorted(one.name for one in tmp_path.iterdir()) == ["f.json", "o.json"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("99999999999999\n4\n-1,-1\n", "99999999999999 tasks are announced"),
        ("3\n4\n5\n", "3 tasks are announced"),
        ("<number of tasks>\n3\n<task times>\n1 4\n2 5\n<precedence relations>\n<end>\n", "2 have times"),
    ],
)
def test_a_line_balancing_file_that_cannot_be_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_line(text, "x")


@pytest.mark.parametrize("text", ["1 999999999999\n1 1 1 5\n", "-1 2\n", "1 1\n1 1 1 99999999999\n", "1 1\n1 0\n"])
def test_a_job_shop_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not a flexible job shop"):
        read_job_shop(text, "x")


def test_a_plan_that_stands_is_read_by_the_rules() -> None:
    plain = read_factory(FACTORY, "f.json")
    plan = plan_schedule(
        [replace(one, factory_id="F") for one in plain.demands],
        plain.factories,
        plain.balances,
        origin_day=plain.origin_day,
        budget=Budget(work=0.1),
    )
    told = json.loads(json.dumps(told_plan(plan)))
    assert read_told_plan(told, "p.json").slots == plan.slots
    for path, value, words in (
        ("slots.0.start_minute", "soon", "start_minute is 'soon'"),
        ("slots.0.end_minute", -5, "before the start"),
        ("slots.0.stage", "knit", "stage is knit"),
        ("parts", {"A": 1e300}, "parts of A is"),
        ("overtime_days", {"F": ["x"]}, "overtime_days of F is 'x'"),
        ("slot", [], "Did you mean slots"),
    ):
        with pytest.raises(InputError) as caught:
            read_told_plan(changed(told, path, value), "p.json")
        assert words in str(caught.value)
