"""What the power of a plan costs by the hour, and what beginning later would save and risk.

Power of a span is even over the minutes in which somebody works. What a factory's own sun gives at a moment serves all
that runs there; the rest is bought at the price of the hour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from treadle.terms.calendar import MINUTES_PER_DAY, ShiftCalendar
from treadle.terms.energy import Shift, TariffSpan, Work

#: Minutes of a step in which power and price are taken as even. Not tuned: tariffs change by quarters of an hour.
STEP_MINUTES = 15
#: An order is tried later by so many steps of half an hour: two days. Not tuned: bounds work.
SHIFT_MINUTES, MOST_SHIFTS = 30, 96

#: Kilowatt hours by factory and step of a quarter of an hour.
Load = dict[tuple[str, int], float]


def load_of(works: Sequence[Work]) -> Load:
    """Kilowatt hours in each quarter of an hour since the origin day began."""
    found: Load = defaultdict(float)
    for one in works:
        for key, kwh in _steps(one).items():
            found[key] += kwh
    return found


def bill(load: Mapping[tuple[str, int], float], tariff: Sequence[TariffSpan], origin: date) -> tuple[float, float]:
    """Cents for the power that is bought, and kilowatt hours that the own sun gave."""
    cents = solar = 0.0
    for (factory_id, step), kwh in load.items():
        price, own = _rate(tariff, factory_id, step, origin)
        used = min(kwh, own * STEP_MINUTES / 60.0)
        solar += used
        cents += (kwh - used) * price
    return cents, solar


def order_cents(works: Sequence[Work], tariff: Sequence[TariffSpan], origin: date) -> dict[str, float]:
    """The bill by order: in each quarter of an hour power is paid by all that runs, in parts of what they take."""
    load = load_of(works)
    found: dict[str, float] = defaultdict(float)
    for one in works:
        for (factory_id, step), kwh in _steps(one).items():
            price, own = _rate(tariff, factory_id, step, origin)
            bought = max(load[factory_id, step] - own * STEP_MINUTES / 60.0, 0.0)
            found[one.order_id] += kwh / load[factory_id, step] * bought * price
    return dict(found)


def shifts(
    works: Sequence[Work], tariff: Sequence[TariffSpan], calendars: Mapping[str, ShiftCalendar], origin: date,
    kept: Mapping[str, tuple[float, ...]], latest_end: Mapping[str, int],
) -> tuple[Shift, ...]:  # fmt: skip
    """For each span that is followed by free time: the later beginning that saves most, where one does.

    A span moves as a whole, at its place, before the next one there begins and before `latest_end` of its order.
    `kept` are by order how sure its promise is where it comes 0, 1, 2 … days later.
    """
    load = load_of(works)
    now, _ = bill(load, tariff, origin)
    found = []
    for one in works:
        after = [other.start_minute for other in works
                 if other.resource_id == one.resource_id and other.factory_id == one.factory_id
                 and other.start_minute >= one.end_minute and other is not one]  # fmt: skip
        limit = min([*after, latest_end.get(one.order_id, one.end_minute)])
        best: Shift | None = None
        for step in range(1, MOST_SHIFTS + 1):
            moved = _moved(one, step * SHIFT_MINUTES, calendars[one.factory_id], origin)
            if moved is None or moved.end_minute > limit:
                break
            then = dict(load)
            for key, kwh in _steps(one).items():
                then[key] = then[key] - kwh
            for key, kwh in _steps(moved).items():
                then[key] = then.get(key, 0.0) + kwh
            saved = now - bill(then, tariff, origin)[0]
            if saved > (best.saved_cents if best else 0.5):
                days = (moved.end_minute - 1) // MINUTES_PER_DAY - (one.end_minute - 1) // MINUTES_PER_DAY
                shares = kept.get(one.order_id, (1.0,))
                best = Shift(order_id=one.order_id, stage=one.stage, later_minutes=step * SHIFT_MINUTES,
                             saved_cents=round(saved, 2), kept_share=shares[0],
                             kept_share_after=shares[min(days, len(shares) - 1)])  # fmt: skip
        if best is not None:
            found.append(best)
    return tuple(sorted(found, key=lambda one: (-one.saved_cents, one.order_id, one.stage)))


def _moved(one: Work, minutes: int, calendar: ShiftCalendar, origin: date) -> Work | None:
    """The span with the same working minutes, begun later; None where it would not begin in working time."""
    start = one.start_minute + minutes
    needed = sum(end - begin for begin, end in one.worked)
    worked: list[tuple[int, int]] = []
    for begin, end in calendar.worked(origin, start, start + 14 * MINUTES_PER_DAY):
        span = min(end - begin, needed)
        worked.append((begin, begin + span))
        needed -= span
        if needed <= 0:
            return replace(one, start_minute=worked[0][0], end_minute=worked[-1][1], worked=tuple(worked))
    return None


def _steps(one: Work) -> Load:
    """Kilowatt hours of a span in each quarter of an hour."""
    minutes = sum(end - start for start, end in one.worked)
    found: Load = defaultdict(float)
    for start, end in one.worked if minutes else ():
        step = start // STEP_MINUTES
        while step * STEP_MINUTES < end:
            overlap = min(end, (step + 1) * STEP_MINUTES) - max(start, step * STEP_MINUTES)
            found[one.factory_id, step] += one.kwh * overlap / minutes
            step += 1
    return found


def _rate(tariff: Sequence[TariffSpan], factory_id: str, step: int, origin: date) -> tuple[float, float]:
    """Cents of a kilowatt hour and kilowatts of sun; a span of the weekday goes before one of every day, 0 where none
    is said."""
    minute = step * STEP_MINUTES
    day, at = origin + timedelta(days=minute // MINUTES_PER_DAY), minute % MINUTES_PER_DAY
    fits = [one for one in tariff if one.factory_id == factory_id and one.start_minute <= at < one.end_minute
            and one.weekday in (None, day.weekday())]  # fmt: skip
    best = max(fits, key=lambda one: one.weekday is not None, default=None)
    return (best.cents_per_kwh, best.solar_kw) if best else (0.0, 0.0)
