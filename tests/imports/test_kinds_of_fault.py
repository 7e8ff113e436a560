"""What real files do wrong, by kind: each was once read without a word, and is right now or said."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from desk import Desk

from treadle.storage.lake import Lake

ACTS = "signal_id,happened_at,kind,sku,units,price"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def mapped(desk: Desk, columns: str, more: str = "", table: str = "signals") -> Path:
    return desk.file("map.toml", f'[[source]]\ntable = "{table}"\n{more}\n[source.columns]\n{columns}\n')


# 1. Rows that overwrite each other


def test_bins_of_one_place_are_added_up_and_oversold_counts_as_none(desk: Desk) -> None:
    bins = desk.file("stock.csv", "sku,place_id,units\nK-1,hall,7\nK-2,hall,-4\nK-1,hall,5\n")
    assert desk.bring(bins, _as="stock") == 0
    assert desk.rows("stock", "sku", "units") == [("K-1", 12), ("K-2", 0)]
    assert "added up" in desk.said and "sold below zero (-4)" in str(desk.rows("stock", "assumption"))


def test_rows_of_one_key_that_differ_are_all_set_aside_and_named(desk: Desk) -> None:
    head = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price"
    shop = desk.file("products.csv", f"{head}\ncoat,Coat,Size,36,C-1,99\ncoat,,,38,C-1,99\nbelt,Belt,Size,M,B-1,19\n")
    assert desk.bring(shop, map="shopify") == 0
    assert desk.rows("products", "sku") == [("B-1",)]
    assert 'stands in other rows of this file with other content (rows 2: "sku C-1", 3: "sku C-1")' in desk.said
    assert desk.run("check", str(desk.folder)) == 1 and "C-1" in desk.said


def test_lines_of_an_order_keep_their_identity_wherever_they_stand(desk: Desk) -> None:
    head = "Name,Email,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Source"
    lines = ["#7,,,3,Sock,9,S-1,", "#8,b@x,2026-02-03 09:00:00 +0100,1,Cap,19,H-1,web",
             "#7,a@x,2026-02-02 09:00:00 +0100,1,Cap,19,H-1,web"]  # fmt: skip
    assert desk.bring(desk.file("orders.csv", "\n".join([head, *lines])), map="shopify") == 0
    assert desk.pieces() == 5 and len(desk.rows("signals", "signal_id")) == 3
    other_shop = "\n".join([head, "#8,c@x,2026-02-05 11:00:00 +0100,2,Cap,19,H-1,web"])
    assert desk.bring(desk.file("second shop.csv", other_shop), map="shopify") == 0
    assert desk.pieces() == 7


def test_events_without_an_identity_of_the_order_are_apart(desk: Desk) -> None:
    def order(message: str, pieces: int, **more: object) -> str:
        products = [{"sku": "K-1", "quantity": pieces, "price": 10}]
        body = {"event": "Order Completed", "messageId": message, "timestamp": f"2026-02-0{pieces}T10:00:00Z"}
        return json.dumps({**body, "properties": {"products": products, **more}})

    lines = [order("m1", 1), order("m2", 2), order("m3", 3, order_id="Z"), order("m4", 3, order_id="Z")]
    assert desk.bring(desk.file("e.jsonl", "\n".join(lines)), map="segment") == 0
    assert desk.pieces() == 6  # the order Z was sent twice, by a page and a server


# 2. Columns nobody read


@pytest.mark.parametrize(("heading", "note"), [
    ("Quantity", 'column "Quantity" was read as units'), ("UNITS", 'column "UNITS" was read as units'),
    ("Menge (Stück)", 'column "Menge (Stück)" was read as units'),
])  # fmt: skip
def test_other_spellings_and_words_are_read_and_told(desk: Desk, heading: str, note: str) -> None:
    file = desk.file("sales.csv", f"Order Date,kind,SKU,{heading}\n2026-02-01,order,K-1,8\n")
    assert desk.bring(file, _as="signals") == 0
    assert desk.pieces() == 8 and note in desk.said


def test_a_column_that_looks_like_a_measure_stops_until_it_is_waived(desk: Desk) -> None:
    file = desk.file("sales.csv", "happened_at,kind,sku,Sold net of all,Total\n2026-02-01,order,K-1,8,80\n")
    assert desk.bring(file, _as="signals") == 1
    assert "Sold net of all" in desk.said and "looks like pieces" in desk.said and "--not-read" in desk.said
    assert Lake(folder=desk.folder).journal() == []
    assert desk.run("import", str(desk.folder), str(file), "--as", "signals", "--not-read", "Sold*", "--not-read",
                    "total") == 0  # fmt: skip
    assert "columns not read: Sold net of all, Total" in desk.said


def test_a_json_path_that_no_row_has_is_not_replaced_by_a_default(desk: Desk) -> None:
    rows = desk.file("a.jsonl", '{"no": 1, "day": "2026-02-01", "item": "K-1", "pieces": 9}\n')
    rules = 'signal_id = "no"\nhappened_at = "day"\nkind = { constant = "order" }\nsku = "item"\nunits = "pcs"'
    assert desk.bring(rows, map=str(mapped(desk, rules))) == 1
    assert "column pieces" in desk.said and desk.rows("signals", "sku") == []


def test_two_headings_for_one_column_are_refused(desk: Desk) -> None:
    file = desk.file("stock.csv", "sku,place_id,Units,units\nK-1,hall,1,900\n")
    assert desk.bring(file, _as="stock") == 1 and "both claim" in desk.said


# 3. The same days twice, and the same acts


def test_totals_of_the_same_days_replace(desk: Desk) -> None:
    head = "happened_at,kind,sku,units,period_days"
    first = desk.file("a.csv", f"{head}\n2026-02-01,order,K-1,5,1\n2026-02-02,order,K-1,6,1\n")
    second = desk.file("b.csv", f"{head}\n2026-02-02,order,K-1,7,1\n2026-02-03,order,K-1,8,1\n")
    assert desk.bring(first, _as="signals") == desk.bring(second, _as="signals") == 0
    assert desk.pieces() == 20
    desk.run("check", str(desk.folder))
    assert "import 2 replaced 1 rows of signals" in desk.said


def test_an_export_that_grows_asks_for_a_decision(desk: Desk) -> None:
    acts = [f"2026-02-{day:02d},order,K-{day},1" for day in range(1, 25)]
    first = desk.file("day1.csv", "\n".join(["happened_at,kind,sku,units", *acts[:20]]))
    second = desk.file("day2.csv", "\n".join(["happened_at,kind,sku,units", *acts]))
    assert desk.bring(first, _as="signals") == 0 and desk.bring(second, _as="signals") == 1
    assert "20 of its 24 rows equal rows of day1.csv" in desk.said
    assert desk.bring(second, _as="signals", equal_rows="skip") == 0 and desk.pieces() == 24


# 4. Time


def test_offsets_and_zones_are_kept_to_the_brands_day(tmp_path: Path) -> None:
    desk = Desk(tmp_path, currency="USD", time_zone="America/New_York")
    file = desk.file("a.csv", "no,at,zone,sku\n1,05/01/2026 23:10 -0500,,K-1\n2,05/01/2026 20:10 -0800,,K-1\n")
    rules = ('signal_id = "no"\nhappened_at = { from = "at", date_format = "%m/%d/%Y %H:%M %z" }\n'
             'kind = { constant = "order" }\nsku = "sku"')  # fmt: skip
    assert desk.bring(file, map=str(mapped(desk, rules))) == 0
    zone = ZoneInfo("America/New_York")
    days = [at.astimezone(zone) for (at,) in desk.rows("signals", "happened_at")]  # type: ignore[attr-defined]
    assert days == [datetime(2026, 5, 2, 0, 10, tzinfo=zone)] * 2
    square = desk.file("s.csv", "no,at,zone,sku\n9,2026-05-01 21:00,Pacific Time (US & Canada),K-1\n")
    zoned = rules.replace('date_format = "%m/%d/%Y %H:%M %z"', 'zone_from = "zone"')
    assert desk.bring(square, map=str(mapped(desk, zoned))) == 0
    newest = dict(desk.rows("signals", "signal_id", "happened_at"))["9"]
    assert newest.astimezone(zone) == datetime(2026, 5, 2, 0, 0, tzinfo=zone)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("cells", "order", "first"), [
    (("03/04/2026", "21/04/2026"), "", date(2026, 4, 3)), (("03/04/2026", "04/21/2026"), "", date(2026, 3, 4)),
    (("03/04/2026", "05/04/2026"), "month-first", date(2026, 3, 4)), (("3.4.26", "5.4.26"), "", date(2026, 4, 3)),
    (("46115", "46117"), "", date(2026, 4, 3)), (("20260403", "20260405"), "", date(2026, 4, 3)),
    (("03-Apr-26", "05-Apr-26"), "", date(2026, 4, 3)),
    (("04/03/2026 2:05 PM", "04/21/2026 9:00 AM"), "", date(2026, 4, 3)),
    (("2026/4/3 9:05", "2026/4/13 10:15"), "", date(2026, 4, 3)),
    (("2026年4月3日", "2026年4月13日"), "", date(2026, 4, 3)),
    (("2026-04-03", "13.04.2026"), "", date(2026, 4, 3)),
])  # fmt: skip
def test_days_are_read_by_the_whole_column(desk: Desk, cells: tuple[str, ...], order: str, first: date) -> None:
    file = desk.file("a.csv", "date,kind,sku\n" + "".join(f"{cell},order,K-1\n" for cell in cells))
    assert desk.bring(file, _as="signals", days=order) == 0, desk.said
    assert min(at.date() for (at,) in desk.rows("signals", "happened_at")) == first  # type: ignore[attr-defined]


def test_days_that_could_be_either_are_asked_and_mixed_ones_refused(desk: Desk) -> None:
    file = desk.file("a.csv", "date,kind,sku\n03/04/2026,order,K-1\n05/04/2026,order,K-1\n")
    assert desk.bring(file, _as="signals") == 1 and "--days day-first or --days month-first" in desk.said
    mixed = desk.file("b.csv", "date,kind,sku\n23/04/2026,order,K-1\n05/24/2026,order,K-1\n")
    assert desk.bring(mixed, _as="signals") == 1 and "in others the month" in desk.said


def test_a_year_of_two_digits_is_no_year(desk: Desk) -> None:
    file = desk.file("a.csv", "no,at,sku\n1,12-24-25,K-1\n")
    rules = ('signal_id = "no"\nhappened_at = { from = "at", date_format = "%m-%d-%Y" }\n'
             'kind = { constant = "order" }\nsku = "sku"')  # fmt: skip
    assert desk.bring(file, map=str(mapped(desk, rules))) == 1
    assert "Nothing of a.csv was kept" in desk.said and '"12-24-25"' in desk.said


def test_a_wild_day_is_named_and_moves_no_plan_until_it_is_confirmed(desk: Desk) -> None:
    from treadle.storage.folder_rows import FolderRows, newest_known_day
    from treadle.storage.lake import open_duckdb

    def as_of() -> date | None:
        return newest_known_day(FolderRows.of(desk.folder, open_duckdb("Europe/Berlin")))

    acts = [f"a{day},2026-01-{day:02d}T10:00:00,order,K-1,2,10" for day in range(1, 31)]
    assert desk.bring(desk.file("a.csv", "\n".join([ACTS, *acts])), _as="signals") == 0
    assert desk.bring(desk.file("b.csv", f"{ACTS}\nw,2043-05-05,order,K-1,1,10\n"), _as="signals") == 0
    assert as_of() == date(2026, 1, 31)
    desk.run("check", str(desk.folder))
    assert "b.csv, row 2, column happened_at: one signal lies 17 years after all others, on 2043-05-05" in desk.said
    desk.run("check", str(desk.folder), "--confirm-days")
    assert as_of() == date(2043, 5, 6) and "years after" not in desk.said


# 5. Money


def test_the_price_is_what_was_paid(desk: Desk) -> None:
    head = ("Name,Created at,Subtotal,Discount Amount,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,"
            "Lineitem discount")  # fmt: skip
    lines = ["#1,2026-02-02 09:00:00 +0100,135,15,2,A,50,A-1,0", "#1,,,,1,B,50,B-1,0",
             "#2,2026-02-02 10:00:00 +0100,80,0,2,A,50,A-1,20",
             "#3,2026-02-02 11:00:00 +0100,50,6,1,A,50,A-1,0"]  # fmt: skip
    assert desk.bring(desk.file("orders.csv", "\n".join([head, *lines])), map="shopify") == 0
    # An order discount by value; a discount of the line; one that was on the freight alone.
    assert [cents for (cents,) in desk.rows("signals", "price_cents")] == [4500, 4500, 4000, 5000]


def test_a_line_total_is_divided_and_a_thousands_mark_stands_before_three(desk: Desk) -> None:
    file = desk.file("a.csv", 'no;at;sku;n;sum\n1;2026-02-01;K-1;4;1.200,00\n2;2026-02-01;K-1;1;99.50\n'
                              '3;2026-02-01;K-1;-2;-60,00\n4;2026-02-01;K-1;1.000;2 000,00 €\n')  # fmt: skip
    rules = ('signal_id = "no"\nhappened_at = "at"\nkind = { constant = "order" }\nsku = "sku"\n'
             'units = { from = "n", thousands = ".", replace = [["^-", ""]] }\n'
             'price = { from = "sum", thousands = ".", decimal = ",", per = "pieces" }')  # fmt: skip
    assert desk.bring(file, map=str(mapped(desk, rules.replace('"pieces"', '"n"')))) == 0
    assert sorted(desk.rows("signals", "signal_id", "price_cents")) == [("1", 30000), ("3", 3000), ("4", 200000)]
    assert '"99.50 (not written like 1.234,50)' in desk.said


def test_other_currencies_are_converted_by_a_rate_or_set_aside(desk: Desk) -> None:
    head = "signal_id,happened_at,kind,sku,price,currency"
    file = desk.file(
        "a.csv", f"{head}\na,2026-02-01,order,K,10,EUR\nb,2026-02-01,order,K,10,usd\nc,2026-02-01,order,K,10,GBP\n"
    )
    rates = desk.folder / "tables" / "currency_rates.csv"
    rates.write_text("currency,from_day,rate\nUSD,2026-01-01,0.9\nUSD,2026-03-01,0.5\n")
    assert desk.bring(file, _as="signals") == 0
    assert sorted(desk.rows("signals", "signal_id", "price_cents")) == [("a", 1000), ("b", 900)]
    assert '""GBP"" is not the brand' in Path(desk.said.split("reason: ")[1].split("\n")[0]).read_text()


@pytest.mark.parametrize(
    ("cell", "cents"), [("29,90", 2990), ("€ 29.90", 2990), ("1.299,00", 129900), ("1,299.00", 129900)]
)
def test_prices_are_read_by_the_marks_of_their_column(desk: Desk, cell: str, cents: int) -> None:
    file = desk.file("a.csv", f"happened_at;kind;sku;price\n2026-02-01;order;K-1;{cell}\n")
    assert desk.bring(file, _as="signals") == 0 and desk.rows("signals", "price_cents") == [(cents,)]


def test_another_currencys_sign_fractions_of_pieces_and_nonsense_are_set_aside(desk: Desk) -> None:
    rows = ["a,2026-02-01,order,K,1,$5", "b,2026-02-01,order,K,1.5,5", "c,2026-02-01,order,K,nan,5",
            "d,2026-02-01,order,K,1,999999999999", "e,9999-12-31,order,K,1,5", "f,2026-02-01,order,4.05E+12,1,5",
            "g,2026-02-01,order,#REF!,1,5", "h,2026-02-01,order,a\x07b,1,5", "i,2026-02-01,order,K,1,5"]  # fmt: skip
    assert desk.bring(desk.file("a.csv", "\n".join([ACTS, *rows])), _as="signals") == 0
    assert desk.rows("signals", "signal_id") == [("i",)]


def test_marks_of_thousands_are_decided_over_the_file(desk: Desk) -> None:
    head = "Order No;Datum;SKU;Menge;Preis"
    file = desk.file("a.csv", f"{head}\n1;13.03.2026;K-1;2;1.299,50\n2;14.03.2026;K-1;1.000;9,90\n")
    assert desk.bring(file, _as="signals") == 0 and desk.pieces() == 1_002
    unclear = desk.file("b.csv", "sku,place_id,units\nK-1,hall,2\nK-2,hall,1.000\n")
    assert desk.bring(unclear, _as="stock") == 1 and "1.000 may be one or a thousand here" in desk.said
    system = desk.file("c.csv", "sku,place_id,units\nK-1,hall,2.000\nK-2,hall,1.000\n")
    assert desk.bring(system, _as="stock") == 0 and desk.rows("stock", "units") == [(2,), (1,)]


def test_a_text_written_as_a_formula_is_the_text(desk: Desk) -> None:
    file = desk.file("a.csv", f'{ACTS}\na,2026-03-02,order,"=""00123""",2,5\nb,2026-03-02,order,="00124",1,5\n')
    assert desk.bring(file, _as="signals") == 0
    assert desk.rows("signals", "sku") == [("00123",), ("00124",)]


def test_rows_of_totals_count_as_no_sku(desk: Desk) -> None:
    rows = ["a,2026-03-02,order,K-1,2,5", "b,2026-03-31,order,Total,2,5", "c,2026-03-31,order,Summe:,2,5",
            "d,2026-03-31,order,Total Eclipse,1,5"]  # fmt: skip
    assert desk.bring(desk.file("a.csv", "\n".join([ACTS, *rows])), _as="signals") == 0
    assert desk.pieces() == 3 and '2 × sku: names a total of other rows (rows 3: "Total", 4: "Summe:")' in desk.said


# 6. Workbooks whole


def test_a_workbook_is_read_whole_and_as_its_cells_show(desk: Desk) -> None:
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    first.title = "May"
    first.append(["Sales of May"])
    first.append([])
    first.append(["date", "kind", "sku", "units"])
    first.append([date(2026, 5, 2), "order", 417, 3])
    first.cell(4, 3).number_format = "000000"
    second = book.create_sheet("June")
    second.append(["date", "kind", "sku", "units"])
    second.append([date(2026, 6, 2), "order", "K-9", 4])
    second.append([date(2026, 6, 3), "order", "K-9", 5])
    second.merge_cells("C2:C3")
    book.create_sheet("Notes").append(["call Ann"])
    book.save(desk.home / "sales.xlsx")
    assert desk.bring(desk.home / "sales.xlsx", _as="signals") == 0, desk.said
    assert sorted(desk.rows("signals", "sku", "units")) == [("000417", 3.0), ("K-9", 4.0), ("K-9", 5.0)]
    assert "not read of sales.xlsx: sheet Notes" in desk.said


# 7. Sizes


def test_sizes_are_ordered_or_named(desk: Desk) -> None:
    sizes = {"a": ["X-Large", "Small", "Medium"], "b": ["2X", "XL", "1X"], "c": ["2T", "6-12M", "4"],
             "d": ["80C", "80B"],
             "e": ["30/32", "28/34", "28/30"], "f": ["Full", "King"], "g": ["2XL", "XXL"]}  # fmt: skip
    head = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price"
    lines = [
        f"{style},{style},Talla,{size},{style}{at},9" for style, some in sizes.items() for at, size in enumerate(some)
    ]
    assert desk.bring(desk.file("products.csv", "\n".join([head, *lines])), map="shopify") == 0
    places = desk.rows("size_scales", "size_scale_id", "place", "size")
    ordered = {style: [size for scale, _, size in sorted(places) if scale == f"of {style}"] for style in sizes}
    assert ordered["a"] == ["Small", "Medium", "X-Large"] and ordered["b"] == ["XL", "1X", "2X"]
    assert ordered["c"] == ["6-12M", "2T", "4"] and ordered["d"] == ["80B", "80C"]
    assert ordered["e"] == ["28/30", "28/34", "30/32"]
    desk.run("check", str(desk.folder))
    assert "sizes 2XL, XXL of scale of g have the same place" in desk.said
    assert "the order of sizes Full, King of scale of f is not known" in desk.said


def test_a_size_that_a_spreadsheet_made_a_date_is_none(desk: Desk) -> None:
    cells = ["2026-10-12", "10-Dec", "Oct-12", "12. Okt", "10月12日", "12.10.2026", "46307", "10/12"]
    rows = [f"{at},T,T-r,{cell},abc,tops,20" for at, cell in enumerate(cells)]
    file = desk.file("p.csv", "\n".join(["sku,style_id,option_id,size,size_scale_id,category,price", *rows]))
    assert desk.bring(file, _as="products") == 0 and desk.rows("products", "size") == [("10/12",)]
    assert "7 × size: is a date: a spreadsheet has made it of a size such as 10-12" in desk.said


# 8. No SKU


def test_a_shop_without_skus_is_joined_by_titles_and_options(desk: Desk) -> None:
    head = "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,Variant Price"
    shop = desk.file("products.csv", f"{head}\ncoat,Coat,Farbe,rot,Größe,S,Fit,slim,99\ncoat,,,rot,,S,,wide,99\n")
    head = "Name,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku"
    orders = desk.file("orders.csv", f"{head}\n#1,2026-02-02 09:00:00 +0100,2,Coat - rot / S / wide,99,\n")
    assert desk.bring(shop, orders, map="shopify") == 0
    assert desk.rows("products", "sku", "option_id", "colour", "size") == [
        ("Coat - rot / S / slim", "coat/rot/slim", "rot", "S"), ("Coat - rot / S / wide", "coat/rot/wide", "rot", "S"),
    ]  # fmt: skip
    assert desk.rows("signals", "sku") == [("Coat - rot / S / wide",)]
    assert "Fit: wide" in str(desk.rows("products", "attributes"))


# 9. Encodings and containers


@pytest.mark.parametrize(("encoding", "word"), [
    ("gb18030", "针织裙红色"), ("cp1252", "Blüse – für Damen"), ("utf-16", "Größe"),
    ("utf-16-le", "Tee"), ("utf-8-sig", "Größe"),
])  # fmt: skip
def test_encodings_are_found(desk: Desk, encoding: str, word: str) -> None:
    file = desk.file("a.csv", f"happened_at,kind,query\n2026-02-01,search,{word}\n", encoding)
    assert desk.bring(file, _as="signals") == 0 and desk.rows("signals", "query") == [(word,)]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_line_ends_separator_lines_and_empty_last_cells(desk: Desk, end: str) -> None:
    lines = ["sep=;", "happened_at;kind;sku;units;", "2026-02-01;order;K-1;2;", "2026-02-02;order;K-1;3;"]
    assert desk.bring(desk.file("a.csv", end.join(lines)), _as="signals") == 0 and desk.pieces() == 5


def test_packed_files_and_documents(desk: Desk) -> None:
    text = "happened_at,kind,sku,units\n2026-02-01,order,K-1,2\n"
    (desk.home / "a.csv.gz").write_bytes(gzip.compress(text.encode()))
    with zipfile.ZipFile(desk.home / "b.zip", "w") as book:
        book.writestr("../../out.csv", text.replace("K-1,2", "K-2,3"))
    orders = [{"date": "2026-02-03", "kind": "order", "sku": "K-3", "qty": 4}]
    document = desk.file("c.json", json.dumps({"orders": orders, "page": 1}, indent=1))
    assert desk.bring(desk.home / "a.csv.gz", desk.home / "b.zip", document, _as="signals") == 0, desk.said
    assert desk.pieces() == 9 and not (desk.home.parent / "out.csv").exists()


@pytest.mark.parametrize(("name", "content", "said"), [
    ("a.xls", b"<html><table><tr><td>sku</td></tr></table></html>", "this is an HTML page named .xls"),
    ("a.csv", b"%PDF-1.7", "this is a PDF named .csv"), ("a.zip", b"PK\x03\x04broken", "not readable as zip"),
    ("a.csv", b"", "the file is empty"), ("a.xlsx", b"PK\x03\x04broken", "not readable as a workbook"),
])  # fmt: skip
def test_what_is_no_table_is_named(desk: Desk, name: str, content: bytes, said: str) -> None:
    (desk.home / name).write_bytes(content)
    assert desk.bring(desk.home / name, _as="signals") == 1 and said in desk.said


def test_a_file_of_which_nothing_is_kept_says_why_in_three_examples(desk: Desk) -> None:
    rows = [f"a{n},yesterday,order,K,1,5" for n in range(40)]
    assert desk.bring(desk.file("a.csv", "\n".join([ACTS, *rows])), _as="signals") == 1
    assert (
        '40 × happened_at: is not a day or point in time (rows 2: "yesterday", 3: "yesterday", 4: "yesterday", …)'
        in desk.said
    )
    assert len(desk.said) < 1500
