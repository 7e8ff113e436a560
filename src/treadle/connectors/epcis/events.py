"""The events of EPCIS 2.0: which fields each kind has, which it must have, and what must hold between them.

Source: EPCIS 2.0 (ISO/IEC 19987:2024), section 7.4; names of this module are the standard's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from treadle.connectors.epcis import values as v
from treadle.connectors.epcis.values import Check, Desk, under
from treadle.connectors.epcis.vocabulary import (
    BIZ_STEPS,
    BIZ_TRANSACTION_TYPES,
    COMPONENTS,
    DISPOSITIONS,
    ERROR_REASONS,
    MEASUREMENT_TYPES,
    SENSOR_ALERTS,
    SOURCE_DESTINATION_TYPES,
)  # fmt: skip


def _quantity(desk: Desk, place: str, value: Any) -> None:
    _QUANTITY(desk, place, value)
    if isinstance(value, dict):
        told, is_whole = value.get("quantity"), True
        if isinstance(told, float):
            is_whole = told.is_integer()
        if "uom" in value and "quantity" not in value:
            desk.say(under(place, "uom"), "a unit stands without a quantity", "Add quantity, or leave uom out")
        if not is_whole and "uom" not in value:
            desk.say(under(place, "quantity"), f"{told} pieces are no whole number", "Add the unit as uom, such as KGM")


def _ilmd(desk: Desk, place: str, value: Any) -> None:
    """Master data of a lot or an instance: every field at its top has a namespace; what is within is the maker's."""
    if not isinstance(value, dict):
        desk.say(place, f"{v.shown(value)} is {v.kind_of(value)}, not an object", "Write { } with fields of your own")
        return
    v.check_fields(desk, place, value, {}, is_open=True)


def _disposition_change(desk: Desk, place: str, value: Any) -> None:
    _PERSISTENT(desk, place, value)
    if isinstance(value, dict) and not ("set" in value or "unset" in value):
        desk.say(place, "it sets nothing and unsets nothing", "Name dispositions under set or unset")


def _sensor_report(desk: Desk, place: str, value: Any) -> None:
    _REPORT(desk, place, value)
    if isinstance(value, dict) and "type" not in value and "exception" not in value:
        desk.say(under(place, "type"), "it is missing", "Say what is measured, such as Temperature")


def _certification(desk: Desk, place: str, value: Any) -> None:
    """A link to a certificate, or GS1's own details of one, whose days must be days."""
    if not isinstance(value, dict):
        v.address(desk, place, value)
        return
    if not value:
        desk.say(place, "it says nothing", "Write the address of the certificate")
    v.check_fields(desk, place, value, {}, is_open=True)
    for field, told in value.items():
        here = under(place, field)
        if isinstance(told, dict):
            _certification(desk, here, told)
        elif field.endswith("Date"):
            v.calendar_day(desk, here, told["@value"] if isinstance(told, dict) and "@value" in told else told)
        elif field.endswith(("URI", "URL")):
            v.address(desk, here, told)


_QUANTITY: Final = v.record({"epcClass": v.thing_class, "quantity": v.amount, "uom": v.unit}, required=("epcClass",))
_PERSISTENT: Final = v.record(
    {
        "set": v.many(v.word(DISPOSITIONS), least=1, is_set=True),
        "unset": v.many(v.word(DISPOSITIONS), least=1, is_set=True),
    }
)
_PLACE: Final = v.record({"id": v.address}, required=("id",), is_open=True)
_METADATA: Final = v.record(
    {
        "time": v.time, "startTime": v.time, "endTime": v.time, "deviceID": v.address, "deviceMetadata": v.address,
        "rawData": v.address, "dataProcessingMethod": v.address, "bizRules": v.address,
    },
    is_open=True,
)  # fmt: skip
_REPORT: Final = v.record(
    {
        "type": v.word(MEASUREMENT_TYPES), "exception": v.word(SENSOR_ALERTS), "deviceID": v.address,
        "deviceMetadata": v.address, "rawData": v.address, "dataProcessingMethod": v.address, "time": v.time,
        "microorganism": v.address, "chemicalSubstance": v.address, "coordinateReferenceSystem": v.address,
        "value": v.number, "component": v.word(COMPONENTS), "stringValue": v.text_or_empty, "booleanValue": v.yes_or_no,
        "hexBinaryValue": v.hexadecimal, "uriValue": v.address, "minValue": v.number, "maxValue": v.number,
        "meanValue": v.number, "sDev": v.number, "percRank": v.number, "percValue": v.number, "uom": v.text,
        "bizRules": v.address,
    },
    is_open=True,
)  # fmt: skip
_SENSOR: Final = v.record(
    {"sensorMetadata": _METADATA, "sensorReport": v.many(_sensor_report, least=1)},
    required=("sensorReport",),
    is_open=True,
)
_ERROR: Final = v.record(
    {
        "declarationTime": v.time,
        "reason": v.word(ERROR_REASONS),
        "correctiveEventIDs": v.many(v.address),
    },
    required=("declarationTime",),
    is_open=True,
)
_TRANSACTION: Final = v.record(
    {"type": v.word(BIZ_TRANSACTION_TYPES), "bizTransaction": v.address}, required=("bizTransaction",)
)
_EPCS: Final = v.many(v.instance, is_set=True)
_QUANTITIES: Final = v.many(_quantity)

_COMMON: Final[Mapping[str, Check]] = {
    "type": v.text,
    "id": v.address,
    "eventID": v.address,
    "eventTime": v.time,
    "recordTime": v.time,
    "eventTimeZoneOffset": v.zone_offset,
    "certificationInfo": lambda desk, place, value: (
        v.many(_certification)(desk, place, value) if isinstance(value, list) else _certification(desk, place, value)
    ),
    "errorDeclaration": _ERROR,
}
_CONTEXT: Final[Mapping[str, Check]] = {
    "bizStep": v.word(BIZ_STEPS),
    "disposition": v.word(DISPOSITIONS),
    "persistentDisposition": _disposition_change,
    "readPoint": _PLACE,
    "bizLocation": _PLACE,
    "bizTransactionList": v.many(_TRANSACTION),
    "sourceList": v.many(
        v.record({"type": v.word(SOURCE_DESTINATION_TYPES), "source": v.address}, required=("type", "source"))
    ),
    "destinationList": v.many(
        v.record({"type": v.word(SOURCE_DESTINATION_TYPES), "destination": v.address}, required=("type", "destination"))
    ),
    "sensorElementList": v.many(_SENSOR),
}
_PARENT: Final[Mapping[str, Check]] = {
    "parentID": v.instance,
    "childEPCs": _EPCS,
    "childQuantityList": _QUANTITIES,
    "action": v.action,
}
FIELDS: Final[Mapping[str, Mapping[str, Check]]] = {
    "ObjectEvent": {"epcList": _EPCS, "quantityList": _QUANTITIES, "action": v.action, "ilmd": _ilmd},
    "AggregationEvent": _PARENT,
    "AssociationEvent": _PARENT,
    "TransactionEvent": {"parentID": v.instance, "epcList": _EPCS, "quantityList": _QUANTITIES, "action": v.action},
    "TransformationEvent": {
        "inputEPCList": _EPCS,
        "inputQuantityList": _QUANTITIES,
        "outputEPCList": _EPCS,
        "outputQuantityList": _QUANTITIES,
        "transformationID": v.address,
        "ilmd": _ilmd,
    },
}


def check_event(desk: Desk, place: str, event: Any) -> None:
    """An event: its kind, its fields, and what must hold between them; `desk.names` are those of the document."""
    if not isinstance(event, dict):
        desk.say(place, f"{v.shown(event)} is {v.kind_of(event)}, not an event", "Write an object with its type")
        return
    outside = desk.names
    if "@context" in event:
        desk.names = outside.with_context(event["@context"])
    try:
        kind = event.get("type", event.get("@type"))
        if isinstance(kind, str) and kind in FIELDS:
            _check_known(desk, place, kind, event)
        elif kind is None:
            desk.say(under(place, "type"), "it is missing", f"Write one of {', '.join(FIELDS)}")
        elif isinstance(kind, str) and ":" in kind and not desk.names.problem(kind):
            _check_times(desk, place, event)
        else:
            desk.say(under(place, "type"), f"{v.shown(kind)} is no event type", f"Write one of {', '.join(FIELDS)}")
    finally:
        desk.names = outside


def _check_times(desk: Desk, place: str, event: Mapping[str, Any]) -> None:
    """What every event has; all that is known of a kind of a maker's own."""
    for field in ("eventTime", "eventTimeZoneOffset"):
        if field not in event:
            desk.say(under(place, field), "it is missing", "Say when it happened, and in which zone")
    for field, check in _COMMON.items():
        if field in event and field != "type":
            check(desk, under(place, field), event[field])


def _check_known(desk: Desk, place: str, kind: str, event: Mapping[str, Any]) -> None:
    fields = {**_COMMON, **_CONTEXT, **FIELDS[kind]}
    for field in ("eventTime", "eventTimeZoneOffset", *(("action",) if "action" in fields else ())):
        if field not in event:
            remedy = "Write ADD, OBSERVE or DELETE" if field == "action" else "Say when it happened, and in which zone"
            desk.say(under(place, field), "it is missing", remedy)
    v.check_fields(desk, place, event, fields, is_open=True)
    _zones(desk, place, event)
    _RULES[kind](desk, place, event)


def _zones(desk: Desk, place: str, event: Mapping[str, Any]) -> None:
    """An offset within eventTime that is another than eventTimeZoneOffset: the standard allows it, people stumble."""
    told, offset = event.get("eventTime"), event.get("eventTimeZoneOffset")
    if isinstance(told, str) and isinstance(offset, str) and told[-6:-5] in ("+", "-") and told[-6:] != offset:
        what = f"eventTime is told at {told[-6:]}, and {offset} is said to have held there"
        desk.say(under(place, "eventTimeZoneOffset"), what, "Check which is meant", is_warning=True)


def _has(event: Mapping[str, Any], *fields: str) -> bool:
    """Any of the lists with something in it."""
    return any(event.get(field) not in (None, [], "") for field in fields)


def _object(desk: Desk, place: str, event: Mapping[str, Any]) -> None:
    is_sensing = _has(event, "sensorElementList") and _has(event, "readPoint", "bizLocation")
    if "epcList" not in event and not _has(event, "quantityList") and not is_sensing:
        what = "nothing says which objects it is about: epcList and quantityList are missing"
        desk.say(under(place, "epcList"), what, "Add epcList or quantityList (or sensor data with a readPoint)")
    if "ilmd" in event and event.get("action") in ("OBSERVE", "DELETE"):
        desk.say(under(place, "ilmd"), f"action {event['action']} has no ilmd", "Give master data where action is ADD")


def _parented(desk: Desk, place: str, event: Mapping[str, Any]) -> None:
    is_association = event.get("type") == "AssociationEvent"
    if "parentID" not in event and (is_association or event.get("action") in ("ADD", "DELETE")):
        desk.say(under(place, "parentID"), "it is missing", "Name what holds the children")
    if not _has(event, "childEPCs", "childQuantityList") and event.get("action") != "DELETE":
        desk.say(under(place, "childEPCs"), "no children are named", "Add childEPCs or childQuantityList")


def _transaction(desk: Desk, place: str, event: Mapping[str, Any]) -> None:
    if not _has(event, "bizTransactionList"):
        desk.say(under(place, "bizTransactionList"), "no transaction is named", "Name at least one")
    is_empty = "epcList" not in event and not _has(event, "quantityList", "parentID")
    if is_empty and event.get("action") != "DELETE":
        desk.say(under(place, "epcList"), "no objects are named", "Add epcList or quantityList")


def _transformation(desk: Desk, place: str, event: Mapping[str, Any]) -> None:
    has_input = _has(event, "inputEPCList", "inputQuantityList")
    has_output = _has(event, "outputEPCList", "outputQuantityList")
    if "action" in event:
        desk.say(under(place, "action"), "a TransformationEvent has no action", "Leave it out")
    if "transformationID" in event and (has_input or has_output):
        return
    for is_there, field in ((has_input, "inputEPCList"), (has_output, "outputEPCList")):
        if not is_there:
            other = field.replace("EPC", "Quantity")
            remedy = f"Add {field} or {other}, or a transformationID that ties this event to the other half"
            desk.say(under(place, field), f"{field} and {other} are missing", remedy)


_RULES: Final = {
    "ObjectEvent": _object, "AggregationEvent": _parented, "AssociationEvent": _parented,
    "TransactionEvent": _transaction, "TransformationEvent": _transformation,
}  # fmt: skip
