"""Who can sew what: balanced lines, the factories with the hours that were promised on, and how sure promises are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from treadle.day.where_balanced import where_balanced
from treadle.schedule.learning import learn_promises
from treadle.schedule.power import with_power
from treadle.sew.away import away_shares, mixed_balance
from treadle.sew.balance import balance_line
from treadle.sew.real_times import with_real_times
from treadle.sew.staffings import Staffings
from treadle.terms.budget import Progress
from treadle.terms.place import Factory
from treadle.terms.policy import Policy, PromisePolicy
from treadle.terms.schedule import WorkOrderDemand
from treadle.terms.sewing import Bulletin, LineBalance, SewingLine
from treadle.terms.snapshot import Snapshot


def balanced_at(snapshot: Snapshot) -> dict[str, tuple[Factory, ...]]:
    """The factories of every bulletin in use."""
    used = sorted({style.bulletin_id for style in snapshot.catalogue.styles if style.is_made and style.bulletin_id})
    return where_balanced(snapshot, used)


def line_balances(
    snapshot: Snapshot, policy: Policy, progress: Progress, where: Mapping[str, Sequence[Factory]] | None = None
) -> tuple[LineBalance, ...]:
    """Every bulletin in use on every sewing line of its factories, in the order of bulletins, factories and lines;
    `where` is `balanced_at` where the caller has worked it out."""
    pairs = [
        (snapshot.bulletins[bulletin_id], factory, line)
        for bulletin_id, factories in (balanced_at(snapshot) if where is None else where).items()
        for factory in factories
        for line in factory.sewing_lines
    ]
    found, known = [], Staffings()
    for at, (bulletin, factory, line) in enumerate(pairs, start=1):
        found.append(_balance(snapshot, policy, bulletin, factory, line, known))
        progress.step("balancing lines", at, len(pairs))
    return tuple(found)


def balances_with(
    snapshot: Snapshot, policy: Policy, balances: Sequence[LineBalance], line_ids: Collection[str]
) -> tuple[LineBalance, ...]:
    """The balances, those of some lines made anew with the people who are there."""
    places = {line.line_id: (factory, line) for factory in snapshot.factories for line in factory.sewing_lines}
    known = Staffings()
    return tuple(
        _balance(snapshot, policy, snapshot.bulletins[one.bulletin_id], *places[one.line_id], known)
        if one.line_id in line_ids and one.line_id in places
        else one
        for one in balances
    )


def _balance(
    snapshot: Snapshot, policy: Policy, bulletin: Bulletin, factory: Factory, line: SewingLine, known: Staffings
) -> LineBalance:
    """A bulletin on a line with the people who are there in the lead time of a plan: what those who are away could do
    is done by the others, as they can."""
    line, seed = with_real_times(line, bulletin, snapshot.floor.times), policy.plan.seed
    whole = balance_line(bulletin, line, seed=seed, policy=policy.sew, known=known)
    away = away_shares(line, factory.calendar, snapshot.as_of, policy.plan.lead_days)
    if not away:
        return whole
    shorts = [
        (share, len(people), balance_line(bulletin, line.without(people), seed=seed, policy=policy.sew, known=known))
        for people, share in sorted(away.items())
    ]
    return mixed_balance(whole, shorts)


def powered(snapshot: Snapshot, policy: Policy, demands: Sequence[WorkOrderDemand]) -> tuple[WorkOrderDemand, ...]:
    """Work orders with the power that a piece takes, where a factory pays for it by the hour."""
    return with_power(
        demands, snapshot.factories, snapshot.bulletins, snapshot.processes, policy.schedule.sewing_kwh_per_minute
    )


def standing_factories(snapshot: Snapshot) -> tuple[Factory, ...]:
    """The factories with the overtime that released orders were promised on."""
    days: dict[str, set[date]] = {}
    for order in snapshot.released:
        days.setdefault(order.factory_id, set()).update(day for day in order.overtime_days if day >= snapshot.as_of)
    return tuple(factory.opened(days.get(factory.factory_id, ())) for factory in snapshot.factories)


def promising(snapshot: Snapshot, policy: Policy) -> PromisePolicy:
    """What promises reckon with: what is told, and what the orders seen up to now teach."""
    return learn_promises(policy.promise, snapshot.orders, snapshot.as_of)
