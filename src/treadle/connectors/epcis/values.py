"""Values of fields: times with their zone, addresses, numbers, words of the vocabulary; each problem with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from treadle.connectors.epcis.context import Names
from treadle.connectors.epcis.identifiers import is_absolute, judge_name
from treadle.connectors.epcis.vocabulary import CodeList, judge_word
from treadle.terms.epcis import EpcisFinding

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_OFFSET: Final = re.compile(r"[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)")
#: Code of a unit of measure, UN/ECE Recommendation 20.
_UNIT: Final = re.compile(r"[A-Z0-9]{2,3}")
ACTIONS: Final = ("ADD", "OBSERVE", "DELETE")


class Desk:
    """Where findings of one document are laid down, with the names that are declared at the place that is read."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.findings: list[EpcisFinding] = []

    def say(self, place: str, what: str, remedy: str, *, is_warning: bool = False) -> None:
        """Lay down a finding."""
        self.findings.append(EpcisFinding(place=place, what=what, remedy=remedy, is_warning=is_warning))


Check = Callable[[Desk, str, Any], None]


def shown(value: Any) -> str:
    """A value as a finding quotes it, shortened."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    told = repr(value) if isinstance(value, str) else str(value)
    return told if len(told) <= 60 else told[:57] + "..."


def kind_of(value: Any) -> str:
    """What a JSON value is called."""
    if isinstance(value, bool):
        return "true or false"
    names: Mapping[type, str] = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "null")


def text(desk: Desk, place: str, value: Any) -> None:
    """A text that is not empty."""
    if not isinstance(value, str):
        desk.say(place, f"{shown(value)} is {kind_of(value)}, not a text", "Write it in quotation marks")
    elif not value.strip():
        desk.say(place, "it is empty", "Write what it is, or leave the field out")


def text_or_empty(desk: Desk, place: str, value: Any) -> None:
    """A text, as somebody measured or read it; it may be empty."""
    if not isinstance(value, str):
        desk.say(place, f"{shown(value)} is {kind_of(value)}, not a text", "Write it in quotation marks")


def time(desk: Desk, place: str, value: Any) -> None:
    """A point in time with its zone (xsd:dateTimeStamp)."""
    remedy = "Write it like 2026-07-22T06:45:00+02:00 or 2026-07-22T04:45:00Z"
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        desk.say(place, f"{shown(value)} is no time with its zone", remedy)
        return
    zone = value[-6:]
    try:
        datetime.fromisoformat(re.sub(r"\.\d+", "", value))
        is_zone = value.endswith("Z") or bool(_OFFSET.fullmatch(zone))
    except ValueError:
        is_zone = False
    if not is_zone:
        desk.say(place, f"{shown(value)} is no time that there is", remedy)


def zone_offset(desk: Desk, place: str, value: Any) -> None:
    """The offset that held where the event happened: sign, two digits, colon, two digits, up to 14 hours."""
    if not isinstance(value, str) or not _OFFSET.fullmatch(value):
        desk.say(place, f"{shown(value)} is no time zone offset", "Write it like +02:00 or -06:00; UTC is +00:00")


def calendar_day(desk: Desk, place: str, value: Any) -> None:
    """A day, or a point in time."""
    try:
        date.fromisoformat(value[:10])
        is_day = len(value) == 10 or bool(_TIME.fullmatch(value))
    except (TypeError, ValueError):
        is_day = False
    if not is_day:
        desk.say(place, f"{shown(value)} is no day", "Write it like 2026-07-22")


def address(desk: Desk, place: str, value: Any) -> None:
    """An absolute address (URI), or a compact one whose prefix is declared; a name of GS1 has GS1's syntax."""
    name(desk, place, value)


def name(desk: Desk, place: str, value: Any, level: str = "") -> None:
    """As `address`; a name that says so may not be of the other level ('instance' or 'class')."""
    if not isinstance(value, str):
        desk.say(place, f"{shown(value)} is {kind_of(value)}, not an address", "Write an absolute address (URI)")
        return
    if desk.names.declares(value) and not value.startswith(("urn:", "http")):
        return
    found = judge_name(value)
    if found.what:
        desk.say(place, found.what, "Mend the identifier", is_warning=found.is_warning)
    if level and found.level and found.level != level:
        what = {"instance": "a class of things, not one thing", "class": "one thing, not a class of things"}[level]
        remedy = (
            "Name it with its serial, or put it into a quantity list" if level == "instance"
            else "Name the class without a serial, or put it into an EPC list"
        )  # fmt: skip
        desk.say(place, f"{shown(value)} names {what}", remedy)


def instance(desk: Desk, place: str, value: Any) -> None:
    """The name of one thing."""
    name(desk, place, value, "instance")


def thing_class(desk: Desk, place: str, value: Any) -> None:
    """The name of a class of things."""
    name(desk, place, value, "class")


def number(desk: Desk, place: str, value: Any) -> None:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) == float("inf"):
        desk.say(place, f"{shown(value)} is {kind_of(value)}, not a number", "Write a number without quotation marks")


def amount(desk: Desk, place: str, value: Any) -> None:
    """A number that is not below 0."""
    number(desk, place, value)
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        desk.say(place, f"a quantity of {shown(value)} is below 0", "Say how much there is")


def yes_or_no(desk: Desk, place: str, value: Any) -> None:
    """true or false."""
    if not isinstance(value, bool):
        desk.say(place, f"{shown(value)} is {kind_of(value)}", "Write true or false without quotation marks")


def hexadecimal(desk: Desk, place: str, value: Any) -> None:
    """Bytes as hexadecimal digits."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9A-Fa-f]+", value):
        desk.say(place, f"{shown(value)} is not hexadecimal", "Write digits 0 to 9 and letters A to F")


def unit(desk: Desk, place: str, value: Any) -> None:
    """The code of a unit of measure."""
    if not isinstance(value, str) or not _UNIT.fullmatch(value):
        remedy = "Write its code of UN/ECE Recommendation 20, such as KGM, MTR or H87"
        desk.say(place, f"{shown(value)} is no unit of measure", remedy)


def action(desk: Desk, place: str, value: Any) -> None:
    """ADD, OBSERVE or DELETE."""
    if value not in ACTIONS:
        desk.say(place, f"{shown(value)} is no action", f"Write {', '.join(ACTIONS[:-1])} or {ACTIONS[-1]}")


def word(codes: CodeList) -> Check:
    """A word of a code list, or an address of somebody's own."""

    def check(desk: Desk, place: str, value: Any) -> None:
        if not isinstance(value, str) or not value:
            desk.say(place, f"{shown(value)} is {kind_of(value)}, not a {codes.name}", "Write a word of CBV 2.0")
            return
        judged = judge_word(value, codes)
        if judged.what:
            desk.say(place, judged.what, judged.remedy, is_warning=judged.is_warning)
        elif ":" in value or "/" in value or " " in value:
            if not is_absolute(value):
                desk.say(place, f"{shown(value)} is no {codes.name} and no address", "Write an absolute address (URI)")
        elif not re.fullmatch(r"[A-Za-z_]\w*", value):
            desk.say(place, f"{shown(value)} is no {codes.name} of CBV 2.0", "Write a word of CBV 2.0")

    return check


def many(check: Check, *, least: int = 0, is_set: bool = False) -> Check:
    """A list of values. One value alone is none: JSON-LD would let it stand, the standard's own binding does not.

    `is_set`: a value that stands twice is told, since nobody gains by it; the standard does not forbid it.
    """

    def check_list(desk: Desk, place: str, value: Any) -> None:
        if not isinstance(value, list):
            if value is None:
                desk.say(place, "it is null", "Write a list, or leave the field out")
                return
            desk.say(place, f"{kind_of(value)} stands where a list is meant", "Put it into [ ]")
            check(desk, place, value)
            return
        if len(value) < least:
            desk.say(place, "the list is empty", "Name at least one, or leave the field out")
        for number_, one in enumerate(value):
            check(desk, f"{place}[{number_}]", one)
        if is_set:
            told = [one for one in value if isinstance(one, str)]
            twice = sorted({one for one in told if told.count(one) > 1}) if len(set(told)) < len(told) else []
            if twice:
                desk.say(place, f"{shown(twice[0])} stands twice", "Name each once", is_warning=True)

    return check_list


def record(fields: Mapping[str, Check], *, required: tuple[str, ...] = (), is_open: bool = False) -> Check:
    """An object: its fields by name, those it must have, and whether a maker may add fields of their own."""

    def check_object(desk: Desk, place: str, value: Any) -> None:
        if not isinstance(value, dict):
            desk.say(place, f"{shown(value)} is {kind_of(value)}, not an object", f"Write {{ {', '.join(fields)} }}")
            return
        for field in required:
            if field not in value:
                desk.say(under(place, field), "it is missing", f"Add {field}")
        check_fields(desk, place, value, fields, is_open=is_open)

    return check_object


def check_fields(
    desk: Desk, place: str, value: Mapping[str, Any], fields: Mapping[str, Check], *, is_open: bool
) -> None:
    """Every field of an object: known ones by their check, others only where makers may add their own."""
    outside = desk.names
    if "@context" in value and place:
        context(desk, under(place, "@context"), value["@context"])
        desk.names = outside.with_context(value["@context"])
    for field, told in value.items():
        here = under(place, field)
        if field in fields:
            fields[field](desk, here, told)
        elif field in ("@context", "@id", "@type"):
            continue
        elif not is_open:
            listed = ", ".join(one for one in fields if one != "type") or "none"
            desk.say(here, "there is no such field here", f"Fields here are {listed}")
        elif problem := desk.names.problem(field):
            desk.say(here, problem, "Correct its name, or give it a prefix that @context declares")
    desk.names = outside


def context(desk: Desk, place: str, value: Any) -> None:
    """What declares names: an address, an object of prefixes, or a list of them."""
    for number_, one in enumerate(value if isinstance(value, list) else [value]):
        if not isinstance(one, dict):
            address(desk, f"{place}[{number_}]", one)


def under(place: str, field: str) -> str:
    """The path of a field below a place."""
    return f"{place}.{field}" if place else field
