"""The workbook of a plan, edited: sizes across are read back; whatever else is changed is refused by its cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from treadle.errors import InputError
from treadle.report.buy_sheet import OWN
from treadle.report.sheets import SHEETS, sheet_label
from treadle.report.workbook import write_workbook
from treadle.storage.edited_book import read_book
from treadle.terms.codec import to_text
from treadle.terms.policy import Policy
from treadle.terms.reason import Reason
from treadle.terms.schema import OUTPUTS
from treadle.terms.sheet_seal import changed_cells, seal_sheet
from treadle.words import label

DAY = date(2026, 3, 2)
WHY = Reason.of("buy.none").to_text()
#: Two options on two scales: letters, and numbers with a gap.
UNITS = {"TEE-red": {"S": 10, "M": 20, "L": 5}, "TRO-blue": {"34": 0, "36": 7}}
SIZES = ("S", "M", "L", "34", "36")
PLAN = {"as_of": "2026-03-02", "plan_id": "p1", "currency": "EUR", "policy": to_text(Policy())}


def sample(kind: pa.DataType, name: str, at: int) -> Any:
    """A cell of a kind; reasons are reasons."""
    if name == "reason" or name.endswith("_reason"):
        return WHY
    if pa.types.is_string(kind):
        return f"{name} {at}"
    if pa.types.is_boolean(kind):
        return bool(at % 2)
    if pa.types.is_date(kind):
        return date(2026, 3, 2 + at)
    if pa.types.is_timestamp(kind):
        return datetime(2026, 3, 2 + at, 8, 30)
    return (at + 1) * 7 if pa.types.is_integer(kind) else (at + 1) * 1.25


def whole(table: str) -> dict[str, Any]:
    """A row of a table."""
    return {field.name: sample(field.type, field.name, 0) for field in OUTPUTS[table].arrow}


def tables() -> dict[str, pa.Table]:
    """Two rows of every table that is a sheet, and the buy of two options."""
    found: dict[str, pa.Table] = {"plan": pa.table({"name": list(PLAN), "value": list(PLAN.values())})}
    for sheet in SHEETS:
        kinds = {name: OUTPUTS[sheet.table].column(name) for name in sheet.columns}
        schema = OUTPUTS[sheet.table].arrow
        types = {name: schema.field(name).type if name in schema.names else pa.float64() for name in kinds}
        found[sheet.table] = pa.table({name: [sample(types[name], name, at) for at in range(2)] for name in kinds})
    lines, options, curves = [], [], []
    for option_id, sizes in UNITS.items():
        style, colour = option_id.split("-")
        options.append(
            {"option_id": option_id, "name": f"{colour} {style}", "style_id": style, "colour": colour, "reason": WHY,
             "assumptions": "", "units": sum(sizes.values()), "cost_cents": 100 * sum(sizes.values())}
        )  # fmt: skip
        for size, units in sizes.items():
            sku = f"{option_id}-{size}"
            curves.append(
                {"option_id": option_id, "sku": sku, "size": size, "share": 0.5, "strength": 1.0, "basis": "x"}
            )
            lines.append(
                whole("buy")
                | {"line_id": f"{style}/{option_id}/{size}", "option_id": option_id, "style_id": style, "size": size,
                   "colour": colour, "sku": sku, "units": units, "due_day": DAY, "cut_order_id": f"C-{style}"}
            )  # fmt: skip
    found["options"] = pa.Table.from_pylist([whole("options") | one for one in options])
    return found | {"buy": pa.Table.from_pylist(lines), "size_curves": pa.Table.from_pylist(curves)}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "plan.xlsx"
    write_workbook(path, tables())
    return path


def changed(book: Path, to: Path, change: Callable[[Any], None]) -> Path:
    work = load_workbook(book)
    change(work)
    work.save(to)
    return to


def row_of(sheet: Any, option_id: str) -> dict[str, Any]:
    """Cells of an option's row by heading."""
    heads = [cell.value for cell in sheet[1]]
    row = next(one for one in sheet.iter_rows(min_row=2) if one[0].value == option_id)
    return dict(zip(heads, row, strict=True))


def set_cells(option_id: str, **cells: object) -> Callable[[Any], None]:
    def change(work: Any) -> None:
        row = row_of(work["Buy"], option_id)
        for head, value in cells.items():
            row[head.removeprefix("_")].value = value

    return change


def problems(path: Path) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(InputError) as raised:
        read_book(path)
    return [(one.file.partition("sheet ")[2], one.row, one.column) for one in raised.value.problems]


def test_a_book_that_nobody_touched_holds_no_edits(book: Path, tmp_path: Path) -> None:
    for path in (book, changed(book, tmp_path / "saved.xlsx", lambda _: None)):
        read = read_book(path)
        assert read.edits == {} and (read.plan_id, read.as_of) == ("p1", "2026-03-02")
        assert read.planned == {f"{name[:3]}/{name}/{size}": units for name, sizes in UNITS.items()
                                for size, units in sizes.items()}  # fmt: skip


def test_sizes_stand_across_each_scale_in_its_order_with_sums(book: Path) -> None:
    sheet = load_workbook(book)["Buy"]
    heads = [cell.value for cell in sheet[1]]
    assert tuple(heads[4:9]) == SIZES and heads[9] == "units"
    tee, trousers = row_of(sheet, "TEE-red"), row_of(sheet, "TRO-blue")
    assert [tee[size].value for size in SIZES] == [10, 20, 5, None, None]
    assert [trousers[size].value for size in SIZES] == [None, None, None, 0, 7]
    assert tee["units"].value == "=SUM(E2:I2)" and sheet["E4"].value == "=SUBTOTAL(9,E2:E3)"
    assert tee["M"].fill.fgColor.rgb != tee["34"].fill.fgColor.rgb, "a size that is not its own looks so"


def test_a_size_a_decision_a_day_and_a_note_are_read_back(book: Path, tmp_path: Path) -> None:
    path = changed(book, tmp_path / "a.xlsx", set_cells("TEE-red", M=24, note="window", until=datetime(2026, 4, 1)))
    (edit,) = read_book(path).edits.values()
    assert (edit.line_id, edit.units, edit.note, edit.until) == ("TEE/TEE-red/M", 24, "window", date(2026, 4, 1))
    path = changed(book, tmp_path / "b.xlsx", set_cells("TRO-blue", decision="reject", note="no"))
    assert {one.line_id: (one.units, one.is_rejected) for one in read_book(path).edits.values()} == {
        "TRO/TRO-blue/34": (0, True), "TRO/TRO-blue/36": (0, True),
    }  # fmt: skip
    path = changed(book, tmp_path / "c.xlsx", set_cells("TRO-blue", note="ask the shop"))
    assert {one.line_id: one.units for one in read_book(path).edits.values()} == {
        "TRO/TRO-blue/34": 0, "TRO/TRO-blue/36": 7,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"M": "many"}, "M"), ({"M": -3}, "M"), ({"M": 2.5}, "M"), ({"M": None}, "M"), ({"_34": 4}, "34"),
        ({"decision": "perhaps"}, "decision"), ({"until": "soon"}, "until"), ({"units": 99}, "units"),
    ],
)  # fmt: skip
def test_cells_that_say_nothing_are_named(book: Path, tmp_path: Path, cells: dict[str, object], told: str) -> None:
    assert problems(changed(book, tmp_path / "bad.xlsx", set_cells("TEE-red", **cells))) == [("Buy", 2, told)]


def test_a_new_total_another_order_and_other_columns_change_nothing(book: Path, tmp_path: Path) -> None:
    assert read_book(changed(book, tmp_path / "t.xlsx", set_cells("TEE-red", M=24, units=39))).edits

    def sort(work: Any) -> None:
        sheet = work["Buy"]
        first, second = ([cell.value for cell in sheet[at]] for at in (2, 3))
        for at, (one, other) in enumerate(zip(first, second, strict=True), start=1):
            sheet.cell(row=2, column=at).value, sheet.cell(row=3, column=at).value = other, one
        sheet.cell(row=1, column=sheet.max_column + 1).value = "mine"
        view = work["Options"]
        first, second = ([cell.value for cell in view[at]] for at in (2, 3))
        for at, (one, other) in enumerate(zip(first, second, strict=True), start=1):
            view.cell(row=2, column=at).value, view.cell(row=3, column=at).value = other, one
        work.create_sheet("my own").append(["anything"])

    assert read_book(changed(book, tmp_path / "s.xlsx", sort)).edits == {}


def test_options_that_are_missing_twice_or_unknown_are_named(book: Path, tmp_path: Path) -> None:
    assert problems(changed(book, tmp_path / "m.xlsx", lambda work: work["Buy"].delete_rows(2))) == [
        ("Buy", None, None)
    ]
    twice = changed(book, tmp_path / "d.xlsx", lambda work: work["Buy"].append([c.value for c in work["Buy"][2]]))
    assert ("Buy", 5, "option") in problems(twice)
    odd = changed(book, tmp_path / "u.xlsx", set_cells("TEE-red", option="TEE-green"))
    assert ("Buy", 2, "option") in problems(odd) and ("Buy", None, None) in problems(odd)


def columns() -> list[tuple[str, str, str]]:
    """Every sheet of the book that is only read, with its columns; of the buy those that cannot be changed."""
    wide = ["option_id", "name", "style_id", "colour", "due_day", "cost_cents", "spare_units", "spare_cost_cents",
            "expected_profit_cents", "at_stake_cents", "cut_order_id", "reason", "assumptions"]  # fmt: skip
    found = [("Buy", OUTPUTS["options" if name == "name" else "buy"].column(name).heading, name) for name in wide]
    for sheet in SHEETS:
        found += [
            (label(sheet_label(sheet)), OUTPUTS[sheet.table].column(name).heading, name) for name in sheet.columns
        ]
    return [*found, ("Plan", "what", "name"), ("Plan", "value", "value")]


def test_a_change_of_any_column_that_cannot_be_changed_is_refused_by_its_cell(book: Path, tmp_path: Path) -> None:
    written = load_workbook(book)
    heads = {sheet.title: [cell.value for cell in sheet[1]] for sheet in written.worksheets if sheet.title != "treadle"}
    named = {(sheet, head) for sheet, head, _ in columns()}
    own = {("Buy", head) for head in (*SIZES, "units", *OWN)}
    assert {(sheet, head) for sheet, row in heads.items() for head in row} == named | own, "a column is not tested"
    asked = [(sheet, head) for sheet, head, _ in columns() if (sheet, head) != ("Buy", "option")]

    def change(work: Any) -> None:
        for sheet, head in asked:
            work[sheet].cell(row=2, column=heads[sheet].index(head) + 1).value = "changed"

    told = problems(changed(book, tmp_path / "one.xlsx", change))
    assert sorted(told, key=str) == sorted(((sheet, 2, head) for sheet, head in asked), key=str)


def test_a_book_of_nobodys_plan_or_of_another_edition_is_refused(book: Path, tmp_path: Path) -> None:
    def old(work: Any) -> None:
        work["treadle"]["B1"].value = 1

    def none(work: Any) -> None:
        del work["treadle"]

    for change, told in ((old, "another edition"), (none, "no sheet 'treadle'")):
        with pytest.raises(InputError, match=told):
            read_book(changed(book, tmp_path / "x.xlsx", change))


CELLS = st.one_of(st.none(), st.text(max_size=5), st.integers(-(10**6), 10**6), st.floats(-1e6, 1e6), st.dates())


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8), st.randoms(), st.integers(0, 2**32))
def test_a_seal_holds_whatever_the_order_of_rows_and_finds_the_one_cell(
    rows: list[Any], random: Any, seed: int
) -> None:
    heads = ["a", "b", "a"]
    seal = seal_sheet("s", heads, rows)
    mixed = list(rows)
    random.shuffle(mixed)
    assert changed_cells(seal, heads, [*mixed, [None, "", None]]) == [] or any(not any(row) for row in rows)
    full = [row for row in rows if all(cell not in (None, "") and str(cell).strip() for cell in row)]
    if full:
        seal = seal_sheet("s", heads, full)
        at, column = seed % len(full), seed % 3
        other = [list(row) for row in full]
        other[at][column] = "quite another"
        assert changed_cells(seal, heads, other) == [(at, heads[column])]
