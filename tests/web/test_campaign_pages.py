"""The page of campaigns without a browser: proposed, opened, changed, taken back, booked, told as tables."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from treadle.api.caller import COOKIE
from treadle.api.doers import DOERS
from treadle.api.served import Served
from treadle.plant import jobs
from treadle.plant.books import ledger_of
from treadle.plant.people import accept, invite
from treadle.plant.presell import storefront
from treadle.plant.presell.proposals import PROPOSE, newest_proposals
from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.tokens import read_token
from treadle.plant.working import Worker
from treadle.settings import read_settings
from treadle.terms.campaign import Campaign
from treadle.web.site import create_site

Press = Callable[..., str]
#: With these a campaign of any option is worth opening: what is tried here is the page.
EASY = {"least_margin_share": 0.0, "least_fill_chance": 0.0, "longest_wait_days": 365, "failed_cost": 0.0,
        "anyway_share": 0.0, "most_order_units": 1000}  # fmt: skip


def make_easy(folder: Path) -> None:
    """Let everything be worth opening."""
    path = folder / "treadle.toml"
    lines = [one for one in path.read_text(encoding="utf-8").splitlines() if one.partition(" ")[0] not in EASY]
    at = lines.index("[presell]") + 1
    told = [f"{name} = {value}" for name, value in EASY.items()]
    path.write_text("\n".join([*lines[:at], *told, *lines[at:], ""]), encoding="utf-8")


@pytest.fixture(scope="module")
def brand(planned_brand: Path, tmp_path_factory: pytest.TempPathFactory) -> ServedBrand:
    """A planned brand with the proposal of one option."""
    folder = tmp_path_factory.mktemp("campaigns") / "acme"
    shutil.copytree(planned_brand, folder)
    make_easy(folder)
    found = open_brands([folder])["acme"]
    jobs.ask_job(found, PROPOSE, {"options": "DRE1-teal"}, author="Mira", key="1")
    worker = Worker(brands={"acme": found}, doers=DOERS, worker_id="w", say=lambda *_: None)
    while worker.once():
        pass
    return found


def visitor(brand: ServedBrand, role: str) -> tuple[TestClient, Press]:
    """Somebody of a role, and how they press something."""
    client = TestClient(create_site(Served(brands={"acme": brand})), headers={"Accept": "text/html"})
    client.cookies.set(
        COOKIE,
        str(accept(brand, invite(brand, role, author="t"), name=f"a {role}", password="eleven green bicycles")[1]),
    )
    token = read_token(client.cookies[COOKIE])
    assert token is not None

    def press(path: str, status: int = 200, **fields: str) -> str:
        answer = client.post(path, data={"csrf": token.csrf, **fields})
        assert answer.status_code == status, answer.text
        return answer.text

    return client, press


def campaign_of(brand: ServedBrand, name: str) -> Campaign:
    held = ledger_of(brand.folder, brand.settings).state(Campaign, name)
    assert held is not None
    return held.state


def test_a_campaign_lives_through_its_page(brand: ServedBrand) -> None:
    client, press = visitor(brand, "owner")
    kept = newest_proposals(brand)
    assert kept is not None and kept.proposals[0].is_worth, kept
    option = kept.proposals[0].option_id
    shown = client.get("/campaigns").text
    assert "Worth opening: 1" in shown and "No campaign yet" in shown and "days are counted on" in shown
    assert client.post("/campaigns/open", data={"option_id": option}).status_code == 403, "a form of another page"
    wrong = press("/campaigns/open", 422, option_id=option, days="x", price="cheap")
    assert "no whole number" in wrong and "no price" in wrong
    opened = press(
        "/campaigns/open", option_id=option, seats="50", threshold="30", days="7", title="Navy tee", text="Heavy."
    )
    assert "Navy tee" in opened and "of 30 needed. 50 left." in opened
    press("/campaigns/open", option_id=option)
    (held,) = ledger_of(brand.folder, brand.settings).states(Campaign)
    name, terms = held.state_id, held.state.terms
    here = f"/campaigns/{name}"
    assert (terms.most_units, terms.text, terms.promise_days != ()) == (50, "Heavy.", True)

    first = press(f"{here}/change", kind="extend", days="2")
    assert "Its end was moved" in first and campaign_of(brand, name).terms.closes_at > terms.closes_at
    assert "Its end was moved" not in press(f"{here}/undo")
    assert campaign_of(brand, name).terms.closes_at == terms.closes_at
    assert "cannot be taken back" in press(f"{here}/undo", 409)
    dearer = press(f"{here}/change", 422, kind="add_tier", tier_units="40", tier_price="900")
    assert "prices fall from tier to tier" in dearer
    press(f"{here}/change", kind="add_tier", tier_units="40", tier_price="45.90")
    assert campaign_of(brand, name).terms.tiers[-1].price_cents == 4590

    sku = next(iter(terms.sizes))
    for key in ("one-long-key", "two-long-key"):
        assert storefront.join(brand, name, {sku: 15}, key=key, address="=1+1 Road").refused is None
    one, two = (storefront.order_name(brand, name, key) for key in ("one-long-key", "two-long-key"))
    asked = campaign_of(brand, name).orders[one].asked_cents
    for order in (one, two, two):
        press(f"{here}/orders/{order}/pay", amount=f"{asked / 100:.2f}", key=f"{order}{order == two}")
    press(f"{here}/orders/{two}/pay", amount=f"{terms.tiers[0].price_cents * 15 / 100:.2f}", key="again")
    shown = client.get(here).text
    assert "paid more than it costs" in shown and "Make it: plan and place the orders" in shown
    back = campaign_of(brand, name).orders[two].due_back_cents
    assert back > 0
    press(f"{here}/orders/{two}/refund", amount=f"{back / 100:.2f}", key="r")
    assert campaign_of(brand, name).orders[two].refunded_cents == back
    later = terms.promise_day.replace(year=terms.promise_day.year + 1)
    press(f"{here}/delay", day=later.isoformat(), reason="the mill")
    assert "the mill" in client.get(here).text

    listed = list(csv.DictReader(io.StringIO(client.get("/campaigns/list.csv").text.lstrip("\ufeff"))))
    (row,) = listed
    assert float(row["Paid in"]) == pytest.approx(
        sum(float(row[one] or 0) for one in ("Held", "Owed back", "Paid back", "Earned"))
    )
    buyers = client.get(f"{here}/buyers.csv").text
    assert "'=1+1 Road" in buyers, "cells that begin like a formula are guarded"
    for path in (
        "/campaigns/list.xlsx",
        "/campaigns/proposals.xlsx",
        "/campaigns/proposals.csv",
        f"{here}/buyers.xlsx",
        f"{here}/sizes.csv",
    ):
        assert client.get(path).status_code == 200, path
    called = press(f"{here}/cancel", reason="no cloth")
    assert "called off" in called and campaign_of(brand, name).money().held_cents == 0
    assert ledger_of(brand.folder, read_settings(brand.folder)).audit() == ()


def test_who_only_looks_presses_nothing_and_learns_no_address(brand: ServedBrand) -> None:
    client, press = visitor(brand, "read-only")
    assert "hx-post" not in client.get("/campaigns").text
    press("/campaigns/propose", 403)
    for held in ledger_of(brand.folder, brand.settings).states(Campaign):
        assert "Road" not in client.get(f"/campaigns/{held.state_id}/buyers.csv").text
    assert client.get("/campaigns/none").status_code == 404
    assert (
        "预售活动"
        in client.get("/campaigns", headers={"Cookie": f"{COOKIE}={client.cookies[COOKIE]}; treadle_language=zh"}).text
    )
