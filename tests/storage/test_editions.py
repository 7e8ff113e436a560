"""Ledgers as earlier editions wrote them (`editions/NUMBER.sql`), brought up to date with nothing lost."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from ledger_entries import entry

from treadle.storage.ledger.open import open_ledger
from treadle.storage.ledger.rows import HEAD
from treadle.terms.entry import PlanMade
from treadle.terms.people import User, UserSet

EDITIONS = Path(__file__).parent / "editions"
STEPS = Path(__file__).parents[2] / "src" / "treadle" / "storage" / "ledger" / "migrations" / "versions"


def test_every_step_but_the_newest_has_a_file_of_its_edition() -> None:
    steps = sorted(path.stem[:4] for path in STEPS.glob("0*.py"))
    assert steps[-1] == HEAD
    assert [path.stem for path in sorted(EDITIONS.glob("*.sql"))] == steps[:-1]


@pytest.mark.parametrize("edition", sorted(path.stem for path in EDITIONS.glob("*.sql")))
def test_a_ledger_of_an_earlier_edition_is_read_and_goes_on(tmp_path: Path, edition: str) -> None:
    (tmp_path / ".treadle").mkdir()
    raw = sqlite3.connect(tmp_path / ".treadle" / "ledger.sqlite")
    raw.executescript((EDITIONS / f"{edition}.sql").read_text(encoding="utf-8"))
    before = raw.execute("SELECT * FROM entries ORDER BY number").fetchall()
    raw.close()
    ledger = open_ledger(tmp_path, currency="EUR", time_zone="Europe/Berlin")
    assert {one.order_id: (one.state, one.open_units) for one in ledger.orders()} == {
        "WO-1": ("open", 6), "WO-2": ("cancelled", 0),
    }  # fmt: skip
    assert ledger.audit() == () and ledger.kept("work") == "{}"
    (plan,) = ledger.entries(kinds=["plan"])
    assert isinstance(plan.body, PlanMade) and (plan.body.as_of, plan.body.lines) == (date(2026, 3, 2), ())
    ledger.add([entry("user", "anna", UserSet(name="Anna", role="owner"), "u")])
    assert [one.state.name for one in ledger.states(User)] == ["Anna"]
    raw = sqlite3.connect(tmp_path / ".treadle" / "ledger.sqlite")
    assert raw.execute("SELECT * FROM entries ORDER BY number").fetchall()[: len(before)] == before
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        raw.execute("DELETE FROM entries")
    raw.close()
