"""A whole text: a document of events, a document that answers a query, one event alone, or a query."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from treadle.connectors.epcis import values as v
from treadle.connectors.epcis.context import Names
from treadle.connectors.epcis.events import FIELDS, check_event
from treadle.connectors.epcis.queries import check_query, is_query
from treadle.connectors.epcis.values import Desk, under
from treadle.terms.epcis import EpcisCheck

_VERSION: Final = re.compile(r"2(\.\d+)*")
_REMEDY: Final = "Name https://ref.gs1.org/standards/epcis/epcis-context.jsonld"


def check_document(document: Any) -> EpcisCheck:
    """Check a JSON value against EPCIS 2.0 and CBV 2.0; nothing is fetched and nothing is mended."""
    desk = Desk(Names())
    if not isinstance(document, dict):
        desk.say("", f"{v.kind_of(document)} is no EPCIS document", "Write an object with @context and type")
        return _told("document", 0, desk)
    kind = document.get("type", document.get("@type"))
    if kind is None and is_query(document):
        check_query(desk, document)
        return _told("query", 0, desk)
    _check_context(desk, document)
    if kind == "EPCISDocument":
        _check_envelope(desk, document, required=("schemaVersion", "creationDate", "epcisBody"))
        return _told("document", _check_body(desk, document), desk)
    if kind == "EPCISQueryDocument":
        _check_envelope(desk, document, required=("epcisBody",))
        return _told("query document", _check_results(desk, document), desk)
    if kind is None:
        known = f"EPCISDocument, EPCISQueryDocument, {', '.join(FIELDS)}"
        desk.say("type", "it is missing", f"Write one of {known}")
        return _told("document", 0, desk)
    check_event(desk, "", {key: told for key, told in document.items() if key != "@context"})
    return _told("event", 1, desk)


def events_of(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The events of a document that was checked, in their order."""
    body = document.get("epcisBody")
    if not isinstance(body, dict):
        yield document
        return
    results = body.get("queryResults", {}).get("resultsBody", {}) if "queryResults" in body else body
    listed = results.get("eventList", [])
    yield from listed if isinstance(listed, list) else [listed]


def _told(kind: str, events: int, desk: Desk) -> EpcisCheck:
    return EpcisCheck(kind=kind, events=events, findings=tuple(desk.findings))


def _check_context(desk: Desk, document: Mapping[str, Any]) -> None:
    context = document.get("@context")
    if context in (None, [], "", {}):
        desk.say("@context", "it is missing", _REMEDY)
        return
    v.context(desk, "@context", context)
    desk.names = desk.names.with_context(context)
    if not desk.names.has_standard:
        desk.say("@context", "the context of EPCIS is not in it", _REMEDY)


def _version(desk: Desk, place: str, value: Any) -> None:
    if not isinstance(value, str) or not _VERSION.fullmatch(value):
        desk.say(place, f"{v.shown(value)} is no edition of EPCIS that is written as JSON", 'Write "2.0"')


def _check_envelope(desk: Desk, document: Mapping[str, Any], *, required: tuple[str, ...]) -> None:
    fields: dict[str, v.Check] = {
        "type": v.text, "id": v.address, "schemaVersion": _version, "creationDate": v.time,
        "instanceIdentifier": v.text, "sender": v.text, "receiver": v.text, "epcisHeader": _header,
        "epcisBody": _nothing,
    }  # fmt: skip
    for field in required:
        if field not in document:
            desk.say(field, "it is missing", f"Add {field}")
    v.check_fields(desk, "", document, fields, is_open=True)


def _nothing(desk: Desk, place: str, value: Any) -> None:
    """Checked elsewhere."""


def _header(desk: Desk, place: str, value: Any) -> None:
    v.record({"epcisMasterData": _MASTER_DATA}, is_open=True)(desk, place, value)


_ATTRIBUTE: Final = v.record({"id": v.address, "attribute": _nothing}, required=("id",), is_open=True)
_ELEMENT: Final = v.record(
    {"id": v.address, "attributes": v.many(_ATTRIBUTE), "children": v.many(v.address), "isA": v.text},
    required=("id",),
    is_open=True,
)
_VOCABULARY: Final = v.record(
    {"type": v.address, "vocabularyElementList": v.many(_ELEMENT)}, required=("type",), is_open=True
)
_MASTER_DATA: Final = v.record({"vocabularyList": v.many(_VOCABULARY)}, is_open=True)


def _check_body(desk: Desk, document: Mapping[str, Any]) -> int:
    """The body of a document of events; returns how many it holds."""
    if "epcisBody" not in document:
        return 0
    place, body = "epcisBody", document["epcisBody"]
    v.record({"eventList": _nothing, "event": _nothing}, is_open=True)(desk, place, body)
    if not isinstance(body, dict):
        return 0
    if "event" in body and "eventList" not in body:
        check_event(desk, under(place, "event"), body["event"])
        return 1
    return _check_list(desk, place, body)


def _check_list(desk: Desk, place: str, body: Mapping[str, Any]) -> int:
    if "eventList" not in body:
        desk.say(under(place, "eventList"), "it is missing", "Write the events in a list")
        return 0
    v.many(check_event)(desk, under(place, "eventList"), body["eventList"])
    return len(body["eventList"]) if isinstance(body["eventList"], list) else 1


def _check_results(desk: Desk, document: Mapping[str, Any]) -> int:
    """The body of an answer; returns how many events it holds."""
    if "epcisBody" not in document:
        return 0
    body = document["epcisBody"]
    if isinstance(body, dict) and "queryResults" not in body and is_query(body):
        check_query(desk, body, "epcisBody")
        return 0
    v.record({"queryResults": _nothing}, required=("queryResults",), is_open=True)(desk, "epcisBody", body)
    if not isinstance(body, dict) or "queryResults" not in body:
        return 0
    results = body["queryResults"]
    place = "epcisBody.queryResults"
    v.record(
        {"queryName": v.text, "subscriptionID": v.text, "resultsBody": _nothing},
        required=("queryName", "resultsBody"),
        is_open=True,
    )(desk, place, results)
    if not isinstance(results, dict) or "resultsBody" not in results:
        return 0
    found = results["resultsBody"]
    place = under(place, "resultsBody")
    v.record({"eventList": _nothing, "vocabularyList": v.many(_VOCABULARY)}, is_open=True)(desk, place, found)
    if not isinstance(found, dict) or ("vocabularyList" in found and "eventList" not in found):
        return 0
    return _check_list(desk, place, found)
