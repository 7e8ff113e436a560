"""The small inputs of the public data that once failed: each gives what its case says is right."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from desk import Desk


def desk_of(tmp_path: Path, shared_data: Path, case: str, currency: str = "EUR", zone: str = "Europe/Berlin") -> Desk:
    shutil.copytree(shared_data / "import_cases" / case, tmp_path / "files")
    desk = Desk(tmp_path, currency, zone)
    desk.home = tmp_path / "files"
    return desk


#: Case, then the imports it makes (files, and --as or --map), the exit code of each, and pieces ordered at the end.
RUNS = [
    ("column-not-known-is-ignored", [("sales.csv", "signals", 0), ("sales_capital.csv", "signals", 0)], 17),
    ("every-row-set-aside-and-exit-0", [("trailing.csv", "signals", 0), ("newline_in_heading.csv", "signals", 0)], 5),
    ("ga4-purchase-without-transaction", [("events_20260301.jsonl", "ga4", 0)], 7),
    ("lines-end-in-CR-only", [("sales.csv", "signals", 0)], 3),
    ("mapping-of-json-misspelt", [("c_json.jsonl", "c_json.toml", 1)], 0),
    ("month-to-date-export-again", [("mtd_2.csv", "signals", 0), ("mtd_3.csv", "signals", 0)], 9),
    ("orders-sorted-in-a-spreadsheet", [("orders_export.csv", "shopify", 0)], 4),
    ("segment-orders-without-order_id", [("events.jsonl", "segment", 0)], 6),
    ("sheet-per-month", [("months.xlsx", "signals", 0)], 60),
    ("sheet-that-is-not-a-workbook",
     [("report.xls", "signals", 1), ("table.xls", "signals", 0), ("sep.csv", "signals", 0)], 4),
    ("shop-without-skus", [("products_export.csv", "shopify", 0), ("orders_export.csv", "shopify", 0)], 1),
    ("shopify-headings-old-and-new", [("new_products.csv", "shopify", 0), ("old_orders.csv", "shopify", 0)], 1),
    ("sycm-preamble-and-gbk", [("preamble.xls", "sycm", 0), ("preamble.csv", "sycm", 0), ("gbk.csv", "sycm", 0)], 25),
    ("year-of-two-digits", [("amz.csv", "map.toml", 1)], 0),
]  # fmt: skip


@pytest.mark.parametrize(("case", "runs", "pieces"), RUNS, ids=[case for case, _, _ in RUNS])
def test_pieces_and_exit(
    tmp_path: Path, shared_data: Path, case: str, runs: list[tuple[str, str, int]], pieces: int
) -> None:
    desk = desk_of(tmp_path, shared_data, case)
    for file, how, code in runs:
        mapping = str(desk.home / how) if how.endswith(".toml") else how
        options = {"_as": how} if how == "signals" else {"map": mapping}
        assert desk.bring(desk.home / file, **options) == code, (file, desk.said)
    assert desk.pieces() == pieces


def test_prices(tmp_path: Path, shared_data: Path) -> None:
    paid = desk_of(tmp_path, shared_data, "discounts-are-not-in-the-price")
    assert paid.bring(paid.home / "orders_export.csv", map="shopify") == 0
    assert [cents for (cents,) in paid.rows("signals", "price_cents")] == [5000, 7000]


def test_line_totals_and_marks(tmp_path: Path, shared_data: Path) -> None:
    desk = desk_of(tmp_path, shared_data, "line-total-instead-of-price", "USD", "America/New_York")
    rules = (desk.home / "e_square.toml").read_text().replace('"Gross Sales", ', '"Gross Sales", per = "Qty", ')
    (desk.home / "e_square.toml").write_text(rules)
    assert desk.bring(desk.home / "e_square.csv", map=str(desk.home / "e_square.toml")) == 0
    assert [cents for (cents,) in desk.rows("signals", "price_cents")] == [2000, 2000]


def test_thousands(tmp_path: Path, shared_data: Path) -> None:
    desk = desk_of(tmp_path, shared_data, "thousands-mark-eats-the-decimal")
    assert desk.bring(desk.home / "b_num.csv", map=str(desk.home / "b_num.toml")) == 0
    assert dict(desk.rows("signals", "signal_id", "price_cents")) == {"1": 2990, "2": 129900, "5": 129900, "6": 2990}


def test_offsets(tmp_path: Path, shared_data: Path) -> None:
    desk = desk_of(tmp_path, shared_data, "offset-in-date_format", zone="America/New_York")
    assert desk.bring(desk.home / "b_tz.csv", map=str(desk.home / "b_tz.toml")) == 0
    found = sorted(at.astimezone().timestamp() for (at,) in desk.rows("signals", "happened_at"))  # type: ignore[attr-defined]
    assert found == [1772377200.0, 1772422200.0]


def test_leading_zeros(tmp_path: Path, shared_data: Path) -> None:
    desk = desk_of(tmp_path, shared_data, "leading-zeros-by-cell-format")
    assert desk.bring(desk.home / "types.xlsx", _as="signals") == 0
    assert "00123" in [sku for (sku,) in desk.rows("signals", "sku")]


def test_stock(tmp_path: Path, shared_data: Path) -> None:
    desk = desk_of(tmp_path, shared_data, "stock-of-two-bins")
    assert desk.bring(desk.home / "stock.csv", _as="stock") == 0
    assert sorted(desk.rows("stock", "sku", "units")) == [("A-M", 10), ("A-S", 42)]


def test_oversold_stock(tmp_path: Path, shared_data: Path) -> None:
    desk = desk_of(tmp_path, shared_data, "oversold-stock")
    assert desk.bring(desk.home / "stock.csv", _as="stock") == 0
    assert sorted(desk.rows("stock", "sku", "units")) == [("A-M", 5), ("A-S", 0)]


def test_one_day_far_ahead(tmp_path: Path, shared_data: Path) -> None:
    desk = desk_of(tmp_path, shared_data, "one-day-far-ahead")
    assert desk.bring(desk.home / "products_export.csv", desk.home / "orders_export.csv", map="shopify") == 0
    assert desk.bring(desk.home / "typo.csv", _as="signals") == 0
    assert desk.run("check", str(desk.folder)) == 0 and "one signal lies 36 years after all others" in desk.said


def test_variants_share_a_sku(tmp_path: Path, shared_data: Path) -> None:
    desk = desk_of(tmp_path, shared_data, "variants-share-a-sku")
    assert desk.bring(desk.home / "products_export.csv", map="shopify") == 0 and desk.said.count('"sku GW-01"') == 3


def test_sizes(tmp_path: Path, shared_data: Path) -> None:
    desk = desk_of(tmp_path, shared_data, "sizes-in-words-and-plus-sizes")
    assert desk.bring(desk.home / "products_export.csv", map="shopify") == 0
    places = sorted(desk.rows("size_scales", "size_scale_id", "place", "size"))
    scales = {scale: [size for one, _, size in places if one == scale] for scale, _, _ in places}
    assert scales["of tee"] == ["Small", "Medium", "Large", "X-Large"] and scales["of plus"] == ["XL", "1X", "2X", "3X"]
    assert scales["of baby"] == ["0-3M", "3-6M", "12-18M", "2T", "3T"] and scales["of bra"] == ["70B", "70C", "75B"]
    assert scales["of br"] == ["P", "M", "G", "GG"] and scales["of caps"] == scales["of es"] == ["S", "M", "L"]
    assert (
        desk.run("check", str(desk.folder)) == 0 and "sizes 2XL, XXL of scale of mix have the same place" in desk.said
    )
