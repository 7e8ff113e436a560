"""What is still to come, as a plan tells of it: late orders first, with the days they may come or what to ask."""

from __future__ import annotations

from collections.abc import Mapping

from treadle.terms.order import OpenOrder, Order
from treadle.terms.policy.scheduling import PromisePolicy
from treadle.terms.reason import Fact, Reason
from treadle.terms.schedule import KEPT, LATE
from treadle.terms.snapshot import Snapshot
from treadle.track.asked import asked
from treadle.track.coming import Record, records, wait_day
from treadle.track.counts import Question

#: Chances by which the day of an overdue order is told. Not tuned: how much is shown.
CHANCES = (0.1, 0.5, 0.9)


def open_orders(snapshot: Snapshot, policy: PromisePolicy) -> tuple[OpenOrder, ...]:
    """All orders with something open: those longest late first, then by promise day."""
    known = records(snapshot.orders, snapshot.as_of, policy)
    questions = {one.order_id: one for one in asked(snapshot)}
    found = [
        _open_order(snapshot, order, known, questions.get(order.order_id))
        for order in snapshot.orders
        if order.open_units
    ]
    return tuple(sorted(found, key=lambda one: (-one.late_days, one.promise_day, one.order_id)))


def _open_order(snapshot: Snapshot, order: Order, known: Mapping[str, Record], question: Question | None) -> OpenOrder:
    terms, as_of = order.terms, snapshot.as_of
    is_late = order.is_overdue(as_of)
    late_days = max((as_of - terms.promise_day).days, 0)
    facts: dict[str, Fact] = {
        "order": order.order_id, "open_units": order.open_units, "promise_day": terms.promise_day.isoformat(),
    }  # fmt: skip
    low, middle, high = (order.told_day,) * 3
    code = "order.in_time"
    if order.moved_day is not None:
        code = "order.moved"
        facts["moved_day"] = order.moved_day.isoformat()
    after_days = (order.told_day - terms.due_day).days
    if order.promise_status != KEPT:
        code = "order.after_due" if order.promise_status == LATE else "order.not_sure"
        facts |= {
            "due_day": terms.due_day.isoformat(),
            "after_days": after_days,
            "told_day": order.told_day.isoformat(),
        }
    if is_late:
        record = known.get(terms.factory_id, known["*"])
        low, middle, high = (wait_day(record, chance, as_of) for chance in CHANCES)
        code = "order.overdue"
        facts |= {
            "late_days": late_days, "q10_day": low.isoformat(), "q50_day": middle.isoformat(),
            "q90_day": high.isoformat(),
        }  # fmt: skip
    if question is not None:
        code = "order.asked"
        facts |= {
            "risen_units": sum(question.risen_units.values()), "counted_units": question.counted_units,
            "sold_units": question.sold_units, "now_units": question.now_units,
            "counted_day": question.counted_day.isoformat(),
        }  # fmt: skip
    return OpenOrder(
        order_id=order.order_id,
        style_id=terms.style_id,
        factory_id=terms.factory_id,
        status="asked" if question is not None else "overdue" if is_late else "in time",
        ordered_units=order.ordered_units,
        received_units=order.received_units,
        cancelled_units=order.cancelled_units,
        open_units=order.open_units,
        due_day=terms.due_day,
        promise_day=terms.promise_day,
        late_days=late_days,
        comes_days=(low, middle, high),
        promise_status=order.promise_status,
        cost_cents=terms.cost_cents + order.price_cents,
        reason=Reason(code=code, facts=tuple(facts.items())),
    )
