"""The making of the last plan, kept in the folder and read back."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

from treadle.problems.factory import read_factory
from treadle.schedule.plan import plan_schedule
from treadle.storage.kept_work import NAME, KeptWork, keep_work, read_kept_work
from treadle.storage.ledger.open import open_ledger
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.budget import Budget
from treadle.terms.schedule import FrozenSlot

FACTORY = {
    "origin_day": "2026-03-02",
    "factories": [
        {
            "factory_id": "NEAR",
            "shifts": [{"weekday": day, "start": "08:00", "end": "16:00"} for day in range(5)],
            "tables": ["T1"],
            "lines": [{"line_id": "L1", "people": 10}],
            "minute_cost_cents": 20,
            "transport_days": 2,
        }
    ],
    "minutes_per_unit": {"TEE": {"L1": 1.2}},
    "orders": [
        {"work_order_id": f"W{i}", "style_id": "TEE", "units": 100, "due_day": "2026-03-06", "cut_minutes": 60}
        for i in range(3)
    ],
}


def _work() -> KeptWork:
    plain = read_factory(FACTORY, "factory")
    schedule = plan_schedule(
        plain.demands, plain.factories, plain.balances, origin_day=plain.origin_day, budget=Budget(work=1.0)
    )
    fixed = FrozenSlot(factory_id="NEAR", line_id="L1", sew_start_minute=480)
    first = dataclasses.replace(plain.demands[0], fabric_ready_day=date(2026, 3, 3), frozen=fixed, lay_minutes=(30.0,))
    return KeptWork(
        plan_id="abc", demands=(first, *plain.demands[1:]), balances=tuple(plain.balances), schedule=schedule
    )


def _ledger(folder: Path) -> Ledger:
    return open_ledger(folder, currency="EUR", time_zone="UTC")


def test_what_is_kept_is_read_back_the_same(tmp_path: Path) -> None:
    work = _work()
    assert work.schedule.promises and work.schedule.slots, "the plan must have something to lose"
    keep_work(_ledger(tmp_path), work)
    found = read_kept_work(_ledger(tmp_path))
    assert found == work
    assert type(found.schedule.work_orders[0].due_day) is date


def test_the_next_plan_takes_the_place_of_the_last(tmp_path: Path) -> None:
    work = _work()
    keep_work(_ledger(tmp_path), work)
    keep_work(_ledger(tmp_path), dataclasses.replace(work, plan_id="def"))
    found = read_kept_work(_ledger(tmp_path))
    assert found is not None and found.plan_id == "def"


def test_no_plan_or_one_of_another_edition_is_none(tmp_path: Path) -> None:
    assert read_kept_work(_ledger(tmp_path)) is None
    keep_work(_ledger(tmp_path), _work())
    ledger = _ledger(tmp_path)
    ledger.keep(NAME, (ledger.kept(NAME) or "").replace('"demands"', '"orders"'))
    assert read_kept_work(ledger) is None
    ledger.keep(NAME, "{")
    assert read_kept_work(ledger) is None
