"""Value as a page, without a browser: the past decided anew in the background, cancelled, shown, given out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from test_pages_served import csrf, visitor

from treadle.plant.job_results import result_place
from treadle.plant.jobs import ask_job, jobs_of, list_jobs
from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.working import Doing, Worker
from treadle.terms.job import JobEnded
from treadle.terms.schema import OUTPUTS
from treadle.web.pages.value import bars


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> ServedBrand:
    """A planned brand of the test's own."""
    shutil.copytree(planned_brand, tmp_path / "acme")
    return open_brands([tmp_path / "acme"])["acme"]


def press(client: TestClient, path: str, **told: str) -> str:
    answer = client.post(path, data={"csrf": csrf(client), **told})
    assert answer.status_code == 200, answer.text
    return answer.text


def answered(brand: ServedBrand, doing: Doing) -> JobEnded:
    """A job's answer as it would be, without the hours: the tables of a simulation, or of a replay."""
    place, inf = result_place(brand, doing.job.job_id), float("inf")
    rows = {
        "simulate": {
            "differences": [{"what": "treadle - season buy", "profit_difference": 900.0, "low": -inf, "high": inf}],
            "cash": [{"what": "100/7 against the season buy", "cash_days": 40.0, "cash_days_before": 90.0,
                      "days_freed": 50.0, "days_low": 45.0, "days_high": 55.0, "money_freed": 1000.0,
                      "money_low": 800.0, "money_high": 1200.0}],
            "arms": [],
        },
        "replay": {"replay": [{one.name: "the plan" if one.name == "policy" else 1.0
                               for one in OUTPUTS["replay"].columns}]},
    }[doing.job.kind]  # fmt: skip
    for name, told in rows.items():
        schema = OUTPUTS["replay" if name == "replay" else f"simulated_{name}"].arrow
        pq.write_table(pa.Table.from_pylist(told, schema=schema), place / f"{name}.parquet")
    (place / "value.html").write_text("<p>whole</p>")
    return JobEnded(state="done", told="done")


def test_asked_for_cancelled_done_and_shown(brand: ServedBrand) -> None:
    client = visitor(brand, "planner")
    empty = client.get("/value").text
    assert "Nothing was simulated yet" in empty and "Your past was not decided anew yet" in empty
    waiting = press(client, "/value/simulation", seeds="1", key="one")
    assert "Simulating" in waiting and "Cancel" in waiting
    (job,) = list_jobs(brand, kind="simulate")
    assert job.arguments == {"what": "value", "seeds": "1", "signals": "no", "like_real": "no"}
    press(client, "/value/cancel", job_id=job.job_id)
    assert jobs_of(brand).job(job.job_id).state == "cancelled"  # type: ignore[union-attr]
    assert client.post("/value/replay", data={"csrf": csrf(client), "weeks": "1"}).status_code == 422
    press(client, "/value/replay", weeks="2", key="two")
    ask_job(brand, "simulate", {"what": "value", "seeds": "1"}, author="me", key="three")
    doers = {"simulate": answered, "replay": answered}
    worker = Worker(brands={brand.brand_id: brand}, doers=doers, worker_id="w", say=lambda *_: None)
    while worker.once():
        pass
    shown = client.get("/value").text
    assert "+900" in shown and "One season has no interval" in shown and "50.0 days fewer" in shown
    assert "the plan" in shown and "/value/tables/replayed.csv" in shown
    assert "treadle - season buy" in client.get("/value/tables/simulated.csv").text
    assert client.get("/value/tables/replayed.xlsx").content[:2] == b"PK"
    assert client.get("/value/report.html").text == "<p>whole</p>"
    assert visitor(brand, "read-only").post("/value/replay", data={"weeks": "2"}).status_code == 403


def test_what_the_plan_takes_and_the_planners_numbers(brand: ServedBrand) -> None:
    client = visitor(brand, "buyer")
    shown = client.get("/value/used").text
    assert "Your own numbers" in shown and "m² · <a" in shown
    assert client.get("/value/tables/energy.csv").text.startswith("order,kWh")
    assert client.get("/value/tables/overrides.csv").status_code == 200


def test_bars_share_one_scale_and_ends_that_are_not_known_are_not_drawn() -> None:
    rows = [{"v": 10.0, "low": -10.0, "high": 30.0}, {"v": -5.0, "low": float("-inf"), "high": float("inf")}]
    drawn = bars(rows, "v")
    (_, first, span), (_, second, none) = drawn["rows"]
    assert span is not None and none is None and span[0] < drawn["zero"] < first < span[1]
    assert second < drawn["zero"] and span[0] == 2 and span[1] == 298
