"""The buy as planners write it: a row per option, its sizes across, a total; what may be changed is coloured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from treadle.terms.schema import OUTPUTS
from treadle.words import heading, label, say_text

#: What a planner may change beside the sizes; no columns of the plan's.
OWN = ("decision", "until", "note")
DECISIONS = ("book.approve", "book.reject")
#: Columns before the sizes, and after them.
_BEFORE = ("option_id", "name", "style_id", "colour")
_AFTER = ("due_day", "cost_cents", "spare_units", "spare_cost_cents", "expected_profit_cents", "at_stake_cents",
          "cut_order_id", "reason", "assumptions")  # fmt: skip
SIZE = "size:"
TOTAL = "units"
EDIT, OFF = "FFF3BF", "E9ECEF"


@dataclass(frozen=True, slots=True, kw_only=True)
class WideBuy:
    """The buy with sizes across. `keys` name the columns (sizes as 'size:M'), `heads` are what they are called, `rows`
    their cells, `decisions` the words for them, `lines` the buy lines as (line_id, option_id, size, units)."""

    keys: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    decisions: tuple[str, ...]
    lines: tuple[tuple[str, str, str, int], ...]


def wide_buy(tables: Mapping[str, pa.Table], language: str) -> WideBuy:
    """The buy lines of a plan by option: styles by what they cost, the dearest first, options by their units."""
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in tables["buy"].to_pylist():
        lines[line["option_id"]].append(line)
    options = {row["option_id"]: row for row in tables["options"].to_pylist() if row["option_id"] in lines}
    cost: dict[str, int] = defaultdict(int)
    for row in options.values():
        cost[row["style_id"]] += row["cost_cents"]
    ranked = sorted(
        options.values(), key=lambda row: (-cost[row["style_id"]], row["style_id"], -row["units"], row["option_id"])
    )
    place = {row["sku"]: at for at, row in enumerate(tables["size_curves"].to_pylist())}
    for group in lines.values():
        group.sort(key=lambda line: place.get(line["sku"], len(place)))
    sizes = _sizes([[line["size"] for line in lines[row["option_id"]]] for row in ranked])
    keys = (*_BEFORE, *(f"{SIZE}{size}" for size in sizes), TOTAL, *OWN, *_AFTER)
    rows = tuple(tuple(_cells(row, lines[row["option_id"]], keys, language)) for row in ranked)
    return WideBuy(
        keys=keys, heads=tuple(_head(key, language) for key in keys), rows=rows,
        decisions=tuple(label(one, language) for one in DECISIONS),
        lines=tuple(
            (line["line_id"], line["option_id"], line["size"], line["units"])
            for row in ranked for line in lines[row["option_id"]]
        ),
    )  # fmt: skip


def _sizes(scales: Sequence[Sequence[str]]) -> list[str]:
    """All sizes once, in the order of their scales: a size not met yet stands behind the one before it."""
    found: list[str] = []
    for scale in scales:
        at = 0
        for size in scale:
            if size in found:
                at = found.index(size) + 1
            else:
                found.insert(at if at else len(found), size)
                at = found.index(size) + 1
    return found


def _head(key: str, language: str) -> str:
    if key in OWN:
        return label(f"book.{key}", language)
    if key.startswith(SIZE):
        return key.removeprefix(SIZE)
    table = "options" if key == "name" else "buy"
    return heading(OUTPUTS[table].column(key).heading, language)


def _cells(
    option: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], keys: Sequence[str], language: str
) -> list[object]:
    units = {f"{SIZE}{line['size']}": line["units"] for line in lines}
    values: dict[str, object] = {
        **{name: option[name] for name in ("option_id", "name", "style_id", "colour", "assumptions")},
        **{name: sum(line[name] for line in lines) / 100
           for name in ("cost_cents", "spare_cost_cents", "expected_profit_cents", "at_stake_cents")},
        "spare_units": sum(line["spare_units"] for line in lines),
        TOTAL: sum(line["units"] for line in lines),
        "decision": label(DECISIONS[0], language), "until": "", "note": "",
        "due_day": min(line["due_day"] for line in lines),
        "cut_order_id": " ".join(dict.fromkeys(line["cut_order_id"] for line in lines if line["cut_order_id"])),
        "reason": say_text(option["reason"], language),
    }  # fmt: skip
    return [units.get(key) if key.startswith(SIZE) else values[key] for key in keys]


def fill_buy(sheet: Any, buy: WideBuy) -> None:
    """Write the rows with formats, colours, the list of decisions, and sums that follow what is changed."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.append(list(buy.heads))
    for cells in buy.rows:
        sheet.append(list(cells))
    for line in sheet.iter_rows():
        for cell in line:
            if cell.data_type == "f":  # a name that begins with '=' is a name
                cell.data_type = "s"
    last = len(buy.rows) + 1
    sized = [at for at, key in enumerate(buy.keys, start=1) if key.startswith(SIZE)]
    total = buy.keys.index(TOTAL) + 1
    edit, off = PatternFill("solid", fgColor=EDIT), PatternFill("solid", fgColor=OFF)
    for at, key in enumerate(buy.keys, start=1):
        head = sheet.cell(row=1, column=at)
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        width, number_format = _look(key)
        sheet.column_dimensions[get_column_letter(at)].width = width
        for row in range(2, last + 1):
            cell = sheet.cell(row=row, column=at)
            if number_format:
                cell.number_format = number_format
            if key in OWN or at in sized:
                cell.fill = off if at in sized and cell.value is None else edit
    if sized and buy.rows:
        ends = get_column_letter(sized[0]), get_column_letter(sized[-1])
        for row in range(2, last + 1):
            sheet.cell(row=row, column=total).value = f"=SUM({ends[0]}{row}:{ends[1]}{row})"
        for at in (*sized, total):
            letter = get_column_letter(at)
            cell = sheet.cell(row=last + 1, column=at)
            cell.value, cell.font, cell.number_format = (
                f"=SUBTOTAL(9,{letter}2:{letter}{last})",
                Font(bold=True),
                "#,##0",
            )
    choice = DataValidation(type="list", formula1=f'"{",".join(buy.decisions)}"', allow_blank=False)
    sheet.add_data_validation(choice)
    letter = get_column_letter(buy.keys.index("decision") + 1)
    choice.add(f"{letter}2:{letter}{max(last, 2)}")
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(buy.keys))}{last}"


def _look(key: str) -> tuple[float, str]:
    """Width and number format of a column."""
    if key.startswith(SIZE):
        return 7, "#,##0"
    if key.endswith("_cents"):
        return 12, "#,##0.00"
    if key in ("until", "due_day"):
        return 12, "yyyy-mm-dd"
    widths = {"option_id": 18, "name": 32, "reason": 90, "assumptions": 28, "note": 24, "cut_order_id": 22}
    return widths.get(key, 10), "#,##0" if key.endswith("units") else ""
