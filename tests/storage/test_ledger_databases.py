"""The ledger on both databases: added once, only added, conflicts told, states folded, audited and rebuilt."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from ledger_entries import CLOCK, DAY, entry, order_terms, receipt, release
from ledgers import DATABASES, ledger_in

from treadle.errors import ConflictError, InputError, LedgerError
from treadle.storage.ledger.folds import BY_KIND, FOLDS
from treadle.storage.ledger.open import keep_in_database, open_ledger
from treadle.storage.ledger.protocol import Seen
from treadle.storage.ledger.sql_ledger import SqlLedger
from treadle.terms.draft import ApprovalEnded, Approved, Draft, LineEdited
from treadle.terms.entry import BODIES, ORDER_KINDS
from treadle.terms.people import InvitationUsed, Invited, Key, KeyEnded, KeyMade, User, UserSet

ANNA = UserSet(name="Anna", role="planner")


@pytest.fixture(params=DATABASES)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> SqlLedger:
    return ledger_in(tmp_path / "brand", request.param)


def test_the_same_again_gets_the_first_answer(ledger: SqlLedger) -> None:
    first = ledger.add(release("R1", order_terms()), seen_head=0)
    again = ledger.add(release("R1", order_terms()), seen_head=0)
    assert (first.is_new, again.is_new) == (True, False)
    assert first.entries == again.entries == ledger.entries()
    assert ledger.head() == first.entries[-1].number


def test_a_conflict_says_who_changed_what_and_when(ledger: SqlLedger) -> None:
    ledger.add(release("R1", order_terms("WO-1")), seen_head=0)
    with pytest.raises(ConflictError, match="Mira wrote a release of R1 at 2026-03-02 09:00 UTC"):
        ledger.add(release("R2", order_terms("WO-2")), seen_head=0)
    ledger.add([entry("user", "anna", ANNA, "u1")])
    (held,) = ledger.states(User)
    ledger.add([entry("user", "anna", UserSet(name="Anna B", role="buyer"), "u2")])
    with pytest.raises(ConflictError, match="Mira wrote a user of anna"):
        stale = [Seen(kind=User, state_id="anna", version=held.version)]
        ledger.add([entry("user", "anna", UserSet(name="Nobody", role="owner"), "u3")], seen=stale)
    found = ledger.state(User, "anna")
    assert found is not None and found.state.name == "Anna B" and found.first == held.first


def test_entries_cannot_be_changed(ledger: SqlLedger) -> None:
    ledger.add(release("R1", order_terms()))
    for act in ("DELETE FROM entries", "UPDATE entries SET author = 'nobody'"):
        with pytest.raises(LedgerError, match="only added to"), ledger.writing() as connection:
            connection.exec_driver_sql(act)


def test_a_secret_is_kept_in_place_of_the_one_before_and_falls_with_its_entry(ledger: SqlLedger) -> None:
    ledger.add([entry("user", "anna", ANNA, "u1")], secrets={"user anna": "digest 1"})
    ledger.add([], secrets={"user anna": "digest 2"})
    assert ledger.secret("user anna") == "digest 2"
    with pytest.raises(ValueError, match="there is no k"):
        ledger.add([entry("key ended", "k", KeyEnded(reason="lost"), "k1")], secrets={"user anna": "digest 3"})
    assert ledger.secret("user anna") == "digest 2"
    ledger.add([], secrets={"user anna": None})
    assert ledger.secret("user anna") is None


def test_states_follow_their_entries(ledger: SqlLedger) -> None:
    edit = LineEdited(line_id="TEE/a/S", planned_units=10, units=8)
    ledger.add([entry("edit", "p1", edit, "e1"), entry("approval", "p1", Approved(), "e2")])
    draft = ledger.state(Draft, "p1")
    assert draft is not None and (draft.state.approved_by, draft.state.edits) == ("Mira", (edit,))
    ledger.add([entry("edit", "p1", LineEdited(line_id="TEE/a/M", planned_units=5, units=5, note="n"), "e3")])
    ledger.add([entry("edit", "p1", LineEdited(line_id="TEE/a/S", planned_units=10, units=10, is_undone=True), "e4")])
    draft = ledger.state(Draft, "p1")
    assert draft is not None and draft.state.approved_by == "" and [one.units for one in draft.state.edits] == [5]
    ledger.add([entry("approval", "p1", Approved(), "e5"), entry("approval ended", "p1", ApprovalEnded(), "e6")])
    draft = ledger.state(Draft, "p1")
    assert draft is not None and draft.state.approved_at is None
    until = CLOCK + timedelta(hours=1)
    ledger.add([entry("invitation", "i", Invited(role="owner", until=until), "i1"),
                entry("invitation used", "i", InvitationUsed(user_id="anna"), "i2"),
                entry("key", "k", KeyMade(name="shop", role="planner", scopes=("collect",)), "k1"),
                entry("key ended", "k", KeyEnded(reason="lost"), "k2")])  # fmt: skip
    assert [one.state.is_ended for one in ledger.states(Key)] == [True]
    assert ledger.audit() == ()
    before = [ledger.states(one.state) for one in FOLDS]
    ledger.rebuild()
    assert [ledger.states(one.state) for one in FOLDS] == before


def test_no_kind_is_folded_twice_and_none_is_unknown() -> None:
    kinds = [kind for one in FOLDS for kind in one.kinds]
    assert len(kinds) == len(set(kinds)) == len(BY_KIND)
    assert set(kinds) <= set(BODIES) and not set(kinds) & set(ORDER_KINDS)


def test_of_two_releases_at_once_one_lands(ledger: SqlLedger) -> None:
    told: list[str] = []
    barrier = threading.Barrier(4)

    def add(at: int) -> None:
        barrier.wait()
        try:
            ledger.add(release(f"R{at}", order_terms(f"WO-{at}")), seen_head=0)
            told.append("landed")
        except ConflictError:
            told.append("told")

    threads = [threading.Thread(target=add, args=(at,)) for at in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["landed", "told", "told", "told"]
    assert len(ledger.orders()) == 1


#: What somebody with a database client could do, and the rule by which the audit names it.
BROKEN = {
    "another state": (
        "UPDATE orders SET body = replace(body, '\"is_closed\":false', '\"is_closed\":true')",
        "the state is what the entries fold to",
    ),
    "a lost order": ("DELETE FROM orders", "the state is what the entries fold to"),
    "a lost user": ("DELETE FROM states", "the state is what the entries fold to"),
    "ordered more": (
        "UPDATE orders SET body = replace(body, '\"ordered_units\":20', '\"ordered_units\":21')",
        "ordered = received + open + cancelled",
    ),
    "received more": (
        "UPDATE orders SET body = replace(body, '\"received_units\":4', '\"received_units\":5')",
        "what was received is what its entries say",
    ),
    "stock from nowhere": (
        'UPDATE orders SET body = replace(body, \'"sku":"TEE-S","units":4\', \'"sku":"TEE-S","units":9\')',
        "stock moves by receipts only",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_on_purpose_is_named_and_rebuilt(ledger: SqlLedger, name: str) -> None:
    ledger.add(release("R1", order_terms("WO-1")))
    ledger.add([receipt("WO-1", DAY, "r1", TEE_S=(4, 1)), entry("user", "anna", ANNA, "u1")])
    assert ledger.audit() == ()
    act, rule = BROKEN[name]
    with ledger.writing() as connection:
        connection.execute(sa.text(act.replace(":", "\\:")))
    assert rule in {one.rule for one in ledger.audit()}
    ledger.rebuild()
    assert ledger.audit() == ()


def test_entries_that_contradict_one_another_are_named(ledger: SqlLedger) -> None:
    told = release("R1", order_terms("WO-1"))
    ledger.add(told[1:])  # an order without its release
    assert {one.rule for one in ledger.audit()} == {"a release names its orders, and they name it"}


def test_an_order_in_another_currency_is_named(ledger: SqlLedger) -> None:
    from dataclasses import replace

    ledger.add(release("R1", order_terms("WO-1")))
    ledger.add([replace(receipt("WO-1", DAY, "r1", TEE_S=(4, 1)), currency="USD")])
    assert [one.found for one in ledger.audit()] == ["USD after EUR"]


def test_a_folder_that_has_entries_stays_where_it_is(tmp_path: Path) -> None:
    ledger_in(tmp_path, "sqlite").add(release("R1", order_terms()))
    with pytest.raises(InputError, match="treadle restore FILE NEWDIR --database URL"):
        keep_in_database(tmp_path, "postgresql://nobody@localhost/none", "brand")
    for odd in ("mysql://a@b/c", "no address", "postgresql://host"):
        with pytest.raises(InputError, match="not the address of a PostgreSQL database"):
            keep_in_database(tmp_path / "new", odd, "brand")


def test_a_database_that_is_gone_is_told_without_its_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg", reason="the extra 'postgres' is not installed")
    with pytest.raises(LedgerError, match="does not answer") as caught:
        keep_in_database(tmp_path, "postgresql://a:secret@127.0.0.1:1/none", "brand")
    assert "secret" not in str(caught.value)
    assert open_ledger(tmp_path, currency="EUR", time_zone="UTC").entries() == ()
