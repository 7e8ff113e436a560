"""An order on its page, without a browser: what came is booked short by size, what is made is packed and shipped."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from test_pages_served import csrf, visitor

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "plant"))
from sourcing_desk import buying_brand

from treadle.plant import drafts
from treadle.plant.inspect import inspect_lot
from treadle.plant.order_desk import order_desk
from treadle.plant.serving import ServedBrand, open_brands

ORDER = "BI-ONE"


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> ServedBrand:
    """A brand with one order of 200 pieces of one SKU, which can name cartons."""
    folder = buying_brand(planned_brand, tmp_path).folder
    settings = folder / "treadle.toml"
    named = re.sub(r"(?m)^#? ?company_prefix = .*$", 'company_prefix = "4012345"', settings.read_text())
    settings.write_text(named)
    return next(iter(open_brands([folder]).values()))


def send(client: TestClient, path: str, **told: str) -> str:
    """The page after a form of an order was sent."""
    answer = client.post(path, data={"csrf": csrf(client), "order_id": ORDER, **told})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_what_came_short_is_booked_once_and_the_page_shows_what_is_open(brand: ServedBrand) -> None:
    client, sku = visitor(brand, "supervisor"), order_desk(brand, ORDER).rows[0].sku
    assert "Nothing was booked yet" in client.get(f"/orders/one?id={ORDER}").text
    note = {"note_id": "DN-7", "day": "2026-03-20", f"units:{sku}": "150", f"rejected:{sku}": "5"}
    for _ in range(2):
        shown = send(client, "/orders/receipts", **note)
        row = order_desk(brand, ORDER).rows[0]
        assert (row.received_units, row.rejected_units, row.open_units) == (150, 5, 50)
        assert (
            shown.count("150 pieces came on") == 1
            and f'name="units:{sku}" inputmode="numeric" size="6" value="50"' in shown
        )
    wrong = client.post("/orders/receipts", data={"csrf": csrf(client), "order_id": ORDER, f"units:{sku}": "a few"})
    assert wrong.status_code == 422 and "is no number of pieces" in wrong.text
    nothing = client.post("/orders/receipts", data={"csrf": csrf(client), "order_id": ORDER, f"units:{sku}": " "})
    assert nothing.status_code == 422 and "no pieces were said" in nothing.text
    over = send(client, "/orders/receipts", note_id="DN-8", **{f"units:{sku}": "60"})
    assert "10 over" in over and order_desk(brand, ORDER).order.state == "received"


def test_what_is_made_is_packed_and_its_cartons_leave(brand: ServedBrand) -> None:
    client = visitor(brand, "planner")
    asked = client.get(f"/orders/one?id={ORDER}").text
    assert "inspect first" in asked and "/orders/cartons" not in asked
    inspect_lot(brand.folder, ORDER, lot_units=200, found_units=(0,), author="me")
    assert "200 pieces wait for a carton" in client.get(f"/orders/one?id={ORDER}").text
    packed = send(client, "/orders/cartons", kind="solid", units="40")
    assert "Ship 5 cartons" in packed and "No piece waits" in packed
    names = [one.carton_id for one in order_desk(brand, ORDER).here]
    shipped = client.post("/orders/shipments", data={"csrf": csrf(client), "order_id": ORDER, "carton": names})
    assert "left on" in shipped.text and order_desk(brand, ORDER).here == ()
    assert visitor(brand, "partner factory").get(f"/orders/one?id={ORDER}").status_code == 404
    assert 'action="/orders/' not in visitor(brand, "read-only").get(f"/orders/one?id={ORDER}").text


def test_a_plan_whose_facts_changed_says_so_before_its_orders_are_placed(
    brand: ServedBrand, planned_brand: Path, tmp_path: Path
) -> None:
    shutil.copytree(planned_brand, tmp_path / "same")
    same = open_brands([tmp_path / "same"])["same"]
    for one, is_overtaken in ((same, False), (brand, True)):
        drafts.approve(one, "current", version=None, author="anna", key="1")
        client = visitor(one, "owner")
        facts = client.get(f"/today/facts?plan_id={drafts.draft_of(one, 'current').plan.plan_id}")
        assert facts.status_code == (200 if is_overtaken else 204)
        assert ("The facts have changed" in facts.text) == is_overtaken
        assert all("/today/facts?plan_id=" in client.get(path).text for path in ("/buy", "/demand"))
        shown = client.get("/today").text
        assert ("The facts have changed" in shown) == is_overtaken
        assert ('action="/today/release"' in shown) != is_overtaken and 'action="/today/plan"' in shown


def test_what_was_booked_wrongly_is_taken_back_with_its_reason(brand: ServedBrand) -> None:
    client, sku = visitor(brand, "supervisor"), order_desk(brand, ORDER).rows[0].sku
    send(client, "/orders/receipts", note_id="DN-9", is_last="yes", **{f"units:{sku}": "150"})
    desk = order_desk(brand, ORDER)
    assert desk.order.is_closed and desk.rows[0].open_units == 0
    (booked,) = desk.receipts
    undo = {"receipt": booked.key, "reason": "the note was another order's"}
    form = {"csrf": csrf(client), "order_id": ORDER, **undo}
    silent = client.post("/orders/receipts/undone", data=form | {"reason": " "})
    assert silent.status_code == 422 and "nobody said why" in silent.text
    for _ in range(2):
        shown = send(client, "/orders/receipts/undone", **undo)
    assert "taken back" in shown and "the note was another order&#39;s" in shown
    row = order_desk(brand, ORDER).rows[0]
    assert (row.received_units, row.open_units) == (0, 200) and not order_desk(brand, ORDER).order.is_closed
    send(client, "/orders/receipts", note_id="DN-9", **{f"units:{sku}": "150"})
    assert order_desk(brand, ORDER).rows[0].received_units == 150, "the note may be booked again"
    assert visitor(brand, "read-only").post("/orders/receipts/undone", data=undo).status_code in (401, 403)
    client.post("/language", data={"language": "zh", "back": "/me"})
    chinese = client.get(f"/orders/one?id={ORDER}").text
    assert "已撤销" in chinese and "撤销" in chinese and "Take back" not in chinese
    again = next(one.key for one in order_desk(brand, ORDER).receipts if not one.taken_back)
    refused = client.post("/orders/receipts/undone", data=form | {"receipt": again, "reason": " "})
    assert "没有写明原因" in refused.text


def test_a_carton_is_opened_and_a_shipment_comes_back(brand: ServedBrand) -> None:
    client = visitor(brand, "planner")
    inspect_lot(brand.folder, ORDER, lot_units=200, found_units=(0,), author="me")
    send(client, "/orders/cartons", kind="solid", units="100")
    first, second = (one.carton_id for one in order_desk(brand, ORDER).here)
    client.post("/orders/shipments", data={"csrf": csrf(client), "order_id": ORDER, "carton": [first, second]})
    (shipment,) = order_desk(brand, ORDER).shipments
    away = {"csrf": csrf(client), "order_id": ORDER, "carton": first, "reason": "short"}
    refused = client.post("/orders/cartons/opened", data=away)
    assert refused.status_code == 409 and "take that shipment back first" in refused.text
    for _ in range(2):
        send(client, "/orders/shipments/undone", shipment=shipment, reason="the lorry did not come")
        send(client, "/orders/cartons/opened", carton=first, reason="two are missing")
    desk = order_desk(brand, ORDER)
    assert [one.carton_id for one in desk.here] == [second] and desk.waiting_units == 100
    send(client, "/orders/cartons", kind="solid", units="100")
    names = [one.carton_id for one in order_desk(brand, ORDER).here]
    assert len(set(names)) == 2 and first not in names, "a number is not given twice"
    for _ in range(2):  # the same cartons leave on the same day, are called back, and leave again
        client.post("/orders/shipments", data={"csrf": csrf(client), "order_id": ORDER, "carton": names})
        assert order_desk(brand, ORDER).here == ()
        send(client, "/orders/shipments/undone", shipment=order_desk(brand, ORDER).shipments[0], reason="again")
        assert len(order_desk(brand, ORDER).here) == 2
