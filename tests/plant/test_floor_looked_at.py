"""A floor that is asked for often is as its newest scan leaves it, and what scans do not change is not done again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from treadle.plant.at_station import station_today
from treadle.plant.bundles import tie_bundles
from treadle.plant.floor import take_scans
from treadle.plant.floor_read import read_floor_of
from treadle.plant.floor_seen import seen_floor
from treadle.plant.next_bundle import line_today
from treadle.plant.release import release_plan
from treadle.plant.written_plan import read_plan, standing_facts
from treadle.settings import read_settings


@pytest.fixture
def folder(planned_brand: Path, tmp_path: Path) -> Path:
    """A brand whose orders are released and tied into bundles."""
    folder = Path(shutil.copytree(planned_brand, tmp_path / "acme"))
    release_plan(folder, folder / "plan", [], author="me")
    tie_bundles(folder, author="me")
    return folder


def test_each_scan_is_seen_and_lines_are_balanced_once(folder: Path, tmp_path: Path) -> None:
    before = seen_floor(folder)
    factory = next(one for one in before.books.snapshot.factories if one.sewing_lines)
    line = factory.sewing_lines[0]
    first = line_today(before, factory, line, ())
    bundle = before.bundles[0]
    operation = before.bulletins[bundle.bulletin_id].operations[0].operation_id
    for at, units in enumerate((1, 2)):
        scan = f"s{at},{bundle.bundle_id},{operation},finish,{units},2026-09-28T08:0{at}:00+00:00"
        file = tmp_path / "scans.csv"
        file.write_text(f"scan_id,bundle_id,operation_id,kind,units,happened_at\n{scan}\n")
        take_scans(folder, file, author="me")
        after, anew = seen_floor(folder), read_floor_of(folder)
        assert after is not before and after.floor == anew.floor
        told = {(one.bulletin_id, one.operation_id): one.finished_units for one in after.floor.operations}
        assert told[bundle.bulletin_id, operation] == at + units
        assert line_today(after, factory, line, ()) == line_today(anew, factory, line, ())
        assert (after.bulletin_of, after.to_sew) == (anew.bulletin_of, anew.to_sew)
    assert first.balances and all(
        line_today(after, factory, line, ()).balances[name] is one for name, one in first.balances.items()
    )
    assert any(one.bundle_id == bundle.bundle_id for one in station_today(folder, line.line_id).tickets)


def test_lines_of_one_id_in_two_factories_are_balanced_each(folder: Path) -> None:
    floor = read_floor_of(folder)
    line = next(one for factory in floor.books.snapshot.factories for one in factory.sewing_lines)
    elsewhere = replace(line, operators=line.operators[1:])
    bulletin = floor.bulletins[floor.bundles[0].bulletin_id]
    here, there = floor.balance(bulletin, line), floor.balance(bulletin, elsewhere)
    assert here is not None and there is not None
    gone = line.operators[0].operator_id
    assert gone in {who for one in here.stations for who in one.operator_ids}
    assert gone not in {who for one in there.stations for who in one.operator_ids}


def test_facts_beside_a_plan_are_those_of_the_newest_entry(folder: Path) -> None:
    settings, plan = read_settings(folder), read_plan(folder / "plan")
    assert standing_facts(folder, settings, plan, plan.as_of) is None, "its orders are placed by now"
    stock = folder / "tables" / "stock.csv"
    stock.write_text(stock.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert standing_facts(folder, settings, plan, plan.as_of) is None
