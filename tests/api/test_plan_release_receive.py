"""Through the API alone: import, plan, change, approve, release, receive short, ask why; the next plan counts it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
from api_desk import Desk, desk, do_jobs, done, quick_brand
from fastapi.testclient import TestClient

from treadle.plant.ledger import audit


def test_a_brand_is_run_through_the_api_alone(tmp_path: Path) -> None:
    """One brand, lived through: each step goes on from what the one before left."""
    at = desk(quick_brand(tmp_path / "brand"))
    planner, buyer = at.client(role="planner"), at.client(role="buyer")
    a_file_is_taken_in_by_a_job_once(at, planner)
    a_bad_file_fails_with_every_problem_and_nothing_is_kept(at, planner)
    a_row_is_edited_as_an_import_and_taken_back(at, planner)
    job = done(at, planner, planner.post("/v1/plans", json={}))
    assert (job["state"], job["share"]) == ("done", 1.0), job
    planned = job["result"]["plan_id"]
    the_buy_is_read_in_every_form(planner, planned)
    lines_are_changed_approved_and_released_and_the_next_plan_counts_them(at, planner, buyer, planned)
    a_short_receipt_is_booked_once_and_seen_by_the_next_plan(at, planner)
    a_partner_factory_sees_its_orders_alone(at, planner)
    an_order_is_amended_at_a_price_then_closed(planner)
    why(planner)
    every_change_is_in_the_books_and_they_balance(at, planner)
    a_job_that_waits_is_cancelled(at, planner)


def sales(planner: TestClient) -> int:
    rows = planner.get("/v1/tables/signals?kind=order&limit=1").json()
    count = rows["row_count"]
    assert isinstance(count, int)
    return count


def a_file_is_taken_in_by_a_job_once(at: Desk, planner: TestClient) -> None:
    before = sales(planner)
    sku = planner.get("/v1/tables/products?limit=1").json()["rows"][0]["sku"]
    day = planner.get("/v1/tables/signals", headers={"Accept": "text/csv"})
    newest = max(row["happened_at"] for row in pv.read_csv(io.BytesIO(day.content)).to_pylist())
    text = f"happened_at,kind,sku,units,channel\n{newest},order,{sku},3,shop\n{newest},order,{sku},many,shop\n"
    asked = {"files": {"file": ("sales.csv", text, "text/csv")}, "data": {"table": "signals"}}
    job = done(at, planner, planner.post("/v1/imports", **asked))  # type: ignore[arg-type]
    assert job["state"] == "done" and job["result"]["kept_rows"] == "1", job
    number = job["result"]["import_numbers"]
    assert sales(planner) == before + 1
    assert "many" in planner.get(f"/v1/imports/{number}/set-aside").text
    again = done(at, planner, planner.post("/v1/imports", **asked))  # type: ignore[arg-type]
    assert again["result"]["kept_rows"] == "0" and sales(planner) == before + 1
    assert planner.get("/v1/imports").json()["imports"][-1]["file"] == "sales.csv"


def a_bad_file_fails_with_every_problem_and_nothing_is_kept(at: Desk, planner: TestClient) -> None:
    before = sales(planner)
    asked = {"files": {"file": ("odd.csv", "a,b\n1,2\n", "text/csv")}, "data": {"table": "signals"}}
    job = done(at, planner, planner.post("/v1/imports", **asked))  # type: ignore[arg-type]
    assert job["state"] == "failed" and job["problems"] and job["problems"][0]["remedy"]
    assert job["attempt"] == 1 and sales(planner) == before


def a_row_is_edited_as_an_import_and_taken_back(at: Desk, planner: TestClient) -> None:
    row = planner.get("/v1/tables/stock?limit=1").json()["rows"][0]
    address = f"/v1/tables/stock?sku={row['sku']}"
    edited = {**row, "units": int(row["units"]) + 7}
    job = done(at, planner, planner.post("/v1/tables/stock/rows", json={"rows": [edited]}))
    assert job["state"] == "done", job
    units = [one["units"] for one in planner.get(address).json()["rows"]]
    assert str(edited["units"]) in units
    number = job["result"]["import_numbers"]
    assert planner.delete(f"/v1/imports/{number}").status_code == 200
    assert [one["units"] for one in planner.get(address).json()["rows"]] == [row["units"]]
    assert planner.delete(f"/v1/imports/{number}").status_code == 422


def the_buy_is_read_in_every_form(planner: TestClient, planned: str) -> None:
    address = f"/v1/plans/{planned}/tables/buy"
    page = planner.get(address, params={"limit": 2})
    body = page.json()
    assert len(body["rows"]) == 2 and body["row_count"] > 2
    rest = planner.get(address, params={"limit": 10_000, "cursor": body["next_cursor"]}).json()
    assert len(rest["rows"]) == body["row_count"] - 2 and rest["next_cursor"] is None
    text = planner.get(address, headers={"Accept": "text/csv"})
    assert text.headers["content-type"].startswith("text/csv")
    table = pv.read_csv(io.BytesIO(text.content))
    parquet = planner.get(address, headers={"Accept": "application/vnd.apache.parquet"})
    arrow = planner.get(address, headers={"Accept": "application/vnd.apache.arrow.stream"})
    assert pq.read_table(io.BytesIO(parquet.content)).equals(pa.ipc.open_stream(arrow.content).read_all())
    assert table.num_rows == body["row_count"]
    assert planner.get(address, headers={"Accept": "image/png"}).status_code == 406
    tag = page.headers["etag"]
    assert planner.get(address, headers={"If-None-Match": tag}).status_code == 304
    size = table["size"][0].as_py()
    some = planner.get(address, params={"size": size, "limit": 10_000}).json()["rows"]
    assert some and {one["size"] for one in some} == {size}
    odd = planner.get(address, params={"colour_of": "x", "limit": "0"})
    assert odd.status_code == 422 and "no column colour_of" in odd.json()["problems"][0]["what"]


def lines_are_changed_approved_and_released_and_the_next_plan_counts_them(
    at: Desk, planner: TestClient, buyer: TestClient, planned: str
) -> None:
    page = planner.get(f"/v1/plans/{planned}/lines?limit=1000")
    lines, tag = page.json()["lines"], page.headers["etag"]
    line = max(lines, key=lambda one: one["units"])
    address = f"/v1/plans/{planned}/lines/{line['line_id']}"
    early = planner.post("/v1/releases", json={})
    assert early.status_code == 422 and "not approved" in early.json()["problems"][0]["what"]
    units = line["units"] + 5
    changed = buyer.patch(address, json={"units": units, "note": "a fair"}, headers={"If-Match": tag})
    assert changed.json()["units"] == units and changed.json()["proposed_units"] == line["units"]
    stale = planner.patch(address, json={"units": 1}, headers={"If-Match": tag})
    assert stale.status_code == 409 and "buyer of the test wrote an edit" in stale.json()["detail"]
    assert planner.put(f"/v1/plans/{planned}/approval", json={}).status_code == 403
    approved = buyer.put(f"/v1/plans/{planned}/approval", json={"note": "good"})
    assert approved.json()["approved_by"] == "buyer of the test"
    assert planner.patch(address, json={"units": units + 1}).status_code == 200
    assert planner.get(f"/v1/plans/{planned}").json()["draft"]["approved_by"] == ""
    assert planner.patch(address, json={"units": units}).status_code == 200
    buyer.put(f"/v1/plans/{planned}/approval", json={})
    headers = {"Idempotency-Key": "release once"}
    first = planner.post("/v1/releases", json={"plan_id": planned}, headers=headers)
    again = planner.post("/v1/releases", json={"plan_id": planned}, headers=headers)
    assert first.json()["job_id"] == again.json()["job_id"]
    job = done(at, planner, first)
    assert job["state"] == "done", job
    orders = planner.get("/v1/orders?limit=1000").json()["orders"]
    assert {one["order_id"] for one in orders} == set(job["result"]["order_ids"].split(","))
    ordered = sum(one["ordered_units"] for order in orders for one in order["lines"] if one["sku"] == line["sku"])
    assert ordered >= units
    late = planner.patch(address, json={"units": 1})
    assert late.status_code == 409 and "has released this plan" in late.json()["detail"]
    next_plan = done(at, planner, planner.post("/v1/plans", json={}))
    assert next_plan["state"] == "done" and next_plan["result"]["plan_id"] != planned
    after = planner.get("/v1/plans/current/tables/buy", params={"sku": line["sku"]}).json()["rows"]
    assert sum(one["units"] for one in after) < line["units"]
    gone = planner.get(f"/v1/plans/{planned}")
    assert gone.status_code == 404 and "no longer the newest" in gone.json()["detail"]


def a_short_receipt_is_booked_once_and_seen_by_the_next_plan(at: Desk, planner: TestClient) -> None:
    order = next(one for one in planner.get("/v1/orders?state=open").json()["orders"] if one["open_units"] > 3)
    line = max(order["lines"], key=lambda one: one["open_units"])
    sent = {"units": {line["sku"]: line["open_units"] - 1}, "note_id": "DN 1"}
    address = f"/v1/orders/{order['order_id']}/receipts"
    first, again = planner.post(address, json=sent), planner.post(address, json=sent)
    assert (first.status_code, again.status_code, again.json()["is_new"]) == (201, 200, False), first.text
    now = next(one for one in again.json()["order"]["lines"] if one["sku"] == line["sku"])
    assert (now["received_units"], now["open_units"]) == (line["open_units"] - 1, 1)
    odd = planner.post(address, json={"units": {"none": 1}, "day": "2001-01-01"})
    assert odd.status_code == 422 and len(odd.json()["problems"]) == 2
    done(at, planner, planner.post("/v1/plans", json={}))
    rows = planner.get("/v1/plans/current/tables/on_order?limit=1000").json()["rows"]
    told = next(one for one in rows if one["order_id"] == order["order_id"])
    assert told["received_units"] == line["open_units"] - 1


def a_partner_factory_sees_its_orders_alone(at: Desk, planner: TestClient) -> None:
    orders = planner.get("/v1/orders?limit=1000").json()["orders"]
    factories = sorted({one["factory_id"] for one in orders})
    mine = [one["order_id"] for one in orders if one["factory_id"] == factories[-1]]
    partner = at.client(role="partner factory", factory_id=factories[-1])
    assert [one["order_id"] for one in partner.get("/v1/orders?limit=1000").json()["orders"]] == mine
    stranger = at.client(role="partner factory", factory_id="SOMEBODY-ELSE")
    assert stranger.get("/v1/orders").json()["orders"] == []
    for answer in (stranger.get(f"/v1/orders/{mine[0]}"),
                   stranger.post(f"/v1/orders/{mine[0]}/stages", json={"stage": "cut"})):  # fmt: skip
        assert answer.status_code == 404 and answer.json()["detail"] == f"There is no order {mine[0]}."


def an_order_is_amended_at_a_price_then_closed(planner: TestClient) -> None:
    order = next(one for one in planner.get("/v1/orders?state=open").json()["orders"] if one["open_units"] > 3)
    line = max(order["lines"], key=lambda one: one["open_units"])
    units = {line["sku"]: line["received_units"] + line["open_units"] - 1}
    address = f"/v1/orders/{order['order_id']}/amendments"
    trial = planner.post(address, json={"units": units, "reason": "demand fell", "is_trial": True})
    assert trial.status_code == 200 and not trial.json()["is_written"], trial.text
    assert planner.get(f"/v1/orders/{order['order_id']}").json() == order
    assert planner.post(address, json={"units": units, "reason": "demand fell"}).json()["is_written"]
    after = planner.get(f"/v1/orders/{order['order_id']}").json()
    assert after["open_units"] == order["open_units"] - 1
    closed = planner.post(f"/v1/orders/{order['order_id']}/closure", json={"reason": "the cloth is lost"})
    assert closed.json()["open_units"] == 0
    assert planner.post(address, json={"reason": "x", "colour": 1}).status_code == 422


def why(planner: TestClient) -> None:
    line_id = planner.get("/v1/plans/current/tables/buy?limit=1").json()["rows"][0]["line_id"]
    steps = planner.get(f"/v1/plans/current/lines/{line_id}/why").json()
    assert len(steps) > 3 and all(one["title"] for one in steps)
    chinese = planner.get(f"/v1/plans/current/lines/{line_id}/why?language=zh").json()
    assert [one["lines"] for one in chinese] != [one["lines"] for one in steps]
    assert planner.get("/v1/plans/current/lines/none/why").status_code == 404


def every_change_is_in_the_books_and_they_balance(at: Desk, planner: TestClient) -> None:
    told = planner.get("/v1/audit").json()
    assert told["is_balanced"] and told["violations"] == []
    kinds, after = [], 0
    while after is not None:
        page = planner.get(f"/v1/entries?limit=7&after={after}").json()
        kinds += [(one["kind"], one["author"]) for one in page["entries"]]
        after = page["next_after"]
    assert len(kinds) == told["entries"]
    assert ("edit", "buyer of the test") in kinds and ("approval", "buyer of the test") in kinds
    assert {"plan", "release", "receipt", "amendment", "closure", "job ended"} <= {kind for kind, _ in kinds}
    assert audit(at.brands["brand"].folder) == ()


def a_job_that_waits_is_cancelled(at: Desk, planner: TestClient) -> None:
    asked = planner.post("/v1/plans", json={"seed": 3})
    address = asked.headers["location"]
    assert planner.get(address).json()["state"] == "waiting"
    assert planner.delete(address).json()["state"] == "cancelled"
    do_jobs(at)
    assert planner.get(address).json()["state"] == "cancelled"
    assert planner.get("/v1/jobs?state=cancelled").json()["jobs"][0]["job_id"] in address
    assert planner.get("/v1/jobs?state=odd").status_code == 422
