"""A reason names what bound: take its cause away, and the number moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest

from treadle.decide.buy import decide_buy
from treadle.terms.buy import BuyCase, BuyPlan, SizeCase
from treadle.terms.policy import BuyPolicy
from treadle.terms.product import CostBreak

POLICY = BuyPolicy(draws=64)
LEVELS = tuple(np.round(np.arange(0.1, 1.0, 0.1), 2).tolist())


@dataclass(frozen=True)
class Asked:
    """Cases and what they share."""

    cases: tuple[BuyCase, ...]
    budget_cents: int | None = None
    minutes: float | None = None

    def plan(self) -> BuyPlan:
        return decide_buy(self.cases, budget_cents=self.budget_cents, capacity_minutes=self.minutes, policy=POLICY)

    def with_case(self, option_id: str, change: Callable[[BuyCase], BuyCase]) -> Asked:
        return replace(self, cases=tuple(change(one) if one.option_id == option_id else one for one in self.cases))


def brand(seed: int, *, minimum: bool, style_minimum: bool, stock: int) -> tuple[BuyCase, ...]:
    rng = np.random.default_rng(seed)
    cases = []
    for at in range(8):
        piece = int(rng.integers(300, 3000))
        units = np.sort(rng.gamma(1.5, rng.uniform(1, 60), len(LEVELS)))
        shares = rng.dirichlet(np.ones(3))
        cases.append(
            BuyCase(
                option_id=f"o{at}", style_id=f"s{at // 2}",
                sizes=tuple(SizeCase(sku=f"o{at}-{s}", size=str(s), share=float(shares[s]),
                                     on_hand_units=int(rng.integers(0, 1 + stock))) for s in range(3)),
                demand_levels=LEVELS, demand_units=tuple(units.tolist()), demand_mean_units=float(units.mean()),
                size_strength=float(rng.uniform(5, 300)), price_cents=int(piece * rng.uniform(0.8, 4.0)),
                cost_breaks=(
                    CostBreak(from_units=1, setup_cents=int(rng.integers(0, 9000)), cost_per_piece_cents=piece),
                    CostBreak(from_units=60, setup_cents=0, cost_per_piece_cents=int(piece * 0.85)),
                ),
                salvage_cents=int(piece * rng.uniform(0, 0.6)), holding_cents=5.0, due_day=date(2026, 9, 7),
                option_minimum_units=int(rng.integers(0, 90)) * minimum,
                style_minimum_units=int(rng.integers(0, 140)) * style_minimum, smv_minutes=float(rng.uniform(2, 20)),
            )
        )  # fmt: skip
    return tuple(cases)


def brands() -> Sequence[Asked]:
    found = []
    for seed in range(8):
        kind = seed % 4
        cases = brand(seed, minimum=kind == 1, style_minimum=kind == 2, stock=60 if kind == 3 else 5)
        free = Asked(cases)
        spent = free.plan().spent_cents
        found += [free, Asked(cases, budget_cents=spent // 2), Asked(cases, minutes=400.0)]
    small = brand(1, minimum=False, style_minimum=False, stock=0)
    few = tuple(replace(one, demand_units=tuple(0.1 * units for units in one.demand_units), demand_mean_units=2.0,
                        cost_breaks=one.cost_breaks[:1]) for one in small)  # fmt: skip
    found.append(Asked(few))
    found.append(Asked(tuple(replace(one, option_minimum_units=400, cost_breaks=(
        CostBreak(from_units=1, setup_cents=0, cost_per_piece_cents=one.cost_breaks[0].cost_per_piece_cents),
    )) for one in few)))  # fmt: skip
    full = tuple(replace(one, sizes=tuple(replace(size, on_hand_units=500) for size in one.sizes)) for one in small)
    found.append(Asked(full))
    return found


def bare(case: BuyCase) -> BuyCase:
    """The case without every other cause of making none."""
    return replace(no_stock(wanted_more(case)), option_minimum_units=0, style_minimum_units=0)


def no_stock(case: BuyCase, size: str = "") -> BuyCase:
    return replace(case, sizes=tuple(replace(one, on_hand_units=0) if size in ("", one.size) else one
                                     for one in case.sizes))  # fmt: skip


def wanted_more(case: BuyCase) -> BuyCase:
    return replace(case, demand_units=tuple(50 * one + 50 for one in case.demand_units), demand_mean_units=900.0)


def dearer(case: BuyCase) -> BuyCase:
    return replace(case, price_cents=8 * case.price_cents)


def one_break(case: BuyCase) -> BuyCase:
    return replace(case, cost_breaks=case.cost_breaks[:1])


CASE_CAUSES: dict[str, Callable[[BuyCase], BuyCase]] = {
    "buy.newsvendor": wanted_more,
    "buy.raised_minimum": lambda case: replace(case, option_minimum_units=0),
    "buy.none_minimum": lambda case: replace(case, option_minimum_units=0),
    "buy.raised_price_break": one_break,
    "buy.none_margin": dearer,
    "buy.none_stock": no_stock,
    "buy.none_demand": wanted_more,
}
SHARED_CAUSES = {
    "buy.less_budget": lambda asked: replace(asked, budget_cents=None),
    "buy.none_budget": lambda asked: replace(asked, budget_cents=None),
    "buy.less_capacity": lambda asked: replace(asked, minutes=None),
    "buy.none_capacity": lambda asked: replace(asked, minutes=None),
    "buy.raised_style_minimum": lambda asked: no_style_minimum(asked),
    "buy.none_style_minimum": lambda asked: no_style_minimum(asked),
}


def no_style_minimum(asked: Asked) -> Asked:
    return replace(asked, cases=tuple(replace(one, style_minimum_units=0) for one in asked.cases))


@pytest.fixture(scope="module")
def decided() -> list[tuple[Asked, BuyPlan]]:
    return [(asked, asked.plan()) for asked in brands()]


def units_of(plan: BuyPlan, option_id: str) -> int:
    return sum(line.units for line in plan.lines if line.option_id == option_id)


@pytest.mark.parametrize("code", [*CASE_CAUSES, *SHARED_CAUSES])
def test_without_its_cause_the_number_moves(code: str, decided: list[tuple[Asked, BuyPlan]]) -> None:
    tried = 0
    for asked, plan in decided:
        if tried >= 4:
            break
        if code in CASE_CAUSES and (asked.budget_cents is not None or asked.minutes is not None):
            continue  # what others take of a shared limit is no matter of the option's own
        for option_id in [name for name, reason in plan.option_reasons.items() if reason.code == code][:1]:
            if code == "buy.none_margin":  # enough by itself: it alone is left, and then it goes
                asked = asked.with_case(option_id, bare)
                plan = asked.plan()
            if code in SHARED_CAUSES:
                other = SHARED_CAUSES[code](asked)
            else:
                other = asked.with_case(option_id, CASE_CAUSES[code])
            tried += 1
            before, now = units_of(plan, option_id), units_of(other.plan(), option_id)
            assert before != now, f"{option_id}: {code}, {before} either way"
    assert tried >= 1, "the brands of this test give no such reason"


def test_a_size_without_units_is_covered_by_its_stock_or_is_not(decided: list[tuple[Asked, BuyPlan]]) -> None:
    tried = 0
    for asked, plan in decided[::3]:
        for line in plan.lines:
            if line.reason.code == "buy.size_stocked" and tried < 4:
                other = asked.with_case(line.option_id, lambda case, size=line.size: no_stock(case, size))  # type: ignore[misc]
                assert next(one for one in other.plan().lines if one.sku == line.sku).units > 0, line.line_id
                tried += 1
    assert tried >= 2


def test_no_shared_limit_is_named_where_none_bound(decided: list[tuple[Asked, BuyPlan]]) -> None:
    for asked, plan in decided:
        if asked.budget_cents is None and asked.minutes is None:
            codes = {reason.code for reason in plan.option_reasons.values()}
            assert not {code for code in codes if code.endswith(("_budget", "_capacity"))}


def test_an_order_that_earns_next_to_nothing_is_not_proposed(decided: list[tuple[Asked, BuyPlan]]) -> None:
    for _, plan in decided:
        for option_id in plan.option_reasons:
            lines = [line for line in plan.lines if line.option_id == option_id]
            cost, profit = sum(one.cost_cents for one in lines), sum(one.expected_profit_cents for one in lines)
            style_alone = sum(1 for one in plan.option_reasons if one != option_id)
            if cost and plan.option_reasons[option_id].code != "buy.raised_style_minimum" and style_alone:
                assert profit >= POLICY.least_return * cost - 5 or any(
                    reason.code == "buy.raised_style_minimum" for reason in plan.option_reasons.values()
                )
