"""A storefront's SDK is pointed at treadle: what its customers do is in the next plan, and nobody imported a file."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from fastapi.testclient import TestClient
from tests.story.small_brand import write_small_brand

from treadle.api.app import create_app
from treadle.api.collect import Collectors
from treadle.api.served import Served
from treadle.plant.plan import plan_folder
from treadle.plant.serving import open_brands
from treadle.plant.write_keys import make_write_key


def test_orders_of_a_storefront_are_in_the_next_plan(tmp_path: Path) -> None:
    folder = write_small_brand(tmp_path / "tees")
    first = plan_folder(folder)
    as_of = first.snapshot.as_of
    sku = first.snapshot.catalogue.skus[0]
    evening = datetime.combine(as_of - timedelta(days=1), time(18), UTC)
    served = Served(brands=open_brands([folder]))
    app = create_app(served)
    app.state.collectors = Collectors(served, clock=lambda: evening)
    orders = [
        {
            "type": "track", "event": "Order Completed", "messageId": f"m{number}", "userId": f"u{number}",
            "timestamp": (evening - timedelta(minutes=10 * number)).isoformat(),
            "properties": {"order_id": f"W{number}", "products": [{"sku": sku.sku, "quantity": 2, "price": 25}]},
        }
        for number in range(40)
    ]  # fmt: skip
    answer = TestClient(app).post(
        "/v1/batch", json={"batch": orders, "sentAt": evening.isoformat()},
        auth=(make_write_key(folder, "storefront")[1], ""),
    )  # fmt: skip
    assert answer.json()["taken"] == 40
    app.state.collectors.end()
    before = {row["option_id"]: row["units"] for row in first.tables["options"].to_pylist()}
    after = {row["option_id"]: row["units"] for row in plan_folder(folder, as_of=as_of).tables["options"].to_pylist()}
    assert after[sku.option_id] > before[sku.option_id]
