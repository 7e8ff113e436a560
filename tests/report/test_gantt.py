"""The schedule's picture: bars where somebody works, and nowhere else."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from treadle.report.gantt import LEFT, WIDTH, gantt
from treadle.terms.calendar import Shift, ShiftCalendar

MONDAY = datetime(2026, 3, 2)
#: Monday to Friday, 8 to 12 and 13 to 17, Wednesday closed.
CALENDAR = ShiftCalendar(
    shifts=tuple(Shift(weekday=day, start_minute=60 * a, end_minute=60 * b) for day in range(5)
                 for a, b in ((8, 12), (13, 17))),
    closed_days=frozenset({date(2026, 3, 4)}),
)  # fmt: skip


def slot(stage: str, starts: datetime, ends: datetime) -> dict[str, object]:
    return {"work_order_id": "WO-1", "stage": stage, "factory_id": "F", "resource_id": "L1", "starts": starts,
            "ends": ends}  # fmt: skip


def drawn(picture: str, hours: float) -> list[tuple[float, float]]:
    """Bars as hours since the first midnight."""
    scale = (WIDTH - LEFT - 10) / hours
    found = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', picture)
    return [((float(x) - LEFT) / scale, (float(x) + float(w) - LEFT) / scale) for x, w in found]


def test_breaks_nights_sundays_and_closed_days_hold_no_bar() -> None:
    ends = MONDAY + timedelta(days=7, hours=10)
    picture = gantt([slot("sew", MONDAY + timedelta(hours=10), ends)], frozenset(), {"F": CALENDAR})
    bars = drawn(picture, 7 * 24 + 10)
    wanted = [(10, 12), (13, 17)]
    wanted += [(24 * day + a, 24 * day + b) for day in (1, 3, 4) for a, b in ((8, 12), (13, 17))]
    wanted += [(7 * 24 + 8, 7 * 24 + 10)]
    assert len(bars) == len(wanted)
    for bar, stretch in zip(bars, wanted, strict=True):
        assert abs(bar[0] - stretch[0]) < 0.1 and abs(bar[1] - stretch[1]) < 0.1
    assert picture.count("<title>") == 1 and picture.count("<path") == 1


def test_overtime_is_work_and_finishing_is_whole_days() -> None:
    opened = ShiftCalendar(shifts=CALENDAR.shifts, overtime_days=frozenset({MONDAY.date()}), overtime_minutes=120)
    late = [slot("sew", MONDAY + timedelta(hours=16), MONDAY + timedelta(hours=19)),
            slot("finish", MONDAY + timedelta(hours=19), MONDAY + timedelta(days=3, hours=19))]  # fmt: skip
    bars = drawn(gantt(late, frozenset(), {"F": opened}), 3 * 24 + 19)
    assert [(round(a), round(b)) for a, b in bars] == [(16, 19), (19, 91)]


def test_without_a_calendar_a_bar_is_whole() -> None:
    picture = gantt([slot("sew", MONDAY, MONDAY + timedelta(days=2))], frozenset())
    assert len(drawn(picture, 48)) == 1


def test_nights_and_holidays_are_grey_and_no_bar_lies_on_them() -> None:
    ends = MONDAY + timedelta(days=4, hours=10)
    picture = gantt([slot("sew", MONDAY + timedelta(hours=10), ends)], frozenset(), {"F": CALENDAR})
    scale = (WIDTH - LEFT - 10) / (4 * 24 + 10)
    grey = [
        tuple((float(x) - LEFT) / scale for x in re.findall(r"([\d.]+),", points)[:2])
        for points in re.findall(r'<polygon points="([^"]+)"', picture)
    ]
    assert any(abs(a - 48) < 0.1 and abs(b - 72) < 0.1 for a, b in grey), "Wednesday is closed, all of it"
    assert any(abs(a - 12) < 0.1 and abs(b - 13) < 0.1 for a, b in grey), "a break"
    for a, b in drawn(picture, 4 * 24 + 10):
        assert all(b <= start + 0.1 or a >= end - 0.1 for start, end in grey)


def test_every_order_is_named_and_its_days_are_marked_in_the_row_of_its_transport() -> None:
    made = [slot("sew", MONDAY + timedelta(hours=8), MONDAY + timedelta(hours=9)),
            slot("transport", MONDAY + timedelta(hours=9), MONDAY + timedelta(days=5, hours=9))]  # fmt: skip
    days = {"WO-1": (date(2026, 3, 6), date(2026, 3, 5))}
    picture = gantt(made, frozenset(), {"F": CALENDAR}, days=days)
    assert ">1 WO-1<" in picture and ">F transport<" in picture
    assert "WO-1 due 2026-03-06" in picture and "WO-1 promised 2026-03-05" in picture
    assert len(drawn(picture, 5 * 24 + 9)) == 2, "transport is in whole days"
    far = gantt(made, frozenset(), {"F": CALENDAR}, days={"WO-1": (date(2027, 3, 6), None)})
    assert "due 2027" not in far, "a day a year on does not stretch the picture"
