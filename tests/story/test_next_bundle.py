"""The next bundle on a floor that lives: what is offered waits, can be done there, and an absence moves little, at
once."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import pytest
from floor_brand import treadle
from played_brand import ORDERS, write_played_brand

from treadle.errors import NotFoundError
from treadle.plant.floor import take_scans
from treadle.plant.floor_read import FloorRead, read_floor_of
from treadle.plant.next_bundle import line_without, next_for
from treadle.plant.next_station import next_station
from treadle.track.floor.mend import pieces_to_mend


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FloorRead]:
    """Half of a played week is known."""
    folder = tmp_path_factory.mktemp("next") / "brand"
    played = write_played_brand(folder, orders=ORDERS[:2])
    with played.scans.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    half = folder / "half.csv"
    with half.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows[: len(rows) // 2])
    take_scans(folder, half, author="Mira")
    return folder, read_floor_of(folder)


def test_everybody_is_offered_what_waits_and_what_they_can_do(lived: tuple[Path, FloorRead]) -> None:
    folder, read = lived
    waits = {one.bundle_id: one.waits_for for one in read.floor.bundles}
    (line, _) = read.books.snapshot.factories[0].sewing_lines
    skills = {one.operation_id: one.skill for one in read.bulletins["tshirt"].operations}
    offered = 0
    for person in line.operators[:5]:
        told = next_for(folder, person.operator_id)
        assert told.line_id == line.line_id
        offered += len(told.bundles)
        assert [one.worth for one in told.bundles] == sorted((one.worth for one in told.bundles), reverse=True)
        for one in told.bundles:
            assert one.is_rework or one.operation_id in waits[one.bundle_id]
            assert skills[one.operation_id] in person.efficiency
            assert one.is_help or one.operation_id in told.operations["tshirt"]
    assert offered > 3


def test_a_defect_is_offered_to_whoever_makes_that_operation_until_it_is_mended(
    lived: tuple[Path, FloorRead], tmp_path: Path
) -> None:
    folder, read = lived
    (line, _) = read.books.snapshot.factories[0].sewing_lines
    own = next_for(folder, line.operators[0].operator_id).operations["tshirt"]
    mending = {one.bundle_id: one for one in next_for(folder, line.operators[0].operator_id).bundles if one.is_rework}
    told = pieces_to_mend(read.scans)
    assert told, "a rough floor has defects"
    for bundle_id, one in mending.items():
        assert told[bundle_id, one.operation_id] == one.units
        assert one.operation_id in own or one.is_help
    offered = {
        (one.bundle_id, one.operation_id)
        for person in line.operators for one in next_for(folder, person.operator_id).bundles if one.is_rework
    }  # fmt: skip
    assert offered <= set(told) and offered


def test_the_command_says_it_and_who_takes_over(lived: tuple[Path, FloorRead]) -> None:
    folder, read = lived
    (line, _) = read.books.snapshot.factories[0].sewing_lines
    who, gone = line.operators[0].operator_id, line.operators[1].operator_id
    said = treadle("next", folder, who, "--away", gone)
    assert f"{line.line_id} without {gone}:" in said
    assert f"{who} on {line.line_id} (tshirt" in said
    told = json.loads(treadle("next", folder, f"{line.line_id}/S01", "--json"))
    assert told["next"]["operator_id"] in {one.operator_id for one in line.operators}
    treadle("next", folder, code=1)


def test_an_absence_is_given_to_others_at_once(lived: tuple[Path, FloorRead]) -> None:
    folder, read = lived
    (line, _) = read.books.snapshot.factories[0].sewing_lines
    gone = line.operators[2].operator_id
    began = time.process_time()
    (today,) = line_without(folder, [gone])
    assert time.process_time() - began < 2.0, "with the reading of the folder"
    for bulletin_id, balance in today.balances.items():
        assert gone not in {who for one in balance.stations for who in one.operator_ids}
        moved = today.moved[bulletin_id]
        assert len(moved.moved_operations) + len(moved.moved_people) <= 8
    with pytest.raises(NotFoundError, match="no operator or station nobody"):
        next_for(folder, "nobody")
    with pytest.raises(NotFoundError):
        next_for(folder, gone, factory_id="another")


def test_a_hanger_goes_where_its_next_operation_is_done(lived: tuple[Path, FloorRead]) -> None:
    folder, read = lived
    waiting = next(one for one in read.floor.bundles if one.waits_for)
    told = next_station(folder, waiting.bundle_id)
    assert told.operation_id in waiting.waits_for
    assert told.station_id in {one.station_id for one in told.stations if one.free_places > 0}
    assert next_station(folder, waiting.bundle_id, rail_places=0).station_id == "", "it goes round"
    assert f"to {told.line_id}/{told.station_id} for" in treadle("next", folder, "--hanger", waiting.bundle_id)
    with pytest.raises(NotFoundError, match="no hanger"):
        next_station(folder, "nobody")
