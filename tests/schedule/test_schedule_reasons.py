"""Reasons of factories, days, promises and rush orders: take away what is said to be the cause, and it is otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from floors import MONDAY, WEEK, balance, demand, factory

from treadle.schedule.plan import plan_schedule
from treadle.schedule.rush import rush_order
from treadle.terms.budget import Budget
from treadle.terms.place import WorkCentre
from treadle.terms.policy import Pace, PromisePolicy
from treadle.terms.schedule import HELD, MOVED, RELEASED, FrozenSlot, Schedule

CERTAIN = PromisePolicy(
    cut_sd=0, sew_sd=0, line_sd=0, changeover_sd=0, rework_share=0, fabric_late_share=0, transport_late_share=0
)
RISKY = replace(CERTAIN, transport_late_share=0.2, transport_late_days=0.5, samples=400)
PRINT = (WorkCentre(work_centre_id="P1", stage="print", people=2),)
CLOSED = replace(WEEK, closed_days=frozenset({MONDAY, MONDAY + timedelta(days=1)}))
#: A code, and what it explains.
Told = tuple[str | None, Any]


def scheduled(
    *demands: Any, plants: Any = None, promise: PromisePolicy = CERTAIN, work: float = 0.2, **more: Any
) -> Schedule:
    plants = plants or [factory(**more)]
    lines = [balance(line_id=line.line_id) for one in plants for line in one.sewing_lines]
    return plan_schedule(demands, plants, lines, origin_day=MONDAY, budget=Budget(work=work), promise=promise)


def order(schedule: Schedule) -> Any:
    return next(one for one in schedule.work_orders if one.work_order_id == "W1")


def lateness(*demands: Any, **more: Any) -> Told:
    one = order(scheduled(*demands, **more))
    return (one.late_reason.code if one.late_reason else None, one.status)


def where(*demands: Any, **more: Any) -> Told:
    one = order(scheduled(*demands, **more))
    return one.factory_reason.code, one.factory_id


def promised(*demands: Any, **more: Any) -> Told:
    one = order(scheduled(*demands, **more))
    return one.promise_reason.code, one.promise_day


def pace(factor: float, sd: float, *, is_told: bool = True) -> Told:
    learned = (Pace(factory_id="F1", orders=20, factor=factor, sd=sd),) if is_told else ()
    made = scheduled(demand(units=1200, due=20), promise=replace(CERTAIN, paces=learned), transport_days=4)
    code = next((one.code for one in made.reasons if one.code.startswith("pace.")), None)
    return code, order(made).promise_day


def rushed(*demands: Any, units: int = 60, due: int = 0, bulletin: str = "B", worth: int | None = None,
           promise: PromisePolicy = CERTAIN, **more: Any) -> Told:  # fmt: skip
    plant = (list(demands), [factory(**more)], [balance()])
    schedule = plan_schedule(*plant, origin_day=MONDAY, budget=Budget(work=0.2), promise=promise)
    asked = demand("RUSH", units=units, due=due, bulletin=bulletin, late_cents_per_day=60_000)
    answer = rush_order(schedule, *plant, asked, worth_cents=worth, promise=promise)
    return answer.reason.code, answer.is_accepted


def frozen(day: int, line: str = "L1", at: str = "F1", why: str = RELEASED) -> FrozenSlot:
    return FrozenSlot(factory_id=at, line_id=line, sew_start_minute=day * 1440 + 600, why=why, note="the fair")


def two(*, near: float = 21.0, far: float = 20.0, **nearer: Any) -> list[Any]:
    """A factory nearby, and one whose goods are 20 days on the road."""
    return [factory("NEAR", minute_cost_cents=near, **nearer),
            factory("FAR", ("L2",), minute_cost_cents=far, transport_days=20)]  # fmt: skip


STYLES = (demand("W0", "A", 200, due=0, cut=10, priority=1), demand("W1", "B", 200, due=0, cut=10))
TABLE = (demand("W0", units=10, due=0, cut=400, priority=1), demand("W1", units=60, due=0, cut=100))
LINE = (demand("W0", units=900, due=1, priority=1), demand("W1", due=1))
LATER = demand("W1", fabric_ready_day=MONDAY + timedelta(days=3), due=2)
STATION = tuple(
    demand(f"W{at}", due=1, stage_minutes={"print": 3.0}, late_cents_per_day=500, priority=1 - at) for at in (0, 1)
)
WIDE: dict[str, Any] = {"lines": ("L1", "L2"), "tables": ("T1", "T2"), "work_centres": PRINT}
WORKS = demand("W1", units=400, due=0, late_cents_per_day=50_000)

#: By reason: what it is said of, and the same without the cause.
SCHEDULE_CAUSES: dict[str, tuple[Callable[[], Told], Callable[[], Told]]] = {
    "late.lead_time": (lambda: lateness(demand(units=2400, due=2)), lambda: lateness(demand(units=240, due=2))),
    "late.material": (lambda: lateness(LATER), lambda: lateness(replace(LATER, fabric_ready_day=None))),
    "late.capacity": (lambda: lateness(*LINE), lambda: lateness(LINE[1])),
    "late.changeover": (lambda: lateness(*STYLES, changeover_minutes=90), lambda: lateness(*STYLES)),
    "late.cutting_wait": (lambda: lateness(*TABLE, work=0.0), lambda: lateness(*TABLE, work=0.0, tables=("T1", "T2"))),
    "late.calendar": (lambda: lateness(demand(due=0), calendar=CLOSED), lambda: lateness(demand(due=0))),
    "late.stage_wait": (lambda: lateness(*STATION, **WIDE), lambda: lateness(STATION[1], **WIDE)),
    "late.frozen": (lambda: lateness(demand(due=2, frozen=frozen(4))), lambda: lateness(demand(due=2))),
    "infeasible.below_minimum": (lambda: lateness(demand(units=50), minimum_units=100),
                                 lambda: lateness(demand(units=50))),
    "infeasible.no_capable_factory": (lambda: lateness(demand(bulletin="?")), lambda: lateness(demand())),
    "infeasible.no_work_centre": (lambda: lateness(demand(stage_minutes={"print": 0.5})),
                                  lambda: lateness(demand(stage_minutes={"print": 0.5}), work_centres=PRINT)),
    "factory.none": (lambda: where(demand(units=50), minimum_units=100), lambda: where(demand(units=50))),
    "factory.given": (lambda: where(demand(due=40)), lambda: where(demand(units=50), minimum_units=100)),
    "infeasible.not_placed": (lambda: lateness(demand(factory_id="")), lambda: lateness(demand())),
    "factory.frozen": (lambda: where(demand(due=40, frozen=frozen(1, at="NEAR")), plants=two()),
                       lambda: where(demand(due=40), plants=two())),
    "factory.moved": (lambda: where(demand(due=40, frozen=frozen(1, at="NEAR", why=MOVED)), plants=two()),
                      lambda: where(demand(due=40), plants=two())),
    "factory.held": (lambda: where(demand(due=40, frozen=frozen(1, at="NEAR", why=HELD)), plants=two()),
                     lambda: where(demand(due=40), plants=two())),
    "late.set": (lambda: lateness(demand(due=2, frozen=frozen(4, why=MOVED))), lambda: lateness(demand(due=2))),
    "promise.set": (lambda: promised(demand(due=9, frozen=frozen(3, why=MOVED))), lambda: promised(demand(due=9))),
    "promise.resource": (lambda: promised(demand("W0", units=900, due=0), demand("W1", due=9)),
                         lambda: promised(demand("W1", due=9))),
    "promise.material": (lambda: promised(replace(LATER, due_day=MONDAY + timedelta(days=9))),
                         lambda: promised(demand(due=9))),
    "promise.lead_time": (lambda: promised(demand(units=2400, due=20)), lambda: promised(demand(units=240, due=20))),
    "promise.frozen": (lambda: promised(demand(due=9, frozen=frozen(3))), lambda: promised(demand(due=9))),
    "risk.buffer": (lambda: lateness(demand(due=1), promise=RISKY, transport_days=1),
                    lambda: lateness(demand(due=1), promise=replace(RISKY, probability=0.75), transport_days=1)),
    "pace.slower": (lambda: pace(2.0, 0.0), lambda: pace(2.0, 0.0, is_told=False)),
    "pace.quicker": (lambda: pace(0.5, 0.0), lambda: pace(0.5, 0.0, is_told=False)),
    "pace.as_told": (lambda: pace(1.0, 0.6), lambda: pace(1.0, 0.6, is_told=False)),
    "rush.infeasible": (lambda: rushed(bulletin="?"), lambda: rushed()),
    "rush.refuse_worth": (lambda: rushed(WORKS, units=300, worth=1_000), lambda: rushed(WORKS, units=300, worth=10**6)),
    "rush.accept_worth": (lambda: rushed(WORKS, units=300, worth=10**6), lambda: rushed(WORKS, units=300, worth=1_000)),
    "rush.refuse_harm": (lambda: rushed(WORKS, units=300), lambda: rushed(units=300)),
    "rush.accept_harmless": (lambda: rushed(demand(units=420, due=20)), lambda: rushed(WORKS, units=300)),
    "rush.refuse_late": (lambda: rushed(units=900, due=0), lambda: rushed(units=900, due=9)),
    "rush.refuse_risk": (lambda: rushed(due=1, promise=RISKY, transport_days=1),
                         lambda: rushed(due=1, transport_days=1)),
}  # fmt: skip


@pytest.mark.parametrize("code", SCHEDULE_CAUSES)
def test_without_its_cause_it_is_otherwise(code: str) -> None:
    (said, number), (_, moved) = (told() for told in SCHEDULE_CAUSES[code])
    assert said == code
    assert moved != number, f"{code}: {number} either way"
