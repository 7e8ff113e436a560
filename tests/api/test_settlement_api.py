"""Money over the API: a partner factory sees its own alone, and the same payment counts once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from api_desk import Desk, desk

from treadle.plant.books import ledger_of
from treadle.plant.init import init_folder
from treadle.settings import read_settings
from treadle.terms.entry import Entry, Ordered, Received, ReceivedLine
from treadle.terms.release import ReleasedOrder


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("settle") / "mine"
    init_folder(folder)
    ledger = ledger_of(folder, read_settings(folder))
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    for number, factory in enumerate(("riverside", "hillside")):
        terms = ReleasedOrder(
            work_order_id=f"W{number}", style_id="TEE", units={"S": 10}, due_day=moment.date(),
            promise_day=moment.date(), origin_day=moment.date(), factory_id=factory, cost_cents=10_000,
        )  # fmt: skip
        bodies = (Ordered(release_id="R", plan_id="P", order=terms),
                  Received(day=moment.date(), lines=(ReceivedLine(sku="S", units=10),)))  # fmt: skip
        for kind, body in zip(("order", "receipt"), bodies, strict=True):
            ledger.add([Entry(kind=kind, subject=f"W{number}", happened_at=moment, known_at=moment, author="t",
                              key=f"{kind}:{number}", body=body, currency="EUR")])  # fmt: skip
    return desk(folder)


def test_a_statement_is_drawn_up_seen_by_its_factory_alone_and_paid_once(at: Desk) -> None:
    client = at.client(role="owner")
    assert [one["partner_id"] for one in client.get("/v1/partners").json()] == ["hillside", "riverside"]
    bad = client.post("/v1/partners/riverside/terms", json={"deposit_share": 3})
    assert bad.status_code == 422
    for name in ("riverside", "hillside"):
        client.post(f"/v1/partners/{name}/terms", json={"balance_days": 10, "from_day": "2026-03-01"})
        (made,) = client.post(f"/v1/partners/{name}/statements", json={}).json()
        assert (made["cents"], made["open_cents"]) == (10_000, 10_000)
    theirs = at.client(role="partner factory", factory_id="riverside")
    assert [one["partner_id"] for one in theirs.get("/v1/partners").json()] == ["riverside"]
    assert theirs.get("/v1/partners/hillside").status_code == 404
    assert theirs.get("/v1/statements/hillside-0001").status_code == 404
    assert theirs.get("/v1/statements/hillside-0001/pdf").status_code == 404
    assert theirs.get("/v1/statements/riverside-0001/pdf").content.startswith(b"%PDF")
    path = "/v1/statements/riverside-0001/payments"
    assert theirs.post(path, json={}).status_code == 403
    assert client.post(path, json={"amount_cents": 10_001}).status_code == 409
    for _ in range(2):
        paid = client.post(path, json={"amount_cents": 4_000, "payment_id": "b1"}).json()
        assert (paid["paid_cents"], paid["open_cents"]) == (4_000, 6_000)
    assert client.get("/v1/early-payments").json() == []
