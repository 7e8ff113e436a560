"""States in parts: a seat writes one part, whatever was written reads as its entries fold, older rows go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.plant.presell.campaigns import open_campaign
from treadle.plant.presell.money import take_payment
from treadle.plant.presell.seats import leave_campaign, reserve_seat
from treadle.presell.seats import SeatAsked
from treadle.storage.ledger.folds import BY_STATE, fold
from treadle.storage.ledger.open import open_ledger
from treadle.storage.ledger.parts import parts_noun
from treadle.storage.ledger.rows import STATES, state_row
from treadle.storage.ledger.sql_ledger import SqlLedger
from treadle.terms.campaign import THRESHOLD, Campaign, CampaignTerms, PaymentTaken, Tier

NOW = datetime(2026, 9, 1, 10, tzinfo=UTC)
ONE = BY_STATE[Campaign]


def ledger_at(folder: Path) -> SqlLedger:
    (folder / ".treadle").mkdir(parents=True)
    ledger = open_ledger(folder, currency="EUR", time_zone="UTC")
    terms = CampaignTerms(
        kind=THRESHOLD, option_id="o", title="t", sizes={"s": "M"}, tiers=(Tier(from_units=1, price_cents=1000),),
        opens_at=NOW, closes_at=NOW + timedelta(days=3), promise_day=date(2026, 10, 1),
        ships_by=NOW + timedelta(days=40), threshold_units=2, hold_minutes=30,
    )  # fmt: skip
    open_campaign(ledger, "c", terms, author="Mira", clock=lambda: NOW)
    return ledger


def held(ledger: SqlLedger) -> Campaign:
    found = ledger.state(Campaign, "c")
    assert found is not None
    return found.state


def folded(ledger: SqlLedger) -> Campaign:
    found: Campaign = fold(ONE, ledger.entries(kinds=ONE.kinds))["c"]
    return found


def part_bodies(ledger: SqlLedger) -> Mapping[str, str]:
    with ledger.reading() as connection:
        rows = connection.execute(sa.select(STATES).where(STATES.c.noun == parts_noun(ONE)))
        return {row.state_id: row.body for row in rows}


def act(ledger: SqlLedger, number: int, what: int, minute: int) -> None:
    """A buyer reserves, pays, or leaves, some minutes after the campaign opened."""
    name, at = f"b{number}", NOW + timedelta(minutes=minute)
    if what == 0:
        reserve_seat(ledger, "c", SeatAsked(order_id=name, units={"s": 1}), author=name, clock=lambda: at)
    elif what == 1 and name in held(ledger).orders:
        paid = PaymentTaken(payment_id=f"{name}-{minute}", order_id=name, amount_cents=1000, paid_at=at, via="till")
        take_payment(ledger, "c", paid, author="till", clock=lambda: at)
    elif what == 2 and name in held(ledger).orders:
        leave_campaign(ledger, "c", name, "changed my mind", author=name, clock=lambda: at)


ACTS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 45)), min_size=4, max_size=14)


@given(ACTS)
@settings(max_examples=12, deadline=None)
def test_a_state_in_parts_is_what_its_entries_fold_to(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[int, int, int]]
) -> None:
    ledger = ledger_at(tmp_path_factory.mktemp("parts"))
    clock = 0
    for number, what, minutes in acts:
        clock += minutes
        act(ledger, number, what, clock)
    assert held(ledger) == folded(ledger)
    assert list(held(ledger).orders) == list(folded(ledger).orders), "orders keep their order"
    before = held(ledger)
    ledger.rebuild()
    assert held(ledger) == before and ledger.audit() == ()


def test_a_seat_writes_one_part_of_many(tmp_path: Path) -> None:
    ledger = ledger_at(tmp_path / "brand")
    for number in range(40):
        act(ledger, number, 0, 0)
    before = part_bodies(ledger)
    act(ledger, 7, 1, 1)
    after = part_bodies(ledger)
    assert len([name for name in after if after[name] != before.get(name)]) == 1
    assert held(ledger).orders["b7"].paid_cents == 1000


def test_a_row_of_an_earlier_edition_goes_on_in_parts(tmp_path: Path) -> None:
    ledger = ledger_at(tmp_path / "brand")
    for number in range(6):
        act(ledger, number, 0, 0)
    found: Any = ledger.state(Campaign, "c")
    whole = state_row("campaign", "c", replace(found.state, none_ends_before=None), first=found.first,
                      entry=found.version)  # fmt: skip
    with ledger.writing() as connection:
        connection.execute(sa.delete(STATES))
        connection.execute(sa.insert(STATES).values(**whole))
    assert held(ledger) == folded(ledger) and ledger.audit() == ()
    act(ledger, 2, 1, 1)
    assert held(ledger) == folded(ledger) and list(held(ledger).orders) == [f"b{at}" for at in range(6)]
    assert ledger.audit() == ()
