"""A factory that delivers late: the next plan promises later, says so, and unlearns it when the receipts are gone."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from small_brand import write_small_brand
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.day.make import promising, standing_factories
from treadle.plant.plan import Planned, plan_folder
from treadle.plant.receive import Delivery, receive
from treadle.plant.release import release_plan
from treadle.plant.repair import keep_repair, repair
from treadle.plant.schedule import kept_schedule, refuse_unsound
from treadle.plant.standing import remember_plan
from treadle.schedule.plan import plan_schedule
from treadle.schedule.work_in_progress import released_demands
from treadle.storage.plan_folder import new_plan_folder
from treadle.terms.budget import Budget, Silence
from treadle.terms.policy import PromisePolicy
from treadle.terms.repair import Disturbance
from treadle.terms.schedule import Promise, Schedule
from treadle.words import say

#: The first plan is made four weeks before the newest signals, so that its orders come before the second.
FIRST = date(2026, 8, 31)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Planned]:
    """A folder with its first plan, kept and written beside it."""
    folder = write_small_brand(tmp_path_factory.mktemp("late") / "brand")
    planned = plan_folder(folder, as_of=FIRST, progress=Silence())
    remember_plan(folder, planned, folder / "plan", author="Mira")
    with new_plan_folder(folder / "plan", planned.plan, planned.tables, {}):
        pass
    return folder, planned


def promised(planned: Planned, promise: PromisePolicy) -> Schedule:
    """The orders of a plan, scheduled and promised anew."""
    snapshot, plan = planned.snapshot, planned.plan
    return plan_schedule(
        (*released_demands(snapshot), *plan.demands), standing_factories(snapshot), plan.balances,
        origin_day=snapshot.as_of, rules=plan.policy.schedule, budget=Budget(work=plan.policy.schedule.schedule_work),
        seed=plan.policy.plan.seed, promise=promise,
    )  # fmt: skip


def sell_out(folder: Path) -> None:
    """A new count of the shelf finds nothing, so that the next plan orders again."""
    stock = folder / "tables" / "stock.csv"
    rows = list(csv.DictReader(stock.read_text().splitlines()))
    lines = ["sku,place_id,units", *(f"{row['sku']},{row['place_id']},0" for row in rows)]
    stock.write_text("\n".join(lines) + "\n")


def days(promises: tuple[Promise, ...]) -> dict[str, int]:
    """Days from today to the promise that is kept with 90 %."""
    return {one.work_order_id: (one.day(0.9) - one.from_day).days for one in promises if one.from_day}


def test_a_repair_shows_what_moves_and_only_writes_what_is_kept(first: tuple[Path, Planned]) -> None:
    folder, planned = first
    made = kept_schedule(folder, as_of=FIRST)
    assert made is not None
    order = max(planned.plan.schedule.work_orders, key=lambda one: sum(one.units.values()))
    nothing = repair(made, Disturbance())
    assert nothing.changed == () and nothing.added_cents == 0
    found = repair(made, Disturbance(late_days={order.work_order_id: 5}, absent_people={order.line_id: 2}))
    (one,) = [one for one in found.changed if one.work_order_id == order.work_order_id]
    assert one.is_moved and one.start_before and one.start_after
    assert (one.start_after - one.start_before).days >= 5
    assert one.promise_before == order.promise_day and one.promise_after and one.promise_after > one.promise_before
    others = [one for one in found.changed if one.line_before != one.line_after]
    assert others == []
    told = CliRunner().invoke(
        build_app(), ["repair", str(folder), "--as-of", str(FIRST), "--late", f"{order.work_order_id}=5d"]
    )
    assert told.exit_code == 0, told.output
    assert "1 promise changed" in told.output and "not kept" in told.output
    again = kept_schedule(folder, as_of=FIRST)
    assert again is not None and again.schedule == made.schedule
    keep_repair(folder, made, found)
    kept = kept_schedule(folder, as_of=FIRST)
    assert kept is not None and kept.schedule == found.schedule
    refuse_unsound(kept)
    remember_plan(folder, planned, folder / "plan", author="Mira")


def test_late_receipts_move_the_next_promises_and_say_so(first: tuple[Path, Planned]) -> None:
    folder, planned = first
    assert all(not reason.code.startswith("pace.") for reason in planned.plan.limits)
    assert promising(planned.snapshot, planned.plan.policy) == planned.plan.policy.promise
    orders = release_plan(folder, folder / "plan", author="Mira").orders
    told = {one.work_order_id: one for one in planned.plan.schedule.promises}
    made = [order for order in orders if order.is_made]
    assert made and all(order.promise == told[order.work_order_id] for order in made)
    late = max(order.promise_day for order in made) + timedelta(days=15)
    receive(folder, [Delivery(order_id=order.work_order_id, day=late) for order in made], author="Mira")
    sell_out(folder)

    second = plan_folder(folder, progress=Silence())
    snapshot, policy = second.snapshot, second.plan.policy
    slower = [reason for reason in second.plan.limits if reason.code == "pace.slower"]
    assert {reason.fact("factory") for reason in slower} == {"willow"}
    assert slower[0].fact("orders") == len(made)
    assert "slower than told" in say(slower[0]) and "慢" in say(slower[0], "zh")
    assert any("pace.slower" in row["reason"] for row in second.tables["limits"].to_pylist())

    bare = replace(snapshot, orders=tuple(replace(order, arrived=(), lines=()) for order in snapshot.orders))
    assert promising(bare, policy) == policy.promise
    plain = promised(second, promising(bare, policy))
    learned, as_told = days(second.plan.schedule.promises), days(plain.promises)
    assert promised(second, promising(snapshot, policy)) == second.plan.schedule
    assert second.plan.schedule.slots == plain.slots
    assert learned and all(learned[name] > as_told[name] for name in as_told)
    off = promised(second, promising(snapshot, replace(policy, promise=replace(policy.promise, is_learned=False))))
    assert days(off.promises) == as_told and off.reasons == plain.reasons
