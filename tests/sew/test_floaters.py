"""Floaters, learning and the places of stations: by hand, against slow ways, and checked from scratch."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from openpyxl import Workbook
from sew_cases import bulletin, line, operation
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.report.layout_picture import layout_svg
from treadle.sew.balance import balance_line
from treadle.sew.example_bulletins import example_bulletin
from treadle.sew.floaters import best_floaters, check_floaters, share_floaters
from treadle.sew.layout import check_layout, lay_out, station_flows
from treadle.sew.learning_curve import learning_days, total_minutes, unit_minutes
from treadle.sew.manning import standard_line
from treadle.sew.solvers.linear import most_pace
from treadle.terms.sewing import Operator


def test_a_floater_lifts_the_slow_stations_to_one_pace_by_hand() -> None:
    """Stations of 2 and 3 minutes: rates 1/2 and 1/3. A floater of standard speed with share x at the second gives
    1/3 + x/3 and 1/2 + (1 - x)/2 at the first; equal at x = 0.8: 0.6 a minute, 1.667 minutes a garment."""
    two = bulletin(operation("a", 2.0), operation("b", 3.0, "a", skill="OVER"))
    crew = line({"LOCK": 1.0}, {"OVER": 1.0})
    balance = balance_line(two, crew)
    assert [one.minutes_per_unit for one in balance.stations] == pytest.approx([2.0, 3.0])
    helper = Operator(operator_id="F", efficiency={"LOCK": 1.0, "OVER": 1.0})
    found = share_floaters(two, balance, crew, [helper])
    assert {one.station_id: one.share for one in found.help} == pytest.approx({"S01": 0.2, "S02": 0.8}, abs=1e-5)
    assert found.minutes_per_unit == pytest.approx(1 / 0.6)
    assert check_floaters(found, two, [helper]) == ()


def test_who_cannot_sew_it_helps_nobody() -> None:
    two = bulletin(operation("a", 2.0), operation("b", 3.0, "a", skill="OVER"))
    crew = line({"LOCK": 1.0}, {"OVER": 1.0})
    balance = balance_line(two, crew)
    found = share_floaters(two, balance, crew, [Operator(operator_id="F", efficiency={"IRON": 1.0})])
    assert (found.help, found.minutes_per_unit) == ((), pytest.approx(3.0))


def test_the_linear_program_is_as_good_as_any_share_tried() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        base, rate = rng.uniform(0.3, 1.0, 3), rng.uniform(0.0, 1.0, (1, 3)) * (rng.random((1, 3)) < 0.8)
        _, pace = most_pace(base, rate)
        tried = rng.dirichlet(np.ones(3), 3000)
        best = np.min(base + tried * rate[0], axis=1).max()
        assert best - 1e-9 <= pace <= best + 0.05


def test_chosen_floaters_keep_every_rule() -> None:
    work = example_bulletin("shirt")
    crew = standard_line(work, 16)
    found = best_floaters(work, crew, 2)
    assert found is not None
    assert len(found.floater_ids) == 2
    people = [one for one in crew.operators if one.operator_id in found.floater_ids]
    assert check_floaters(found, work, people) == ()
    assert sum(len(one.operator_ids) for one in found.balance.stations) == 14


def test_each_doubling_takes_the_share_of_the_minutes() -> None:
    """At 80 % garment 200 takes 0.8 of garment 100, until the standard is reached at garment 800."""
    assert unit_minutes(200, 1.0, 0.8, 800) == pytest.approx(0.8 * unit_minutes(100, 1.0, 0.8, 800))
    assert unit_minutes(800, 1.0, 0.8, 800) == unit_minutes(5000, 1.0, 0.8, 800) == 1.0
    assert unit_minutes(400, 1.0, 0.8, 800) == pytest.approx(1.25)


def test_minutes_of_many_are_the_sum_of_each() -> None:
    slow = sum(unit_minutes(n, 0.7, 0.85, 500) for n in range(1, 1201))
    assert total_minutes(1200, 0.7, 0.85, 500) == pytest.approx(slow, rel=0.01)


def test_days_of_learning_rise_to_full_pace_and_add_up() -> None:
    days = learning_days(0.8, 0.85, 2000)
    shares = [one.share for one in days]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    made = sum(one.units for one in days)
    assert total_minutes(made, 0.8, 0.85, 2000) == pytest.approx(480 * len(days))
    assert [one.share for one in learning_days(0.8, 1.0, 2000)] == pytest.approx([1.0])
    with pytest.raises(ValueError, match=r"above 0\.5"):
        learning_days(0.8, 0.4, 2000)


def test_seats_of_a_short_line_are_the_best_of_all() -> None:
    work = example_bulletin("tshirt")
    balance = balance_line(work, standard_line(work, 6))
    found = lay_out(work, balance)
    flow = station_flows(work, balance)
    count = len(balance.stations)
    spots = [(at // 2 * 1.6, at % 2 * 2.4) for at in range(count + count % 2)]

    def metres(order: tuple[int, ...]) -> float:
        return sum(
            flow[a, b] * (abs(spots[order[a]][0] - spots[order[b]][0]) + abs(spots[order[a]][1] - spots[order[b]][1]))
            for a in range(count)
            for b in range(count)
        )

    assert found.carried_m == pytest.approx(min(metres(order) for order in permutations(range(len(spots)), count)))
    assert check_layout(found, work, balance) == ()


def test_a_long_line_in_two_rows_carries_less_than_a_straight_one() -> None:
    work = example_bulletin("shirt")
    balance = balance_line(work, standard_line(work, 24))
    found = lay_out(work, balance)
    assert check_layout(found, work, balance) == ()
    assert found.carried_m < found.straight_m
    assert layout_svg(found, balance).count("<rect") == len(balance.stations)


def test_the_command_reads_a_workbook_and_tells_all_three(tmp_path) -> None:  # type: ignore[no-untyped-def]
    book = Workbook()
    book.active.append(["No", "Operation", "Machine", "SMV"])
    for number, name, minutes in ((1, "join", 0.8), (2, "hem", 0.7), (3, "press", 0.5), (4, "pack", 0.4)):
        book.active.append([number, name, "LOCK", minutes])
    book.save(tmp_path / "tee.xlsx")
    asked = ["balance", str(tmp_path / "tee.xlsx"), "--people", "5", "--floaters", "1", "--learning-rate", "0.85",
             "--learned-after", "900", "--layout", str(tmp_path / "line.svg")]  # fmt: skip
    told = CliRunner().invoke(build_app(), asked, catch_exceptions=False)
    assert told.exit_code == 0, told.output
    assert "With 1 floating the cycle is" in told.output
    assert "startup_shares of the factory: 0." in told.output
    assert "In two rows a garment's parts are carried" in told.output
    assert (tmp_path / "line.svg").read_text().startswith("<svg")
