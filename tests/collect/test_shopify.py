"""Shopify's webhooks as they come: signed or not, in any order, beside the CSV export, and held against a list."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from fastapi.testclient import TestClient
from tests.collect.shopify_payloads import BEGAN, SHOP, life, moment, order, refund

from treadle.api.app import create_app
from treadle.api.served import Served
from treadle.errors import InputError
from treadle.plant import shopify as use
from treadle.plant.arrivals import take_in
from treadle.plant.books import ledger_of
from treadle.plant.collected import set_aside_messages
from treadle.plant.import_ import import_files
from treadle.plant.init import init_folder
from treadle.plant.serving import open_brands
from treadle.settings import read_settings
from treadle.storage.lake import Lake, open_duckdb
from treadle.terms.shop_order import ShopOrder
from treadle.terms.tables import TABLES

SECRET = "hush"


def made(place: Path) -> Path:
    init_folder(place)
    use.connect_shop(place, SHOP, SECRET)
    return place


def signals(folder: Path) -> list[tuple[Any, ...]]:
    rows = Lake(folder=folder).rows_sql(TABLES["signals"])
    assert rows is not None
    with open_duckdb("UTC") as connection:
        asked = f"SELECT signal_id, kind, sku, units, price_cents FROM ({rows}) WHERE units > 0 ORDER BY 1"
        return connection.execute(asked).fetchall()


def signed(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def test_only_what_a_connected_shop_signed_is_taken(tmp_path: Path) -> None:
    folder, other = made(tmp_path / "brand"), tmp_path / "other"
    init_folder(other)
    use.connect_shop(other, "hats.myshopify.com", "other secret")
    client = TestClient(create_app(Served(brands=open_brands([folder, other]))))
    body = json.dumps(order()).encode()
    headers = {"X-Shopify-Topic": "orders/create", "X-Shopify-Shop-Domain": SHOP, "X-Shopify-Hmac-Sha256": signed(body)}

    def post(content: bytes = body, **changed: str) -> Any:
        named = {**headers, **{name.replace("_", "-"): value for name, value in changed.items()}}
        return client.post("/v1/shopify/webhooks", content=content, headers=named)

    assert post(body + b" ").status_code == 401
    assert post(X_Shopify_Hmac_Sha256=signed(body, "other secret")).status_code == 401
    assert post(X_Shopify_Hmac_Sha256="").status_code == 401
    assert post(X_Shopify_Shop_Domain="hats.myshopify.com").status_code == 401
    assert (
        post(X_Shopify_Shop_Domain="none.myshopify.com", X_Shopify_Hmac_Sha256=signed(body, "none")).status_code == 401
    )
    assert not ledger_of(folder, read_settings(folder)).states(ShopOrder)
    assert post().json()["what"] == "order"
    assert post().json()["what"] == "repeat"
    assert post(X_Shopify_Topic="carts/update").json()["what"] == "left out"
    test = json.dumps(order(test=True)).encode()
    assert post(test, X_Shopify_Hmac_Sha256=signed(test)).json()["what"] == "left out"
    bad = json.dumps(
        {**order(), "updated_at": "soon", "line_items": [{"id": 1, "quantity": -1, "price": "x"}]}
    ).encode()
    told = post(bad, X_Shopify_Hmac_Sha256=signed(bad)).json()
    assert told["what"] == "set aside"
    assert all(name in told["reason"] for name in ("updated_at", "quantity", "price", "sku"))
    (aside,) = set_aside_messages(folder)
    assert json.loads(aside.text)["updated_at"] == "soon"
    assert len(ledger_of(folder, read_settings(folder)).states(ShopOrder)) == 1
    mode = (folder / ".treadle" / "shopify.json").stat().st_mode
    assert mode & 0o077 == 0


def test_any_arrival_gives_the_same_ledger_and_the_same_lake(tmp_path: Path) -> None:
    refunds = [refund(7, 20, {0: 1}), refund(8, 21, {1: 1}, kind="cancel")]
    told = life(is_cancelled=True, refunds=refunds, edits=[(3, 1), (3, 1, 1)])
    found = []
    for turn in range(3):
        chance = random.Random(turn)
        folder = made(tmp_path / f"brand{turn}")
        settings = read_settings(folder)
        arrivals = told if turn == 0 else chance.sample([*told, *chance.sample(told, 3)], len(told) + 3)
        for at, (topic, payload) in enumerate(arrivals):
            use.take_webhook(
                folder, settings, topic=topic, shop=SHOP, body=json.dumps(payload).encode(),
                clock=lambda: BEGAN + timedelta(days=2),
            )  # fmt: skip
            if turn and at == len(arrivals) // 2:
                take_in(folder, settings)
        take_in(folder, settings)
        assert take_in(folder, settings).orders is None
        ledger = ledger_of(folder, settings)
        assert ledger.audit() == ()
        found.append(([held.state for held in ledger.states(ShopOrder)], signals(folder)))
    assert found[0] == found[1] == found[2]
    kinds = [(kind, units) for _, kind, _, units, _ in found[0][1]]
    assert sorted(kinds) == [("cancel", 1), ("cancel", 1), ("cancel", 2), ("order", 1), ("order", 1), ("order", 3),
                             ("return", 1)]  # fmt: skip


def test_an_order_of_the_export_and_of_a_webhook_counts_once(tmp_path: Path) -> None:
    folder = made(tmp_path / "brand")
    settings = read_settings(folder)
    told = order()
    export = tmp_path / "orders_export.csv"
    export.write_text(
        "Name,Email,Created at,Currency,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,"
        "Lineitem discount,Id\n"
        f"#1001,anna@shop.example,2026-03-02 09:00:00 +0000,EUR,2,Shirt - 0,59.90,SHIRT-0,5.00,{told['id']}\n"
        "#1001,,,,1,Shirt - 1,59.90,SHIRT-1,0.00,\n",
        encoding="utf-8",
    )
    import_files(folder, [export], mapping=Path("shopify"))
    by_export = signals(folder)
    use.take_webhook(folder, settings, topic="orders/create", shop=SHOP, body=json.dumps(told).encode())
    arrived = take_in(folder, settings)
    assert arrived.orders is not None and arrived.orders.kept_rows == 0
    assert signals(folder) == by_export


def test_what_was_never_told_is_found_and_kept(tmp_path: Path) -> None:
    folder = made(tmp_path / "brand")
    settings = read_settings(folder)
    for number in (1, 2, 4):
        body = json.dumps(order(number, created_at=moment(number))).encode()
        use.take_webhook(folder, settings, topic="orders/create", shop=SHOP, body=body)
    listed = [
        order(1, created_at=moment(1)),
        order(2, created_at=moment(2), updated=40, cancelled_at=moment(39)),
        order(3, created_at=moment(3)),
        order(5, created_at=moment(5)),
    ]  # fmt: skip
    path = tmp_path / "orders.json"
    path.write_text(json.dumps({"orders": listed}), encoding="utf-8")
    found = use.reconcile(folder, settings, use.listed_orders(path), SHOP)
    assert (found.orders, found.missing, found.stale, found.unlisted) == (4, ("#3", "#5"), ("#2",), ("#4",))
    again = use.reconcile(folder, settings, use.listed_orders(path), SHOP)
    assert (again.missing, again.stale) == ((), ())
    take_in(folder, settings)
    assert sum(row[3] for row in signals(folder) if row[1] == "order") == 15
    spoiled = [{**listed[0], "currency": 7}, {"id": 9}]
    with pytest.raises(InputError) as caught:
        use.reconcile(folder, settings, spoiled, SHOP)
    assert {"currency", "name", "line_items"} <= {one.column for one in caught.value.problems}


def test_a_file_of_orders_in_three_forms(tmp_path: Path) -> None:
    forms = (
        json.dumps({"orders": [order()]}),
        json.dumps([order()]),
        json.dumps(order()) + "\n" + json.dumps(order(2)),
    )
    for count, text in zip((1, 1, 2), forms, strict=True):
        path = tmp_path / "orders.json"
        path.write_text(text, encoding="utf-8")
        assert len(use.listed_orders(path)) == count
    for text in ("{", "7", '{"orders": 7}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            use.listed_orders(path)


def test_a_secret_that_was_changed_is_good_for_another_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made(tmp_path / "brand")
    use.connect_shop(folder, SHOP, "new")
    body = b"{}"
    for secret in (SECRET, "new"):
        assert use.shop_with_signature([folder], SHOP, body, signed(body, secret)) == folder
    tomorrow = use.now() + timedelta(hours=25)
    monkeypatch.setattr(use, "now", lambda: tomorrow)
    assert use.shop_with_signature([folder], SHOP, body, signed(body)) is None
    assert use.shop_with_signature([folder], SHOP, body, signed(body, "new")) == folder


def test_what_was_never_told_is_found_by_a_job(tmp_path: Path) -> None:
    """From what the Admin API lists, whose orders are known from then on; from the CSV export by their names."""
    from treadle.api.doers import DOERS
    from treadle.plant.people import make_key
    from treadle.plant.working import Worker

    folder = made(tmp_path / "brand")
    brands = open_brands([folder])
    client = TestClient(create_app(Served(brands=brands)))
    key = make_key(brands["brand"], name="k", role="planner", author="the test")
    client.headers["Authorization"] = f"Bearer {key}"
    settings = read_settings(folder)
    known, lost = order(1), order(2)
    use.take_webhook(folder, settings, topic="orders/create", shop=SHOP, body=json.dumps(known).encode())

    def result(name: str, body: bytes) -> dict[str, str]:
        asked = client.post("/v1/shopify/reconciliations", files={"file": (name, body)})
        assert asked.status_code == 202, asked.text
        worker = Worker(brands=brands, doers=DOERS, worker_id="w", say=lambda *_: None)
        while worker.once():
            pass
        job = client.get(asked.headers["location"]).json()
        assert job["state"] == "done", job
        return dict(job["result"])

    rows = [f"{one['name']},{one['id']},{str(one['created_at']).replace('T', ' ')},T-1" for one in (known, lost)]
    export = "\n".join(["Name,Id,Created at,Lineitem sku", *rows, f"{known['name']},,,T-2", ""]).encode()
    assert result("orders_export.csv", export)["missing"] == lost["name"]
    listed = json.dumps({"orders": [known, lost]}).encode()
    assert result("orders.json", listed)["missing"] == lost["name"]
    for name, body in (("orders.json", listed), ("orders_export.csv", export)):
        assert result(name, body)["missing"] == ""  # it is known now
    assert (
        client.post("/v1/shopify/reconciliations", files={"file": ("o.csv", b"")}, data={"shop": "x.y"}).status_code
        == 422
    )
