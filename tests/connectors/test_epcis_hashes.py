"""Hashes of events: by hand, by their laws, and as the published generator makes them where it is installed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadle.connectors.epcis.canonical import canonical_name
from treadle.connectors.epcis.hashes import event_hashes, pre_hashes

CONTEXT = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"mill": "https://ns.mill.example/"}]
EVENT: dict[str, Any] = {
    "type": "ObjectEvent",
    "eventTime": "2026-07-22T06:45:00+02:00",
    "eventTimeZoneOffset": "+02:00",
    "recordTime": "2026-07-22T05:00:00Z",
    "eventID": "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
    "action": "ADD",
    "bizStep": "commissioning",
    "epcList": ["urn:epc:id:sgtin:4012345.011111.9876", "urn:epc:id:sgtin:4012345.011111.5432"],
    "quantityList": [{"epcClass": "urn:epc:class:lgtin:4012345.012345.998877", "quantity": 200.0, "uom": "KGM"}],
    "bizTransactionList": [{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:4012345000009:WO-1"}],
    "mill:shade": "B2",
}


def document(*events: dict[str, Any]) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "epcisBody": {"eventList": list(events)},
    }


def test_the_string_of_an_event_by_hand() -> None:
    """Sorted things, UTC to the millisecond, words and names in full, numbers bare, pairs and own fields behind."""
    expected = (
        "eventType=ObjectEventeventTime=2026-07-22T04:45:00.000ZeventTimeZoneOffset=+02:00"
        "epcListepc=https://id.gs1.org/01/04012345111118/21/5432epc=https://id.gs1.org/01/04012345111118/21/9876"
        "quantityListquantityElementepcClass=https://id.gs1.org/01/04012345123456/10/998877quantity=200uom=KGM"
        "action=ADDbizStep=https://ref.gs1.org/cbv/BizStep-commissioning"
        "bizTransactionListtype=https://ref.gs1.org/cbv/BTT-pobizTransaction=urn:epcglobal:cbv:bt:4012345000009:WO-1"
        "{https://ns.mill.example/}shade=B2"
    )
    assert pre_hashes(document(EVENT)) == (expected,)
    digest = hashlib.sha256(expected.encode()).hexdigest()
    assert event_hashes(document(EVENT)) == (f"ni:///sha-256;{digest}?ver=CBV2.0",)


@given(st.permutations(list(EVENT)), st.booleans())
def test_order_and_form_change_no_hash(order: list[str], is_turned: bool) -> None:
    again = {name: EVENT[name] for name in order}
    if is_turned:
        again |= {
            "eventTime": "2026-07-22T04:45:00Z", "recordTime": "2027-01-01T00:00:00Z", "eventID": "urn:x:other",
            "bizStep": "https://ref.gs1.org/cbv/BizStep-commissioning",
            "epcList": ["https://id.mill.example/01/04012345111118/21/9876?a=1", EVENT["epcList"][1]],
        }  # fmt: skip
    assert event_hashes(document(again)) == event_hashes(document(EVENT))


@pytest.mark.parametrize(
    ("field", "value"),
    [("action", "OBSERVE"), ("eventTime", "2026-07-22T06:45:01+02:00"), ("mill:shade", "B3"), ("epcList", []),
     ("eventTimeZoneOffset", "+01:00")],
)  # fmt: skip
def test_another_event_has_another_hash(field: str, value: Any) -> None:
    assert event_hashes(document({**EVENT, field: value})) != event_hashes(document(EVENT))


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("urn:epc:id:sscc:4012345.0000000333", "https://id.gs1.org/00/040123450000003338"),
        ("urn:epc:id:sgln:4012345.00011.0", "https://id.gs1.org/414/4012345000115"),
        ("urn:epc:id:sgln:4012345.00011.9", "https://id.gs1.org/414/4012345000115/254/9"),
        ("urn:epc:id:pgln:4012345.00225", "https://id.gs1.org/417/4012345002256"),
        ("urn:epc:id:gdti:4012345.00005.4987", "https://id.gs1.org/253/40123450000544987"),
        ("urn:epc:id:cpi:4012345.ABC.123", "https://id.gs1.org/8010/4012345ABC/8011/123"),
        ("urn:epc:idpat:sgtin:4012345.011111.*", "https://id.gs1.org/01/04012345111118"),
        ("https://shop.example/gtin/4012345111118/lot/7/ser/9", "https://id.gs1.org/01/04012345111118/21/9"),
        ("https://shop.example/cart/7", "https://shop.example/cart/7"),
        ("urn:epc:id:sgtin:4012345.11111.9876", "urn:epc:id:sgtin:4012345.11111.9876"),
    ],
)
def test_names_in_their_canonical_form(name: str, canonical: str) -> None:
    assert canonical_name(name) == canonical


def published(folder: Path) -> list[dict[str, Any]]:
    """The published documents of events; single events stand in a document of their own."""
    found = []
    for path in sorted((folder / "epcis" / "capture" / "valid").glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8-sig"))
        if "epcisBody" not in told:
            told = document(told) | {"@context": told.pop("@context")}
        found.append(told)
    return found


def test_hashes_equal_those_of_the_published_generator(shared_data: Path) -> None:
    generator = pytest.importorskip("epcis_event_hash_generator", reason="epcis-event-hash-generator is not installed")
    from epcis_event_hash_generator import hash_generator, json_to_py
    from pyld import jsonld

    bundled = next(Path(generator.__file__).parent.glob("e53*.jsonld"))
    context = {
        "contentType": "application/ld+json", "contextUrl": None, "documentUrl": "",
        "document": json.loads(bundled.read_text(encoding="utf-8")),
    }  # fmt: skip
    jsonld.set_document_loader(lambda url, options=None: context)
    compared = 0
    for told in [document(EVENT), *published(shared_data)]:
        json_to_py._namespaces.clear()
        try:
            events = json_to_py.event_list_from_epcis_document_json(json.loads(json.dumps(told)))
        except jsonld.JsonLdError:
            continue  # the generator refuses a document that declares a prefix of GS1's anew
        assert list(event_hashes(told)) == hash_generator.epcis_hashes_from_events(events)
        compared += len(event_hashes(told))
    assert compared > 40
