"""The public SDKs, pointed at a real server on this machine and changed in nothing else."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("uvicorn", reason="the extra 'serve' is not installed")

from tests.collect.test_collector_killed import in_the_lake

from treadle.api.app import create_app
from treadle.api.serve import address_of, listening
from treadle.api.served import Served
from treadle.plant.init import init_folder
from treadle.plant.move_collected import move_collected
from treadle.plant.serving import open_brands
from treadle.plant.write_keys import make_write_key
from treadle.settings import read_settings


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, str]]:
    """A brand's folder, the address under which it is served, and a write key."""
    import uvicorn

    folder = tmp_path_factory.mktemp("sdk") / "brand"
    init_folder(folder)
    key = make_write_key(folder, "sdk")[1]
    app = create_app(Served(brands=open_brands([folder])))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    with listening("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
        thread.start()
        yield folder, address_of(listener), key
        server.should_exit = True
        thread.join(30)


def moved(folder: Path) -> Counter[str]:
    move_collected(folder, read_settings(folder))
    return in_the_lake(folder)


@pytest.mark.parametrize("module", ["segment.analytics.client", "rudderstack.analytics.client"])
def test_a_python_sdk_is_only_pointed_elsewhere(served: tuple[Path, str, str], module: str) -> None:
    folder, address, key = served
    name = module.split(".")[0]
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"the SDK of {name} is not installed")
    told: list[Any] = []
    client = importlib.import_module(module).Client(
        key, host=address, gzip=True, max_retries=1, on_error=lambda error, items: told.append((error, items))
    )
    for number in range(120):
        client.track(f"u{number}", "Product Viewed", {"sku": "SHIRT-M"}, message_id=f"{name}-{number}")
    order = {"order_id": f"{name}-order", "products": [{"sku": "SHIRT-M", "quantity": 2, "price": 59.9}]}
    client.track("u1", "Order Completed", order)
    client.identify("u1", {"email": "someone@shop.example"})
    client.page("u1", "shop", "Shirts")
    client.group("u1", "g1")
    client.alias("u1", "u2")
    client.flush()
    client.shutdown()
    assert told == []
    found = moved(folder)
    mine = {one: count for one, count in found.items() if one.startswith(name)}
    assert mine == {**{f"{name}-{number}": 1 for number in range(120)}, f"{name}-order": 1}
