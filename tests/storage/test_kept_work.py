"""The record of the last plan is what stands, until it is repaired, replaced or gone."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from treadle.decide.buy import decide_buy
from treadle.errors import InputError
from treadle.problems.factory import read_factory
from treadle.schedule.plan import plan_schedule
from treadle.storage.kept_work import (
    REPAIR,
    KeptRepair,
    keep_plan_place,
    keep_repaired,
    read_kept_plan,
    read_repaired,
)  # fmt: skip
from treadle.storage.ledger.open import open_ledger
from treadle.storage.ledger.protocol import Ledger
from treadle.storage.plan_folder import new_plan_folder, read_plan_folder
from treadle.terms.budget import Budget
from treadle.terms.plan import PLAN_EDITION, Plan, Seen
from treadle.terms.policy import Policy
from treadle.terms.product import Catalogue
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


def _work() -> KeptRepair:
    plain = read_factory(FACTORY, "factory")
    demands = tuple(dataclasses.replace(one, factory_id="NEAR") for one in plain.demands)
    schedule = plan_schedule(
        demands, plain.factories, plain.balances, origin_day=plain.origin_day, budget=Budget(work=1.0)
    )
    fixed = FrozenSlot(factory_id="NEAR", line_id="L1", sew_start_minute=480)
    first = dataclasses.replace(demands[0], fabric_ready_day=date(2026, 3, 3), frozen=fixed, lay_minutes=(30.0,))
    return KeptRepair(plan_id="abc", demands=(first, *demands[1:]), balances=tuple(plain.balances), schedule=schedule)


def _ledger(folder: Path) -> Ledger:
    return open_ledger(folder, currency="EUR", time_zone="UTC")


def test_what_is_kept_is_read_back_the_same(tmp_path: Path) -> None:
    work = _work()
    assert work.schedule.promises and work.schedule.slots, "the plan must have something to lose"
    keep_repaired(_ledger(tmp_path), work)
    found = read_repaired(_ledger(tmp_path), "abc")
    assert found == work
    assert type(found.schedule.work_orders[0].due_day) is date


def test_a_repair_is_of_one_plan_and_ends_with_the_next(tmp_path: Path) -> None:
    keep_repaired(_ledger(tmp_path), _work())
    assert read_repaired(_ledger(tmp_path), "def") is None
    keep_plan_place(_ledger(tmp_path), tmp_path, tmp_path / "plan")
    assert read_repaired(_ledger(tmp_path), "abc") is None


def test_no_repair_or_one_of_another_edition_is_none(tmp_path: Path) -> None:
    assert read_repaired(_ledger(tmp_path), "abc") is None
    keep_repaired(_ledger(tmp_path), _work())
    ledger = _ledger(tmp_path)
    ledger.keep(REPAIR, (ledger.kept(REPAIR) or "").replace('"demands"', '"orders"'))
    assert read_repaired(ledger, "abc") is None
    ledger.keep(REPAIR, "{")
    assert read_repaired(ledger, "abc") is None


def _plan(edition: int) -> Plan:
    none = pa.table({"sku": pa.array([], pa.string())})
    return Plan(
        plan_id="abc", facts="f", as_of=date(2026, 3, 2), currency="EUR", policy=Policy(), cases=(), courses=(),
        seen=Seen(history=none, option_history=none, forecast=none, league=none, size_curves=none, signal_counts={}),
        catalogue=Catalogue(styles=(), options=(), skus=(), size_scales=()), cut_plans=(), markers={}, balances=(),
        buy=decide_buy((), policy=Policy().buy), demands=_work().demands, schedule=_work().schedule,
        plan_edition=edition,
    )  # fmt: skip


def _write(out: Path, plan: Plan) -> None:
    with new_plan_folder(out, plan, {}, {}):
        pass


def test_the_plan_that_stands_is_its_record_wherever_it_lies(tmp_path: Path) -> None:
    ledger = _ledger(tmp_path)
    assert read_kept_plan(ledger, tmp_path) is None
    for out in (tmp_path / "plan", tmp_path.parent / "elsewhere"):
        _write(out, _plan(PLAN_EDITION))
        keep_plan_place(ledger, tmp_path, out)
        found = read_kept_plan(ledger, tmp_path)
        assert found is not None and found.schedule == _work().schedule
    shutil.rmtree(tmp_path.parent / "elsewhere")
    assert read_kept_plan(ledger, tmp_path) is None


def test_a_plan_of_an_earlier_edition_is_refused_in_a_sentence(tmp_path: Path) -> None:
    out = tmp_path / "plan"
    _write(out, _plan(PLAN_EDITION))
    text = (out / "plan.json").read_text("utf-8").replace(f',"plan_edition":{PLAN_EDITION}', "")
    (out / "plan.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"an earlier edition of treadle made this plan.*Plan again first"):
        read_plan_folder(out)
    keep_plan_place(_ledger(tmp_path), tmp_path, out)
    assert read_kept_plan(_ledger(tmp_path), tmp_path) is None
