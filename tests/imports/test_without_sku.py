"""Shops and lists without SKUs: an identity from name and options, by which products, stock and orders are joined."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_list_of_products_and_an_order_export_without_skus_are_joined(desk: Desk) -> None:
    range_ = desk.file("range.csv", "Style;Farbe;Größe;Preis;EK\nTee;rot;M;19,90;7\nTee;rot;S;19,90;7\nBag;;;35,00;9\n")
    orders = desk.file(
        "orders.csv", "Order No;Date;Product;Colour;Size;Qty;Price\n7;2026-03-13;Tee;rot;M;2;19,90\n"
        "7;2026-03-13;Bag;;;1;35,00\n8;2026-03-14;Tee;rot;M;-1;19,90\n",
    )  # fmt: skip
    assert desk.run("import", str(desk.folder), str(range_), str(orders)) == 0, desk.said
    assert sorted(desk.rows("products", "sku", "option_id", "size", "price_cents", "unit_cost_cents")) == [
        ("Bag", "Bag", "one size", 3500, 900), ("Tee-rot-M", "Tee-rot", "M", 1990, 700),
        ("Tee-rot-S", "Tee-rot", "S", 1990, 700),
    ]  # fmt: skip
    assert sorted(desk.rows("size_scales", "size_scale_id", "size")) == [
        ("of Bag", "one size"), ("of Tee", "M"), ("of Tee", "S")
    ]  # fmt: skip
    places = dict(desk.rows("size_scales", "size", "place"))
    assert places["S"] < places["M"]  # type: ignore[operator]
    acts = desk.rows("signals", "kind", "sku", "units", "price_cents")
    assert acts == [("order", "Tee-rot-M", 2, 1990), ("order", "Bag", 1, 3500), ("return", "Tee-rot-M", 1, 1990)]
    assert "no column holds SKUs; Style, Farbe, Größe make one" in desk.said
    assert "every row is taken for an order, as column Order No" in desk.said
    desk.run("check", str(desk.folder))
    assert "is not in table" not in desk.said, desk.said


def test_an_order_export_is_no_list_of_views(desk: Desk) -> None:
    unclear = desk.file("acts.csv", "date,product,size,qty\n2026-03-13,Tee,M,2\n")
    assert desk.bring(unclear, _as="signals") == 1 and "needs kind" in desk.said


def test_woocommerce_without_skus(desk: Desk) -> None:
    options = "Attribute 1 name,Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s)"
    products = desk.file("products.csv", f"ID,Type,SKU,Name,Regular price,Parent,{options}\n"
                         '9,variable,,Tee,,,Colour,"red, blue",Size,"S, M"\n'
                         '10,variation,,"Tee - red, S",20,id:9,Colour,red,Size,S\n'
                         '11,variation,,"Tee - red, M",20,id:9,Colour,red,Size,M\n'
                         "12,simple,,Bag,35,,,,,\n")  # fmt: skip
    orders = desk.file("orders.csv", "Order Number,Order Date,SKU,Quantity,Item Name,Item Cost\n"
                       '5,2026-03-13 10:00,,2,"Tee - red, M",20\n5,2026-03-13 10:00,,1,Bag,35\n')  # fmt: skip
    assert desk.bring(products, orders, map="woocommerce") == 0, desk.said
    assert sorted(desk.rows("products", "sku", "option_id", "size")) == [
        ("Bag", "Bag", "one size"), ("Tee - red, M", "id:9/red", "M"), ("Tee - red, S", "id:9/red", "S"),
    ]  # fmt: skip
    assert desk.rows("signals", "sku", "units") == [("Tee - red, M", 2), ("Bag", 1)]


@pytest.mark.parametrize(("layout", "text", "sku"), [
    ("etsy", "Sale Date,Item Name,Buyer,Quantity,Price,Transaction ID,SKU,Variations\n"
             "03/13/26,Linen dress,ann,1,80,77,,Size:M\n", "Linen dress - Size:M"),
    ("square", "Date,Time,Item,Price Point Name,SKU,Qty,Gross Sales,Net Sales,Transaction ID\n"
               "2026-03-13,10:00:00,Tee,\"Red, M\",,2,40,36,t1\n", "Tee - Red, M"),
])  # fmt: skip
def test_markets_without_skus_are_known_by_name_and_options(desk: Desk, layout: str, text: str, sku: str) -> None:
    assert desk.bring(desk.file("sales.csv", text), map=layout) == 0, desk.said
    assert desk.rows("signals", "sku") == [(sku,)]
