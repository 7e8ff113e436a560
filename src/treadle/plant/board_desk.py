"""The planning board as a page or a program works at it: looked at while a strip is dragged, changed when it is let go.

A look is worked out from the plan that this process read last, as long as nothing it stands on was touched; a change
reads the folder anew and is refused where somebody else changed the board meanwhile.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from treadle.errors import ConflictError, InputError
from treadle.plant.board import absence_of, freeze_of, holiday_of, lifted, move_of, overtime_of
from treadle.plant.board_rows import last_change
from treadle.plant.on_board import Proposed, Wanted, propose_board, write_board
from treadle.plant.schedule import MadeWork, kept_schedule
from treadle.plant.touched import Stamp, stamp_of
from treadle.terms.board import ABSENCE, FREEZE, HOLIDAY, MOVE, OVERTIME
from treadle.terms.repair import ChangedOrder
from treadle.terms.schedule import ORDER_STATUSES

#: What may be wished: each kind of change, and its end.
LIFT = "lift"
WISHES = (MOVE, FREEZE, OVERTIME, HOLIDAY, ABSENCE, LIFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardWish:
    """What a planner wants of the board, as it is said: `kind` is one of `WISHES`.

    move: `order_id` to `line`, begun on `day`, one of both at least. freeze: what begins before `until`, of a `line`, a
    `factory`, or all. overtime: `hours` more on `day` for `line`. holiday: `factory` closed on `day`. absence: `people`
    (or those named in `who`) of `line` away from `day` to `until`. lift: the change of that `number`, what holds
    `order_id`, or the freezes of a `line` or `factory`.
    """

    kind: str
    order_id: str = ""
    line: str = ""
    factory: str = ""
    day: date | None = None
    until: date | None = None
    hours: float = 0.0
    people: int = 0
    who: tuple[str, ...] = ()
    number: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLook:
    """What a wish would come to: the orders it changes, how many stand how before and after (`ORDER_STATUSES`), and
    what the whole plan costs more. `plan_id` is that of the board that was looked at."""

    plan_id: str
    changed: tuple[ChangedOrder, ...]
    before: dict[str, int]
    after: dict[str, int]
    added_cents: int


def seen_board(folder: Path) -> MadeWork:
    """The plan that stands with its board, from memory where nothing was touched since this process read it.

    Raises `InputError` where no plan stands on today's facts, else as `kept_schedule`.
    """
    return _that_stands(_made(folder, stamp_of(folder)))


def look(folder: Path, wish: BoardWish) -> BoardLook:
    """What a wish would come to; nothing is written. Raises as `seen_board`, and `InputError` with everything that
    cannot be."""
    made = seen_board(folder)
    found = propose_board(folder, made, wanted_of(made, wish), is_glance=True)
    return _told(made, found)


def change(folder: Path, wish: BoardWish, *, seen: str, author: str) -> BoardLook:
    """Write a wish to the board that was `seen` (its `plan_id`). Raises as `look`, and `ConflictError` where the board
    or the plan is another by now."""
    made = _standing(folder, seen)
    found = propose_board(folder, made, wanted_of(made, wish))
    write_board(found, author=author)
    return _told(made, found)


def take_back(folder: Path, *, seen: str, reason: str, author: str) -> BoardLook:
    """Take back what was set last. Raises `NotFoundError` where nothing is left to take back, else as `change`."""
    made, undone = _standing(folder, seen), last_change(folder)
    found = propose_board(folder, made, undone.wanted(reason), undoes=undone.batch)
    write_board(found, author=author)
    return _told(made, found)


def wanted_of(made: MadeWork, wish: BoardWish) -> Sequence[Wanted]:
    """A wish checked against the plan. Raises `InputError` with everything that is missing or cannot be, and
    `NotFoundError` for what is not there."""
    say = _WANTED.get(wish.kind)
    if say is None:
        raise InputError.single("board", f"'{wish.kind}' is no change of the board", f"Say one of: {', '.join(WISHES)}")
    return say(made, wish)


def _day(wish: BoardWish, value: date | None, name: str) -> date:
    if value is None:
        raise InputError.single(wish.kind, f"it says no {name}", "Say it as 2026-03-02")
    return value


def _move(made: MadeWork, wish: BoardWish) -> Sequence[Wanted]:
    return [move_of(made, wish.order_id, line=wish.line or None, day=wish.day, reason=wish.reason)]


def _freeze(made: MadeWork, wish: BoardWish) -> Sequence[Wanted]:
    until = _day(wish, wish.until, "last day")
    return [freeze_of(made, until=until, line=wish.line or None, factory=wish.factory or None, reason=wish.reason)]


def _overtime(made: MadeWork, wish: BoardWish) -> Sequence[Wanted]:
    return [overtime_of(made, wish.line, _day(wish, wish.day, "day"), wish.hours, wish.reason)]


def _holiday(made: MadeWork, wish: BoardWish) -> Sequence[Wanted]:
    return [holiday_of(made, wish.factory, _day(wish, wish.day, "day"), wish.reason)]


def _absence(made: MadeWork, wish: BoardWish) -> Sequence[Wanted]:
    first = _day(wish, wish.day, "day")
    return [absence_of(made, wish.line, wish.who or wish.people, first, wish.until, wish.reason)]


def _lift(made: MadeWork, wish: BoardWish) -> Sequence[Wanted]:
    return lifted(made, order=wish.order_id or None, line=wish.line or None, factory=wish.factory or None,
                  number=wish.number, reason=wish.reason)  # fmt: skip


_WANTED: dict[str, Callable[[MadeWork, BoardWish], Sequence[Wanted]]] = {
    MOVE: _move, FREEZE: _freeze, OVERTIME: _overtime, HOLIDAY: _holiday, ABSENCE: _absence, LIFT: _lift,
}  # fmt: skip


def _told(made: MadeWork, found: Proposed) -> BoardLook:
    assert made.standing is not None
    counts = [
        {status: sum(one.status == status for one in orders) for status in ORDER_STATUSES}
        for orders in (made.schedule.work_orders, found.repair.schedule.work_orders)
    ]
    return BoardLook(
        plan_id=made.standing.plan_id, changed=found.repair.changed, before=counts[0], after=counts[1],
        added_cents=found.repair.added_cents,
    )  # fmt: skip


def _standing(folder: Path, seen: str) -> MadeWork:
    made = _read(folder)
    assert made.standing is not None
    if made.standing.plan_id != seen:
        raise ConflictError("Somebody changed the board since you looked. Look at it again, then change it.")
    return made


def _read(folder: Path) -> MadeWork:
    return _that_stands(kept_schedule(folder))


def _that_stands(made: MadeWork | None) -> MadeWork:
    if made is None:
        raise InputError.single(
            "plan", "there is none that stands on today's facts", "Have a plan made: POST /v1/plans"
        )
    return made


@functools.lru_cache(maxsize=8)
def _made(folder: Path, stamp: Stamp) -> MadeWork | None:
    """The plan that stands; that none does is kept too, since a large one takes a second to be held against facts."""
    del stamp  # another stamp is another key
    return kept_schedule(folder)
