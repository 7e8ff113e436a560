"""The next bundle for a free station: what the plan says its order is worth, who can do it well, what waits where.

The worth of an order is its apparent tardiness cost (Vepsalainen and Morton 1987, Management Science 33, 1035-1047):
what a day late costs by the minutes that are left of it, less the more minutes it has to spare. Within it an operation
comes first whose followers have little to do, and nothing is begun where they have plenty: work is pulled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import exp

from treadle.terms.dispatch import NextBundle, OrderUrgency, RailStation, WaitingWork
from treadle.terms.reason import Reason
from treadle.terms.sewing import Operator

#: Minutes to spare that make an order e times less urgent. Set on made floors of the row `dispatch` with another seed.
SPARE_MINUTES = 250.0
#: Nothing is begun where so many minutes of work wait behind it. Set on made floors of the row `dispatch` with
#: another seed.
PLENTY_MINUTES = 60.0
#: Work that waits so long at somebody else's station is helped with. Set on made floors of the row `dispatch` with
#: another seed: the shorter the better there, where changing one's work costs nothing; so not shorter.
HELP_MINUTES = 15.0
#: Even an order that nothing is lost by counts so many cents a day, so that it is sewn too. Not tuned.
LEAST_CENTS = 1.0
#: A bundle that has waited a shift counts so much more. A round number, not tuned.
SHIFT_MINUTES = 480.0


def next_bundles(
    person: Operator, own: Collection[tuple[str, str]], waiting: Iterable[WaitingWork],
    orders: Mapping[str, OrderUrgency], *, machines: Collection[str] = (),
) -> tuple[NextBundle, ...]:  # fmt: skip
    """What somebody who is free may take, the best first; nothing where it is better to wait.

    `own` are the (bulletin, operation) they are placed at, `machines` the kinds at their station. Work of others is
    offered only where none of their own can be begun: on such a machine, where it waits long. Bundles of orders that
    nobody tells of are left out.
    """
    able = []
    for one in waiting:
        minutes = person.minutes(one.operation)
        if minutes is None or one.order_id not in orders:
            continue
        is_own = (one.bulletin_id, one.operation.operation_id) in own
        able.append((one, minutes, is_own))
    mine = [_told(one, minutes, orders[one.order_id], is_help=False)
            for one, minutes, is_own in able if is_own and _may_begin(one)]  # fmt: skip
    if not mine:
        mine = [
            _told(one, minutes, orders[one.order_id], is_help=True)
            for one, minutes, is_own in able
            if not is_own
            and one.operation.machine in machines
            and (one.is_rework or one.queue_minutes >= HELP_MINUTES)
            and _may_begin(one)
        ]
    return tuple(sorted(mine, key=lambda one: (-one.worth, one.order_id, one.operation_id, one.bundle_id)))


def order_worth(one: OrderUrgency) -> float:
    """Cents that a minute of work on an order saves, by its apparent tardiness cost."""
    cents = max(one.late_cents_per_day, LEAST_CENTS) / max(one.left_minutes, 1.0)
    return cents * exp(-max(one.slack_minutes, 0.0) / SPARE_MINUTES)


def send_hanger(stations: Iterable[RailStation]) -> str | None:
    """The station of a hanger network to which a hanger goes next: where it is done first; None where it has to go
    round, because all rails that could take it are full."""
    open_to = [
        (one.rail_minutes + one.minutes, one.station_id)
        for one in stations
        if one.minutes is not None and one.free_places > 0
    ]
    return min(open_to)[1] if open_to else None


def _may_begin(one: WaitingWork) -> bool:
    """Whether those behind an operation can use what it makes; what is to be mended always may be.

    A bundle whose other parts are there may be begun however many parts wait for others, so that parts which wait for
    one another never stop the line.
    """
    is_wanted = one.ready_minutes < PLENTY_MINUTES and (one.is_matched or one.ahead_minutes < PLENTY_MINUTES)
    return one.is_rework or is_wanted


def _told(one: WaitingWork, minutes: float, order: OrderUrgency, *, is_help: bool) -> NextBundle:
    pace = one.operation.smv_minutes / minutes
    pull = exp(-one.ready_minutes / PLENTY_MINUTES) * (1.0 + one.waited_minutes / SHIFT_MINUTES)
    facts: dict[str, str | int | float | bool] = {
        "operation": one.operation.operation_id, "units": one.units, "minutes": round(minutes * one.units, 1),
        "slack_minutes": round(order.slack_minutes), "late_cents": round(order.late_cents_per_day),
        "waiting_minutes": round(one.queue_minutes), "ready_minutes": round(one.ready_minutes),
    }  # fmt: skip
    return NextBundle(
        bundle_id=one.bundle_id, order_id=one.order_id, operation_id=one.operation.operation_id, units=one.units,
        minutes=minutes * one.units, worth=order_worth(order) * pace * pull, is_help=is_help, is_rework=one.is_rework,
        reason=Reason.of("next.rework" if one.is_rework else "next.help" if is_help else "next.own", **facts),
    )  # fmt: skip
