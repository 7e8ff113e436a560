"""treadle.toml: documented keys, refused strangers, all problems at once."""

from __future__ import annotations

from dataclasses import fields

from treadle.settings import KEYS, parse_settings, settings_template
from treadle.terms.policy import Policy


def test_the_template_says_the_defaults() -> None:
    settings, problems = parse_settings(settings_template().encode())
    assert problems == [] and settings.policy == Policy()


def test_every_part_of_the_policy_has_a_key_and_every_key_a_sentence() -> None:
    assert {key.sets for key in KEYS if key.sets} == {one.name for one in fields(Policy)}
    assert all(key.doc.endswith(".") for key in KEYS)


def test_amounts_are_read_as_cents_and_names_as_given() -> None:
    text = settings_template({"plan.marker_cost": 7.25, "plan.nest": "sparrow", "brand.currency": "CNY"})
    settings, problems = parse_settings(text.encode())
    assert problems == []
    assert (settings.policy.marker_cost_cents, settings.policy.nester, settings.currency) == (725, "sparrow", "CNY")


def test_all_problems_are_said_with_their_row() -> None:
    text = '[brand]\ntime_zone = "Mars/Olympus"\ncurrency = "euro"\n'
    text += "[plan]\nhorizon_wek = 4\nseed = 1.5\nsalvage_share = 2\n[x]\n"
    _, problems = parse_settings(text.encode())
    assert [(one.row, one.column) for one in problems] == [
        (5, "plan.horizon_wek"), (8, "x"), (3, "brand.currency"), (2, "brand.time_zone"),
        (7, "plan.salvage_share"), (6, "plan.seed"),
    ]  # fmt: skip
    assert "Did you mean horizon_weeks?" in problems[0].remedy and "Known in [plan] are" in problems[0].remedy


def test_text_that_is_no_toml_is_one_problem_with_its_row() -> None:
    (problem,) = parse_settings(b"[brand]\nname = \n")[1]
    assert problem.row == 2 and "TOML" in problem.what
