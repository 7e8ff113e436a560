"""Entries of the floor as events of EPCIS 2.0: cut, sew, inspect, pack, ship, receive.

What the standard has no field for stands under the prefix `treadle`, whole, so that the events can be read in again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from treadle.connectors.epcis.hashes import event_hashes
from treadle.connectors.epcis.names import OWN, name_of
from treadle.terms.codec import to_values
from treadle.terms.entry import Entry, Received
from treadle.terms.floor import BundlesTied
from treadle.terms.offer import OfferAnswered, OfferProgress
from treadle.terms.packing import Inspected, Packed, Shipped

CONTEXT: Final = ("https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"treadle": OWN})
#: Kinds of entries that are told as one event each; scans are events of their own.
EVENT_KINDS: Final = ("bundles", "inspection", "carton", "shipment", "receipt", "offer answer", "offer progress")
#: What a scan says of what it saw, where the standard has a word.
_DISPOSITIONS: Final = {"defect": "non_conformant", "scrap": "disposed", "hold": "unavailable"}


def document_of(
    entries: Iterable[Entry], scans: Sequence[Mapping[str, Any]], orders: Mapping[str, str]
) -> dict[str, Any]:
    """An EPCIS document of entries of `EVENT_KINDS` and scans (rows of SCAN_SCHEMA, each once), in the order of time.

    `orders` names the order of each bundle. Events are named by their hash (CBV 2.0), so that the same thing told
    twice is the same event. The same entries and scans give the same document.
    """
    events = [
        *(_of_entry(one) for one in entries if one.kind in EVENT_KINDS),
        *(_of_scan(one, orders) for one in scans),
    ]
    told: dict[str, Any] = {
        "@context": list(CONTEXT), "type": "EPCISDocument", "schemaVersion": "2.0",
        "creationDate": max((one["recordTime"] for one in events), default="1970-01-01T00:00:00.000Z"),
        "epcisBody": {"eventList": events},
    }  # fmt: skip
    for event, name in zip(events, event_hashes(told), strict=True):
        event["eventID"] = name
    events.sort(key=lambda one: (one["eventTime"], one["eventID"]))
    return told


def _times(happened: datetime, known: datetime) -> dict[str, str]:
    return {"eventTime": _moment(happened), "eventTimeZoneOffset": "+00:00", "recordTime": _moment(known)}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _of_scan(scan: Mapping[str, Any], orders: Mapping[str, str]) -> dict[str, Any]:
    own = {
        name: scan[name]
        for name in ("scan_id", "bundle_id", "operation_id", "station_id", "operator_id", "kind", "units", "defect",
                     "replaces", "to_bundle_id")
        if scan.get(name) not in (None, "")
    }  # fmt: skip
    told: dict[str, Any] = {
        "type": "ObjectEvent", **_times(scan["happened_at"], scan["known_at"]), "action": "OBSERVE",
        "epcList": [name_of("bundle", scan["bundle_id"])], "bizStep": name_of("step", f"sew-{scan['kind']}"),
        "disposition": _DISPOSITIONS.get(scan["kind"], "in_progress"), "treadle:scan": own,
    }  # fmt: skip
    if scan.get("station_id"):
        told["readPoint"] = {"id": name_of("station", scan["station_id"])}
    if scan["bundle_id"] in orders:
        told["bizTransactionList"] = [_order(orders[scan["bundle_id"]])]
    return told


def _order(order_id: str) -> dict[str, str]:
    return {"type": "prodorder", "bizTransaction": name_of("order", order_id)}


def _of_entry(entry: Entry) -> dict[str, Any]:
    body = entry.body
    told: dict[str, Any] = {"type": "ObjectEvent", **_times(entry.happened_at, entry.known_at)}
    if isinstance(body, BundlesTied):
        told |= _cut(body)
    elif isinstance(body, Inspected):
        told |= {
            "action": "OBSERVE", "epcList": [name_of("lot", body.lot_id)], "bizStep": "inspecting",
            "disposition": "conformant" if body.is_accepted else "non_conformant",
            "bizTransactionList": [_order(entry.subject)],
        }  # fmt: skip
    elif isinstance(body, Packed):
        told |= {
            "type": "AggregationEvent", "action": "ADD", "parentID": name_of("carton", entry.subject),
            "childQuantityList": _quantities((one.sku, one.units) for one in body.lines), "bizStep": "packing",
            "disposition": "in_progress", "bizTransactionList": [_order(body.order_id)],
        }  # fmt: skip
    elif isinstance(body, Shipped):
        place = name_of("place", body.place_id)
        told |= {
            "action": "OBSERVE", "epcList": [name_of("carton", one) for one in body.carton_ids], "bizStep": "shipping",
            "disposition": "in_transit", "destinationList": [{"type": "location", "destination": place}],
        }  # fmt: skip
    elif isinstance(body, OfferAnswered | OfferProgress):
        told |= _of_offer(entry.subject, body)
    else:
        assert isinstance(body, Received)
        lines = [(one.sku, one.units + one.rejected_units) for one in body.lines if one.units + one.rejected_units]
        told |= {"action": "OBSERVE", "bizStep": "receiving", "disposition": "in_progress",
                 "bizTransactionList": [_order(entry.subject)]}  # fmt: skip
        # An event names what it saw: where nothing came, the order that was looked for.
        told |= {"quantityList": _quantities(lines)} if lines else {"epcList": [name_of("order", entry.subject)]}
    told["treadle:entry"] = {
        "kind": entry.kind, "subject": entry.subject, "author": entry.author, "key": entry.key,
        "currency": entry.currency, "body": to_values(body),
    }  # fmt: skip
    return told


def _of_offer(subject: str, body: OfferAnswered | OfferProgress) -> dict[str, Any]:
    """What a factory said of an order: its answer, or how far it is."""
    order_id, _, factory_id = subject.partition(" ")
    step = f"offer-{body.answer}" if isinstance(body, OfferAnswered) else f"made-{body.stage.replace(' ', '-')}"
    standard = {"made-packed": "packing", "made-shipped": "shipping"}
    return {
        "action": "OBSERVE", "epcList": [name_of("order", order_id)],
        "bizStep": standard.get(step, name_of("step", step)),
        "disposition": "in_transit" if step == "made-shipped" else "in_progress",
        "readPoint": {"id": name_of("factory", factory_id)}, "bizTransactionList": [_order(order_id)],
    }  # fmt: skip


def _cut(body: BundlesTied) -> dict[str, Any]:
    """Bundles come to be: of rolls where they are known."""
    bundles = [name_of("bundle", one.bundle_id) for one in body.bundles]
    rolls = sorted({name_of("roll", roll) for one in body.bundles for roll in one.roll_ids})
    orders = sorted({one.order_id for one in body.bundles})
    told: dict[str, Any] = {
        "bizStep": "commissioning", "disposition": "active", "bizTransactionList": [_order(one) for one in orders],
    }  # fmt: skip
    if rolls:
        return {**told, "type": "TransformationEvent", "inputEPCList": rolls, "outputEPCList": bundles}
    return {**told, "type": "ObjectEvent", "action": "ADD", "epcList": bundles}


def _quantities(lines: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"epcClass": name_of("sku", sku), "quantity": units} for sku, units in lines]
