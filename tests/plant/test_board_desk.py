"""The board at the desk: a strip is looked at before it is let go, a change by somebody else is announced."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from treadle.errors import ConflictError, InputError, NotFoundError
from treadle.plant import board_desk as desk
from treadle.plant.board_desk import BoardWish
from treadle.plant.board_rows import board_rows
from treadle.plant.on_board import propose_board
from treadle.plant.schedule import MadeWork


@pytest.fixture
def folder(planned_brand: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(planned_brand, tmp_path / "brand"))


def a_wish(made: MadeWork, reason: str = "the window") -> BoardWish:
    """The first order of the board on another line that can sew it, some days on."""
    usable = {(one.bulletin_id, one.line_id) for one in made.balances if one.status == "balanced"}
    demands = {one.work_order_id: one for one in made.demands}
    for row in board_rows(made):
        for factory in made.factories:
            for line in factory.sewing_lines:
                if line.line_id == row.line_id or (demands[row.order_id].bulletin_id, line.line_id) not in usable:
                    continue
                day = made.schedule.origin_day + timedelta(days=9)
                while not factory.calendar.spans(day):
                    day += timedelta(days=1)
                place = f"{factory.factory_id}/{line.line_id}"
                return BoardWish(kind="move", order_id=row.order_id, line=place, day=day, reason=reason)
    raise AssertionError("some order should fit another line")


def test_a_glance_says_what_the_whole_plan_says(folder: Path) -> None:
    made = desk.seen_board(folder)
    wanted = desk.wanted_of(made, a_wish(made))
    whole, glance = (propose_board(folder, made, wanted, is_glance=one) for one in (False, True))
    assert glance.repair.changed == whole.repair.changed and whole.repair.changed
    assert glance.repair.added_cents == whole.repair.added_cents
    bare = replace(
        whole.repair.schedule, loads=(),
        work_orders=tuple(replace(one, line_reason=None) for one in whole.repair.schedule.work_orders),
    )  # fmt: skip
    assert glance.repair.schedule == bare and whole.repair.schedule.loads


def test_what_was_looked_at_is_what_is_written_and_it_can_be_taken_back(folder: Path) -> None:
    made = desk.seen_board(folder)
    assert made.standing is not None and desk.seen_board(folder) is made
    wish, seen = a_wish(made), made.standing.plan_id
    looked = desk.look(folder, wish)
    assert looked.plan_id == seen and sum(looked.before.values()) == sum(looked.after.values()) == len(board_rows(made))
    assert desk.change(folder, wish, seen=seen, author="Mira") == looked
    after = desk.seen_board(folder)
    assert after is not made and after.standing is not None
    row = next(one for one in board_rows(after) if one.order_id == wish.order_id)
    assert (f"{row.factory_id}/{row.line_id}", row.starts, row.fixed) == (wish.line, wish.day, "moved")
    with pytest.raises(ConflictError, match="Somebody changed the board since you looked"):
        desk.change(folder, replace(wish, reason="mine"), seen=seen, author="Nils")
    desk.take_back(folder, seen=after.standing.plan_id, reason="no", author="Nils")
    back = desk.seen_board(folder)
    assert back.standing is not None and back.standing.plan_id == seen
    assert {one.fixed for one in board_rows(back)} == {one.fixed for one in board_rows(made)}
    with pytest.raises(NotFoundError, match="all of it was taken back"):
        desk.take_back(folder, seen=seen, reason="no", author="Nils")


def test_every_wish_says_what_it_lacks(folder: Path) -> None:
    for wish, why in (
        (BoardWish(kind="swap"), "'swap' is no change of the board"), (BoardWish(kind="freeze"), "it says no last day"),
        (BoardWish(kind="overtime", line="L1"), "it says no day"), (BoardWish(kind="holiday"), "it says no day"),
        (BoardWish(kind="absence", line="L1", people=1), "it says no day"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=why):
            desk.look(folder, wish)
    with pytest.raises(NotFoundError):
        desk.look(folder, BoardWish(kind="lift", number=7))


def test_without_a_plan_that_stands_there_is_no_board(folder: Path) -> None:
    (folder / "plan" / "plan.json").unlink()
    with pytest.raises(InputError, match="there is none that stands"):
        desk.seen_board(folder)
