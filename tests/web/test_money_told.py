"""Money as pages, without a browser: the curve, statements, what a bank told, early payment, a loan file."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from test_pages_served import client_of, csrf, visitor

from treadle.plant.books import ledger_of
from treadle.plant.people import accept, invite
from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.settle import money_seen
from treadle.plant.settle.agree import agree
from treadle.plant.settle.cash import Cash, cash_ahead, count_cash
from treadle.plant.settle.desk import settle_books
from treadle.settings import read_settings
from treadle.terms.entry import Entry, Ordered, Received, ReceivedLine
from treadle.terms.release import ReleasedOrder
from treadle.terms.settlement import TermsSet

DAY = date(2026, 3, 2)


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> ServedBrand:
    """A planned brand that owes 100.00 to each of two factories whose money is dear."""
    folder = tmp_path / "acme"
    shutil.copytree(planned_brand, folder)
    ledger = ledger_of(folder, read_settings(folder))
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    for number, factory in enumerate(("near", "far")):
        terms = ReleasedOrder(
            work_order_id=f"W{number}", style_id="TEE", units={"S": 10}, due_day=DAY, promise_day=DAY, origin_day=DAY,
            factory_id=factory, cost_cents=10_000,
        )  # fmt: skip
        bodies = (Ordered(release_id="R", plan_id="P", order=terms),
                  Received(day=DAY, lines=(ReceivedLine(sku="S", units=10),)))  # fmt: skip
        for kind, body in zip(("order", "receipt"), bodies, strict=True):
            ledger.add([Entry(kind=kind, subject=f"W{number}", happened_at=moment, known_at=moment, author="t",
                              key=f"{kind}:{number}", body=body, currency="EUR")])  # fmt: skip
        books = settle_books(folder, author="t", day=DAY)
        agree(books, factory, TermsSet(kind="factory", from_day=date(2026, 1, 1), name=factory.title(),
                                       balance_days=60, money_cost_share=0.4))  # fmt: skip
    return next(iter(open_brands([folder]).values()))


def press(client: TestClient, path: str, **told: str) -> str:
    answer = client.post(path, data={"csrf": csrf(client), **told})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_statement_is_drawn_up_paid_and_matched_from_the_banks_file(brand: ServedBrand) -> None:
    client = visitor(brand, "planner")
    assert "No statement was drawn up yet" in client.get("/money?day=2026-03-02").text
    shown = press(client, "/money/statements", partner_id="near", day="2026-03-02")
    assert "near-0001" in shown and "100.00" in shown
    press(client, "/money/statements", partner_id="far", day="2026-03-02")
    assert client.get("/money/statements/near-0001.pdf").content.startswith(b"%PDF")
    assert "W0" in client.get("/money/statements/near-0001.csv").text
    assert client.get("/money/statements/near-0001.xlsx").content[:2] == b"PK"
    too_much = client.post(
        "/money/payments", data={"csrf": csrf(client), "statement_id": "near-0001", "amount": "100.01"}
    )
    assert too_much.status_code == 409 and "of which 100.00 is open" in too_much.text
    assert "paid 40.00" in press(client, "/money/payments", statement_id="near-0001", amount="40", day="2026-03-05")
    bank = (
        "day,amount,text,payer,currency,transaction_id\n2026-03-09,-60.00,rest of near-0001,Near,EUR,B-1\n"
        "2026-03-09,-12.00,Rent,Landlord,EUR,B-2\n"
    )
    for said in ("settles near-0001", "known already, of near-0001"):
        taken = client.post("/money/bank", data={"csrf": csrf(client)}, files={"file": ("march.csv", bank.encode())})
        assert said in taken.text and "left aside. Payment B-2 names no statement" in taken.text
    assert "overdue" in client.get("/money?day=2026-06-01").text
    lines = client.get("/money/tables/lines.csv").text
    assert lines.count("near-0001") == 1 and "far-0001" in lines
    assert all(client.get(f"/money/tables/{name}.xlsx").status_code == 200 for name in ("owed", "statements", "early"))


def test_what_is_worth_paying_earlier_is_offered_agreed_and_taken_off(brand: ServedBrand) -> None:
    client = visitor(brand, "planner")
    press(client, "/money/statements", partner_id="near", day="2026-03-02")
    shown = client.get("/money?day=2026-03-05").text
    assert "Worth paying earlier" in shown and "because its money costs it more than ours" in shown
    agreed = press(client, "/money/early", statement_id="near-0001", day="2026-03-05")
    assert "Agreed: by" in agreed and "Worth paying earlier" not in agreed
    assert "paid</span>" in press(client, "/money/payments", statement_id="near-0001", day="2026-03-05")


def test_the_account_ahead_begins_where_it_was_counted(brand: ServedBrand) -> None:
    planner = client = visitor(brand, "planner")
    press(planner, "/money/counted", amount="25000", day="2026-03-02")
    curve = client.get("/money/curve?weeks=4").text
    assert "Lowest in the week of" in curve and "wide-band" in curve and "Without the plan" in curve
    assert len(client.get("/money/tables/curve.csv?weeks=4").text.splitlines()) == 5
    assert "middle" in client.get("/money/tables/curve.csv?weeks=4").text.splitlines()[0]
    wrong = planner.post("/money/counted", data={"csrf": csrf(planner), "amount": "much", "day": "then"})
    assert wrong.status_code == 422 and "is no price" in wrong.text and "is no day" in wrong.text


def test_a_partner_factory_sees_its_own_alone(brand: ServedBrand) -> None:
    planner = visitor(brand, "planner")
    for name in ("near", "far"):
        press(planner, "/money/statements", partner_id=name, day="2026-03-02")
    link = invite(brand, "partner factory", factory_id="near", author="t")
    theirs = client_of(brand)
    theirs.cookies.set("treadle_session", str(accept(brand, link, name="Near", password="eleven green bicycles")[1]))
    shown = theirs.get("/money").text
    assert "near-0001" in shown and "far-0001" not in shown and "Limits of money" not in shown
    assert theirs.get("/money/statements/far-0001.pdf").status_code == 404
    assert theirs.get("/money/tables/curve.csv").status_code == 404
    assert theirs.post("/money/payments", data={"csrf": csrf(theirs), "statement_id": "near-0001"}).status_code == 403


def test_a_loan_file_is_written_and_checked(brand: ServedBrand) -> None:
    pytest.importorskip("cryptography", reason="the library that signs is not installed")
    client = visitor(brand, "owner")
    text = client.get("/money/loan-file.json").text
    for told, said in ((text, "As it was signed"), (text.replace("10000", "90000", 1), "not as it was signed")):
        sent = {"file": ("loan.json", told.encode())}
        checked = client.post("/money/loan-file", data={"csrf": csrf(client)}, files=sent)
        assert said in checked.text


def test_curves_that_were_played_are_kept_until_money_goods_or_tables_change(
    brand: ServedBrand, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = brand.folder, brand.folder / "plan"
    played: list[int] = []

    def anew(*given: object, **told: object) -> Cash:
        played.append(1)
        return cash_ahead(*given, **told)  # type: ignore[arg-type]

    monkeypatch.setattr(money_seen, "cash_ahead", anew)
    first = money_seen.cash_seen(folder, out)
    for _ in range(2):
        money_seen._played.cache_clear()  # another process
        assert money_seen.cash_seen(folder, out) == first and len(played) == 1
    count_cash(folder, 12_345, day=first.curve.as_of, author="me")
    counted = money_seen.cash_seen(folder, out)
    assert counted.counted_on == first.curve.as_of and counted != first and len(played) == 2
    visitor(brand, "planner")  # who comes in moves no money
    assert money_seen.cash_seen(folder, out) == counted and len(played) == 2
    stock = folder / "tables" / "stock.csv"
    stock.write_text(stock.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert money_seen.cash_seen(folder, out) == counted and len(played) == 3, "looked at again, and the same"
    assert money_seen.cash_seen(folder, out, weeks=8).curve.week_starts == counted.curve.week_starts[:8]
    ledger = ledger_of(folder, read_settings(folder))
    ledger.keep(money_seen.KEPT, "torn")
    money_seen._played.cache_clear()
    assert money_seen.cash_seen(folder, out) == counted and len(played) == 5
