"""What stands around the bars of the schedule's picture: nights and holidays, due and promised days, the legend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from html import escape

from treadle.terms.calendar import MINUTES_PER_DAY, ShiftCalendar
from treadle.words import label

#: Pixels of a day from which on its nights and breaks are drawn; below, whole days alone.
_DAY_PIXELS = 14.0
NIGHT, HOLIDAY, DUE, PROMISED = "#eceff1", "#dfe4e8", "#c92a2a", "#2b8a3e"
_COLUMNS = 4
LEGEND_ROW = 15

#: Where a moment stands, in pixels from the left.
Place = Callable[[datetime], float]


def closed_parts(
    calendar: ShiftCalendar, first: datetime, last: datetime, top: float, height: float, at: Place
) -> list[str]:
    """The hours in which a factory does not work, behind its rows: nights and breaks, and whole days darker."""
    parts, day = [], first.date()
    while day <= last.date():
        midnight = datetime.combine(day, time())
        is_wide = at(midnight + timedelta(days=1)) - at(midnight) >= _DAY_PIXELS
        spans = calendar.spans(day)
        edges = [0, *(edge for span in spans for edge in span), MINUTES_PER_DAY]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if end > start and (is_wide or not spans):
                left, right = (min(midnight + timedelta(minutes=one), last) for one in (start, end))
                x, to = at(left), at(right)
                fill = NIGHT if spans else HOLIDAY
                if to > x:
                    parts.append(
                        f'<polygon points="{x:.1f},{top:g} {to:.1f},{top:g} {to:.1f},{top + height:g} '
                        f'{x:.1f},{top + height:g}" fill="{fill}"/>'
                    )
        day += timedelta(days=1)
    return parts


def day_marks(
    order: str, due_day: date | None, promise_day: date | None, y: float, last: datetime, at: Place, language: str
) -> str:
    """A flag at the end of the due day and a diamond at the end of the promised one, in the row of an order's last
    stage."""
    found = ""
    for day, colour, key in ((due_day, DUE, "chart.due"), (promise_day, PROMISED, "chart.promised")):
        moment = None if day is None else datetime.combine(day, time()) + timedelta(days=1)
        if moment is None or moment > last:
            continue
        x = at(moment)
        shape = f"M{x:.1f} {y + 3:g}v16M{x:.1f} {y + 3:g}l-7 3l7 3z" if key == "chart.due" else (
            f"M{x:.1f} {y + 7:g}l4 5l-4 5l-4 -5z"
        )  # fmt: skip
        said = escape(label(key, language, order=order, day=day))
        found += f'<path d="{shape}" fill="{colour}" stroke="{colour}"><title>{said}</title></path>'
    return found


def legend_height(numbers: Mapping[str, int]) -> int:
    """Pixels of the legend: a row of signs, and the numbered orders."""
    return LEGEND_ROW * (2 + (len(numbers) + _COLUMNS - 1) // _COLUMNS)


def legend(
    numbers: Mapping[str, int], colours: Mapping[str, str], top: float, width: int, language: str, *, has_days: bool
) -> str:
    """Below the rows: what the signs mean, and each order by its number."""
    signs = label("chart.signs" if has_days else "chart.grey", language)
    parts = [f'<text x="4" y="{top + 11:g}" fill="#495057">{escape(signs)}</text>']
    step = width / _COLUMNS
    for place, (order, number) in enumerate(numbers.items()):
        x, y = 4 + step * (place % _COLUMNS), top + LEGEND_ROW * (1 + place // _COLUMNS)
        parts.append(
            f'<circle cx="{x + 4:.1f}" cy="{y + 7:g}" r="4" fill="{colours[order]}"/>'
            f'<text x="{x + 12:.1f}" y="{y + 11:g}" fill="#1f2933">{number} {escape(order)}</text>'
        )
    return "".join(parts)


def horizon(last: datetime, days: Sequence[tuple[date | None, date | None]]) -> datetime:
    """The end of the picture: the last bar, and the promised and due days that are no more than a fortnight behind."""
    ends = [datetime.combine(day, time()) + timedelta(days=1) for pair in days for day in pair if day is not None]
    return max([last, *(end for end in ends if end <= last + timedelta(days=14))])
