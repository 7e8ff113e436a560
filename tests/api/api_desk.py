"""A served brand and people at its doors, for tests of the API."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from treadle.api.app import create_app
from treadle.api.limits import Buckets, Limits
from treadle.api.served import Served
from treadle.plant.people import invite, make_key
from treadle.plant.serving import ServedBrand, open_brands

PASSWORD = "eleven green bicycles"


def generous() -> Limits:
    """Limits that no test reaches by accident."""
    return Limits(
        requests=Buckets(size=1e6, per_second=1e6), log_ins_of_a_name=Buckets(size=5, per_second=1 / 60),
        log_ins_of_an_address=Buckets(size=1e6, per_second=1e6),
    )  # fmt: skip


@dataclass
class Desk:
    """The application over some brands, with keys of any role."""

    app: Any
    brands: dict[str, ServedBrand]

    def client(self, brand_id: str = "", role: str = "", **told: Any) -> TestClient:
        """A client that shows a key of a role; without a role, nothing."""
        client = TestClient(self.app, raise_server_exceptions=False)
        if role:
            brand = self.brands[brand_id or next(iter(self.brands))]
            told.setdefault("factory_id", "F1" if role == "partner factory" else "")
            key = make_key(brand, name=f"{role} of the test", role=role, author="the test", **told)
            client.headers["Authorization"] = f"Bearer {key}"
        return client

    def link(self, role: str = "owner", brand_id: str = "") -> str:
        """The path of a one-time link."""
        brand = self.brands[brand_id or next(iter(self.brands))]
        return f"/join/{invite(brand, role, author='the test')}"


def desk(*folders: Path) -> Desk:
    """Serve folders to tests."""
    brands = dict(open_brands(folders))
    return Desk(app=create_app(Served(brands=brands), generous()), brands=brands)
