"""A plan between being made and being released: looked at, edited line by line, approved, released as approved."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from treadle.errors import ConflictError, InputError, NotFoundError, Problem, ReleaseError
from treadle.plant.books import ledger_of
from treadle.plant.plan_tables.plan import plan_tables
from treadle.plant.release import Released, release_plan
from treadle.plant.serving import ServedBrand
from treadle.plant.written_plan import read_plan, standing_facts
from treadle.storage.ledger.protocol import Ledger, Seen
from treadle.terms.answers import PlanTold
from treadle.terms.budget import Progress
from treadle.terms.buy import BuyLine
from treadle.terms.draft import ApprovalEnded, Approved, Draft, LineEdited
from treadle.terms.entry import Body, Entry, PlanMade
from treadle.terms.plan import Plan
from treadle.terms.release import Edit

#: The folder of a brand's newest plan.
PLAN_FOLDER = "plan"
MOST_UNITS = 10_000_000
#: Plans whose tables are kept in memory by a process that is asked for them; not tuned.
MOST_PLANS = 8
_TABLES: dict[str, tuple[Plan, dict[str, pa.Table]]] = {}
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """A plan with what people did to it, and the version of that."""

    plan: Plan
    draft: Draft
    version: int

    def line(self, line_id: str) -> BuyLine:
        """A line as the plan proposed it. Raises `NotFoundError`."""
        found = next((one for one in self.plan.buy.lines if one.line_id == line_id), None)
        if found is None:
            raise NotFoundError(f"The plan has no line {line_id}.")
        return found

    def units(self, line: BuyLine) -> int:
        """Units of a line as they stand."""
        edit = self.draft.edit(line.line_id)
        return line.units if edit is None else edit.units


def plan_place(brand: ServedBrand) -> Path:
    """Where a brand's newest plan is written."""
    return brand.folder / PLAN_FOLDER


def plans_of(brand: ServedBrand) -> tuple[PlanTold, ...]:
    """Every plan that was made, newest first."""
    ledger = ledger_of(brand.folder, brand.settings)
    drafts = {one.state_id: one.state for one in ledger.states(Draft)}
    current = _current_id(brand)
    released: dict[str, list[str]] = {}
    for entry in ledger.entries(kinds=["release"]):
        released.setdefault(getattr(entry.body, "plan_id", ""), []).append(entry.subject)
    found: dict[str, PlanTold] = {}
    for entry in ledger.entries(kinds=["plan"]):
        assert isinstance(entry.body, PlanMade)
        draft = drafts.get(entry.subject, Draft(plan_id=entry.subject))
        found.pop(entry.subject, None)
        found[entry.subject] = PlanTold(
            plan_id=entry.subject, as_of=entry.body.as_of.isoformat(), made_by=entry.author, made_at=entry.written_at,
            is_current=entry.subject == current, approved_by=draft.approved_by, edited_lines=len(draft.edits),
            release_ids=tuple(released.get(entry.subject, ())),
        )  # fmt: skip
    return tuple(reversed(found.values()))


def _current_id(brand: ServedBrand) -> str:
    try:
        return read_plan(plan_place(brand)).plan_id
    except (NotFoundError, InputError):
        return ""


def draft_of(brand: ServedBrand, plan_id: str) -> DraftView:
    """The newest plan with what people did to it; `plan_id` 'current' for whichever that is.

    Raises `NotFoundError` for a plan that is not there, or is no longer the newest.
    """
    plan = read_plan(plan_place(brand))
    if plan_id not in ("current", plan.plan_id):
        ledger = ledger_of(brand.folder, brand.settings)
        if any(one.subject == plan_id for one in ledger.entries(kinds=["plan"])):
            raise NotFoundError(f"Plan {plan_id} is no longer the newest; its tables are those of {plan.plan_id} now.")
        raise NotFoundError(f"There is no plan {plan_id}.")
    held = ledger_of(brand.folder, brand.settings).state(Draft, plan.plan_id)
    if held is None:
        return DraftView(plan=plan, draft=Draft(plan_id=plan.plan_id), version=0)
    return DraftView(plan=plan, draft=held.state, version=held.version)


def edit_line(
    brand: ServedBrand, plan_id: str, line_id: str, *, units: int | None, note: str = "", version: int | None = None,
    author: str, key: str,
) -> DraftView:  # fmt: skip
    """Another number for a line (0 rejects it, None: as proposed again). An approval of the plan ends by it.

    Raises `NotFoundError`, `InputError` for units that cannot be, `ReleaseError` for a plan that is released, and
    `ConflictError` where somebody changed the plan since `version`.
    """
    view, ledger = draft_of(brand, plan_id), ledger_of(brand.folder, brand.settings)
    line = view.line(line_id)
    problems = []
    if units is not None and not 0 <= units <= MOST_UNITS:
        remedy = f"Say 0 to {MOST_UNITS:,} pieces"
        problems.append(Problem(file=line_id, what=f"{units} pieces cannot be", remedy=remedy, column="units"))
    if len(note) > 1000:
        problems.append(Problem(file=line_id, what="the note is too long", remedy="Say it shorter", column="note"))
    if problems:
        raise InputError(problems)
    check_open(ledger, view.plan.plan_id)
    body = LineEdited(line_id=line_id, planned_units=line.units, units=line.units if units is None else units,
                      note=note, is_undone=units is None)  # fmt: skip
    _add(ledger, "edit", view, body, version=version, author=author, key=key)
    return draft_of(brand, view.plan.plan_id)


def approve(
    brand: ServedBrand, plan_id: str, *, note: str = "", version: int | None = None, author: str, key: str
) -> DraftView:
    """Approve a plan as it stands. Raises as `edit_line` does."""
    view, ledger = draft_of(brand, plan_id), ledger_of(brand.folder, brand.settings)
    check_open(ledger, view.plan.plan_id)
    _add(ledger, "approval", view, Approved(note=note), version=version, author=author, key=key)
    return draft_of(brand, view.plan.plan_id)


def end_approval(brand: ServedBrand, plan_id: str, *, reason: str = "", author: str, key: str) -> DraftView:
    """Take an approval back; where there is none nothing changes. Raises as `edit_line` does."""
    view, ledger = draft_of(brand, plan_id), ledger_of(brand.folder, brand.settings)
    check_open(ledger, view.plan.plan_id)
    if view.draft.approved_by:
        _add(ledger, "approval ended", view, ApprovalEnded(reason=reason), version=None, author=author, key=key)
    return draft_of(brand, view.plan.plan_id)


def release_approved(
    brand: ServedBrand, plan_id: str, *, author: str, progress: Progress | None = None,
    left: Callable[[], float] | None = None,
) -> Released:  # fmt: skip
    """Release a plan as it was approved, with its edits. Raises `ReleaseError` where it is not approved as it stands,
    else as `release_plan` does."""
    view = draft_of(brand, plan_id)
    check_approved(view)
    edits = [
        Edit(line_id=one.line_id, units=one.units, is_rejected=one.units == 0, note=one.note)
        for one in view.draft.edits
    ]
    seen = [Seen(kind=Draft, state_id=view.plan.plan_id, version=view.version)]
    return release_plan(
        brand.folder, plan_place(brand), edits, author=author, progress=progress, left=left, seen=seen
    )  # fmt: skip


def check_approved(view: DraftView) -> None:
    """Raise `ReleaseError` where nobody approved a plan as it stands."""
    if not view.draft.approved_by:
        why = "its lines were changed since, or the approval was taken back" if view.version else "nobody looked at it"
        raise ReleaseError([f"The plan of {view.plan.as_of} is not approved as it stands: {why}. Approve it first."])


def stands_on_facts(brand: ServedBrand, view: DraftView) -> bool:
    """Whether the folder holds what the plan was made of, so that its orders can be placed. Raises as `load_brand`."""
    return standing_facts(brand.folder, brand.settings, view.plan, view.plan.as_of) is not None


def newest_author(brand: ServedBrand, view: DraftView) -> str:
    """Who changed a plan last; '' where nobody did."""
    found = ledger_of(brand.folder, brand.settings).entries(
        subjects=[view.plan.plan_id], after=view.version - 1, most=1
    )
    return found[0].author if found else ""


def release_of(brand: ServedBrand, plan_id: str) -> str:
    """Who released a plan; '' where nobody did."""
    for entry in ledger_of(brand.folder, brand.settings).entries(kinds=["release"]):
        if getattr(entry.body, "plan_id", "") == plan_id:
            return entry.author or "?"
    return ""


def check_open(ledger: Ledger, plan_id: str) -> None:
    """Raise `ConflictError` where a plan was released already."""
    for entry in ledger.entries(kinds=["release"]):
        if getattr(entry.body, "plan_id", "") == plan_id:
            raise ConflictError(
                f"{entry.author or 'Somebody'} has released this plan as {entry.subject}. Its orders can be amended."
            )


def _add(
    ledger: Ledger, kind: str, view: DraftView, body: Body, *, version: int | None, author: str, key: str
) -> None:  # fmt: skip
    moment, plan_id = datetime.now(UTC), view.plan.plan_id
    entry = Entry(kind=kind, subject=plan_id, happened_at=moment, known_at=moment, author=author, body=body,
                  key=f"{kind}:{plan_id}:{key}")  # fmt: skip
    seen = [] if version is None else [Seen(kind=Draft, state_id=plan_id, version=version)]
    ledger.add([entry], seen=seen)


def tables_of(view: DraftView) -> dict[str, pa.Table]:
    """The tables of a plan by name, as the plan proposed them; made once for each plan that is asked for."""
    with _ONE_AT_A_TIME:
        found = _TABLES.get(view.plan.plan_id)
        if found is None or found[0] is not view.plan:
            found = (view.plan, plan_tables(view.plan))
            _TABLES[view.plan.plan_id] = found
        while len(_TABLES) > MOST_PLANS:
            _TABLES.pop(next(iter(_TABLES)))
    return dict(found[1])
