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
    changed; `approved_by` is '' where it is not approved as it stands."""

    plan_id: str
    edits: tuple[LineEdited, ...] = ()
    approved_by: str = ""
    approved_at: datetime | None = None

    def edit(self, line_id: str) -> LineEdited | None:
        """The change of a line; None where it is as proposed."""
        return next((one for one in self.edits if one.line_id == line_id), None)
