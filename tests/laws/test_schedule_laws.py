from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.schedule.disjunctive import Graph
from treadle.schedule.dispatch import dispatch
from treadle.schedule.earliest import shop_bound
from treadle.schedule.shop import Job, Resource, Route, Shop, Step, Way, cost_of, violations
from treadle.schedule.tabu import Tabu


@st.composite
def shops(draw):
    machines = draw(st.integers(1, 4))
    jobs = []
    family = 0
    has_setups = draw(st.booleans())
    for j in range(draw(st.integers(1, 5))):
        steps = []
        for _ in range(draw(st.integers(1, 4))):
            able = draw(st.lists(st.integers(0, machines - 1), min_size=1, max_size=machines, unique=True))
            ways = tuple(Way(resource=m, minutes=draw(st.integers(1 if has_setups else 0, 9))) for m in able)
            steps.append(Step(ways=ways, family=family % 3))
            family += 1
        jobs.append(Job(name=f"j{j}", route=Route(site=0, steps=tuple(steps))))
    rows = st.tuples(*[st.integers(0, 6)] * 3)
    setups = [draw(st.tuples(rows, rows, rows)) if has_setups else None for _ in range(machines)]
    return Shop(
        jobs=tuple(jobs),
        resources=tuple(Resource(name=f"m{m}", setups=setups[m]) for m in range(machines)),
        is_makespan=True,
    )


@given(shops(), st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_every_move_leaves_a_sound_plan_and_the_best_is_kept(shop, seed):
    start = dispatch(shop)[0]
    graph = Graph(shop, start)
    tabu = Tabu(graph, seed)
    assert tabu.best <= cost_of(shop, start).makespan
    lowest = tabu.best
    for _ in range(25):
        tabu.step()
        solution = graph.solution()
        assert violations(shop, solution) == []
        assert cost_of(shop, solution).makespan == graph.makespan == tabu.current
        steps = len(graph.before)
        assert tabu.walk.head[:steps].tolist() == graph.head
        assert tabu.walk.tail[:steps].tolist() == graph.tail
        lowest = min(lowest, graph.makespan)
    assert tabu.best <= lowest
    assert tabu.best >= shop_bound(shop)
    graph.restore(tabu.best_state)
    graph.update()
    assert graph.makespan == tabu.best


@given(shops(), st.integers(0, 5), st.integers(0, 20))
@settings(max_examples=40, deadline=None)
def test_every_move_offered_may_be_made_and_one_refused_changes_nothing(shop, seed, rounds):
    from treadle.schedule import walk_loops

    tabu = Tabu(Graph(shop, dispatch(shop)[0]), seed)
    for _ in range(rounds):
        tabu.step()
    walk, steps = tabu.walk, len(tabu.graph.before)
    has_no_empty_step = min(way.minutes for job in shop.jobs for step in job.route.steps for way in step.ways) > 0
    offered = walk.moves[: walk_loops.offered(tabu.floor, walk, tabu.current, tabu.chance)].tolist()
    held = (walk.sorted.copy(), walk.machine[:steps].copy())
    for _, op, machine, minutes, left in offered:
        longest = walk_loops.moved(tabu.floor, walk, op, machine, minutes, left)
        if longest < 0:
            assert not has_no_empty_step
            assert not walk.marks.any()
        else:
            assert (walk.machine[op], walk.ahead[op]) == (machine, left)
            graph = Graph(shop, dispatch(shop)[0])
            graph.restore(tabu.state_of(walk.sorted, walk.machine))
            graph.update()
            assert longest == graph.makespan
        walk.sorted[:], walk.machine[:steps] = held
        assert walk_loops.laid(tabu.floor, walk) == tabu.current


@given(shops(), st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_a_start_between_two_plans_keeps_what_they_agree_on(shop, seed):
    tabu = Tabu(Graph(shop, dispatch(shop)[0]), seed)
    kin, draw = tabu.kin, np.random.default_rng(seed)
    one, other = kin.drawn(draw), kin.drawn(draw)
    found = kin.between(one, other, draw)
    first, second, third = (np.argsort(plan.sorted) for plan in (one, other, found))
    for a, b in combinations(range(len(first)), 2):
        if (first[a] < first[b]) == (second[a] < second[b]):
            assert (third[a] < third[b]) == (first[a] < first[b])
    assert all(machine in both for machine, *both in zip(found.machine, one.machine, other.machine))
    for plan in (one, other, found):
        graph = Graph(shop, dispatch(shop)[0])
        graph.restore(tabu.state_of(plan.sorted, plan.machine))
        graph.update()
        assert violations(shop, graph.solution()) == []
