"""Shops over the API: stores deliver and refuse, moves need a right, and what is not there is told as such."""

from __future__ import annotations

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from api_desk import Desk, desk

from treadle.plant.init import init_folder
from treadle.plant.shops.stores import store_books, take_orders


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    place = tmp_path_factory.mktemp("stores")
    init_folder(place / "mine")
    (orders := place / "orders.csv").write_text(
        "order_id,store_id,sku,units,price,day\nSO-1,galerie,TEE1-white-M,20,9.00,2026-09-01\n", encoding="utf-8"
    )
    take_orders(store_books(place / "mine", author="t"), orders)
    return desk(place / "mine")


def test_a_store_gets_its_goods_and_refuses_a_tenth(at: Desk) -> None:
    client = at.client(role="planner")
    (order,) = client.get("/v1/store-orders").json()
    assert (order["open"], order["open_cents"]) == ({"TEE1-white-M": 20}, 18_000)
    assert client.post("/v1/store-orders/SO-1/delivery", json={}).json()["taken_cents"] == 18_000
    told = {"share": 0.1, "is_at_delivery": True}
    assert client.post("/v1/store-orders/SO-1/refusal", json=told).json()["taken_cents"] == 16_200
    too_many = {"units": {"TEE1-white-M": 19}, "is_at_delivery": True}
    assert client.post("/v1/store-orders/SO-1/refusal", json=too_many).status_code == 422
    owed = {one["partner_id"]: one["owed_cents"] for one in client.get("/v1/partners").json()}
    assert owed == {"galerie": 16_200}


def test_moves_need_a_right_and_a_plan(at: Desk) -> None:
    looks = at.client(role="read-only")
    assert looks.get("/v1/shops/moves").json() == []
    assert looks.post("/v1/shops/moves", json={}).status_code == 403
    assert at.client(role="planner").get("/v1/shops/plan").status_code == 404, "there is no plan yet"
    assert at.client(role="planner").post("/v1/shops/moves/none/arrival", json={}).status_code == 404
    assert at.client(role="partner factory").get("/v1/store-orders").status_code == 403
