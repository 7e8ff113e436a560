"""Released work that is not done: it stays where it was released until somebody reports it finished."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil

from treadle.terms.calendar import MINUTES_PER_DAY, ShiftCalendar
from treadle.terms.order import Order
from treadle.terms.schedule import FrozenSlot, WorkOrderDemand
from treadle.terms.snapshot import Snapshot

#: Days looked back for the working minutes that an order has used. Not tuned: bounds work and memory.
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


def left_share(snapshot: Snapshot, order: Order) -> float:
    """The share of an order's sewing that is left: by its scans where it is on the floor, else what is still to come
    of what is wanted."""
    wanted = max(sum(line.wanted_units for line in order.lines), 1)
    if snapshot.floor.order(order.order_id) is None:
        return order.open_units / wanted
    return min(sum(left_units(snapshot, order).values()) / wanted, 1.0)


def left_units(snapshot: Snapshot, order: Order) -> dict[str, int]:
    """Pieces of an order that are left to sew, by SKU: what is open, less what scans say is sewn, scrapped or half
    done, in whole pieces."""
    units = {line.sku: line.open_units for line in order.lines if line.open_units}
    floor = snapshot.floor.order(order.order_id)
    if floor is None:
        return units
    if "" in floor.left_units:
        share = sum(floor.left_units.values()) / max(floor.tied_units, 1)
        return {sku: left for sku, count in units.items() if (left := ceil(count * share - 1e-6))}
    found = {}
    for line in order.lines:
        untied = max(order.to_make(line) - floor.tied.get(line.sku, 0), 0)
        left = min(ceil(floor.left_units.get(line.sku, 0.0) + untied - 1e-6), line.open_units)
        if left:
            found[line.sku] = left
    return found


def released_demands(snapshot: Snapshot) -> tuple[WorkOrderDemand, ...]:
    """What is open of released work orders, fixed where and when they were released.

    An order that should have been sewn by now and was not reported is taken to hold its line until the end of the
    first day on which its factory works. Where bundles were scanned, only what they leave is still to be sewn, from now
    on.
    """
    found = []
    for order in unfinished(snapshot):
        terms = order.terms
        style = snapshot.catalogue.style[terms.style_id]
        units = left_units(snapshot, order)
        if not units:
            continue
        cut_share = 0.0 if "cut" in order.finished_stages else _uncut_share(snapshot, order)
        found.append(
            WorkOrderDemand(
                work_order_id=terms.work_order_id,
                style_id=terms.style_id,
                bulletin_id=style.bulletin_id or "",
                units=units,
                due_day=terms.due_day,
                spread_and_cut_minutes=terms.spread_and_cut_minutes * cut_share,
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


def _uncut_share(snapshot: Snapshot, order: Order) -> float:
    """What is begun at a machine was cut."""
    floor = snapshot.floor.order(order.order_id)
    return 1.0 if floor is None else 1.0 - floor.begun_units / max(floor.tied_units, 1)


def left_minutes(snapshot: Snapshot, origin_day: date, minute: int) -> int:
    """A minute of an earlier plan as minutes since midnight of this plan's day; negative when it is past."""
    return minute - (snapshot.as_of - origin_day).days * MINUTES_PER_DAY


def sewing_starts(snapshot: Snapshot, order: Order) -> int:
    """When an unfinished order is sewn, minutes since midnight of the plan's day, negative where it has begun: as
    released, or so that the rest of it ends with the next working day where that is over. What scans have begun goes on
    now."""
    terms = order.terms
    start = left_minutes(snapshot, terms.origin_day, terms.sew_start_minute)
    end = left_minutes(snapshot, terms.origin_day, terms.sew_end_minute)
    floor = snapshot.floor.order(order.order_id)
    if floor is not None:
        return 0 if floor.begun_units else max(start, 0)
    factory = next((one for one in snapshot.factories if one.factory_id == terms.factory_id), None)
    if end > 0 or factory is None:
        return start
    calendar = factory.calendar
    work = _worked(calendar, snapshot.as_of, start, end) * left_share(snapshot, order)
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
