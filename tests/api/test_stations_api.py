"""Tablets come in at stations: by a link that works once, by a PIN that few guess, and are out when they are ended."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from api_desk import Desk, desk
from fastapi.testclient import TestClient

from treadle.plant.at_station import station_today, ticket
from treadle.plant.bundles import tie_bundles
from treadle.plant.release import release_plan

SCAN = {"scan_id": "s-1", "bundle_id": "WO/b1", "operation_id": "hem", "kind": "finish", "units": 4,
        "happened_at": "2026-03-02T08:00:00+01:00"}  # fmt: skip


@pytest.fixture(scope="module")
def at(planned_brand: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = Path(shutil.copytree(planned_brand, tmp_path_factory.getbasetemp() / "stations"))
    return desk(folder)


def let_in(at: Desk, name: str) -> dict[str, str]:
    answer = at.client(role="supervisor").post("/v1/stations", json={"name": name})
    assert answer.status_code == 201, answer.text
    told: dict[str, str] = answer.json()
    return told


def scan(client: TestClient, csrf: str) -> int:
    return client.post("/v1/scans", json={"scans": [SCAN]}, headers={"X-CSRF-Token": csrf}).status_code


def test_a_link_lets_one_tablet_in_once_and_its_writes_say_the_token(at: Desk) -> None:
    told = let_in(at, "L1/S01")
    path = told["link"].removeprefix("http://testserver")
    tablet = at.client()
    begun = tablet.post(path)
    assert begun.status_code == 201 and begun.json()["user"]["role"] == "station"
    assert "Max-Age=1209600" in begun.headers["set-cookie"]
    assert scan(tablet, begun.json()["csrf_token"]) == 200 and scan(tablet, "") == 403
    assert at.client().post(path).status_code == 404
    assert tablet.get("/v1/stations").status_code == 403
    assert at.client().post("/station/join.elsewhere").status_code == 404
    me = tablet.get("/v1/me").json()
    assert (me["name"], me["role"], me["csrf_token"]) == ("L1/S01", "station", begun.json()["csrf_token"])


def test_a_pin_lets_in_until_another_is_made_and_wrong_ones_have_to_wait(at: Desk) -> None:
    told = let_in(at, "L1/S02")
    tablet = at.client()
    assert len(told["pin"]) == 6 and told["pin"].isdigit()
    assert tablet.post("/station", json={"name": "l1/s02", "pin": told["pin"]}).status_code == 200
    supervisor = at.client(role="supervisor")
    newer = supervisor.post(f"/v1/stations/{told['station_id']}/link").json()
    wrong = str((int(newer["pin"]) + 1) % 1_000_000).zfill(6)
    answers = [tablet.post("/station", json={"name": "L1/S02", "pin": told["pin"]}).status_code]
    answers += [tablet.post("/station", json={"name": "L1/S02", "pin": wrong}).status_code for _ in range(5)]
    assert answers == [401] * 5 + [429]
    late = tablet.post("/station", json={"name": "L1/S02", "pin": newer["pin"]})
    assert late.status_code == 429 and int(late.headers["retry-after"]) <= 60
    assert (
        tablet.post("/station", json={"name": "nowhere", "pin": "000000"}).json()["detail"]
        == "Station or PIN is wrong."
    )


def test_a_station_that_is_ended_is_out_at_once_and_may_be_let_in_again(at: Desk) -> None:
    told = let_in(at, "L1/S03")
    tablet, supervisor = at.client(), at.client(role="supervisor")
    csrf = tablet.post("/station", json={"name": "L1/S03", "pin": told["pin"]}).json()["csrf_token"]
    assert scan(tablet, csrf) == 200
    assert supervisor.post("/v1/stations", json={"name": "L1/S03"}).status_code == 422
    assert [supervisor.delete(f"/v1/stations/{told['station_id']}").status_code for _ in range(2)] == [204, 204]
    assert scan(tablet, csrf) == 401
    assert tablet.post("/station", json={"name": "L1/S03", "pin": told["pin"]}).status_code == 401
    assert tablet.post(told["link"].removeprefix("http://testserver")).status_code == 404
    assert supervisor.post(f"/v1/stations/{told['station_id']}/link").status_code == 422
    again = let_in(at, "L1/S03")
    assert again["station_id"] == told["station_id"]
    assert tablet.post("/station", json={"name": "L1/S03", "pin": again["pin"]}).status_code == 200
    rows = {one["name"]: one for one in supervisor.get("/v1/stations").json()}
    assert rows["L1/S03"]["is_active"] and rows["L1/S03"]["last_in"]


def test_a_name_that_a_person_bears_is_not_a_stations(at: Desk) -> None:
    at.client().post(at.link("supervisor"), json={"name": "mira", "password": "eleven green bicycles"})
    answer = at.client(role="owner").post("/v1/stations", json={"name": "Mira"})
    assert answer.status_code == 422 and "somebody is called Mira already" in answer.text


def test_a_station_sees_its_queue_and_knows_the_tickets_of_its_line(at: Desk) -> None:
    (brand,) = at.brands.values()
    release_plan(brand.folder, brand.folder / "plan", author="the test", is_agreed=True)
    tie_bundles(brand.folder, author="the test")
    line = next(one for one in ("L1", "L2") if station_today(brand.folder, one).tickets)
    told = station_today(brand.folder, line)
    assert (told.line_id, told.operator_id, told.next) == (line, "", ())
    assert told.people and told.tickets and told.tickets[0].waits_for
    seen = station_today(brand.folder, line, operator=told.people[0])
    assert seen.operator_id == told.people[0]
    own = {one.operation_id for each in seen.tickets for one in each.steps if one.is_own}
    assert all(one.operation_id in own or one.is_help for one in seen.next)
    found = ticket(brand.folder, f"{told.tickets[0].bundle_id}|front")
    assert found.bundle_id == told.tickets[0].bundle_id and found.goods
    everywhere = station_today(brand.folder, "the door")
    assert everywhere.line_id == "" and len(everywhere.people) >= len(told.people)


def test_the_board_is_told_looked_at_and_changed_over_the_api(planned_brand: Path, tmp_path: Path) -> None:
    at = desk(Path(shutil.copytree(planned_brand, tmp_path / "board")))
    planner, looker = at.client(role="factory planner"), at.client(role="read-only")
    board = looker.get("/v1/board").json()
    assert board["orders"] and board["set_by_hand"] == []
    order = board["orders"][0]
    wish = {"kind": "holiday", "factory": order["factory_id"], "day": order["starts"], "reason": "election"}
    assert looker.post("/v1/board/looks", json=wish).status_code == 403
    looked = planner.post("/v1/board/looks", json=wish)
    assert looked.status_code == 200, looked.text
    changed = planner.post("/v1/board/changes", json={**wish, "seen": board["plan_id"]})
    assert changed.status_code == 200 and changed.json() == looked.json()
    again = planner.post("/v1/board/changes", json={**wish, "seen": board["plan_id"]})
    assert again.status_code == 409
    after = looker.get("/v1/board").json()
    assert [one["kind"] for one in after["set_by_hand"]] == ["holiday"] and after["plan_id"] != board["plan_id"]
    assert planner.post("/v1/board/back", json={"seen": after["plan_id"]}).status_code == 200
    assert looker.get("/v1/board").json()["set_by_hand"] == []
