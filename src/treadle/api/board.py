"""The planning board: as it stands, what a change of it would come to, and changes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.api.people import Asked, Day
from treadle.plant import board_desk as desk
from treadle.plant.board_rows import BoardRow, board_rows
from treadle.plant.people import Caller
from treadle.words.board import said_on_board

router = APIRouter(tags=["board"], route_class=AnsweredOnce)
Reader = Annotated[Caller, Depends(allowed("read"))]
Asker = Annotated[Caller, Depends(allowed("ask"))]
Amender = Annotated[Caller, Depends(allowed("amend"))]
Text = Annotated[str, Field(max_length=200)]


class Wish(Asked):
    """A change: to `move` an order to a line or a day, `freeze` what begins before a day, work `overtime`, close a
    factory for a `holiday`, tell an `absence`, or `lift` what was set."""

    kind: Literal["move", "freeze", "overtime", "holiday", "absence", "lift"]
    order_id: Text = ""
    line: Text = Field(default="", examples=["F1/L1"])
    factory: Text = ""
    day: Day | None = None
    until: Day | None = Field(
        default=None, description="Of a freeze the first day that is free; of an absence the last."
    )
    hours: float = Field(default=0.0, ge=0, le=24)
    people: int = Field(default=0, ge=0, le=10_000)
    who: list[Text] = Field(default=[], max_length=1000)
    number: int | None = Field(default=None, ge=1, description="Of what is lifted, as the board tells it.")
    reason: Text = ""

    def told(self) -> desk.BoardWish:
        """As the use case takes it."""
        values = self.model_dump()
        return desk.BoardWish(**{**values, "who": tuple(self.who)})


class Change(Wish):
    """A change of the board that was seen: `seen` is its `plan_id`."""

    seen: Text


class Back(Asked):
    """Take back what was set last."""

    seen: Text
    reason: Text = "taken back"


class SetOnBoard(BaseModel):
    """What was set by hand."""

    number: int
    kind: str
    said: str


class Board(BaseModel):
    """The board; a change says the `plan_id` of what it saw."""

    plan_id: str
    orders: tuple[BoardRow, ...]
    set_by_hand: list[SetOnBoard]


class ChangedOnBoard(BaseModel):
    """An order before and after."""

    work_order_id: str
    line_before: str
    line_after: str
    start_before: date | None
    start_after: date | None
    planned_before: date | None
    planned_after: date | None
    promise_before: date | None
    promise_after: date | None
    due_day: date
    late_cents: int


class BoardAnswer(BaseModel):
    """Orders that change, how many stand how before and after, and what the whole plan costs more."""

    plan_id: str
    changed: list[ChangedOnBoard]
    before: dict[str, int]
    after: dict[str, int]
    added_cents: int


@router.get("/v1/board", summary="The planning board")
def board(caller: Reader) -> Board:
    """Every order by line and start, and what was set by hand."""
    made = desk.seen_board(caller.brand.folder)
    assert made.standing is not None
    by_hand = [
        SetOnBoard(number=one.number, kind=one.change.kind, said=said_on_board(one))
        for one in made.standing.snapshot.board
    ]  # fmt: skip
    return Board(plan_id=made.standing.plan_id, orders=board_rows(made), set_by_hand=by_hand)


@router.post("/v1/board/looks", summary="What would a change of the board come to?")
def look(told: Wish, caller: Asker) -> BoardAnswer:
    """Nothing is written."""
    return _answer(desk.look(caller.brand.folder, told.told()))


@router.post("/v1/board/changes", summary="Change the board")
def change(told: Change, caller: Amender) -> BoardAnswer:
    """Refused with 409 where somebody changed the board since it was seen."""
    wish = Wish.model_validate(told.model_dump(exclude={"seen"})).told()
    return _answer(desk.change(caller.brand.folder, wish, seen=told.seen, author=caller.name))


@router.post("/v1/board/back", summary="Take back what was set last")
def take_back(told: Back, caller: Amender) -> BoardAnswer:
    """What stood before it stands again."""
    return _answer(desk.take_back(caller.brand.folder, seen=told.seen, reason=told.reason, author=caller.name))


def _answer(found: desk.BoardLook) -> BoardAnswer:
    return BoardAnswer.model_validate(found, from_attributes=True)
