"""The board where no plan stands on today's facts: what was released, as it will be sewn."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from treadle.day.make import line_balances, powered, promising, standing_factories
from treadle.errors import InputError
from treadle.plant.books import ledger_of
from treadle.plant.schedule import MadeWork
from treadle.plant.standing import Standing
from treadle.plant.touched import Stamp, stamp_of
from treadle.plant.written_plan import facts_now
from treadle.schedule.plan import plan_schedule
from treadle.schedule.work_in_progress import released_demands
from treadle.settings import read_settings
from treadle.storage.kept_work import read_kept_plan
from treadle.terms.budget import Budget, Silence
from treadle.terms.schedule import WorkOrderDemand
from treadle.terms.sewing import LineBalance


def released_board(folder: Path) -> MadeWork:
    """Released orders where and when they were released, one after the other; from memory where nothing was touched.

    Its standing has no `plan_id`: there is no plan that a change could be made to. Raises `InputError` where nothing is
    released, or nothing was ever planned.
    """
    return _made(folder, stamp_of(folder))


@functools.lru_cache(maxsize=4)
def _made(folder: Path, stamp: Stamp) -> MadeWork:
    del stamp  # another stamp is another key
    settings = read_settings(folder)
    plan = read_kept_plan(ledger_of(folder, settings), folder)
    if plan is None:
        raise InputError.single("plan", "nothing was planned yet", "Have a plan made: POST /v1/plans")
    snapshot, _ = facts_now(folder, settings, plan, None)
    demands = powered(snapshot, plan.policy, released_demands(snapshot))
    if not demands:
        raise InputError.single("plan", "nothing is released that is still to be sewn", "Have a plan made")
    factories = standing_factories(snapshot)
    # Balances of the last plan, where it has that of each order on its line; people who came or went since count with
    # the next plan.
    here = {line.line_id for factory in factories for line in factory.sewing_lines}
    balances = (
        tuple(one for one in plan.balances if one.line_id in here) if all_balanced(demands, plan.balances)
        else line_balances(snapshot, plan.policy, Silence())
    )  # fmt: skip
    schedule = plan_schedule(
        demands, factories, balances, origin_day=snapshot.as_of, rules=plan.policy.schedule, budget=Budget(work=0.0),
        seed=plan.policy.plan.seed, promise=promising(snapshot, plan.policy),
    )  # fmt: skip
    standing = Standing(
        plan_id="", plain_facts="", snapshot=snapshot, policy=plan.policy, demands=(), balances=balances,
        schedule=schedule,
    )  # fmt: skip
    return MadeWork(schedule=schedule, demands=demands, factories=factories, balances=balances, standing=standing)


def all_balanced(demands: Sequence[WorkOrderDemand], balances: Sequence[LineBalance]) -> bool:
    """True where the bulletin of every fixed order is balanced on the order's own line, able to sew it or not."""
    known = {(one.bulletin_id, one.line_id) for one in balances}
    return all((one.bulletin_id, one.frozen.line_id) in known for one in demands if one.frozen)
