import math
from dataclasses import replace

import numpy as np
import pytest
from floors import MONDAY, made_plant

from treadle.schedule.annealing import Annealing
from treadle.schedule.board import Board
from treadle.schedule.dispatch import due_date_dispatch
from treadle.schedule.jobs import build_floor
from treadle.schedule.orders import Orders, draw_up
from treadle.schedule.shop import cost_of, ends, violations, wait_minutes
from treadle.terms.policy import SchedulePolicy
from treadle.terms.schedule import FrozenSlot


def floor_of(orders=70, frozen=()):
    demands, factories, balances = made_plant(orders, 3)
    for at, slot in frozen:
        demands[at] = replace(demands[at], frozen=slot)
    return build_floor(demands, factories, balances, origin_day=MONDAY, now_minute=0, rules=SchedulePolicy())


@pytest.fixture(scope="module")
def shop():
    return floor_of().shop


def changes(orders, rng, count):
    """Random replacements of a stretch of a line by jobs that it can do."""
    for _ in range(count):
        line = int(rng.choice([one for one, jobs in orders.lines.items() if len(jobs) > 2]))
        jobs = orders.lines[line]
        at, resume = sorted(int(x) for x in rng.integers(0, len(jobs) + 1, 2))
        able = [j for j in orders.where if line in orders.fits[j]]
        yield line, at, resume, [int(j) for j in rng.choice(able, int(rng.integers(0, 4)), replace=False)]


def test_what_a_change_adds_is_what_the_line_then_costs_more(shop):
    orders = Orders(shop, due_date_dispatch(shop))
    for line, at, resume, fresh in changes(orders, np.random.default_rng(1), 300):
        jobs = orders.lines[line]
        whole = sum(orders.played(line, at, [*fresh, *jobs[resume:]])[1]) - sum(orders.cents[line][at:])
        assert orders.added(line, at, fresh, resume, math.inf) == pytest.approx(whole, abs=1e-4)
        limited = orders.added(line, at, fresh, resume, whole - 1.0)
        assert limited == math.inf or limited == pytest.approx(whole, abs=1e-4)


def test_the_walk_counts_right_and_keeps_every_job(shop):
    orders = Orders(shop, due_date_dispatch(shop))
    before = orders.total()
    walk = Annealing(orders, 5)
    heats = iter([3000.0, 1000.0, 300.0, 50.0])
    walk.run(lambda: next(heats, 0.0))
    assert walk.now == pytest.approx(orders.total(), abs=0.5)
    assert walk.best < 0.97 * before
    assert sorted(j for jobs in walk.best_lines.values() for j in jobs) == list(range(len(shop.jobs)))
    plan, left = draw_up(shop, orders, walk.best_lines)
    assert left == []
    assert violations(shop, plan) == []
    assert cost_of(shop, plan).cents < cost_of(shop, due_date_dispatch(shop)).cents


def test_a_pinned_order_stays_where_it_is():
    at = next(i for i, one in enumerate(made_plant(70, 3)[0]) if one.total_units > 200)
    free = floor_of()
    job = free.job_of[at]
    way = free.shop.jobs[job].route.steps[-1].ways[0]
    line_id = free.resource_ids[way.resource]
    factory_id = free.factories[free.factory_of[job]].factory_id
    slot = FrozenSlot(factory_id=factory_id, line_id=line_id, sew_start_minute=5 * 1440 + 9 * 60)
    shop = floor_of(frozen=[(at, slot)]).shop
    orders = Orders(shop, due_date_dispatch(shop))
    walk = Annealing(orders, 2)
    heats = iter([3000.0, 300.0])
    walk.run(lambda: next(heats, 0.0))
    plan, left = draw_up(shop, orders, walk.best_lines)
    assert left == [] and violations(shop, plan) == []
    assert plan[job].starts[-1] == shop.jobs[job].route.steps[-1].pinned_start


def test_cutting_waits_until_half_a_day_before_its_sewing(shop):
    board = Board(shop, due_date_dispatch(shop))
    board.compact()
    waited = 0
    for j, placed in enumerate(board.solution):
        steps = shop.jobs[j].route.steps
        if len(steps) == 2:
            ready = placed.starts[0] + wait_minutes(steps[0], placed.ways[0])
            assert ready <= placed.starts[1]
            waited += ready == placed.starts[1] - 240
    assert waited
    before = [ends(shop, j, placed)[-1] for j, placed in enumerate(board.solution)]
    board.compact()
    assert [ends(shop, j, placed)[-1] for j, placed in enumerate(board.solution)] == before
