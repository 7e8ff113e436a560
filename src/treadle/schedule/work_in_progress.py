"""Released work that is not done: it stays where it was released until somebody reports it finished."""

from __future__ import annotations

from datetime import date, timedelta

from treadle.terms.calendar import MINUTES_PER_DAY, ShiftCalendar
from treadle.terms.order import Order
from treadle.terms.schedule import FrozenSlot, WorkOrderDemand
from treadle.terms.snapshot import Snapshot

#: Days looked back for the working minutes that an order has used.
_MOST_DAYS = 400


def unfinished(snapshot: Snapshot) -> tuple[Order, ...]:
    """Orders that a factory of ours still has to sew, as far as anybody has said: open, and not reported sewn."""
    return tuple(
        order
        for order in snapshot.orders
        if order.terms.is_made
        and order.open_units
        and "sew" not in order.finished_stages
        and order.terms.style_id in snapshot.catalogue.style
    )


def open_share(order: Order) -> float:
    """The share of what is wanted of an order that is still to come."""
    return order.open_units / max(sum(line.wanted_units for line in order.lines), 1)


def released_demands(snapshot: Snapshot) -> tuple[WorkOrderDemand, ...]:
    """What is open of released work orders, fixed where and when they were released.

    An order that should have been sewn by now and was not reported is taken to hold its line until the end of the
    first day on which its factory works.
    """
    found = []
    for order in unfinished(snapshot):
        terms = order.terms
        style = snapshot.catalogue.style[terms.style_id]
        is_cut = "cut" in order.finished_stages
        found.append(
            WorkOrderDemand(
                work_order_id=terms.work_order_id,
                style_id=terms.style_id,
                bulletin_id=style.bulletin_id or "",
                units={line.sku: line.open_units for line in order.lines if line.open_units},
                due_day=terms.due_day,
                spread_and_cut_minutes=0.0 if is_cut else terms.spread_and_cut_minutes,
                stage_minutes=snapshot.stage_minutes.get(terms.style_id, {}),
                colours=len(
                    {snapshot.catalogue.sku[sku].option_id for sku in terms.units if sku in snapshot.catalogue.sku}
                ),
                frozen=FrozenSlot(
                    factory_id=terms.factory_id, line_id=terms.line_id, sew_start_minute=sewing_starts(snapshot, order)
                ),
            )
        )
    return tuple(found)


def left_minutes(snapshot: Snapshot, origin_day: date, minute: int) -> int:
    """A minute of an earlier plan as minutes since midnight of this plan's day; negative when it is past."""
    return minute - (snapshot.as_of - origin_day).days * MINUTES_PER_DAY


def sewing_starts(snapshot: Snapshot, order: Order) -> int:
    """When an unfinished order is sewn, minutes since midnight of the plan's day, negative where it has begun: as
    released, or so that the rest of it ends with the next working day where that is over."""
    terms = order.terms
    start = left_minutes(snapshot, terms.origin_day, terms.sew_start_minute)
    end = left_minutes(snapshot, terms.origin_day, terms.sew_end_minute)
    factory = next((one for one in snapshot.factories if one.factory_id == terms.factory_id), None)
    if end > 0 or factory is None:
        return start
    calendar = factory.calendar
    work = _worked(calendar, snapshot.as_of, start, end) * open_share(order)
    for day in range(_MOST_DAYS):
        spans = calendar.spans(snapshot.as_of + timedelta(days=day))
        if spans:
            return _begins(calendar, snapshot.as_of, day * MINUTES_PER_DAY + spans[-1][1], max(round(work), 1))
    return start


def _spans(calendar: ShiftCalendar, origin: date, day: int) -> tuple[tuple[int, int], ...]:
    return tuple(
        (day * MINUTES_PER_DAY + first, day * MINUTES_PER_DAY + last)
        for first, last in calendar.spans(origin + timedelta(days=day))
    )


def _worked(calendar: ShiftCalendar, origin: date, start: int, end: int) -> int:
    """Working minutes between two minutes."""
    days = range(start // MINUTES_PER_DAY, end // MINUTES_PER_DAY + 1)
    return sum(
        max(0, min(last, end) - max(first, start)) for day in days for first, last in _spans(calendar, origin, day)
    )


def _begins(calendar: ShiftCalendar, origin: date, end: int, work: int) -> int:
    """The minute from which `work` working minutes are over at `end`."""
    day = end // MINUTES_PER_DAY
    for back in range(_MOST_DAYS):
        for first, last in reversed(_spans(calendar, origin, day - back)):
            span = max(0, min(last, end) - first)
            if span >= work:
                return min(last, end) - work
            work -= span
    return end
