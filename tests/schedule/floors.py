"""Small factories, orders and balances for the tests of the schedule."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from treadle.day.sourcing import Known, sourced
from treadle.terms.calendar import Shift, ShiftCalendar
from treadle.terms.cutting import CuttingTable
from treadle.terms.place import Factory
from treadle.terms.policy import SchedulePolicy
from treadle.terms.reason import Reason
from treadle.terms.schedule import WorkOrderDemand
from treadle.terms.sewing import LineBalance, Operator, SewingLine

MONDAY = date(2026, 3, 2)
WEEK = ShiftCalendar(
    shifts=tuple(
        Shift(weekday=day, start_minute=start, end_minute=end)
        for day in range(5)
        for start, end in ((8 * 60, 12 * 60), (13 * 60, 17 * 60))
    )
)


def factory(factory_id="F1", lines=("L1",), people=4, tables=("T1",), calendar=WEEK, **more):
    return Factory(
        factory_id=factory_id,
        name=factory_id,
        calendar=calendar,
        cutting_tables=tuple(CuttingTable(table_id=table) for table in tables),
        sewing_lines=tuple(
            SewingLine(
                line_id=line,
                operators=tuple(Operator(operator_id=f"{line}-{i}", efficiency={"plain": 1.0}) for i in range(people)),
            )
            for line in lines
        ),
        **{"minute_cost_cents": 20.0, **more},
    )


def balance(bulletin_id="B", line_id="L1", minutes_per_unit=1.0, status="balanced"):
    return LineBalance(
        bulletin_id=bulletin_id,
        line_id=line_id,
        stations=(),
        pitch_minutes=minutes_per_unit,
        minutes_per_unit=minutes_per_unit,
        line_efficiency=1.0,
        bottleneck_station_id="",
        status=status,
        reason=Reason.of("test"),
    )


def demand(name="W1", style="S1", units=240, due=4, cut=60.0, bulletin="B", **more):
    return WorkOrderDemand(
        work_order_id=name,
        style_id=style,
        bulletin_id=bulletin,
        units={f"{style}-M": units},
        due_day=MONDAY + timedelta(days=due),
        spread_and_cut_minutes=cut,
        **{"factory_id": "F1", **more},
    )


def made_plant(orders, seed):
    """Two factories of three and two lines with changeovers, and that many orders of eight styles, each at its own."""
    rng = np.random.default_rng(seed)
    factories = [
        factory("F1", ("L1", "L2", "L3"), people=12, tables=("T1", "T2"), changeover_minutes=60, finishing_days=1, transport_days=2),  # noqa: E501
        factory("F2", ("L4", "L5"), people=10, minute_cost_cents=17.0, changeover_minutes=45, minimum_units=150, transport_days=6),  # noqa: E501
    ]  # fmt: skip
    styles = [f"S{i}" for i in range(8)]
    balances = [
        balance(f"B-{style}", line, round(float(rng.uniform(0.4, 1.2)), 3), "balanced" if rng.random() < 0.85 else "infeasible")  # noqa: E501
        for style in styles
        for line in ("L1", "L2", "L3", "L4", "L5")
    ]  # fmt: skip
    demands = []
    span = max(6, int(orders * 260 / 5 / 480))
    for i in range(orders):
        style = styles[int(rng.integers(len(styles)))]
        units = int(rng.integers(60, 500))
        lays = tuple(float(x) for x in rng.integers(15, 50, int(rng.integers(1, 4))))
        demands.append(
            demand(
                f"W{i:03d}", style, units, int(rng.integers(5, 8 + span)), sum(lays), f"B-{style}", lay_minutes=lays,
                fabric_ready_day=MONDAY + timedelta(days=int(rng.integers(0, span))) if rng.random() < 0.3 else None,
                factory_id="",
            )
        )  # fmt: skip
    return list(placed(demands, factories, balances)), factories, balances


def placed(demands, factories, balances):
    """The orders at the factories that are chosen for them."""
    return sourced(
        (), demands, factories, balances, origin_day=MONDAY, rules=SchedulePolicy(), known=Known()
    ).demands  # fmt: skip
