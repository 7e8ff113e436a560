"""Shops as pages, without a browser: what should move leaves, is taken back, comes; stores take and refuse."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from test_pages_served import csrf, visitor

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "replenish"))
from shop_brand import with_shops

from treadle.errors import ConflictError
from treadle.plant.books import ledger_of
from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.shops.send import arrive, moves_of, send, take_back
from treadle.plant.shops.shops_seen import proposed
from treadle.settings import read_settings
from treadle.terms.shop import Move


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> ServedBrand:
    """A planned brand with three shops."""
    return open_brands([with_shops(planned_brand, tmp_path / "acme")])["acme"]


def press(client: TestClient, path: str, **told: str) -> str:
    answer = client.post(path, data={"csrf": csrf(client), **told})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_what_should_move_leaves_is_taken_back_and_leaves_again(brand: ServedBrand) -> None:
    client = visitor(brand, "planner")
    assert 'hx-get="/shops/proposed"' in client.get("/shops").text
    shown = client.get("/shops/proposed").text
    found = proposed(brand.folder, brand.folder / "plan")
    to = found.rows["to_place_id"][0].as_py()
    assert found.units and f"{found.units:,} pieces" in shown and "Every piece, and why" in shown
    assert client.get(f"/shops/sheets/{to}.xlsx").content[:2] == b"PK"
    assert client.get(f"/shops/sheets/{found.warehouse}.pdf").content.startswith(b"%PDF")
    assert client.get("/shops/sheets/none.pdf").status_code == 404
    stale = client.post("/shops/moves", data={"csrf": csrf(client), "to": to, "day": "2020-01-01"})
    assert stale.status_code == 409 and moves_of(brand.folder) == ()
    for _ in range(2):  # sent twice it leaves once
        press(client, "/shops/moves", to=to, day=found.as_of.isoformat())
    moves = moves_of(brand.folder)
    assert {move.sent.to_place_id for move in moves} == {to}
    from_places = {row["from_place_id"] for row in found.rows.to_pylist() if row["to_place_id"] == to}
    assert sorted(move.sent.from_place_id for move in moves) == sorted(from_places)
    left = {row["to_place_id"] for row in proposed(brand.folder, brand.folder / "plan").rows.to_pylist()}
    assert to not in left, "what is on its way is not sent again"
    for move in moves:
        assert "taken back" in press(client, "/shops/moves/back", move_id=move.move_id)
    assert all(move.is_taken_back for move in moves_of(brand.folder))
    again = send(brand.folder, proposed(brand.folder, brand.folder / "plan"), author="me", only=to)
    assert again.is_new and not any(move.is_taken_back for move in again.moves)
    assert {move.sent.from_place_id: move.sent for move in again.moves} == {
        move.sent.from_place_id: move.sent for move in moves
    }


def test_what_came_in_another_number_is_booked_and_cannot_be_taken_back(brand: ServedBrand) -> None:
    found = proposed(brand.folder, brand.folder / "plan")
    sent = send(brand.folder, found, author="me", only=found.rows["to_place_id"][0].as_py()).moves
    move = sent[0]
    line = move.sent.lines[0]
    client = visitor(brand, "planner")
    wrong = client.post(
        "/shops/moves/arrival", data={"csrf": csrf(client), "move_id": move.move_id, f"u.{line.sku}": "x"}
    )
    assert wrong.status_code == 422 and not any(one.arrived for one in moves_of(brand.folder))
    press(client, "/shops/moves/arrival", **{"move_id": move.move_id, f"u.{line.sku}": "0"})
    (after,) = [one for one in moves_of(brand.folder) if one.move_id == move.move_id]
    assert after.arrived is not None and after.came_units(line) == 0
    back = client.post("/shops/moves/back", data={"csrf": csrf(client), "move_id": move.move_id})
    assert back.status_code == 409 and "there already" in back.text
    with pytest.raises(ConflictError, match="there already"):
        take_back(brand.folder, move.move_id, author="me")
    ledger = ledger_of(brand.folder, read_settings(brand.folder))
    assert ledger.audit() == () and len(ledger.states(Move)) == len(sent)


def test_what_was_taken_back_never_comes(brand: ServedBrand) -> None:
    found = proposed(brand.folder, brand.folder / "plan")
    move = send(brand.folder, found, author="me").moves[0]
    take_back(brand.folder, move.move_id, author="me")
    assert take_back(brand.folder, move.move_id, author="me").is_taken_back, "twice is once"
    with pytest.raises(ConflictError, match="never left"):
        arrive(brand.folder, move.move_id, author="me")


def test_stores_order_are_delivered_cancel_and_refuse(brand: ServedBrand) -> None:
    client = visitor(brand, "planner")
    sku = proposed(brand.folder, brand.folder / "plan").rows["sku"][0].as_py()
    text = f"order_id,store_id,sku,units,price,day,due_day\nSO-1,galerie,{sku},10,20.00,2026-09-01,2026-09-05\n"
    taken = client.post("/shops/stores", data={"csrf": csrf(client)}, files={"file": ("stores.csv", text.encode())})
    assert taken.status_code == 200 and "200.00 still to be delivered" in taken.text
    told = {"order_id": "SO-1"}
    assert "180.00 still to be delivered" in press(client, "/shops/stores/acts", said="cancel", share="10", **told)
    assert "180.00 taken" in press(client, "/shops/stores/acts", said="deliver", **told)
    refused = press(client, "/shops/stores/acts", said="refuse", share="33", **told)
    assert "3 refused at delivery" in refused and "120.00 taken" in refused
    wrong = client.post("/shops/stores/acts", data={"csrf": csrf(client), "said": "refuse", "share": "many", **told})
    assert wrong.status_code == 422 and "is no share" in wrong.text
    for name in ("shops", "moves", "stores", "proposed", "packs"):
        assert client.get(f"/shops/tables/{name}.csv").status_code == 200, name
    assert visitor(brand, "read-only").post("/shops/stores/acts", data={"said": "deliver", **told}).status_code == 403
