"""Rules by which people who are free take work on a painted floor: treadle's own, and two plain ones."""

from __future__ import annotations

from treadle.simulate.sewn_floor.play import Job, LinePlay, Progress
from treadle.terms.dispatch import OrderUrgency, WaitingWork
from treadle.terms.sewing import Operator
from treadle.track.dispatch import next_bundles


def by_worth(play: LinePlay, person: Operator) -> Job | None:
    """The bundle that `track.dispatch` puts first."""
    people = max(len(play.line.line.operators), 1)
    orders, waiting, jobs = {}, [], {}
    for one, operation, job, since in play.waiting():
        name = one.order.order_id
        if name not in orders:
            orders[name] = OrderUrgency(
                order_id=name, left_minutes=one.left_minutes / people, due_minutes=one.order.due_minute - play.now,
                late_cents_per_day=one.order.late_cents_per_day,
            )  # fmt: skip
        step = one.order.bulletin.operations[operation]
        jobs[name, step.operation_id] = job
        waiting.append(
            WaitingWork(
                bundle_id=one.order.bundles[job.bundle][0], order_id=name,
                bulletin_id=one.order.bulletin.bulletin_id, operation=step, units=job.units,
                waited_minutes=play.now - since, queue_minutes=_queue_minutes(play, one, operation),
                ready_minutes=max((_queue_minutes(play, one, then) for then in one.after[operation]), default=0.0),
                ahead_minutes=max((play.clock_minutes(one, then, one.pieces[operation] - one.pieces[then])
                                   for then in one.after[operation]), default=0.0),
                is_matched=all(
                    earlier == operation or earlier in one.done[job.bundle]
                    for then in one.after[operation] for earlier in one.before[then]
                ),
            )
        )  # fmt: skip
    own = play.own.get(person.operator_id, frozenset())
    found = next_bundles(person, own, waiting, orders, machines=play.machines.get(person.operator_id, frozenset()))
    return jobs[found[0].order_id, found[0].operation_id] if found else None


def fixed_sequence(play: LinePlay, person: Operator) -> Job | None:
    """The plan's sequence: what waits of the earliest order, from the last operation on."""
    places = {one.order_id: at for at, one in enumerate(play.line.orders)}
    found = [
        ((not job.is_rework, places[job.order_id], -operation, job.bundle), job)
        for one, operation, job, _ in play.waiting()
        if _is_own(play, person, one, operation)
    ]
    return min(found, key=lambda one: one[0])[1] if found else None


def longest_queue(play: LinePlay, person: Operator) -> Job | None:
    """What waits where most minutes wait."""
    found = [
        ((-_queue_minutes(play, one, operation), since, job.order_id, operation), job)
        for one, operation, job, since in play.waiting()
        if _is_own(play, person, one, operation)
    ]
    return min(found, key=lambda one: one[0])[1] if found else None


def _is_own(play: LinePlay, person: Operator, one: Progress, operation: int) -> bool:
    bulletin = one.order.bulletin
    step = bulletin.operations[operation]
    own = play.own.get(person.operator_id, frozenset())
    return (bulletin.bulletin_id, step.operation_id) in own and person.minutes(step) is not None


def _queue_minutes(play: LinePlay, one: Progress, operation: int) -> float:
    return play.clock_minutes(one, operation, sum(units for _, units in one.waiting[operation].values()))
