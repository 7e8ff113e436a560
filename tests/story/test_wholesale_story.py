"""Stores' orders of a brand's folder: made for sure, cancelled, delivered and refused, and what the next plan sees."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from treadle.plant.books import ledger_of
from treadle.plant.plan import plan_folder
from treadle.plant.shops.stores import deliver, refuse, store_books, take_orders
from treadle.settings import read_settings
from treadle.storage.brand import load_brand
from treadle.terms.buy import BuyLine
from treadle.terms.snapshot import Snapshot


def seen(folder: Path, day: date | None = None) -> Snapshot:
    settings = read_settings(folder)
    return load_brand(folder, day, currency=settings.currency, time_zone=settings.time_zone)


def ordered(folder: Path, name: str, sku: str, units: int, day: date) -> None:
    path = folder.parent / f"{name}.csv"
    path.write_text(f"order_id,store_id,sku,units,price,day,due_day\n{name},galerie,{sku},{units},9.50,{day},"
                    f"{day + timedelta(days=30)}\n", encoding="utf-8")  # fmt: skip
    take_orders(store_books(folder, author="Mira"), path)


def line_of(folder: Path, sku: str, day: date) -> BuyLine:
    return next(one for one in plan_folder(folder, as_of=day).plan.buy.lines if one.sku == sku)


def test_what_a_store_ordered_is_made_for_sure_until_it_cancels(planned_brand: Path, tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    shutil.copytree(planned_brand, folder)
    day = seen(folder).as_of
    sku = seen(folder).catalogue.skus[0].sku
    held = sum(one.units for one in (*seen(folder).on_hand, *seen(folder).receipts) if one.sku == sku)
    ordered(folder, "SO-1", sku, held + 300, day - timedelta(days=1))
    (sold,) = seen(folder, day).sold_ahead
    assert (sold.sale_id, sold.sku, sold.units, sold.is_store) == ("SO-1", sku, held + 300, True)
    line = line_of(folder, sku, day)
    assert line.units >= 300 and line.reason.code.startswith("buy.sold_ahead")
    refuse(store_books(folder, author="Mira"), "SO-1", None, day, at_delivery=False, why="the season is over")
    after = day + timedelta(days=1)
    assert seen(folder, after).sold_ahead == ()
    assert seen(folder, day).sold_ahead == (sold,), "the plan of a day stays as that day began"
    later = line_of(folder, sku, after)
    assert later.units < 300 and not later.reason.code.startswith("buy.sold_ahead")


def test_goods_leave_stock_with_a_delivery_and_come_back_with_a_refusal(planned_brand: Path, tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    shutil.copytree(planned_brand, folder)
    first = seen(folder)
    sku = max(first.on_hand, key=lambda one: one.units).sku

    def stock(at: date) -> int:
        return sum(one.units for one in seen(folder, at).on_hand if one.sku == sku)

    day = first.as_of
    before = stock(day)
    assert before >= 10
    ordered(folder, "SO-2", sku, 10, day - timedelta(days=1))
    books = store_books(folder, author="Mira")
    deliver(books, "SO-2", None, day)
    assert stock(day) == before - 10
    refuse(books, "SO-2", None, day, at_delivery=True, share=0.1)
    assert stock(day) == before - 9, "what was refused is there again"
    tables = folder / "tables" / "stock.csv"
    rows = tables.read_text(encoding="utf-8").splitlines()
    place, units = (rows[0].split(",").index(name) for name in ("place_id", "units"))
    told = [one.split(",") for one in rows if f"{sku}" in one.split(",")]
    counted = [one for one in told if one[place].strip('"') == first.places[0].place_id]
    assert len(counted) == 1, "the brand counts one warehouse"
    fresh = [*counted[0][:units], str(before - 9), *counted[0][units + 1 :]]
    tables.write_text(
        tables.read_text(encoding="utf-8").replace(",".join(counted[0]), ",".join(fresh)), encoding="utf-8"
    )
    assert stock(day + timedelta(days=1)) == before - 9, "a new count holds what left and what came back"
    assert ledger_of(folder, read_settings(folder)).audit() == ()
