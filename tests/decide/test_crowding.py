"""The buy knows how options take from one another: demand moves with what is on offer, and some give way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pyarrow as pa
import pytest

from treadle.decide.buy import decide_buy
from treadle.decide.crowding import buy_in_crowd
from treadle.terms.buy import BuyCase, BuyPlan, SizeCase
from treadle.terms.forecast import CANNIBALISATION
from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Style
from treadle.terms.quantity import QUANTILE_LEVELS
from treadle.terms.reason import Reason

MONDAY = date(2026, 6, 1)
COST = (CostBreak(from_units=0, setup_cents=0, cost_per_piece_cents=1200),)


def one_case(option_id: str, *, mean: float = 100.0, price_cents: int = 3000) -> BuyCase:
    """A case in one size, demand spread evenly from a fifth of its mean to nine fifths."""
    return BuyCase(
        option_id=option_id,
        style_id="shirt",
        sizes=(SizeCase(sku=f"{option_id}-one", size="one", share=1.0),),
        demand_levels=QUANTILE_LEVELS,
        demand_units=tuple(mean * (0.2 + 1.6 * level) for level in QUANTILE_LEVELS),
        demand_mean_units=mean,
        size_strength=500.0,
        price_cents=price_cents,
        cost_breaks=COST,
        salvage_cents=300,
        holding_cents=0.0,
        due_day=MONDAY + timedelta(weeks=10),
    )


def catalogue(*colours: str) -> Catalogue:
    return Catalogue(
        size_scales=(SizeScale(size_scale_id="one", sizes=("one",)),),
        styles=(Style(style_id="shirt", category="shirts", size_scale_id="one"),),
        options=tuple(
            Option(option_id=f"shirt-{colour}", style_id="shirt", colour=colour, price_cents=3000, cost_breaks=COST)
            for colour in colours
        ),
        skus=(),
    )


def history(*option_ids: str) -> pa.Table:
    """Eight weeks in which the options were in the range."""
    rows = [(one, MONDAY + timedelta(weeks=week)) for one in option_ids for week in range(8)]
    return pa.table(
        {"option_id": [one for one, _ in rows], "week_start": pa.array([day for _, day in rows], pa.date32())}
    )


def found(style: float, low: float | None = None) -> pa.Table:
    rows = [
        {"level": level, "elasticity": one, "low": min(one, style if low is None else low), "high": one,
         "option_weeks": 500}
        for level, one in (("style", style), ("category", 0.0))
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=CANNIBALISATION)


def decide(cases: Sequence[BuyCase]) -> tuple[BuyPlan, tuple[Reason, ...]]:
    return decide_buy(cases), ()


def units(plan: BuyPlan) -> dict[str, int]:
    told: dict[str, int] = {}
    for line in plan.lines:
        told[line.option_id] = told.get(line.option_id, 0) + line.units
    return told


def test_without_an_elasticity_nothing_is_touched() -> None:
    cases = (one_case("shirt-red"), one_case("shirt-navy"))
    moved, plan, limits = buy_in_crowd(cases, found(0.0), history("shirt-red"), catalogue("red", "navy"), decide)
    assert moved is cases and limits == ()
    assert units(plan) == units(decide_buy(cases))


def test_what_the_data_do_not_show_withholds_nothing() -> None:
    """An elasticity whose interval begins at 0 may be 0: nothing is moved and nothing is withheld for it."""
    cases = (one_case("shirt-red"), one_case("shirt-navy"))
    past = history("shirt-red")
    moved, _, limits = buy_in_crowd(cases, found(0.6, low=0.0), past, catalogue("red", "navy"), decide)
    assert moved is cases and limits == ()
    shown, _, limits = buy_in_crowd(cases, found(0.6), past, catalogue("red", "navy"), decide)
    assert shown is not cases and limits


def test_a_sibling_that_leaves_makes_room() -> None:
    """Navy sold beside red and no longer pays: red stands alone from now on, with twice the demand."""
    cases = (one_case("shirt-red"), one_case("shirt-navy", price_cents=1000))
    moved, plan, limits = buy_in_crowd(
        cases, found(1.0), history("shirt-red", "shirt-navy"), catalogue("red", "navy"), decide
    )
    assert moved[0].crowd_factor == pytest.approx(2.0)
    alone = units(decide_buy((one_case("shirt-red", mean=200.0),)))["shirt-red"]
    assert units(plan)["shirt-red"] == pytest.approx(alone, rel=0.05)
    assert limits[-1].code == "limit.siblings" and limits[-1].fact("moved_options") >= 1


def test_a_new_colour_that_takes_more_than_it_brings_gives_way() -> None:
    """Red sold alone; white would earn little a piece, and take half of what red earns."""
    cases = (one_case("shirt-red", price_cents=9000), one_case("shirt-white", price_cents=1500))
    moved, plan, limits = buy_in_crowd(cases, found(1.0), history("shirt-red"), catalogue("red", "white"), decide)
    assert units(plan)["shirt-white"] == 0
    reason = plan.option_reasons["shirt-white"]
    assert reason.code == "buy.none_siblings"
    assert reason.fact("taken_cents") > reason.fact("forgone_cents") > 0
    assert moved[0].crowd_factor == pytest.approx(1.0)
    assert limits[-1].fact("withheld_options") == 1


def test_a_new_colour_that_brings_more_stays_and_both_are_bought_less() -> None:
    cases = (one_case("shirt-red"), one_case("shirt-white"))
    moved, plan, _ = buy_in_crowd(cases, found(0.3), history("shirt-red"), catalogue("red", "white"), decide)
    apart = units(decide_buy(cases))
    assert moved[0].crowd_factor == pytest.approx(2**-0.3, rel=0.02)
    assert 0 < units(plan)["shirt-red"] < apart["shirt-red"]
    assert units(plan)["shirt-white"] > 0
