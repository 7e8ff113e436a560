"""People who are away: what they could do is done by the others, as they can."""

from __future__ import annotations

from datetime import date, timedelta

from sew_cases import bulletin

from treadle.schedule.on_board import factory_on_board
from treadle.sew.away import away_shares
from treadle.sew.balance import balance_line
from treadle.terms.board import ABSENCE, BoardChange
from treadle.terms.calendar import Shift, ShiftCalendar
from treadle.terms.place import CuttingTable, Factory
from treadle.terms.sewing import Operator, SewingLine

MONDAY = date(2026, 3, 2)
WEEK = ShiftCalendar(shifts=tuple(Shift(weekday=day, start_minute=480, end_minute=960) for day in range(5)))
LINE = SewingLine(
    line_id="L1",
    operators=(
        Operator(operator_id="Ana", efficiency={"LOCK": 1.0}),
        Operator(operator_id="Bo", efficiency={"LOCK": 1.0, "OVER": 1.0}),
        Operator(operator_id="Cy", efficiency={"LOCK": 1.0, "OVER": 0.5}),
        Operator(operator_id="Di", efficiency={"LOCK": 1.0}),
    ),
)


def on_board(*changes: BoardChange) -> SewingLine:
    factory = Factory(
        factory_id="F1", name="F1", calendar=WEEK, cutting_tables=(CuttingTable(table_id="T", length_mm=9000),),
        sewing_lines=(LINE,), minute_cost_cents=20,
    )  # fmt: skip
    return factory_on_board(factory, changes).sewing_lines[0]


def away(people: int, *names: str, days: int = 0) -> BoardChange:
    last = MONDAY + timedelta(days=days - 1) if days else None
    return BoardChange(kind=ABSENCE, factory_id="F1", line_id="L1", from_day=MONDAY, to_day=last,
                       people=people or len(names), operator_ids=names)  # fmt: skip


def test_who_is_named_is_away_and_who_is_counted_is_of_the_end_of_the_list() -> None:
    assert on_board().people_away(MONDAY) == ()
    assert on_board(away(1)).people_away(MONDAY) == ("Di",)
    assert on_board(away(0, "Bo", days=2)).people_away(MONDAY) == ("Bo",)
    assert on_board(away(0, "Bo", days=2)).people_away(MONDAY + timedelta(days=2)) == ()
    # of those that are left one more is counted
    assert on_board(away(0, "Di"), away(1)).people_away(MONDAY) == ("Cy", "Di")
    assert len(on_board(away(9)).people_away(MONDAY)) == len(LINE.operators) - 1, "somebody is always there"


def test_shares_are_told_by_who_is_away() -> None:
    found = away_shares(on_board(away(0, "Bo", days=2), away(1, days=1)), WEEK, MONDAY, 7)
    assert found == {("Bo", "Di"): 0.2, ("Bo",): 0.2}


def test_an_absence_hits_what_the_absent_alone_can_do_well() -> None:
    whole = balance_line(bulletin(), LINE)
    found = {name: balance_line(bulletin(), LINE.without([name])) for name in ("Ana", "Bo")}
    assert all(one.status == "balanced" for one in (whole, *found.values()))
    # Bo is the one who overlocks at full pace: without Bo the line is slower than without Ana
    assert found["Bo"].minutes_per_unit > found["Ana"].minutes_per_unit >= whole.minutes_per_unit
    both = balance_line(bulletin(), LINE.without(["Bo", "Cy"]))
    assert both.status == "infeasible" and both.reason.code == "sew.no_skill"
