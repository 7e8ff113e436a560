"""Release a plan: its orders become units on order and frozen work orders of the folder."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from treadle.day.release import lays_released, released_orders, remake_day
from treadle.decide.memory import expected_units
from treadle.engine.local import LocalEngine
from treadle.errors import ReleaseError
from treadle.plant.books import entry_of, ledger_of
from treadle.plant.carried import edits_for
from treadle.plant.kept_markers import kept_nester
from treadle.plant.plan_tables.plan import plan_tables
from treadle.plant.presell.made import mark_released
from treadle.plant.written_plan import read_plan
from treadle.settings import read_settings
from treadle.storage.brand import load_brand
from treadle.storage.ledger.protocol import Ledger, Seen
from treadle.terms.budget import Progress, stoppable
from treadle.terms.cut_told import LaysReleased
from treadle.terms.entry import Decided, Ordered, Release
from treadle.terms.fingerprint import fingerprint
from treadle.terms.plan import Plan
from treadle.terms.release import Edit, ReleasedOrder
from treadle.terms.snapshot import Snapshot


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A release: its orders, and the plan with its tables where the planner's edits made it anew.

    `is_new` is False where the same release was in the folder already, and nothing was changed. `unfit` says each edit
    of an older plan that was not carried over.
    """

    release_id: str
    is_new: bool
    orders: tuple[ReleasedOrder, ...]
    edited_lines: int = 0
    plan: Plan | None = None
    tables: Mapping[str, pa.Table] | None = None
    unfit: tuple[str, ...] = ()


def release_plan(
    folder: Path, out: Path, edited: Path | Sequence[Edit] | None = None, *, author: str = "", is_agreed: bool = False,
    progress: Progress | None = None, left: Callable[[], float] | None = None, seen: Sequence[Seen] = (),
    is_part: bool = False,
) -> Released:  # fmt: skip
    """Fix a plan: its orders become units on order and frozen work orders of the folder.

    `edited` is the plan's workbook as the planner changed it, or the edits themselves: changed lines are priced,
    checked against every rule, cut and scheduled again. Of an older plan's workbook what still fits is carried over;
    where something does not, only if `is_agreed`. `seen` are states that must still be of their versions. `is_part`:
    what is left out is decided another time, so nothing of it is remembered. Releasing the same again changes nothing.
    Campaigns whose goods are made now are told so.

    Raises `ReleaseError` with all reasons not to release, `InputError` for a workbook that cannot be read,
    `NotFoundError` where there is no plan, and `ConflictError` where somebody else changed what is on order meanwhile.
    """
    settings = read_settings(folder)
    plan = read_plan(out)
    planned = {line.line_id: line.units for line in plan.buy.lines}
    ledger = ledger_of(folder, settings)
    edits, unfit = _edits(edited, plan.plan_id, planned, ledger)
    said = sorted((edit.line_id, edit.units, edit.note) for edit in edits.values())
    release_id = fingerprint(plan.plan_id, sorted(planned.items()), said)
    if ledger.entries(subjects=[release_id], kinds=["release"]):
        return Released(release_id=release_id, is_new=False, orders=())
    if unfit and not is_agreed:
        raise ReleaseError((*unfit, f"{len(edits)} other edits fit. Say --yes to release the plan with these alone."))
    head = ledger.head()
    snapshot = load_brand(
        folder, plan.as_of, currency=settings.currency, time_zone=settings.time_zone, promise=settings.policy.promise
    )
    if snapshot.fingerprint() != plan.facts:
        raise ReleaseError(
            [f"{folder} has changed since the plan in {out} was made (new facts, or a release). Plan again first."]
        )
    changed = {name: edit for name, edit in edits.items() if edit.units != planned[name] or edit.is_rejected}
    made: Plan | None = None
    if any(edit.units != planned[name] for name, edit in changed.items()):
        draw = kept_nester(folder, plan.policy)
        made = remake_day(snapshot, plan, LocalEngine(), changed, draw=draw, progress=stoppable(progress, left))
    orders = released_orders(snapshot, made or plan)
    notes = [f"{line}: {units} units. {note}".rstrip(". ") for line, units, note in said]
    release = Release(
        plan_id=plan.plan_id, facts="" if is_part else snapshot.facts_fingerprint(), as_of=plan.as_of,
        order_ids=tuple(order.work_order_id for order in orders), notes=tuple(notes),
    )  # fmt: skip
    told = counted_bodies(release, release_id, orders, snapshot)
    bodies = [*told, *lays_released(made or plan, orders), *([] if is_part else _decided(plan, changed))]
    entries = [
        entry_of(kind, subject, body, key=f"release:{release_id}:{'lays:' if kind == 'lays' else ''}{subject}",
                 known=plan.as_of, author=author, settings=settings)
        for kind, subject, body in bodies
    ]  # fmt: skip
    added = ledger.add(entries, seen_head=head, seen=seen)
    if snapshot.sold_ahead:
        mark_released(ledger, settings, plan, orders, author=author)
    return Released(release_id=release_id, is_new=added.is_new, orders=orders, edited_lines=len(changed), plan=made,
                    tables=None if made is None else plan_tables(made), unfit=unfit)  # fmt: skip


def _edits(
    edited: Path | Sequence[Edit] | None, plan_id: str, planned: Mapping[str, int], ledger: Ledger
) -> tuple[Mapping[str, Edit], tuple[str, ...]]:
    """A planner's edits by line, and what of an older plan's workbook does not fit."""
    if isinstance(edited, Path):
        return edits_for(edited, plan_id, planned, ledger)
    edits = {one.line_id: one for one in edited or ()}
    unknown = sorted(set(edits) - set(planned))
    if unknown:
        raise ReleaseError([f"the plan has no line {name}" for name in unknown])
    return edits, ()


Told = tuple[str, str, Release | Ordered | LaysReleased | Decided]


def counted_bodies(
    release: Release, release_id: str, orders: Sequence[ReleasedOrder], snapshot: Snapshot
) -> list[Told]:
    """The release and each of its orders, with what was counted of its SKUs."""
    counted: dict[str, int] = defaultdict(int)
    for held in snapshot.on_hand:
        counted[held.sku] += held.units
    found: list[Told] = [("release", release_id, release)]
    for order in orders:
        body = Ordered(release_id=release_id, plan_id=release.plan_id, order=order, counted_day=release.as_of,
                       counts={sku: counted[sku] for sku in order.units})  # fmt: skip
        found.append(("order", order.work_order_id, body))
    return found


def _decided(plan: Plan, changed: Mapping[str, Edit]) -> list[Told]:
    """The planner's own numbers as the ledger keeps them, in the order of their lines."""
    lines = {line.line_id: line for line in plan.buy.lines if line.line_id in changed}
    cases = {case.option_id: case for case in plan.cases}
    found: list[Told] = []
    for name, edit in sorted(changed.items()):
        line = lines[name]
        case = cases[line.option_id]
        decided = Decided(
            line_id=name, sku=line.sku, option_id=line.option_id, planned_units=line.units, units=edit.units,
            note=edit.note, decided_on=plan.as_of, due_day=line.due_day, until=edit.until,
            demand_units=round(expected_units(case), 3),
        )  # fmt: skip
        found.append(("decision", name, decided))
    return found
