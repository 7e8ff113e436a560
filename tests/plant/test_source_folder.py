"""Factories of a brand's folder: taken from a sheet, quoted, sampled, judged, scored by the brand's own orders."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.errors import InputError, NotFoundError
from treadle.plant.source.desk import SourcingBooks, sourcing_books
from treadle.plant.source.pairs import judge_pair, quote, tell_sample
from treadle.plant.source.profiles import known_factories, take_sheet
from treadle.source.kept import kept_orders
from treadle.terms.offer import ACCEPTED, Offer, OfferAnswered, OrderOffered
from treadle.terms.order import Arrived, Order, OrderLine
from treadle.terms.release import ReleasedOrder
from treadle.terms.supplier import PriceStep

SHEET = "Supplier,MOQ,Lead time,Capacity min/week,OS ID\nAnh Duong,500 pcs,45 days,12000,VN2021250D1DTN7\nBad,-5,x,1,\n"


@pytest.fixture
def books(planned_brand: Path, tmp_path: Path) -> SourcingBooks:
    folder = tmp_path / "brand"
    shutil.copytree(planned_brand, folder)
    (tmp_path / "list.csv").write_text(SHEET)
    take_sheet(folder, tmp_path / "list.csv")
    return sourcing_books(folder, author="me", at="2026-03-05T12:00")


def styles(books: SourcingBooks) -> list[str]:
    rows = (books.folder / "tables" / "products.csv").read_text().splitlines()
    return sorted({one.split(",")[1].strip('"') for one in rows[1:]})


def test_a_sheet_becomes_profiles(books: SourcingBooks, tmp_path: Path) -> None:
    taken = take_sheet(books.folder, tmp_path / "list.csv")
    assert taken.factory_ids == ("anh-duong", "bad")
    known = {one.factory_id: one for one in known_factories(books).profiles}
    one = known["anh-duong"]
    assert (one.minimum_units, one.lead_days, one.free_minutes, one.os_id) == (500, 45, (12000.0,), "VN2021250D1DTN7")


def test_the_same_quote_again_is_nothing_new(books: SourcingBooks) -> None:
    style = styles(books)[0]
    steps = (PriceStep(from_units=2000, piece_cents=390), PriceStep(from_units=500, piece_cents=420))
    first = quote(books, "anh-duong", style, steps, valid_until=date(2026, 6, 30))
    assert quote(books, "anh-duong", style, steps, valid_until=date(2026, 6, 30)) == first
    assert [one.from_units for one in first.asked(date(2026, 6, 30))] == [500, 2000]
    assert not list(first.asked(date(2026, 7, 1)))
    newer = quote(books, "anh-duong", style, (PriceStep(from_units=1, piece_cents=500),))
    assert [one.piece_cents for one in newer.asked(date(2026, 7, 1))] == [500.0] and len(newer.quotes) == 2


def test_samples_and_judgements(books: SourcingBooks) -> None:
    style = styles(books)[0]
    assert tell_sample(books, "anh-duong", style, "refused", note="collar").is_refused
    assert not judge_pair(books, "anh-duong", style, is_approved=True).is_refused
    with pytest.raises(InputError, match="no state of a sample"):
        tell_sample(books, "anh-duong", style, "lost")
    with pytest.raises(NotFoundError, match="no factory nobody"):
        tell_sample(books, "nobody", style, "sent")
    with pytest.raises(InputError, match="above nought"):
        quote(books, "anh-duong", style, ())


def test_the_commands(books: SourcingBooks, tmp_path: Path) -> None:
    run, app, folder, style = CliRunner(), build_app(), str(books.folder), styles(books)[0]
    said = run.invoke(app, ["source", "take", folder, str(tmp_path / "list.csv")])
    assert "2 factories were taken in" in said.output, said.output
    assert "anh-d" in run.invoke(app, ["source", "factories", folder]).output
    said = run.invoke(app, ["source", "quote", folder, "anh-duong", style, "--price", "500=4.20"])
    assert "500: 4.20" in said.output
    wrong = run.invoke(app, ["source", "quote", folder, "anh-duong", style, "--price", "x"])
    assert wrong.exception is not None


def order(name: str, factory_id: str, *, came: date | None, units: int = 100, is_closed: bool = False) -> Order:
    terms = ReleasedOrder(work_order_id=name, style_id="T", units={"T-M": 100}, due_day=date(2026, 3, 1),
                          promise_day=date(2026, 3, 2), origin_day=date(2026, 2, 1), factory_id=factory_id)  # fmt: skip
    line = OrderLine(sku="T-M", ordered_units=100, received_units=units if came else 0,
                     cancelled_units=100 - units if is_closed else 0)  # fmt: skip
    arrived = () if came is None else (Arrived(sku="T-M", units=units, day=came),)
    return Order(terms=terms, lines=(line,), arrived=arrived, is_closed=is_closed)


def test_orders_that_ended_are_whose_they_were() -> None:
    """Two own ones (one short), one that a factory accepted dearer and later, one open, one of nobody."""
    offered = OrderOffered(order_id="BI", factory_id="far", style_id="T", units={"T-M": 100}, due_day=date(2026, 3, 1),
                           answer_by=date(2026, 2, 3), piece_cents=400, setup_cents=1000)  # fmt: skip
    taken = Offer(offer_id="BI far", terms=offered, state=ACCEPTED,
                  answer=OfferAnswered(answer="accept", day=date(2026, 3, 10), piece_cents=440))  # fmt: skip
    orders = (
        order("A", "near", came=date(2026, 3, 4)), order("B", "near", came=date(2026, 3, 1), units=60, is_closed=True),
        order("C", "near", came=None), order("BI", "", came=date(2026, 3, 12)), order("BX", "", came=date(2026, 3, 1)),
    )  # fmt: skip
    found = {one.order_id: one for one in kept_orders(orders, (taken,), {"A": (20, 3)})}
    assert set(found) == {"A", "B", "BI"}
    assert found["A"].late_days == 2 and (found["A"].inspected_units, found["A"].defects) == (20, 3)
    assert (found["B"].ordered_units, found["B"].accepted_units) == (100, 60)
    assert found["BI"].factory_id == "far" and found["BI"].late_days == 2
    assert (found["BI"].quoted_cents, found["BI"].paid_cents) == (41_000, 45_000)
