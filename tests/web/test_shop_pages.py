"""A shop's pages without a browser: joined without an account, followed by a link alone, refused with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from treadle.api.limits import Buckets, Limits
from treadle.api.served import Served
from treadle.plant.books import ledger_of
from treadle.plant.init import init_folder
from treadle.plant.presell import deliveries
from treadle.plant.presell.campaigns import delay_of, notify_delay, open_campaign
from treadle.plant.presell.desk import CampaignBooks, campaign_books
from treadle.plant.presell.money import take_payment
from treadle.plant.presell.offer import Wanted, catalogue_of, terms_of
from treadle.plant.presell.storefront import order_name
from treadle.plant.serving import ServedBrand, open_brands
from treadle.terms.campaign import PAIR, Campaign, CampaignOrder, PaymentTaken, Tier
from treadle.web.site import create_site

OPTION = "TEE1-white"
HTML = {"Accept": "text/html"}
HAN = re.compile(r"[一-鿿]")


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> ServedBrand:
    folder = tmp_path_factory.mktemp("shop") / "mine"
    init_folder(folder)
    return open_brands([folder])["mine"]


@pytest.fixture
def phone(brand: ServedBrand) -> Iterator[TestClient]:
    yield phone_of(brand)


def phone_of(brand: ServedBrand, seats: float = 1e6) -> TestClient:
    """A buyer's phone, which has no session."""
    wide = Buckets(size=1e6, per_second=1e6)
    limits = Limits(requests=wide, log_ins_of_a_name=wide, log_ins_of_an_address=wide,
                    seats_of_an_address=Buckets(size=seats, per_second=1e-6))  # fmt: skip
    return TestClient(create_site(Served(brands={brand.brand_id: brand}), limits), headers=HTML)


def books_of(brand: ServedBrand) -> CampaignBooks:
    return campaign_books(brand.folder, author="Mira")


def opened(brand: ServedBrand, name: str, **told: object) -> Campaign:
    """A campaign that is open for a week."""
    books = books_of(brand)
    day = datetime.now(UTC).date() + timedelta(days=40)
    wanted = Wanted(**{"option_id": OPTION, "threshold_units": 2, "promise_day": day, **told})  # type: ignore[arg-type]
    terms = terms_of(wanted, catalogue_of(brand.folder, books.settings), books.settings, books.clock())
    return open_campaign(books.ledger, name, terms, author="Mira", currency="EUR").campaign


def joined(phone: TestClient, name: str, key: str, **told: str) -> str:
    """The path of an order's page, once somebody joined."""
    sku = told.pop("size", "")
    answer = phone.post(f"/sale/mine/{name}", data={"size": sku, "pieces": "1", "key": key, **told})
    assert answer.status_code == 200 and answer.url.path.startswith("/follow/mine/"), answer.text
    return answer.url.path


def order_of(brand: ServedBrand, name: str, key: str) -> CampaignOrder:
    held = ledger_of(brand.folder, brand.settings).state(Campaign, name)
    assert held is not None
    return held.state.orders[order_name(brand, name, key)]


def pay(brand: ServedBrand, name: str, key: str) -> None:
    order, books = order_of(brand, name, key), books_of(brand)
    paid = PaymentTaken(payment_id=f"p-{name}-{key}", order_id=order.order_id, amount_cents=order.asked_cents,
                        paid_at=books.clock(), via="bank")  # fmt: skip
    assert take_payment(books.ledger, name, paid, author="the bank", currency="EUR").refused is None


def sku_of(brand: ServedBrand) -> str:
    return catalogue_of(brand.folder, brand.settings).skus_of_option[OPTION][1].sku


def test_of_two_at_the_last_place_one_gets_it_and_the_other_is_told(brand: ServedBrand, phone: TestClient) -> None:
    opened(brand, "last", most_units=2, tiers=(Tier(from_units=1, price_cents=3000),))
    sku = sku_of(brand)
    joined(phone, "last", "first-key", size=sku)
    other = phone_of(brand)
    assert 'name="size"' in phone.get("/sale/mine/last").text and 'name="size"' in other.get("/sale/mine/last").text
    path = joined(phone, "last", "second-key", size=sku)
    late = other.post("/sale/mine/last", data={"size": sku, "pieces": "1", "key": "third-key"})
    assert late.status_code == 409 and "Nothing was reserved" in late.text and "All places are taken" in late.text
    again = joined(phone, "last", "second-key", size=sku)
    assert again == path, "sent twice it is one order"
    for key in ("first-key", "second-key"):
        pay(brand, "last", key)
    shown = phone.get("/sale/mine/last").text
    assert "2 of 2 joined" in shown and order_of(brand, "last", "first-key").order_id not in shown
    assert "You are in" in phone.get(path).text


def test_an_order_is_its_links_alone(brand: ServedBrand, phone: TestClient) -> None:
    opened(brand, "links")
    path = joined(phone, "links", "a-key-of-mine", size=sku_of(brand), address="Ann Lee\n1 High Street\x0bBerlin")
    name, _, signature = path.rpartition("/")[2].partition(".")
    wrong = signature[:-1] + ("0" if signature[-1] != "0" else "1")
    for token in (f"{name}.{wrong}", f"{name}.", "x", f"{name}.{signature}0"):
        assert phone.get(f"/follow/mine/{token}").status_code == 404
    assert phone.get("/follow/theirs/x").status_code == 404
    told = phone.get(path)
    assert "Ann Lee" in told.text and "noindex" in told.text and told.headers["referrer-policy"] == "no-referrer"
    assert "script-src 'self'" in told.headers["content-security-policy"] and "set-cookie" not in told.headers


def test_another_sites_form_and_too_many_wishes_are_refused(brand: ServedBrand) -> None:
    opened(brand, "refused", most_units=4)
    told = {"size": sku_of(brand), "pieces": "1", "key": "some-key-here"}
    phone = phone_of(brand, seats=3)
    assert phone.post("/sale/mine/refused", data=told, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    many = phone.post("/sale/mine/refused", data={**told, "pieces": "11"})
    assert many.status_code == 409 and "No more than 10 pieces" in many.text
    none = phone.post("/sale/mine/refused", data={"pieces": "x"})
    assert none.status_code == 422 and "no size is chosen" in none.text and "no whole number" in none.text
    assert phone.post("/sale/mine/refused", data=told).status_code == 200
    assert phone.post("/sale/mine/refused", data={**told, "key": "another-key"}).status_code == 429


def test_who_leaves_gets_the_money_back_and_is_forgotten(brand: ServedBrand, phone: TestClient) -> None:
    opened(brand, "leaving")
    path = joined(phone, "leaving", "leaving-key", size=sku_of(brand), address="Bo\n2 Low Street")
    pay(brand, "leaving", "leaving-key")
    left = phone.post(f"{path}/leave")
    assert "on its way back to you" in left.text and "2 Low Street" not in left.text
    order = order_of(brand, "leaving", "leaving-key")
    assert (order.held_cents, order.due_back_cents) == (0, order.paid_cents)
    books = books_of(brand)
    assert deliveries.address_of(books.ledger, order.order_id) == ""
    assert phone.post(f"{path}/leave").status_code == 409
    entries = books.ledger.entries(subjects=["leaving"])
    assert "Low Street" not in repr(entries), "entries stay for ever, so where goods go is in none"


def test_a_delay_is_answered_by_the_link(brand: ServedBrand, phone: TestClient) -> None:
    terms = opened(brand, "later", kind="made to order").terms
    paths = {key: joined(phone, "later", key, size=sku_of(brand)) for key in ("waits-key", "leaves-key")}
    for key in paths:
        pay(brand, "later", key)
    told = delay_of(terms.promise_day + timedelta(days=60), "the mill is late", brand.settings.time_zone)
    assert notify_delay(books_of(brand).ledger, "later", told, author="Mira").refused is None
    shown = phone.get(paths["waits-key"]).text
    assert "It will be later" in shown and "the mill is late" in shown and "you get your money back" in shown
    assert "It will be later" not in phone.post(f"{paths['waits-key']}/answer", data={"said": "stays"}).text
    gone = phone.post(f"{paths['leaves-key']}/answer", data={"said": "leaves"}).text
    assert "on its way back" in gone
    assert [order_of(brand, "later", key).state for key in paths] == ["joined", "ended"]


def test_a_pair_is_begun_and_a_friend_opens_its_link(brand: ServedBrand, phone: TestClient) -> None:
    opened(brand, "pair", kind=PAIR, threshold_units=None, tiers=(Tier(from_units=1, price_cents=2000),),
           solo_price_cents=2500)  # fmt: skip
    path = joined(phone, "pair", "begins-key", size=sku_of(brand), how="begin")
    found = re.search(r'value="(http[^"]*/sale/mine/pair\?team=[^"]*)"', phone.get(path).text)
    assert found is not None
    friend = phone_of(brand)
    invited = friend.get(found[1].partition("testserver")[2])
    assert "Join your friend for 20.00" in invited.text
    team = order_of(brand, "pair", "begins-key").order_id
    theirs = joined(friend, "pair", "friend-key", size=sku_of(brand), how="team", team=team)
    for key in ("begins-key", "friend-key"):
        pay(brand, "pair", key)
    assert "Your pair is whole" in phone.get(path).text and "Your pair is whole" in friend.get(theirs).text
    assert "full or over" in friend.get(found[1].partition("testserver")[2]).text
    joined(friend, "pair", "alone-key", size=sku_of(brand), how="alone")
    assert order_of(brand, "pair", "alone-key").asked_cents == 2500


def test_pictures_are_the_listings_alone(brand: ServedBrand, phone: TestClient) -> None:
    Image.new("RGB", (2000, 1000), "navy").save(brand.folder / "look.png")
    opened(brand, "seen", pictures=("look.png", "../outside.png"))
    shown = phone.get("/sale/mine/seen/picture-0.jpg")
    assert shown.status_code == 200 and shown.headers["content-type"] == "image/jpeg" and len(shown.content) > 500
    for name in ("picture-1.jpg", "picture-2.jpg", "picture--1.jpg"):
        assert phone.get(f"/sale/mine/seen/{name}").status_code == 404
    assert "<svg" not in phone.get("/sale/mine/seen").text.partition("<h1")[0].rpartition("<body")[2]


def test_pages_are_in_one_language_and_the_list_sells_what_is_open(brand: ServedBrand, phone: TestClient) -> None:
    opened(brand, "listed")
    english = phone.get("/sale/mine", headers={"Accept-Language": "en"}).text
    assert "/sale/mine/listed" in english and not HAN.search(english.replace("中文", ""))
    chinese = phone.get("/sale/mine/listed", headers={"Accept-Language": "zh-CN"}).text
    assert "参团" in chinese and "Where it goes" not in chinese


def test_the_same_by_the_api_without_a_key(brand: ServedBrand, phone: TestClient) -> None:
    opened(brand, "api", most_units=2)
    assert "api" in [one["campaign_id"] for one in phone.get("/shop/campaigns").json()]
    wish = {"units": {sku_of(brand): 2}, "key": "a-program-s-key", "address": "Cy\n3 Mid Street"}
    made = phone.post("/shop/campaigns/api/orders", json=wish)
    assert made.status_code == 201 and made.json()["to_pay_cents"] > 0, made.text
    again = phone.post("/shop/campaigns/api/orders", json=wish)
    assert again.json()["token"] == made.json()["token"]
    full = phone.post("/shop/campaigns/api/orders", json={**wish, "key": "another-program"})
    assert full.status_code == 409 and "0 are left" in full.json()["detail"]
    order = f"/shop/orders/{made.json()['token']}"
    assert phone.get(order).json()["state"] == "reserved"
    assert phone.post(f"{order}/answer", json={"stays": True}).status_code == 409
    assert phone.post(f"{order}/leave").json()["state"] == "ended"
    assert phone.get("/shop/orders/x.y").status_code == 404
    assert ledger_of(brand.folder, brand.settings).audit() == ()
