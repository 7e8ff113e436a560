"""What a ledger's scans are known by, read on from where it was read last, is what a reading from scratch knows."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from treadle.storage import scan_rows
from treadle.storage.known_scans import KnownScans
from treadle.storage.ledger.open import open_ledger
from treadle.storage.ledger.protocol import Ledger
from treadle.storage.scan_rows import from_entries, not_there, scan_table, to_bodies
from treadle.terms.entry import Entry
from treadle.terms.fingerprint import fingerprint

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def scan(number: int, units: int = 1, minute: int = 0) -> dict[str, Any]:
    return {"scan_id": f"s{number}", "bundle_id": "b", "operation_id": "hem", "kind": "finish", "units": units,
            "happened_at": NOW + timedelta(minutes=minute)}  # fmt: skip


def add(ledger: Ledger, scans: pa.Table) -> None:
    for body in to_bodies(scans):
        key = f"scans:{fingerprint(body)}"
        ledger.add(
            [Entry(kind="scans", subject="floor", happened_at=NOW, known_at=NOW, author="tablet", key=key, body=body)]
        )


def test_after_any_batch_it_knows_what_a_reading_from_scratch_knows(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path, currency="EUR", time_zone="UTC")
    known, chance = KnownScans(), random.Random(2)
    sizes = []
    for turn in range(15):
        rows = [
            scan(chance.randrange(40), chance.choice((1, 1, 2)), chance.randrange(2))
            for _ in range(chance.randrange(12))
        ]
        told = scan_table(rows, NOW + timedelta(hours=turn))
        with known.up_to_date(ledger) as one:
            fresh = one.not_there(told)
        there, _ = from_entries(ledger.entries(kinds=["scans"]))
        assert fresh.equals(not_there(told, there))
        with KnownScans().up_to_date(ledger) as scratch:
            assert scratch.not_there(told).equals(fresh)
        add(ledger, fresh)
        sizes.append(fresh.num_rows)
    assert 0 < sizes[-1] < max(sizes), "some were known by then"


def test_another_ledger_in_its_place_is_read_anew(tmp_path: Path) -> None:
    known = KnownScans()
    told = scan_table([scan(1)], NOW)
    first, second = (open_ledger(tmp_path / one, currency="EUR", time_zone="UTC") for one in "ab")
    add(first, told)
    with known.up_to_date(first) as one:
        assert one.not_there(told).num_rows == 0
    with known.up_to_date(second) as one:
        assert one.not_there(told).num_rows == 1


def test_scans_that_are_read_part_by_part_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = open_ledger(tmp_path, currency="EUR", time_zone="UTC")
    for at in range(6):
        add(ledger, scan_table([scan(at), {**scan(at + 100), "defect": 'a "seam", open'}], NOW))
    whole, _ = from_entries(ledger.entries())
    monkeypatch.setattr(scan_rows, "_BYTES_AT_ONCE", 100)
    parts, _ = from_entries(ledger.entries())
    assert parts.combine_chunks().equals(whole.combine_chunks())
    assert parts.num_rows == 12
