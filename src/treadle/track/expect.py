"""When orders in work will be there: what is left of them at the pace that their line has shown, with its doubt.

A line's pace is standard minutes earned by minutes of its clock. Its logarithm has a normal prior around what the
balance says; each day of scans is one observation, so that pace and doubt follow in closed form, and with them every
quantile: nothing is drawn by chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp, log, sqrt
from statistics import NormalDist, median

from treadle.terms.calendar import MINUTES_PER_DAY, ShiftCalendar
from treadle.terms.expectation import Expectation, LineDay, LinePace
from treadle.terms.place import Factory
from treadle.terms.reason import Fact, Reason

#: Probabilities that are always told, beside the one asked for. Not tuned: how much is shown.
LEVELS = (0.5, 0.8, 0.9, 0.95)
#: How far single days of a line stray (log scale), and how many days that word counts for beside those seen.
#: A round number, not tuned.
DAY_SD, DAY_SD_DAYS = 0.15, 5.0
#: A day of which less was worked than this share of its shift teaches too little to count. A round number, not tuned.
LEAST_DAY_SHARE = 0.25
#: An hour that earned less than this share of the line's middle hour was not worked by the whole line.
#: Set on played floors of seeds 300 to 309, whose true days are known: without it orders come earlier than expected.
#: Judged on other seeds by the row `expectation`.
FULL_HOUR_SHARE = 0.75
#: Days looked ahead at most. Not tuned: bounds work and memory.
_MOST_DAYS = 730
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An order that a line still has to sew, in the order in which it does.

    `slowest_minutes` are minutes of the line's clock that the busiest of its operations takes, all its people at it:
    the order cannot be sewn sooner. `start_minute`: working minutes from now before which it is not begun.
    """

    order_id: str
    left_minutes: float
    promise_day: date
    slowest_minutes: float = 0.0
    slowest_operation: str = ""
    start_minute: float = 0.0


def learn_pace(
    factory_id: str, line_id: str, told: float, days: Sequence[LineDay], shift_minutes: float, *, told_sd: float
) -> LinePace:
    """The pace of a line from what it earned day by day; `told` by its balance with `told_sd` (log scale).

    With observations y of ln(earned / (worked · told)) of variance σ², the mean is Σ y / (n + σ²/τ²) and its variance
    σ² / (n + σ²/τ²): the normal prior of variance τ² around 0. σ² is that of the days about their mean, drawn to
    `DAY_SD`². What many such days earn on average lies σ²/2 above their middle (log scale). Raises `ValueError` where
    nothing was told.
    """
    if told <= 0 or told_sd <= 0:
        raise ValueError("a pace that is told is above 0, and so is its doubt")
    seen = [
        log(one.earned_minutes / (one.worked_minutes * told))
        for one in days
        if one.earned_minutes > 0 and one.worked_minutes >= LEAST_DAY_SHARE * max(shift_minutes, 1.0)
    ]
    count = len(seen)
    mean = sum(seen) / count if count else 0.0
    strayed = sum((one - mean) ** 2 for one in seen)
    variance = (DAY_SD_DAYS * DAY_SD**2 + strayed) / (DAY_SD_DAYS + max(count - 1, 0))
    weight = count + variance / told_sd**2
    found = told * exp((sum(seen) + count * variance / 2) / weight)
    return LinePace(factory_id=factory_id, line_id=line_id, told=told, pace=found, doubt=sqrt(variance / weight),
                    day_sd=sqrt(variance), days=count)  # fmt: skip


def expect_line(
    waiting: Sequence[Waiting], pace: LinePace, factory: Factory, now: datetime, *, probability: float
) -> tuple[Expectation, ...]:
    """When each order of a line's queue will be there, `now` by the factory's own clock.

    Orders are sewn one after the other. For a probability with normal quantile z the queue is worked at pace ·
    exp(−z·s), where s² = doubt² + day_sd² / days of work ahead of the order. From the last stitch on the factory's
    days of finishing and transport count.
    """
    return tuple(
        expect_last(waiting[: at + 1], pace, factory, now, probability=probability) for at in range(len(waiting))
    )


def expect_last(
    ahead: Sequence[Waiting], pace: LinePace, factory: Factory, now: datetime, *, probability: float
) -> Expectation:
    """When the last of a line's first orders will be there, as `expect_line` says of each."""
    one = ahead[-1]
    spread = _spread(ahead, pace, factory)
    levels = sorted({*LEVELS, probability})
    days = tuple((level, _there(ahead, pace, factory, now, _NORMAL.inv_cdf(level) * spread)) for level in levels)
    facts: dict[str, Fact] = {
        "left_minutes": round(one.left_minutes, 1), "before_minutes": round(_before(ahead), 1),
        "pace": round(pace.pace, 3), "told": round(pace.told, 3), "timed_days": pace.days, "line": pace.line_id,
    }  # fmt: skip
    binds = one.slowest_minutes > one.left_minutes / pace.pace
    if binds:
        facts["operation"] = one.slowest_operation
    code = "expect.slowest" if binds else "expect.pace" if pace.days else "expect.told"
    return Expectation(
        order_id=one.order_id, factory_id=factory.factory_id, line_id=pace.line_id, left_minutes=one.left_minutes,
        days=days, promise_day=one.promise_day, kept_share=kept_share(ahead, pace, factory, now),
        reason=Reason.of(code, **facts),
    )  # fmt: skip


def kept_share(ahead: Sequence[Waiting], pace: LinePace, factory: Factory, now: datetime) -> float:
    """The probability that the last of a line's first orders is there by its promise day, to four places."""
    return round(_kept_share(ahead, pace, factory, now, _spread(ahead, pace, factory), ahead[-1].promise_day), 4)


def _spread(ahead: Sequence[Waiting], pace: LinePace, factory: Factory) -> float:
    """How far the minutes until the last of the orders is sewn may be off (log scale)."""
    days = _clock_minutes(ahead, pace.pace) / max(factory.calendar.usual_day_minutes(), 1.0)
    return sqrt(pace.doubt**2 + pace.day_sd**2 / max(days, 1.0))


def _before(ahead: Sequence[Waiting]) -> float:
    return sum(one.left_minutes for one in ahead[:-1])


def _clock_minutes(ahead: Sequence[Waiting], pace: float) -> float:
    """Working minutes from now until the last of the orders is sewn."""
    clock = 0.0
    for one in ahead:
        clock = max(clock, one.start_minute) + max(one.left_minutes / pace, one.slowest_minutes)
    return clock


def _there(ahead: Sequence[Waiting], pace: LinePace, factory: Factory, now: datetime, slower: float) -> date:
    """The day on which the last order is there at a pace that is exp(slower) times as slow."""
    factor = exp(slower)
    slowed = [
        Waiting(order_id=one.order_id, left_minutes=one.left_minutes, promise_day=one.promise_day,
                slowest_minutes=one.slowest_minutes * factor, start_minute=one.start_minute)
        for one in ahead
    ]  # fmt: skip
    return factory.arrival_day(sewn_day(factory.calendar, now, _clock_minutes(slowed, pace.pace / factor)))


def _kept_share(
    ahead: Sequence[Waiting], pace: LinePace, factory: Factory, now: datetime, spread: float, promise_day: date
) -> float:
    """The probability that the last of the orders is there by its promise day, by halving."""
    low, high = -6.0, 6.0
    if _there(ahead, pace, factory, now, low * spread) > promise_day:
        return 0.0
    if _there(ahead, pace, factory, now, high * spread) <= promise_day:
        return 1.0
    for _ in range(16):
        middle = (low + high) / 2
        if _there(ahead, pace, factory, now, middle * spread) <= promise_day:
            low = middle
        else:
            high = middle
    return _NORMAL.cdf(low)


def sewn_day(calendar: ShiftCalendar, now: datetime, minutes: float) -> date:
    """The day on which so many working minutes from `now` are over; the last day that is looked at where none is."""
    day, from_minute = now.date(), now.hour * 60 + now.minute + now.second / 60
    for _ in range(_MOST_DAYS):
        for first, last in calendar.spans(day):
            span = max(last - max(first, from_minute), 0.0)
            if span >= minutes - 1e-9 and span > 0:
                return day
            minutes -= span
        day, from_minute = day + timedelta(days=1), 0.0
    return day


def working_minutes(calendar: ShiftCalendar, now: datetime, minute: float) -> float:
    """Working minutes from `now` until a wall minute since the midnight that began its day; 0 where that is past."""
    begin = now.hour * 60 + now.minute
    if minute <= begin:
        return 0.0
    worked = calendar.worked(now.date(), begin, min(int(minute), _MOST_DAYS * MINUTES_PER_DAY))
    return float(sum(last - first for first, last in worked))


def line_days(earned: Mapping[datetime, float], calendar: ShiftCalendar, now: datetime) -> tuple[LineDay, ...]:
    """Days of a line up to `now`, each with what was earned and the minutes that were worked.

    `earned` is by hour. An hour in which the line earned nothing, or less than `FULL_HOUR_SHARE` of its usual hour, was
    not worked: an order began or ended in it, or the line stood still, and neither says at what pace it sews. Breaks
    and nights are none of its minutes, as the calendar has it.
    """
    rates = {}
    for hour, minutes in sorted(earned.items()):
        until = now.hour * 60 + now.minute if hour.date() == now.date() else MINUTES_PER_DAY
        worked = sum(max(min(last, until, 60 * hour.hour + 60) - max(first, 60 * hour.hour), 0)
                     for first, last in calendar.spans(hour.date()))  # fmt: skip
        if minutes > 0 and worked and hour.date() <= now.date():
            rates[hour] = (minutes / worked, minutes, worked)
    usual = median(rate for rate, _, _ in rates.values()) if rates else 0.0
    sums: dict[date, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for hour, (rate, minutes, worked) in rates.items():
        if rate >= FULL_HOUR_SHARE * usual:
            sums[hour.date()][0] += minutes
            sums[hour.date()][1] += worked
    return tuple(LineDay(day=day, earned_minutes=one, worked_minutes=two) for day, (one, two) in sums.items())
