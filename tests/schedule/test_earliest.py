import importlib
import json
import os
import random
import signal
import time
from threading import Semaphore, get_ident

import pytest

from treadle.errors import InputError
from treadle.problems.job_shop import read_job_shop, told_solution
from treadle.schedule.disjunctive import Graph
from treadle.schedule.dispatch import dispatch
from treadle.schedule.earliest import _Both, earliest_end, shop_bound
from treadle.schedule.shop import violations
from treadle.schedule.tabu import Tabu
from treadle.terms.budget import Budget

# Two jobs, two machines. Job 0: step on machine 1 (3) or 2 (5), then machine 2 (2). Job 1: machine 1 (4), then 2 (4).
SMALL = """2 2 1.3
2 2 1 3 2 5 1 2 2
2 1 1 4 1 2 4
"""
# The same with 10 minutes between different jobs on machine 2 and none on machine 1.
SETUPS = SMALL + "\n" + "0 0 0 0\n" * 4 + "0 0 10 10\n0 0 10 10\n10 10 0 0\n10 10 0 0\n"
# Fisher and Thompson 1963, six jobs on six machines: the optimum is 55.
FT06 = """6 6 1
6 1 3 1 1 1 3 1 2 6 1 4 7 1 6 3 1 5 6
6 1 2 8 1 3 5 1 5 10 1 6 10 1 1 10 1 4 4
6 1 3 5 1 4 4 1 6 8 1 1 9 1 2 1 1 5 7
6 1 2 5 1 1 5 1 3 5 1 4 3 1 5 8 1 6 9
6 1 3 9 1 2 3 1 5 5 1 6 4 1 1 3 1 4 1
6 1 2 3 1 4 3 1 6 9 1 1 10 1 5 4 1 3 1
"""


def hard_shop(count=15):
    """As many jobs as machines, each job once on every machine: nobody proves its optimum within a minute."""
    draw = random.Random(5)
    lines = [f"{count} {count} 1"]
    for _ in range(count):
        steps = [f"1 {machine} {draw.randint(1, 99)}" for machine in draw.sample(range(1, count + 1), count)]
        lines.append(" ".join([str(count), *steps]))
    return "\n".join(lines) + "\n"


def check_of(task):
    return importlib.import_module(f"benchmarks.checks.{task}")


def solved(text, work=0.2, **more):
    shop = read_job_shop(text, "test", **more)
    found = earliest_end(shop, budget=Budget(work=work), seed=1)
    assert violations(shop, found.solution) == []
    return shop, found


def test_two_jobs_by_hand():
    # Machine 1 does job 0 first (0-3), then job 1 (3-7), which ends at 11 on machine 2. The other way round job 1 is on
    # machine 1 at 0-4 and on machine 2 at 4-8, job 0 on machine 1 at 4-7 and on machine 2 at 8-10.
    _, found = solved(SMALL)
    assert found.cost.makespan == 10
    assert found.is_optimal


def test_setups_by_hand():
    # Between the jobs machine 2 stands 10 minutes: job 1 at 4-8 and job 0 at 18-20, or job 0 at 3-5 and job 1 at 15-19.
    shop, found = solved(SETUPS, has_setups=True)
    assert found.cost.makespan == 19
    assert shop.resources[1].setup(1, 3) == 10
    assert shop.resources[0].setup(1, 3) == 0


def test_the_classic_of_six_jobs_is_proved():
    shop, found = solved(FT06, work=2.0)
    assert found.cost.makespan == 55
    assert found.is_optimal
    assert shop_bound(shop) <= 55


def test_tabu_alone_finds_it_too():
    shop = read_job_shop(FT06, "ft06")
    graph = Graph(shop, dispatch(shop)[0])
    tabu = Tabu(graph, seed=3)
    tabu.run(lambda: tabu.best <= 55 or tabu.round >= 5000)
    assert tabu.best == 55
    graph.restore(tabu.best_state)
    graph.update()
    assert violations(shop, graph.solution()) == []


def test_the_clock_of_the_caller_ends_the_search():
    shop = read_job_shop(FT06, "ft06")
    ticks = iter([20.0 - 0.001 * i for i in range(200_000)])
    found = earliest_end(shop, budget=Budget(work=1e9, left=lambda: next(ticks, 0.0)), seed=0)
    assert found.cost.makespan == 55


#: Seconds of this machine after which a search that was to end at once has not. Without an end it goes on for 30 or 50.
LATE = 15.0


def standing_clock(seconds, stops_at=None):
    """60 seconds left, then `seconds` for 30 real ones; Ctrl-C at question `stops_at` of the thread that asks first."""
    here, began, asked = get_ident(), time.monotonic(), 0

    def left():
        nonlocal asked
        if get_ident() == here:
            asked += 1
            if asked == stops_at:
                os.kill(os.getpid(), signal.SIGINT)
            if asked == 1:
                return 60.0
        return seconds if time.monotonic() - began < 30 else 0.0

    return left


@pytest.fixture
def hears_interrupts():
    """Python's own handler of Ctrl-C: what a shell starts behind itself begins without."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


# The walks have the first nine seconds alone. CP-SAT begins after the fifth question; its model is not built then.
@pytest.mark.parametrize(("seconds", "stops_at"), [(55.0, 5), (50.0, 6), (50.0, 150)])
@pytest.mark.usefixtures("hears_interrupts")
def test_an_interrupt_ends_all_searches_at_once(seconds, stops_at):
    shop, began = read_job_shop(hard_shop(), "hard"), time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        earliest_end(shop, budget=Budget(work=1e9, left=standing_clock(seconds, stops_at)), seed=0)
    assert time.monotonic() - began < LATE


class Unheard(_Both):
    """CP-SAT has nothing to tell."""

    def _hear(self, found):
        return False


def test_a_plan_that_tabu_search_proves_ends_cp_sat_though_it_has_nothing_to_tell():
    shop, began = read_job_shop(hard_shop(), "hard"), time.monotonic()
    search = Unheard(shop, dispatch(shop)[0], 0)
    search.bound = round(0.69 * search.tabu.best)  # the walk is there after some thousand rounds
    search.timed(standing_clock(50.0), with_tabu=True)
    assert search.tabu.best <= search.bound
    assert time.monotonic() - began < LATE


def test_the_rounds_of_all_walks_are_counted():
    here, asked, beside = get_ident(), 0, Semaphore(0)

    def left():
        # The first walk goes ten turns of 500 rounds, and none before the one beside it has gone as many.
        nonlocal asked
        if get_ident() != here:
            beside.release()
            return 1.0 if asked < 12 else 0.0
        asked += 1
        if 1 < asked <= 12:
            assert beside.acquire(timeout=60)
        return 1.0 if asked < 12 else 0.0

    found = earliest_end(read_job_shop(hard_shop(), "hard"), budget=Budget(work=1e9, left=left), seed=0)
    assert found.rounds > 7500


def test_the_same_seed_and_work_give_the_same_plan():
    assert solved(FT06, work=0.1)[1].solution == solved(FT06, work=0.1)[1].solution


@pytest.mark.parametrize("text", ["", "2 2\n1 1 1 3\n", "1 1\n1 1 2 3\n", "1 1\n1 1 1\n", "1 1\nx\n"])
def test_what_is_no_job_shop_is_refused(text):
    with pytest.raises(InputError):
        read_job_shop(text, "bad.txt")
    with pytest.raises(InputError):
        read_job_shop(SMALL, "no matrices", has_setups=True)


@pytest.mark.parametrize(("task", "text"), [("fjsp", SMALL), ("fjsp_setups", SETUPS)])
def test_the_independent_checker_agrees_and_finds_mistakes(tmp_path, task, text):
    instance = tmp_path / "small.txt"
    instance.write_text(text)
    shop, found = solved(text, has_setups=task == "fjsp_setups")
    told = told_solution(shop, found.solution)
    checker = check_of(task)
    assert checker.check(instance, told) == []
    assert checker.value(told) == found.cost.makespan
    for change in ({"start": -1}, {"machine": 7}, {"job": 9}, {"end": 99}):
        spoilt = json.loads(json.dumps(told))
        spoilt["operations"][0] |= change
        assert checker.check(instance, spoilt)
    assert checker.check(instance, {**told, "makespan": 1})
    early = json.loads(json.dumps(told))
    last = max(early["operations"], key=lambda one: one["end"])
    last["start"], last["end"] = last["start"] - 1, last["end"] - 1
    early["makespan"] = max(one["end"] for one in early["operations"])
    assert checker.check(instance, early)


def test_public_instances_are_read(shared_data):
    folder = shared_data / "factory"
    shop = read_job_shop((folder / "fjsp" / "brandimarte" / "mk01.txt").read_text(), "mk01")
    assert (len(shop.jobs), len(shop.resources), sum(len(job.route.steps) for job in shop.jobs)) == (10, 6, 55)
    text = (folder / "fjsp_setups" / "Fattahi_setup_01.fjs").read_text()
    found = solved(text, has_setups=True)[1]
    assert found.is_optimal
