"""The cash curve: sums kept, quantiles of the forecast kept, the trough named by what makes it, commands over it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.settle.cash_curve import cash_curve, play
from treadle.terms.cash import Arriving, CashCase, CashFlow, Selling
from treadle.terms.quantity import QUANTILE_LEVELS

DAY = date(2026, 3, 2)


def days(*after: int) -> tuple[date, date, date]:
    first, middle, last = (DAY + timedelta(days=one) for one in (after * 3 if len(after) == 1 else after))
    return first, middle, last


def selling(stock: int, mean: float = 100.0, weeks: int = 4, spread: float = 0.5, cents: float = 1000.0) -> Selling:
    """An option of one SKU: what it sells up to the end of each week rises evenly, uniform over its levels."""
    level = np.array(QUANTILE_LEVELS)[:, None]
    week = np.arange(1, weeks + 1)[None, :] / weeks
    totals = mean * (1.0 + spread * (2.0 * level - 1.0)) * week
    return Selling(option_id="O", skus=("K",), shares=(1.0,), strength=500.0, stock=(stock,),
                   net_cents=np.full(weeks, cents), totals=totals)  # fmt: skip


def test_by_hand_what_is_certain_is_certain() -> None:
    case = CashCase(
        as_of=DAY, weeks=4, opening_cents=5_000,
        flows=(CashFlow(kind="goods", subject="W1", cents=-7_000, days=days(10)),
               CashFlow(kind="claims", subject="shop", cents=4_000, days=days(21)),
               CashFlow(kind="goods", subject="late", cents=-100, days=days(-3))),
    )  # fmt: skip
    curve = cash_curve(case, seed=1)
    assert all(curve.at(level) == (4_900, -2_100, -2_100, 1_900) for level in curve.levels)
    assert curve.trough.week == DAY + timedelta(days=7)
    assert [(one.kind, one.subject, one.cents) for one in curve.trough.causes] == [
        ("goods", "W1", 7_000), ("goods", "late", 100)
    ]  # fmt: skip
    assert curve.shortfall_cents(2_000) == 100 and curve.shortfall_cents(2_100) == 0


def test_nobody_sells_more_than_there_is_and_goods_that_come_sell_on() -> None:
    case = CashCase(as_of=DAY, weeks=4, opening_cents=0, selling=(selling(10),))
    assert cash_curve(case, seed=1).at(0.9)[-1] == 10_000
    comes = replace(case, arriving=(Arriving(order_id="W", units={"K": 5}, days=days(14)),))
    assert cash_curve(comes, seed=1).at(0.1)[-1] == 15_000
    late = replace(case, arriving=(Arriving(order_id="W", units={"K": 5}, days=days(28)),))
    assert cash_curve(late, seed=1).at(0.9)[-1] == 10_000


def test_the_account_has_the_forecasts_own_quantiles() -> None:
    case = CashCase(as_of=DAY, weeks=4, opening_cents=0, selling=(selling(10_000),), together_share=0.3)
    curve = cash_curve(case, seed=2, paths=4_000)
    for level in (0.1, 0.25, 0.5, 0.75, 0.9):
        expected = 100.0 * (1.0 + 0.5 * (2 * level - 1)) * 1000
        assert curve.at(level)[-1] == pytest.approx(expected, rel=0.03), level


def test_options_that_err_together_make_a_wider_band() -> None:
    many = tuple(replace(selling(10_000), option_id=f"O{at}", skus=(f"K{at}",)) for at in range(30))
    apart = CashCase(as_of=DAY, weeks=4, opening_cents=0, selling=many, together_share=0.0)

    def band(case: CashCase) -> int:
        curve = cash_curve(case, seed=3)
        return curve.at(0.9)[-1] - curve.at(0.1)[-1]

    assert band(replace(apart, together_share=0.5)) > 2 * band(apart)


def test_what_buyers_bring_back_is_sold_again_a_fortnight_later() -> None:
    """Ten pieces, ten wanted a week, half come back: 10 are sold, none, 5 of those that came back, none."""
    one = replace(selling(10, mean=40.0, spread=0.0), returned_share=0.5)
    case = CashCase(as_of=DAY, weeks=4, opening_cents=0, selling=(one,), returned_strength=1e9)
    assert cash_curve(case, seed=1).at(0.5) == (10_000, 10_000, 10_000, 10_000)  # 5,000 back, 5,000 sold again
    kept = replace(case, selling=(replace(one, stock=(20,)),))
    assert cash_curve(kept, seed=1).at(0.5) == (10_000, 20_000, 20_000, 20_000)


def test_payouts_come_later_and_returns_are_taken_off() -> None:
    case = CashCase(as_of=DAY, weeks=6, opening_cents=0, selling=(selling(10**6, weeks=6),), payout_days={0: 1.0})
    at_once, week = cash_curve(case, seed=1), cash_curve(replace(case, payout_days={7: 1.0}), seed=1)
    assert week.at(0.5)[0] == 0 and week.at(0.5)[1:] == at_once.at(0.5)[:-1]
    back = cash_curve(replace(case, selling=(replace(case.selling[0], returned_share=0.5),)), seed=1)
    assert back.at(0.5)[:2] == at_once.at(0.5)[:2] and back.at(0.5)[-1] < at_once.at(0.5)[-1]


@given(
    st.lists(st.tuples(st.integers(-9_000, 9_000), st.integers(0, 40), st.integers(0, 9)), max_size=6),
    st.integers(0, 200), st.integers(0, 60), st.integers(0, 3),
)  # fmt: skip
def test_what_moves_adds_up_to_the_account(flows: list[tuple[int, int, int]], stock: int, more: int, seed: int) -> None:
    """On every path the account is the opening and all that moved; the same seed gives the same; no piece is sold
    that neither lay there nor came."""
    case = CashCase(
        as_of=DAY, weeks=5, opening_cents=1_000, selling=(selling(stock, weeks=5, cents=1.0),),
        flows=tuple(CashFlow(kind="goods", subject=str(at), cents=cents, days=days(day, day + late, day + 2 * late))
                    for at, (cents, day, late) in enumerate(flows)),
        arriving=(Arriving(order_id="W", units={"K": more}, days=days(3, 9, 20), flows=(("goods", -5, 3),)),),
    )  # fmt: skip
    played = play(case, seed=seed, paths=50)
    moved = sum(played.moved.values()).cumsum() + case.opening_cents  # type: ignore[union-attr]
    assert np.allclose(played.account.mean(axis=0), moved)
    assert played.moved["sales", ""].sum() <= stock + more + 1e-6
    assert cash_curve(case, seed=seed, paths=50) == cash_curve(case, seed=seed, paths=50)


def test_the_command_tells_the_curve_with_and_without_the_plan(planned_brand: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(planned_brand, tmp_path / "mybrand"))
    run = CliRunner()

    def do(*words: str) -> str:
        done = run.invoke(build_app(), list(words))
        assert done.exit_code == 0, f"{done.output}\n{done.exception}"
        return done.output

    plain = do("cash", str(folder), "--weeks", "8")
    assert "begins at nothing" in plain and "Without the plan's orders" in plain and "willow" in plain
    do("cash", str(folder), "--counted", "20000")
    out = tmp_path / "curve.csv"
    counted = do("cash", str(folder), "--weeks", "8", "--out", str(out))
    assert "20,000.00 EUR" in counted and "begins at nothing" not in counted
    assert len(out.read_text(encoding="utf-8").splitlines()) == 9
    # A deposit and shorter terms move money ahead: the trough is deeper.
    for factory in ("willow", "birch"):
        do("settle", str(folder), "terms", factory, "--deposit", "0.5", "--days", "0", "--on", "2020-01-01")
    do("settle", str(folder), "terms", "supplier", "--kind", "supplier", "--deposit", "1", "--days", "0",
       "--on", "2020-01-01")  # fmt: skip
    dearer = do("cash", str(folder), "--weeks", "8")
    assert dearer != counted and "deposits" in dearer
