"""Bare line balancing: cases worked by hand, public forms, and public instances where they are present."""

from __future__ import annotations

from pathlib import Path

import pytest

from treadle.errors import InputError
from treadle.problems.line_balancing import read_line, read_staffed
from treadle.sew.bounds import fewest_possible, shortest_possible
from treadle.sew.simple_line import CANNOT_DO, SimpleLine, StaffedLine
from treadle.sew.staffing import staff_line
from treadle.sew.stations import fewest_stations, shortest_cycle

# 5 tasks in a chain with a branch: 0 → 1 → 3 → 4 and 0 → 2 → 4.
CHAIN = SimpleLine(times=(6, 2, 5, 7, 4), before=((), (0,), (0,), (1,), (2, 3)))


def test_bounds_by_hand() -> None:
    assert fewest_possible((6, 2, 5, 7, 4), 10) == 3  # 24 / 10
    assert fewest_possible((6, 6, 6), 10) == 3  # no two share a station, though 18 / 10 = 2
    assert fewest_possible((4, 4, 4, 4, 4), 11) == 3  # each above a third: two at a station
    assert shortest_possible(SimpleLine(times=(5, 5, 5), before=((), (), ())), 2) == 10  # two of three share


def test_fewest_stations_by_hand() -> None:
    # {0, 1} = 8, {2} or {3} = 7 … {4, 2} = 9: three stations of ten, which the sum asks for.
    found = fewest_stations(CHAIN, 10)
    assert len(found.tasks) == 3
    assert found.is_optimal
    assert sorted(one for tasks in found.tasks for one in tasks) == [0, 1, 2, 3, 4]


def test_shortest_cycle_by_hand() -> None:
    # Two stations of 24 minutes: {0, 1, 2} = 13 and {3, 4} = 11, or {0, 2} = 11 and {1, 3, 4} = 13; {0,1,3} = 15.
    found = shortest_cycle(CHAIN, 2)
    assert (found.cycle, found.bound, found.is_optimal) == (13, 13, True)


def test_a_task_above_the_cycle_is_refused() -> None:
    with pytest.raises(ValueError, match="longest task"):
        fewest_stations(CHAIN, 6)


def test_staffing_by_hand() -> None:
    # Worker 0 cannot do task 1; the chain 0 → 1 → 2: worker 0 takes task 0 in 3, worker 1 tasks 1 and 2 in 2 + 2.
    line = StaffedLine(times=((3, 9), (CANNOT_DO, 2), (9, 2)), before=((), (0,), (1,)))
    found = staff_line(line)
    assert found is not None
    assert (found.cycle, found.workers, found.tasks) == (4, (0, 1), ((0,), (1, 2)))
    assert found.is_optimal


def test_no_staffing_is_none() -> None:
    # Only worker 0 can do tasks 0 and 2, only worker 1 the task between: the garment would flow back.
    line = StaffedLine(times=((1, CANNOT_DO), (CANNOT_DO, 1), (1, CANNOT_DO)), before=((), (0,), (1,)))
    assert staff_line(line) is None


def test_public_forms_are_read() -> None:
    alb = "<number of tasks>\n2\n<cycle time>\n9\n<task times>\n1 4\n2 5\n<precedence relations>\n1,2\n<end>\n"
    line, cycle = read_line(alb, "a.alb")
    assert (line.times, line.before, cycle) == ((4, 5), ((), (0,)), 9)
    assert read_line("2\n4\n5\n1,2\n-1,-1\nsome words\n", "a.IN2") == (line, None)
    staffed = read_staffed("2\n4 Inf\n5 6\n1 2\n-1 -1\n", "a")
    assert staffed.times == ((4, CANNOT_DO), (5, 6))


def test_bad_files_name_every_fault() -> None:
    with pytest.raises(InputError, match="cycle"):
        read_line("2\n4\n5\n1,2\n2,1\n-1,-1\n", "round.IN2")
    with pytest.raises(InputError, match="not a line balancing instance"):
        read_line("words", "words.IN2")
    with pytest.raises(InputError, match="nobody can do task 2"):
        read_staffed("2\n4 4\nInf Inf\n-1 -1\n", "a")


def test_public_graphs_reach_their_bound(shared_data: Path) -> None:
    for name, stations in (("MITCHELL", 5), ("HAHN", 5), ("LUTZ2", 15)):
        path = shared_data / "factory" / "salbp" / "scholl" / f"{name}.IN2"
        line, _ = read_line(path.read_text(encoding="utf-8"), path.name)
        found = shortest_cycle(line, stations)
        assert found.cycle == found.bound == max(found.cycle, shortest_possible(line, stations))
        place = {one: at for at, tasks in enumerate(found.tasks) for one in tasks}
        assert all(place[one] <= place[later] for later, before in enumerate(line.before) for one in before)
