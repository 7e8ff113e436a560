"""Laws of a balance: every operation once, the order kept, the skill held, and nothing below its bound."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.sew.balance import balance_line
from treadle.sew.check import check_balance
from treadle.sew.simple_line import SimpleLine
from treadle.sew.stations import fewest_stations, shortest_cycle
from treadle.terms.budget import Budget
from treadle.terms.sewing import Bulletin, Operation, Operator, SewingLine

SKILLS = ("LOCK", "OVER", "FLAT")


@st.composite
def lines(draw: st.DrawFn) -> SimpleLine:
    """Up to nine tasks whose predecessors have smaller numbers."""
    times = draw(st.lists(st.integers(1, 20), min_size=1, max_size=9))
    before = tuple(
        tuple(earlier for earlier in range(one) if draw(st.integers(0, 3)) == 0) for one in range(len(times))
    )
    return SimpleLine(times=tuple(times), before=before)


@st.composite
def floors(draw: st.DrawFn) -> tuple[Bulletin, SewingLine]:
    """A bulletin and people, some of whom lack a skill."""
    chance = random.Random(draw(st.integers(0, 10_000)))
    operations = tuple(
        Operation(
            operation_id=f"{at}",
            name=f"{at}",
            machine=(skill := chance.choice(SKILLS)),
            smv_minutes=round(chance.uniform(0.1, 2.0), 2),
            skill=skill,
            predecessors=tuple(f"{one}" for one in range(at) if chance.random() < 0.3),
        )
        for at in range(chance.randint(1, 8))
    )
    people = tuple(
        Operator(
            operator_id=f"P{at}",
            efficiency={skill: round(chance.uniform(0.5, 1.3), 2) for skill in SKILLS if chance.random() < 0.8},
        )
        for at in range(chance.randint(1, 5))
    )
    return Bulletin(bulletin_id="B", operations=operations), SewingLine(line_id="L", operators=people)


@settings(max_examples=15, deadline=None)
@given(floors(), st.integers(0, 3))
def test_a_balance_keeps_every_rule(floor: tuple[Bulletin, SewingLine], seed: int) -> None:
    bulletin, line = floor
    budget = Budget(work=200)
    balance = balance_line(bulletin, line, seed=seed, budget=budget)
    assert balance.status in ("balanced", "infeasible")
    assert check_balance(balance, bulletin, line) == ()
    assert balance == balance_line(bulletin, line, seed=seed, budget=budget)
    if balance.status == "infeasible":
        assert balance.reason.code.startswith("sew.")
    else:
        # People work side by side at their best speed: no cycle is below the work over the sum of best efficiencies.
        best = sum(max(person.efficiency.values(), default=0.0) for person in line.operators)
        assert balance.minutes_per_unit >= bulletin.smv_minutes / best - 1e-9


def _keeps_rules(line: SimpleLine, stations: tuple[tuple[int, ...], ...], cycle: int) -> None:
    assert sorted(one for tasks in stations for one in tasks) == list(range(len(line.times)))
    place = {one: at for at, tasks in enumerate(stations) for one in tasks}
    assert all(place[one] <= place[later] for later, before in enumerate(line.before) for one in before)
    assert all(sum(line.times[one] for one in tasks) <= cycle for tasks in stations)


@settings(max_examples=40, deadline=None)
@given(lines(), st.integers(0, 15))
def test_the_two_questions_answer_each_other(line: SimpleLine, spare: int) -> None:
    cycle = max(line.times) + spare
    few = fewest_stations(line, cycle)
    _keeps_rules(line, few.tasks, cycle)
    assert few.bound <= len(few.tasks)
    short = shortest_cycle(line, len(few.tasks))
    _keeps_rules(line, short.tasks, short.cycle)
    assert short.bound <= short.cycle <= cycle
