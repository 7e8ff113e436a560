"""treadle.toml to frozen settings; the only reader of settings.

Those that change decisions are told in `treadle.terms.policy`, a section for each room. The template that
`treadle init` writes, the refusal of unknown keys and the reference page are made from `KEYS`. A key that stands in
another section than its own, as in files of older editions, is understood, and told once with its place.
"""

from __future__ import annotations

import difflib
import functools
import getpass
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from treadle.errors import NotFoundError, Problem, SettingsError
from treadle.terms.policy import Policy
from treadle.terms.policy.floor import FLOOR_SENTENCE, FloorPolicy
from treadle.terms.policy.presell import PRESELL_SENTENCE, PresellPolicy
from treadle.terms.policy.setting import Setting, sections_of, settings_of
from treadle.terms.policy.settle import SETTLE_SENTENCE, SettlePolicy
from treadle.terms.policy.shops import SHOPS_SENTENCE, ShopsSettings

FILE_NAME = "treadle.toml"
#: Who acts, where the environment says so; else whoever is logged in.
AUTHOR_VARIABLE = "TREADLE_AUTHOR"
#: Networks that are not public and that webhooks may be posted to all the same, separated by blanks.
NETWORKS_VARIABLE = "TREADLE_WEBHOOK_NETWORKS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of treadle.toml. `kind` is 'text', 'words', 'whole', 'number' or 'yes or no'; `sets` names the field of
    the section's policy (amounts set cents), empty for a field of `Settings` itself."""

    section: str
    name: str
    kind: str
    default: str | int | float
    doc: str
    unit: str = ""
    least: float | None = None
    most: float | None = None
    allowed: tuple[str, ...] = ()
    sets: str = ""
    may_be_empty: bool = False
    is_rare: bool = False
    is_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What treadle.toml says; `floor`, `presell`, `settle` and `shops` decide nothing of a plan, so they stand beside
    the policy; `notes` are keys that were understood but have another place."""

    name: str
    currency: str
    time_zone: str
    language: str
    policy: Policy
    days_behind_clock: int = 0
    floor: FloorPolicy = field(default_factory=FloorPolicy)
    presell: PresellPolicy = field(default_factory=PresellPolicy)
    settle: SettlePolicy = field(default_factory=SettlePolicy)
    shops: ShopsSettings = field(default_factory=ShopsSettings)
    notes: tuple[Problem, ...] = ()


def _keys_of(section: str, room: Any) -> Iterator[Key]:
    """The keys of a room's policy, as its fields tell them."""
    for one in settings_of(type(room)):
        default = getattr(room, one.follows or one.field)
        kind = _KINDS[type(default)]
        if kind == "words":
            default = " ".join(default)
        yield Key(
            section=section, name=one.key, kind="number" if one.is_money else kind,
            default=default / 100 if one.is_money else default, doc=_told(one), unit=one.unit, least=one.least,
            most=one.most, allowed=one.one_of, sets=one.field, may_be_empty=one.may_be_empty, is_rare=one.is_rare,
            is_whole=kind == "whole",
        )  # fmt: skip


def _told(one: Setting) -> str:
    return f"{one.sentence} If left out, the same as {one.follows}." if one.follows else one.sentence


_KINDS: Mapping[type, str] = {bool: "yes or no", int: "whole", float: "number", str: "text", tuple: "words"}
KEYS: tuple[Key, ...] = (
    Key(section="brand", name="name", kind="text", default="My brand", doc="Name shown in reports."),
    Key(section="brand", name="currency", kind="text", default="EUR",
        doc="Currency of all amounts, as three letters (ISO 4217)."),
    Key(section="brand", name="time_zone", kind="text", default="Europe/Berlin",
        doc="Time zone in which days begin, such as Europe/Berlin or Asia/Shanghai."),
    Key(section="brand", name="language", kind="text", default="en", allowed=("en", "zh"),
        doc="Language of reports and of what commands say."),
    Key(section="brand", name="days_behind_clock", kind="whole", default=0, least=-36_500, most=36_500, unit="days",
        is_rare=True, is_whole=True,
        doc="The brand lives so many days before the clock: campaigns, offers and answers count that moment. For a "
            "demo or a drill; 0 for a brand that sells."),
    *(key for section in sections_of(Policy) for key in _keys_of(section, getattr(Policy(), section))),
    *_keys_of("floor", FloorPolicy()),
    *_keys_of("presell", PresellPolicy()),
    *_keys_of("settle", SettlePolicy()),
    *_keys_of("shops", ShopsSettings()),
)  # fmt: skip
SECTIONS: Mapping[str, str] = {
    "brand": "Who the brand is.", **sections_of(Policy), "floor": FLOOR_SENTENCE, "presell": PRESELL_SENTENCE,
    "settle": SETTLE_SENTENCE, "shops": SHOPS_SENTENCE,
}  # fmt: skip
#: Where a key stands, by its name: no two sections share one.
_PLACE: Mapping[str, Key] = {key.name: key for key in KEYS}
#: Sections that change no plan: fields of `Settings` beside its policy.
BESIDE: Mapping[str, type] = {
    "floor": FloorPolicy,
    "presell": PresellPolicy,
    "settle": SettlePolicy,
    "shops": ShopsSettings,
}
#: Sections of older files, whose keys have places of their own now.
_OLD_SECTIONS = ("sense",)


def read_settings(folder: Path) -> Settings:
    """The settings of a brand's folder. Raises `SettingsError` with all problems, `NotFoundError` without the file."""
    path = folder / FILE_NAME
    if not path.is_file():
        raise NotFoundError(
            f"{folder} is not a brand's folder, as it has no {FILE_NAME}: make one with treadle init {folder}"
        )
    settings, problems = parse_settings(path.read_bytes())
    stopping = [one for one in problems if one.stops_plan]
    if stopping:
        raise SettingsError(stopping)
    return replace(settings, notes=tuple(problems))


def brand_language(place: Path) -> str | None:
    """The language of the brand in whose folder a place is; None where it is in none, English where its treadle.toml
    cannot be read."""
    try:
        there = place.resolve()
        folder = next((one for one in (there, *there.parents) if (one / FILE_NAME).is_file()), None)
        return None if folder is None else parse_settings((folder / FILE_NAME).read_bytes())[0].language
    except (OSError, ValueError):
        return None


def settings_problems(folder: Path) -> list[Problem]:
    """All problems of a folder's treadle.toml."""
    return parse_settings((folder / FILE_NAME).read_bytes())[1]


def parse_settings(raw: bytes) -> tuple[Settings, list[Problem]]:
    """Settings from the text of treadle.toml, defaults where a key is absent or wrong, and all problems."""
    settings, problems = _parsed(raw)
    return settings, list(problems)


@functools.lru_cache(maxsize=64)
def _parsed(raw: bytes) -> tuple[Settings, tuple[Problem, ...]]:
    """As `parse_settings`; a service asks for the same text at every request."""
    try:
        text = raw.decode("utf-8-sig")
        given = tomllib.loads(text)
    except UnicodeDecodeError:
        return _settings({}), (_problem("the text is not UTF-8", "Save the file as UTF-8"),)
    except (ValueError, RecursionError) as error:
        where = re.search(r"line (\d+)", str(error))
        row = int(where.group(1)) if where else None
        return _settings({}), (_problem(f"not readable as TOML ({error})", "Write key = value", row),)
    problems = _unknown(given, text)
    values: dict[Key, Any] = {}
    for key in KEYS:
        section, value, twice = _given(given, key)
        if section is None:
            continue
        row, column = _row_of(text, section, key.name), f"{section}.{key.name}"
        if twice:
            problems.append(_problem(f"{key.name} is set twice", f"Keep the one in [{key.section}]", row, column))
        elif section != key.section:
            problems.append(_moved(key, section, row))
        wrong = _fault(key, value)
        if wrong is None:
            values[key] = value
        else:
            problems.append(_problem(f"{key.name} {wrong[0]}", wrong[1], row, column))
    return _settings(values), tuple(problems)


def _given(given: Mapping[str, Any], key: Key) -> tuple[str | None, Any, bool]:
    """The section in which a file says a key (its own before any other; None: nowhere), its value, and whether a second
    section says it too."""
    order = sorted(given, key=lambda section: section != key.section)
    places = [one for one in order if isinstance(given[one], dict) and key.name in given[one] and _is_section(one)]
    if key.section == "brand":
        places = [one for one in places if one == "brand"]
    return (places[0], given[places[0]][key.name], len(places) > 1) if places else (None, None, False)


def _moved(key: Key, section: str, row: int | None) -> Problem:
    what, remedy = f"{key.name} was read, but now belongs in [{key.section}]", f"Move it to [{key.section}]"
    return Problem(
        file=FILE_NAME, row=row, column=f"{section}.{key.name}", what=what, remedy=remedy, stops_plan=False
    )  # fmt: skip


def _is_section(name: str) -> bool:
    return name in SECTIONS or name in _OLD_SECTIONS


def settings_template(values: Mapping[str, str | int | float] | None = None) -> str:
    """The commented treadle.toml of a new folder; `values` by 'section.key' replace defaults."""
    values = values or {}
    strange = sorted(set(values) - {f"{key.section}.{key.name}" for key in KEYS})
    if strange:
        raise ValueError(f"no keys of treadle.toml: {', '.join(strange)}")
    lines = ["# How this brand is planned. Every key is here with its default; unknown keys are refused.",
             "# Keys with a # before them are seldom changed: take the # away to change one.", ""]  # fmt: skip
    for section, doc in SECTIONS.items():
        lines += [f"# {doc}", f"[{section}]"]
        for key in sorted((key for key in KEYS if key.section == section), key=lambda key: key.is_rare):
            name = f"{section}.{key.name}"
            hidden = "# " if key.is_rare and name not in values else ""
            lines += [f"# {key.doc}{_limits(key)}", f"{hidden}{key.name} = {_toml(values.get(name, key.default))}"]
        lines.append("")
    return "\n".join(lines)


def settings_reference() -> str:
    """All keys of treadle.toml as Markdown."""
    lines = ["# Settings", "", "Made from `treadle.terms.policy`. The file `treadle.toml` of a brand's folder may hold "
             "these keys and no others. A key that stands in another section is understood, and `treadle check` says "
             "where its place is. Shares are 0 to 1; money is in the brand's currency."]  # fmt: skip
    for section, doc in SECTIONS.items():
        lines += ["", f"## [{section}]", "", doc, "", "| key | default | unit | what it does |", "|---|---|---|---|"]
        lines += [
            f"| `{key.name}` | `{_toml(key.default)}` | {key.unit} | {key.doc}{_limits(key)} |"
            for key in sorted((key for key in KEYS if key.section == section), key=lambda key: key.is_rare)
        ]
    return "\n".join(lines) + "\n"


def _limits(key: Key) -> str:
    if key.allowed and not key.doc.count("'"):
        return f" One of: {', '.join(key.allowed)}."
    if key.least is not None and key.most is not None:
        return f" From {key.least:g} to {key.most:g}."
    return f" At least {key.least:g}." if key.least is not None else ""


def _toml(value: str | int | float) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _settings(values: Mapping[Key, Any]) -> Settings:
    plain = {key.name: values.get(key, key.default) for key in KEYS if key.section == "brand"}
    rooms: dict[str, dict[str, Any]] = {section: {} for section in (*sections_of(Policy), *BESIDE)}
    for key, value in values.items():
        if key.sets:
            rooms[key.section][key.sets] = _held(key, value)
    beside: dict[str, Any] = {section: kind(**rooms.pop(section)) for section, kind in BESIDE.items()}
    policy = Policy(**{section: replace(getattr(Policy(), section), **given) for section, given in rooms.items()})
    return Settings(
        name=plain["name"], currency=plain["currency"], time_zone=plain["time_zone"],
        language=plain["language"], policy=policy, days_behind_clock=plain["days_behind_clock"], **beside,
    )  # fmt: skip


def _held(key: Key, value: Any) -> object:
    """A value as a policy holds it: amounts in cents, words apart, numbers of the type that is usual."""
    if key.kind in ("text", "yes or no"):
        return value
    if key.kind == "words":
        return tuple(value.split())
    amount = value * 100 if key.unit.startswith("money") else value
    return round(amount) if key.is_whole else float(amount)


def _unknown(given: Mapping[str, Any], text: str) -> list[Problem]:
    problems = []
    for section, content in given.items():
        if not _is_section(section):
            row = _row_of(text, "", section) or _row_of(text, section, "")
            problems.append(
                _problem(f"unknown section or key {section}", f"Known sections are {', '.join(SECTIONS)}", row, section)
            )
            continue
        if not isinstance(content, dict):
            remedy = f"Write [{section}] on a line of its own"
            problems.append(_problem(f"{section} must be a section", remedy, None, section))
            continue
        for name in content:
            place = _PLACE.get(name)
            if place is None or (place.section == "brand") != (section == "brand"):
                problems.append(
                    _problem(f"unknown setting {name}", _hint(section, name), _row_of(text, section, name),
                             f"{section}.{name}")
                )  # fmt: skip
    return problems


def _hint(section: str, name: str) -> str:
    near = difflib.get_close_matches(name, _PLACE, n=1)
    if near:
        return f"Did you mean {near[0]} in [{_PLACE[near[0]].section}]?"
    names = [key.name for key in KEYS if key.section == section]
    return f"Known in [{section}] are {', '.join(names)}" if names else f"Known sections are {', '.join(SECTIONS)}"


def _fault(key: Key, value: object) -> tuple[str, str] | None:
    """What is wrong with a value and what to do; None where nothing is."""
    if key.kind == "yes or no":
        return None if isinstance(value, bool) else (f"is {value!r}, not true or false", "Write true or false")
    if key.kind in ("text", "words"):
        if not isinstance(value, str) or not (value or key.may_be_empty):
            return f"is {value!r}, not text", f'Write it in quotes, such as "{key.default}"'
        if key.allowed and value not in key.allowed:
            return f'is "{value}"', f"Write one of {', '.join(key.allowed)}"
        if key.name == "currency" and not re.fullmatch(r"[A-Z]{3}", value):
            return f'is "{value}"', "Write three capital letters, such as EUR"
        if key.name == "time_zone" and not _is_time_zone(value):
            near = difflib.get_close_matches(value, sorted(available_timezones()), n=1)
            return (
                f'is "{value}", which is not a time zone',
                f"Write one such as {near[0] if near else 'Europe/Berlin'}",
            )
        return None
    if isinstance(value, bool) or not isinstance(value, int if key.kind == "whole" else (int, float)):
        called = "a whole number" if key.kind == "whole" else "a number"
        return f"is {value!r}, not {called}", f"Write {called} such as {key.default}"
    if (key.least is not None and value < key.least) or (key.most is not None and value > key.most):
        least, most = key.least if key.least is not None else "any", key.most if key.most is not None else "any"
        return f"is {value}", f"Write a number from {least} to {most}"
    return None


def _is_time_zone(value: str) -> bool:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _row_of(text: str, section: str, name: str) -> int | None:
    """Line on which a key stands within its section, or the section's own where `name` is empty."""
    inside = ""
    for row, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[+([^\]]+)\]+", line)
        if header:
            inside = header.group(1).strip()
            if inside == section and not name:
                return row
        elif inside == section and re.match(rf"\s*\"?{re.escape(name)}\"?\s*=", line) and name:
            return row
    return None


def _problem(what: str, remedy: str, row: int | None = None, column: str | None = None) -> Problem:
    return Problem(file=FILE_NAME, row=row, column=column, what=what, remedy=remedy)


def whoami() -> str:
    """Who acts: `TREADLE_AUTHOR`, else the name of who is logged in; empty where nobody is."""
    try:
        return os.environ.get(AUTHOR_VARIABLE) or getpass.getuser()
    except (KeyError, OSError):
        return ""


def webhook_networks() -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks that are not public and that whoever runs the service lets webhooks be posted to.

    Raises `SettingsError` where the variable names what is none.
    """
    try:
        return tuple(ip_network(one) for one in os.environ.get(NETWORKS_VARIABLE, "").split())
    except ValueError as error:
        raise SettingsError.single(NETWORKS_VARIABLE, str(error), "Write such as 10.0.0.0/8, or leave it out") from None
