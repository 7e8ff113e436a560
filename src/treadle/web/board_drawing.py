"""The planning board as SVG: a row per line, strips over the clock, shifts, nights and closed days behind them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from urllib.parse import quote

from treadle.look.number_forms import Forms
from treadle.plant.board_page import BoardLine, BoardPage, Strip
from treadle.report.pdf_text import letters
from treadle.terms.calendar import MINUTES_PER_DAY

#: Pixels: a row, the heading of days, and a strip within its row.
ROW, TOP, INSET = 52, 38, 7
#: Pixels of a day by zoom.
ZOOMS = {"weeks": 26, "days": 72, "hours": 220}
#: Pixels of a day from which its weekday has room beside its date; narrower than 60, a name has its week to itself.
_NAMED_PX = 100
#: States of a strip as its class of the style.
_CLASS = {"kept": "kept", "at risk": "risk", "late": "late"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A board being drawn: its reader's forms, pixels of a day, and the orders that are lit."""

    board: BoardPage
    forms: Forms
    zoom: str
    chosen: str = ""
    lit: Collection[str] = ()

    @property
    def day_px(self) -> int:
        """Pixels of a day."""
        return ZOOMS.get(self.zoom, ZOOMS["days"])

    def x(self, minute: float) -> float:
        """Where a clock reading lies."""
        return round(minute / MINUTES_PER_DAY * self.day_px, 1)

    def day_of(self, minute: int) -> date:
        """The day of a clock reading."""
        return self.board.as_of + timedelta(days=minute // MINUTES_PER_DAY)

    def svg(self, label: str) -> str:
        """The board as an SVG element."""
        width, height = self.board.days * self.day_px, TOP + ROW * len(self.board.lines)
        parts = [
            f'<svg id="board" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="group" aria-label="{escape(label)}" '
            f'data-top="{TOP}" data-row="{ROW}" '
            f'data-day="{self.day_px}" data-first="{self.board.as_of.isoformat()}">',
            f'<rect class="closed" x="0" y="{TOP}" width="{width}" height="{height - TOP}"/>',
        ]
        parts += [self._working(at, line) for at, line in enumerate(self.board.lines)]
        parts += self._days(height)
        parts += [f'<line class="rule" x1="0" x2="{width}" y1="{TOP + ROW * at}" y2="{TOP + ROW * at}"/>'
                  for at in range(len(self.board.lines) + 1)]  # fmt: skip
        if self.board.frozen_until is not None:
            until = self.x((self.board.frozen_until - self.board.as_of).days * MINUTES_PER_DAY)
            parts.append(f'<rect class="frozen" x="0" y="{TOP}" width="{until}" height="{height - TOP}"/>')
            parts.append(f'<line class="frozen-end" x1="{until}" x2="{until}" y1="{TOP - 8}" y2="{height}"/>')
        place = {line.place: at for at, line in enumerate(self.board.lines)}
        parts += [self._strip(one, place[f"{one.factory_id}/{one.line_id}"]) for one in self.board.strips]
        parts.append(f'<rect id="ghost" class="ghost" x="0" y="0" width="0" height="{ROW - 2 * INSET}" rx="5"/></svg>')
        return "".join(parts)

    def _working(self, at: int, line: BoardLine) -> str:
        """The spans in which a line is open, in one path."""
        top, bottom = TOP + ROW * at, TOP + ROW * (at + 1)
        spans = "".join(f"M{self.x(start)} {top}H{self.x(end)}V{bottom}H{self.x(start)}z" for start, end in line.spans)
        return f'<path class="open" d="{spans}"/>'

    def _days(self, height: int) -> list[str]:
        """A rule for each day, and its name where there is room: each Monday's else."""
        parts = []
        for at in range(self.board.days):
            day, x = self.board.as_of + timedelta(days=at), self.x(at * MINUTES_PER_DAY)
            is_week = day.weekday() == 0
            parts.append(
                f'<line class="{"week" if is_week else "day"}" x1="{x}" x2="{x}" y1="{TOP - 12}" y2="{height}"/>'
            )
            if self.day_px >= 60 or is_week:
                name = self.forms.day_short(day)
                short = name if self.day_px >= _NAMED_PX or self.day_px < 60 else _without_weekday(name)
                parts.append(
                    f'<text class="{"name strong" if is_week else "name"}" x="{x + 3}" y="{TOP - 14}">'
                    f"{escape(short)}</text>"
                )
        return parts

    def _strip(self, one: Strip, row: int) -> str:
        x, y = self.x(one.start_minute), TOP + ROW * row + INSET
        width = max(self.x(one.end_minute) - x, 9)
        marks = [_CLASS.get(one.status, "late"), "fixed" if one.fixed else ""]
        marks += ["chosen" if one.order_id == self.chosen else "", "lit" if one.order_id in self.lit else ""]
        text = _fitted(f"{one.goods}", width - 10)
        more = _fitted(f"{one.units:,}", width - 10)
        days = (one.due_day, one.promise_day)
        said = ", ".join([one.goods, one.order_id, f"{one.units:,}",
                          *(self.forms.day_short(day) for day in days if day)])  # fmt: skip
        edge = f'<rect class="edge" x="{x}" y="{y}" width="4" height="{ROW - 2 * INSET}" rx="2"/>'
        lock = (
            f'<path class="lock" d="M{x + width - 11} {y + 9}v-3a3 3 0 0 1 6 0v3h1v6h-8v-6z"/>'
            if one.fixed and width > 30
            else ""
        )
        return (
            f'<a class="strip {" ".join(mark for mark in marks if mark)}" id="strip-{escape(one.order_id)}" '
            f'href="/schedule?order={quote(one.order_id)}&amp;zoom={self.zoom}#order" '
            f'data-order="{escape(one.order_id)}" data-place="{one.factory_id}/{one.line_id}" '
            f'data-start="{one.start_minute}" '
            f'data-minutes="{one.end_minute - one.start_minute}" data-lines="{escape(" ".join(one.lines))}" '
            f'data-fixed="{one.fixed}">'
            f"<title>{escape(said)}</title>"
            f'<rect class="body" x="{x}" y="{y}" width="{width}" height="{ROW - 2 * INSET}" rx="5"/>{edge}'
            f'<text x="{x + 8}" y="{y + 16}">{escape(text)}</text>'
            f'<text class="more" x="{x + 8}" y="{y + 31}">{escape(more)}</text>'
            f"{lock}</a>"
        )


def _without_weekday(name: str) -> str:
    """The date of a short day: 'Mon 24 Aug' is '24 Aug', '8月24日 周一' is '8月24日'."""
    first, *more = name.split(" ")
    return first if any(map(str.isdigit, first)) else " ".join(more)


def _fitted(text: str, width: float) -> str:
    """As much of a text as a width in pixels holds: a Latin letter takes 7, a Chinese one 13."""
    if letters(text) * 7 <= width:
        return text
    kept = text
    while kept and letters(kept) * 7 + 7 > width:
        kept = kept[:-1]
    return f"{kept}…" if len(kept) > 1 else ""
