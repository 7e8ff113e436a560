"""From a released order to bundles with tickets, again without a change, and after an amendment."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from floor_brand import ORDER, order_of, treadle, write, write_floor_brand

from treadle.schedule.work_in_progress import released_demands
from treadle.storage.brand import load_brand


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_floor_brand(tmp_path_factory.mktemp("bundles") / "brand")


def test_an_order_is_tied_once_and_only_what_is_not_begun_is_changed(brand: Path, tmp_path: Path) -> None:
    told = treadle("bundles", brand, "--tickets", tmp_path / "tickets.pdf", "--components", "front,back")
    assert f"{ORDER}: 6 bundles, 72 pieces (6 new)" in told
    assert "12 tickets" in told
    assert (tmp_path / "tickets.pdf").read_bytes().startswith(b"%PDF")
    assert f"{ORDER}: 6 bundles, 72 pieces (as they were)" in treadle("bundles", brand, ORDER, "--bundle-units", "5")
    bundles = json.loads(treadle("bundles", brand, "--json"))[0]["bundles"]
    assert [(one["size"], one["units"], one["shade"], one["roll_ids"]) for one in bundles] == [
        (size, 12, shade, [roll]) for shade, roll in (("A", "R-1"), ("B", "R-2")) for size in ("S", "M", "M")
    ]

    # The ticket's own code is scanned, so that this bundle is begun; 26 M fewer leave it as it is.
    snapshot = load_brand(brand, None, currency="EUR", time_zone="UTC")
    last = next(one for one in reversed(bundles) if one["size"] == "M")
    scan = {"scan_id": "s-1", "bundle_id": f"{last['bundle_id']}|front", "kind": "finish",
            "operation_id": snapshot.bulletins[last["bulletin_id"]].operations[0].operation_id,
            "happened_at": f"{snapshot.as_of}T09:00:00"}  # fmt: skip
    assert "1 new scans" in treadle("scan", brand, write(tmp_path / "scans.csv", [scan]))
    treadle("amend", brand, ORDER, "--units", "M=22", "--reason", "fewer", "--yes")
    assert "4 bundles, 46 pieces (1 changed, 2 dropped)" in treadle("bundles", brand)
    held = {one["bundle_id"]: one["units"] for one in json.loads(treadle("bundles", brand, "--json"))[0]["bundles"]}
    assert held[last["bundle_id"]] == 12
    assert sum(held.values()) == sum(line.wanted_units for line in order_of(brand).lines) == 46
    floor = json.loads(treadle("floor", brand, "--json"))
    assert [(one["order_id"], one["tied_units"]) for one in floor["orders"]] == [(ORDER, 46)]


def test_the_next_day_sees_what_the_floor_did_before_it_began(tmp_path: Path) -> None:
    folder = write_floor_brand(tmp_path / "brand")
    bundles = json.loads(treadle("bundles", folder, "--json"))[0]["bundles"]
    first = load_brand(folder, None, currency="EUR", time_zone="UTC")
    before = {one.work_order_id: one for one in released_demands(first)}[ORDER]
    operations = first.bulletins[bundles[0]["bulletin_id"]].operations
    scans = [
        {"scan_id": f"{bundle['bundle_id']}-{one.operation_id}", "bundle_id": bundle["bundle_id"], "kind": "finish",
         "operation_id": one.operation_id, "happened_at": f"{first.as_of}T09:{at:02d}:00",
         "known_at": f"{first.as_of}T10:00:00"}
        for bundle in bundles[:3] for at, one in enumerate(operations)
    ]  # fmt: skip
    treadle("scan", folder, write(tmp_path / "scans.csv", scans))
    same = load_brand(folder, None, currency="EUR", time_zone="UTC")
    assert same.fingerprint() == first.fingerprint(), "scans of the day make no other plan of it"
    for _ in range(2):  # folded, and then as it was kept
        later = load_brand(folder, first.as_of + timedelta(days=1), currency="EUR", time_zone="UTC")
        told = {one.work_order_id: one for one in released_demands(later)}[ORDER]
        assert (before.total_units, told.total_units) == (72, 36)
        assert told.frozen is not None
        assert (told.frozen.sew_start_minute, told.spread_and_cut_minutes) == (0, 30.0)


def test_a_promise_moves_before_it_breaks(tmp_path: Path) -> None:
    folder = write_floor_brand(tmp_path / "brand")
    treadle("bundles", folder)
    promise = order_of(folder).told_day
    early = json.loads(treadle("floor", folder, "--json", "--at", f"{promise}T16:59"))["expectations"][0]
    assert (early["order_id"], early["kept_share"], early["choices"][-1]["kind"]) == (ORDER, 0.0, "tell")
    told = treadle("floor", folder, "--at", f"{promise}T16:59", "--move-promises")
    assert f"{ORDER}: the promise moved from {promise} to" in told
    moved = order_of(folder).told_day
    assert moved > promise == order_of(folder).terms.promise_day
    assert "the promise moved" not in treadle("floor", folder, "--at", f"{promise}T16:59", "--move-promises")
    assert f"{promise} → {moved}" in treadle("ledger", folder, ORDER)
    snapshot = load_brand(folder, None, currency="EUR", time_zone="UTC")
    assert {one.due_day for one in snapshot.receipts if one.order_id == ORDER} == {moved}
