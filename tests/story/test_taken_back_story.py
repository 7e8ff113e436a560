"""A delivery was booked on the wrong order: it is taken back, and stock, what is open and what is owed follow; once a
statement lists it, it stays."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "plant"))
from sourcing_desk import ORDER, buying_brand

from treadle.errors import ConflictError
from treadle.plant.audit import audit_brand
from treadle.plant.order_desk import order_desk
from treadle.plant.order_of import open_books
from treadle.plant.receive import Delivery, receive
from treadle.plant.serving import open_brands
from treadle.plant.settle.agree import agree
from treadle.plant.settle.desk import settle_books
from treadle.plant.settle.statements import state
from treadle.plant.take_back import take_back_receipt
from treadle.terms.settlement import TermsSet

DAY = date(2026, 3, 20)


def owed_cents(folder: Path) -> int:
    return sum(
        line.cents for one in settle_books(folder, author="t", day=DAY).partners() for line in one.unstated
        if line.subject == ORDER
    )  # fmt: skip


def on_hand(folder: Path, sku: str) -> int:
    return sum(one.units for one in open_books(folder, date(2026, 3, 22)).snapshot.on_hand if one.sku == sku)


def test_what_follows_from_a_receipt_goes_with_it_until_it_is_stated(planned_brand: Path, tmp_path: Path) -> None:
    folder = buying_brand(planned_brand, tmp_path).folder
    brand = next(iter(open_brands([folder]).values()))
    sku, before = order_desk(brand, ORDER).rows[0].sku, owed_cents(folder)
    shelf = on_hand(folder, sku)
    wrong = Delivery(order_id=ORDER, units={sku: 120}, day=DAY, note_id="DN-1", is_counted=False)
    receive(folder, [wrong], author="Mira")
    assert owed_cents(folder) == before + 120 * 600 and on_hand(folder, sku) == shelf + 120
    (booked,) = order_desk(brand, ORDER).receipts
    after = take_back_receipt(folder, ORDER, booked.key, reason="it was another order's", author="Mira")
    assert after.open_units == 200 and owed_cents(folder) == before and on_hand(folder, sku) == shelf
    assert [one.taken_back for one in order_desk(brand, ORDER).receipts] == ["Mira: it was another order's"]
    assert audit_brand(folder).violations == ()
    receive(folder, [wrong], author="Mira")
    again = next(one for one in order_desk(brand, ORDER).receipts if not one.taken_back)
    books = settle_books(folder, author="t", day=DAY)
    partner = next(one.account.partner_id for one in books.partners() if any(x.subject == ORDER for x in one.unstated))
    agree(books, partner, TermsSet(kind="factory", from_day=date(2026, 1, 1), name="Near", balance_days=30))
    state(books, partner)
    with pytest.raises(ConflictError, match=f"Statement {partner}-0001 of {partner} lists this receipt"):
        take_back_receipt(folder, ORDER, again.key, reason="too late", author="Mira")
    assert order_desk(brand, ORDER).order.received_units == 120
