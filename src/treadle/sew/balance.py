"""Balance a line: who does what at which station, the cycle that follows, and what holds it back."""

from __future__ import annotations

import numpy as np

from treadle.sew.crew import Station, Work, machines_short, unable
from treadle.sew.cuts import first_plan, orders
from treadle.sew.improve import improve, score
from treadle.sew.own_times import one_each
from treadle.sew.staffings import Staffings
from treadle.terms.budget import Budget
from treadle.terms.policy.making import PLAIN_SEWING, SewPolicy
from treadle.terms.reason import Fact, Reason
from treadle.terms.sewing import Bulletin, LineBalance, SewingLine
from treadle.terms.sewing import Station as NamedStation

#: Counted moves that a plan spends on one line and style.
PLAN_MOVES = Budget(work=1_500)


def balance_line(
    bulletin: Bulletin, line: SewingLine, *, seed: int = 0, budget: Budget = PLAN_MOVES,
    policy: SewPolicy = PLAIN_SEWING, known: Staffings | None = None,
) -> LineBalance:  # fmt: skip
    """Put a bulletin's operations on a line's people for the shortest cycle.

    Stations stand in an order that keeps every predecessor at the same or an earlier station; people at one station
    share its garments, so an operation longer than the pitch gets several. Pitch = total SMV / people; line
    efficiency = SMV / (people × cycle). Where somebody's skill or a machine is missing the status is 'infeasible'
    and the reason names it. The same arguments give the same balance. `known` remembers what was found of lines that
    differ in names alone. Raises nothing for a bulletin and a line that pass their own checks.
    """
    missing = _missing(bulletin, line)
    if missing is not None:
        return _infeasible(bulletin, line, missing)
    work = Work.of(bulletin, line, policy)
    if known is None or budget.left is not None:
        best = _searched(work, seed, budget)
    else:
        best = known.stations(work, seed, budget.work, lambda: _searched(work, seed, budget))
    if unable(work, best):
        return _infeasible(bulletin, line, Reason.of("sew.no_assignment", line=line.line_id))
    if short := machines_short(work, best):
        return _infeasible(bulletin, line, Reason.of("sew.machines_short", line=line.line_id, machines=short))
    return _named(work, best)


def _searched(work: Work, seed: int, budget: Budget) -> list[Station]:
    """The best plan of a search from the two best first plans."""
    rng = np.random.default_rng(seed)
    first = [first_plan(work, order) for order in orders(work)]
    staffed = one_each(work, seed)
    starts = sorted([*first, *([staffed] if staffed else [])], key=lambda plan: score(work, plan))
    share = Budget(work=budget.work / 2, left=budget.left)
    plans = [improve(work, start, share, rng) for start in starts[:2]]
    return min(plans, key=lambda plan: score(work, plan))


def _missing(bulletin: Bulletin, line: SewingLine) -> Reason | None:
    """The first operation that nobody can do or no machine exists for, None where all can be done."""
    skills, kinds = line.skills, line.machine_kinds
    for operation in bulletin.operations:
        facts: dict[str, Fact] = {
            "line": line.line_id,
            "operation": operation.operation_id,
            "name": operation.name,
        }
        if operation.skill not in skills:
            return Reason.of("sew.no_skill", **facts, skill=operation.skill)
        if kinds is not None and operation.machine not in kinds:
            return Reason.of("sew.no_machine", **facts, machine=operation.machine)
    return None


def _infeasible(bulletin: Bulletin, line: SewingLine, reason: Reason) -> LineBalance:
    """The balance of a line that cannot sew the style."""
    return LineBalance(
        bulletin_id=bulletin.bulletin_id,
        line_id=line.line_id,
        stations=(),
        pitch_minutes=bulletin.smv_minutes / max(len(line.operators), 1),
        minutes_per_unit=0.0,
        line_efficiency=0.0,
        bottleneck_station_id="",
        status="infeasible",
        reason=reason,
    )


def _named(work: Work, stations: list[Station]) -> LineBalance:
    """The plan with the names of operations and people, and what its bottleneck is."""
    minutes = [station.minutes(work) for station in stations]
    slowest = int(np.argmax(minutes))
    cycle = minutes[slowest]
    people = len(work.line.operators)
    operations = work.bulletin.operations
    named = tuple(
        NamedStation(
            station_id=f"S{at:02d}",
            operator_ids=tuple(work.line.operators[person].operator_id for person in station.people),
            operation_ids=tuple(operations[one].operation_id for one in sorted(station.operations)),
            minutes_per_unit=minutes[at - 1],
        )
        for at, station in enumerate(stations, start=1)
    )
    smv = work.bulletin.smv_minutes
    return LineBalance(
        bulletin_id=work.bulletin.bulletin_id,
        line_id=work.line.line_id,
        stations=named,
        pitch_minutes=smv / people,
        minutes_per_unit=cycle,
        line_efficiency=smv / (people * cycle),
        bottleneck_station_id=named[slowest].station_id,
        status="balanced",
        reason=_bottleneck(work, stations, minutes, slowest),
    )


def _bottleneck(work: Work, stations: list[Station], minutes: list[float], slowest: int) -> Reason:
    """What sets the pace, and what one more trained person there or the best transfer would bring."""
    station, operations = stations[slowest], work.bulletin.operations
    rest = max((one for at, one in enumerate(minutes) if at != slowest), default=0.0)
    own = float(work.typical[station.operations].sum())
    helped = 1.0 / (1.0 / minutes[slowest] + 1.0 / own)
    trained = _best_training(work, stations, minutes, slowest)
    facts: dict[str, Fact] = {
        "station": f"S{slowest + 1:02d}",
        "operations": ", ".join(operations[one].name for one in sorted(station.operations)),
        "machines": ", ".join(sorted({work.machine[one] for one in station.operations})),
        "minutes": round(minutes[slowest], 3),
        "minutes_with_one_more": round(max(helped, rest), 3),
    }
    if trained is not None:
        facts |= {"train": trained[0], "minutes_if_trained": round(trained[1], 3)}
    at_it = [work.line.operators[person].timed_units for person in station.people]
    done = {operations[one].operation_id for one in station.operations}
    timed = sum(units for own in at_it for operation, units in own.items() if operation in done)
    if timed:
        return Reason.of("sew.bottleneck_timed", **facts, timed=timed)
    return Reason.of("sew.bottleneck", **facts)


def _best_training(work: Work, stations: list[Station], minutes: list[float], slowest: int) -> tuple[str, float] | None:
    """The person of another station whom to train for the bottleneck, and the cycle it would give; None if nobody."""
    own = float(work.typical[stations[slowest].operations].sum())
    helped = 1.0 / (1.0 / minutes[slowest] + 1.0 / own)
    found: tuple[str, float] | None = None
    for at, station in enumerate(stations):
        if at == slowest or len(station.people) < 2:
            continue
        for person in station.people:
            left = Station(operations=station.operations, people=[one for one in station.people if one != person])
            others = (one for other, one in enumerate(minutes) if other not in (at, slowest))
            cycle = max(helped, left.minutes(work), *others)
            if cycle < minutes[slowest] - 1e-9 and (found is None or cycle < found[1] - 1e-9):
                found = work.line.operators[person].operator_id, cycle
    return found
