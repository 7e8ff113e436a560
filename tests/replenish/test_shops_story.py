"""Shops of a brand's folder: planned, sent, counted by the next plan; stores order and refuse, and cash follows."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from shop_brand import with_shops
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.errors import InputError
from treadle.plant.books import ledger_of
from treadle.plant.settle.agree import agree_changed
from treadle.plant.settle.desk import settle_books
from treadle.plant.settle.statements import state
from treadle.plant.shops.plan import plan_shops, reserved_units
from treadle.plant.shops.send import arrive, send
from treadle.plant.shops.stores import deliver, refuse, store_books, take_orders
from treadle.settings import read_settings
from treadle.terms.shop import StoreOrder

RULES = "shop1,,1,,,,2\nshop2,6,1,,,,2\nshop3,,1,2030-01-01,,shop1,2\n"


@pytest.fixture(scope="module")
def brand(planned_brand: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_shops(planned_brand, tmp_path_factory.mktemp("shops") / "mybrand", rules=RULES)


def units_to(folder: Path, shop: str) -> int:
    rows = plan_shops(folder, folder / "plan").rows.to_pylist()
    return sum(row["units"] for row in rows if row["to_place_id"] == shop)


def test_goods_go_out_once_and_the_next_plan_counts_them(brand: Path) -> None:
    found = plan_shops(brand, brand / "plan")
    rows = found.rows.to_pylist()
    to = {row["to_place_id"] for row in rows}
    assert to == {"shop1", "shop2"}, "shop3 is not open yet"
    assert sum(row["units"] for row in rows if row["to_place_id"] == "shop2") <= 6
    assert found.room_prices.keys() == {"shop2"}
    first = units_to(brand, "shop1")
    sent = send(brand, found, author="Mira")
    assert sent.is_new and not send(brand, found, author="Mira").is_new
    assert units_to(brand, "shop1") < first / 4, "what is on its way is counted"
    move = next(one for one in sent.moves if one.sent.to_place_id == "shop1")
    line = move.sent.lines[0]
    arrive(brand, move.move_id, {line.sku: 0}, author="Mira")
    again = plan_shops(brand, brand / "plan", as_of=move.sent.arrives_on).rows.to_pylist()
    wanted = [row for row in again if row["to_place_id"] == "shop1" and row["sku"] == line.sku]
    assert wanted, "what did not come is sent again"
    with pytest.raises(InputError, match="was not sent"):
        arrive(brand, move.move_id, {"nothing": 1}, author="Mira")
    ledger = ledger_of(brand, read_settings(brand))
    assert [one for one in ledger.audit() if "release" not in one.rule] == []


def test_the_commands_write_table_sheets_and_pick_list(brand: Path, tmp_path: Path) -> None:
    run = CliRunner()

    def do(*words: str) -> str:
        done = run.invoke(build_app(), ["shops", str(brand), *words])
        assert done.exit_code == 0, f"{done.output}\n{done.exception}"
        return done.output

    told = do("plan", "--shop", "shop1", "--out", str(tmp_path / "moves.csv"), "--sheets", str(tmp_path / "one"))
    assert "shop1" in told or "Nothing moves" in told
    do("plan", "--sheets", str(tmp_path / "two"))
    for name in ("pick-list.pdf", "pick-list.xlsx"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    do("packs")
    do("status")


def orders_file(folder: Path, sku: str, units: int = 30) -> Path:
    path = folder.parent / "orders.csv"
    path.write_text(f"order_id,store_id,sku,units,price,day,due_day\nSO-1,galerie,{sku},{units},9.50,2026-09-01,"
                    "2026-09-30\n", encoding="utf-8")  # fmt: skip
    return path


def test_ten_per_cent_refused_and_cash_and_allocation_follow(planned_brand: Path, tmp_path: Path) -> None:
    folder = with_shops(planned_brand, tmp_path / "mybrand", rules="shop1,,1,,,,2\n")
    books = store_books(folder, author="Mira")
    rows = plan_shops(folder, folder / "plan").rows.to_pylist()
    sku = max(rows, key=lambda row: row["units"])["sku"]
    plain = sum(row["units"] for row in rows if row["sku"] == sku)
    (order,) = take_orders(books, orders_file(folder, sku, 39))
    assert take_orders(books, orders_file(folder, sku, 39)) == (order,)
    held = plan_shops(folder, folder / "plan").rows.to_pylist()
    assert sum(row["units"] for row in held if row["sku"] == sku) <= 1 < plain, (
        "the warehouse keeps what a store waits for"
    )
    with pytest.raises(InputError, match="other lines"):
        take_orders(books, orders_file(folder, sku, 40))
    settle = settle_books(folder, author="Mira", day=order.placed.due_day)
    agree_changed(settle, "galerie", {"kind": "store", "from_day": order.placed.day, "balance_days": 14})
    deliver(books, "SO-1", None, order.placed.due_day)
    (owed,) = settle.partner("galerie").unstated
    assert owed.cents == 39 * 950
    began = time.process_time()
    after = refuse(books, "SO-1", None, order.placed.due_day, at_delivery=True, share=0.1)
    assert after.refused == {sku: 4}
    assert settle.partner("galerie").owed_cents == 35 * 950
    assert reserved_units([held.state for held in books.ledger.states(StoreOrder)]) == {}
    assert time.process_time() - began < 2.0
    (statement,) = state(settle, "galerie")
    assert statement.made.cents == 35 * 950
    with pytest.raises(InputError, match="there is less of it"):
        refuse(books, "SO-1", {sku: 36}, order.placed.due_day, at_delivery=True)
    assert [one for one in books.ledger.audit() if "release" not in one.rule] == []


def test_a_store_that_cancels_frees_what_was_kept_for_it(planned_brand: Path, tmp_path: Path) -> None:
    folder = with_shops(planned_brand, tmp_path / "mybrand")
    books = store_books(folder, author="Mira")
    take_orders(books, orders_file(folder, "TEE1-white-M"))
    assert reserved_units(list(books.orders())) == {"TEE1-white-M": 30}
    refuse(books, "SO-1", {"TEE1-white-M": 20}, books.order("SO-1").placed.day, at_delivery=False)
    assert reserved_units(list(books.orders())) == {"TEE1-white-M": 10}
    one = books.order("SO-1")
    assert one.check() == () and one.open_cents == 10 * 950
