"""A promise stands against the due day that is asked for now, whenever it was amended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from track_cases import entry, orders_of, placed, terms

from treadle.terms.entry import Amended
from treadle.terms.reason import Reason
from treadle.terms.schedule import Promise

PLANNED = date(2026, 3, 16)
WHY = Reason.of("promise.frozen")
PROMISE = Promise(
    work_order_id="WO-1", days=((0.9, date(2026, 3, 19)),), planned_day=PLANNED, why_not_earlier=WHY
)  # fmt: skip


def amended_to(due_day: date) -> str:
    body = Amended(reason="the window is earlier", terms=replace(terms(), due_day=due_day, promise=PROMISE))
    (order,) = orders_of(placed(), entry("amendment", body))
    return order.promise_status


def test_an_amended_due_day_is_what_the_promise_is_judged_by() -> None:
    assert orders_of(placed())[0].promise_status == "kept"
    assert amended_to(date(2026, 3, 19)) == "kept"
    assert amended_to(date(2026, 3, 17)) == "at risk", "planned by then, and so surely only on the 19th"
    assert amended_to(date(2026, 3, 13)) == "late"


def test_a_bought_in_order_is_asked_for_within_its_week() -> None:
    told = {"factory_id": "", "line_id": "", "promise": None}
    monday, friday = date(2026, 3, 16), date(2026, 3, 20)
    assert orders_of(placed(due_day=monday, promise_day=friday, **told))[0].promise_status == "kept"
    assert orders_of(placed(due_day=date(2026, 3, 13), promise_day=friday, **told))[0].promise_status == "late"
