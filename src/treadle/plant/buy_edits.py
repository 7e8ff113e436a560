"""Units of the buy as people set them: many cells at once, undone and redone; every step is entries of the ledger.

A step's entries bear its name in their keys (`grid:PLAN:VERB:STEP:N`), so what can be undone is read from the ledger,
by whoever did it, on whatever machine. Nothing is undone that somebody else changed since.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from treadle.errors import ConflictError, InputError, Problem
from treadle.plant.books import ledger_of
from treadle.plant.drafts import MOST_UNITS, DraftView, check_open, draft_of
from treadle.plant.serving import ServedBrand
from treadle.storage.ledger.protocol import Seen
from treadle.terms.draft import Draft, LineEdited
from treadle.terms.entry import Entry

#: So often a step is decided anew where somebody else wrote in between; by definition few write at once.
TRIES = 5
#: So many cells at once: a sheet of a thousand options in ten sizes; not tuned.
MOST_CELLS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CellSet:
    """A line that is to have `units`, where it has `was` now (None: whatever it has)."""

    line_id: str
    units: int
    was: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One press: by whom, and what lines were before and after it (None: as proposed)."""

    step_id: str
    verb: str
    author: str
    lines: dict[str, tuple[LineEdited | None, LineEdited | None]]


def set_units(brand: ServedBrand, plan_id: str, cells: Sequence[CellSet], *, author: str, key: str) -> DraftView:
    """Set lines of the newest plan, all or none.

    Raises `NotFoundError` for a line that is not there, `InputError` with every number that cannot be, and
    `ConflictError` with every line that somebody set otherwise meanwhile.
    """
    _check(cells)

    def edits(view: DraftView) -> list[LineEdited]:
        others = [one for one in cells if one.was is not None and view.units(view.line(one.line_id)) != one.was]
        if others:
            raise ConflictError(_told(brand, view, [one.line_id for one in others]))
        return [_edit(view, one) for one in cells if view.units(view.line(one.line_id)) != one.units]

    return _write(brand, plan_id, "do", key, author, edits)


def undo(brand: ServedBrand, plan_id: str, *, author: str) -> DraftView:
    """Take back the newest step of a person. Raises `ConflictError` where somebody else changed a line of it since."""
    return _back_or_forth(brand, plan_id, "undo", author)


def redo(brand: ServedBrand, plan_id: str, *, author: str) -> DraftView:
    """Do again what a person undid last. Raises as `undo`."""
    return _back_or_forth(brand, plan_id, "redo", author)


def steps_of(brand: ServedBrand, view: DraftView, author: str) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """What a person can undo and redo, the newest last."""
    done: list[Step] = []
    undone: list[Step] = []
    for step in _steps(brand, view.plan.plan_id):
        if step.author != author:
            continue
        if step.verb == "do":
            done.append(step)
            undone.clear()
        elif step.verb == "undo" and done:
            undone.append(done.pop())
        elif step.verb == "redo" and undone:
            done.append(undone.pop())
    return tuple(done), tuple(undone)


def _check(cells: Sequence[CellSet]) -> None:
    problems = [
        Problem(file=one.line_id, what=f"{one.units} pieces cannot be", remedy=f"Say 0 to {MOST_UNITS:,} pieces")
        for one in cells
        if not 0 <= one.units <= MOST_UNITS
    ]
    if len(cells) > MOST_CELLS:
        what = f"{len(cells):,} cells are too many at once"
        problems.append(Problem(file="buy", what=what, remedy=f"Paste up to {MOST_CELLS:,}"))
    if problems:
        raise InputError(problems)


def _edit(view: DraftView, one: CellSet) -> LineEdited:
    line, before = view.line(one.line_id), view.draft.edit(one.line_id)
    note = "" if before is None else before.note
    return LineEdited(line_id=one.line_id, planned_units=line.units, units=one.units, note=note,
                      is_undone=one.units == line.units and not note)  # fmt: skip


def _back_or_forth(brand: ServedBrand, plan_id: str, verb: str, author: str) -> DraftView:
    def edits(view: DraftView) -> list[LineEdited]:
        done, undone = steps_of(brand, view, author)
        steps = done if verb == "undo" else undone
        if not steps:
            return []
        lines = steps[-1].lines
        at = 1 if verb == "undo" else 0  # what a line must be now; it becomes the other one
        changed = [name for name, pair in lines.items() if view.draft.edit(name) != pair[at]]
        if changed:
            raise ConflictError(_told(brand, view, changed))
        return [pair[1 - at] or _as_proposed(view, name) for name, pair in lines.items()]

    return _write(brand, plan_id, verb, uuid.uuid4().hex, author, edits)


def _as_proposed(view: DraftView, line_id: str) -> LineEdited:
    planned = view.line(line_id).units
    return LineEdited(line_id=line_id, planned_units=planned, units=planned, is_undone=True)


def _write(
    brand: ServedBrand, plan_id: str, verb: str, step_id: str, author: str,
    edits: Callable[[DraftView], list[LineEdited]],
) -> DraftView:  # fmt: skip
    """Write a step's entries in one go, decided anew where somebody wrote meanwhile."""
    ledger = ledger_of(brand.folder, brand.settings)
    for left in reversed(range(TRIES)):
        view = draft_of(brand, plan_id)
        found = view.plan.plan_id
        check_open(ledger, found)
        moment = datetime.now(UTC)
        entries = [
            Entry(kind="edit", subject=found, happened_at=moment, known_at=moment, author=author, body=body,
                  key=f"grid:{found}:{verb}:{step_id.replace(':', ' ')}:{at}")
            for at, body in enumerate(edits(view))
        ]  # fmt: skip
        try:
            if entries:
                ledger.add(entries, seen=[Seen(kind=Draft, state_id=found, version=view.version)])
            return draft_of(brand, found)
        except ConflictError:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def _steps(brand: ServedBrand, plan_id: str) -> list[Step]:
    """Every step of a plan's sheet, oldest first, with what each line was before it."""
    found: list[Step] = []
    now: dict[str, LineEdited] = {}
    for entry in ledger_of(brand.folder, brand.settings).entries(subjects=[plan_id], kinds=["edit"]):
        body = entry.body
        assert isinstance(body, LineEdited)
        before = now.pop(body.line_id, None)
        after = None if body.is_undone else body
        if after is not None:
            now[body.line_id] = after
        grid, _, verb, step_id, *_ = (*entry.key.split(":"), "", "", "", "")
        if grid != "grid":
            continue
        if not found or (found[-1].step_id, found[-1].verb) != (step_id, verb):
            found.append(Step(step_id=step_id, verb=verb, author=entry.author, lines={}))
        first = found[-1].lines.get(body.line_id, (before, None))[0]
        found[-1] = replace(found[-1], lines={**found[-1].lines, body.line_id: (first, after)})
    return found


def _told(brand: ServedBrand, view: DraftView, line_ids: Sequence[str]) -> str:
    """Who set lines otherwise, and to what."""
    authors: dict[str, str] = {}
    for entry in ledger_of(brand.folder, brand.settings).entries(subjects=[view.plan.plan_id], kinds=["edit"]):
        assert isinstance(entry.body, LineEdited)
        authors[entry.body.line_id] = entry.author
    by = ", ".join(dict.fromkeys(authors.get(one, "") or "?" for one in line_ids))
    lines = [view.line(one) for one in line_ids[:3]]
    name = view.plan.catalogue.option_name
    which = ", ".join(f"{name(line.option_id)} {line.size}: {view.units(line):,}" for line in lines)
    more = f" (+{len(line_ids) - len(lines)})" if len(line_ids) > len(lines) else ""
    return f"{by} has set this meanwhile: {which}{more}. Nothing of yours was written."
