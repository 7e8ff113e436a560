"""Rules of a mapping, each worked by hand; and its refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from treadle.connectors.mapping import read_mapping
from treadle.connectors.sources import open_sources
from treadle.errors import InputError
from treadle.terms.tables import TABLES


def mapped(folder: Path, toml: str, *files: Path) -> list[dict[str, object]]:
    path = folder / "map.toml"
    path.write_text(toml, encoding="utf-8")
    rows: list[dict[str, object]] = []
    for source in open_sources(files, tables=TABLES, mapping=read_mapping(path)):
        for batch in source.batches():
            rows += batch.rows.to_pylist()
    return rows


def one_cell(folder: Path, rule: str, *cells: str) -> list[object]:
    file = folder / "in.csv"
    file.write_text("x;y\n" + "".join(f"{cell};why\n" for cell in cells), encoding="utf-8")
    toml = f'[[source]]\ntable = "signals"\ndelimiter = ";"\n[source.columns]\nout = {rule}\n'
    return [row["out"] for row in mapped(folder, toml, file)]


@pytest.mark.parametrize(
    ("rule", "cells", "expected"),
    [
        ('"x"', ("a", "b"), ["a", "b"]),
        ('{ constant = "order" }', ("a",), ["order"]),
        ('{ join = ["=shop", "x", "y"], with = "-" }', ("a",), ["shop-a-why"]),
        ('{ join = ["x"] }', ("",), []),
        ('{ first_of = ["x", "y"] }', ("", "b"), ["why", "b"]),
        ('{ from = "x", null = ["-", "n/a"] }', ("-", "3"), [None, "3"]),
        ('{ from = "x", extract = "([0-9]+) pcs" }', ("12 pcs", "none"), ["12", None]),
        ("{ from = 'x', replace = [['^0+', '']] }", ("0042",), ["42"]),
        ('{ from = "x", values = { b = "2" } }', ("a", "b"), ["a", "2"]),
        ('{ from = "x", values = { b = "2" }, otherwise = "?" }', ("a", "b"), ["?", "2"]),
        ('{ from = "x", matches = [["^[SML]$", "letters"]] }', ("M", "44"), ["letters", None]),
        ('{ from = "x", times = 0.45 }', ("25.33", "x"), ["11.3985", "x"]),
        ('{ from = "x", thousands = ".", decimal = "," }', ("1.234,50",), ["1234.5"]),
        ('{ from = "x", thousands = "," , percent = true }', ("1,250.5%",), ["12.505"]),
        ('{ from = "x", times = 10 }', ("100", "0"), ["1000", "0"]),
        ('{ from = "x", date_format = ["%d.%m.%Y", "%d.%m.%y"] }', ("31.12.2025", "soon"),
         ["2025-12-31 00:00:00.000000", "soon"]),
        ('{ from = "x", epoch = "us" }', ("1767225600000000",), ["2026-01-01 00:00:00+00"]),
        ('{ from = "x", empty = "one size" }', (" ", "M"), ["one size", "M"]),
        ('{ from = "x", case = "lower" }', ("ORDER",), ["order"]),
        ('{ from = "x", when = { x = { matches = "^a" }, y = ["why"] } }', ("ab", "ba"), ["ab", None]),
        ('{ from = "x", agree = ["y"], disagree = { constant = "mixed" } }', ("a", "b"), ["mixed", "mixed"]),
        ('{ from = "x", agree = ["y"] }', ("a", "a"), ["a", "a"]),
        ("{ constant = \"it's; DROP TABLE x\" }", ("a",), ["it's; DROP TABLE x"]),
    ],
)  # fmt: skip
def test_a_rule(tmp_path: Path, rule: str, cells: tuple[str, ...], expected: list[object]) -> None:
    if not expected:
        cells, expected = ("", "q"), [None, "q"]
    assert one_cell(tmp_path, rule, *cells) == expected


def test_sizes_are_put_in_order(tmp_path: Path) -> None:
    sizes = ["XXS", "S", "M", "XL ( 158-170 )", "2XL", "XXXL", "128", "38", "38,5", "38 2/3", "39 1/3"]
    ranks = [float(str(rank)) for rank in one_cell(tmp_path, '{ from = "x", size_rank = true }', *sizes)]
    by_rank = [size for _, size in sorted(zip(ranks, sizes))]
    assert by_rank == ["XXS", "S", "M", "XL ( 158-170 )", "2XL", "XXXL", "38", "38,5", "38 2/3", "39 1/3", "128"]


def test_wide_daily_prices_become_spans(tmp_path: Path) -> None:
    wide = pa.table(
        {"sku": ["a", "b"], "2026-01-01": [9.5, None], "2026-01-02": [9.5, 4.0], "2026-01-03": [7.0, 4.0],
         "2026-01-04": [None, None], "2026-01-05": [9.5, 4.0]}
    )  # fmt: skip
    pq.write_table(wide, tmp_path / "prices.parquet")
    toml = """
        [[source]]
        table = "price_plan"
        unpivot = { columns = '20\\d\\d-\\d\\d-\\d\\d', name = "day", value = "price", span = true }
        [source.columns]
        sku = "sku"
        from_day = "day"
        to_day = "day_to"
        price = "price"
    """
    rows = mapped(tmp_path, toml, tmp_path / "prices.parquet")
    assert [(row["sku"], row["from_day"][8:], row["to_day"][8:], row["price"]) for row in rows] == [
        ("a", "01", "02", "9.5"), ("a", "03", "03", "7.0"), ("a", "05", "05", "9.5"),
        ("b", "02", "03", "4.0"), ("b", "05", "05", "4.0"),
    ]  # fmt: skip


def test_a_second_file_is_joined_and_must_have_each_key_once(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text("ean,n\n1,5\n2,6\n9,7\n")
    (tmp_path / "items.csv").write_text("ean,sku\n1,A\n2,B\n")
    toml = """
        [[source]]
        file = "sales.csv"
        table = "signals"
        where = { n = { not = ["6"] } }
        [source.columns]
        sku = { first_of = ["item.sku", "=unknown"] }
        units = "n"
        [[source.lookup]]
        name = "item"
        file = "items.csv"
        on = ["ean"]
    """
    rows = mapped(tmp_path, toml, tmp_path / "sales.csv")
    assert [(row["sku"], row["units"]) for row in rows] == [("A", "5"), ("unknown", "7")]
    (tmp_path / "items.csv").write_text("ean,sku\n1,A\n1,B\n")
    with pytest.raises(InputError, match="ean = 1 stands in 2 rows"):
        mapped(tmp_path, toml, tmp_path / "sales.csv")


def test_json_lines_are_opened_and_their_lists_exploded(tmp_path: Path) -> None:
    file = tmp_path / "e.jsonl"
    orders = [{"id": "1", "a b": {"c": 2}, "products": [{"sku": "A"}, {"sku": "B"}]}, {"id": "2", "products": []}]
    file.write_text("\n".join(json.dumps(one) for one in orders) + "\nnot json\n")
    toml = """
        [[source]]
        table = "signals"
        explode = "products"
        [source.columns]
        signal_id = "id"
        sku = "item.sku"
        units = "a b.c"
    """
    rows = mapped(tmp_path, toml, file)
    assert [(r["signal_id"], r["sku"], r["units"], r["line"], r["part"]) for r in rows] == [
        ("1", "A", "2", 1, 0), ("1", "B", "2", 1, 1),
    ]  # fmt: skip


def test_all_that_is_wrong_with_a_mapping_is_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text("""
        colour = "x"
        [[source]]
        tabel = "signals"
        [source.columns]
        sku = { form = "x" }
        day = { from = "x", extract = "(" }
    """)
    with pytest.raises(InputError) as caught:
        read_mapping(path)
    said = str(caught.value)
    for part in (
        "unknown key colour",
        "unknown key tabel",
        "names no table",
        "unknown key form",
        "is not a valid pattern",
    ):
        assert part in said


def test_columns_the_file_does_not_have_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"reads column z, which the file does not have. It has x, y"):
        one_cell(tmp_path, '"z"', "a")


def test_a_file_for_no_source_and_an_unknown_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n")
    toml = '[[source]]\nfile = "b*.csv"\ntable = "nothing"\n[source.columns]\nsku = "x"\n'
    with pytest.raises(InputError, match=r"there is no table nothing[\s\S]*no source of mapping map reads it"):
        mapped(tmp_path, toml, tmp_path / "a.csv")
