"""Ask what another buy would come to, beside the plan's; nothing is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from treadle.errors import InputError, Problem, ReleaseError
from treadle.plant.books import ledger_of
from treadle.plant.carried import edits_for
from treadle.plant.consequences import consequences
from treadle.plant.written_plan import read_current_plan, read_standing_plan
from treadle.settings import read_settings
from treadle.terms.plan import Plan
from treadle.terms.snapshot import Snapshot
from treadle.terms.what_if import Consequences, Scenario

PLAN = "the plan"


def what_if(folder: Path, out: Path, scenarios: Sequence[Scenario]) -> tuple[tuple[Consequences, ...], str]:
    """The plan written to `out` and each scenario, side by side, and the currency.

    No forecast is made and no marker drawn. Raises as `read_current_plan` does, and `InputError` with every line,
    factory and order that is not there.
    """
    # A receipt that is late casts the options anew, from their stock; all else stands on the plan.
    is_recast = any(one.late_days for one in scenarios)
    snapshot, plan = (read_current_plan if is_recast else read_standing_plan)(folder, out)
    problems = [one for scenario in scenarios for one in problems_of(scenario, snapshot, plan)]
    if problems:
        raise InputError(problems)
    asked = (Scenario(name=PLAN), *scenarios)
    return tuple(consequences(snapshot, plan, one) for one in asked), plan.currency


def preview_release(
    folder: Path, out: Path, edited: Path | None, *, is_agreed: bool = False
) -> tuple[tuple[Consequences, ...], str, tuple[str, ...]]:
    """The plan and what a planner's edits make of it, side by side, the currency, and the edits that do not fit.

    Nothing is committed. Raises as `release_plan` does for a workbook that cannot be read or is of a released plan.
    """
    snapshot, plan = read_standing_plan(folder, out)
    planned = {line.line_id: line.units for line in plan.buy.lines}
    ledger = ledger_of(folder, read_settings(folder))
    edits, unfit = ({}, ()) if edited is None else edits_for(edited, plan.plan_id, planned, ledger)
    if unfit and not is_agreed:
        raise ReleaseError((*unfit, f"{len(edits)} other edits fit. Say --yes to see the plan with these alone."))
    changed = {name: edit.units for name, edit in edits.items() if edit.units != planned[name]}
    asked = [Scenario(name=PLAN)] + ([Scenario(name="as edited", units=changed)] if changed else [])
    return tuple(consequences(snapshot, plan, one) for one in asked), plan.currency, unfit


def read_scenario(text: str) -> Scenario:
    """A scenario from 'NAME=part; part …', its parts being 'line LINE N', 'scale 0.5', 'budget 20000',
    'capacity 0.8', 'without FACTORY' and 'late ORDER 3d'. Raises `InputError` with every part that is none of these.
    """
    name, _, told = text.partition("=")
    units: dict[str, int] = {}
    late: dict[str, int] = {}
    without: list[str] = []
    numbers: dict[str, float] = {}
    problems = []
    for part in filter(None, (one.strip() for one in told.split(";"))):
        kind, *words = part.split()
        if kind == "line" and len(words) == 2 and words[1].isdecimal():
            units[words[0]] = int(words[1])
        elif kind == "late" and len(words) == 2 and (days := days_of(words[1])) is not None:
            late[words[0]] = days
        elif kind == "without" and len(words) == 1:
            without.append(words[0])
        elif kind in ("scale", "budget", "capacity") and len(words) == 1 and re.fullmatch(r"\d+(\.\d+)?", words[0]):
            numbers[kind] = float(words[0])
        else:
            remedy = "Say line LINE N, scale 0.5, budget 20000, capacity 0.8, without FACTORY or late ORDER 3d"
            problems.append(Problem(file=f"scenario {name}", what=f"'{part}' is not understood", remedy=remedy))
    if not name.strip() or not told.strip():
        remedy = "Write NAME=part; part, for instance 'half=scale 0.5'"
        problems.append(Problem(file=f"scenario {text}", what="it has no name or asks nothing", remedy=remedy))
    if problems:
        raise InputError(problems)
    budget = numbers.get("budget")
    return Scenario(
        name=name.strip(), units=units, scale=numbers.get("scale"), late_days=late, without=tuple(without),
        budget_cents=None if budget is None else round(100 * budget), capacity_share=numbers.get("capacity"),
    )  # fmt: skip


def days_of(text: str) -> int | None:
    """Days from '3d', '3' or '2w'; None for anything else."""
    found = re.fullmatch(r"(\d{1,4})([dw]?)", text)
    return None if found is None else int(found[1]) * (7 if found[2] == "w" else 1)


def problems_of(scenario: Scenario, snapshot: Snapshot, plan: Plan) -> list[Problem]:
    """What a scenario names that is not there, and numbers that cannot be."""
    known = {
        "line": ({line.line_id for line in plan.buy.lines}, scenario.units),
        "factory": ({one.factory_id for one in snapshot.factories}, scenario.without),
        "order on the way": ({one.order_id for one in snapshot.receipts}, scenario.late_days),
    }
    found = []
    for what, (there, asked) in known.items():
        some = ", ".join(sorted(there)[:5]) or "none"
        for name in sorted(set(asked) - there):
            found.append(
                Problem(
                    file=f"scenario {scenario.name}", what=f"there is no {what} {name}", remedy=f"There are: {some}"
                )
            )
    if scenario.capacity_share is not None and not 0 < scenario.capacity_share <= 10:
        remedy = "Say a share of today's sewing minutes, for instance 0.8"
        found.append(Problem(file=f"scenario {scenario.name}", what="its capacity is out of range", remedy=remedy))
    return found
