"""The plan as one Excel workbook: a sheet per stage, and the buy with sizes across, which can be edited."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pyarrow as pa

from treadle.report.book_origin import write_origin
from treadle.report.buy_sheet import fill_buy, wide_buy
from treadle.report.own_settings import own_settings
from treadle.report.sheet_rows import SheetRows, sheet_rows
from treadle.report.sheets import SHEETS, Sheet, sheet_label
from treadle.terms.schema import OUTPUTS
from treadle.terms.sheet_seal import SheetSeal, seal_columns, seal_sheet
from treadle.words import LABELS, heading, label, say_text, told

SHEET_ROWS = 50_000
#: Rows that a sheet can have below its header: buy lines are never cut before that.
MOST_ROWS = 1_048_575
#: Columns whose cells are codes that a person reads in words.
CODED = ("status", "promise_status", "action", "course", "stage", "model", "basis", "level", "of", "point", "kind",
         "why", "missing", "made_by")  # fmt: skip


def write_workbook(path: Path, tables: Mapping[str, pa.Table], language: str = "en") -> None:
    """Write the workbook. The lines to be bought are whole; other sheets stop at `SHEET_ROWS` rows and say so, and the
    CSV files hold every row."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    values = dict(zip(tables["plan"]["name"].to_pylist(), tables["plan"]["value"].to_pylist(), strict=True))
    book.properties.created = datetime.fromisoformat(str(values["as_of"]))
    first, *others = SHEETS
    rows, seals = dict[str, SheetRows](), list[SheetSeal]()

    def read_only(sheet: Sheet) -> None:
        made = book.create_sheet(label(sheet_label(sheet), language))
        filled, seal = _fill(made, sheet, tables[sheet.table], language)
        rows[f"xl/worksheets/sheet{len(book.worksheets)}.xml"] = filled
        seals.append(seal)

    read_only(first)
    summary = book.create_sheet(label("sheet.plan", language))
    _summary(summary, values, language)
    heads, *told = ([cell.value for cell in row] for row in summary.iter_rows())
    seals.append(seal_sheet(summary.title, heads, told))
    buy, name = wide_buy(tables, language), label("sheet.buy", language)
    fill_buy(book.create_sheet(name), buy)
    for sheet in others:
        read_only(sheet)
    write_origin(book, values, buy, name, seals)
    raw = BytesIO()
    book.save(raw)
    path.write_bytes(without_clock(raw, values["as_of"], rows))


def without_clock(raw: BytesIO, day: str, rows: Mapping[str, SheetRows] | None = None) -> bytes:
    """A workbook that says of itself that it was written on `day`, whenever that was: same plan, same bytes. `rows` are
    those that go into sheets, by their files."""
    steady, rows = BytesIO(), rows or {}
    with ZipFile(raw) as told, ZipFile(steady, "w", ZIP_DEFLATED) as out:
        for one in told.infolist():
            content = told.read(one)
            if one.filename == "docProps/core.xml":
                modified = rf"\g<1>{day}T00:00:00Z\g<2>".encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)", modified, content)
            if one.filename in rows:
                content = rows[one.filename].into(content)
            out.writestr(ZipInfo(one.filename), content, ZIP_DEFLATED)
    return steady.getvalue()


def plain_texts(sheet: Any) -> None:
    """A name that begins with '=' is a name: its cell holds a text, which is never worked out, and stays as it is."""
    for line in sheet.iter_rows():
        for cell in line:
            if cell.data_type == "f":
                cell.data_type = "s"


def _summary(sheet: Any, values: Mapping[str, str], language: str) -> None:
    """Names and values of the plan as a whole, money in currency units, and the settings that are not the defaults."""
    from openpyxl.styles import Font

    sheet.append([heading(one, language) for one in ("what", "value")])
    for name, value in values.items():
        if name == "policy":
            continue
        is_money = name.endswith("_cents") and value
        said = told(value, language) if name in ("nester", "schedule_status") else value
        sheet.append([_value_name(name, language), int(value) / 100 if is_money else said])
        if is_money:
            sheet.cell(row=sheet.max_row, column=2).number_format = "#,##0.00"
    for name, value in own_settings(values["policy"]):
        sheet.append([label("value.setting", language, name=name), value])
    plain_texts(sheet)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 32, 60


def _value_name(name: str, language: str) -> str:
    """What a value of the plan as a whole is called."""
    plain = name.removesuffix("_cents")
    if plain.startswith("note_"):
        return label("value.note", language, number=plain.removeprefix("note_"))
    if f"value.{plain}" in LABELS:
        return label(f"value.{plain}", language)
    return label("value.signals_out", language, rule=told(plain.removeprefix("signals_"), language))


def _fill(sheet: Any, spec: Sheet, table: pa.Table, language: str) -> tuple[SheetRows, SheetSeal]:
    """Header, formats and filter of a sheet that is only to be read; returns its rows, which are not in it yet, and
    what they say."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    headings = [heading(OUTPUTS[spec.table].column(name).heading, language) for name in spec.columns]
    sheet.append(headings)
    plain_texts(sheet)
    most = MOST_ROWS if spec.table == "buy" else SHEET_ROWS
    columns = [list(_values(spec, table.slice(0, most), name, language)) for name in spec.columns]
    if table.num_rows > most:
        further = label("book.further", language, count=table.num_rows - most, table=spec.table)
        columns = [[*values, None if at else further] for at, values in enumerate(columns)]
    formats = []
    for at, (name, said) in enumerate(zip(spec.columns, headings, strict=True), start=1):
        head = sheet.cell(row=1, column=at)
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        width, number_format = _look(name, said)
        sheet.column_dimensions[get_column_letter(at)].width = width
        formats.append(number_format)
    rows = sheet_rows(sheet, columns, formats)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = rows.dimension
    return rows, seal_columns(sheet.title, headings, columns)


def _values(spec: Sheet, table: pa.Table, name: str, language: str) -> Sequence[object]:
    """A column as cells: money in currency units, reasons and codes in words."""
    values: list[Any] = table[name].to_pylist()
    if name == "reason" or name.endswith("_reason"):
        said = {value: say_text(value, language) for value in dict.fromkeys(values)}
        return [said[value] for value in values]
    if name in CODED and OUTPUTS[spec.table].column(name).kind == "text":
        words = {value: None if value is None else told(value, language) for value in dict.fromkeys(values)}
        return [words[value] for value in values]
    if (spec.table, name) == ("totals", "name"):
        levels = table["level"].to_pylist()
        return [told(one, language) if level == "all" else one for one, level in zip(values, levels, strict=True)]
    if name.endswith("_cents"):
        return [None if value is None else value / 100 for value in values]
    return values


def _look(name: str, said: str) -> tuple[float, str]:
    """Width and number format of a column."""
    if name == "reason" or name.endswith("_reason"):
        return 90, ""
    if name.endswith("_cents"):
        return 12, "#,##0.00"
    if name.endswith(("_day", "since_week", "_on")) or name in ("week_start", "until"):
        return 12, "yyyy-mm-dd"
    if name in ("starts", "ends"):
        return 17, "yyyy-mm-dd hh:mm"
    if name in (
        "share",
        "in_stock_share",
        "efficiency",
        "line_efficiency",
        "gap_share",
        "sell_out_chance",
        "discount_share",
    ):
        return 10, "0.0%"
    if name in ("rise", "units_each", "units_low", "units_high"):
        return 12, "#,##0.00"
    if name in (
        "mean",
        "strength",
        "before_per_week",
        "now_per_week",
        "lead_days",
        "acts",
        "searches_now",
    ) or name.startswith(("q1", "q5", "q9", "sum_", "serve_")):
        return 11, "#,##0.0"
    if name.endswith("_units") or name in ("units", "units_wanted", "units_cut", "plies", "length_mm", "width_mm"):
        return 10, "#,##0"
    if name.endswith("_minutes") or name.startswith("minutes") or name == "fabric_m":
        return 10, "#,##0.00"
    return max(12.0, min(28.0, len(said) + 6)) if name not in ("line_id", "sku", "name") else 30, ""
