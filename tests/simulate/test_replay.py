"""A past lived again: goods come after their lead time, sales end with the stock, and money adds up by hand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from treadle.simulate.replay import Past, ReplayWorld, _cost, _plain_rule, _row
from treadle.terms.policy import PlanPolicy, Policy
from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style
from treadle.terms.signal import SIGNALS
from treadle.terms.snapshot import Snapshot

MONDAY = date(2026, 3, 2)
COSTS = (
    CostBreak(from_units=0, setup_cents=5000, cost_per_piece_cents=1000),
    CostBreak(from_units=50, setup_cents=5000, cost_per_piece_cents=800),
)


def catalogue(minimum: int = 0) -> Catalogue:
    return Catalogue(
        size_scales=(SizeScale(size_scale_id="two", sizes=("S", "M")),),
        styles=(Style(style_id="TEE", category="t", size_scale_id="two"),),
        options=(
            Option(option_id="TEE-red", style_id="TEE", colour="red", price_cents=3000, cost_breaks=COSTS,
                   minimum_units=minimum),
        ),
        skus=tuple(Sku(sku=f"TEE-red-{size}", option_id="TEE-red", size=size) for size in ("S", "M")),
    )  # fmt: skip


def past() -> Past:
    """Three weeks: S is wanted 4, 4, 4 (2 to 6), M 1, 0, 9 for certain; 5 and 3 lie there at first."""
    middle, apart = np.array([[4.0, 4.0, 4.0], [1.0, 0.0, 9.0]]), np.array([[2.0], [0.0]])
    return Past(
        skus=("TEE-red-S", "TEE-red-M"),
        days=tuple(MONDAY + timedelta(days=7 * week) for week in range(3)),
        demand=np.stack([middle - apart, middle, middle + apart]),
        sold=np.zeros((2, 3)),
        start_stock=np.array([5.0, 3.0]),
        end_stock=np.zeros(2),
        price=np.array([2500.0, 2500.0]),
        left=np.array([800.0, 800.0]),
    )


def snapshot(day: date, minimum: int = 0, signals: pa.Table | None = None) -> Snapshot:
    return Snapshot(
        as_of=day, currency="EUR", time_zone="UTC", catalogue=catalogue(minimum), places=(), factories=(), fabrics={},
        patterns={}, bulletins={}, signals=SIGNALS.empty_table() if signals is None else signals,
        in_stock=pa.table({}), price_plan=pa.table({}), on_hand=(), receipts=(),
    )  # fmt: skip


def world(lead_days: int = 12) -> ReplayWorld:
    return ReplayWorld(past=past(), known=snapshot, lead_days=np.array([lead_days, lead_days]))


def test_goods_come_after_their_lead_time_and_sales_end_with_the_stock() -> None:
    lived = world()
    lived.do({"TEE-red-S": 6})  # due on day 12: too late for the second week
    lived.wait(MONDAY + timedelta(days=7))
    seen = lived.see(MONDAY + timedelta(days=7))
    assert {one.sku: one.units for one in seen.on_hand} == {"TEE-red-S": 1, "TEE-red-M": 2}
    assert [(one.sku, one.units, one.due_day) for one in seen.receipts] == [
        ("TEE-red-S", 6, MONDAY + timedelta(days=12))
    ]
    lived.wait(MONDAY + timedelta(days=21))
    assert lived.sold[1].tolist() == [[4.0, 1.0, 4.0], [1.0, 0.0, 2.0]]
    assert lived.sold[0].tolist() == [[2.0, 2.0, 2.0], [1.0, 0.0, 2.0]]
    assert lived.sold[2].tolist() == [[5.0, 0.0, 6.0], [1.0, 0.0, 2.0]]
    assert lived.left()[1].tolist() == [2.0, 0.0]
    assert (lived.sold.sum(axis=2) + lived.left() == np.array([11.0, 3.0])).all()


def test_what_is_still_coming_is_left_too() -> None:
    lived = world(lead_days=90)
    lived.do({"TEE-red-M": 7})
    lived.wait(MONDAY + timedelta(days=21))
    assert lived.left()[1].tolist() == [0.0, 7.0]


def test_money_of_a_row_by_hand() -> None:
    lived = world()
    lived.do({"TEE-red-S": 6})
    lived.wait(MONDAY + timedelta(days=21))
    row = _row("x", past(), catalogue(), lived.sold.sum(axis=2), lived.left(), lived.bought)
    # 12 sold at 25.00, 2 left at 8.00, six made at 50.00 + 6 x 10.00; 10 of 22 wanted in vain
    assert row["profit"] == 12 * 25 + 2 * 8 - 110
    assert (row["sold_units"], row["lost_units"], row["bought_units"]) == (12.0, 10.0, 6.0)
    assert row["profit_low"] == pytest.approx(9 * 25 + 5 * 8 - 110)
    assert row["profit_high"] == pytest.approx(14 * 25 - 110)


def test_an_order_costs_what_its_quantity_costs() -> None:
    assert _cost(catalogue(), past().skus, [np.array([30.0, 20.0])]) == 5000 + 50 * 800
    assert _cost(catalogue(), past().skus, [np.array([30.0, 19.0]), np.zeros(2)]) == 5000 + 49 * 1000


def orders(*units: tuple[str, float]) -> pa.Table:
    from datetime import UTC, datetime

    moment = datetime(2026, 3, 20, 12, tzinfo=UTC)
    usual = dict.fromkeys(SIGNALS.names) | {
        "happened_at": moment,
        "known_at": moment,
        "kind": "order",
        "period_days": 0,
    }
    rows = [usual | {"signal_id": str(at), "sku": sku, "units": many} for at, (sku, many) in enumerate(units)]
    return pa.Table.from_pylist(rows, schema=SIGNALS)


def test_the_plain_rule_covers_lead_and_four_weeks() -> None:
    policy = Policy(plan=PlanPolicy(bought_in_lead_days=14))
    seen = snapshot(date(2026, 3, 23), signals=orders(("TEE-red-S", 8.0), ("TEE-red-M", 4.0)))
    # two and one a week, six weeks ahead
    assert _plain_rule(catalogue(), policy)(seen) == {"TEE-red-S": 12, "TEE-red-M": 6}
    assert _plain_rule(catalogue(30), policy)(seen) == {"TEE-red-S": 20, "TEE-red-M": 10}
    assert _plain_rule(catalogue(40), policy)(seen) == {}
