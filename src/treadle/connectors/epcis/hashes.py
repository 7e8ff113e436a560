"""The hash of an event: the same event, written in whatever order and by whatever names, has the same one.

Source: CBV 2.0, section 8.9. An event is put into one string: its fields in the standard's order, lists sorted, times
in UTC to the millisecond, words and names of GS1 in full, and what is the maker's own behind; its hash is a name by
RFC 6920.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from treadle.connectors.epcis.canonical import canonical_name
from treadle.connectors.epcis.documents import events_of
from treadle.connectors.epcis.vocabulary import (
    BIZ_STEPS,
    BIZ_TRANSACTION_TYPES,
    COMPONENTS,
    DISPOSITIONS,
    ERROR_REASONS,
    MEASUREMENT_TYPES,
    SENSOR_ALERTS,
    SOURCE_DESTINATION_TYPES,
    URN,
    WEB,
    CodeList,
    web_address,
)  # fmt: skip

_LEAF: Final[dict[str, Any]] = {}
_QUANTITY: Final[dict[str, Any]] = {"quantityElement": {"epcClass": {}, "quantity": {}, "uom": {}}}
_PLACE: Final[dict[str, Any]] = {"id": {}}
_EPC: Final[dict[str, Any]] = {"epc": {}}
#: Fields in the order in which they enter the string, and those within them.
ORDER: Final[Mapping[str, Any]] = {
    "eventTime": {}, "eventTimeZoneOffset": {}, "certificationInfo": {}, "parentID": {}, "epcList": _EPC,
    "inputEPCList": _EPC, "childEPCs": _EPC, "quantityList": _QUANTITY, "childQuantityList": _QUANTITY,
    "inputQuantityList": _QUANTITY, "outputEPCList": _EPC, "outputQuantityList": _QUANTITY, "action": {},
    "transformationID": {}, "bizStep": {}, "disposition": {}, "persistentDisposition": {"set": {}, "unset": {}},
    "readPoint": _PLACE, "bizLocation": _PLACE,
    "sensorElementList": {
        "sensorElement": {
            "sensorMetadata": dict.fromkeys(("time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData",
            "dataProcessingMethod", "bizRules"), _LEAF),
            "sensorReport": dict.fromkeys(("type", "exception", "deviceID", "deviceMetadata", "rawData",
            "dataProcessingMethod", "time", "microorganism", "chemicalSubstance", "value", "component", "stringValue",
            "booleanValue", "hexBinaryValue", "uriValue", "minValue", "maxValue", "meanValue", "sDev", "percRank",
            "percValue", "uom", "coordinateReferenceSystem"), _LEAF),
        }
    },
}  # fmt: skip
#: Lists of pairs, whose type and value stay side by side.
_PAIRS: Final = ("bizTransactionList", "sourceList", "destinationList")
_IGNORED: Final = ("recordTime", "eventID", "type", "errorDeclaration")
_SAID_ASIDE: Final = ("#text", "rdfs:comment", "comment")
_RENAMED: Final = {
    "inputEPC": "epc", "outputEPC": "epc", "inputQuantity": "quantityElement", "outputQuantity": "quantityElement",
    "childQuantity": "quantityElement",
}  # fmt: skip
_LISTS: Final[Mapping[str, CodeList]] = {
    "bizStep": BIZ_STEPS, "disposition": DISPOSITIONS, "set": DISPOSITIONS, "unset": DISPOSITIONS,
    "reason": ERROR_REASONS, "component": COMPONENTS, "exception": SENSOR_ALERTS,
}  # fmt: skip


@dataclass(slots=True)
class _Part:
    """A field: its name, its value, and the fields within it."""

    name: str
    value: str = ""
    within: list[_Part] = field(default_factory=list)
    is_pair: bool = False


def event_hashes(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The hash of each event of a document, as `ni:///sha-256;…?ver=CBV2.0`; the document must be valid."""
    return tuple(
        f"ni:///sha-256;{hashlib.sha256(text.encode('utf-8')).hexdigest()}?ver=CBV2.0" for text in pre_hashes(document)
    )


def pre_hashes(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The string of each event of a document from which its hash is taken."""
    namespaces = _namespaces(document.get("@context"))
    words = _words(document)
    return tuple(_pre_hash(event, namespaces, words) for event in events_of(document))


def _pre_hash(event: Mapping[str, Any], namespaces: Mapping[str, str], words: Mapping[str, str]) -> str:
    parts = _grouped(_parts(event, namespaces, words))
    kind = str(event.get("type", ""))
    told = _ordered(parts, ORDER, is_event=True)
    rest = [one for one in parts if one.name not in _IGNORED]
    return f"eventType={kind}{told}{_rest(rest)}"


def _namespaces(context: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in context if isinstance(context, list) else [context]:
        if isinstance(one, Mapping):
            found |= {key: value for key, value in one.items() if isinstance(value, str)}
    return found


def _words(document: Any) -> dict[str, str]:
    """Bare words of GS1 that a document uses, with their address in full."""
    found: set[str] = set()
    _gather(document, "", found)
    ends: dict[str, list[str]] = {}
    for one in sorted(found):
        for sign in ("-", "/"):
            ends.setdefault(one.rpartition(sign)[2], []).append(one)
    return {word: full[0] for word, full in ends.items() if len(set(full)) == 1}


def _gather(value: Any, above: str, found: set[str]) -> None:
    if isinstance(value, list):
        for one in value:
            _gather(one, above, found)
    elif isinstance(value, Mapping):
        for name, told in value.items():
            codes = _LISTS.get(name)
            if name == "type":
                codes = {"bizTransactionList": BIZ_TRANSACTION_TYPES, "sensorReport": MEASUREMENT_TYPES}.get(above)
                codes = SOURCE_DESTINATION_TYPES if above in ("sourceList", "destinationList") else codes
            for one in told if isinstance(told, list) else [told]:
                if codes is not None and isinstance(one, str):
                    full = web_address(one, codes)
                    if full.startswith((*WEB["cbv"], *WEB["gs1"])):
                        found.add(full)
            _gather(told, name, found)


def _parts(value: Any, namespaces: Mapping[str, str], words: Mapping[str, str]) -> list[_Part]:
    found: list[_Part] = []
    for name, told in value.items():
        if name in _SAID_ASIDE:
            continue
        called = _in_full(name, namespaces, "{{{}}}{}")
        for one in told if isinstance(told, list) else [told]:
            part = _Part(called)
            if isinstance(one, Mapping):
                part.within = _parts(one, namespaces, words)
            elif isinstance(one, list):
                part.within = [_Part("", _scalar(item, namespaces, words)) for item in one]
            else:
                part.value = _scalar(one, namespaces, words)
            found.append(part)
    return found


def _scalar(value: Any, namespaces: Mapping[str, str], words: Mapping[str, str]) -> str:
    if not isinstance(value, str):
        return str(value)
    return _in_full(words.get(value, value), namespaces, "{}{}")


def _in_full(text: str, namespaces: Mapping[str, str], form: str) -> str:
    prefix, colon, local = text.partition(":")
    return form.format(namespaces[prefix], local) if colon and prefix in namespaces else text


def _grouped(parts: Sequence[_Part]) -> list[_Part]:
    """Fields as the standard's XML has them: entries of a list stand within it, each by the name of an entry."""
    found: list[_Part] = []
    lists: dict[str, _Part] = {}
    for part in parts:
        if part.name.endswith("List") or part.name == "childEPCs":
            entry = "epc" if part.name == "childEPCs" else part.name.removesuffix("List")
            holder = lists.setdefault(part.name, _Part(part.name))
            if part.name in _PAIRS:
                holder.within.append(_Part("", within=part.within[:2], is_pair=True))
            else:
                holder.within += _grouped_one(_Part(entry, part.value, part.within))
        else:
            found += _grouped_one(part)
    return [*found, *lists.values()]


def _grouped_one(part: _Part) -> list[_Part]:
    within = _grouped(part.within)
    name = _RENAMED.get(part.name, part.name)
    if name == "quantity" and within:
        name = "quantityElement"
    return [_Part(name, part.value, within, part.is_pair)]


def _ordered(parts: list[_Part], order: Mapping[str, Any], *, is_event: bool = False) -> str:
    """The fields of an order as text; they are taken away from `parts`, what is left is not in the order."""
    own: list[_Part] = []
    if len(parts) > 1 and not is_event and not any("eventTime" in one.name or "action" in one.name for one in parts):
        own = [one for one in parts if "{" in one.name and "/}" in one.name]
        parts[:] = [one for one in parts if one not in own]
    text = ""
    for name, within in order.items():
        told = []
        for part in [one for one in parts if one.name == name]:
            inner = _ordered(part.within, within) if within else ""
            value = _field_value(part)
            if value or inner:
                told.append(name + value + inner)
            if not part.within:
                parts[:] = [one for one in parts if one is not part]
        text += "".join(sorted(told))
    return text + (_rest(own) if own else "")


def _field_value(part: _Part) -> str:
    value = part.value.strip()
    lower = part.name.lower()
    if "time" in lower and "offset" not in lower:
        value = _moment(value) if value else ""
    else:
        value = _canonical(value)
    return f"={value}" if value else ""


def _moment(text: str) -> str:
    """A time in UTC to the millisecond."""
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return text
    whole = moment.replace(microsecond=0).isoformat().removesuffix("+00:00")
    return f"{whole}.{min(round(moment.microsecond, -3) // 1000, 999):03d}Z"


def _rest(parts: Iterable[_Part]) -> str:
    told, is_sorted = [], True
    listed = list(parts)
    for part in listed:
        if part.is_pair:
            told.append("".join(one.name + _value(one) + _rest(one.within) for one in part.within))
            continue
        is_sorted &= part.name not in ("bizTransaction", "source", "destination")
        told.append(part.name + _value(part) + _rest(part.within))
    return "".join(sorted(told) if is_sorted else told)


def _value(part: _Part) -> str:
    value = part.value.strip()
    return f"={_canonical(value)}" if value else ""


def _canonical(text: str) -> str:
    """Words of CBV 1.x by their address, numbers without needless signs, names in their canonical form."""
    if text.startswith(URN):
        for codes in (BIZ_STEPS, DISPOSITIONS, BIZ_TRANSACTION_TYPES, SOURCE_DESTINATION_TYPES, ERROR_REASONS):
            if text.startswith(URN + codes.urn):
                return WEB["cbv"][0] + codes.web + text.removeprefix(URN + codes.urn)
    try:
        number = float(text)
        text = str(int(number)) if number.is_integer() else str(number)
    except (ValueError, OverflowError):
        pass
    return canonical_name(text)
