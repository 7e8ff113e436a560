"""What a planner wants of the board, checked against the plan that stands: each refusal says what is possible."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from treadle.errors import InputError, NotFoundError, Problem
from treadle.plant.on_board import Wanted
from treadle.plant.schedule import MadeWork
from treadle.plant.standing import Standing
from treadle.schedule.jobs import fits
from treadle.terms.board import ABSENCE, FREEZE, HOLIDAY, MOVE, OVERTIME, BoardChange, HeldOrder, OnBoard
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.place import Factory
from treadle.terms.schedule import HELD, WorkOrderDemand
from treadle.terms.sewing import SewingLine
from treadle.terms.snapshot import Snapshot


def released_on_board(made: MadeWork, order_id: str) -> bool:
    """True where an order is released already: it is amended, not moved on the board."""
    return any(order.order_id == order_id for order in _standing(made).snapshot.orders)


def move_of(made: MadeWork, order_id: str, *, line: str | None, day: date | None, reason: str) -> Wanted:
    """An order on another line, or begun on another day, or both; a line is 'L1' or 'F1/L1'.

    Raises `NotFoundError` for no such order or line, and `InputError` with everything that cannot be.
    """
    snapshot, demand = _standing(made).snapshot, _demand(made, order_id)
    stands = next(one for one in made.schedule.work_orders if one.work_order_id == demand.work_order_id)
    if line is None and day is None:
        raise InputError.single(order_id, "neither a line nor a day is named", "Say --line, --day, or both")
    place = f"{stands.factory_id}/{stands.line_id}" if stands.line_id else ""
    factory, sewing_line = line_of(snapshot, line or place, demand)
    problems: list[Problem] = []

    def say(what: str, remedy: str) -> None:
        problems.append(Problem(file=order_id, what=what, remedy=remedy))

    if released_on_board(made, order_id):
        what = "it is released, so its place is a promise"
        raise InputError.single(order_id, what, f"Amend it: treadle amend DIR {order_id} --line LINE --reason …")
    if demand.part_of:
        say(
            f"it is a part of {demand.part_of}, which the plan splits over lines",
            "Let schedule.most_parts be 1, plan, and move it whole",
        )
    usable = fits(made.balances)
    if (demand.bulletin_id, sewing_line.line_id) not in usable:
        able = [f"{one.factory_id}/{each.line_id}" for one in snapshot.factories for each in one.sewing_lines
                if (demand.bulletin_id, each.line_id) in usable]  # fmt: skip
        is_asked = any(
            (one.bulletin_id, one.line_id) == (demand.bulletin_id, sewing_line.line_id) for one in made.balances
        )
        # Of many factories a bulletin is balanced at some: of the others nobody knows whether they could.
        what = (
            f"{sewing_line.line_id} cannot sew {demand.style_id}" if is_asked
            else f"{sewing_line.line_id} is not balanced for {demand.style_id}"
        )  # fmt: skip
        say(what, f"Name one of: {', '.join(able) or 'none can'}")
    if demand.total_units < factory.minimum_units:
        what = (
            f"{factory.factory_id} takes no fewer than {factory.minimum_units:,} pieces, it has {demand.total_units:,}"
        )
        say(what, "Name a line of another factory")
    if day is not None:
        problems += _closed(snapshot, factory, day, order_id)
    if demand.frozen is not None and demand.frozen.why == HELD:
        say(f"it is frozen: {demand.frozen.note}", "Lift the freeze first: treadle lift DIR")
    if problems:
        raise InputError(problems)
    change = BoardChange(
        kind=MOVE, order_id=order_id, factory_id=factory.factory_id, line_id=sewing_line.line_id, from_day=day
    )
    return Wanted(change=change, reason=reason)


def freeze_of(made: MadeWork, *, until: date, line: str | None, factory: str | None, reason: str) -> Wanted:
    """What is planned to begin before a day, held where it is: of a line, of a factory, or all.

    Raises `NotFoundError` for no such place, and `InputError` where nothing would be held.
    """
    snapshot = _standing(made).snapshot
    factory_id, line_id = _scope(snapshot, line, factory)
    released = {order.order_id for order in snapshot.orders}
    sewn = [slot for slot in made.schedule.slots if slot.stage == "sew" and slot.work_order_id not in released]
    held, first = [], None
    for slot in sorted(sewn, key=lambda one: (one.start_minute, one.work_order_id)):
        if factory_id not in ("", slot.factory_id) or line_id not in ("", slot.resource_id):
            continue
        days, minute = divmod(slot.start_minute, MINUTES_PER_DAY)
        day = snapshot.as_of + timedelta(days=days)
        first = first or day
        if day < until:
            held.append(HeldOrder(order_id=slot.work_order_id, factory_id=slot.factory_id, line_id=slot.resource_id,
                                  day=day, minute=minute))  # fmt: skip
    if until <= snapshot.as_of:
        raise InputError.single("--until", f"{until} is not after {snapshot.as_of}, the plan's day", "Name a later day")
    if not held:
        remedy = (
            f"The first begins on {first}: name a day after it" if first else "Released orders are fixed as they are"
        )
        raise InputError.single("--until", f"no planned order begins before {until}", remedy)
    change = BoardChange(kind=FREEZE, factory_id=factory_id, line_id=line_id, to_day=until, held=tuple(held))
    return Wanted(change=change, reason=reason)


def lifted(
    made: MadeWork, *, order: str | None = None, line: str | None = None, factory: str | None = None,
    number: int | None = None, reason: str,
) -> list[Wanted]:  # fmt: skip
    """What ends: the move or the freeze of an order, freezes of a line or a factory, the change of that number, or all
    freezes. Raises `NotFoundError`, naming what stands, where there is none.
    """
    snapshot = _standing(made).snapshot
    factory_id, line_id = _scope(snapshot, line, factory)
    found: list[Wanted] = []
    for one in snapshot.board:
        change = one.change
        is_place = (change.factory_id, change.line_id) == (factory_id, line_id) or not (factory_id or line_id)
        is_meant = change.kind == FREEZE and is_place
        if number is not None:
            is_meant = one.number == number
        elif order is not None:
            is_meant = change.kind == MOVE and change.order_id == order
        if is_meant:
            found.append(Wanted(change=change, reason=reason, is_lifted=True))
        elif order is not None and any(held.order_id == order for held in change.held):
            found.append(_without(one, order, reason))
    if not found:
        standing = "; ".join(f"{one.number} {one.change.change_id}" for one in snapshot.board)
        raise NotFoundError(f"Nothing of the kind stands on the board. It holds: {standing or 'nothing'}.")
    return found


def _without(one: OnBoard, order_id: str, reason: str) -> Wanted:
    """A freeze that holds one order fewer, over where that was the last."""
    held = tuple(each for each in one.change.held if each.order_id != order_id)
    change = BoardChange(kind=FREEZE, factory_id=one.change.factory_id, line_id=one.change.line_id,
                         to_day=one.change.to_day, held=held)  # fmt: skip
    return Wanted(change=change, reason=reason, is_lifted=not held)


def overtime_of(made: MadeWork, line: str, day: date, hours: float, reason: str) -> Wanted:
    """So many hours more on a day, for the sake of a line. All lines and tables of a factory keep one clock, so all of
    it works longer. Raises as `move_of`."""
    snapshot = _standing(made).snapshot
    factory, sewing_line = line_of(snapshot, line)
    problems = _closed(snapshot, factory, day, line)
    minutes = round(hours * 60)
    plain = [span.end_minute for span in factory.calendar.shifts if span.weekday == day.weekday()]
    most = MINUTES_PER_DAY - max(plain, default=0)
    if not problems and not 0 < minutes <= most:
        remedy = f"Say more than 0 and at most {most / 60:g}: from the last shift to midnight"
        problems.append(Problem(file=line, what=f"{hours:g} hours cannot be added to {day}", remedy=remedy))
    if problems:
        raise InputError(problems)
    change = BoardChange(
        kind=OVERTIME, factory_id=factory.factory_id, line_id=sewing_line.line_id, from_day=day, minutes=minutes
    )
    return Wanted(change=change, reason=reason)


def holiday_of(made: MadeWork, factory: str, day: date, reason: str) -> Wanted:
    """A day on which a factory is closed. Raises as `move_of`."""
    snapshot = _standing(made).snapshot
    place = _factory(snapshot, factory)
    problems = _closed(snapshot, place, day, factory)
    if problems:
        raise InputError(problems)
    return Wanted(change=BoardChange(kind=HOLIDAY, factory_id=place.factory_id, from_day=day), reason=reason)


def absence_of(
    made: MadeWork, line: str, who: int | Sequence[str], first: date, last: date | None, reason: str
) -> Wanted:
    """People of a line who are away from a day on, to a last one or until it is lifted: these operators, or so many.

    Raises as `move_of`.
    """
    snapshot = _standing(made).snapshot
    factory, sewing_line = line_of(snapshot, line)
    named = () if isinstance(who, int) else tuple(dict.fromkeys(who))
    people = who if isinstance(who, int) else len(named)
    count, problems = len(sewing_line.operators), []
    there = [one.operator_id for one in sewing_line.operators]
    strangers = [one for one in named if one not in there]
    if strangers:
        what = f"{sewing_line.line_id} has no operator {', '.join(strangers)}"
        problems.append(Problem(file=line, what=what, remedy=f"Name some of: {', '.join(there)}; or say how many"))
    if not 0 < people < count:
        what = f"{sewing_line.line_id} has {count} people, so {people} cannot be away"
        remedy = f"Say 1 to {count - 1}; a whole factory is closed by treadle holiday"
        problems.append(Problem(file=line, what=what, remedy=remedy))
    if last is not None and last < first:
        problems.append(
            Problem(file=line, what=f"{last} is before {first}", remedy="Name the first day, then the last")
        )
    if (last or snapshot.as_of) < snapshot.as_of:
        problems.append(
            Problem(file=line, what=f"{last} is before {snapshot.as_of}, the plan's day", remedy="Name a day to come")
        )
    if problems:
        raise InputError(problems)
    change = BoardChange(kind=ABSENCE, factory_id=factory.factory_id, line_id=sewing_line.line_id, from_day=first,
                         to_day=last, people=people, operator_ids=named)  # fmt: skip
    return Wanted(change=change, reason=reason)


def line_of(snapshot: Snapshot, name: str, demand: WorkOrderDemand | None = None) -> tuple[Factory, SewingLine]:
    """The line of a name ('L1' or 'F1/L1'). Raises `NotFoundError`, naming all lines, where it is none or several."""
    every = [(factory, line) for factory in snapshot.factories for line in factory.sewing_lines]
    found = [
        (factory, line) for factory, line in every if name in (line.line_id, f"{factory.factory_id}/{line.line_id}")
    ]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{factory.factory_id}/{line.line_id}" for factory, line in every)
    if not name and demand is not None:
        raise InputError.single(demand.work_order_id, "no line makes it now", f"Name one with --line: {known}")
    what = f"{len(found)} factories have a sewing line {name}" if found else f"There is no sewing line {name}"
    raise NotFoundError(f"{what}. Name one of: {known}.")


def _factory(snapshot: Snapshot, name: str) -> Factory:
    found = next((one for one in snapshot.factories if one.factory_id == name), None)
    if found is None:
        known = ", ".join(one.factory_id for one in snapshot.factories)
        raise NotFoundError(f"There is no factory {name}. Name one of: {known}.")
    return found


def _scope(snapshot: Snapshot, line: str | None, factory: str | None) -> tuple[str, str]:
    """Factory and line that are meant; empty for all of them."""
    if line:
        place, sewing_line = line_of(snapshot, f"{factory}/{line}" if factory and "/" not in line else line)
        return place.factory_id, sewing_line.line_id
    return (_factory(snapshot, factory).factory_id, "") if factory else ("", "")


def _demand(made: MadeWork, order_id: str) -> WorkOrderDemand:
    """The planned order of an id. Raises `NotFoundError`, naming the nearest, where there is none."""
    demands = {one.work_order_id: one for one in made.schedule.split(made.demands)}
    if order_id in demands:
        return demands[order_id]
    parts = [one.work_order_id for one in demands.values() if one.part_of == order_id]
    if parts:
        return demands[parts[0]]
    near = difflib.get_close_matches(order_id, demands, n=3, cutoff=0.4)
    named = f"Did you mean {' or '.join(near)}?" if near else f"Planned orders: {_listed(demands)}."
    raise NotFoundError(f"The plan has no order {order_id}. {named} All of them: treadle board DIR")


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    return ", ".join(every[:5]) + (f" and {len(every) - 5} more" if len(every) > 5 else "") if every else "none"


def _closed(snapshot: Snapshot, factory: Factory, day: date, file: str) -> list[Problem]:
    """What is wrong with a day on which a factory is to work."""
    if day < snapshot.as_of:
        return [
            Problem(file=file, what=f"{day} is before {snapshot.as_of}, the plan's day", remedy="Name a day to come")
        ]
    if factory.calendar.spans(day):
        return []
    ahead = (day + timedelta(days=at) for at in range(1, 366))
    open_day = next((one for one in ahead if factory.calendar.spans(one)), None)
    remedy = f"The next day on which it works is {open_day}" if open_day else "It works on no day of a year"
    return [Problem(file=file, what=f"{factory.factory_id} does not work on {day}", remedy=remedy)]


def _standing(made: MadeWork) -> Standing:
    assert made.standing is not None
    return made.standing
