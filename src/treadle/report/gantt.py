"""The schedule as a Gantt chart: our own SVG geometry, a row per table, work centre, sewing line and finishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from html import escape

from treadle.report.gantt_marks import Place, closed_parts, day_marks, horizon, legend, legend_height
from treadle.terms.calendar import ShiftCalendar
from treadle.terms.schedule import STAGES, Schedule
from treadle.words import label, told

ROW, LEFT, TOP, WIDTH = 24, 170, 34, 1080
#: Signs of a row's name that have room at full size, and stages that are counted in whole days.
NAME_SIGNS = 27
WHOLE_DAYS = ("finish", "transport")
PALETTE = ("#0b7285", "#5f3dc4", "#2b8a3e", "#e67700", "#1864ab", "#a61e4d", "#5c940d", "#364fc7", "#087f5b", "#862e9c")


def slot_rows(schedule: Schedule) -> list[dict[str, object]]:
    """Slots with wall-clock times, as rows that `gantt` draws."""
    midnight = datetime.combine(schedule.origin_day, time())
    return [
        {
            "work_order_id": slot.work_order_id,
            "stage": slot.stage,
            "factory_id": slot.factory_id,
            "resource_id": slot.resource_id,
            "starts": midnight + timedelta(minutes=slot.start_minute),
            "ends": midnight + timedelta(minutes=slot.end_minute),
            "start_minute": slot.start_minute,
            "end_minute": slot.end_minute,
            "setup_minutes": slot.setup_minutes,
        }
        for slot in schedule.slots
    ]


#: Due and promised day of each order.
Days = Mapping[str, tuple[date | None, date | None]]


def schedule_picture(
    rows: Mapping[str, Sequence[Mapping[str, object]]], calendars: Mapping[str, ShiftCalendar] | None,
    language: str = "en",
) -> str:  # fmt: skip
    """The chart of a plan's tables, or a paragraph where nothing is made."""
    late = frozenset(str(row["work_order_id"]) for row in rows["work_orders"] if row["status"] == "late")
    days = {str(row["work_order_id"]): (_day(row["due_day"]), _day(row["promise_day"])) for row in rows["work_orders"]}
    picture = gantt(rows["slots"], late, calendars, language, days=days)
    return picture or f"<p>{label('page.nothing_made', language)}</p>"


def days_of(schedule: Schedule) -> Days:
    """Due and promised day of each order of a schedule."""
    return {one.work_order_id: (one.due_day, one.promise_day) for one in schedule.work_orders}


def gantt(
    slots: Sequence[Mapping[str, object]], late: frozenset[str], calendars: Mapping[str, ShiftCalendar] | None = None,
    language: str = "en", *, days: Days | None = None,
) -> str:  # fmt: skip
    """An SVG element of the `slots` table's rows; orders in `late` carry a red edge. Empty text without slots.

    `calendars` by factory: bars stand where somebody works, a thin line leads through breaks, nights and closed days,
    which are grey. Finishing and transport are in whole days, and so is a factory of which no calendar is known. Each
    bar is labelled by its order's name, else by its number in the legend; due and promised `days` are marked in the row
    of the order's last stage.
    """
    if not slots:
        return ""
    days = days or {}
    rows = sorted({_row(slot) for slot in slots}, key=lambda row: (row[0], STAGES.index(row[1]), row[2]))
    place = {row: at for at, row in enumerate(rows)}
    first = min(_moment(slot["starts"]) for slot in slots).replace(hour=0, minute=0, second=0)
    last = horizon(max(_moment(slot["ends"]) for slot in slots), tuple(days.values()))
    scale = (WIDTH - LEFT - 10) / max((last - first).total_seconds(), 86_400.0)
    numbers = {order: at for at, order in enumerate(sorted({_text(slot) for slot in slots}), start=1)}
    colours = {order: PALETTE[(at - 1) % len(PALETTE)] for order, at in numbers.items()}
    height = TOP + ROW * len(rows) + 8
    whole = height + legend_height(numbers)

    def at(moment: datetime) -> float:
        return LEFT + (moment - first).total_seconds() * scale

    parts = [
        f'<svg viewBox="0 0 {WIDTH} {whole}" class="gantt" role="img" '
        f'aria-label="{label("chart.gantt", language)}" '
        'font-family="sans-serif" font-size="11">'
    ]
    parts += _closed(rows, calendars or {}, first, last, at)
    parts += _days(first, last, scale, height, language)
    parts += _names(place, language)
    for slot in slots:
        calendar = None if slot["stage"] in WHOLE_DAYS else (calendars or {}).get(str(slot["factory_id"]))
        y, order = TOP + ROW * place[_row(slot)], _text(slot)
        parts.append(
            _bar(slot, _stretches(slot, calendar), y, at, colours[order], late, language, number=numbers[order])
        )
    ends = {_text(slot): slot for slot in sorted(slots, key=lambda slot: STAGES.index(str(slot["stage"])))}
    for order, (due_day, promise_day) in days.items():
        if order in ends:
            y = TOP + ROW * place[_row(ends[order])]
            parts.append(day_marks(order, due_day, promise_day, y, last, at, language))
    parts.append(legend(numbers, colours, height, WIDTH, language, has_days=bool(days)))
    parts.append("</svg>")
    return "".join(parts)


def _closed(
    rows: Sequence[tuple[str, str, str]], calendars: Mapping[str, ShiftCalendar], first: datetime, last: datetime,
    at: Place,
) -> list[str]:  # fmt: skip
    """Nights and holidays behind the rows in which each factory works by the clock."""
    parts = []
    for factory, calendar in calendars.items():
        mine = [number for number, row in enumerate(rows) if row[0] == factory and row[1] not in WHOLE_DAYS]
        if mine:
            parts += closed_parts(calendar, first, last, TOP + ROW * mine[0], ROW * len(mine), at)
    return parts


def _names(place: Mapping[tuple[str, str, str], int], language: str) -> list[str]:
    """A line above each row, and its name in full: smaller where it is long."""
    parts = []
    for (factory, stage, resource), number in place.items():
        y = TOP + ROW * number
        parts.append(f'<line x1="0" y1="{y}" x2="{WIDTH}" y2="{y}" stroke="#e9ecef"/>')
        name = " ".join(dict.fromkeys(one for one in (factory, told(stage, language), told(resource, language)) if one))
        size = 11 if len(name) <= NAME_SIGNS else max(11 * NAME_SIGNS / len(name), 6.0)
        parts.append(f'<text x="4" y="{y + 16}" fill="#1f2933" font-size="{size:.1f}">{escape(name)}</text>')
    return parts


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _row(slot: Mapping[str, object]) -> tuple[str, str, str]:
    stage = str(slot["stage"])
    resource = "" if stage in WHOLE_DAYS else str(slot["resource_id"])
    return str(slot["factory_id"]), stage, resource


def _text(slot: Mapping[str, object]) -> str:
    return str(slot["work_order_id"])


def _moment(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value


def _days(first: datetime, last: datetime, scale: float, height: int, language: str) -> list[str]:
    """A line per day and a label where there is room for one."""
    count = int((last - first).total_seconds() // 86_400) + 1
    every = max(1, round(70 / max(86_400 * scale, 1.0)))
    parts = []
    for day in range(count + 1):
        x = LEFT + day * 86_400 * scale
        parts.append(f'<line x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{height}" stroke="#f1f3f5"/>')
        if day % every == 0:
            said = label("chart.day", language, day=first + timedelta(days=day))
            parts.append(f'<text x="{x + 2:.1f}" y="{TOP - 12}" fill="#495057">{said}</text>')
    return parts


def _stretches(slot: Mapping[str, object], calendar: ShiftCalendar | None) -> list[tuple[datetime, datetime]]:
    """When a slot is worked on; all of it where no calendar is known or nobody works in it."""
    starts, ends = _moment(slot["starts"]), _moment(slot["ends"])
    if calendar is None:
        return [(starts, ends)]
    midnight = starts.replace(hour=0, minute=0, second=0)
    minutes = [int((one - midnight).total_seconds() // 60) for one in (starts, ends)]
    found = calendar.worked(midnight.date(), minutes[0], minutes[1])
    return [(midnight + timedelta(minutes=a), midnight + timedelta(minutes=b)) for a, b in found] or [(starts, ends)]


def _bar(
    slot: Mapping[str, object], stretches: Sequence[tuple[datetime, datetime]], y: int, at: Place, colour: str,
    late: frozenset[str], language: str, *, number: int,
) -> str:  # fmt: skip
    """One slot as bars where it is worked on, joined by a thin line, with its label and a tooltip."""
    starts, ends, order = _moment(slot["starts"]), _moment(slot["ends"]), _text(slot)
    edge = ' stroke="#c92a2a" stroke-width="2"' if order in late else ""
    spans = [(at(start), max(at(end) - at(start), 1.5)) for start, end in stretches]
    widest = max(spans, key=lambda span: span[1])
    shown = escape(order) if widest[1] > 7 * len(order) else str(number)
    line = f'<path d="M{at(starts):.1f} {y + ROW / 2:g}H{at(ends):.1f}" stroke="{colour}"/>' if len(spans) > 1 else ""
    bars = "".join(
        f'<rect x="{x:.1f}" y="{y + 3}" width="{width:.1f}" height="{ROW - 6}" rx="2" fill="{colour}"{edge}/>'
        for x, width in spans
    )
    is_inside = widest[1] > 7 * len(shown)
    text, fill = (widest[0] + 3, "#fff") if is_inside else (widest[0] + widest[1] + 1, "#1f2933")
    said = label(
        "chart.bar", language, order=order, stage=told(slot["stage"], language),
        starts=label("chart.moment", language, moment=starts), ends=label("chart.moment", language, moment=ends),
    )  # fmt: skip
    return (
        f"<g><title>{escape(said)}</title>{line}{bars}"
        f'<text x="{text:.1f}" y="{y + 16}" fill="{fill}" font-size="10">{shown}</text></g>'
    )
