"""Who makes what: the orders of a day over the brand's own factories, and what is bought in over those that quoted.

`schedule` tells what each order would cost at each factory and what these have free; `source` chooses for all orders
together. What nobody has room for in time is asked for again a week later, then two, and so on: it is placed where it
is least dear even late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from treadle.schedule.factory_quotes import FactoryRooms, factory_rooms
from treadle.schedule.jobs import late_cents_per_day
from treadle.source.score import score_factories
from treadle.source.split import split_orders
from treadle.terms.buy import BuyLine, BuyPlan
from treadle.terms.calendar import week_start
from treadle.terms.place import Factory
from treadle.terms.policy import Policy
from treadle.terms.schedule import WorkOrderDemand
from treadle.terms.sewing import LineBalance
from treadle.terms.snapshot import Snapshot
from treadle.terms.sourcing import FactoryProfile, OrderToPlace, Quote, SplitPlan

#: By how many weeks the day is put off, one time after the other, of an order that nobody has room for: not tuned.
_LATER_WEEKS = (1, 2, 4, 8, 16)
_NOTHING = SplitPlan()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """Orders with the factory that was chosen for each (one that nobody can make has none), and the split."""

    demands: tuple[WorkOrderDemand, ...]
    split: SplitPlan


def sourced(
    snapshot: Snapshot, policy: Policy, fixed: Sequence[WorkOrderDemand], demands: Sequence[WorkOrderDemand],
    factories: Sequence[Factory], balances: Sequence[LineBalance], *, poor_cents: Mapping[str, float],
) -> Sourced:  # fmt: skip
    """`demands` with their factories; `fixed` are released orders, `poor_cents` what a lost piece costs, by style."""
    free = [one for one in demands if one.frozen is None]
    if not free or not factories:
        return Sourced(demands=tuple(demands), split=_NOTHING)
    rooms = factory_rooms(
        (*fixed, *demands), factories, balances, origin_day=snapshot.as_of, rules=policy.schedule
    )  # fmt: skip
    quotes = [_quote(one.order_id, one.factory_id, one.cents, one.days, rooms, free) for one in rooms.quotes]
    profiles = _profiles(snapshot, factories, rooms)
    asked = [_order(snapshot, policy, one, rooms, poor_cents) for one in free]
    split = _placed(snapshot, asked, profiles, quotes)
    chosen = {one.order_id: one for one in split.lines}
    return Sourced(
        demands=tuple(
            one if (line := chosen.get(one.work_order_id)) is None
            else replace(one, factory_id=line.factory_id, factory_reason=line.reason)
            for one in demands
        ), split=split,
    )  # fmt: skip


def _placed(
    snapshot: Snapshot, orders: Sequence[OrderToPlace], profiles: Sequence[FactoryProfile], quotes: Sequence[Quote]
) -> SplitPlan:
    """The split, in which what nobody has room for in time is made later."""
    scores = score_factories(snapshot.kept, [one.factory_id for one in profiles])
    asked = list(orders)
    split = split_orders(asked, profiles, scores, quotes, as_of=snapshot.as_of)
    able = {one.order_id for one in quotes}
    for weeks in _LATER_WEEKS:
        late = {one.order_id for one in split.unplaced if one.order_id in able}
        if not late:
            break
        asked = [
            replace(one, due_day=_later(one.due_day, snapshot.as_of, weeks)) if one.order_id in late else one
            for one in asked
        ]
        split = split_orders(asked, profiles, scores, quotes, as_of=snapshot.as_of)
    return split


def _later(due_day: date, as_of: date, weeks: int) -> date:
    return max(due_day, as_of) + timedelta(weeks=weeks)


def _quote(
    order_id: str, factory_id: str, cents: int, days: int, rooms: FactoryRooms, demands: Sequence[WorkOrderDemand]
) -> Quote:
    demand = next(one for one in demands if one.work_order_id == order_id)
    return Quote(
        factory_id=factory_id, style_id=demand.style_id, order_id=order_id, from_units=1,
        piece_cents=cents / max(demand.total_units, 1), lead_days=max(days - rooms.after_days[factory_id], 0),
    )  # fmt: skip


def _profiles(snapshot: Snapshot, factories: Sequence[Factory], rooms: FactoryRooms) -> list[FactoryProfile]:
    """Own factories as buyers see them: minutes of their lines, and shares and duties of their profiles."""
    told = {one.factory_id: one for one in snapshot.profiles}
    found = []
    for one in factories:
        profile = told.get(one.factory_id, FactoryProfile(factory_id=one.factory_id, name=one.name))
        found.append(
            replace(
                profile, free_minutes=rooms.free_minutes[one.factory_id], minimum_units=one.minimum_units,
                lead_days=0, transport_days=rooms.after_days[one.factory_id], minute_cents=0.0, setup_cents=0,
                closed_days=frozenset(), capabilities=rooms.able[one.factory_id],
            )
        )  # fmt: skip
    return found


def _order(
    snapshot: Snapshot, policy: Policy, demand: WorkOrderDemand, rooms: FactoryRooms, poor_cents: Mapping[str, float]
) -> OrderToPlace:
    units = max(demand.total_units, 1)
    smv = snapshot.bulletins[demand.bulletin_id].smv_minutes if demand.bulletin_id in snapshot.bulletins else 0.0
    return OrderToPlace(
        order_id=demand.work_order_id, style_id=demand.style_id, units=units, due_day=demand.due_day, is_whole=True,
        minutes_per_unit=smv + rooms.change_minutes / units, needs=frozenset({demand.work_order_id}),
        approved=approved(snapshot, demand.style_id),
        late_cents=late_cents_per_day(demand, policy.schedule) / units, poor_cents=poor_cents.get(demand.style_id, 0.0),
    )  # fmt: skip


def approved(snapshot: Snapshot, style_id: str) -> frozenset[str]:
    """Factories that may make a style: those approved for it where there are any, else all that were not refused;
    nothing where all may."""
    mine = [one for one in snapshot.pairs if one.style_id == style_id]
    good = frozenset(one.factory_id for one in mine if one.judged is not None and one.judged.is_approved)
    refused = {one.factory_id for one in mine if one.is_refused}
    if good or not refused:
        return good
    known = {one.factory_id for one in snapshot.factories} | {one.factory_id for one in snapshot.profiles}
    # Nobody's name keeps a style from everybody where all were refused.
    return frozenset(known - refused) or frozenset({""})


def lost_cents(buy: BuyPlan) -> dict[str, float]:
    """What a piece costs that is paid for and not good, by style: the mean cost of the buy's pieces."""
    cents: dict[str, int] = defaultdict(int)
    units: dict[str, int] = defaultdict(int)
    for line in buy.lines:
        cents[line.style_id] += line.cost_cents
        units[line.style_id] += line.units
    return {style: cents[style] / count for style, count in units.items() if count}


def bought_in_groups(snapshot: Snapshot, buy: BuyPlan) -> dict[str, list[BuyLine]]:
    """Lines of styles that no factory of ours makes, by the id of the order they become: one per style and due week."""
    groups: dict[tuple[str, date], list[BuyLine]] = defaultdict(list)
    for line in sorted(buy.lines, key=lambda one: (-one.at_stake_cents, one.line_id)):
        if line.units > 0 and not snapshot.catalogue.style[line.style_id].is_made:
            groups[line.style_id, week_start(line.due_day)].append(line)
    taken = {order.work_order_id for order in snapshot.released}
    found: dict[str, list[BuyLine]] = {}
    for (style_id, week), lines in sorted(groups.items()):
        year, number, _ = week.isocalendar()
        name = order_id = f"BI-{style_id}-{year}W{number:02d}"
        turn = 1
        while order_id in taken:
            turn += 1
            order_id = f"{name}-{turn}"
        found[order_id] = lines
    return found


def bought_in_split(snapshot: Snapshot, policy: Policy, groups: Mapping[str, Sequence[BuyLine]]) -> SplitPlan:
    """What is bought in over the factories that quoted for it. A style that nobody quoted for is left out."""
    quotes = [quote for pair in snapshot.pairs if not pair.is_refused for quote in pair.asked(snapshot.as_of)]
    quoted = {one.style_id for one in quotes}
    own = {one.factory_id for one in snapshot.factories}
    profiles = [one for one in snapshot.profiles if one.factory_id not in own]
    orders = []
    for order_id, lines in groups.items():
        style_id, units = lines[0].style_id, sum(one.units for one in lines)
        if style_id not in quoted or not profiles:
            continue
        worth = sum(snapshot.catalogue.option[one.option_id].price_cents * one.units for one in lines)
        orders.append(
            OrderToPlace(
                order_id=order_id, style_id=style_id, units=units, due_day=min(one.due_day for one in lines),
                minutes_per_unit=sum(one.smv_minutes * one.units for one in lines) / units,
                approved=approved(snapshot, style_id), late_cents=worth * policy.schedule.late_share_per_day / units,
                poor_cents=sum(one.cost_cents for one in lines) / units,
            )
        )  # fmt: skip
    return _placed(snapshot, orders, profiles, quotes) if orders else _NOTHING


def joined(one: SplitPlan, other: SplitPlan) -> SplitPlan:
    """Both splits as one: they share no order and no factory."""
    return SplitPlan(
        lines=(*one.lines, *other.lines), unplaced=(*one.unplaced, *other.unplaced),
        cost_cents=one.cost_cents + other.cost_cents, bound_cents=one.bound_cents + other.bound_cents,
        price_of_hour_cents={**one.price_of_hour_cents, **other.price_of_hour_cents},
    )  # fmt: skip
