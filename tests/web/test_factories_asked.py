"""Factories as pages, without a browser: asked, answered by link and sheet, judged, asked again, offered elsewhere."""

from __future__ import annotations

import io
import re
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from test_pages_served import client_of, csrf, visitor

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "plant"))
from sourcing_desk import buying_brand, first_sku, release

from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.source import offers as use
from treadle.plant.source.desk import SourcingBooks, sourcing_books
from treadle.plant.source.factories_seen import factories_seen
from treadle.plant.source.offers import offer_held, offers_of
from treadle.plant.source.pairs import quote
from treadle.plant.source.unanswered import ask_one_again
from treadle.terms.offer import OfferAnswered
from treadle.terms.supplier import PriceStep

ORDER = "BI-NEW"


@pytest.fixture
def books(planned_brand: Path, tmp_path: Path) -> SourcingBooks:
    """A brand with three factories that quoted, and an order nobody was asked for."""
    books = buying_brand(planned_brand, tmp_path)
    now = sourcing_books(books.folder, author="me")
    style, sku = first_sku(books.folder)
    release(now, ORDER, style, {sku: 200}, date.today() + timedelta(days=120))
    return now


@pytest.fixture
def brand(books: SourcingBooks) -> ServedBrand:
    return next(iter(open_brands([books.folder]).values()))


def press(client: TestClient, path: str, **told: str) -> str:
    """The page after a form was sent."""
    answer = client.post(path, data={"csrf": csrf(client), **told})
    assert answer.status_code == 200, answer.text
    return answer.text


def link_on(text: str) -> str:
    """The path of the link that a page tells."""
    found = re.search(r"http://testserver(/order/[^<]+)</code>", text)
    assert found is not None
    return found[1]


def test_an_order_is_offered_countered_by_its_link_and_taken(brand: ServedBrand, books: SourcingBooks) -> None:
    client = visitor(brand, "planner")
    assert "2 orders without a factory" in client.get("/factories").text
    shown = press(client, "/factories/offers", order_id=ORDER, back="order")
    assert offer_held(books, ORDER, "far").state.state == "open"
    link = link_on(shown)
    factory = client_of(brand)
    day = (date.today() + timedelta(days=130)).isoformat()
    wrong = factory.post(link, data={"form": "answer", "answer": "counter", "price": "dear", "pieces": "-4"})
    assert wrong.status_code == 422 and "is no price" in wrong.text and 'value="dear"' in wrong.text
    assert "<script" not in wrong.text and wrong.headers["referrer-policy"] == "no-referrer"
    factory.post(link, data={"form": "answer", "answer": "counter", "price": "4,35", "day": day})
    factory.post(link, data={"form": "question", "text": "<b>Which navy?</b>"})
    waits = client.get("/factories").text
    assert "It asks for something else" in waits and "4.35 a piece instead of 4.00" in waits
    assert "&lt;b&gt;Which navy?" in client.get(f"/factories/orders/{ORDER}").text
    assert "Factories: 1 wait for you" in client.get("/today").text
    press(client, "/factories/acts", said="take", order_id=ORDER, factory_id="far")
    after = offer_held(books, ORDER, "far").state
    assert (after.state, after.piece_cents, after.day.isoformat()) == ("accepted", 435, day)
    press(client, "/factories/acts", said="reply", order_id=ORDER, factory_id="far", text="Navy is 19-4024.")
    assert "Navy is 19-4024." in factory.get(link).text
    mine = factory.get("/factory").text
    assert ORDER in mine and "880.00" in mine, "200 × 4.35 + 10.00 once"
    press(client, "/factories/acts", said="end_links", order_id=ORDER, factory_id="far")
    assert factory.get(link).status_code == 404 and ORDER not in factory.get("/factory").text


def test_silence_is_asked_again_once_a_day_then_offered_elsewhere(brand: ServedBrand, books: SourcingBooks) -> None:
    early = sourcing_books(books.folder, author="me", at=(date.today() - timedelta(days=20)).isoformat() + "T09:00")
    use.offer_order(early, ORDER)
    (waits,) = [one for one in factories_seen(books).waiting if one.offer.terms.order_id == ORDER]
    assert waits.waits == "ask_again"
    client = visitor(brand, "buyer")
    told = {"order_id": ORDER, "factory_id": "far"}
    assert "nothing waits" not in press(client, "/factories/acts", said="ask_again", **told)
    assert offer_held(books, ORDER, "far").state.asked_times == 2
    assert not ask_one_again(books, ORDER, "far").is_new, "twice on a day is nothing new"
    press(client, "/factories/acts", said="elsewhere", **told)
    assert [(one.terms.factory_id, one.state) for one in offers_of(books, order_id=ORDER)] == [
        ("far", "elsewhere"), ("near", "open"),
    ]  # fmt: skip
    again = client.post("/factories/acts", data={"csrf": csrf(client), "said": "ask_again", **told})
    assert again.status_code == 409 and "there is nothing to ask again" in again.text


def test_a_sheet_goes_out_comes_back_and_is_refused_by_the_cell(brand: ServedBrand, books: SourcingBooks) -> None:
    from openpyxl import load_workbook

    client = visitor(brand, "planner")
    use.offer_order(books, ORDER)
    book = load_workbook(io.BytesIO(client.get(f"/factories/sheets/far/{ORDER}").content))
    sheet = book.active
    assert sheet is not None
    rows = {str(row[0].value): row[1] for row in sheet.iter_rows() if row[0].value}
    rows["Your answer"].value, rows["Price a piece"].value = "accept", "9.99"

    def send() -> str:
        file = io.BytesIO()
        book.save(file)
        answer = client.post(
            "/factories/replies", data={"csrf": csrf(client)}, files={"file": ("Re.xlsx", file.getvalue())}
        )
        return f"{answer.status_code} {answer.text}"

    refused = send()
    assert refused.startswith("422") and "this cell is the brand&#39;s" in refused
    rows["Price a piece"].value = "4.00"
    assert send().startswith("200") and offer_held(books, ORDER, "far").state.state == "accepted"
    assert "This was known" in send()


def test_tables_leave_whole_and_a_list_of_factories_comes_in(brand: ServedBrand, books: SourcingBooks) -> None:
    client = visitor(brand, "planner")
    use.offer_order(books, ORDER, note="=1+1")
    for name, said in (("factories", "near"), ("offers", ORDER), ("quotes", "far"), ("split", "order")):
        told = client.get(f"/factories/tables/{name}.csv")
        assert told.status_code == 200 and said in told.text, name
        assert client.get(f"/factories/tables/{name}.xlsx").content[:2] == b"PK"
    assert client.get("/factories/tables/secrets.csv").status_code == 404
    sheet = "Supplier,MOQ,Lead time,Capacity min/week\nThird,100 pcs,4-5 weeks,40000\n"
    taken = client.post("/factories/sheet", data={"csrf": csrf(client)}, files={"file": ("list.csv", sheet.encode())})
    assert "1 factories were taken in" in taken.text and "4-5 weeks&#39; was read as 35" in taken.text
    assert client.get("/factories/third").status_code == 200


def test_quotes_samples_and_approval_are_written_down(brand: ServedBrand, books: SourcingBooks) -> None:
    client, (style, _) = visitor(brand, "planner"), first_sku(books.folder)
    path = "/factories/tiny"
    wrong = client.post(f"{path}/quotes", data={"csrf": csrf(client), "style_id": style, "price": "x", "until": "soon"})
    assert wrong.status_code == 422 and "is no price" in wrong.text and "is no day" in wrong.text
    shown = press(client, f"{path}/quotes", style_id=style, price="3,20", pieces="500", setup="12")
    assert "3.20 from 500 pieces" in shown
    assert "refused" in press(client, f"{path}/samples", style_id=style, state="refused")
    assert "may not make it" in press(client, f"{path}/approval", style_id=style, said="no")
    quote(books, "near", style, (PriceStep(from_units=1, piece_cents=390),))
    assert visitor(brand, "read-only").post(f"{path}/quotes", data={"style_id": style}).status_code == 403


def test_who_could_make_an_order_stands_with_what_it_would_cost(brand: ServedBrand, books: SourcingBooks) -> None:
    shown = visitor(brand, "read-only").get(f"/factories/orders/{ORDER}").text
    assert shown.index("far") < shown.index("near"), "the cheapest first"
    assert "Offer it" not in shown and "http://testserver/order/" not in shown, "who may not source sees no link"
    use.offer_order(books, ORDER, "near")
    use.answer_offer(books, ORDER, "near", OfferAnswered(answer="decline", note="Full"))
    (row,) = [one for one in factories_seen(books).waiting if one.offer.terms.order_id == ORDER]
    assert row.waits == "elsewhere" and ORDER not in {one.order_id for one in factories_seen(books).to_offer}
