"""A served brand and people at its doors, for tests of the API."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from treadle.api.doers import DOERS
from treadle.api.limits import Buckets, Limits
from treadle.api.served import Served
from treadle.plant.init import init_folder
from treadle.plant.people import invite, make_key
from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.working import Worker
from treadle.settings import settings_template
from treadle.web.site import create_site

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
    return Desk(app=create_site(Served(brands=brands), generous()), brands=brands)


def quick_brand(folder: Path) -> Path:
    """The example brand with settings that plan in few seconds."""
    init_folder(folder)
    quick = {"brand.name": "Quick", "brand.time_zone": "UTC", "nest.nest_moves": 5, "schedule.schedule_work": 0.2,
             "cut.max_garments_per_marker": 3}  # fmt: skip
    (folder / "treadle.toml").write_text(settings_template(quick), encoding="utf-8")
    return folder


def do_jobs(at: Desk) -> None:
    """Do every job that is asked for, as a worker does."""
    worker = Worker(brands=at.brands, doers=DOERS, worker_id="w", say=lambda what, *_: print(what))
    while worker.once():
        pass


def done(at: Desk, client: TestClient, answer: Any) -> dict[str, Any]:
    """The job of an answer, done."""
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/v1/jobs/{answer.json()['job_id']}"
    do_jobs(at)
    job: dict[str, Any] = client.get(answer.headers["location"]).json()
    return job
