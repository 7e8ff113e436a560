"""treadle.toml: documented keys, refused strangers, older files understood, all problems at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace

from treadle.settings import KEYS, parse_settings, settings_template
from treadle.terms.policy import PlanPolicy, Policy


def test_the_template_says_the_defaults() -> None:
    settings, problems = parse_settings(settings_template().encode())
    assert problems == [] and settings.policy == Policy()


def test_the_template_says_the_defaults_of_seldom_changed_keys_too() -> None:
    known = {key.name for key in KEYS if key.is_rare}
    lines = []
    for line in settings_template().splitlines():
        name = line.removeprefix("# ").partition(" = ")[0]
        lines.append(line.removeprefix("# ") if name in known else line)
    settings, problems = parse_settings("\n".join(lines).encode())
    assert known and problems == []
    assert settings.policy == replace(Policy(), plan=PlanPolicy(order_again_days=PlanPolicy().plans_every_days))


def test_the_next_order_can_be_placed_when_the_brand_plans_next_unless_it_says_otherwise() -> None:
    def days(text: str) -> int:
        settings, problems = parse_settings(text.encode())
        assert problems == []
        return settings.policy.plan.next_order_days

    assert days("") == 7
    assert days("[plan]\nplans_every_days = 28\n") == 28
    assert days("[plan]\nplans_every_days = 28\norder_again_days = 60\n") == 60
    assert days("[plan]\norder_again_days = 0\n") == 0


def test_every_number_of_the_policy_has_a_key_and_every_key_a_sentence_and_a_range() -> None:
    for room in fields(Policy):
        held = {key.sets for key in KEYS if key.section == room.name}
        learned = {"used_levels", "paces"} if room.name == "promise" else set()
        assert held == {one.name for one in fields(getattr(Policy(), room.name))} - learned
    assert all(key.doc.endswith(".") for key in KEYS)
    assert all(key.least is not None for key in KEYS if key.kind in ("whole", "number"))


def test_a_key_has_one_place() -> None:
    assert max(Counter(key.name for key in KEYS).values()) == 1


def test_amounts_are_read_as_cents_and_names_as_given() -> None:
    given = {"cut.marker_cost": 7.25, "nest.nest": "sparrow", "brand.currency": "CNY", "clean.staff_words": "own @a.b"}
    settings, problems = parse_settings(settings_template(given).encode())
    assert problems == []
    policy = settings.policy
    assert (policy.cut.marker_cents, policy.nest.nester, settings.currency) == (725, "sparrow", "CNY")
    assert policy.clean.staff_words == ("own", "@a.b")


def test_an_older_file_is_understood_and_each_key_told_its_place() -> None:
    text = "[plan]\nseed = 4\nsalvage_share = 0.4\nnest_moves = 7\n[sense]\nrobot_acts_per_day = 9\n"
    settings, problems = parse_settings(text.encode())
    policy = settings.policy
    assert (policy.plan.seed, policy.buy.salvage_share, policy.nest.nest_moves) == (4, 0.4, 7)
    assert policy.clean.robot_acts_per_day == 9
    assert not any(one.stops_plan for one in problems)
    assert sorted((one.row, one.column, one.remedy) for one in problems) == [
        (3, "plan.salvage_share", "Move it to [buy]"),
        (4, "plan.nest_moves", "Move it to [nest]"),
        (6, "sense.robot_acts_per_day", "Move it to [clean]"),
    ]


def test_a_key_that_stands_twice_is_refused() -> None:
    settings, problems = parse_settings(b"[plan]\nsalvage_share = 0.4\n[buy]\nsalvage_share = 0.3\n")
    assert [one.stops_plan for one in problems] == [True] and "twice" in problems[0].what
    assert settings.policy.buy.salvage_share == 0.3


def test_all_problems_are_said_with_their_row() -> None:
    text = '[brand]\ntime_zone = "Mars/Olympus"\ncurrency = "euro"\n'
    text += "[plan]\nhorizon_wek = 4\nseed = 1.5\n[buy]\nsalvage_share = 2\n[x]\n[schedule]\nworkers = 3\n"
    _, problems = parse_settings(text.encode())
    assert [(one.row, one.column) for one in problems] == [
        (5, "plan.horizon_wek"), (9, "x"), (11, "schedule.workers"), (3, "brand.currency"), (2, "brand.time_zone"),
        (6, "plan.seed"), (8, "buy.salvage_share"),
    ]  # fmt: skip
    assert problems[0].remedy == "Did you mean horizon_weeks in [plan]?"
    assert "Known in [schedule] are" in problems[2].remedy


def test_text_that_is_no_toml_is_one_problem_with_its_row() -> None:
    (problem,) = parse_settings(b"[brand]\nname = \n")[1]
    assert problem.row == 2 and "TOML" in problem.what
