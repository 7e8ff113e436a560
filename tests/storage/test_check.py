"""Ten different mistakes give ten clear lines, each with file, row, column and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import TIME_ZONE, example_folder, text_table, tiny_folder

from treadle.errors import InputError, NotFoundError
from treadle.settings import settings_problems
from treadle.storage.brand import check_folder, load_brand


def edit(folder: Path, table: str, old: str, new: str, *, count: int = 1) -> None:
    path = folder / "tables" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def test_the_example_brand_has_no_problem(tmp_path: Path) -> None:
    folder = example_folder(tmp_path / "b")
    assert check_folder(folder, time_zone=TIME_ZONE).problems == ()
    assert settings_problems(folder) == []


def test_ten_mistakes_give_ten_lines(tmp_path: Path) -> None:
    folder = example_folder(tmp_path / "b")
    edit(folder, "products", "TEE1-white-XS,TEE1,TEE1-white,white,XS,letters,tshirt,19.90",
         "TEE1-white-XS,TEE1,TEE1-white,white,XS,letters,tshirt,-19.90")  # fmt: skip
    edit(folder, "stock", "TEE1-navy-S,warehouse,", "TEE1-navy-S,warehouse,many")
    edit(folder, "stock", "TEE1-navy-M,", "TEE1-nvy-M,")
    edit(folder, "places", "web,channel,Web shop", "web,channel,Web shop\nweb,shop,Again")
    edit(folder, "fabrics", "price_per_m", "price_per_metre")
    edit(folder, "on_order", "2026-10-06", "6 Octember 2026")
    edit(folder, "bulletins", "tshirt,A10,join neck rib ends,SNLS,0.22,SNLS,,neck",
         "tshirt,A10,join neck rib ends,SNLS,0.22,SNLS,E10,neck")  # fmt: skip
    edit(folder, "products", "DRE1-teal-XXL,DRE1,DRE1-teal,teal,XXL", "DRE1-teal-XXL,DRE1,DRE1-teal,teal,56")
    (folder / "tables" / "shifts.csv").write_text("", encoding="utf-8")
    path = folder / "tables" / "closed_days.csv"
    path.write_bytes(
        path.read_text(encoding="utf-8")
        .replace("Christmas", "Noëls äöü €")
        .encode("utf-8")
        .replace(b"No\xc3\xab", b"No\xeb")
    )
    pieces = (folder / "tables" / "pieces.csv").read_text(encoding="utf-8").splitlines()
    cells = pieces[1].split('"')
    cells[1] = "0,0 300,300 300,0 0,200"
    pieces[1] = '"'.join(cells)
    (folder / "tables" / "pieces.csv").write_text("\n".join(pieces) + "\n", encoding="utf-8")

    shown = [str(one) for one in check_folder(folder, time_zone=TIME_ZONE).problems if one.stops_plan]

    def said(*parts: str) -> bool:
        return any(all(part in line for part in parts) for line in shown)

    assert said("tables/products.csv, row 2, column price", '"-19.90" is not above 0')
    assert said("tables/stock.csv, row 9, column units", "is not a whole number", "Write it like 12")
    assert said("tables/stock.csv, row 10, column sku", '"TEE1-nvy-M" is not in table products')
    assert said("tables/places.csv, row 4, column place_id", "the same key stands in row 3")
    assert said("tables/fabrics.csv, row 1, column price_per_m", "the column is missing", "Add it")
    assert said("tables/on_order.csv, row 2, column due_day", '"6 Octember 2026" is not a day', "2026-03-31")
    assert said("tables/bulletins.csv", "column predecessors", "wait for each other in a circle")
    assert said("column size", 'size "56" is not on size scale letters')
    assert said("tables/shifts.csv", "the file is empty") or said("shift", "Correct table shifts")
    assert said("tables/closed_days.csv, row 2", "not UTF-8")
    assert said("tables/pieces.csv, row 2, column outline", "the outline crosses itself")
    assert all("Traceback" not in line for line in shown)


def test_every_stopping_problem_is_in_the_error_of_a_plan(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b", stock=text_table("sku,place_id,units", "T-red-S,home,x", "nobody,home,2"))
    with pytest.raises(InputError) as caught:
        load_brand(folder, currency="EUR", time_zone=TIME_ZONE)
    assert [(one.row, one.column) for one in caught.value.problems] == [(2, "units"), (3, "sku")]


def test_a_bad_signal_is_a_note_and_the_plan_goes_on(tmp_path: Path) -> None:
    signals = text_table(
        "signal_id,happened_at,kind,sku,units",
        "s1,2026-01-05,order,T-red-S,1", "s2,someday,order,T-red-S,1", "s3,2026-01-06,order,T-blue-S,1",
    )  # fmt: skip
    folder = tiny_folder(tmp_path / "b", signals=signals)
    found = check_folder(folder, time_zone=TIME_ZONE).problems
    assert [(one.row, one.column, one.stops_plan) for one in found] == [(3, "happened_at", False), (4, "sku", False)]
    assert load_brand(folder, currency="EUR", time_zone=TIME_ZONE).signals.num_rows == 2


def test_rows_of_one_option_must_agree(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    edit(folder, "products", "T-red-M,T,T-red,red,M,letters,tee,20.00", "T-red-M,T,T-red,red,M,letters,tee,21.00")
    (found,) = check_folder(folder, time_zone=TIME_ZONE).problems
    assert str(found).startswith('tables/products.csv, row 3, column price: "21.00" here, "20.00" in row 2')


def test_an_option_needs_a_cost(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    edit(folder, "products", "20.00,6.50", "20.00,", count=2)
    (found,) = check_folder(folder, time_zone=TIME_ZONE).problems
    assert "option T-red has no cost" in str(found)


def test_a_folder_without_settings_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="treadle init"):
        check_folder(tmp_path, time_zone=TIME_ZONE)


def test_a_semicolon_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    path = folder / "tables" / "stock.csv"
    path.write_text("\ufeffsku;place_id;units\nT-red-S;home;4\n", encoding="utf-8")
    assert load_brand(folder, currency="EUR", time_zone=TIME_ZONE).on_hand[0].units == 4


def test_a_line_with_too_few_cells_is_named(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    (folder / "tables" / "stock.csv").write_text("sku,place_id,units\n\nT-red-S,home\n", encoding="utf-8")
    (found,) = check_folder(folder, time_zone=TIME_ZONE).problems
    assert (found.row, found.what) == (3, "2 cells under 3 columns")


def test_faults_off_their_roll_over_one_another_and_half_described_are_all_named(tmp_path: Path) -> None:
    folder = example_folder(tmp_path / "b")
    path = folder / "tables" / "faults.csv"
    rows = ["TEE1-01,60,60.1,,", "TEE1-03,5,7,,", "TEE1-03,6,8,,", "TEE1-04,3,3.1,200,", "TEE1-99,1,2,,"]
    path.write_text("\n".join([path.read_text(encoding="utf-8").rstrip(), *rows]) + "\n", encoding="utf-8")
    shown = [str(one) for one in check_folder(folder, time_zone=TIME_ZONE).problems if one.stops_plan]
    assert len(shown) == 4
    for words in (
        ("TEE1-01", "a fault lies on its roll", "60 to 60.1 m of 52.4 m"),
        ("TEE1-03", "faults of a roll lie apart"),
        ("TEE1-04", "a fault has both its edges across, or none"),
        ("TEE1-99", "roll_id"),
    ):
        assert any(all(word in line for word in words) for line in shown), words


def test_a_table_of_another_spreadsheet_is_the_same_table(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    plain = load_brand(folder, currency="EUR", time_zone=TIME_ZONE)
    products, stock = folder / "tables" / "products.csv", folder / "tables" / "stock.csv"
    rows = [line.split(",") for line in products.read_text(encoding="utf-8").splitlines()]
    place = {name: at for at, name in enumerate(rows[0])}
    for row in rows[1:]:
        for name in ("price", "unit_cost"):
            row[place[name]] = row[place[name]].replace(".", ",")
    rows[0] = [{"colour": "Farbe", "size": "Größe"}.get(name, name) for name in rows[0]]
    text = "\r\n".join(["Artikelliste Frühjahr", "", *(";".join(row) for row in rows), ";" * (len(rows[0]) - 1)])
    products.write_bytes(text.encode("cp1252"))
    stock.write_text("SKU,Place ID,Qty\nT-red-S,home,4\n\n", encoding="utf-16")
    told = check_folder(folder, time_zone=TIME_ZONE).problems
    assert [str(one) for one in told if one.stops_plan] == []
    said = "\n".join(str(one) for one in told)
    for part in ("Windows-1252", "a decimal comma", 'column "Farbe" was read as colour', "above the headings in row 3",
                 'column "Qty" was read as units'):  # fmt: skip
        assert part in said
    found = load_brand(folder, currency="EUR", time_zone=TIME_ZONE)
    assert found.catalogue == plain.catalogue and found.on_hand[0].units == 4


def test_days_that_cannot_be_told_are_one_problem_and_their_rows_do_not_count(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    (folder / "tables" / "on_order.csv").write_text(
        "order_id,sku,place_id,units,due_day\nPO1,T-red-S,home,4,03/04/2026\nPO2,T-red-S,home,4,05/06/2026\n"
    )
    (found,) = check_folder(folder, time_zone=TIME_ZONE).problems
    assert found.stops_plan and found.column == "due_day" and "either number could be the month" in found.what


def test_two_headings_of_one_column_and_one_that_stands_twice_are_named(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    (folder / "tables" / "stock.csv").write_text("sku,place_id,Units,UNITS,sku\nT-red-S,home,4,4,x\n")
    said = [(one.column, one.what) for one in check_folder(folder, time_zone=TIME_ZONE).problems if one.stops_plan]
    assert said == [("sku", "the column appears twice"), ("units", "columns Units and UNITS both claim to be it")]
