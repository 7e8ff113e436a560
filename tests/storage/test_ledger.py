"""The ledger in a folder: added to once, only added to, read as of a day, rebuilt, brought up from files."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ledger_entries import CLOCK, DAY, ZONE, entry, order_terms, receipt, release

from treadle.errors import ConflictError, InputError, LedgerError
from treadle.storage.ledger.moments import after
from treadle.storage.ledger.open import open_ledger
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.entry import Amended, Closed, Decided, Ordered, PlanMade


def opened(folder: Path) -> Ledger:
    return open_ledger(folder, currency="EUR", time_zone=ZONE, clock=lambda: CLOCK)


def test_the_same_again_adds_nothing_and_gets_the_first_answer(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    first = ledger.add(release("R1", order_terms()), seen_head=0)
    again = ledger.add(release("R1", order_terms()), seen_head=0)
    assert (first.is_new, again.is_new) == (True, False)
    assert first.entries == again.entries == opened(tmp_path).entries()
    assert [one.number for one in first.entries] == [1, 2]


def test_what_was_decided_on_an_older_state_is_told_and_not_added(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    ledger.add(release("R1", order_terms("WO-1")), seen_head=0)
    with pytest.raises(ConflictError, match="Mira wrote a release of R1 at 2026-03-02 09:00 UTC"):
        ledger.add(release("R2", order_terms("WO-2")), seen_head=0)
    assert [one.order_id for one in ledger.orders()] == ["WO-1"]
    # A plan that is remembered changes nothing on order.
    ledger.add([entry("plan", "p2", PlanMade(plan_id="p2", as_of=DAY), "plan:p2")])
    assert ledger.add(release("R2", order_terms("WO-2")), seen_head=2).is_new


def test_part_of_a_repeat_is_refused(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    ledger.add(release("R1", order_terms("WO-1")))
    with pytest.raises(ConflictError, match="already"):
        ledger.add([*release("R1", order_terms("WO-1")), receipt("WO-1", DAY, "r", TEE_S=(1, 0))])
    assert ledger.head() == 2


def test_one_wrong_entry_and_none_is_added(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    with pytest.raises(ValueError, match="no order WO-9"):
        ledger.add([*release("R1", order_terms("WO-1")), receipt("WO-9", DAY, "r", TEE_S=(1, 0))])
    assert ledger.entries() == ()
    assert ledger.orders() == ()


def test_entries_cannot_be_changed_or_taken_back(tmp_path: Path) -> None:
    opened(tmp_path).add(release("R1", order_terms()))
    with sqlite3.connect(tmp_path / ".treadle" / "ledger.sqlite") as raw:
        for act in ("DELETE FROM entries", "UPDATE entries SET author = 'nobody'"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                raw.execute(act)


def test_a_day_sees_what_was_known_by_it(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    ledger.add(release("R1", order_terms()))
    ledger.add([receipt("WO-1", date(2026, 3, 19), "r1", TEE_S=(4, 1), TEE_M=(20, 0))])
    ledger.add([entry("closure", "WO-1", Closed(reason="lost"), "c", date(2026, 3, 25))])
    assert ledger.orders(until=after(date(2026, 3, 1), ZONE)) == ()
    by_day = {day: ledger.orders(until=after(date(2026, 3, day), ZONE))[0] for day in (2, 18, 19, 24, 25)}
    assert [by_day[day].open_units for day in (2, 18, 19, 24, 25)] == [30, 30, 6, 6, 0]
    assert by_day[25] == ledger.orders()[0]
    assert by_day[25].state == "closed"


def test_the_state_is_rebuilt_from_its_entries(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    ledger.add(release("R1", order_terms("WO-1"), order_terms("WO-2")))
    ledger.add([receipt("WO-2", date(2026, 3, 19), "r1", TEE_S=(4, 1))])
    less = Amended(reason="demand fell", terms=order_terms("WO-1", {"TEE-S": 10, "TEE-M": 5}))
    ledger.add([entry("amendment", "WO-1", less, "a1")])
    before = ledger.orders()
    assert ledger.audit() == ()
    with sqlite3.connect(tmp_path / ".treadle" / "ledger.sqlite") as raw:
        raw.execute("UPDATE orders SET body = replace(body, '\"received_units\":4', '\"received_units\":9')")
    rules = {one.rule for one in ledger.audit()}
    assert rules == {
        "the state is what the entries fold to",
        "what was received is what its entries say",
        "stock moves by receipts only",
    }
    assert ledger.rebuild() == 2
    assert ledger.orders() == before
    assert ledger.audit() == ()


def test_a_copy_is_kept_in_place_of_the_one_before(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    assert ledger.kept("work") is None
    ledger.keep("work", "a")
    ledger.keep("work", "b")
    assert ledger.kept("work") == "b"


def test_no_ledger_and_one_of_a_later_edition_are_told(tmp_path: Path) -> None:
    home = tmp_path / ".treadle"
    home.mkdir()
    (home / "ledger.sqlite").write_text("not a database at all, but long enough to be looked at" * 20)
    with pytest.raises(LedgerError, match="cannot be read as a ledger"):
        opened(tmp_path)
    (home / "ledger.sqlite").unlink()
    opened(tmp_path)
    with sqlite3.connect(home / "ledger.sqlite") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerError, match="later edition"):
        opened(tmp_path)


RELEASE = {
    "facts": "f00d", "notes": ["TEE/TEE-navy/S: 17 units. shop window"],
    "overrides": [{"line_id": "TEE/TEE-navy/S", "sku": "TEE-S", "planned_units": 10, "units": 17,
                   "note": "shop window", "decided_on": "2026-03-02", "due_day": "2026-03-20"}],
    "orders": [{
        "work_order_id": "WO-1", "style_id": "TEE", "units": {"TEE-S": 17, "TEE-M": 20}, "due_day": "2026-03-20",
        "promise_day": "2026-03-19", "origin_day": "2026-03-02", "factory_id": "NEAR", "line_id": "L1",
        "cut_start_minute": 480, "cut_end_minute": 600, "cut_table_id": "T1", "sew_start_minute": 1920,
        "sew_end_minute": 2400, "spread_and_cut_minutes": 90.5, "sewing_minutes": 300.0, "cost_cents": 37_000,
        "cloth": [{"roll_id": "R7", "from_mm": 0, "to_mm": 9000}], "overtime_days": ["2026-03-04"],
    }],
}  # fmt: skip


def earlier_files(folder: Path) -> None:
    """The files as the edition without a ledger wrote them."""
    home = folder / ".treadle"
    for name in ("releases", "plans"):
        (home / name).mkdir(parents=True)
    for number, release_id in enumerate(("aa11", "bb22"), start=1):
        order = RELEASE["orders"][0] | {"work_order_id": f"WO-{number}"}  # type: ignore[index]
        told = RELEASE | {"release_id": release_id, "orders": [order]}
        text = json.dumps(told, indent=1, sort_keys=True)
        (home / "releases" / f"{number:06d}-{release_id}.json").write_text(text)
    options = pa.table({
        "option_id": ["TEE-navy"], "style_id": ["TEE"], "price_cents": [1990], "serve_mean_units": [31.25],
        "before_units": [3.5], "on_hand_units": [4], "on_order_units": [0], "units": [27],
    })  # fmt: skip
    pq.write_table(options, home / "plans" / "000001_2026-03-02_abcd.parquet")
    (home / "work.json").write_text("{}")


def test_what_an_edition_without_a_ledger_kept_is_taken_over_once(tmp_path: Path) -> None:
    earlier_files(tmp_path)
    ledger = opened(tmp_path)
    orders = ledger.orders()
    assert [one.order_id for one in orders] == ["WO-1", "WO-2"]
    assert dict(orders[0].terms.units) == {"TEE-S": 17, "TEE-M": 20}
    assert orders[0].terms.cloth[0].roll_id == "R7"
    assert orders[0].terms.overtime_days == (date(2026, 3, 4),)
    kinds = [one.kind for one in ledger.entries()]
    assert sorted(kinds) == ["decision"] * 2 + ["order"] * 2 + ["plan"] + ["release"] * 2
    decided = [one.body for one in ledger.entries(kinds=["decision"])]
    assert all(isinstance(one, Decided) and one.note == "shop window" and one.units == 17 for one in decided)
    (plan,) = ledger.entries(kinds=["plan"])
    assert isinstance(plan.body, PlanMade)
    assert plan.body.options[0].serve_mean_units == 31.25
    assert opened(tmp_path).entries() == ledger.entries()
    home = tmp_path / ".treadle"
    assert sorted(path.name for path in (home / "before_ledger").iterdir()) == ["plans", "releases", "work.json"]
    assert not (home / "releases").exists()


def test_a_take_over_killed_before_its_end_is_done_again(tmp_path: Path) -> None:
    earlier_files(tmp_path)
    shutil.copytree(tmp_path / ".treadle", tmp_path / "copy")
    ledger = opened(tmp_path)
    entries = ledger.entries()
    shutil.copytree(tmp_path / "copy", tmp_path / ".treadle", dirs_exist_ok=True)  # as if nothing had been moved yet
    assert opened(tmp_path).entries() == entries


def test_a_broken_file_of_an_earlier_edition_is_named(tmp_path: Path) -> None:
    earlier_files(tmp_path)
    path = tmp_path / ".treadle" / "releases" / "000002-bb22.json"
    path.write_text(path.read_text().replace('"due_day": "2026-03-20"', '"due_day": "soon"'))
    with pytest.raises(InputError, match=r"000002-bb22\.json.*cannot be read as a release"):
        opened(tmp_path)
    assert path.exists()


RACE = """
import sys, time
from datetime import date
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from ledger_entries import order_terms, release
from treadle.errors import ConflictError
from treadle.storage.ledger.open import open_ledger
ledger = open_ledger(Path(sys.argv[1]), currency="EUR", time_zone="UTC")
while not (Path(sys.argv[1]) / "go").exists():
    time.sleep(0.001)
told = release("R" + sys.argv[2], order_terms("WO-1", cost_cents=int(sys.argv[2])))
try:
    print("landed" if ledger.add(told, seen_head=0).is_new else "was there")
except ConflictError as error:
    print("told:", error)
"""


def test_of_two_releases_at_once_one_lands_and_the_other_is_told(tmp_path: Path) -> None:
    """Four processes, no ledger there yet: it is made once, and one of them has its release."""
    here = str(Path(__file__).parent)
    racer = [sys.executable, "-c", RACE, str(tmp_path)]
    running = [subprocess.Popen([*racer, str(number), here], stdout=subprocess.PIPE, text=True) for number in range(4)]
    (tmp_path / "go").touch()
    said = [one.communicate(timeout=60)[0] for one in running]
    assert sum(one.startswith("landed") for one in said) == 1, said
    assert sum(one.startswith("told: The ledger was changed in the meantime") for one in said) == 3, said
    ledger = opened(tmp_path)
    assert len(ledger.entries()) == 2
    (order,) = ledger.entries(kinds=["order"])
    assert isinstance(order.body, Ordered)
    assert said[order.body.order.cost_cents].startswith("landed")
