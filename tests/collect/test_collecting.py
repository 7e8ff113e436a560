"""The collector begins and ends with the service."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from fastapi.testclient import TestClient

from treadle.api.app import create_app
from treadle.api.served import Served
from treadle.plant.init import init_folder
from treadle.plant.serving import open_brands
from treadle.plant.write_keys import make_write_key


def test_it_begins_with_what_it_holds_and_ends_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    init_folder(folder)
    key = make_write_key(folder, "storefront")[1]
    view = {"batch": [{"type": "track", "event": "Product Viewed", "messageId": "m", "properties": {"sku": "S"}}]}
    for turn in range(2):
        app = create_app(Served(brands=open_brands([folder])))
        with TestClient(app) as client:
            assert (app.state.collectors.running("brand") is not None) == (turn == 1)
            assert client.post("/v1/batch", json=view, auth=(key, "")).json()["repeated"] == turn
        assert app.state.collectors.running("brand") is None
    assert (folder / ".treadle" / "collected" / "000001.ids").is_file()
