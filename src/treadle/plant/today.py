"""What waits for a decision today, answered in one press and taken back in another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from treadle.errors import ConflictError, InputError, NotFoundError
from treadle.plant.books import ledger_of
from treadle.plant.buy_grid import grid_at
from treadle.plant.drafts import DraftView, check_open, draft_of, release_of, tables_of
from treadle.plant.serving import ServedBrand
from treadle.storage.ledger.protocol import Seen
from treadle.terms.action import Action
from treadle.terms.draft import ANSWERS, ActionAnswered, Answered, Draft, LineEdited
from treadle.terms.entry import Body, Entry

#: So often an answer is decided anew where somebody else wrote in between; by definition few write at once.
TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An action of the plan with its answer; None where it waits for one."""

    action: Action
    answer: Answered | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The decisions of the newest plan, the one worth most first.

    `values` is the plan's own table of names and values; `units` and `cost_cents` what would be ordered as it stands;
    `released_by` is '' where it was not released yet. `rising` and `unmet` are rows of those tables, most first.
    """

    view: DraftView
    decisions: tuple[Decision, ...]
    values: Mapping[str, str]
    units: int
    cost_cents: int
    released_by: str
    rising: tuple[Mapping[str, Any], ...] = ()
    unmet: tuple[Mapping[str, Any], ...] = ()

    @property
    def budget_cents(self) -> int | None:
        """What may be bought for in all; None where no budget is named."""
        said = self.values.get("budget_cents", "")
        return int(said) if said else None

    @property
    def budget_left_cents(self) -> int | None:
        """What is left of the budget after what would be ordered as it stands."""
        if self.budget_cents is None:
            return None
        return int(self.values["budget_left_cents"]) + int(self.values["buy_cost_cents"]) - self.cost_cents

    @property
    def load(self) -> float | None:
        """The share of the free minutes of the sewing lines that the plan uses; None where there are none."""
        free = int(self.values.get("sewing_minutes_free") or 0)
        return int(self.values["sewing_minutes"]) / free if free else None

    @property
    def waiting(self) -> tuple[Decision, ...]:
        """Those without an answer."""
        return tuple(one for one in self.decisions if one.answer is None)

    @property
    def decided(self) -> tuple[Decision, ...]:
        """Those with an answer, the newest first."""
        found = [(one.answer.answered_at, at, one) for at, one in enumerate(self.decisions) if one.answer is not None]
        return tuple(one for _, _, one in sorted(found, key=lambda each: (each[0], each[1]), reverse=True))


def today_of(brand: ServedBrand) -> Today:
    """What waits for a decision. Raises `NotFoundError` where nothing was planned yet."""
    view = draft_of(brand, "current")
    tables = tables_of(view)
    values = {row["name"]: row["value"] for row in tables["plan"].to_pylist()}
    rising, unmet = (tables[name].to_pylist() if name in tables else [] for name in ("rising", "unmet_searches"))
    totals = grid_at(view, {one.line_id: one.units for one in view.draft.edits}).totals
    return Today(
        view=view, values=values,
        decisions=tuple(Decision(action=one, answer=view.draft.answer(one.action_id)) for one in view.plan.actions),
        units=totals.units, cost_cents=totals.cost_cents, released_by=release_of(brand, view.plan.plan_id),
        rising=tuple(rising), unmet=tuple(sorted(unmet, key=lambda one: -one["searches_now"])),
    )  # fmt: skip


def answer(brand: ServedBrand, plan_id: str, action_id: str, said: str, *, was: str, author: str, key: str) -> None:
    """Answer an action of the newest plan ('done', 'left', or '' to take the answer back).

    What is left is not bought: its lines are 0 until the answer is taken back, which puts them as they were before.
    Raises `NotFoundError` for a plan or action that is not there, `InputError` for another answer, and `ConflictError`
    where somebody answered otherwise than `was`, or of an order released the plan.
    """
    if said not in ("", *ANSWERS):
        raise InputError.single("answer", f"'{said}' is no answer", f"Say one of: {', '.join(ANSWERS)}")
    ledger = ledger_of(brand.folder, brand.settings)
    for left in reversed(range(TRIES)):
        view = draft_of(brand, plan_id)
        action = _action(view, action_id)
        if action.action == "order":
            check_open(ledger, view.plan.plan_id)
        entries = _entries(view, action, said, was, author=author, key=key)
        seen = [Seen(kind=Draft, state_id=view.plan.plan_id, version=view.version)]
        try:
            ledger.add(entries, seen=seen)
        except ConflictError:
            if not left:
                raise
        else:
            return


def _action(view: DraftView, action_id: str) -> Action:
    found = next((one for one in view.plan.actions if one.action_id == action_id), None)
    if found is None:
        raise NotFoundError(f"The plan says nothing of {action_id}.")
    return found


def _entries(view: DraftView, action: Action, said: str, was: str, *, author: str, key: str) -> list[Entry]:
    """The entries of an answer; none where it stands already."""
    stands = view.draft.answer(action.action_id)
    now = stands.answer if stands is not None else ""
    if now == said:
        return []
    if now != was:
        by = stands.answered_by if stands is not None else ""
        told = f"{by} has answered it meanwhile" if by else "Somebody has taken the answer back meanwhile"
        raise ConflictError(f"{action.name}: {told}. Look at it as it is now.")
    edits = [] if stands is None else _put_back(view, action, stands)
    before: tuple[LineEdited, ...] = ()
    if said == "left" and action.action == "order":
        before = tuple(one for line in _lines(view, action) if (one := view.draft.edit(line)) is not None)
        edits = [LineEdited(line_id=line, planned_units=units, units=0) for line, units in _lines(view, action).items()]
    bodies: list[tuple[str, Body]] = [("edit", one) for one in edits]
    bodies.append(("action answered", ActionAnswered(action_id=action.action_id, answer=said, before=before)))
    moment, plan_id = datetime.now(UTC), view.plan.plan_id
    return [
        Entry(kind=kind, subject=plan_id, happened_at=moment, known_at=moment, author=author, body=body,
              key=f"answer:{plan_id}:{key}:{at}")
        for at, (kind, body) in enumerate(bodies)
    ]  # fmt: skip


def _put_back(view: DraftView, action: Action, stands: Answered) -> list[LineEdited]:
    """The lines that an answer set to 0, as they were before it."""
    if stands.answer != "left" or action.action != "order":
        return []
    before = {one.line_id: one for one in stands.before}
    return [
        before.get(line) or LineEdited(line_id=line, planned_units=units, units=units, is_undone=True)
        for line, units in _lines(view, action).items()
    ]


def _lines(view: DraftView, action: Action) -> dict[str, int]:
    """The lines that an order is of, with the pieces that the plan proposes."""
    return {
        line.line_id: line.units
        for line in view.plan.buy.lines
        if line.units and line.style_id == action.style_id and action.option_id in ("", line.option_id)
    }
