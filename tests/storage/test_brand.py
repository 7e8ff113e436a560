"""A folder to the snapshot of a day: what is known, in which form."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from folders import TIME_ZONE, example_folder, text_table, tiny_folder

from treadle.storage.brand import load_brand
from treadle.storage.ledger.moments import midnight
from treadle.storage.ledger.open import open_ledger
from treadle.terms.entry import Entry, Ordered
from treadle.terms.product import CostBreak
from treadle.terms.release import ReleasedOrder
from treadle.terms.signal import IN_STOCK, PRICE_PLAN, SIGNALS


def load(folder: Path, as_of: date | None = None):
    return load_brand(folder, as_of, currency="EUR", time_zone=TIME_ZONE)


def test_the_example_brand_is_whole(tmp_path: Path) -> None:
    seen = load(example_folder(tmp_path / "b"))
    assert (len(seen.catalogue.styles), len(seen.catalogue.options), len(seen.catalogue.skus)) == (8, 16, 96)
    assert seen.as_of == date(2026, 9, 28)
    assert seen.catalogue.check() == () and all(factory.check() == () for factory in seen.factories)
    assert all(style.is_made for style in seen.catalogue.styles)
    assert set(seen.patterns) == {"tshirt", "shirt", "trousers", "dress"} == set(seen.bulletins)
    assert seen.signals.schema.equals(SIGNALS) and seen.in_stock.schema.equals(IN_STOCK)
    assert seen.price_plan.schema.equals(PRICE_PLAN) and seen.price_plan.num_rows == 12
    assert {"view", "search", "cart", "wish", "order", "return"} == set(seen.signals["kind"].to_pylist())
    assert seen.budget_cents == 2_500_000


def test_the_same_folder_gives_the_same_fingerprint(tmp_path: Path) -> None:
    assert load(example_folder(tmp_path / "a")).fingerprint() == load(example_folder(tmp_path / "b")).fingerprint()


def test_a_signal_known_later_is_not_seen(tmp_path: Path) -> None:
    signals = text_table(
        "signal_id,happened_at,known_at,kind,sku,units,period_days",
        "a,2026-01-05,,order,T-red-S,3,1",
        "b,2026-01-05T23:59:00,,order,T-red-S,1,0",
        "c,2026-01-05T09:00:00,2026-01-06T00:00:01,order,T-red-S,1,0",
        "d,2025-12-29,,view,T-red-S,9,7",
    )
    folder = tiny_folder(tmp_path / "b", signals=signals)
    assert load(folder, date(2026, 1, 6)).signals["signal_id"].to_pylist() == ["d", "a", "b"]
    assert load(folder, date(2026, 1, 5)).signals["signal_id"].to_pylist() == ["d"]
    assert load(folder, date(2026, 1, 4)).signals.num_rows == 0
    assert load(folder).as_of == date(2026, 1, 7)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("a,2026-01-05,order,T-red-S,3,1", date(2026, 1, 6)),
        ("a,2026-01-05,order,T-red-S,3,7", date(2026, 1, 12)),
        ("a,2026-01-05,order,T-red-S,3,0", date(2026, 1, 6)),
        ("a,2026-01-05T23:30:00Z,order,T-red-S,3,0", date(2026, 1, 7)),
    ],
)
def test_as_of_defaults_to_the_day_after_the_newest_fact(tmp_path: Path, row: str, expected: date) -> None:
    header = "signal_id,happened_at,kind,sku,units,period_days"
    assert load(tiny_folder(tmp_path / "b", signals=text_table(header, row))).as_of == expected


def test_days_begin_in_the_brands_time_zone(tmp_path: Path) -> None:
    signals = text_table("signal_id,happened_at,kind,sku", "a,2026-07-01,order,T-red-S", "b,2026-01-01,order,T-red-S")
    found = load(tiny_folder(tmp_path / "b", signals=signals)).signals["happened_at"]
    assert [str(one) for one in found.cast(pa.string()).to_pylist()] == [
        "2025-12-31 23:00:00.000000Z", "2026-06-30 22:00:00.000000Z",
    ]  # fmt: skip


def test_costs_come_from_the_option_then_the_style_then_the_product(tmp_path: Path) -> None:
    breaks = text_table(
        "style_id,option_id,from_units,setup_cost,cost_per_piece",
        "T,,100,10.00,5.00", "T,,0,10.00,6.00", ",T-red,0,3.00,4.005",
    )  # fmt: skip
    folder = tiny_folder(tmp_path / "b", cost_breaks=breaks)
    (option,) = load(folder).catalogue.options
    assert option.cost_breaks == (CostBreak(from_units=0, setup_cents=300, cost_per_piece_cents=400),)
    path = folder / "tables" / "cost_breaks.csv"
    path.write_text(path.read_text().replace(",T-red,0,3.00,4.005\n", ""))
    (option,) = load(folder).catalogue.options
    assert [one.from_units for one in option.cost_breaks] == [0, 100]
    path.unlink()
    (option,) = load(folder).catalogue.options
    assert option.cost_breaks == (CostBreak(from_units=0, setup_cents=0, cost_per_piece_cents=650),)
    assert option.attributes == {"neck": "crew"}


def test_shelf_shares_come_from_flag_share_or_hours(tmp_path: Path) -> None:
    shelf = text_table(
        "sku,day,in_stock,in_stock_share,in_stock_hours,open_hours",
        "T-red-S,2026-01-01,no,,,", "T-red-S,2026-01-02,,0.25,,", "T-red-S,2026-01-03,,,6,24",
    )  # fmt: skip
    found = load(tiny_folder(tmp_path / "b", in_stock=shelf)).in_stock
    assert found["in_stock_share"].to_pylist() == [0.0, 0.25, 0.25]


def test_grain_is_turned_along_x(tmp_path: Path) -> None:
    pieces = text_table(
        "pattern_id;size;piece_id;outline;grain_deg".replace(";", ","),
    )
    assert pieces.num_rows == 0
    folder = tiny_folder(tmp_path / "b")
    (folder / "tables" / "pieces.csv").write_text(
        'pattern_id,size,piece_id,outline,grain_deg\nP,S,front,"0,0 10,0 10,30 0,30",90\n'
    )
    (piece,) = load(folder).patterns["P"].pieces
    assert piece.outline == ((0, 0), (0, -10), (30, -10), (30, 0))


def test_a_release_counts_as_coming_and_against_the_budget(tmp_path: Path) -> None:
    budget = text_table("from_day,to_day,amount", "2026-01-01,2026-01-31,100.00")
    folder = tiny_folder(tmp_path / "b", budget=budget)
    order = ReleasedOrder(
        work_order_id="W1", style_id="T", units={"T-red-S": 4}, due_day=date(2026, 1, 20),
        promise_day=date(2026, 1, 18), origin_day=date(2026, 1, 7), cost_cents=3_000,
    )  # fmt: skip
    before = load(folder, date(2026, 1, 8))
    moment = midnight(order.origin_day, "Europe/Berlin")
    placed = Ordered(release_id="abc", plan_id="p", order=order)
    entry = Entry(
        kind="order", subject="W1", happened_at=moment, known_at=moment, author="Mira", key="abc", body=placed
    )
    open_ledger(folder, currency="EUR", time_zone="Europe/Berlin").add([entry])
    after = load(folder, date(2026, 1, 8))
    assert (before.receipts, before.budget_cents) == ((), 10_000)
    assert [(one.order_id, one.place_id, one.units) for one in after.receipts] == [("W1", "home", 4)]
    assert after.budget_cents == 7_000 and after.released == (order,)
    assert load(folder, date(2026, 1, 6)).released == ()
    overdue = load(folder, date(2026, 3, 1)).receipts  # nobody said that it came, or that it will not
    assert sum(one.units for one in overdue) == 4
    assert all(one.due_day > date(2026, 3, 1) for one in overdue)
