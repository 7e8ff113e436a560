"""Statements in a brand's folder: drawn up, paid, matched from a bank's file, by command and by API."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from test_batches import came, ordered
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.errors import InputError
from treadle.plant.books import ledger_of
from treadle.plant.init import init_folder
from treadle.plant.settle.agree import agree_changed
from treadle.plant.settle.desk import SettleBooks, settle_books
from treadle.plant.settle.statements import agree_early, early_payments, pay, state, take_bank_file
from treadle.settings import read_settings
from treadle.settle.early import early_offers
from treadle.settle.sales import SoldWeek, sales_lines, weeks_sold
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.entry import BODIES, Body, Entry, Release
from treadle.terms.reason import Reason
from treadle.terms.settlement import Account, Statement, TermsSet

DAY = date(2026, 3, 2)
KIND_OF = {body: kind for kind, body in BODIES.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A brand with an order of 100 pieces at 10.00 of which 60 came and 5 were sent back."""
    init_folder(tmp_path / "mine")
    ledger = ledger_of(tmp_path / "mine", read_settings(tmp_path / "mine"))
    place(ledger, "W1", 100, 100_000)
    tell(ledger, "W1", came({"S": 60}, 5))
    return tmp_path / "mine"


def tell(ledger: Ledger, subject: str, body: Body) -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    key = f"{KIND_OF[type(body)]}:{subject}:{ledger.head()}"
    ledger.add([Entry(kind=KIND_OF[type(body)], subject=subject, happened_at=at, known_at=at, author="t", key=key,
                      body=body, currency="EUR")])  # fmt: skip


def place(ledger: Ledger, name: str, units: int, cost_cents: int) -> None:
    body = replace(ordered({"S": units}, cost_cents, factory="riverside", name=name), release_id=f"R{name}")
    tell(ledger, f"R{name}", Release(plan_id="P1", facts="", as_of=DAY, order_ids=(name,)))
    tell(ledger, name, body)


def books_of(folder: Path, day: date = DAY) -> SettleBooks:
    return settle_books(folder, author="Mira", day=day)


def stated(folder: Path, **terms: object) -> Statement:
    books = books_of(folder)
    agree_changed(books, "riverside", {"kind": "factory", "name": "Riverside Ltd", **terms})
    return state(books, "riverside")[-1]


def test_a_statement_is_drawn_up_once_and_paid_once(folder: Path) -> None:
    one = stated(folder)
    assert (one.made.statement_id, one.made.cents, one.made.due_day) == ("riverside-0001", 60_000, date(2026, 4, 1))
    books = books_of(folder)
    assert state(books, "riverside") == ()
    first = pay(books, "riverside-0001", amount_cents=20_000, money_id="a")
    assert pay(books, "riverside-0001", amount_cents=20_000, money_id="a") == first, "the same payment counts once"
    partner = books.partner("riverside")
    assert (partner.owed_cents, partner.account.paid_cents, partner.account.open_cents) == (60_000, 20_000, 40_000)
    tell(books.ledger, "W1", came({"S": 40}))
    assert [one.made.cents for one in state(books, "riverside")] == [40_000], "what came since, and nothing else"
    assert books.ledger.audit() == ()
    books.ledger.rebuild()
    assert books.ledger.audit() == () and books.partner("riverside").account.open_cents == 80_000


def test_money_beyond_what_is_open_settles_nothing(folder: Path) -> None:
    stated(folder)
    books = books_of(folder)
    found = pay(books, "riverside-0001", amount_cents=60_001)
    assert isinstance(found, Reason) and found.code == "settle.not_open"
    assert isinstance(pay(books, "riverside-0001", amount_cents=-1), Reason)
    paid = pay(books, "riverside-0001", amount_cents=60_000)
    assert isinstance(paid, Statement) and paid.open_cents == 0
    assert isinstance(pay(books, "riverside-0001", amount_cents=1, money_id="b"), Reason)


def test_without_terms_nothing_is_stated_and_no_terms_change_what_was(folder: Path) -> None:
    with pytest.raises(InputError, match="no terms of payment"):
        state(books_of(folder), "riverside")
    stated(folder)
    with pytest.raises(InputError, match="would change what was stated"):
        agree_changed(books_of(folder), "riverside", {"deposit_share": 0.5})
    agree_changed(books_of(folder, date(2026, 3, 3)), "riverside", {"deposit_share": 0.5})
    with pytest.raises(InputError) as all_of_it:
        agree_changed(books_of(folder, date(2026, 3, 4)), "riverside", {"deposit_share": 2.0, "discount_days": 99})
    assert len(all_of_it.value.problems) == 2


def test_a_bank_statement_settles_what_it_names(folder: Path, tmp_path: Path) -> None:
    stated(folder, discount_share=0.02, discount_days=10)
    (file := tmp_path / "bank.csv").write_text(
        "day,amount,text,payer,currency,transaction_id\n"
        "2026-03-05,-588.00,Your riverside-0001 less 2 %,,EUR,b1\n2026-03-05,-3.00,rent,,EUR,b2\n"
        "2026-03-05,-588.00,riverside-0001,,USD,b3\n",
        encoding="utf-8",
    )
    books = books_of(folder)
    found = take_bank_file(books, file)
    assert found[0].statement_id == "riverside-0001" and found[0].reason is None
    codes = [one.reason.code if one.reason else "" for one in found]
    assert codes == ["", "settle.no_reference", "settle.other_currency"]
    _, one = books.statement("riverside-0001")
    assert (one.open_cents, one.discount_cents) == (0, 1_200)
    assert [told.is_known for told in take_bank_file(books, file)] == [True, False, False]
    assert books.ledger.audit() == ()
    for name in ("a", "b"):
        place(books.ledger, name, 1, 700)
        tell(books.ledger, name, came({"S": 1}))
        state(books, "riverside")
    file.write_text("day,amount,text,payer,transaction_id\n2026-03-30,-7.00,,Riverside Ltd,b9\n", encoding="utf-8")
    (both,) = take_bank_file(books, file)
    assert both.reason is not None and both.reason.code == "settle.two_references"
    pay(books, "riverside-0002")
    (now,) = take_bank_file(books, file)
    assert now.statement_id == "riverside-0003" and now.reason is None, "of one amount and payer there is one left"


def test_paid_earlier_where_both_gain_and_not_where_our_money_is_dearer(folder: Path) -> None:
    stated(folder, money_cost_share=0.20)
    books = books_of(folder)
    (offer,) = early_payments(books)
    # Thirty days of 600.00 at 8 % and 20 %: 3.95 and 9.86; half of the difference each.
    assert (offer.days, offer.discount_cents) == (30, 690)
    assert (offer.partner_gain_cents, offer.brand_gain_cents) == (296, 295)
    accounts = books.accounts().values()
    dear = early_offers(accounts, DAY, brand_cost_share=0.21, brand_gain_share=0.5, least_gain_cents=1)
    assert dear == ()
    poor = early_offers(accounts, DAY, brand_cost_share=0.08, brand_gain_share=0.5, least_gain_cents=1, spare_cents=100)
    assert poor == (), "what is not there cannot be laid out"
    agree_early(books, "riverside-0001")
    paid = pay(books, "riverside-0001")
    assert isinstance(paid, Statement) and (paid.paid_cents, paid.discount_cents) == (60_000 - 690, 690)
    assert books.ledger.audit() == ()


def test_a_platform_owes_its_weeks_once_and_late_returns_are_taken_off() -> None:
    shop = Account(partner_id="shop", terms=(TermsSet(kind="platform", from_day=DAY, fee_share=0.1, balance_days=7),))
    rows = [("shop", date(2026, 3, 3), "order", "A", 3.0, 1_000), ("shop", date(2026, 3, 8), "return", "A", 1.0, None),
            ("shop", date(2026, 3, 9), "order", "A", 9.0, 1_000), ("other", DAY, "order", "A", 1.0, 1)]  # fmt: skip
    weeks = weeks_sold(rows, {"A": 1_000})
    assert weeks[1] == SoldWeek(channel="shop", week=DAY, units=2, cents=2_000)
    (first,) = sales_lines(shop, weeks, date(2026, 3, 10))
    assert (first.units, first.cents, first.due_day) == (2, 1_800, date(2026, 3, 15)), "the week that runs is not due"
    from treadle.settle.fold import next_account
    from treadle.settle.statements import draw_up

    made = draw_up(shop, [first], date(2026, 3, 10))[0]
    at = datetime(2026, 3, 10, tzinfo=UTC)
    shop = next_account(shop, Entry(kind="partner statement", subject="shop", happened_at=at, known_at=at, author="t",
                                    key="k", body=made, number=1))  # fmt: skip
    assert sales_lines(shop, weeks, date(2026, 3, 10)) == ()
    late = weeks_sold([*rows, ("shop", date(2026, 3, 4), "return", "A", 1.0, 1_000)], {"A": 1_000})
    (more,) = sales_lines(shop, late, date(2026, 3, 12))
    assert (more.units, more.cents) == (-1, -900)


def test_the_commands_write_a_statement_as_pdf_and_table(folder: Path, tmp_path: Path) -> None:
    run = CliRunner()

    def do(*words: str) -> str:
        done = run.invoke(build_app(), ["settle", str(folder), *words])
        assert done.exit_code == 0, done.output
        return done.output

    assert "in no statement 600.00" in do("owed")
    do("terms", "riverside", "--days", "14", "--on", "2026-03-02")
    assert "riverside-0001" in do("state", "riverside", "--on", "2026-03-02")
    for name in ("a.pdf", "b.pdf", "c.csv"):
        do("statement", "riverside-0001", "--out", str(tmp_path / name))
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert "60,10.0000,600.00" in (tmp_path / "c.csv").read_text(encoding="utf-8")
    assert "open 0.00" in do("pay", "riverside-0001", "--on", "2026-03-16")
    (terms := tmp_path / "terms.csv").write_text(
        "partner_id,kind,deposit_share,fee_share\nhillside,factory,0.3,\nmarketplace,platform,,0.12\n", encoding="utf-8"
    )
    told = do("terms", "--file", str(terms))
    assert "hillside" in told and "fee 12.0%" in told
