"""Sheets that come back by mail as people send them: read, or refused with every cell and a reason; nothing twice."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sourcing_desk import ORDER, buying_brand

from treadle.connectors.epcis.documents import check_document
from treadle.errors import InputError
from treadle.plant.epcis_exchange import capture, floor_document
from treadle.plant.source.desk import SourcingBooks
from treadle.plant.source.offers import end_links, offer_held, offer_order, withdraw
from treadle.plant.source.reply_sheet import reply_cells, take_reply
from treadle.report.offer_book import offer_book
from treadle.terms.offer import ACCEPTED, COUNTERED, DECLINED, OPEN, Offer
from treadle.words import LABELS

Change = Callable[[Any], None]


@pytest.fixture
def books(planned_brand: Path, tmp_path: Path) -> SourcingBooks:
    found = buying_brand(planned_brand, tmp_path)
    offer_order(found, ORDER)
    return found


def sheet(books: SourcingBooks, place: Path, language: str = "en") -> Path:
    offer = offer_held(books, ORDER, "far").state
    place.write_bytes(offer_book(reply_cells(books, offer), "Brand", books.today, language))
    return place


def fill(path: Path, **told: object) -> Path:
    """Write values behind the labels of a sheet."""
    book = openpyxl.load_workbook(path)
    names = {
        text: key.removeprefix("reply.") for key, texts in LABELS.items() if key.startswith("reply.") for text in texts
    }
    for row in book.active.iter_rows():
        name = names.get(str(row[0].value))
        if name in told:
            row[1].value = told[name]
    book.save(path)
    return path


def take(books: SourcingBooks, path: Path) -> Offer:
    return take_reply(books, path, lambda key: LABELS[key]).offer


def test_an_answer_progress_and_a_question_in_one_sheet(books: SourcingBooks, tmp_path: Path) -> None:
    path = fill(sheet(books, tmp_path / "a.xlsx"), answer="OK", day="2026-05-20", stage="Cut", stage_pieces=50,
                question="Which navy?")  # fmt: skip
    offer = take(books, path)
    assert (offer.state, offer.day, offer.progress[0].units) == (ACCEPTED, date(2026, 5, 20), 50)
    assert offer.said[0].text == "Which navy?" and offer.answer is not None and offer.answer.by == "sheet"
    assert not take_reply(books, path, lambda key: LABELS[key]).is_new


def test_the_same_offer_is_the_same_workbook(books: SourcingBooks, tmp_path: Path) -> None:
    assert sheet(books, tmp_path / "a.xlsx").read_bytes() == sheet(books, tmp_path / "b.xlsx").read_bytes()


def test_broken_1_rows_and_columns_moved_and_cells_merged(books: SourcingBooks, tmp_path: Path) -> None:
    path = fill(sheet(books, tmp_path / "a.xlsx"), answer="counter", new_price="EUR 4,35 / pc")
    book = openpyxl.load_workbook(path)
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    other = openpyxl.Workbook()
    other.active.title = "Sheet1"
    for row in reversed(rows):
        other.active.append([None, None, row[0], None, row[1]])
    other.active.merge_cells("E3:F3")
    other.save(path)
    offer = take(books, path)
    assert offer.state == COUNTERED and offer.answer is not None and offer.answer.piece_cents == 435


def test_broken_2_the_brands_cells_were_changed(books: SourcingBooks, tmp_path: Path) -> None:
    path = fill(sheet(books, tmp_path / "a.xlsx"), answer="accept", price="4.80", pieces="180", wanted="15.06.2026")
    with pytest.raises(InputError) as wrong:
        take(books, path)
    assert [one.column for one in wrong.value.problems] == ["pieces", "price", "wanted"]
    assert "it was '4.00' and is '4.80'" in str(wrong.value)
    assert offer_held(books, ORDER, "far").state.state == OPEN


@pytest.mark.parametrize(
    ("told", "day"),
    [("20.05.2026", date(2026, 5, 20)), ("20 May 2026", date(2026, 5, 20)), ("May 20, 2026", date(2026, 5, 20)),
     ("2026年5月20日", date(2026, 5, 20)), ("5/20/2026", date(2026, 5, 20)), (date(2026, 5, 20), date(2026, 5, 20)),
     ("2026/05/20", date(2026, 5, 20))],
)  # fmt: skip
def test_broken_3_days_in_any_form(books: SourcingBooks, tmp_path: Path, told: object, day: date) -> None:
    assert take(books, fill(sheet(books, tmp_path / "a.xlsx"), answer="yes", day=told)).day == day


def test_broken_4_a_day_that_is_two_days_and_an_answer_that_is_none(books: SourcingBooks, tmp_path: Path) -> None:
    path = fill(sheet(books, tmp_path / "a.xlsx"), answer="maybe", day="04/05/2026", new_price="USD 4.10",
                new_pieces="about 100-120", stage="dyed")  # fmt: skip
    with pytest.raises(InputError) as wrong:
        take(books, path)
    assert {one.column for one in wrong.value.problems} == {"answer", "day", "new_price", "new_pieces", "stage"}
    assert "can be 2026-04-05 or 2026-05-04" in str(wrong.value) and "is not in EUR" in str(wrong.value)


def test_broken_5_the_code_is_gone_changed_or_taken_back(books: SourcingBooks, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no code"):
        take(books, fill(sheet(books, tmp_path / "a.xlsx"), code="", answer="accept"))
    with pytest.raises(InputError, match="of no order"):
        take(books, fill(sheet(books, tmp_path / "a.xlsx"), code="abc.def", answer="accept"))
    path = fill(sheet(books, tmp_path / "a.xlsx"), answer="accept")
    end_links(books, ORDER, "far")
    with pytest.raises(InputError, match="taken back"):
        take(books, path)
    withdraw(books, ORDER, "far")
    with pytest.raises(Exception, match="withdrawn"):
        take(books, fill(sheet(books, tmp_path / "a.xlsx"), answer="accept"))


def test_broken_6_saved_as_text_in_chinese_with_semicolons(books: SourcingBooks, tmp_path: Path) -> None:
    path = fill(sheet(books, tmp_path / "a.xlsx", "zh"), answer="拒绝")
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]
    text = tmp_path / "a.csv"
    text.write_bytes("\r\n".join(";".join(str(one or "") for one in row) for row in rows).encode("gb18030"))
    assert take(books, text).state == DECLINED


def test_broken_7_nothing_or_half_was_filled_in(books: SourcingBooks, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing was filled in"):
        take(books, sheet(books, tmp_path / "a.xlsx"))
    with pytest.raises(InputError, match="not that it is a counter-offer"):
        take(books, fill(sheet(books, tmp_path / "a.xlsx"), new_price=4.4))
    with pytest.raises(InputError, match="of how many pieces"):
        take(books, fill(sheet(books, tmp_path / "a.xlsx"), stage="sewn"))
    with pytest.raises(InputError, match="accepts and asks for another"):
        take(books, fill(sheet(books, tmp_path / "a.xlsx"), answer="accept", new_price=4.4))
    (tmp_path / "b.xlsx").write_bytes(b"no workbook")
    with pytest.raises(InputError):
        take(books, tmp_path / "b.xlsx")


def test_answers_become_events_and_come_back(books: SourcingBooks, tmp_path: Path) -> None:
    take(books, fill(sheet(books, tmp_path / "a.xlsx"), answer="accept", stage="shipped", stage_pieces=200))
    document = floor_document(books.folder)
    assert check_document(document).is_valid
    steps = [one["bizStep"] for one in document["epcisBody"]["eventList"]]
    assert steps == ["urn:treadle:step:offer-accept", "shipping"] or sorted(steps) == [
        "shipping", "urn:treadle:step:offer-accept",
    ]  # fmt: skip
    again = capture(books.folder, document)
    assert (again.new, again.known) == (0, 2)
