"""The planning board: what a planner sets by hand around the plan, and how it stands.

A move keeps an order on a line or on a day, a freeze keeps what is planned to begin before a day where it is; overtime,
a holiday and people away change what a factory can do. None of it overwrites: each is an entry, and so is its end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from treadle.terms.fingerprint import DECIDES, WHERE_TOLD
from treadle.terms.quantity import Violation

MOVE, FREEZE, OVERTIME, HOLIDAY, ABSENCE = "move", "freeze", "overtime", "holiday", "absence"
#: What a planner can set on the board. Kinds are kept for ever: never rename one.
BOARD_KINDS = (MOVE, FREEZE, OVERTIME, HOLIDAY, ABSENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOrder:
    """Where an order is held: its line, and when its sewing begins (minutes from midnight of `day`)."""

    order_id: str
    factory_id: str
    line_id: str
    day: date
    minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardChange:
    """One thing that a planner sets; `kind` is one of `BOARD_KINDS`.

    move: `order_id` is sewn at `factory_id`, `line_id`, and begins on `from_day` (None: when it fits best).
    freeze: `held` stay where they are until `to_day`, the first day on which nothing is held; of a line, of a factory,
    or of all. overtime: `factory_id` works `minutes` longer on `from_day`, for the sake of `line_id`. holiday: the
    factory is closed on `from_day`. absence: so many `people` of a line are away from `from_day` to `to_day` (the last
    day; None: until it is lifted), those of `operator_ids` where they are named.
    """

    kind: str
    order_id: str = ""
    factory_id: str = ""
    line_id: str = ""
    from_day: date | None = None
    to_day: date | None = None
    minutes: int = 0
    people: int = 0
    held: tuple[HeldOrder, ...] = ()
    operator_ids: tuple[str, ...] = field(default=(), metadata={WHERE_TOLD: True})

    @property
    def change_id(self) -> str:
        """What it is about: a later change of the same id takes its place."""
        if self.kind == MOVE:
            return f"{self.kind} {self.order_id}"
        place = "/".join(one for one in (self.factory_id, self.line_id) if one) or "all"
        return f"{self.kind} {place}" if self.kind == FREEZE else f"{self.kind} {place} {self.from_day}"

    def is_over(self, as_of: date) -> bool:
        """True where nothing of it is left on `as_of` and later; a move is over when its order is made."""
        if self.kind == FREEZE:
            return self.to_day is not None and self.to_day <= as_of
        if self.kind in (OVERTIME, HOLIDAY):
            return self.from_day is not None and self.from_day < as_of
        return self.kind == ABSENCE and self.to_day is not None and self.to_day < as_of

    def check(self) -> tuple[Violation, ...]:
        """All violations: an unknown kind, a change that lacks what it is about."""
        needs = {
            MOVE: ("order_id", "factory_id", "line_id"), FREEZE: ("to_day",),
            OVERTIME: ("factory_id", "from_day", "minutes"),
            HOLIDAY: ("factory_id", "from_day"), ABSENCE: ("factory_id", "line_id", "from_day", "people"),
        }  # fmt: skip
        if self.kind not in needs:
            return (Violation(rule="a change of the board is of a known kind", where="board", found=self.kind),)
        lacking = ", ".join(name for name in needs[self.kind] if not getattr(self, name))
        if not lacking:
            return ()
        return (Violation(rule=f"a {self.kind} says what it is about", where=self.change_id, found=f"no {lacking}"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSet:
    """A planner set a change of the board on a day, or ended it (`is_lifted`).

    Changes made together are of one `batch`; `undoes` names the batch that an undoing takes back.
    """

    change: BoardChange
    reason: str
    set_on: date
    batch: str
    is_lifted: bool = False
    undoes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBoard:
    """A change of the board as it stands, with why, by whom and since when. `number` is that of its newest entry."""

    change: BoardChange
    reason: str
    set_on: date
    author: str = field(default="", metadata={DECIDES: False})
    is_lifted: bool = False
    number: int = field(default=0, metadata={DECIDES: False})

    def stands(self, as_of: date) -> bool:
        """True where it is neither lifted nor over."""
        return not self.is_lifted and not self.change.is_over(as_of)
