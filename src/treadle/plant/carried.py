"""A planner's edits of the plan's own workbook, or of an older plan's, as far as they still fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from treadle.errors import ReleaseError
from treadle.storage.edited_book import EditedBook, read_book
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.entry import PlanMade, Release
from treadle.terms.release import Edit


def edits_for(
    path: Path, plan_id: str, planned: Mapping[str, int], ledger: Ledger
) -> tuple[Mapping[str, Edit], tuple[str, ...]]:
    """The edits of a workbook for a plan, by line, and a sentence for each that does not fit it.

    planned: the plan's units by line. Edits of the plan's own workbook all fit. Of an older plan of the folder that was
    not released, those are carried over whose line is proposed as it was then, and every rejection. Raises `InputError`
    where the workbook cannot be read, and `ReleaseError` for the workbook of a plan that was released already or that
    this folder never made.
    """
    book = read_book(path)
    if book.plan_id == plan_id:
        return book.edits, ()
    for entry in ledger.entries(kinds=["release"]):
        if isinstance(entry.body, Release) and entry.body.plan_id == book.plan_id:
            raise ReleaseError(
                [f"{path.name} is of the plan of {book.as_of}, which {entry.author or 'somebody'} has released. "
                 "Nothing is released twice; change its orders with treadle amend."]
            )  # fmt: skip
    made = {one.body.plan_id for one in ledger.entries(kinds=["plan"]) if isinstance(one.body, PlanMade)}
    if book.plan_id not in made:
        raise ReleaseError(
            [f"{path.name} is the workbook of another plan ({book.as_of}), which was not made in this folder. Edit the "
             "workbook that lies beside the plan."]
        )  # fmt: skip
    return _carried(book, planned)


def _carried(book: EditedBook, planned: Mapping[str, int]) -> tuple[Mapping[str, Edit], tuple[str, ...]]:
    """Edits of an older plan that fit, and a sentence for each that does not."""
    fits: dict[str, Edit] = {}
    told = []
    for name, edit in sorted(book.edits.items()):
        before, now = book.planned[name], planned.get(name)
        if now is None:
            told.append(f"{name}: the line is no longer in the plan.")
        elif edit.is_rejected or now == before:
            fits[name] = edit
        elif edit.units == before:
            fits[name] = replace(edit, units=now)  # a note alone
        else:
            told.append(f"{name}: you wrote {edit.units:,} where {before:,} were proposed; now {now:,} are.")
    return fits, tuple(told)
