"""Texts of the ledger that were read before are not read again, and what is read is always what stands there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from ledger_entries import order_terms, receipt, release
from ledgers import ledger_in

from treadle.errors import InputError
from treadle.storage.ledger import read_bodies
from treadle.storage.ledger.read_bodies import read_body
from treadle.storage.ledger.rows import ORDERS
from treadle.terms.draft import ActionAnswered
from treadle.terms.roll_told import RollReturned


def test_orders_are_as_the_newest_entry_leaves_them_and_are_read_once(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path, "sqlite")
    ledger.add(release("r1", order_terms("WO-1"), order_terms("WO-2")))
    first, again = ledger.orders(), ledger.orders()
    assert [one is other for one, other in zip(first, again, strict=True)] == [True, True]
    ledger.add([receipt("WO-1", date(2026, 3, 3), "a", TEE_S=(4, 0))])
    one, two = ledger.orders()
    assert one.open_units == 26 and two is first[1] and first[0].open_units == 30
    assert [entry.kind for entry in ledger.entries()] == ["release", "order", "order", "receipt"]
    assert ledger.audit() == ()


def test_a_text_that_is_none_names_its_own_row_each_time(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path, "sqlite")
    ledger.add(release("r1", order_terms("WO-1"), order_terms("WO-2")))
    ledger.orders()
    with ledger.writing() as connection:
        connection.execute(sa.update(ORDERS).values(body='{"order_id":"x"}'))
    for _ in range(2):
        with pytest.raises(InputError, match="order WO-1"):
            ledger.orders()


def test_the_same_text_is_another_noun_of_another_class_and_little_is_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read(kind: type, text: str):
        return read_body(kind, text, file="a row", remedy="none")

    monkeypatch.setattr(read_bodies, "_REMEMBERED", read_bodies._Remembered())
    monkeypatch.setattr(read_bodies, "MOST_CHARACTERS", 400)
    text = '{"left_mm":5,"day":"2026-03-03"}'
    assert read(RollReturned, text) is read(RollReturned, text)
    with pytest.raises(InputError):
        read(ActionAnswered, text)
    kept = [read(RollReturned, text.replace("5", str(at))) for at in range(100, 140)]
    assert read(RollReturned, text.replace("5", "139")) is kept[-1]
    assert read(RollReturned, text.replace("5", "100")) == kept[0] and read_bodies._REMEMBERED.characters <= 400
