"""A plan on its way to release: the lines that people changed, and who approved it as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEdited:
    """A line of a plan that is not released was changed: `units` instead of `planned_units`, with a note.

    `is_undone`: the line is as proposed again.
    """

    line_id: str
    planned_units: int
    units: int
    note: str = ""
    is_undone: bool = False


#: What may be answered to an action of a plan: done as it says, or left.
ANSWERS = ("done", "left")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAnswered:
    """What a plan says to do was answered: one of `ANSWERS`, or '' where an answer is taken back.

    `before` are the changes of its lines as they were, so that taking it back leaves no trace in the buy.
    """

    action_id: str
    answer: str
    before: tuple[LineEdited, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer that stands, with who gave it."""

    action_id: str
    answer: str
    answered_by: str
    answered_at: datetime
    before: tuple[LineEdited, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A plan was approved as it stood, with its edits; any edit afterwards ends that."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalEnded:
    """An approval was taken back, for a reason."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What people did to a plan, as the entries leave it. `edits` by line, in the order in which lines were first
    changed; `approved_by` is '' where it is not approved as it stands; `answers` to what it says to do."""

    plan_id: str
    edits: tuple[LineEdited, ...] = ()
    approved_by: str = ""
    approved_at: datetime | None = None
    answers: tuple[Answered, ...] = ()

    def answer(self, action_id: str) -> Answered | None:
        """The answer to an action; None where it waits for one."""
        return next((one for one in self.answers if one.action_id == action_id), None)

    def edit(self, line_id: str) -> LineEdited | None:
        """The change of a line; None where it is as proposed."""
        return next((one for one in self.edits if one.line_id == line_id), None)
