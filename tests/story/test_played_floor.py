"""A floor with a hidden truth: what its scans add up to is what really happened, however badly they came."""

from __future__ import annotations

import csv
import random
import shutil
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from played_brand import DAYS, ROUGH, TABLETS, truth, write_played_brand

from treadle.plant.floor import FloorTold, look_at_floor, take_scans, work_out_pay
from treadle.plant.floor_read import read_floor_of
from treadle.plant.play_floor import Played, play_floor
from treadle.terms.floor import SCAN_SCHEMA
from treadle.track.floor.follow import follow

Lived = tuple[Path, Played, FloorTold]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    folder = tmp_path_factory.mktemp("played") / "brand"
    played = write_played_brand(folder)
    shutil.copytree(folder, folder.parent / "fresh")
    taken = take_scans(folder, played.scans, author="Mira")
    assert not taken.refused
    assert taken.known > 0, "some came twice"
    return folder, played, look_at_floor(folder)


def test_the_state_is_the_truth(lived: Lived) -> None:
    _, played, told = lived
    found = {one.order_id: (one.tied_units, one.sewn_units, one.scrap_units) for one in told.floor.orders}
    true = {str(one["order_id"]): (one["tied_units"], one["sewn_units"], one["scrap_units"])
            for one in truth(played, "orders")}  # fmt: skip
    assert found == true
    assert any(0 < sewn < tied - 200 for tied, sewn, _ in true.values()), "something is half done"
    faults = Counter(one["fault"] for one in truth(played, "scans"))
    assert {"doubled", "mistyped", "misread", "lost Wi-Fi", "offline", "clock"} <= set(faults), "all of it happened"
    codes = Counter(one.code for one in told.floor.contradictions)
    assert set(codes) <= {"unknown_bundle", "ahead_of_time"}
    assert codes["unknown_bundle"] == faults["misread"]
    assert 0 < codes["ahead_of_time"] <= faults["clock"] + faults["misread"]


def test_pay_is_what_was_made_times_its_rate(lived: Lived) -> None:
    folder, played, _ = lived
    found: dict[tuple[str, str, str], tuple[int, int]] = {
        (one.operator_id, one.operation_id, one.order_id): (one.units, one.pay_cents)
        for one in work_out_pay(folder, played.rates)
    }
    true = {(str(one["operator_id"]), str(one["operation_id"]), str(one["order_id"])): (one["units"], one["pay_cents"])
            for one in truth(played, "pieces") if one["units"]}  # fmt: skip
    assert found == true


def test_defects_per_hundred_are_the_true_ones(lived: Lived) -> None:
    _, played, told = lived
    found: dict[str, int] = defaultdict(int)
    for one in told.defects:
        found[one.operation_id] += one.units
    finished = {one.operation_id: one.finished_units for one in told.defects}
    for row in truth(played, "defects"):
        name = str(row["operation_id"])
        assert found[name] == row["units"]
        assert finished.get(name, row["finished_units"]) == row["finished_units"]
    assert sum(found.values()) > 20


def test_real_times_come_near_the_true_ones(lived: Lived) -> None:
    folder, played, told = lived
    lines = read_floor_of(folder).books.snapshot.factories[0].sewing_lines
    people = {one.operator_id: one for line in lines for one in line.operators}
    bulletin = read_floor_of(folder).bulletins["tshirt"]
    skill = {one.operation_id: one.skill for one in bulletin.operations}
    pace = {(str(one["operator_id"]), str(one["operation_id"])): float(str(one["pace"]))
            for one in truth(played, "people")}  # fmt: skip
    many = [one for one in told.times if one.units >= 300]
    assert len(many) >= 10
    errors = [
        one.raw_factor
        / (pace[one.operator_id, one.operation_id] / people[one.operator_id].efficiency[skill[one.operation_id]])
        for one in many
    ]
    print(sorted(errors))
    assert sum(abs(one - 1.0) < 0.12 for one in errors) / len(errors) > 0.85


def test_expectations_hold_the_true_day(lived: Lived) -> None:
    """What is not sewn by then comes on a day that was told, mostly between the middle and the surest one."""
    folder, played, told = lived
    factory = read_floor_of(folder).books.snapshot.factories[0]
    days = {str(one["order_id"]): one["sewn_day"] for one in truth(played, "orders")}
    assert told.expectations
    for one in told.expectations:
        true = factory.arrival_day(days[one.order_id])  # type: ignore[arg-type]
        assert one.day(0.5) - timedelta(days=4) <= true <= one.day(0.95) + timedelta(days=2), one


def test_any_prefix_in_any_order_is_the_fold_of_its_scans(lived: Lived) -> None:
    """What came until a moment, told in batches that overlap and are shuffled, is that much of the floor."""
    folder, played, _ = lived
    fresh = folder.parent / "fresh"
    with played.scans.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    chance = random.Random(1)
    told = 0
    for share in (0.2, 0.5):
        until = int(len(rows) * share)
        batch = rows[max(told - 200, 0) : until]
        told = until
        chance.shuffle(batch)
        path = folder.parent / f"until-{until}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(batch)
        take_scans(fresh, path, author="Mira")
        read = read_floor_of(fresh)
        whole = pa.Table.from_pylist([typed(one) for one in rows[:until]], schema=SCAN_SCHEMA)
        scratch = follow(whole, read.bundles, read.bulletins)
        for name in ("operations", "orders", "bundles", "contradictions", "left", "accepted"):
            assert getattr(read.floor, name) == getattr(scratch, name), name


def typed(row: dict[str, str]) -> dict[str, object]:
    """A row of the file as the floor counts it."""
    moments = {name: datetime.fromisoformat(row[name]) for name in ("happened_at", "known_at")}
    return {**dict.fromkeys(SCAN_SCHEMA.names, ""), **row, **moments, "units": int(row["units"])}


def test_the_same_seed_plays_the_same_floor_and_nothing_is_kept_of_it(lived: Lived) -> None:
    folder, played, _ = lived
    before, first = read_floor_of(folder).scans.num_rows, played.scans.read_bytes()
    again = play_floor(folder, days=DAYS, seed=3, kind=ROUGH, tablets=TABLETS)
    assert again.scans.read_bytes() == first
    assert read_floor_of(folder).scans.num_rows == before
