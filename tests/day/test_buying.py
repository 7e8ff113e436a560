"""A buy that fills every sewing minute leaves none for changes of style; the day keeps them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from treadle.day.buying import buy_with_changes
from treadle.schedule.capacity import change_minutes, sewing_capacity
from treadle.terms.buy import BuyCase, SizeCase
from treadle.terms.calendar import Shift, ShiftCalendar
from treadle.terms.place import Factory
from treadle.terms.policy import PlanPolicy, Policy
from treadle.terms.product import Catalogue, CostBreak
from treadle.terms.quantity import QUANTILE_LEVELS
from treadle.terms.reason import Reason
from treadle.terms.sewing import LineBalance, Operator, SewingLine
from treadle.terms.snapshot import Snapshot

MONDAY = date(2026, 3, 2)
STYLES = 6


def snapshot(changeover_minutes: int) -> Snapshot:
    """One line of four people, 480 minutes a day on seven days."""
    people = tuple(Operator(operator_id=f"P{at}", efficiency={"sew": 1.0}) for at in range(4))
    factory = Factory(
        factory_id="F",
        name="F",
        calendar=ShiftCalendar(shifts=tuple(Shift(weekday=day, start_minute=480, end_minute=960) for day in range(7))),
        cutting_tables=(),
        sewing_lines=(SewingLine(line_id="L", operators=people),),
        minute_cost_cents=10.0,
        changeover_minutes=changeover_minutes,
    )
    nothing = pa.table({})
    return Snapshot(
        as_of=MONDAY,
        currency="EUR",
        time_zone="UTC",
        catalogue=Catalogue(size_scales=(), styles=(), options=(), skus=()),
        places=(),
        factories=(factory,),
        fabrics={},
        patterns={},
        bulletins={},
        signals=nothing,
        in_stock=nothing,
        price_plan=nothing,
        on_hand=(),
        receipts=(),
    )


def cases(mean: float) -> tuple[BuyCase, ...]:
    """Six styles of one option and size each, ten minutes a piece, the first the dearest."""
    return tuple(
        BuyCase(
            option_id=f"O{at}",
            style_id=f"S{at}",
            sizes=(SizeCase(sku=f"K{at}", size="M", share=1.0),),
            demand_levels=QUANTILE_LEVELS,
            demand_units=tuple(mean * (0.5 + level) for level in QUANTILE_LEVELS),
            demand_mean_units=mean,
            price_cents=3000 - 100 * at,
            cost_breaks=(CostBreak(from_units=1, setup_cents=0, cost_per_piece_cents=1000),),
            salvage_cents=200,
            size_strength=500.0,
            holding_cents=0.0,
            due_day=date(2026, 3, 12),
            smv_minutes=10.0,
        )
        for at in range(STYLES)
    )


BALANCE = LineBalance(
    bulletin_id="B",
    line_id="L",
    stations=(),
    pitch_minutes=2.5,
    minutes_per_unit=3.125,
    line_efficiency=0.8,
    bottleneck_station_id="",
    status="balanced",
    reason=Reason.of("sew.balanced"),
)
POLICY = Policy(plan=PlanPolicy(lead_days=10))


def test_capacity_and_the_cost_of_a_change() -> None:
    # 10 days x 480 minutes x 4 people x 0.8 = 15,360 standard minutes; a change of 60 minutes stops 4 people at 0.8
    seen = snapshot(60)
    assert sewing_capacity(seen, POLICY, (BALANCE,)) == pytest.approx(15_360)
    assert change_minutes(seen, (BALANCE,)) == pytest.approx(192)


def test_minutes_are_kept_for_the_changes_of_what_is_made() -> None:
    seen = snapshot(600)
    buy, limits = buy_with_changes(seen, POLICY, cases(1000), (BALANCE,))
    made = {line.style_id for line in buy.lines if line.units > 0}
    used = sum(10.0 * line.units for line in buy.lines)
    assert used + 1920 * (len(made) - 1) <= 15_360
    assert used + 1920 * (len(made) - 1) > 0.75 * 15_360
    assert limits[0].code == "limit.changes"
    assert limits[0].fact("minutes_each") == 1920


def test_without_changes_every_minute_is_sewn() -> None:
    buy, limits = buy_with_changes(snapshot(0), POLICY, cases(1000), (BALANCE,))
    assert 15_350 <= sum(10.0 * line.units for line in buy.lines) <= 15_360
    assert not limits


def test_a_small_buy_with_room_for_its_changes_is_left_alone() -> None:
    seen = snapshot(60)
    kept, limits = buy_with_changes(seen, POLICY, cases(20), (BALANCE,))
    free, _ = buy_with_changes(snapshot(0), POLICY, cases(20), (BALANCE,))
    assert [line.units for line in kept.lines] == [line.units for line in free.lines]
    assert not limits


def test_without_a_factory_nothing_is_limited() -> None:
    buy, limits = buy_with_changes(replace(snapshot(60), factories=()), POLICY, cases(1000), ())
    assert sum(line.units for line in buy.lines) > 1536
    assert not limits
