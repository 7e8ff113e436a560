"""The plan as one Excel workbook: a sheet per stage, frozen headers, number formats, a buy sheet that can be edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from treadle.words import say_text

#: Columns of the sheet 'Buy' that a planner may change before a release.
EDITABLE = ("units", "decision", "note")
DECISIONS = ("approve", "reject")
SHEET_ROWS = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet: its table, its name, and (column, heading) pairs in the order of reading."""

    name: str
    table: str
    columns: tuple[tuple[str, str], ...]


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        name="Buy",
        table="buy",
        columns=(
            ("line_id", "line_id"),
            ("style_id", "style"),
            ("option_id", "option"),
            ("colour", "colour"),
            ("size", "size"),
            ("sku", "SKU"),
            ("units", "units"),
            ("decision", "decision"),
            ("note", "note"),
            ("due_day", "due day"),
            ("cost_cents", "cost"),
            ("expected_profit_cents", "expected profit"),
            ("at_stake_cents", "at stake"),
            ("work_order_id", "work order"),
            ("reason", "why"),
            ("assumptions", "assumed"),
        ),
    ),
    Sheet(
        name="Options",
        table="options",
        columns=(
            ("option_id", "option"),
            ("style_id", "style"),
            ("category", "category"),
            ("colour", "colour"),
            ("price_cents", "price"),
            ("sold_units", "sold so far"),
            ("demand_units", "demand so far"),
            ("in_stock_share", "in stock"),
            ("forecast_mean_units", "forecast, horizon"),
            ("serve_q10_units", "to serve, low (10 %)"),
            ("serve_q50_units", "to serve, median"),
            ("serve_q90_units", "to serve, high (90 %)"),
            ("on_hand_units", "on hand"),
            ("on_order_units", "on order"),
            ("units", "buy"),
            ("cost_cents", "cost"),
            ("expected_profit_cents", "expected profit"),
            ("model", "forecast by"),
            ("reason", "why"),
            ("forecast_reason", "why this forecast"),
        ),
    ),
    Sheet(
        name="Open to buy",
        table="open_to_buy",
        columns=(
            ("from_day", "arrives from"),
            ("to_day", "to"),
            ("planned_cents", "planned"),
            ("ordered_cents", "ordered"),
            ("buy_cents", "this buy"),
            ("open_cents", "left open"),
        ),
    ),
    Sheet(
        name="Changes",
        table="changes",
        columns=(
            ("option_id", "option"),
            ("units_before", "last plan"),
            ("units_now", "this plan"),
            ("reason", "why"),
        ),
    ),
    Sheet(
        name="Forecast",
        table="forecast",
        columns=(
            ("option_id", "option"),
            ("week_start", "week from"),
            ("mean", "mean"),
            ("q10", "low (10 %)"),
            ("q50", "median"),
            ("q90", "high (90 %)"),
            ("sum_mean", "running mean"),
            ("sum_q10", "running low"),
            ("sum_q90", "running high"),
            ("model", "by"),
        ),
    ),
    Sheet(
        name="Sizes",
        table="size_curves",
        columns=(
            ("option_id", "option"),
            ("size", "size"),
            ("sku", "SKU"),
            ("share", "share"),
            ("strength", "strength"),
            ("basis", "from the"),
        ),
    ),
    Sheet(
        name="Rising",
        table="rising",
        columns=(
            ("kind", "kind"),
            ("name", "what"),
            ("before_per_week", "a week before"),
            ("now_per_week", "a week now"),
            ("rise", "times its share"),
            ("since_week", "since"),
            ("sales_since_week", "sales up since"),
            ("ahead_days", "days ahead"),
        ),
    ),
    Sheet(
        name="Unmet searches",
        table="unmet_searches",
        columns=(
            ("query", "search"),
            ("why", "why"),
            ("missing", "missing"),
            ("fitting_options", "options that fit"),
            ("searches_now", "searches now"),
            ("searches_before", "before"),
        ),
    ),
    Sheet(
        name="Intent",
        table="intent",
        columns=(
            ("category", "category"),
            ("kind", "act"),
            ("acts", "acts"),
            ("units_each", "units that follow one"),
            ("units_low", "low (10 %)"),
            ("units_high", "high (90 %)"),
            ("lead_days", "days ahead"),
        ),
    ),
    Sheet(
        name="Cutting",
        table="cut_plans",
        columns=(
            ("work_order_id", "work order"),
            ("style_id", "style"),
            ("fabric_id", "fabric"),
            ("lays", "lays"),
            ("units_wanted", "wanted"),
            ("units_cut", "cut"),
            ("fabric_m", "fabric m"),
            ("cost_cents", "cost"),
            ("status", "status"),
            ("gap_share", "gap"),
            ("reason", "why"),
        ),
    ),
    Sheet(
        name="Lays",
        table="lays",
        columns=(
            ("work_order_id", "work order"),
            ("lay_id", "lay"),
            ("marker_id", "marker"),
            ("option_id", "option"),
            ("ratio", "garments per ply"),
            ("plies", "plies"),
            ("length_mm", "length mm"),
        ),
    ),
    Sheet(
        name="Markers",
        table="markers",
        columns=(
            ("marker_id", "marker"),
            ("pieces", "pieces"),
            ("width_mm", "width mm"),
            ("length_mm", "length mm"),
            ("efficiency", "efficiency"),
            ("made_by", "made by"),
        ),
    ),
    Sheet(
        name="Line balance",
        table="balances",
        columns=(
            ("bulletin_id", "bulletin"),
            ("line_id", "line"),
            ("status", "status"),
            ("pitch_minutes", "pitch min"),
            ("minutes_per_unit", "cycle min"),
            ("line_efficiency", "efficiency"),
            ("bottleneck_station_id", "bottleneck"),
            ("reason", "what would help"),
        ),
    ),
    Sheet(
        name="Stations",
        table="stations",
        columns=(
            ("bulletin_id", "bulletin"),
            ("line_id", "line"),
            ("station_id", "station"),
            ("operator_ids", "operators"),
            ("operation_ids", "operations"),
            ("minutes_per_unit", "minutes"),
        ),
    ),
    Sheet(
        name="Work orders",
        table="work_orders",
        columns=(
            ("work_order_id", "work order"),
            ("style_id", "style"),
            ("factory_id", "factory"),
            ("line_id", "line"),
            ("units", "units"),
            ("due_day", "due day"),
            ("planned_day", "planned day"),
            ("promise_day", "promise day"),
            ("late_days", "late days"),
            ("status", "status"),
            ("cost_cents", "cost"),
            ("factory_reason", "why this factory"),
            ("late_reason", "why late"),
            ("promise_reason", "why not promised earlier"),
        ),
    ),
    Sheet(
        name="Schedule",
        table="slots",
        columns=(
            ("work_order_id", "work order"),
            ("stage", "stage"),
            ("factory_id", "factory"),
            ("resource_id", "where"),
            ("starts", "starts"),
            ("ends", "ends"),
            ("setup_minutes", "set-up min"),
        ),
    ),
)


def write_workbook(path: Path, tables: Mapping[str, pa.Table], language: str = "en") -> None:
    """Write the workbook. Sheets stop at `SHEET_ROWS` rows and say so; the CSV files hold every row."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    values = dict(zip(tables["plan"]["name"].to_pylist(), tables["plan"]["value"].to_pylist(), strict=True))
    book.properties.created = book.properties.modified = datetime.fromisoformat(str(values["as_of"]))
    _summary(book.create_sheet("Plan"), values)
    for sheet in SHEETS:
        _fill(book.create_sheet(sheet.name), sheet, tables[sheet.table], language)
    book.save(path)


def _summary(sheet: Any, values: Mapping[str, str]) -> None:
    """Names and values of the plan as a whole; money in currency units."""
    from openpyxl.styles import Font

    sheet.append(["what", "value"])
    for name, value in values.items():
        is_money = name.endswith("_cents") and value
        sheet.append([name.removesuffix("_cents").replace("_", " "), int(value) / 100 if is_money else value])
        if is_money:
            sheet.cell(row=sheet.max_row, column=2).number_format = "#,##0.00"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 32, 60


def _fill(sheet: Any, spec: Sheet, table: pa.Table, language: str) -> None:
    """Header, rows, formats, filter, and the list of decisions on the buy sheet."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.append([heading for _, heading in spec.columns])
    shown = table.slice(0, SHEET_ROWS)
    columns = [_values(shown, name, language) for name, _ in spec.columns]
    for row in zip(*columns, strict=True):
        sheet.append(list(row))
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            if cell.data_type == "f":
                cell.data_type = "s"  # a name that begins with '=' is a name, never a formula
    if table.num_rows > SHEET_ROWS:
        sheet.append([f"{table.num_rows - SHEET_ROWS:,} further rows are in {spec.table}.csv"])
    edit = PatternFill("solid", fgColor="FFF3BF")
    for at, (name, heading) in enumerate(spec.columns, start=1):
        head = sheet.cell(row=1, column=at)
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        width, number_format = _look(name, heading)
        sheet.column_dimensions[get_column_letter(at)].width = width
        is_edited = spec.table == "buy" and name in EDITABLE
        if number_format or is_edited:
            for cell in next(sheet.iter_cols(min_col=at, max_col=at, min_row=2)) if sheet.max_row > 1 else ():
                if number_format:
                    cell.number_format = number_format
                if is_edited:
                    cell.fill = edit
        if is_edited and name == "decision":
            choice = DataValidation(type="list", formula1=f'"{",".join(DECISIONS)}"', allow_blank=False)
            sheet.add_data_validation(choice)
            choice.add(f"{get_column_letter(at)}2:{get_column_letter(at)}{max(sheet.max_row, 2)}")
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _values(table: pa.Table, name: str, language: str) -> Sequence[object]:
    """A column as cells: money in currency units, reasons as sentences, the planner's own columns empty."""
    if name == "decision":
        return [DECISIONS[0]] * table.num_rows
    if name == "note":
        return [""] * table.num_rows
    values: list[Any] = table[name].to_pylist()
    if name == "reason" or name.endswith("_reason"):
        return [say_text(value, language) for value in values]
    if name.endswith("_cents"):
        return [None if value is None else value / 100 for value in values]
    return values


def _look(name: str, heading: str) -> tuple[float, str]:
    """Width and number format of a column."""
    if name == "reason" or name.endswith("_reason"):
        return 90, ""
    if name.endswith("_cents"):
        return 12, "#,##0.00"
    if name.endswith(("_day", "since_week")) or name == "week_start":
        return 12, "yyyy-mm-dd"
    if name in ("starts", "ends"):
        return 17, "yyyy-mm-dd hh:mm"
    if name in ("share", "in_stock_share", "efficiency", "line_efficiency", "gap_share"):
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
    return max(12.0, min(28.0, len(heading) + 6)) if name not in ("line_id", "sku") else 30, ""
