"""The schedule as a Gantt chart: our own SVG geometry, a row per table, work centre, sewing line and finishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from html import escape

from treadle.terms.calendar import ShiftCalendar
from treadle.terms.schedule import STAGES, Schedule
from treadle.words import label, told

ROW, LEFT, TOP, WIDTH = 24, 170, 34, 1080
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


def schedule_picture(
    rows: Mapping[str, Sequence[Mapping[str, object]]], calendars: Mapping[str, ShiftCalendar] | None,
    language: str = "en",
) -> str:  # fmt: skip
    """The chart of a plan's tables, or a paragraph where nothing is made."""
    late = frozenset(str(row["work_order_id"]) for row in rows["work_orders"] if row["status"] == "late")
    return gantt(rows["slots"], late, calendars, language) or f"<p>{label('page.nothing_made', language)}</p>"


def gantt(
    slots: Sequence[Mapping[str, object]], late: frozenset[str], calendars: Mapping[str, ShiftCalendar] | None = None,
    language: str = "en",
) -> str:  # fmt: skip
    """An SVG element of the `slots` table's rows; orders in `late` carry a red edge. Empty text without slots.

    `calendars` by factory: bars stand where somebody works, a thin line leads through breaks, nights and closed days.
    Finishing is in whole days, and so is a factory of which no calendar is known.
    """
    if not slots:
        return ""
    rows = sorted({_row(slot) for slot in slots}, key=lambda row: (row[0], STAGES.index(row[1]), row[2]))
    place = {row: at for at, row in enumerate(rows)}
    first = min(_moment(slot["starts"]) for slot in slots).replace(hour=0, minute=0, second=0)
    last = max(_moment(slot["ends"]) for slot in slots)
    span = max((last - first).total_seconds(), 86_400.0)
    scale = (WIDTH - LEFT - 10) / span
    colours = {order: PALETTE[at % len(PALETTE)] for at, order in enumerate(sorted({_text(s) for s in slots}))}
    height = TOP + ROW * len(rows) + 8
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {height}" class="gantt" role="img" '
        f'aria-label="{label("chart.gantt", language)}" '
        'font-family="sans-serif" font-size="11">'
    ]
    parts += _days(first, last, scale, height, language)
    for (factory, stage, resource), at in place.items():
        y = TOP + ROW * at
        parts.append(f'<line x1="0" y1="{y}" x2="{WIDTH}" y2="{y}" stroke="#e9ecef"/>')
        name = f"{factory} {told(stage, language)} {resource}"[:27]
        parts.append(f'<text x="4" y="{y + 16}" fill="#1f2933">{escape(name)}</text>')
    for slot in slots:
        calendar = None if slot["stage"] == "finish" else (calendars or {}).get(str(slot["factory_id"]))
        y = TOP + ROW * place[_row(slot)]
        parts.append(_bar(slot, _stretches(slot, calendar), y, first, scale, colours[_text(slot)], late, language))
    parts.append("</svg>")
    return "".join(parts)


def _row(slot: Mapping[str, object]) -> tuple[str, str, str]:
    stage = str(slot["stage"])
    resource = "" if stage == "finish" else str(slot["resource_id"])
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
    slot: Mapping[str, object], stretches: Sequence[tuple[datetime, datetime]], y: int, first: datetime, scale: float,
    colour: str, late: frozenset[str], language: str,
) -> str:  # fmt: skip
    """One slot as bars where it is worked on, joined by a thin line, with its label and a tooltip."""
    starts, ends, order = _moment(slot["starts"]), _moment(slot["ends"]), _text(slot)

    def at(moment: datetime) -> float:
        return LEFT + (moment - first).total_seconds() * scale

    edge = ' stroke="#c92a2a" stroke-width="2"' if order in late else ""
    name = escape(order)
    spans = [(at(start), max(at(end) - at(start), 1.5)) for start, end in stretches]
    widest = max(spans, key=lambda span: span[1])
    shown = name if widest[1] > 7 * len(order) else ""
    line = f'<path d="M{at(starts):.1f} {y + ROW / 2:g}H{at(ends):.1f}" stroke="{colour}"/>' if len(spans) > 1 else ""
    bars = "".join(
        f'<rect x="{x:.1f}" y="{y + 3}" width="{width:.1f}" height="{ROW - 6}" rx="2" fill="{colour}"{edge}/>'
        for x, width in spans
    )
    said = label(
        "chart.bar", language, order=order, stage=told(slot["stage"], language),
        starts=label("chart.moment", language, moment=starts), ends=label("chart.moment", language, moment=ends),
    )  # fmt: skip
    return (
        f"<g><title>{escape(said)}</title>{line}{bars}"
        f'<text x="{widest[0] + 3:.1f}" y="{y + 16}" fill="#fff" font-size="10">{shown}</text></g>'
    )
