"""Reasons of first orders, rolls, siblings, limits, changes, tests and cloth: without the cause, other units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from decide_cases import one_case
from test_changes import why
from test_crowding import catalogue, decide, found, history
from test_crowding import one_case as sibling
from test_postpone import CLOTH, COLOURS
from test_test_order import case as tested

from treadle.decide.buy import decide_buy
from treadle.decide.changes import changes
from treadle.decide.crowding import buy_in_crowd
from treadle.decide.postpone import postpone
from treadle.decide.roll_breaks import roll_breaks
from treadle.decide.test_order import plan_tests
from treadle.terms.buy import BuyCase
from treadle.terms.entry import PlannedOption
from treadle.terms.policy import BuyPolicy
from treadle.terms.product import CostBreak
from treadle.terms.reason import Reason

PLAIN = (CostBreak(from_units=1, setup_cents=5_000, cost_per_piece_cents=1_200),)
PIECE = CostBreak(from_units=1, setup_cents=0, cost_per_piece_cents=1500)
POLICY = BuyPolicy(least_return=0.0, draws=2000)
#: A code, and what it explains.
Told = tuple[str, object]


def bought(case: BuyCase) -> Told:
    """Units of an option alone."""
    plan = decide_buy([case], policy=POLICY)
    return plan.option_reasons[case.option_id].code, sum(line.units for line in plan.lines)


def of_size(case: BuyCase) -> Told:
    """Units of its last size."""
    line = decide_buy([case], policy=POLICY).lines[-1]
    return line.reason.code, line.units


def limited(cases: Sequence[BuyCase], **limits: Any) -> Told:
    """Units of all where money or minutes are limited."""
    plan = decide_buy(cases, policy=POLICY, **limits)
    return (plan.limits[0].code if plan.limits else ""), sum(line.units for line in plan.lines)


def on_rolls(roll_units: int, shelf_units: int, left_cents: float, *, mean: float = 100.0) -> BuyCase:
    breaks = roll_breaks(PLAIN, roll_units=roll_units, shelf_units=shelf_units, left_cents=left_cents)
    case = replace(one_case(shares=(1.0,), mean=mean), cost_breaks=breaks)
    return replace(case, roll_units=roll_units, shelf_units=shelf_units)


def cut_to_length(case: BuyCase) -> BuyCase:
    return replace(case, cost_breaks=PLAIN, roll_units=0, shelf_units=0)


def beside(elasticity: float) -> tuple[Told, Told]:
    """A new white shirt that earns little a piece beside a red one: its reason, and the limit that is told."""
    cases = (sibling("shirt-red", price_cents=9000), sibling("shirt-white", price_cents=1500))
    _, plan, limits = buy_in_crowd(
        cases, found(elasticity), history("shirt-red"), catalogue("red", "white"), decide
    )  # fmt: skip
    units = sum(line.units for line in plan.lines if line.option_id == "shirt-white")
    return (plan.option_reasons["shirt-white"].code, units), (limits[-1].code if limits else "", units)


def moved(**now: object) -> Told:
    """What is said of the option of `test_changes`, now planned with half the units."""
    return why(**now).code, why(**now).code


def there(*, before: bool, after: bool, released: Sequence[Any] = (), **now: object) -> Told:
    last = [PlannedOption(option_id="a", units=40, serve_mean_units=170.2, on_hand_units=10, on_order_units=0,
                          price_cents=3000)] if before else []  # fmt: skip
    row = {"option_id": "a", "units": 20, "serve_mean_units": 170.2, "on_hand_units": 10, "on_order_units": 0,
           "price_cents": 3000} | now  # fmt: skip
    rows = [row] if after else []
    empty = pa.Table.from_pylist([row]).slice(0, 0)
    told = changes(last, pa.Table.from_pylist(rows) if rows else empty, released).to_pylist()
    return (Reason.from_text(told[0]["reason"]).code, len(told)) if told else ("", 0)


def proposal_of(*cases: Any, budget: int = 10**9) -> Told:
    order = plan_tests(list(cases), [25], budget).orders[-1]
    return order.reason.code, (order.units, order.go_units)


def held(cloth: Any) -> Told:
    answer = postpone(cloth, COLOURS)
    return answer.reason.code, round(answer.greige_metres)


SECOND = one_case(again_cents=1300.0)
COVERED = one_case(stock=(20, 40, 20), again_cents=1200.0)
WHOLE, SHELF = on_rolls(64, 0, 20_000.0), on_rolls(60, 120, 30_000.0)
BEGUN = on_rolls(300, 0, 90_000.0)
SMALL = one_case(shares=(0.6, 0.399, 0.001))
DEAR = tested("D", minimum_units=2_000, cost_breaks=(PIECE,), piece_cents=1500)
TWO = (one_case("a"), one_case("b"))

#: By reason: what it is said of, and the same without the cause.
ROOM_CAUSES: dict[str, tuple[Callable[[], Told], Callable[[], Told]]] = {
    "buy.first_order": (lambda: bought(SECOND), lambda: bought(replace(SECOND, again_cents=None, early_units=()))),
    "buy.none_yet": (lambda: bought(COVERED), lambda: bought(replace(COVERED, again_cents=None, early_units=()))),
    "buy.whole_roll": (lambda: bought(WHOLE), lambda: bought(cut_to_length(WHOLE))),
    "buy.shelf_cloth": (lambda: bought(SHELF), lambda: bought(cut_to_length(SHELF))),
    "buy.begun_roll": (lambda: bought(BEGUN), lambda: bought(cut_to_length(BEGUN))),
    "buy.size_not_worth": (lambda: of_size(SMALL), lambda: of_size(one_case(shares=(0.6, 0.2, 0.2)))),
    "buy.none_siblings": (lambda: beside(1.0)[0], lambda: beside(0.0)[0]),
    "limit.siblings": (lambda: beside(1.0)[1], lambda: beside(0.0)[1]),
    "limit.budget": (lambda: limited(TWO, budget_cents=90_000), lambda: limited(TWO)),
    "limit.capacity": (lambda: limited(TWO, capacity_minutes=700.0), lambda: limited(TWO)),
    "change.demand": (lambda: there(before=True, after=True, serve_mean_units=150.0),
                      lambda: there(before=True, after=True, units=40)),
    "change.stock": (lambda: moved(on_hand_units=30), lambda: moved()),
    "change.order": (lambda: moved(on_order_units=20), lambda: moved()),
    "change.released": (lambda: there(before=True, after=True, released=(None,), on_order_units=20),
                        lambda: there(before=True, after=True, units=40)),
    "change.price": (lambda: moved(price_cents=2500), lambda: moved()),
    "change.other_way": (lambda: moved(serve_mean_units=190.0), lambda: moved()),
    "change.limits": (lambda: there(before=True, after=True), lambda: there(before=True, after=True, units=40)),
    "change.new": (lambda: there(before=False, after=True), lambda: there(before=True, after=True, units=40)),
    "change.gone": (lambda: there(before=True, after=False), lambda: there(before=True, after=True, units=40)),
    "test.order": (lambda: proposal_of(tested("A")), lambda: proposal_of(tested("A"), budget=0)),
    "test.budget": (lambda: proposal_of(tested("A"), tested("B"), budget=50_000),
                    lambda: proposal_of(tested("A"), tested("B"))),
    "test.not_worth": (lambda: proposal_of(tested("N", levels=(1.0, 2.0))), lambda: proposal_of(tested("N"))),
    "test.order_now": (lambda: proposal_of(tested("S", levels=(400.0,))), lambda: proposal_of(tested("S"))),
    "test.order_only": (lambda: proposal_of(DEAR), lambda: proposal_of(replace(DEAR, minimum_units=0))),
    "postpone.hold": (lambda: held(CLOTH), lambda: held(replace(CLOTH, told=0.0, late_dye_cents=5000))),
    "postpone.none": (lambda: held(replace(CLOTH, late_dye_cents=5000)), lambda: held(CLOTH)),
}  # fmt: skip


@pytest.mark.parametrize("code", ROOM_CAUSES)
def test_without_its_cause_it_is_decided_otherwise(code: str) -> None:
    (said, number), (other, otherwise) = (told() for told in ROOM_CAUSES[code])
    assert said == code
    assert (other, otherwise) != (said, number) and otherwise != number, f"{code}: {number} either way"
