"""Who can sew what: balanced lines, the factories with the hours that were promised on, and how sure promises are."""

from __future__ import annotations

from datetime import date

from treadle.schedule.learning import learn_promises
from treadle.sew.balance import balance_line
from treadle.sew.real_times import with_real_times
from treadle.terms.budget import Progress
from treadle.terms.place import Factory
from treadle.terms.policy import Policy, PromisePolicy
from treadle.terms.sewing import LineBalance
from treadle.terms.snapshot import Snapshot


def line_balances(snapshot: Snapshot, policy: Policy, progress: Progress) -> tuple[LineBalance, ...]:
    """Every bulletin in use on every sewing line, in the order of bulletins, factories and lines."""
    used = sorted({style.bulletin_id for style in snapshot.catalogue.styles if style.is_made and style.bulletin_id})
    pairs = [
        (snapshot.bulletins[bulletin_id], line)
        for bulletin_id in used
        for factory in snapshot.factories
        for line in factory.sewing_lines
    ]
    found = []
    for at, (bulletin, line) in enumerate(pairs, start=1):
        timed = with_real_times(line, bulletin, snapshot.floor.times)
        found.append(balance_line(bulletin, timed, seed=policy.plan.seed))
        progress.step("balancing lines", at, len(pairs))
    return tuple(found)


def standing_factories(snapshot: Snapshot) -> tuple[Factory, ...]:
    """The factories with the overtime that released orders were promised on."""
    days: dict[str, set[date]] = {}
    for order in snapshot.released:
        days.setdefault(order.factory_id, set()).update(day for day in order.overtime_days if day >= snapshot.as_of)
    return tuple(factory.opened(days.get(factory.factory_id, ())) for factory in snapshot.factories)


def promising(snapshot: Snapshot, policy: Policy) -> PromisePolicy:
    """What promises reckon with: what is told, and what the orders seen up to now teach."""
    return learn_promises(policy.promise, snapshot.orders, snapshot.as_of)
