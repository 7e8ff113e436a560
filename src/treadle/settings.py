"""treadle.toml to frozen settings; the only reader of settings. Every key is documented here, once.

The template that `treadle init` writes, the refusal of unknown keys and the reference page are made from `KEYS`.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from treadle.errors import NotFoundError, Problem, SettingsError
from treadle.terms.policy import Policy

FILE_NAME = "treadle.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of treadle.toml. `kind` is 'text', 'whole', 'number' or 'money'; `sets` names the field of `Policy`
    (money keys set cents), empty for a field of `Settings` itself."""

    section: str
    name: str
    kind: str
    default: str | int | float
    doc: str
    least: float | None = None
    most: float | None = None
    allowed: tuple[str, ...] = ()
    sets: str = ""
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What treadle.toml says."""

    name: str
    currency: str
    time_zone: str
    language: str
    policy: Policy


def _plan(name: str, kind: str, doc: str, sets: str = "", section: str = "plan", **limits: Any) -> Key:
    field = sets or name
    default = getattr(Policy(), field)
    shown = default / 100 if kind == "money" else default
    return Key(section=section, name=name, kind=kind, default=shown, doc=doc, sets=field, **limits)


def _sense(name: str, kind: str, doc: str, **limits: Any) -> Key:
    return _plan(name, kind, doc, section="sense", **limits)


KEYS: tuple[Key, ...] = (
    Key(section="brand", name="name", kind="text", default="My brand", doc="Name shown in reports."),
    Key(section="brand", name="currency", kind="text", default="EUR",
        doc="Currency of all amounts, as three letters (ISO 4217)."),
    Key(section="brand", name="time_zone", kind="text", default="Europe/Berlin",
        doc="Time zone in which days begin, such as Europe/Berlin or Asia/Shanghai."),
    Key(section="brand", name="language", kind="text", default="en", allowed=("en", "zh"),
        doc="Language of reports."),
    _plan("horizon_weeks", "whole", "Weeks of sales that a buy looks ahead.", least=1, most=52),
    _plan("lead_days", "whole", "Days from the decision until goods we make should be on the shelf.",
          least=0, most=365),
    _plan("bought_in_lead_days", "whole", "The same for goods without a pattern, which are bought in.",
          least=0, most=730),
    _plan("order_again_days", "whole", "Days until the next order can be placed: where another can follow, the first "
          "is smaller on purpose. 0 plans as if there were none.", least=0, most=365),
    _plan("salvage_share", "number", "What a left-over piece still brings, as a share of its price.", least=0, most=1),
    _plan("holding_share_per_week", "number", "Cost of keeping a piece for a week, as a share of its unit cost.",
          least=0, most=1),
    _plan("resale_share", "number", "Share of returned pieces that can be sold again.", least=0, most=1),
    _plan("price_elasticity", "number", "At a price lower by 1 % demand is higher by about so many %; markdowns of "
          "what stops are planned by it.", least=0.1, most=10),
    _plan("deepest_markdown_share", "number", "The largest share of the price that a markdown may take off.",
          least=0, most=0.9),
    _plan("late_share_per_day", "number", "Cost of a day's lateness, as a share of the order's sales value.",
          least=0, most=1),
    _plan("max_over_cut_share", "number", "Spare units a lay may cut beyond the buy, as a share of the units wanted.",
          least=0, most=1),
    _plan("max_garments_per_marker", "whole", "Most garments in one marker.", least=1, most=40),
    _plan("marker_cost", "money", "Cost of making one marker.", sets="marker_cost_cents", least=0),
    _plan("lay_setup_cost", "money", "Cost of starting one lay.", sets="lay_setup_cents", least=0),
    _plan("spread_cost_per_m", "money", "Cost of spreading a metre of cloth.", sets="spread_cents_per_m", least=0),
    _plan("cut_cost_per_m", "money", "Cost of cutting a metre of outline.", sets="cut_cents_per_m", least=0),
    _plan("lays_per_spread", "whole", "Lays that may be spread end to end on a table as steps and are set up once; 1: "
          "none.", least=1, most=8),
    _plan("least_remnant_mm", "whole", "A leftover of a roll of so many mm goes back on the shelf; what is shorter is "
          "lost.", least=0),
    _plan("splice_cost", "money", "Cost of joining two cloths within a ply.", sets="splice_cents", least=0),
    _plan("remnant_cost", "money", "Cost of labelling and shelving a remnant.", sets="remnant_cents", least=0),
    _plan("roll_cost", "money", "Cost of fetching a roll to the table.", sets="roll_cents", least=0),
    _plan("cloth_left_share", "number", "What cloth left on a roll that was bought for an order is still worth, as a "
          "share of its price.", least=0, most=1),
    _plan("nest", "text", "Who draws markers: 'own' (the same every time) or 'sparrow' (denser; kept in the folder so "
          "that a plan repeats it).", sets="nester", allowed=("own", "sparrow")),
    _plan("nest_moves", "whole", "Counted work of our own nester per final marker: more is denser and slower.",
          least=0),
    _plan("sparrow_seconds", "whole", "Seconds per marker where nest is 'sparrow'.", least=1, most=3600),
    _plan("schedule_work", "number", "Counted work of the scheduling search: some three seconds each.", least=0.1),
    _plan("most_parts", "whole", "Parts into which an order may be split over sewing lines where that pays; 1: none.",
          least=1, most=6),
    _plan("promise_probability", "number", "How sure a promise day must be.", least=0.5, most=0.999),
    _plan("seed", "whole", "Seed of every random choice: the same folder and seed give the same plan.", least=0),
    _sense("double_post_seconds", "number", "The same act by the same customer within so many seconds is a double "
           "post.", least=0, most=3600),
    _sense("staff_words", "text", "Words in a customer's or channel's name that mean own staff; one that begins with @ "
           "is the end of a name, such as @brand.com.", may_be_empty=True),
    _sense("test_words", "text", "The same for orders placed to try the shop out.", may_be_empty=True),
    _sense("test_price_share", "number", "An order at or below this share of the list price is a test or a gift.",
           least=0, most=1),
    _sense("robot_acts_per_hour", "whole", "Who looks at more than so much in an hour and orders nothing that day is a "
           "robot.", least=0),
    _sense("robot_acts_per_day", "whole", "The same in a day.", least=0),
    _sense("bulk_units", "whole", "So many units of one option by one customer in a day are a trader's.", least=0),
    _sense("cancel_days", "number", "An order that its own customer cancels within so many days was none.", least=0,
           most=365),
    _sense("false_alarm_share", "number", "How often the rising list may hold anything where nothing rises.",
           least=0.001, most=0.5),
)  # fmt: skip

SECTIONS: Mapping[str, str] = {
    "brand": "Who the brand is.",
    "plan": "How it wants to be planned. Amounts are in the brand's currency, shares are 0 to 1.",
    "sense": "Signals that no customer meant are left out of every count and listed in the plan's table left_out. "
    "0 or no words switch a rule off.",
}


def read_settings(folder: Path) -> Settings:
    """The settings of a brand's folder. Raises `SettingsError` with all problems, `NotFoundError` without the file."""
    path = folder / FILE_NAME
    if not path.is_file():
        raise NotFoundError(f"{folder} is no brand's folder (no {FILE_NAME}): make one with treadle init {folder}")
    settings, problems = parse_settings(path.read_bytes())
    if problems:
        raise SettingsError(problems)
    return settings


def settings_problems(folder: Path) -> list[Problem]:
    """All problems of a folder's treadle.toml."""
    return parse_settings((folder / FILE_NAME).read_bytes())[1]


def parse_settings(raw: bytes) -> tuple[Settings, list[Problem]]:
    """Settings from the text of treadle.toml, defaults where a key is absent or wrong, and all problems."""
    try:
        text = raw.decode("utf-8-sig")
        given = tomllib.loads(text)
    except UnicodeDecodeError:
        return _settings({}), [_problem("the text is not UTF-8", "Save the file as UTF-8")]
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        row = int(where.group(1)) if where else None
        return _settings({}), [_problem(f"not readable as TOML ({error})", "Write key = value", row)]
    problems = _unknown(given, text)
    values: dict[Key, Any] = {}
    for key in KEYS:
        section = given.get(key.section, {})
        if isinstance(section, dict) and key.name in section:
            wrong = _fault(key, section[key.name])
            if wrong is None:
                values[key] = section[key.name]
            else:
                row = _row_of(text, key.section, key.name)
                problems.append(_problem(f"{key.name} {wrong[0]}", wrong[1], row, f"{key.section}.{key.name}"))
    return _settings(values), problems


def settings_template(values: Mapping[str, str | int | float] | None = None) -> str:
    """The commented treadle.toml of a new folder; `values` by 'section.key' replace defaults."""
    values = values or {}
    lines = ["# How this brand is planned. Every key is here with its default; unknown keys are refused.", ""]
    for section, doc in SECTIONS.items():
        lines += [f"# {doc}", f"[{section}]"]
        for key in KEYS:
            if key.section == section:
                value = values.get(f"{section}.{key.name}", key.default)
                lines += [f"# {key.doc}{_limits(key)}", f"{key.name} = {_toml(value)}"]
        lines.append("")
    return "\n".join(lines)


def settings_reference() -> str:
    """All keys of treadle.toml as Markdown."""
    lines = ["# Settings", "", "Made from `treadle.settings`. The file `treadle.toml` of a brand's folder may hold "
             "these keys and no others."]  # fmt: skip
    for section, doc in SECTIONS.items():
        lines += ["", f"## [{section}]", "", doc, "", "| key | default | what it does |", "|---|---|---|"]
        lines += [
            f"| `{key.name}` | `{_toml(key.default)}` | {key.doc}{_limits(key)} |"
            for key in KEYS
            if key.section == section
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
    return repr(value)


def _settings(values: Mapping[Key, Any]) -> Settings:
    plain = {key.name: values.get(key, key.default) for key in KEYS if key.section == "brand"}
    policy: dict[str, Any] = {}
    for key in KEYS:
        if key.sets:
            value = values.get(key, key.default)
            whole = isinstance(getattr(Policy(), key.sets), int)
            amount = value * 100 if key.kind == "money" else value
            policy[key.sets] = amount if isinstance(amount, str) else round(amount) if whole else float(amount)
    return Settings(
        name=plain["name"], currency=plain["currency"], time_zone=plain["time_zone"],
        language=plain["language"], policy=Policy(**policy),
    )  # fmt: skip


def _unknown(given: Mapping[str, Any], text: str) -> list[Problem]:
    problems = []
    for section, content in given.items():
        if section not in SECTIONS:
            row = _row_of(text, "", section) or _row_of(text, section, "")
            problems.append(
                _problem(f"unknown section or key {section}", f"Known sections are {', '.join(SECTIONS)}", row, section)
            )
            continue
        names = [key.name for key in KEYS if key.section == section]
        if not isinstance(content, dict):
            remedy = f"Write [{section}] on a line of its own"
            problems.append(_problem(f"{section} is a section", remedy, None, section))
            continue
        for name in content:
            if name not in names:
                near = difflib.get_close_matches(name, names, n=1)
                hint = f"Did you mean {near[0]}? " if near else ""
                problems.append(
                    _problem(f"unknown setting {name}", f"{hint}Known in [{section}] are {', '.join(names)}",
                             _row_of(text, section, name), f"{section}.{name}")
                )  # fmt: skip
    return problems


def _fault(key: Key, value: object) -> tuple[str, str] | None:
    """What is wrong with a value and what to do; None where nothing is."""
    if key.kind == "text":
        if not isinstance(value, str) or not (value or key.may_be_empty):
            return f"is {value!r}, not a text", f'Write it in quotes, such as "{key.default}"'
        if key.allowed and value not in key.allowed:
            return f'is "{value}"', f"Write one of {', '.join(key.allowed)}"
        if key.name == "currency" and not re.fullmatch(r"[A-Z]{3}", value):
            return f'is "{value}"', "Write three capital letters, such as EUR"
        if key.name == "time_zone" and not _is_time_zone(value):
            near = difflib.get_close_matches(value, sorted(available_timezones()), n=1)
            return f'is "{value}", which is no time zone', f"Write one such as {near[0] if near else 'Europe/Berlin'}"
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
