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
        lowest = min(lowest, graph.makespan)
    assert tabu.best <= lowest
    assert tabu.best >= shop_bound(shop)
    graph.restore(tabu.best_state)
    graph.update()
    assert graph.makespan == tabu.best
