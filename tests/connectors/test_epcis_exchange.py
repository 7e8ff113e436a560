"""The floor as EPCIS and back: valid, the same fold, nothing twice."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from treadle.connectors.epcis.documents import check_document
from treadle.connectors.epcis.hashes import event_hashes
from treadle.connectors.epcis.names import name_of, own_id
from treadle.connectors.epcis.reading import understand
from treadle.connectors.epcis.writing import document_of
from treadle.errors import InputError
from treadle.terms.entry import Body, Entry, Received, ReceivedLine
from treadle.terms.floor import SCAN_SCHEMA, BundlesTied, TiedBundle
from treadle.terms.gs1 import sscc
from treadle.terms.packing import CartonLine, Inspected, Packed, Shipped

NOON = datetime(2026, 3, 2, 12, 0, 0, 250_000, tzinfo=UTC)
CARTON = sscc("4012345", 1)


def entry(kind: str, subject: str, body: Body, hour: int) -> Entry:
    moment = NOON + timedelta(hours=hour)
    return Entry(kind=kind, subject=subject, happened_at=moment, known_at=moment, author="Mira", body=body,
                 key=f"{kind}:{subject}", currency="EUR")  # fmt: skip


BUNDLE = TiedBundle(bundle_id="WO/lay-01/b001", order_id="WO", units=12, bulletin_id="tee", sku="tee-S",
                    roll_ids=("R 1",))  # fmt: skip
LOT = Inspected(lot_id="WO/lot-01", series="F II 2.5 single", lot_units=12, level="II", aql_percent=2.5, kind="single",
                severity="normal", found_units=(0,), verdict="accepted")  # fmt: skip
ENTRIES = [
    entry("bundles", "WO", BundlesTied(bundles=(BUNDLE,)), 0),
    entry("inspection", "WO", LOT, 4),
    entry("carton", CARTON, Packed(order_id="WO", kind="solid", lines=(CartonLine(sku="tee-S", units=12),)), 5),
    entry("shipment", "SH-1", Shipped(carton_ids=(CARTON,), place_id="central", day=date(2026, 3, 3)), 6),
    entry("receipt", "WO", Received(day=date(2026, 3, 4), lines=(ReceivedLine(sku="tee-S", units=11),)), 7),
    entry("receipt", "WO", Received(day=date(2026, 3, 5)), 8),
]
SCANS = [
    {**dict.fromkeys(SCAN_SCHEMA.names, ""), "scan_id": f"s{at}", "bundle_id": BUNDLE.bundle_id, "units": units,
     "operation_id": "hem", "station_id": "S 1", "operator_id": "ana", "kind": kind,
     "happened_at": NOON + timedelta(minutes=at), "known_at": NOON + timedelta(minutes=at + 3)}
    for at, (kind, units) in enumerate([("start", None), ("finish", 12), ("defect", 1), ("rework", 1)])
]  # fmt: skip


def test_names_are_read_as_they_were_written() -> None:
    for kind, name in (("bundle", "WO/lay-01/b001"), ("roll", "R 1:ü"), ("carton", CARTON), ("order", "WO-1")):
        assert own_id(name_of(kind, name)) == (kind, name)
    assert own_id("https://mill.example/roll/1") == ("", "https://mill.example/roll/1")


def test_a_floor_is_a_valid_document_and_comes_back_as_it_was() -> None:
    told = document_of(ENTRIES, SCANS, {BUNDLE.bundle_id: "WO"})
    checked = check_document(told)
    assert (checked.findings, checked.events) == ((), len(ENTRIES) + len(SCANS))
    events = told["epcisBody"]["eventList"]
    assert [one["eventID"] for one in events] == list(event_hashes(told)), "named by their hashes"
    assert {one["bizStep"] for one in events} >= {"commissioning", "inspecting", "packing", "shipping", "receiving"}
    assert next(one for one in events if "inputEPCList" in one)["inputEPCList"] == ["urn:treadle:roll:R%201"]
    shuffled = random.Random(3).sample(events, len(events))
    assert document_of(ENTRIES, SCANS[::-1], {BUNDLE.bundle_id: "WO"}) == told
    found = understand(shuffled, "events.json")
    assert sorted(found.entries, key=lambda one: one.happened_at) == ENTRIES
    back = sorted(found.scans, key=lambda one: one["scan_id"])
    assert [{k: v or "" for k, v in one.items()} for one in back] == [
        {k: v or "" for k, v in one.items()} for one in SCANS
    ]
    assert found.foreign == 0


def test_events_of_others_are_counted_and_broken_ones_refused_all() -> None:
    told = document_of(ENTRIES[:1], SCANS[:1], {})["epcisBody"]["eventList"]
    first = next(one for one in told if "treadle:entry" in one)
    foreign = {key: value for key, value in first.items() if not key.startswith("treadle:")}
    assert understand([foreign], "f").foreign == 1
    scan = next(one for one in told if "treadle:scan" in one)
    broken = [{**scan, "treadle:scan": {"kind": "finnish"}}, {**first, "treadle:entry": {"kind": "user"}}]
    with pytest.raises(InputError) as error:
        understand(broken, "f.json")
    assert len(error.value.problems) == 2
