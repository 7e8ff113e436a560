"""Sourcing over the API and by a factory's page: who may what, and a link that is of one order."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from api_desk import Desk, desk

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "plant"))
from sourcing_desk import buying_brand, first_sku, release

from treadle.plant.jobs import set_routine
from treadle.plant.source.desk import sourcing_books


@pytest.fixture(scope="module")
def at(planned_brand: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    from datetime import date, timedelta

    books = buying_brand(planned_brand, tmp_path_factory.mktemp("sourcing"))
    style, sku = first_sku(books.folder)
    now = sourcing_books(books.folder, author="me")
    release(now, "BI-NEW", style, {sku: 200}, date.today() + timedelta(days=90))
    return desk(books.folder)


def test_factories_quotes_and_offers(at: Desk) -> None:
    client = at.client(role="planner")
    factories = {one["factory_id"]: one for one in client.get("/v1/factories").json()}
    assert factories["far"]["orders"] == 0 and factories["far"]["profile"]["lead_days"] == 40
    style = client.get("/v1/pairs").json()[0]["style_id"]
    path = f"/v1/factories/far/styles/{style}"
    told = client.post(f"{path}/quotes", json={"steps": [{"from_units": 1, "piece_cents": 390}]})
    assert told.status_code == 201 and len(told.json()["quotes"]) == 2, told.text
    assert client.post(f"{path}/samples", json={"state": "approved"}).json()["samples"][0]["state"] == "approved"
    assert client.post(f"{path}/samples", json={"state": "lost"}).status_code == 422
    assert client.put(f"{path}/approval", json={"is_approved": True}).json()["judged"]["is_approved"]
    assert client.post("/v1/factories/none/styles/x/quotes", json={"steps": [{"from_units": 1, "piece_cents": 1}]}
                       ).status_code == 404  # fmt: skip
    made = client.post("/v1/orders/BI-NEW/offers", json={})
    assert made.status_code == 201 and made.json()["factory_id"] == "far" and made.json()["total_cents"] == 78_000
    assert client.post("/v1/orders/none/offers", json={}).status_code == 404
    assert at.client(role="station").post("/v1/orders/BI-NEW/offers", json={}).status_code == 403
    assert len(client.get("/v1/factories/far/load").json()["orders"]) == 1


def test_a_partner_factory_answers_its_own_alone(at: Desk) -> None:
    at.client(role="planner").post("/v1/orders/BI-NEW/offers", json={})
    mine, other = at.client(role="partner factory", factory_id="far"), at.client(role="partner factory",
                                                                               factory_id="near")  # fmt: skip
    assert [one["factory_id"] for one in mine.get("/v1/offers").json()] == ["far"]
    assert other.get("/v1/offers").json() == [] and other.get("/v1/factories/far/load").status_code == 404
    assert mine.get("/v1/offers").json()[0]["link"] == ""
    path = "/v1/orders/BI-NEW/offers/far"
    assert other.post(f"{path}/answer", json={"answer": "accept"}).status_code == 404
    assert mine.post(f"{path}/questions", json={"text": "Which navy?"}).status_code == 200
    assert mine.post(f"{path}/replies", json={"text": "none"}).status_code == 403
    countered = mine.post(f"{path}/answer", json={"answer": "counter", "piece_cents": 410})
    assert countered.json()["state"] == "countered"
    assert mine.post(f"{path}/judgement", json={"is_approved": True}).status_code == 403
    judged = at.client(role="buyer").post(f"{path}/judgement", json={"is_approved": False})
    assert judged.json()["state"] == "open"
    assert mine.post(f"{path}/progress", json={"stage": "cut", "units": 90}).json()["progress"][0]["units"] == 90


def test_the_page_of_a_link(at: Desk) -> None:
    client, anybody = at.client(role="planner"), at.client()
    link = client.post("/v1/orders/BI-NEW/offers/far/link").json()["link"]
    shown = anybody.get(link)
    assert shown.status_code == 200 and "<script" not in shown.text and "BI-NEW" in shown.text
    assert shown.headers["referrer-policy"] == "no-referrer" and "BI-ONE" not in shown.text
    assert "答复" in anybody.get(link, headers={"Accept-Language": "zh"}).text
    bad = anybody.post(link, data={"form": "answer", "answer": "counter", "price": "x", "pieces": "-1"})
    assert bad.status_code == 422 and "is no price" in bad.text and "is no number of pieces" in bad.text
    asked = anybody.post(link, data={"form": "question", "text": "<b>Which</b> navy?"})
    assert asked.status_code == 200 and "&lt;b&gt;Which" in asked.text  # redirected to the page
    done = anybody.post(link, data={"form": "answer", "answer": "accept", "day": "", "price": "", "pieces": ""})
    assert done.status_code == 200 and client.get("/v1/offers").json()[0]["state"] == "accepted"
    again = anybody.post(link, data={"form": "answer", "answer": "decline"})
    assert again.status_code == 409 and "ask the brand to change it" in again.text
    assert anybody.post(link, data={"form": "progress", "stage": "cut", "pieces": "200"}).status_code == 200
    assert anybody.get(link[:-1] + ("a" if link[-1] != "a" else "b")).status_code == 404
    assert client.delete("/v1/orders/BI-NEW/offers/far/link").status_code == 204
    assert anybody.get(link).status_code == 404
    assert anybody.post(link, data={"form": "question", "text": "?"}).status_code == 404


def test_a_routine_asks_again(at: Desk) -> None:
    brand = next(iter(at.brands.values()))
    told = set_routine(brand, "ask", kind="ask factories again", at="07:00", arguments={}, weekdays=(0,),
                       is_active=True, author="me", key="1")  # fmt: skip
    assert told.kind == "ask factories again"
    from treadle.api.doers import DOERS
    from treadle.plant.jobs import ask_job, find_job
    from treadle.plant.working import Worker

    job = ask_job(brand, "ask factories again", {}, author="me", key="k")
    worker = Worker(brands=at.brands, doers=DOERS, worker_id="w", say=lambda *_: None)
    while worker.once():
        pass
    assert find_job(brand, job.job_id).state == "done"


def test_the_client_and_the_commands_at_a_server(at: Desk) -> None:
    from on_a_port import served
    from typer.testing import CliRunner

    from treadle import Client
    from treadle.cli import build_app

    with served(next(iter(at.brands.values())).folder) as there:
        with Client(there.url, there.key("buyer")) as client:
            assert {one.factory_id for one in client.factories()} >= {"near", "far", "tiny"}
            made = client.offer_order("BI-ONE")
            assert made.link.startswith("/order/") and made.order_id in {one.order_id for one in client.offers()}
            assert client.withdraw_offer("BI-ONE", made.factory_id).state == "withdrawn" and client.campaigns() == []
        env = {"TREADLE_SERVER": there.url, "TREADLE_KEY": there.key("buyer")}
        for words, said in ((["source", "factories"], "on time in full"), (["source", "offers"], "BI-ONE"),
                            (["presell"], "")):  # fmt: skip
            done = CliRunner().invoke(build_app(), words, env=env)
            assert done.exit_code == 0 and said in done.output, done.output
