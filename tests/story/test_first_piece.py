"""The bulk of an order waits for its first piece: at dispatch, on the floor and at packing; without the setting it
does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from floor_brand import ORDER, treadle, write, write_floor_brand

from treadle.errors import InputError
from treadle.plant.floor import look_at_floor
from treadle.plant.floor_read import read_floor_of
from treadle.plant.next_bundle import next_for
from treadle.plant.pack import pack_order
from treadle.storage.brand import load_brand


def scans(folder: Path, *bundles: str) -> Path:
    snapshot = load_brand(folder, None, currency="EUR", time_zone="UTC")
    rows: list[dict[str, Any]] = [
        {"scan_id": f"{name}-A10", "bundle_id": name, "operation_id": "A10", "kind": "finish", "units": "",
         "operator_id": "L1-01", "happened_at": f"{snapshot.as_of}T08:00:00", "known_at": f"{snapshot.as_of}T08:00:01"}
        for name in bundles
    ]  # fmt: skip
    return write(folder.parent / f"{folder.name}-{len(bundles)}.csv", rows)


@pytest.mark.parametrize("asked", [True, False])
def test_bulk_waits_for_the_first_piece_where_that_is_asked_for(tmp_path: Path, asked: bool) -> None:
    folder = write_floor_brand(tmp_path / "brand", floor__approve_first_piece=asked, floor__company_prefix="4012345",
                               floor__inspect_before_packing=False)  # fmt: skip
    treadle("bundles", folder)
    read = read_floor_of(folder)
    balance = read.balance(read.bulletins["tshirt"], read.books.snapshot.factories[0].sewing_lines[0])
    assert balance is not None
    people = [one.operator_ids[0] for one in balance.stations if {"A10", "C10"} & set(one.operation_ids)]

    def offered() -> set[str]:
        return {one.bundle_id for who in people for one in next_for(folder, who).bundles}

    first, other = f"{ORDER}/lay-01/b001", f"{ORDER}/lay-01/b002"
    assert offered() == {first}
    treadle("scan", folder, scans(folder, first, other))
    begun = look_at_floor(folder).unapproved
    if not asked:
        assert (begun, offered() - {first}) != ((), set())
        pack_order(folder, ORDER, author="Mira")
        return
    assert [(one.order_id, one.first_bundle_id, one.bundle_ids) for one in begun] == [(ORDER, first, (other,))]
    assert "of its bulk 1 bundle begun" in treadle("floor", folder)
    assert offered() == {first}
    with pytest.raises(InputError, match="first piece was not approved"):
        pack_order(folder, ORDER, author="Mira")
    treadle("first-piece", folder, ORDER, "--reject", code=1)
    treadle("first-piece", folder, ORDER, "--reject", "--found", "neck 8 mm too wide")
    assert look_at_floor(folder).unapproved == begun
    assert "is approved" in treadle("first-piece", folder, ORDER, "--approve", "--note", "second try")
    assert json.loads(treadle("floor", folder, "--json"))["unapproved"] == []
    assert offered() - {first}, "the bulk is open"
