"""A factory planner's day: moves, freezes, a holiday, people away; the plan gives way, and later plans keep to it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from treadle.day.make import standing_factories
from treadle.errors import InputError, NotFoundError
from treadle.plant.board import absence_of, freeze_of, holiday_of, lifted, move_of, overtime_of
from treadle.plant.board_released import all_balanced
from treadle.plant.board_rows import board_rows, last_change
from treadle.plant.board_sheet import read_board
from treadle.plant.on_board import Wanted, propose_board, write_board
from treadle.plant.plan import plan_folder
from treadle.plant.schedule import MadeWork, kept_schedule
from treadle.report.board_sheet import board_book
from treadle.storage.ledger.open import open_ledger
from treadle.terms.board import BoardSet
from treadle.terms.reason import Reason
from treadle.terms.schedule import FrozenSlot, WorkOrderDemand
from treadle.terms.sewing import LineBalance
from treadle.words.spoken import told_error

FOLDER = Path("nowhere")


@pytest.fixture(scope="module")
def made(planned_brand: Path) -> MadeWork:
    """The plan of the small brand as it stands."""
    found = kept_schedule(planned_brand)
    assert found is not None
    return found


def changed(made: MadeWork, *wanted: Wanted) -> MadeWork:
    """The plan with changes of the board, nothing written."""
    assert made.standing is not None
    return propose_board(FOLDER, made, wanted).after


def a_move(made: MadeWork) -> tuple[str, str, date]:
    """An order, another line that can sew it, and a day some days on."""
    usable = {(one.bulletin_id, one.line_id) for one in made.balances if one.status == "balanced"}
    for row in board_rows(made):
        demand = next(one for one in made.demands if one.work_order_id == row.order_id)
        for factory in made.factories:
            for line in factory.sewing_lines:
                is_other = (factory.factory_id, line.line_id) != (row.factory_id, row.line_id)
                if is_other and (demand.bulletin_id, line.line_id) in usable and row.units >= factory.minimum_units:
                    day = made.schedule.origin_day + timedelta(days=8)
                    while not factory.calendar.spans(day):
                        day += timedelta(days=1)
                    return row.order_id, f"{factory.factory_id}/{line.line_id}", day
    raise AssertionError("the brand should have an order that another line can sew")


def place(made: MadeWork, order_id: str) -> tuple[str, date | None]:
    row = next(one for one in board_rows(made) if one.order_id == order_id)
    return f"{row.factory_id}/{row.line_id}", row.starts


def test_what_is_set_stands_at_once_and_the_next_plan_keeps_to_it(
    planned_brand: Path, made: MadeWork, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(planned_brand, tmp_path / "brand"))
    order, line, day = a_move(made)
    found = propose_board(folder, made, [move_of(made, order, line=line, day=day, reason="the window")])
    told = next(one for one in found.repair.changed if one.work_order_id == order)
    assert told.is_moved and told.promise_before and told.promise_after != told.promise_before
    costs = [sum(one.cost_cents.values()) for one in (found.repair.schedule, made.schedule)]
    assert found.repair.added_cents == costs[0] - costs[1]
    assert write_board(found, author="Mira") == 1
    other = next(one for one in made.schedule.slots if one.stage == "sew" and one.work_order_id != order)
    closed = made.schedule.origin_day + timedelta(days=other.start_minute // 1440)
    line_away = f"{other.factory_id}/{other.resource_id}"
    wanted = [
        holiday_of(found.after, other.factory_id, closed, "election"),
        absence_of(found.after, line_away, 2, made.schedule.origin_day, None, "flu"),
    ]
    found = propose_board(folder, found.after, wanted)
    assert write_board(found, author="Mira") == 2
    stands = kept_schedule(folder)
    assert stands is not None and stands.schedule == found.after.schedule, "a change leaves a plan that stands"
    for work in (stands, next_work(folder)):
        assert place(work, order) == (line, day)
        why = next(one.factory_reason for one in work.schedule.work_orders if one.work_order_id == order)
        assert (why.code, why.fact("note")) == ("factory.moved", "the window")
        assert work.calendars()[other.factory_id].spans(closed) == ()
        begun = [one.start_minute // 1440 for one in work.schedule.slots if one.factory_id == other.factory_id]
        assert begun and (closed - work.schedule.origin_day).days not in begun
        slower = {(one.bulletin_id, one.line_id): one.minutes_per_unit for one in work.balances}
        for one in made.balances:
            was, now = one.minutes_per_unit, slower[one.bulletin_id, one.line_id]
            assert now > was if one.line_id == other.resource_id and was else now == was


def next_work(folder: Path) -> MadeWork:
    """The making of the next plan of the folder, made from nothing."""
    planned = plan_folder(folder)
    plan, factories = planned.plan, standing_factories(planned.snapshot)
    return MadeWork(schedule=plan.schedule, demands=plan.demands, factories=factories, balances=plan.balances)


def test_what_is_lifted_stays_until_something_is_better_and_is_not_fixed_any_more(made: MadeWork) -> None:
    order, line, day = a_move(made)
    moved = changed(made, move_of(made, order, line=line, day=day, reason="the window"))
    after = changed(moved, *lifted(moved, order=order, reason="sold out"))
    assert place(after, order) == (line, day)
    assert next(one.fixed for one in board_rows(after) if one.order_id == order) == ""


def test_a_freeze_holds_and_a_frozen_order_is_not_moved_until_it_is_let_go(made: MadeWork) -> None:
    order, line, day = a_move(made)
    until = made.schedule.origin_day + timedelta(days=30)
    before = {one.order_id: (one.line_id, one.starts) for one in board_rows(made)}
    frozen = freeze_of(made, until=until, line=None, factory=None, reason="cloth is laid")
    found = propose_board(FOLDER, made, [frozen])
    assert found.repair.added_cents == 0
    # What is held begins no earlier where work before it is quicker than planned, so its promise may be later.
    for one in found.repair.changed:
        assert (one.line_after, one.start_after) == (one.line_before, one.start_before)
        assert one.planned_after == one.planned_before
        assert one.promise_before is not None and one.promise_after is not None
        assert one.promise_before < one.promise_after
    assert {one.fixed for one in board_rows(found.after)} == {"held"}
    assert {one.order_id: (one.line_id, one.starts) for one in board_rows(found.after)} == before
    with pytest.raises(InputError, match=r"frozen: cloth is laid.*[Ll]ift"):
        move_of(found.after, order, line=line, day=day, reason="later")
    let_go = changed(found.after, *lifted(found.after, order=order, reason="go"))
    rows = {one.order_id: one.fixed for one in board_rows(let_go)}
    assert rows.pop(order) == "" and set(rows.values()) <= {"held"}
    with pytest.raises(InputError, match="is not after"):
        freeze_of(made, until=made.schedule.origin_day, line=None, factory=None, reason="too late")


def test_a_factory_works_longer_where_it_is_told_and_not_on_a_holiday(made: MadeWork) -> None:
    factory = made.factories[0]
    line = f"{factory.factory_id}/{factory.sewing_lines[0].line_id}"
    days = [made.schedule.origin_day + timedelta(days=at) for at in range(7)]
    open_day = next(day for day in days if factory.calendar.spans(day))
    longer = changed(made, overtime_of(made, line, open_day, 2.0, "rush"))
    calendar = longer.calendars()[factory.factory_id]
    assert calendar.minutes(open_day) == factory.calendar.minutes(open_day) + 120
    closed = changed(made, holiday_of(made, factory.factory_id, open_day, "election"))
    with pytest.raises(InputError, match=r"does not work on .*next day on which it works"):
        overtime_of(closed, line, open_day, 2.0, "rush")
    with pytest.raises(InputError, match=r"30 hours cannot be added"):
        overtime_of(made, line, open_day, 30.0, "rush")
    with pytest.raises(InputError, match="cannot be away"):
        absence_of(made, line, 400, open_day, None, "all of them")
    with pytest.raises(InputError, match=r"has no operator Nobody\. Name some of: .*; or say how many"):
        absence_of(made, line, ["Nobody"], open_day, None, "flu")


def test_a_change_is_taken_back_by_a_new_entry_and_nothing_is_overwritten(
    planned_brand: Path, made: MadeWork, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(planned_brand, tmp_path / "brand"))
    order, line, day = a_move(made)
    work = made
    for to_day in (day, day + timedelta(days=7)):
        found = propose_board(folder, work, [move_of(work, order, line=line, day=to_day, reason="the window")])
        write_board(found, author="Mira")
        work = found.after
    assert place(work, order) == (line, day + timedelta(days=7))
    for expected in ([day], []):
        last = last_change(folder)
        found = propose_board(folder, work, last.wanted("mistaken"), undoes=last.batch)
        write_board(found, author="Mira")
        work = found.after
        assert [one.change.from_day for one in found.snapshot.board] == expected
    with pytest.raises(NotFoundError, match="taken back"):
        last_change(folder)
    ledger = open_ledger(folder, currency="EUR", time_zone="UTC")
    entries = ledger.entries(kinds=["board"])
    assert [one.author for one in entries] == ["Mira"] * 4
    assert all(isinstance(one.body, BoardSet) and one.body.reason for one in entries)
    assert ledger.audit() == ()


def test_what_cannot_be_is_refused_with_what_can(made: MadeWork) -> None:
    order, line, day = a_move(made)
    with pytest.raises(NotFoundError, match="Did you mean"):
        move_of(made, order[:-1], line=line, day=day, reason="a slip of the pen")
    with pytest.raises(NotFoundError, match=r"There is no sewing line L77\. Name one of"):
        move_of(made, order, line="L77", day=day, reason="a slip of the pen")
    with pytest.raises(InputError, match="Say --line, --day, or both"):
        move_of(made, order, line=None, day=None, reason="nothing")
    with pytest.raises(InputError, match="the plan's day"):
        move_of(made, order, line=line, day=made.schedule.origin_day - timedelta(days=1), reason="yesterday")
    with pytest.raises(NotFoundError, match="It holds: nothing"):
        lifted(made, order=order, reason="was never moved")


def test_a_line_that_cannot_sew_is_told_apart_from_one_that_was_not_asked(made: MadeWork) -> None:
    order, line, day = a_move(made)
    demand, line_id = next(one for one in made.demands if one.work_order_id == order), line.partition("/")[2]
    others = [one for one in made.balances if (one.bulletin_id, one.line_id) != (demand.bulletin_id, line_id)]
    (balance,) = [one for one in made.balances if one not in others]
    for balances, told, chinese in (
        ((*others, replace(balance, status="infeasible")), "cannot sew", "不能缝制"),
        (tuple(others), "is not balanced for", "没有为"),
    ):
        with pytest.raises(InputError, match=f"{line_id} {told} {demand.style_id}") as caught:
            move_of(replace(made, balances=balances), order, line=line, day=day, reason="a try")
        assert f"{line_id} {chinese} {demand.style_id}" in told_error(caught.value, "zh")


def test_released_orders_need_no_more_balances_than_their_own() -> None:
    def order(name: str, line: str) -> WorkOrderDemand:
        return WorkOrderDemand(
            work_order_id=name, style_id=name, bulletin_id=name, units={"K": 1}, due_day=date(2026, 3, 2),
            spread_and_cut_minutes=1.0, frozen=FrozenSlot(factory_id="F", line_id=line, sew_start_minute=0),
        )  # fmt: skip

    def balance(bulletin: str, line: str) -> LineBalance:
        return LineBalance(
            bulletin_id=bulletin, line_id=line, stations=(), pitch_minutes=1.0, minutes_per_unit=1.0,
            line_efficiency=1.0, bottleneck_station_id="", status="balanced",
            reason=Reason.of("sew.no_assignment", line=line),
        )  # fmt: skip

    orders = [order("A", "L1"), order("B", "L2")]
    assert all_balanced(orders, [balance("A", "L1"), balance("B", "L2")])
    assert not all_balanced(orders, [balance("A", "L1"), balance("B", "L1")])


def test_an_edited_sheet_moves_what_was_changed_and_names_each_sealed_cell(made: MadeWork, tmp_path: Path) -> None:
    order, line, day = a_move(made)
    assert made.standing is not None
    book = tmp_path / "board.xlsx"
    as_of = made.schedule.origin_day.isoformat()
    book.write_bytes(board_book(board_rows(made), made.standing.plan_id, as_of, "en"))
    assert board_book(board_rows(made), made.standing.plan_id, as_of, "en") == book.read_bytes()
    assert read_board(made, book, "as told") == []
    work = load_workbook(book)
    sheet = work["Board"]
    row = next(cells for cells in sheet.iter_rows(min_row=2) if cells[0].value == order)
    row[3].value, row[4].value, row[11].value = line, day, "the window"
    work.save(book)
    assert read_board(made, book, "as told") == [move_of(made, order, line=line, day=day, reason="the window")]
    assert place(changed(made, *read_board(made, book, "as told")), order) == (line, day)
    row[2].value, row[3].value = 7, "L77"
    work.save(book)
    with pytest.raises(InputError) as refused:
        read_board(made, book, "as told")
    told = str(refused.value)
    assert f"C{row[0].row}" in told and "sealed" in told, "the units cannot be changed"
    assert f"D{row[0].row}" in told and "L77" in told, "there is no such line"
    other = changed(made, move_of(made, order, line=line, day=day, reason="the window"))
    with pytest.raises(InputError, match="has changed since the sheet was written"):
        read_board(other, book, "as told")
