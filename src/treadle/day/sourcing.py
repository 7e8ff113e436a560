"""Who makes what: the orders of a day over the brand's own factories, and what is bought in over those that quoted.

`schedule` tells what each order would cost at each factory and what these have free; `source` chooses for all orders
together: of a plan, of a plain file, of a scenario, and for a rush order beside a plan that stands. What nobody has
room for in time is asked for again a week later, then two, and so on: it is placed where it is least dear even late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from treadle.schedule.factory_quotes import FactoryQuote, FactoryRooms, factory_rooms
from treadle.schedule.jobs import late_cents_per_day
from treadle.terms.buy import BuyLine, BuyPlan
from treadle.terms.calendar import week_start
from treadle.terms.place import Factory
from treadle.terms.policy import Policy, SchedulePolicy
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance
from treadle.terms.snapshot import Snapshot
from treadle.terms.sourcing import FactoryProfile, KeptOrder, OrderToPlace, Quote, SplitPlan
from treadle.terms.supplier import Pair

#: By how many weeks at most what nobody has room for is put off, doubled each time from one, and how often that is
#: tried: beyond the half year that is counted week by week. Not tuned.
_LAST_WEEKS, _PUT_OFF = 32, 12
#: Standard minutes of a week in which there is room for anything. By definition.
_ENDLESS_MINUTES = 1e12
_NOTHING = SplitPlan()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of factories beside hours and prices: how they kept their word, shares and duties of their
    profiles, who may make a style (as `approved`), what a lost piece of it costs, standard minutes by bulletin, and
    pieces that are bought in, by who makes them ('' where nobody does yet). A plain file tells nothing of it."""

    kept: tuple[KeptOrder, ...] = ()
    profiles: tuple[FactoryProfile, ...] = ()
    approved: Mapping[str, frozenset[str]] = field(default_factory=dict)
    poor_cents: Mapping[str, float] = field(default_factory=dict)
    smv_minutes: Mapping[str, float] = field(default_factory=dict)
    made: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """Orders with the factory that was chosen for each (one that nobody makes has none, and the reason), and the
    split."""

    demands: tuple[WorkOrderDemand, ...]
    split: SplitPlan


def known_of(snapshot: Snapshot, poor_cents: Mapping[str, float], bought_in_units: int = 0) -> Known:
    """What a day has seen of its factories; `poor_cents` is what a piece costs that is paid for and not good, by style,
    `bought_in_units` what the day itself buys in."""
    styles = {one.style_id for one in snapshot.catalogue.styles}
    return Known(
        kept=snapshot.kept, profiles=snapshot.profiles, poor_cents=poor_cents,
        approved={style: found for style, found in approved_by_style(snapshot).items() if style in styles and found},
        smv_minutes={name: one.smv_minutes for name, one in snapshot.bulletins.items()},
        made=_together(snapshot.bought_in_units(), {"": bought_in_units}),
    )  # fmt: skip


def sourced(
    fixed: Sequence[WorkOrderDemand], demands: Sequence[WorkOrderDemand], factories: Sequence[Factory],
    balances: Sequence[LineBalance], *, origin_day: date, rules: SchedulePolicy, known: Known,
) -> Sourced:  # fmt: skip
    """`demands` with their factories, the only place where one is chosen; `fixed` are orders that keep their place,
    which is taken first. What is frozen, or was given a factory before, keeps it."""
    free = [one for one in demands if one.frozen is None and not one.factory_id]
    if not free or not factories:
        return Sourced(demands=tuple(demands), split=_NOTHING)
    rooms = factory_rooms(
        (*fixed, *(one for one in demands if one.frozen is not None), *free), factories, balances,
        origin_day=origin_day, rules=rules,
    )  # fmt: skip
    asked = {one.work_order_id: one for one in free}
    quotes = [_quote(one, asked[one.order_id], rooms) for one in rooms.quotes]
    orders = [_order(one, rules, rooms, known) for one in free]
    profiles = _profiles(known, factories, rooms)
    held = [one for one in (*fixed, *demands) if one.frozen is not None or one.factory_id]
    made = _together(known.made, *({_maker(one): one.total_units} for one in held))
    split = _placed(known.kept, orders, profiles, quotes, origin_day, made=made, is_endless=True)
    chosen = {one.order_id: one for one in split.lines}
    nobody = {one.order_id: one.reason for one in split.unplaced}
    return Sourced(
        demands=tuple(
            replace(one, factory_id=line.factory_id, factory_reason=line.reason)
            if (line := chosen.get(one.work_order_id)) is not None
            else replace(one, factory_reason=nobody.get(one.work_order_id, one.factory_reason))
            for one in demands
        ), split=split,
    )  # fmt: skip


def sourced_beside(
    schedule: Schedule, demands: Sequence[WorkOrderDemand], more: WorkOrderDemand, factories: Sequence[Factory],
    balances: Sequence[LineBalance], *, rules: SchedulePolicy, known: Known,
) -> WorkOrderDemand:  # fmt: skip
    """One order more with its factory, beside a schedule of `demands` that stands: all of these keep their places."""
    places = schedule.places()
    fixed = [
        replace(one, frozen=one.frozen or places[one.work_order_id])
        for one in schedule.split(demands) if one.work_order_id in places
    ]  # fmt: skip
    (found,) = sourced(
        fixed, [more], schedule.opened(factories), balances, origin_day=schedule.origin_day, rules=rules, known=known
    ).demands
    return found


def _maker(one: WorkOrderDemand) -> str:
    return one.factory_id if one.frozen is None else one.frozen.factory_id


def _together(*parts: Mapping[str, int]) -> dict[str, int]:
    """Pieces by factory, added up."""
    found: dict[str, int] = {}
    for part in parts:
        for name, units in part.items():
            found[name] = found.get(name, 0) + units
    return found


def _placed(
    kept: Sequence[KeptOrder], orders: Sequence[OrderToPlace], profiles: Sequence[FactoryProfile],
    quotes: Sequence[Quote], as_of: date, *, made: Mapping[str, int], is_endless: bool,
) -> SplitPlan:  # fmt: skip
    """The split, in which what nobody has room for in time is made later; `is_endless`: once half a year is full, after
    it."""
    # Read here: who tells of a plan that stands needs no solver.
    from treadle.source.score import score_factories
    from treadle.source.split import split_orders

    scores = score_factories(kept, [one.factory_id for one in profiles])
    due = {one.order_id: max(one.due_day, as_of) for one in orders}
    weeks = dict.fromkeys(due, 0)
    asked, able = list(orders), {one.order_id for one in quotes}
    split = split_orders(asked, profiles, scores, quotes, as_of=as_of, made=made)
    for turn in range(_PUT_OFF + is_endless):
        late = {one.order_id for one in split.unplaced if one.order_id in able}
        if not late:
            break
        is_last = turn == _PUT_OFF
        weeks |= {name: _LAST_WEEKS if is_last else min(2 * weeks[name], _LAST_WEEKS) or 1 for name in late}
        if is_last:
            profiles = [replace(one, free_minutes=(*one.free_minutes[:-1], _ENDLESS_MINUTES)) for one in profiles]
        asked = [
            replace(one, due_day=due[one.order_id] + timedelta(weeks=weeks[one.order_id])) if weeks[one.order_id]
            else one
            for one in asked
        ]  # fmt: skip
        split = split_orders(asked, profiles, scores, quotes, as_of=as_of, made=made)
    return split


def _quote(told: FactoryQuote, demand: WorkOrderDemand, rooms: FactoryRooms) -> Quote:
    return Quote(
        factory_id=told.factory_id, style_id=demand.style_id, order_id=told.order_id, from_units=1,
        piece_cents=told.cents / max(demand.total_units, 1),
        lead_days=max(told.days - rooms.after_days[told.factory_id], 0),
    )  # fmt: skip


def _profiles(known: Known, factories: Sequence[Factory], rooms: FactoryRooms) -> list[FactoryProfile]:
    """Own factories as buyers see them: minutes of their lines, and shares and duties of their profiles."""
    told = {one.factory_id: one for one in known.profiles}
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


def _order(demand: WorkOrderDemand, rules: SchedulePolicy, rooms: FactoryRooms, known: Known) -> OrderToPlace:
    units = max(demand.total_units, 1)
    smv = known.smv_minutes.get(demand.bulletin_id, rooms.unit_minutes.get(demand.bulletin_id, 0.0))
    return OrderToPlace(
        order_id=demand.work_order_id, style_id=demand.style_id, units=units, due_day=demand.due_day, is_whole=True,
        minutes_per_unit=smv + rooms.change_minutes / units, needs=frozenset({demand.work_order_id}),
        approved=known.approved.get(demand.style_id, frozenset()), late_cents=late_cents_per_day(demand, rules) / units,
        poor_cents=known.poor_cents.get(demand.style_id, 0.0),
    )  # fmt: skip


def approved_by_style(snapshot: Snapshot) -> dict[str, frozenset[str]]:
    """Factories that may make a style, by each style that a pair names: those approved for it where there are any, else
    all that were not refused; nothing where all may."""
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for one in snapshot.pairs:
        pairs[one.style_id].append(one)
    known = {one.factory_id for one in snapshot.factories} | {one.factory_id for one in snapshot.profiles}
    return {style_id: _approved(mine, known) for style_id, mine in sorted(pairs.items())}


def _approved(mine: Sequence[Pair], known: Collection[str]) -> frozenset[str]:
    """Those of the factories known that may make the style of these pairs."""
    good = frozenset(one.factory_id for one in mine if one.judged is not None and one.judged.is_approved)
    refused = {one.factory_id for one in mine if one.is_refused}
    if good or not refused:
        return good
    # Nobody's name keeps a style from everybody where all were refused.
    return (frozenset(known) - refused) or frozenset({""})


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


def bought_in_split(
    snapshot: Snapshot, policy: Policy, groups: Mapping[str, Sequence[BuyLine]], ours: Sequence[WorkOrderDemand] = ()
) -> SplitPlan:
    """What is bought in over the factories that quoted for it, beside what is on order and what factories of `ours`
    make. A style that nobody quoted for is left out."""
    made = _together(snapshot.bought_in_units(), *({_maker(one): one.total_units} for one in ours))
    quotes = [quote for pair in snapshot.pairs if not pair.is_refused for quote in pair.asked(snapshot.as_of)]
    quoted = {one.style_id for one in quotes}
    own = {one.factory_id for one in snapshot.factories}
    profiles = [one for one in snapshot.profiles if one.factory_id not in own]
    orders, may = [], approved_by_style(snapshot)
    for order_id, lines in groups.items():
        style_id, units = lines[0].style_id, sum(one.units for one in lines)
        if style_id not in quoted or not profiles:
            made = _together(made, {"": units})
            continue
        worth = sum(snapshot.catalogue.option[one.option_id].price_cents * one.units for one in lines)
        orders.append(
            OrderToPlace(
                order_id=order_id, style_id=style_id, units=units, due_day=min(one.due_day for one in lines),
                minutes_per_unit=sum(one.smv_minutes * one.units for one in lines) / units,
                approved=may.get(style_id, frozenset()), late_cents=worth * policy.schedule.late_share_per_day / units,
                poor_cents=sum(one.cost_cents for one in lines) / units,
            )
        )  # fmt: skip
    if not orders:
        return _NOTHING
    return _placed(snapshot.kept, orders, profiles, quotes, snapshot.as_of, made=made, is_endless=False)


def joined(one: SplitPlan, other: SplitPlan) -> SplitPlan:
    """Both splits as one: they share no order and no factory."""
    return SplitPlan(
        lines=(*one.lines, *other.lines), unplaced=(*one.unplaced, *other.unplaced),
        cost_cents=one.cost_cents + other.cost_cents, bound_cents=one.bound_cents + other.bound_cents,
        price_of_hour_cents={**one.price_of_hour_cents, **other.price_of_hour_cents},
    )  # fmt: skip
