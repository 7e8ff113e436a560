"""Queries of events by the standard's parameters (EPCIS 2.0, section 8.2.7.1): names and values."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any, Final

from treadle.connectors.epcis import values as v
from treadle.connectors.epcis.events import FIELDS
from treadle.connectors.epcis.identifiers import is_absolute
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


def _event_type(desk: Desk, place: str, value: Any) -> None:
    is_own = isinstance(value, str) and ":" in value and is_absolute(value)
    if value not in FIELDS and not is_own:
        desk.say(place, f"{v.shown(value)} is no event type", f"Write one of {', '.join(FIELDS)}")


def _count(desk: Desk, place: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        desk.say(place, f"{v.shown(value)} is no count", "Write a whole number from 1 on, without quotation marks")


def _direction(desk: Desk, place: str, value: Any) -> None:
    if value not in ("ASC", "DESC"):
        desk.say(place, f"{v.shown(value)} is no direction", "Write ASC or DESC")


def _presence(desk: Desk, place: str, value: Any) -> None:
    if value not in (None, "") and not isinstance(value, bool | int):
        desk.say(place, f"{v.shown(value)} says nothing about presence", "Write null or true")


def _comparable(desk: Desk, place: str, value: Any) -> None:
    """A number or a point in time."""
    if isinstance(value, str):
        v.time(desk, place, value)
    else:
        v.number(desk, place, value)


def _equal(desk: Desk, place: str, value: Any) -> None:
    """A list of texts, a number, or a point in time."""
    if isinstance(value, list):
        v.many(v.text, least=1)(desk, place, value)
    else:
        _comparable(desk, place, value)


def _list(check: Check) -> Check:
    """A list that names at least one; unlike in a document one value alone does not stand for it."""

    def check_list(desk: Desk, place: str, value: Any) -> None:
        if not isinstance(value, list):
            desk.say(place, f"{v.shown(value)} is {v.kind_of(value)}, not a list", "Put it into [ ]")
        else:
            v.many(check, least=1)(desk, place, value)

    return check_list


_ADDRESSES: Final = _list(v.address)
_TEXTS: Final = _list(v.text)
_PARAMETERS: Final[Mapping[str, Check]] = {
    "eventType": _list(_event_type),
    "EQ_action": _list(v.action),
    "EQ_bizStep": _list(v.word(BIZ_STEPS)),
    "EQ_disposition": _list(v.word(DISPOSITIONS)),
    "EQ_persistentDisposition_set": _list(v.word(DISPOSITIONS)),
    "EQ_persistentDisposition_unset": _list(v.word(DISPOSITIONS)),
    "EQ_errorReason": _list(v.word(ERROR_REASONS)),
    "EQ_type": _list(v.word(MEASUREMENT_TYPES)),
    "EQ_component": _list(v.word(COMPONENTS)),
    "EQ_exception": _list(v.word(SENSOR_ALERTS)),
    **dict.fromkeys(
        ("EQ_readPoint", "WD_readPoint", "EQ_bizLocation", "WD_bizLocation", "EQ_transformationID", "EQ_eventID",
         "EQ_correctiveEventID", "EQ_deviceID", "EQ_deviceMetadata", "EQ_rawData", "EQ_dataProcessingMethod",
         "EQ_microorganism", "EQ_chemicalSubstance", "EQ_bizRules", "EQ_uriValue", "EQ_coordinateReferenceSystem"),
        _ADDRESSES,
    ),
    **{f"MATCH_{one}": _ADDRESSES for one in (
        "epc", "parentID", "inputEPC", "outputEPC", "anyEPC", "epcClass", "inputEPCClass", "outputEPCClass",
        "anyEPCClass")},
    "EQ_stringValue": _TEXTS,
    "EQ_hexBinaryValue": _list(v.hexadecimal),
    "EQ_booleanValue": v.yes_or_no,
    "orderBy": v.text,
    "orderDirection": _direction,
    "eventCountLimit": _count,
    "maxEventCount": _count,
    "perPage": _count,
    "nextPageToken": v.text,
}  # fmt: skip
_TIMES: Final = (
    r"(eventTime|recordTime|errorDeclaration_?Time|(SENSORMETADATA_|SENSORREPORT_)?(time|startTime|endTime))"
)
_NUMBERS: Final = r"(quantity|value|minValue|maxValue|meanValue|sDev|percRank|percValue)(_[A-Z0-9]{2,4})?"
_OWN: Final = r"(INNER_)?((ILMD|ERROR_DECLARATION|SENSORELEMENT|SENSORMETADATA|SENSORREPORT|readPoint|bizLocation)_)?"
_FAMILIES: Final[tuple[tuple[re.Pattern[str], Check], ...]] = (
    (re.compile(r"(GE|GT|LE|LT)_" + _TIMES), v.time),
    (re.compile(r"(GE|GT|LE|LT)_" + _NUMBERS), v.number),
    (re.compile(r"EQ_" + _NUMBERS), lambda desk, place, value: (
        v.many(v.number, least=1)(desk, place, value) if isinstance(value, list) else v.number(desk, place, value))),
    (re.compile(r"EXISTS_(errorDeclaration|sensorElementList|ilmd|persistentDisposition)"), _presence),
    (re.compile(r"EQ_bizTransaction_.+"), _ADDRESSES),
    (re.compile(r"EQ_(source|destination)_.+"), _ADDRESSES),
)  # fmt: skip
_OWN_FIELD: Final = re.compile(r"(EQ|GE|GT|LE|LT|EXISTS|HASATTR)_" + _OWN + r"(?P<name>[^_].*[:#].+)")
_OWN_ATTRIBUTE: Final = re.compile(r"(EQ_ATTR|EQATTR|HASATTR)_.+")
_ENVELOPE: Final = ("@context", "name", "query", "queryType", "createdAt", "queryName", "params")


def is_query(document: Mapping[str, Any]) -> bool:
    """True for an object without a type that asks: it holds a query, or parameters of one."""
    return "query" in document or "params" in document or any(_known(one) for one in document)


def _known(parameter: str) -> bool:
    if parameter in _PARAMETERS or any(pattern.fullmatch(parameter) for pattern, _ in _FAMILIES):
        return True
    return bool(_OWN_FIELD.fullmatch(parameter) or _OWN_ATTRIBUTE.fullmatch(parameter))


def check_query(desk: Desk, document: Mapping[str, Any], base: str = "") -> None:
    """A query: by itself, or under `query` beside its name; every parameter is the standard's and has its values.

    `base` is the place of the document that asks.
    """
    desk.names = desk.names.with_context(document.get("@context", []))
    place, asked = base, document
    holder = next((one for one in ("query", "params") if one in document), "")
    if holder:
        for field in document:
            if field not in _ENVELOPE:
                desk.say(under(base, field), "there is no such field beside a query", f"Put parameters under {holder}")
        for field in ("name", "queryName"):
            if field in document:
                v.text(desk, under(base, field), document[field])
        place, asked = under(base, holder), _as_object(document[holder])
    if not isinstance(asked, dict):
        desk.say(place, f"{v.shown(asked)} is {v.kind_of(asked)}, not an object", "Write parameters and their values")
        return
    if "@context" in asked:
        desk.names = desk.names.with_context(asked["@context"])
    for parameter, value in asked.items():
        if parameter != "@context":
            _check_parameter(desk, under(place, parameter), parameter, value)
    if "eventCountLimit" in asked and "maxEventCount" in asked:
        what = "it cannot stand beside maxEventCount"
        desk.say(under(place, "eventCountLimit"), what, "Keep one of the two: a limit cuts, a maximum refuses")


def _as_object(asked: Any) -> Any:
    """Parameters as a list of names with values, which the older binding of the standard has, as one object."""
    if isinstance(asked, list) and all(isinstance(one, dict) and "name" in one for one in asked):
        return {str(one["name"]): one.get("value") for one in asked}
    return asked


def _check_parameter(desk: Desk, place: str, parameter: str, value: Any) -> None:
    if parameter in _PARAMETERS:
        _PARAMETERS[parameter](desk, place, value)
        return
    for pattern, check in _FAMILIES:
        if pattern.fullmatch(parameter):
            check(desk, place, value)
            if parameter.startswith("EQ_bizTransaction_"):
                v.word(BIZ_TRANSACTION_TYPES)(desk, place, parameter.removeprefix("EQ_bizTransaction_"))
            elif parameter.startswith(("EQ_source_", "EQ_destination_")):
                v.word(SOURCE_DESTINATION_TYPES)(desk, place, parameter.split("_", 2)[2])
            return
    own = _OWN_FIELD.fullmatch(parameter)
    if own is not None:
        if problem := desk.names.problem(own["name"].partition("#")[0]) if "#" not in own["name"] else "":
            desk.say(place, problem, "Declare the prefix in @context, or write the namespace out: EQ_URI#field")
        {"EQ": _equal, "EXISTS": _presence, "HASATTR": _TEXTS}.get(own[1], _comparable)(desk, place, value)
        return
    if _OWN_ATTRIBUTE.fullmatch(parameter):
        _TEXTS(desk, place, value)
        return
    near = difflib.get_close_matches(parameter, list(_PARAMETERS), 1, 0.6)
    remedy = f"Did you mean {near[0]}?" if near else "Ask by a parameter of EPCIS 2.0, section 8.2.7.1"
    desk.say(place, "the standard has no such query parameter", remedy)
