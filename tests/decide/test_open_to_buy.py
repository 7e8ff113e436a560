"""The open-to-buy ledger by hand, and a buy that keeps to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from decide_cases import DUE, one_case

from treadle.decide.buy import decide_buy
from treadle.decide.check import check_buy
from treadle.decide.open_to_buy import buy_within, open_to_buy, over_bought
from treadle.terms.buy import PlannedReceipts
from treadle.terms.policy import BuyPolicy

SEPTEMBER = PlannedReceipts(from_day=date(2026, 9, 1), to_day=date(2026, 9, 30), amount_cents=1_000_000)
OCTOBER = PlannedReceipts(from_day=date(2026, 10, 1), to_day=date(2026, 10, 31), amount_cents=500_000)


def test_the_ledger_by_hand() -> None:
    ordered = [(date(2026, 9, 1), 300_000), (date(2026, 9, 30), 50_000), (date(2026, 10, 1), 20_000)]
    ordered.append((date(2026, 11, 1), 99_999))  # in no period
    september, october = open_to_buy([OCTOBER, SEPTEMBER], ordered)
    assert (september.planned, september.ordered_cents, september.open_cents) == (SEPTEMBER, 350_000, 650_000)
    assert (october.ordered_cents, october.open_cents) == (20_000, 480_000)


def test_lines_count_where_they_are_due_and_the_guard_names_what_is_over() -> None:
    plan = decide_buy([one_case(mean=500.0)])
    assert plan.spent_cents > 400_000
    rows = open_to_buy([replace(SEPTEMBER, amount_cents=400_000), OCTOBER], [], plan)
    assert [row.buy_cents for row in rows] == [plan.spent_cents, 0]
    (found,) = over_bought(rows)
    assert "2026-09-01" in found.rule and "4,000.00 planned" in found.rule
    assert over_bought(open_to_buy([OCTOBER], [], plan)) == ()


def test_a_period_that_was_over_bought_before_is_no_fault_of_a_plan_that_buys_nothing_for_it() -> None:
    rows = open_to_buy([SEPTEMBER], [(DUE, 2_000_000)], decide_buy([]))
    assert rows[0].open_cents == -1_000_000 and over_bought(rows) == ()


def test_a_buy_keeps_to_what_is_open_and_other_periods_buy_as_before() -> None:
    soon = [one_case("a-red", style_id="a"), one_case("a-blue", style_id="a", mean=80.0)]
    later = [one_case("b-red", style_id="b", due_day=date(2026, 10, 5))]
    cases = [soon[0], *later, soon[1]]
    policy = BuyPolicy(least_return=0.0)
    free = decide_buy(cases, policy=policy)
    rows = open_to_buy([replace(SEPTEMBER, amount_cents=90_000), OCTOBER], [])
    plan = buy_within(cases, rows, budget_cents=None, capacity_minutes=None, seed=0, policy=policy)
    bought = open_to_buy([row.planned for row in rows], [], plan)
    assert 80_000 < bought[0].buy_cents <= 90_000 < open_to_buy([SEPTEMBER], [], free)[0].buy_cents
    others = [sum(line.units for line in one.lines if line.option_id == "b-red") for one in (plan, free)]
    assert abs(others[0] - others[1]) <= 2  # other scenarios are drawn where fewer options are decided together
    assert [line.option_id for line in plan.lines] == [line.option_id for line in free.lines]
    assert check_buy(plan, cases) == () and over_bought(bought) == ()
    assert plan.profit_cents < free.profit_cents <= plan.bound_cents
    (told,) = plan.limits
    assert told.code == "limit.open_to_buy" and told.fact("allowed_cents") == 90_000


def test_budget_and_minutes_are_shared_between_the_parts() -> None:
    cases = [one_case("a-red", style_id="a"), one_case("b-red", style_id="b", due_day=date(2026, 10, 5))]
    rows = open_to_buy([replace(SEPTEMBER, amount_cents=60_000)], [])
    plan = buy_within(cases, rows, budget_cents=100_000, capacity_minutes=700.0, seed=0)
    assert plan.spent_cents <= 100_000
    assert sum(line.units * line.smv_minutes for line in plan.lines) <= 700.0
    assert check_buy(plan, cases) == ()


def test_a_ledger_that_binds_nowhere_changes_nothing() -> None:
    cases = [one_case()]
    rows = open_to_buy([SEPTEMBER], [])
    assert buy_within(cases, rows, budget_cents=None, capacity_minutes=None, seed=0) == decide_buy(cases)
