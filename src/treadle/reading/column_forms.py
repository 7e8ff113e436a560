"""How a whole column writes its days and numbers: decided once from all of its cells, or asked; never row by row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from treadle.errors import Problem
from treadle.reading.cell_form import CellForm
from treadle.terms.table_spec import TableSpec

#: Answers to which of day and month stands first.
DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
DAY_ORDERS = (DAY_FIRST, MONTH_FIRST)
#: What to do where day and month cannot be told apart.
ASK = "Say --days day-first or --days month-first"
#: Cells that are as the tables want them; only the others are looked at one by one.
_PLAIN_DAY = r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([ T].*)?$"
_PLAIN_NUMBER = r"^[0-9]+$"
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)(.*)", re.DOTALL)
_NAMED = re.compile(
    r"(\d{1,2})([ -])([A-Za-z]{3,9})\2(\d{4}|\d{2})(?!\d)(.*)|([A-Za-z]{3,9}) (\d{1,2}), (\d{4})(.*)", re.DOTALL
)
_YEAR_FIRST = re.compile(
    r"(?:19|20)\d{2}(?:([/.])\d{1,2}\1\d{1,2}(?!\d)|(?P<year>年)\d{1,2}月\d{1,2}日)(.*)", re.DOTALL
)
_TIME = re.compile(
    r"(?P<gap>,? |T)?(?P<hour>\d{1,2}):\d{2}(?P<second>:\d{2})?(?P<part>\.\d+)?(?P<noon> ?[AaPp][Mm])?"
    r"(?P<zone> ?(?:[+-]\d{2}:?\d{2}|Z))?"
)
_COMPACT = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
#: Days that a spreadsheet counts from 1899-12-30: 1990 to 2100.
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_415
_SIGN = re.compile(r"^[-+]?\s*(?:[$€£¥₩₹]|[A-Z]{3})?\s*|\s*(?:[$€£¥₩₹]|[A-Z]{3})?$")


@dataclass(slots=True)
class _Days:
    """What the cells of a column of days look like."""

    shapes: Counter[str] = field(default_factory=Counter)
    first_most: int = 0
    second_most: int = 0
    example: str = ""
    is_doubtful: bool = False
    serial: int = 0
    compact: int = 0
    cells: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Forms by the table's column, as far as any differs from the plain one; what was decided, as sentences; and what
    cannot be decided."""

    forms: Mapping[str, CellForm]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]


def decided_forms(
    columns: Mapping[str, str], spec: TableSpec, batches: Callable[[], Iterable[pa.Table]], file: str, *,
    day_order: str = "", ask: str = ASK,
) -> Decided:  # fmt: skip
    """How the columns of days and numbers of a file are written. `columns` are the file's by the table's, `batches` the
    rows of the file, called once and only where there is such a column.

    Day and month that cannot be told apart are a problem where `day_order` does not say; `ask` is then its remedy.
    """
    kinds = {column.name: column.kind for column in spec.columns}
    days = {name: one for name, one in columns.items() if kinds.get(name) in ("day", "moment")}
    numbers = {name: one for name, one in columns.items() if kinds.get(name) in ("money", "number", "whole", "share")}
    if not (days or numbers):
        return Decided(forms={}, notes=(), problems=())
    seen_days = {name: _Days() for name in days}
    seen_numbers: dict[str, Counter[str]] = {name: Counter() for name in numbers}
    for rows in batches():
        for name, column in days.items():
            plain, others = _apart(rows, column, _PLAIN_DAY)
            seen_days[name].cells += plain
            _look_at_days(seen_days[name], others)
        for name, column in numbers.items():
            plain, others = _apart(rows, column, _PLAIN_NUMBER)
            seen_numbers[name][""] += plain
            seen_numbers[name].update(_number_form(text) for text in others)
    notes: list[str] = []
    problems: list[Problem] = []
    made: dict[str, CellForm] = {}
    for name, seen in seen_days.items():
        made[name] = _day_form(seen, days[name], file, day_order, ask, notes, problems)
    comma = _says_comma(seen_numbers.values())
    for name, forms in seen_numbers.items():
        made[name] = _number_rule(forms, numbers[name], notes, comma)
        if kinds[name] == "whole" or (kinds[name] == "number" and name in ("units", "quantity")):
            made[name] = _pieces_rule(made[name], forms, numbers[name], file, comma, notes, problems)
    return Decided(
        forms={name: form for name, form in made.items() if form != CellForm()}, notes=tuple(notes),
        problems=tuple(problems),
    )  # fmt: skip


def _apart(rows: pa.Table, column: str, plain: str) -> tuple[int, list[str]]:
    """How many texts of a column are plain, and the others, each once."""
    texts = pc.utf8_trim_whitespace(pc.fill_null(rows[column].cast(pa.string()), ""))
    is_plain = pc.match_substring_regex(texts, plain)
    others: list[str] = pc.unique(texts.filter(pc.invert(is_plain))).to_pylist()
    return pc.sum(is_plain).as_py() or 0, [one for one in others if one.strip()]


def _look_at_days(seen: _Days, texts: Iterable[str]) -> None:
    for text in texts:
        seen.cells += 1
        if _COMPACT.fullmatch(text):
            seen.compact += 1
        elif _SERIAL.fullmatch(text) and _FIRST_SERIAL <= float(text) <= _LAST_SERIAL:
            seen.serial += 1
        elif (found := _YEAR_FIRST.fullmatch(text)) is not None:
            mark, year, rest = found.groups()
            form = "%Y年%m月%d日" if year else f"%Y{mark}%m{mark}%d"
            seen.shapes[form + _time_form(rest)] += 1
        elif (found := _NUMERIC.fullmatch(text)) is not None:
            one, mark, two, year, rest = found.groups()
            seen.first_most, seen.second_most = max(seen.first_most, int(one)), max(seen.second_most, int(two))
            seen.is_doubtful |= mark != "." and one != two
            seen.example = seen.example or text
            seen.shapes[f"%1{mark}%2{mark}{'%Y' if len(year) == 4 else '%y'}{_time_form(rest)}"] += 1
        elif (found := _NAMED.fullmatch(text)) is not None:
            day, mark, month, year, rest, month_2, _, _, rest_2 = found.groups()
            word = "%b" if len(month or month_2) == 3 else "%B"
            form = f"%d{mark}{word}{mark}{'%Y' if len(year) == 4 else '%y'}" if day else f"{word} %d, %Y"
            seen.shapes[form + _time_form(rest if day else rest_2)] += 1


def _time_form(rest: str) -> str:
    """The strptime form of what follows a day; of what is no time a text that fits nothing."""
    if not rest.strip():
        return ""
    found = _TIME.fullmatch(rest)
    if found is None:
        return " ?"
    noon = found.group("noon")
    form = (found.group("gap") or "") + ("%I" if noon else "%H") + ":%M" + (":%S" if found.group("second") else "")
    form += (".%f" if found.group("part") else "") + ((" %p" if noon.startswith(" ") else "%p") if noon else "")
    zone = found.group("zone")
    return form + ((" %z" if zone.startswith(" ") else "%z") if zone else "")


def _day_form(
    seen: _Days, column: str, file: str, day_order: str, ask: str, notes: list[str], problems: list[Problem]
) -> CellForm:  # fmt: skip
    if seen.serial and seen.serial == seen.cells:
        notes.append(f'column "{column}" holds days as a spreadsheet counts them; they were read as such')
        return CellForm(epoch="excel")
    if seen.compact and seen.compact == seen.cells:
        return CellForm(date_formats=("%Y%m%d",))
    if not seen.shapes:
        return CellForm()
    order = day_order
    if seen.first_most > 12 and seen.second_most > 12:
        problems.append(
            Problem(file=file, column=column, what="in some rows the day comes first, in others the month",
                    remedy="Write all days the same way, best as 2026-03-31")
        )  # fmt: skip
        return CellForm()
    if seen.first_most > 12:
        order = DAY_FIRST
    elif seen.second_most > 12:
        order = MONTH_FIRST
    elif not order and seen.example and not seen.is_doubtful:
        order = DAY_FIRST
    if seen.example and not order:
        problems.append(
            Problem(file=file, column=column, what=f"in all its days ({seen.example}) either number could be the month",
                    remedy=ask)
        )  # fmt: skip
        return CellForm()
    first, second = ("%d", "%m") if order == DAY_FIRST else ("%m", "%d")
    if seen.example:
        notes.append(f'column "{column}" was read with the {order.removesuffix("-first")} first ({seen.example})')
    forms = [one.replace("%1", first).replace("%2", second) for one in sorted(seen.shapes) if "?" not in one]
    return CellForm(date_formats=tuple(forms))


def _says_comma(columns: Iterable[Counter[str]]) -> bool | None:
    """Whether a file writes a decimal comma, by all of its columns of numbers; None where none of them shows it."""
    every: Counter[str] = Counter()
    for forms in columns:
        every.update(forms)
    if every["decimal comma"]:
        return True
    return False if every[","] or every["decimal point"] else None


def _number_form(text: str) -> str:
    """How a number is marked: '' plain, 'decimal comma', 'decimal point', ',' or '.' before thousands, '.000' three
    digits behind a point, which may be either, '?' no number."""
    bare = _SIGN.sub("", text).replace("\u00a0", " ").replace("\u202f", " ")
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", bare):
        return ".000" if bare.endswith("000") else ".?"
    if re.fullmatch(r"\d+\.\d+|\.\d+", bare):
        return "decimal point"
    if re.fullmatch(r"\d+(\.\d+)?|\.\d+", bare):
        return ""
    if re.fullmatch(r"\d{1,3}(,\d{3})+\.\d+", bare):
        return ","
    if re.fullmatch(r"\d{1,3}([. ]\d{3})+,\d+|\d+,\d{1,2}|\d+,\d{4,}", bare):
        return "decimal comma"
    if re.fullmatch(r"\d{1,3}(,\d{3})+", bare):
        return ",?"
    if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", bare):
        return "."
    return "?"


def _number_rule(forms: Counter[str], column: str, notes: list[str], comma: bool | None) -> CellForm:
    has_mark = forms["decimal comma"] or (comma and (forms[".?"] or forms[".000"] or forms["."]))
    if has_mark and not forms[","] and not forms["decimal point"]:
        notes.append(f'column "{column}" was read with a decimal comma')
        return CellForm(thousands=".", decimal=",")
    if (forms[","] or forms[",?"]) and not forms["decimal comma"]:
        return CellForm(thousands=",", decimal=".")
    return CellForm(thousands=".", decimal=",") if forms["decimal comma"] else CellForm()


def _pieces_rule(
    form: CellForm, forms: Counter[str], column: str, file: str, comma: bool | None, notes: list[str],
    problems: list[Problem],
) -> CellForm:  # fmt: skip
    """Pieces like 1.000: a thousand where the file writes a decimal comma or others say so, one where all cells have
    three zeros behind a point, as systems write; else it is asked, never read as one without a word."""
    if form.thousands or not (forms[".?"] or forms[".000"]):
        return form
    every = sum(forms.values())
    if forms["."] or (forms[".?"] and not forms["decimal point"] and forms[".?"] + forms[".000"] + forms[""] == every):
        notes.append(f'column "{column}" was read with a point before thousands')
        return CellForm(thousands=".", decimal=",")
    if comma is None and forms[".000"] < every:
        what = "1.000 may be one or a thousand here"
        problems.append(Problem(file=file, column=column, what=what, remedy="Write pieces without any mark"))
    return form
