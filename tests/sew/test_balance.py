"""Balances worked by hand, and the check of a balance, which must catch each rule that is broken."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from sew_cases import bulletin, line, operation

from treadle.sew.balance import balance_line
from treadle.sew.check import check_balance
from treadle.terms.sewing import LineBalance, SewingLine


def test_three_people_share_six_minutes_evenly() -> None:
    # 6 minutes over 3 people: collar | body and join | hem is two minutes at each, and nothing can be shorter.
    balance = balance_line(bulletin(), line())
    assert balance.status == "balanced"
    assert balance.minutes_per_unit == pytest.approx(2.0)
    assert balance.pitch_minutes == pytest.approx(2.0)
    assert balance.line_efficiency == pytest.approx(1.0)
    assert check_balance(balance, bulletin(), line()) == ()


def test_a_long_operation_is_shared_by_two_people() -> None:
    # One operation of 3 minutes, one of 1: two people on the first give 1.5 minutes, the third waits at 1.
    long_one = bulletin(operation("long", 3.0), operation("short", 1.0, "long"))
    balance = balance_line(long_one, line())
    assert balance.minutes_per_unit <= 1.5 + 1e-9
    assert check_balance(balance, long_one, line()) == ()


def test_the_quick_worker_gets_the_longer_work() -> None:
    # 2 and 4 minutes, one person twice as quick: the quick one takes 4 minutes in 2, the other 2 in 2.
    two = bulletin(operation("a", 2.0), operation("b", 4.0, "a"))
    crew = line({"LOCK": 1.0}, {"LOCK": 2.0})
    balance = balance_line(two, crew)
    assert balance.minutes_per_unit == pytest.approx(2.0)
    assert balance.line_efficiency == pytest.approx(6.0 / (2 * 2.0))


def test_a_missing_skill_is_named() -> None:
    balance = balance_line(bulletin(), line({"LOCK": 1.0}, {"LOCK": 1.0}))
    assert balance.status == "infeasible"
    assert balance.reason.code == "sew.no_skill"
    assert dict(balance.reason.facts)["operation"] == "body"


def test_a_missing_machine_is_named() -> None:
    balance = balance_line(bulletin(), line(machines={"LOCK": 3}))
    assert balance.reason.code == "sew.no_machine"


def test_the_bottleneck_is_the_slowest_station() -> None:
    balance = balance_line(bulletin(operation("a", 1.0), operation("b", 5.0, "a")), line(*({"LOCK": 1.0},) * 2))
    slowest = max(balance.stations, key=lambda station: station.minutes_per_unit)
    assert balance.bottleneck_station_id == slowest.station_id
    assert balance.reason.code == "sew.bottleneck"


def test_same_seed_same_balance() -> None:
    assert balance_line(bulletin(), line(), seed=3) == balance_line(bulletin(), line(), seed=3)


@cache
def _sound() -> LineBalance:
    return balance_line(bulletin(), line())


def _rules(balance: LineBalance, crew: SewingLine | None = None) -> set[str]:
    return {violation.rule for violation in check_balance(balance, bulletin(), crew or line())}


def test_check_sees_an_operation_that_is_missing() -> None:
    first, *rest = _sound().stations
    broken = replace(_sound(), stations=tuple(rest))
    assert first.operation_ids
    assert "every operation is done at one station" in _rules(broken)


def test_check_sees_an_operation_done_twice() -> None:
    first, *rest = _sound().stations
    broken = replace(_sound(), stations=(replace(first, operation_ids=first.operation_ids * 2), *rest))
    assert "every operation is done at one station" in _rules(broken)


def test_check_sees_a_garment_that_flows_back() -> None:
    broken = replace(_sound(), stations=_sound().stations[::-1])
    assert "no garment flows back" in _rules(broken)


def test_check_sees_a_person_without_the_skill() -> None:
    assert "a person has the skill" in _rules(_sound(), line(*({"LOCK": 1.0},) * 3))


def test_check_sees_a_person_twice() -> None:
    first, *rest = _sound().stations
    broken = replace(_sound(), stations=(replace(first, operator_ids=first.operator_ids * 2), *rest))
    assert "every person stands at one station" in _rules(broken)


def test_check_sees_machines_that_are_not_there() -> None:
    found = check_balance(_sound(), bulletin(), line(machines={"LOCK": 1, "OVER": 1}))
    assert "there are machines enough" in {violation.rule for violation in found}


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("minutes_per_unit", "the slowest station sets the cycle"),
        ("line_efficiency", "line efficiency is right"),
    ],
)
def test_check_sees_wrong_numbers(field: str, rule: str) -> None:
    broken = replace(_sound(), **{field: getattr(_sound(), field) * 0.9})
    assert rule in _rules(broken)


def test_check_sees_wrong_station_minutes() -> None:
    first, *rest = _sound().stations
    broken = replace(_sound(), stations=(replace(first, minutes_per_unit=first.minutes_per_unit * 0.9), *rest))
    assert "a station's minutes are right" in _rules(broken)
