"""Keep a plan in the folder, and take it again where nothing has changed since."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from treadle.plant.books import entry_of, ledger_if_any, ledger_of
from treadle.plant.written_plan import facts_now, rewritten_plan
from treadle.settings import Settings, read_settings
from treadle.storage.kept_work import keep_plan_place, read_kept_plan, read_repaired
from treadle.terms.entry import ExpectedWeeks, PlanMade, PlannedLine, PlannedOption
from treadle.terms.plan import Plan, plan_id_of
from treadle.terms.policy import Policy
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance
from treadle.terms.snapshot import Snapshot, facts_with_board

if TYPE_CHECKING:
    from treadle.plant.plan import Planned

#: Where the record of a plan lies that was made to tell its work only.
OWN = Path(".treadle") / "plan"

#: Weeks over which a forecast is held beside what came, and weeks of it that are kept. Not tuned: a month, and two.
MISSED_WEEKS, KEPT_WEEKS = 4, 8

#: The name under which the ledger keeps the number of the newest import that the last plan knew.
LAST_IMPORT = "last_import"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The plan that stands: its work orders (`demands`, without released ones), lines and schedule, and what it saw.

    `plain_facts` is the fingerprint of that without the planning board; `poor_cents` what a lost piece costs, by style.
    """

    plan_id: str
    plain_facts: str
    snapshot: Snapshot
    policy: Policy
    demands: tuple[WorkOrderDemand, ...]
    balances: tuple[LineBalance, ...]
    schedule: Schedule
    poor_cents: Mapping[str, float] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot, plan: Plan, *, plain_facts: str) -> Standing:
        """The part of a plan of the snapshot that is about making."""
        return cls(
            plan_id=plan.plan_id,
            plain_facts=plain_facts,
            snapshot=snapshot,
            policy=plan.policy,
            demands=plan.demands,
            balances=plan.balances,
            schedule=plan.schedule,
            poor_cents=plan.buy.piece_cents(),
        )


def last_planned(folder: Path, settings: Settings) -> int:
    """The number of the newest import that the last plan knew; 0 where nothing was planned yet."""
    ledger = ledger_if_any(folder, settings)
    kept = None if ledger is None else ledger.kept(LAST_IMPORT)
    return int(kept) if kept is not None and kept.isdigit() else 0


def remember_plan(folder: Path, planned: Planned, out: Path, *, author: str = "") -> None:
    """Keep a plan's options in the folder, so that the next plan can say what changed, and that its record lies in
    `out`, so that it can be promised and told without planning again.
    """
    ledger = ledger_of(folder, planned.settings)
    keep_plan_place(ledger, folder, out)
    ledger.keep(LAST_IMPORT, str(planned.last_import))
    kept = [one for one in ledger.entries(kinds=["plan"]) if isinstance(one.body, PlanMade)]
    plan_id, as_of = planned.plan.plan_id, planned.plan.as_of
    if (
        kept
        and isinstance(kept[-1].body, PlanMade)
        and (kept[-1].body.plan_id, kept[-1].body.as_of) == (plan_id, as_of)
    ):
        return
    columns = [one.name for one in dataclasses.fields(PlannedOption)]
    options = tuple(PlannedOption(**row) for row in planned.tables["options"].select(columns).to_pylist())
    lines = tuple(
        PlannedLine(line_id=one.line_id, option_id=one.option_id, sku=one.sku, units=one.units, due_day=one.due_day,
                    cost_cents=one.cost_cents)
        for one in planned.plan.buy.lines
        if one.units
    )  # fmt: skip
    body = PlanMade(plan_id=plan_id, as_of=as_of, options=options, lines=lines, expected=expected_weeks(planned.plan))
    ledger.add([
        entry_of("plan", plan_id, body, key=f"plan:{len(kept)}:{plan_id}", known=as_of, author=author,
                 settings=planned.settings)
    ])  # fmt: skip


def expected_weeks(plan: Plan) -> tuple[ExpectedWeeks, ...]:
    """What a plan expects of each option in its first weeks, to be held beside what came."""
    table = plan.seen.forecast
    columns = ("option_id", "week_start", "horizon", "mean", "sum_q10", "sum_q90")
    found: dict[str, list[tuple[int, date, float, float, float]]] = {}
    for option_id, week, ahead, mean, low, high in zip(*(table[one].to_pylist() for one in columns), strict=True):
        found.setdefault(option_id, []).append((ahead, week, mean, low, high))
    told = []
    for option_id, rows in sorted(found.items()):
        rows.sort()
        last = rows[min(MISSED_WEEKS, len(rows)) - 1]
        units = tuple(round(one[2], 2) for one in rows[:KEPT_WEEKS])
        low, high = round(last[3], 2), round(last[4], 2)
        told.append(ExpectedWeeks(option_id=option_id, week=rows[0][1], units=units, low_units=low, high_units=high))
    return tuple(told)


def keep_record(folder: Path, planned: Planned) -> None:
    """Write the record of a plan that nobody asked to see into the folder's own place, as the one that stands."""
    out = folder / OWN
    with rewritten_plan(out, planned.plan, {}, {}):
        pass
    keep_plan_place(ledger_of(folder, planned.settings), folder, out)


def standing_work(folder: Path, *, as_of: date | None = None, seed: int | None = None) -> Standing | None:
    """The making of the folder's last plan, as its record says it, or as it was repaired or changed on the board; None
    where there is none, or facts, settings or day are others by now.

    Raises as `plan_folder` does.
    """
    settings = read_settings(folder)
    ledger = ledger_if_any(folder, settings)
    plan = None if ledger is None else read_kept_plan(ledger, folder)
    if ledger is None or plan is None:
        return None
    policy = settings.policy.with_seed(seed)
    if plan_id_of(plan.facts, policy) != plan.plan_id:
        return None
    snapshot, plain = facts_now(folder, settings, plan, as_of)
    plan_id = plan_id_of(facts_with_board(plain, snapshot.board), policy)
    found, repaired = Standing.of(snapshot, plan, plain_facts=plain), read_repaired(ledger, plan_id)
    if repaired is None:
        return found if plan_id == plan.plan_id else None
    return dataclasses.replace(
        found, plan_id=plan_id, demands=repaired.demands, balances=repaired.balances, schedule=repaired.schedule
    )  # fmt: skip
