"""Campaigns over the API: opened, ordered, paid by signed messages, shown to anybody, refused with a reason."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from api_desk import Desk, desk

from treadle.connectors.payments.provider import sign
from treadle.plant.books import ledger_of
from treadle.plant.init import init_folder
from treadle.plant.presell.payments import connect_provider
from treadle.settings import read_settings

OPTION = "TEE1-white"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("presell") / "mine"
    init_folder(folder)
    return desk(folder)


def offer(**told: object) -> dict[str, object]:
    day = (date.today() + timedelta(days=40)).isoformat()
    return {"campaign_id": "tee", "option_id": OPTION, "threshold_units": 2, "promise_day": day, "most_units": 3,
            "tiers": [{"from_units": 1, "price_cents": 3000}], **told}  # fmt: skip


def paid(order_id: str, cents: int, payment: str) -> bytes:
    told = {"type": "payment.paid", "id": payment, "order_id": order_id, "amount_cents": cents, "currency": "EUR",
            "at": datetime.now(UTC).isoformat()}  # fmt: skip
    return json.dumps(told).encode()


def test_a_campaign_is_opened_sold_and_paid(at: Desk) -> None:
    client, shop, anybody = at.client(role="owner"), at.client(role="planner"), at.client()
    assert client.get("/v1/campaigns").json() == []
    bad = client.post("/v1/campaigns", json=offer(tiers=[{"from_units": 5, "price_cents": 1}]))
    assert bad.status_code == 422 and "the first tier begins at one piece" in bad.text
    made = client.post("/v1/campaigns", json=offer())
    assert made.status_code == 201 and made.json()["state"] == "open", made.text
    path = "/v1/campaigns/tee/orders"
    for name in ("ann-1", "ann-1", "bob-2"):
        told = shop.post(path, json={"order_id": name, "units": {"S": 1}})
        assert told.status_code == 201, told.text
    full = shop.post(path, json={"order_id": "cy-3", "units": {"S": 2}})
    assert full.status_code == 409 and "1 are left" in full.json()["detail"]
    assert shop.post(path, json={"order_id": "x", "units": {"5XL": 1}}).status_code == 409
    assert shop.post("/v1/campaigns/none/orders", json={"order_id": "x", "units": {"S": 1}}).status_code == 404

    folder = next(iter(at.brands.values())).folder
    body = paid("ann-1", 3000, "pi_1")
    post = "/v1/presell/payments"
    assert anybody.post(post, content=body).status_code == 401
    secret = connect_provider(folder)
    for expected in ("taken", "known"):
        headers = {"treadle-signature": sign(secret, body, datetime.now(UTC))}
        done = anybody.post(post, content=body, headers=headers)
        assert done.status_code == 200 and done.json()["money"][0]["what"] == expected
    assert anybody.post(post, content=body, headers={"treadle-signature": sign("other", body, datetime.now(UTC))}
                        ).status_code == 401  # fmt: skip
    stranger = paid("nobody", 100, "pi_2")
    aside = anybody.post(
        post, content=stranger, headers={"treadle-signature": sign(secret, stranger, datetime.now(UTC))}
    )
    assert aside.json()["money"][0]["what"] == "aside"

    shown = anybody.get("/shop/campaigns/tee").json()
    assert (shown["count_units"], shown["seats_left"], shown["price_cents"]) == (1, 1, 3000)
    assert "orders" not in shown and "ann" not in json.dumps(shown)
    assert anybody.get("/shop/campaigns/none").status_code == 404
    left = shop.post(f"{path}/ann-1/leave", json={"reason": "changed my mind"}).json()
    assert (left["count_units"], left["due_back_cents"], left["held_cents"]) == (0, 3000, 0)
    assert shop.post(f"{path}/ann-1/leave", json={"reason": "again"}).status_code == 409
    assert shop.post(f"{path}/bob-2/answer", json={"stays": True}).status_code == 409
    assert client.get("/v1/campaigns/tee").json()["orders"][0]["state"] == "ended"
    called = client.post("/v1/campaigns/tee/cancel", json={"reason": "no cloth"}).json()
    assert called["state"] == "cancelled"
    assert ledger_of(folder, read_settings(folder)).audit() == ()


def test_a_key_of_a_shop_takes_orders_and_opens_nothing(at: Desk) -> None:
    shop = at.client(role="planner", scopes=("take campaign orders",))
    assert shop.post("/v1/campaigns", json=offer(campaign_id="other")).status_code == 403
    assert shop.post("/v1/campaigns/none/orders", json={"order_id": "x", "units": {"S": 1}}).status_code == 404
    assert at.client(role="station").get("/v1/campaigns").status_code == 403


def test_a_day_is_as_sure_as_the_surest_that_is_not_later(at: Desk) -> None:
    from dataclasses import replace

    from treadle.plant.presell.campaigns import open_campaign
    from treadle.plant.presell.offer import Wanted, catalogue_of, terms_of
    from treadle.terms.campaign import DayChance

    folder = next(iter(at.brands.values())).folder
    settings, day = read_settings(folder), date.today() + timedelta(days=40)
    days = tuple(
        DayChance(probability=one, day=day + timedelta(days=more)) for one, more in ((0.8, 0), (0.9, 0), (0.95, 1))
    )
    wanted = Wanted(option_id=OPTION, threshold_units=2, promise_day=day, promise_days=days)
    terms = terms_of(wanted, catalogue_of(folder, settings), settings, datetime.now(UTC))
    open_campaign(ledger_of(folder, settings), "sure", replace(terms, title="Sure"), author="Mira")
    assert at.client().get("/shop/campaigns/sure").json()["promise_probability"] == 0.9
