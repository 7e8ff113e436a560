"""Charts as SVG of our own, an option's two and a line's: a page draws them by the hundred, and a drawing library takes
a tenth of a second for each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import numpy as np
from numpy.typing import NDArray

from treadle.report.charts import ACCENT, ALARM, INK, SOFT
from treadle.words import label

Floats = NDArray[np.float64]

#: Demand that was seen.
_SEEN = "#ced4da"
#: Margins of a chart: left and right.
_LEFT, _RIGHT = 34.0, 6.0
#: Steps of an axis, of which the first that gives few enough ticks is taken; most ticks up and along.
_STEPS = (1.0, 2.0, 5.0)
_MOST_UP, _MOST_ALONG = 5, 7
#: A span of fewer days is told in weeks, a longer one in months.
_SHORT_DAYS = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """The field of a chart: its edges in the drawing, and the values `low` to `high` along, 0 to `top` up."""

    width: float
    height: float
    above: float
    below: float
    low: float
    high: float
    top: float

    def x(self, value: float) -> float:
        """Place along."""
        return _LEFT + (value - self.low) / (self.high - self.low) * (self.width - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        """Place down."""
        return self.base - value / self.top * (self.base - self.above)

    @property
    def base(self) -> float:
        """Where 0 lies."""
        return self.height - self.below

    def bar(self, left: float, right: float, value: float, colour: str) -> str:
        """A bar from 0 to a value."""
        x, y = self.x(left), self.y(value)
        return (
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{self.x(right) - x:.1f}" height="{self.base - y:.1f}" '
            f'fill="{colour}"/>'
        )

    def points(self, along: Sequence[float], values: Floats) -> str:
        """Values as the points of a line."""
        return " ".join(f"{self.x(one):.1f},{self.y(value):.1f}" for one, value in zip(along, values, strict=True))

    def frame(self, unit: str) -> str:
        """The axes, the values up, and what they are."""
        right, middle = self.width - _RIGHT, (self.base + self.above) / 2.0
        parts = [
            f'<path d="M{_LEFT:g} {self.above:g}V{self.base:g}H{right:g}" fill="none" stroke="{INK}"/>',
            f'<text transform="translate(8 {middle:.1f}) rotate(-90)" text-anchor="middle">{escape(unit)}</text>',
        ]
        for value in ticks(self.top):
            y = self.y(value)
            parts.append(
                f'<path d="M{_LEFT - 3:g} {y:.1f}h3" stroke="{INK}"/>'
                f'<text x="{_LEFT - 5:g}" y="{y + 2.5:.1f}" text-anchor="end">{value:,g}</text>'
            )
        return "".join(parts)

    def drawn(self, said: str, parts: Sequence[str]) -> str:
        """The whole as an SVG element; `said` is told to those who cannot see it."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(said)}" '
            f'viewBox="0 0 {self.width:g} {self.height:g}" width="{self.width:g}pt" height="{self.height:g}pt" '
            f'font-family="sans-serif" font-size="7" fill="{INK}">{"".join(parts)}</svg>'
        )


def ticks(top: float) -> list[float]:
    """Round values from 0 to at most `top`, few enough to be read."""
    for power in range(math.floor(math.log10(top)) - 1, 400):
        for step in _STEPS:
            if top / (step * 10.0**power) <= _MOST_UP:
                return [float(f"{number * step * 10.0**power:.12g}") for number in range(_MOST_UP + 1)
                        if number * step * 10.0**power <= top]  # fmt: skip
    raise ArithmeticError(f"{top} is no top of an axis")


def fan_chart(
    past_days: Sequence[date], past_units: Floats, ahead_days: Sequence[date], bands: dict[str, Floats],
    language: str = "en",
) -> str:  # fmt: skip
    """History as bars and the weeks ahead as a fan: `bands` holds mean, q05, q10, q25, q50, q75, q90, q95 by week."""
    past, ahead = ([float(day.toordinal()) for day in days] for days in (past_days, ahead_days))
    every = sorted({*past, *ahead})
    gap = min(np.diff(every).tolist(), default=7.0)
    highest = max([0.0, *past_units.tolist(), *(bands["q95"].tolist() if ahead else [])])
    first, last = (every[0], every[-1]) if every else (0.0, 1.0)
    field = _Field(
        width=389, height=144, above=16, below=24, low=first - gap, high=last + gap, top=1.05 * highest or 1.0
    )
    parts = [field.bar(day - 0.4 * gap, day + 0.4 * gap, units, _SEEN) for day, units in zip(past, past_units.tolist())]
    legend = [("chart.demand_seen", f'<rect width="10" height="6" y="-6" fill="{_SEEN}"/>')] if past else []
    if ahead:
        for low, high, strength in (("q05", "q95", 0.45), ("q10", "q90", 0.6), ("q25", "q75", 1.0)):
            around = f"{field.points(ahead, bands[low])} {field.points(ahead[::-1], bands[high][::-1])}"
            parts.append(f'<polygon points="{around}" fill="{SOFT}" fill-opacity="{strength:g}"/>')
        for name, key, look in (
            ("q50", "chart.median", f'stroke="{ACCENT}" stroke-width="1.4"'),
            ("mean", "chart.mean", f'stroke="{INK}" stroke-width="0.8" stroke-dasharray="1 1.5"'),
        ):
            parts.append(f'<polyline points="{field.points(ahead, bands[name])}" fill="none" {look}/>')
            legend.append((key, f'<path d="M0 -3h10" {look}/>'))
    parts += [field.frame(label("chart.units_a_week", language)), _days(field, every, language)]
    units = float(bands["mean"].sum()) if ahead else 0.0
    said = label("chart.fan", language, weeks=len(ahead), units=units)
    return field.drawn(said, [*parts, _legend(legend, language)])


def _days(field: _Field, every: Sequence[float], language: str) -> str:
    """Days under a chart: months, with the year where it begins, or weeks of a short span."""
    if not every:
        return ""
    first, last = (date.fromordinal(int(day)) for day in (every[0], every[-1]))
    span = (last - first).days
    if span < _SHORT_DAYS:
        step = 7 * max(1, math.ceil((span + 1) / 7 / _MOST_ALONG))
        shown = [(day, "chart.short_day") for day in range(first.toordinal(), last.toordinal() + 1, step)]
    else:
        months = [(first.year * 12 + first.month - 1) + ahead for ahead in range(1, span // 28 + 2)]
        months = [one for one in months if date(one // 12, one % 12 + 1, 1) <= last]
        months = months[:: max(1, math.ceil(len(months) / _MOST_ALONG))]
        year, shown = first.year - 1, []
        for one in months:
            key = "chart.month" if one // 12 == year else "chart.month_of_year"
            shown.append((date(one // 12, one % 12 + 1, 1).toordinal(), key))
            year = one // 12
    return "".join(
        f'<path d="M{field.x(day):.1f} {field.base:g}v3" stroke="{INK}"/><text x="{field.x(day):.1f}" '
        f'y="{field.base + 11:g}" text-anchor="middle">{label(key, language, day=date.fromordinal(day))}</text>'
        for day, key in shown
    )


def _legend(entries: Sequence[tuple[str, str]], language: str) -> str:
    """Signs and their names in a row above the field."""
    parts, x = [], _LEFT + 4.0
    for key, sign in entries:
        text = label(key, language)
        parts.append(f'<g transform="translate({x:g} 10)">{sign}<text x="13">{escape(text)}</text></g>')
        x += 24.0 + sum(4.0 if ord(letter) < 0x2E80 else 7.5 for letter in text)
    return "".join(parts)


def size_chart(sizes: Sequence[str], share: Floats, sold: Floats, basis: str, language: str = "en") -> str:
    """Expected share of each size beside the share of demand seen; `basis` is where it is from, in words."""
    highest = 100.0 * max([0.0, *share.tolist(), *sold.tolist()])
    field = _Field(
        width=216, height=130, above=30, below=18, low=-0.6, high=len(sizes) - 0.4, top=1.05 * highest or 1.0
    )
    parts = []
    for place, size in enumerate(sizes):
        parts += [
            field.bar(place - 0.39, place - 0.01, 100.0 * float(share[place]), ACCENT),
            field.bar(place + 0.01, place + 0.39, 100.0 * float(sold[place]), _SEEN),
            f'<text x="{field.x(place):.1f}" y="{field.base + 11:g}" text-anchor="middle">{escape(size)}</text>',
        ]
    title = escape(label("chart.basis", language, basis=basis))
    parts.append(f'<text x="{(_LEFT + field.width) / 2:g}" y="24" text-anchor="middle">{title}</text>')
    legend = [(key, f'<rect width="10" height="6" y="-6" fill="{colour}"/>')
              for key, colour in (("chart.expected", ACCENT), ("chart.seen", _SEEN))]  # fmt: skip
    parts += [field.frame(label("chart.percent", language)), _legend(legend, language)]
    told = ", ".join(f"{size} {part:.0%}" for size, part in zip(sizes, share.tolist(), strict=True))
    return field.drawn(label("chart.sizes", language, sizes=told), parts)


def balance_chart(stations: Sequence[str], minutes: Floats, pitch: float, bottleneck: str, language: str = "en") -> str:
    """Minutes per garment of each station against the pitch, which is dashed; the bottleneck stands out."""
    highest = max([pitch, *minutes.tolist()])
    field = _Field(
        width=460, height=150, above=6, below=34, low=-0.6, high=len(stations) - 0.4, top=1.05 * highest or 1.0
    )
    parts = []
    for place, (station, spent) in enumerate(zip(stations, minutes.tolist(), strict=True)):
        colour = ALARM if station == bottleneck else ACCENT
        parts += [
            field.bar(place - 0.4, place + 0.4, spent, colour),
            f'<text transform="translate({field.x(place) + 2:.1f} {field.base + 8:g}) rotate(-60)" '
            f'text-anchor="end">{escape(station)}</text>',
        ]
    line = f"M{_LEFT:g} {field.y(pitch):.1f}H{field.width - _RIGHT:g}"
    parts.append(f'<path d="{line}" stroke="{INK}" stroke-width="0.9" stroke-dasharray="4 2"/>')
    parts.append(field.frame(label("chart.minutes", language)))
    said = label("chart.balance", language, stations=len(stations), pitch=pitch, bottleneck=bottleneck)
    return field.drawn(said, parts)
