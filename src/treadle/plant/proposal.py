"""A released order as a planner wants it now: what it costs, and when it is promised then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from treadle.day.make import line_balances, powered, promising, standing_factories
from treadle.errors import InputError, Problem
from treadle.schedule.plan import plan_schedule
from treadle.schedule.work_in_progress import left_minutes, released_demands
from treadle.terms.budget import Budget, Progress
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.order import Order, promise_status
from treadle.terms.policy import Policy
from treadle.terms.reason import Reason
from treadle.terms.release import ReleasedOrder
from treadle.terms.schedule import INFEASIBLE, Schedule
from treadle.terms.snapshot import Snapshot
from treadle.track.amend_price import Begun, Prices, amend_price


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a planner wants of an order: units by SKU, another due day, factory or line; None: as it is.

    `is_cancelled`: what has not come is not wanted any more.
    """

    units: Mapping[str, int] = field(default_factory=dict)
    due_day: date | None = None
    factory_id: str | None = None
    line_id: str | None = None
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An order before and after a change; `reasons` are what is to be paid for it, each with its `price_cents`."""

    before: Order
    terms: ReleasedOrder
    reasons: tuple[Reason, ...]

    @property
    def price_cents(self) -> int:
        """What the change costs beyond the pieces of the order."""
        return sum(int(str(one.fact("price_cents"))) for one in self.reasons)

    @property
    def told_day(self) -> date:
        """The day that is told of the order afterwards: a new promise, or the one that was told last."""
        is_new = self.terms.promise_day != self.before.terms.promise_day
        return self.terms.promise_day if is_new else self.before.told_day

    @property
    def promise_status(self) -> str:
        """How that day stands against the due day as it is asked for now."""
        return promise_status(self.terms, self.told_day)


def propose(snapshot: Snapshot, policy: Policy, order: Order, change: Change, *, progress: Progress) -> Proposal:
    """What an order is after a change, with its price and its new promise.

    Raises `InputError` with everything that cannot be.
    """
    problems = _problems(snapshot, order, change)
    if problems:
        raise InputError(problems)
    wanted = {line.sku: line.wanted_units for line in order.lines}
    after = {**wanted, **change.units}
    if change.is_cancelled:
        after = {line.sku: min(line.received_units, line.wanted_units) for line in order.lines}
    less = sum(max(units - after.get(sku, 0), 0) for sku, units in wanted.items())
    more = sum(max(units - wanted.get(sku, 0), 0) for sku, units in after.items())
    factory_id, line_id = _place(snapshot, order, change)
    is_moved = (factory_id, line_id) != (order.terms.factory_id, order.terms.line_id)
    begun = begun_of(snapshot, order)
    reasons = amend_price(
        begun, _prices(snapshot, policy, order), less_units=less, more_units=more, open_units=order.open_units,
        is_other_factory=factory_id != order.terms.factory_id, is_other_line=is_moved,
    )  # fmt: skip
    terms = _terms(order, after, change.due_day or order.terms.due_day, begun)
    if is_moved:
        terms = replace(terms, factory_id=factory_id, line_id=line_id, cut_table_id="", overtime_days=())
    if terms.is_made and (is_moved or more) and any(after.values()):
        terms = _promised(snapshot, policy, order, terms, progress)
    return Proposal(before=order, terms=terms, reasons=reasons)


def begun_of(snapshot: Snapshot, order: Order) -> Begun:
    """What has begun of an order when the day begins: by its slots, or because it was reported finished.

    A supplier's work has begun when half of the time between order and promise is over.
    """
    terms, done = order.terms, order.finished_stages
    if not terms.is_made:
        half = 2 * (snapshot.as_of - terms.origin_day) > terms.promise_day - terms.origin_day
        return Begun(is_cut=half, is_sewn=half)
    is_sewn = left_minutes(snapshot, terms.origin_day, terms.sew_start_minute) < 0 or "sew" in done
    cut_minute = terms.cut_start_minute or terms.sew_start_minute
    is_cut = is_sewn or "cut" in done or left_minutes(snapshot, terms.origin_day, cut_minute) < 0
    return Begun(is_cut=is_cut, is_sewn=is_sewn)


def _problems(snapshot: Snapshot, order: Order, change: Change) -> list[Problem]:
    """Everything about a change that cannot be."""
    found = []

    def say(what: str, remedy: str) -> None:
        found.append(Problem(file=order.order_id, what=what, remedy=remedy))

    if order.state != "open":
        say(f"it is {order.state}: nothing of it is still to come", "Order anew with a plan")
    lines = {line.sku: line for line in order.lines}
    for sku, units in change.units.items():
        line, known = lines.get(sku), snapshot.catalogue.sku.get(sku)
        style = snapshot.catalogue.option[known.option_id].style_id if known else ""
        if line is None and style != order.terms.style_id:
            say(f"{sku} is neither a size nor a colour of {order.terms.style_id}", "Name SKUs of its style")
        elif line is not None and units < line.received_units:
            say(f"{line.received_units} of {sku} have come, so {units} cannot be wanted", "Say at least what has come")
    if change.due_day is not None and change.due_day < snapshot.as_of:
        say(f"{change.due_day} is before {snapshot.as_of}, the day of this change", "Name a day to come")
    if (change.factory_id or change.line_id) and not order.terms.is_made:
        say("it is bought in, so no line of ours makes it", "Cancel it, and plan it anew")
    elif change.factory_id or change.line_id:
        places = _places(snapshot, order, change)
        if not places:
            known_lines = ", ".join(f"{one}/{line}" for one, line in _all_places(snapshot))
            say(f"there is no line {change.factory_id or ''}/{change.line_id or ''}", f"Name one of: {known_lines}")
        elif len(places) > 1 and change.line_id:
            say(f"line {change.line_id} is at {len(places)} factories", "Say --factory too")
    return found


def _all_places(snapshot: Snapshot) -> list[tuple[str, str]]:
    return [(one.factory_id, line.line_id) for one in snapshot.factories for line in one.sewing_lines]


def _places(snapshot: Snapshot, order: Order, change: Change) -> list[tuple[str, str]]:
    """Lines that a change could mean: the order's own factory first where it names none."""
    found = [
        (factory_id, line_id)
        for factory_id, line_id in _all_places(snapshot)
        if change.factory_id in (None, factory_id) and change.line_id in (None, line_id)
    ]
    own = [one for one in found if one[0] == order.terms.factory_id]
    return own if own and change.factory_id is None else found


def _place(snapshot: Snapshot, order: Order, change: Change) -> tuple[str, str]:
    """Factory and line after a change; another factory without a line named is its first line."""
    if not change.factory_id and not change.line_id:
        return order.terms.factory_id, order.terms.line_id
    return _places(snapshot, order, change)[0]


def _prices(snapshot: Snapshot, policy: Policy, order: Order) -> Prices:
    terms = order.terms
    pieces = max(sum(terms.units.values()), 1)
    factory = next((one for one in snapshot.factories if one.factory_id == terms.factory_id), None)
    line = next((one for one in factory.sewing_lines if one.line_id == terms.line_id), None) if factory else None
    minute_cents = factory.minute_cost_cents if factory else 0.0
    people = len(line.operators) if line else 0
    return Prices(
        piece_cents=terms.cost_cents / pieces,
        sewing_cents=terms.sewing_minutes / pieces * minute_cents,
        lay_cents=policy.cut.lay_setup_cents + policy.cut.marker_cents,
        change_cents=factory.changeover_minutes * people * minute_cents if factory else 0.0,
    )


def _terms(order: Order, units: Mapping[str, int], due_day: date, begun: Begun) -> ReleasedOrder:
    """The order's terms with other units and due day; money and minutes go with the units, and cloth that is not cut
    stays on the shelf where nothing is made of it."""
    terms = order.terms
    share = sum(units.values()) / max(sum(terms.units.values()), 1)
    return replace(
        terms,
        units=dict(units),
        spare_units={sku: min(count, units.get(sku, 0)) for sku, count in terms.spare_units.items()},
        due_day=due_day,
        cost_cents=round(terms.cost_cents * share),
        sewing_minutes=terms.sewing_minutes * share,
        spread_and_cut_minutes=terms.spread_and_cut_minutes * share,
        cloth=terms.cloth if begun.is_cut or any(units.values()) else (),
    )


def _promised(
    snapshot: Snapshot, policy: Policy, order: Order, terms: ReleasedOrder, progress: Progress
) -> ReleasedOrder:
    """The terms with the slots and the promise that the order gets among all that is released: as early as its line is
    free, everything else where it is."""
    after = replace(
        order,
        terms=replace(terms, sew_start_minute=_at(snapshot, terms, 0), sew_end_minute=_at(snapshot, terms, 1)),
        lines=tuple(
            replace(line, ordered_units=line.cancelled_units + terms.units.get(line.sku, 0)) for line in order.lines
        ),
    )
    others = tuple(after if one.order_id == order.order_id else one for one in snapshot.orders)
    world = replace(snapshot, orders=others)
    schedule = plan_schedule(
        powered(world, policy, released_demands(world)),
        standing_factories(world),
        line_balances(world, policy, progress),
        origin_day=world.as_of,
        rules=replace(policy.schedule, most_parts=1),
        budget=Budget(work=policy.schedule.schedule_work),
        seed=policy.plan.seed,
        progress=progress,
        promise=promising(world, policy),
    )
    return _slotted(snapshot, terms, schedule)


def _at(snapshot: Snapshot, terms: ReleasedOrder, minute: int) -> int:
    """A minute of this day as one of the order's own."""
    return minute + (snapshot.as_of - terms.origin_day).days * MINUTES_PER_DAY


def _slotted(snapshot: Snapshot, terms: ReleasedOrder, schedule: Schedule) -> ReleasedOrder:
    """Raises `InputError` where the order cannot be made so."""
    (made,) = [one for one in schedule.work_orders if one.work_order_id == terms.work_order_id]
    if made.status == INFEASIBLE or made.promise_day is None:
        raise InputError.single(
            terms.work_order_id, f"{terms.factory_id} {terms.line_id} cannot make it", "Name another line or factory"
        )
    slots = [slot for slot in schedule.slots if slot.work_order_id == terms.work_order_id]
    sew = next(slot for slot in slots if slot.stage == "sew")
    cut = next((slot for slot in slots if slot.stage == "cut"), None)
    return replace(
        terms,
        line_id=made.line_id,
        promise_day=made.promise_day,
        promise=next(one for one in schedule.promises if one.work_order_id == terms.work_order_id),
        cut_start_minute=_at(snapshot, terms, cut.start_minute) if cut else terms.cut_start_minute,
        cut_end_minute=_at(snapshot, terms, cut.end_minute) if cut else terms.cut_end_minute,
        cut_table_id=cut.resource_id if cut else terms.cut_table_id,
        sew_start_minute=_at(snapshot, terms, sew.start_minute),
        sew_end_minute=_at(snapshot, terms, sew.end_minute),
    )
