"""A worker moves what came and tells who wants to hear, without being asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")

from tests.collect.shopify_payloads import SHOP, order
from tests.collect.test_webhooks import LOOPBACK, Receiver, happen

from treadle.api.doers import DOERS
from treadle.plant import by_itself, webhooks
from treadle.plant.collect import BATCH, open_collector
from treadle.plant.init import init_folder
from treadle.plant.jobs import jobs_of
from treadle.plant.serving import open_brands
from treadle.plant.shopify import take_webhook
from treadle.plant.working import Worker


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


def test_what_came_is_moved_and_what_happened_is_told(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TREADLE_WEBHOOK_NETWORKS", LOOPBACK)
    folder = tmp_path / "brand"
    init_folder(folder)
    brands = open_brands([folder])
    (brand,) = brands.values()
    seconds = [0.0]
    worker = Worker(
        brands=brands, doers=DOERS, worker_id="w", say=lambda *_: None,
        by_itself=by_itself.ByItself(clock=lambda: seconds[0]),
    )  # fmt: skip
    assert not worker.once() and not by_itself.something_came(brand)
    webhooks.add_webhook(brand, url=receiver.url, types=["plan.made"], author="Anna")
    happen(brand, "p1")
    collector = open_collector(folder)
    view = {"type": "track", "event": "Product Viewed", "messageId": "m", "properties": {"sku": "S"}}
    collector.take(json.dumps({"batch": [view]}).encode(), BATCH)
    collector.end()
    take_webhook(folder, brand.settings, topic="orders/create", shop=SHOP, body=json.dumps(order()).encode())
    assert not worker.once()
    seconds[0] = by_itself.ARRIVAL_SECONDS
    while worker.once():
        pass
    done = {job.kind: job for job in jobs_of(brand).jobs()}
    assert {kind: job.state for kind, job in done.items()} == {"collect": "done", "webhook": "done"}
    assert done["collect"].result == {"messages": "1", "order_rows": "2"}
    assert len(receiver.came) == 1 and not by_itself.something_came(brand)
