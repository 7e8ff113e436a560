"""A list of factories as a sourcing office keeps it: headings in its own words, numbers with their units beside them.

What a cell says is read once and for all forms: '500 pcs', '≥ 300', '1.5k', '4-5 weeks', 'USD 0.11', '30 %'. Of a span
the end counts that promises less: the larger number of days or pieces, the smaller number of minutes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from treadle.connectors.containers import kind_of
from treadle.connectors.mapping import FileFormat
from treadle.connectors.open_reader import open_reader
from treadle.connectors.sheets import sheet_names
from treadle.errors import InputError, Problem
from treadle.terms.column_names import folded
from treadle.terms.tables.sourcing import PROFILES

#: Headings by column, folded: brackets, blanks, signs and case aside.
WORDS: Mapping[str, tuple[str, ...]] = {
    "factory_id": ("factoryid", "factorycode", "suppliercode", "vendorcode", "code", "工厂编号"),
    "name": ("factory", "factoryname", "supplier", "suppliername", "vendor", "vendorname", "fabrik", "lieferant",
             "usine", "fournisseur", "工厂", "工厂名称", "供应商"),
    "capabilities": ("machines", "machine", "operations", "capability", "capabilities", "machinesoperations",
                     "equipment", "products", "producttypes", "maschinen", "设备", "工序", "品类"),
    "minimum_units": ("moq", "minimum", "minimumorder", "minimumorderquantity", "minorder", "minqty", "mindestmenge",
                      "起订量", "最小起订量"),
    "free_minutes": ("freeminutes", "capacity", "capacityminutes", "capacityminweek", "capacityminutesweek",
                     "freecapacity", "minutesweek", "minutesperweek", "kapazitat", "产能", "空闲产能"),
    "free_from": ("capacityfrom", "freefrom", "weekfrom"),
    "lead_days": ("leadtime", "leadtimedays", "leaddays", "lt", "lieferzeit", "delai", "交期", "货期"),
    "transport_days": ("transit", "transittime", "transitdays", "transport", "transporttime", "shippingtime",
                       "运输天数"),
    "minute_cost": ("cmtpriceperminute", "minuteprice", "pricepermin", "priceperminute", "costperminute", "minuterate",
                    "cpm", "minutenpreis", "分钟单价"),
    "setup_cost": ("setup", "setupcost", "setupfee", "fixedcost", "开机费"),
    "transport_cost": ("freight", "freightperpiece", "freightpc", "transportcost", "运费"),
    "duty_share": ("duty", "dutyrate", "importduty", "tariff", "zoll", "关税"),
    "most_share": ("maxshare", "mostshare", "shareatmost", "concentrationlimit"),
    "country": ("country", "land", "pays", "origin", "国家"),
    "os_id": ("osid", "oarid", "opensupplyhubid", "opensupplyhub"),
    "certificates": ("certs", "cert", "certification", "certifications", "certificate", "audits", "zertifikate",
                     "认证"),
    "closed_days": ("closed", "holidays", "closing", "休息日"),
    "contact": ("contact", "email", "mail", "contactemail", "ansprechpartner", "联系人", "邮箱"),
}  # fmt: skip
_KINDS = {one.name: one for one in PROFILES.columns}
_NUMBERS = {"minimum_units", "free_minutes", "lead_days", "transport_days", "minute_cost", "setup_cost",
            "transport_cost", "duty_share", "most_share"}  # fmt: skip
_LISTS = {"capabilities", "certificates", "closed_days"}
#: Cells that say nothing.
_NOTHING = frozenset({"", "-", "–", "n/a", "na", "tbc", "tba", "tbd", "?", "none", "unknown", "待定", "无"})
_NUMBER = re.compile(r"\d[\d.,' \u00a0\u202f]*")
_OS_ID = re.compile(r"[A-Z]{2}\d{7}[0-9A-Z]{6}")
_DAYS_OF = {"week": 7, "wk": 7, "woche": 7, "semaine": 7, "周": 7, "month": 30, "monat": 30, "mois": 30, "月": 30}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoryRows:
    """Cells of table factory_profiles by column, with their `line`; what was read otherwise than it stands, or not."""

    rows: tuple[Mapping[str, object], ...]
    doubts: tuple[Problem, ...]


def read_factory_sheet(path: Path) -> FactoryRows:
    """The factories of a sheet. Raises `InputError` where no column names them."""
    sheets = sheet_names(path) if kind_of(path) == "sheets" else [""]
    tried = []
    for sheet in sheets:
        reader = open_reader(path, FileFormat(), sheet, lambda heading: bool(_column(heading)))
        names = {heading: _column(heading) for heading in reader.columns()}
        tried.append((sum(bool(one) for one in names.values()), sheet, reader, names))
    best = max(tried, key=lambda one: one[0])
    _, _, reader, names = best
    if not {"factory_id", "name"} & set(names.values()):
        what = "no column names the factories"
        raise InputError.single(path.name, what, "Name it Factory, or factory_id as in the template")
    doubts = [
        Problem(file=path.name, column=heading, what="no column of a factory's profile is called so",
                remedy="Nothing to do, or rename it as in table factory_profiles", stops_plan=False)
        for heading, name in names.items() if heading and not name
    ]  # fmt: skip
    rows: list[Mapping[str, object]] = []
    for batch in reader.batches():
        for cells in batch.rows.to_pylist():
            row = _row(path.name, {name: cells.get(heading) or "" for heading, name in names.items() if name},
                       cells["line"], doubts)  # fmt: skip
            if row is not None:
                rows.append(row)
    if not rows:
        raise InputError.single(path.name, "it holds no factory", "Give each factory a row below the headings")
    return FactoryRows(rows=tuple(rows), doubts=tuple(doubts))


def _column(heading: str) -> str:
    plain = folded(heading)
    with_unit = folded(re.sub(r"[()\[\]（）]", " ", heading))
    for name, words in WORDS.items():
        if plain in words or with_unit in words or plain == folded(name) or with_unit == folded(name):
            return name
    return ""


def _row(file: str, cells: Mapping[str, str], line: int, doubts: list[Problem]) -> Mapping[str, object] | None:
    """A factory's cells as the table wants them; None for lines that are no factory: sums, remarks, blanks."""
    name = " ".join((cells.get("name") or cells.get("factory_id") or "").split())
    others = [one for key, one in cells.items() if key not in ("name", "factory_id") and one.strip()]
    if not name or (not others and len(cells) > 2) or folded(name) in ("total", "sum", "summe", "合计"):
        return None
    found: dict[str, object] = {"line": line, "name": name, "factory_id": cells.get("factory_id") or _id_of(name)}
    for column, raw in cells.items():
        text = " ".join(raw.split())
        if column in found or text.casefold() in _NOTHING:
            continue
        if column in _NUMBERS:
            value, is_sure = _number(column, text)
            if value is None or not is_sure:
                read = "it says no number" if value is None else f"'{text}' was read as {value}"
                remedy = "Write a number" if value is None else "Nothing to do, if that is right"
                doubts.append(Problem(file=file, row=line, column=column, what=read, remedy=remedy, stops_plan=False))
            if value is not None:
                found[column] = value
        elif column in _LISTS:
            found[column] = " ".join(dict.fromkeys(_words(text)))
        else:
            found[column] = text
    os_id = str(found.get("os_id", "")).upper()
    if os_id and not _OS_ID.fullmatch(os_id):
        doubts.append(Problem(file=file, row=line, column="os_id", what=f"'{os_id}' is no OS ID, and was left out",
                              remedy="Two letters of the country, seven digits, six letters or digits",
                              stops_plan=False))  # fmt: skip
        found.pop("os_id")
    return found


def _words(text: str) -> list[str]:
    """Names apart by commas, semicolons, slashes or lines; blanks within one become hyphens."""
    parts = re.split(r"[,;/|\n、；，]|\s\+\s", text) if re.search(r"[,;/|\n、；，]|\s\+\s", text) else [text]
    return [re.sub(r"[^\w.-]+", "-", one.strip().casefold()).strip("-") for one in parts if one.strip()]


def _id_of(name: str) -> str:
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-")[:60]


def _number(column: str, text: str) -> tuple[str | None, bool]:
    """The number of a cell as text, and whether it stands there as plainly."""
    plain = text.casefold()
    if column == "free_minutes" and re.fullmatch(r"[\d.]+( [\d.]+)+", plain):
        return plain, True
    told = [_plain(one.group()) for one in _NUMBER.finditer(plain)]
    if not told:
        return None, False
    value = min(told) if column in ("free_minutes", "most_share") else max(told)
    if re.search(r"\d\s?(k|千)\b", plain):
        value *= 1000
    if column in ("lead_days", "transport_days"):
        value *= next((days for word, days in _DAYS_OF.items() if word in plain), 1)
    if column in ("duty_share", "most_share") and ("%" in plain or value > 1):
        value /= 100
    if column == "free_minutes" and re.search(r"hour|hrs|\bh\b|stunde|小时", plain):
        value *= 60
    if column in ("minimum_units", "lead_days", "transport_days"):
        value = float(round(value))
    is_money = column in ("minute_cost", "setup_cost", "transport_cost") and re.search(r"[a-z$€£¥元]", plain)
    is_sure = len(told) == 1 and not is_money
    return f"{value:.6f}".rstrip("0").rstrip("."), is_sure


def _plain(text: str) -> float:
    """A number in any of the usual ways: 12,000 and 12.000 are twelve thousand, 0,32 is less than one."""
    digits = re.sub(r"[' \u00a0\u202f]", "", text).strip(".,")
    marks = re.findall(r"[.,]", digits)
    if len(set(marks)) == 2:
        last = digits.rfind(marks[-1])
        digits = re.sub(r"[.,]", "", digits[:last]) + "." + digits[last + 1 :]
    elif marks:
        groups = re.split(r"[.,]", digits)
        is_grouped = all(len(one) == 3 for one in groups[1:]) and groups[0] not in ("", "0")
        digits = "".join(groups) if is_grouped else ".".join([groups[0], "".join(groups[1:])])
    return float(digits)
