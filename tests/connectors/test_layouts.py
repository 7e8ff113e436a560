"""Layouts that treadle knows: golden files written by hand from the published formats, reconciled row for row."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from treadle.connectors.layouts import find_mapping, known_layouts
from treadle.connectors.sources import open_sources
from treadle.errors import InputError
from treadle.settings import settings_template
from treadle.storage.folder_rows import FolderRows
from treadle.storage.folder_writing import write_folder
from treadle.storage.intake import import_rows
from treadle.storage.lake import JournalEntry, open_duckdb
from treadle.terms.budget import Silence
from treadle.terms.tables import TABLES

GOLDEN = Path(__file__).parent / "golden"
ZONE = "Europe/Berlin"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tmp_path / "b", settings_template(), {}, has_workbook=False)
    return tmp_path / "b"


def bring(folder: Path, layout: str, *files: Path) -> list[JournalEntry]:
    sources = open_sources(files, tables=TABLES, mapping=find_mapping(Path(layout)))
    return [import_rows(folder, source, time_zone=ZONE, progress=Silence()) for source in sources]


def counts(entries: list[JournalEntry]) -> list[tuple[int, int, int, int, int]]:
    return [(e.read_rows, e.kept_rows, e.repeated_rows, e.set_aside_rows, e.left_out_rows) for e in entries]


def rows(folder: Path, table: str, *columns: str) -> list[tuple[object, ...]]:
    found = FolderRows.of(folder, open_duckdb("UTC")).read(table).select(list(columns)).to_pylist()
    return [tuple(row.values()) for row in found]


def test_segment(folder: Path) -> None:
    entries = bring(folder, "segment", GOLDEN / "segment.jsonl")
    # 10 lines, the last one cut off: refused once per source. Double posts (m4; order O1 twice) count once.
    assert counts(entries) == [(2, 1, 0, 1, 8), (4, 2, 1, 1, 6), (6, 3, 2, 1, 6)]
    assert rows(folder, "signals", "kind", "sku", "option_id", "query", "units", "price_cents", "customer_id") == [
        ("search", None, None, "linen shirt", 1.0, None, "a1"),
        ("view", None, "P1", None, 1.0, 5990, "a1"),
        ("cart", "P1-M", None, None, 2.0, 5990, "a1"),
        ("order", "P1-M", None, None, 2.0, 5990, "u1"),
        ("order", "P1-L", None, None, 1.0, 5990, "u1"),
        ("return", "P1-L", None, None, 1.0, None, "u1"),
    ]
    order = rows(folder, "signals", "happened_at", "known_at")[3]
    assert [moment.astimezone(UTC) for moment in order] == [  # type: ignore[attr-defined]
        datetime(2026, 1, 5, 9, 5, tzinfo=UTC), datetime(2026, 1, 6, 7, 0, tzinfo=UTC),
    ]  # fmt: skip


GA4_ROWS = [
    ("search", None, "red dress", 1.0, None),
    ("view", "D-RED-S", None, 1.0, 4950),
    ("cart", "D-RED-S", None, 2.0, 4950),
    ("order", "D-RED-S", None, 2.0, 4950),
    ("order", "D-RED-M", None, 1.0, 4950),
]


def test_ga4_json_lines_and_a_revised_day(folder: Path, tmp_path: Path) -> None:
    assert counts(bring(folder, "ga4", GOLDEN / "ga4.jsonl")) == [(1, 1, 0, 0, 4), (2, 2, 0, 0, 3), (2, 2, 0, 0, 4)]
    assert rows(folder, "signals", "kind", "sku", "query", "units", "price_cents") == GA4_ROWS
    lines = (GOLDEN / "ga4.jsonl").read_text().splitlines()
    late = lines[2].replace("1767603720000000", "1767640000000000")
    revised = tmp_path / "events_20260105.jsonl"
    revised.write_text("\n".join([*lines[:3], lines[3].replace('"quantity":"1"', '"quantity":"4"'), late]) + "\n")
    entries = bring(folder, "ga4", revised)
    assert [(e.kept_rows, e.repeated_rows, e.replaced_rows) for e in entries] == [(0, 1, 0), (1, 2, 0), (0, 1, 1)]
    found = rows(folder, "signals", "kind", "sku", "units")
    assert ("order", "D-RED-M", 4.0) in found and len(found) == 6


def test_ga4_parquet_is_read_like_json(folder: Path, tmp_path: Path) -> None:
    import json

    lines = [json.loads(line) for line in (GOLDEN / "ga4.jsonl").read_text().splitlines()]
    for line in lines:
        line["event_timestamp"] = int(line["event_timestamp"])
        line.setdefault("ecommerce", {"transaction_id": None})
        line.setdefault("user_id", None)
        line["event_params"] = [
            {"key": p["key"], "value": {"string_value": p["value"].get("string_value"),
                                        "int_value": int(p["value"].get("int_value", 0))}}
            for p in line["event_params"]
        ]  # fmt: skip
        line["items"] = [
            {"item_id": i["item_id"], "price": i.get("price"), "quantity": int(i.get("quantity", 1))}
            for i in line["items"]
        ]
    pq.write_table(pa.Table.from_pylist(lines), tmp_path / "events_20260105.parquet")
    bring(folder, "ga4", tmp_path / "events_20260105.parquet")
    assert rows(folder, "signals", "kind", "sku", "query", "units", "price_cents") == GA4_ROWS


def test_shopify_orders(folder: Path) -> None:
    entries = bring(folder, "shopify", GOLDEN / "shopify_orders_export.csv")
    assert counts(entries) == [(6, 6, 0, 0, 0), (1, 1, 0, 0, 5)]
    found = rows(folder, "signals", "signal_id", "kind", "sku", "units", "price_cents", "channel", "customer_id")
    one, two, three = (f"shopify:{name}:2026-01-0{day} {at}:00 +0100" for name, day, at in (
        ("#1001", 5, "10:00"), ("#1002", 5, "23:30"), ("#1003", 6, "08:00")))  # fmt: skip
    assert found == [
        (f"{one}:1", "order", "TEE-W-M", 2.0, 2990, "web", "ann@example.com"),
        (f"{one}:2", "order", "TEE-W-L", 1.0, 5990, "web", "ann@example.com"),
        (f"{one}:3", "order", "Gift wrapping", 1.0, 0, "web", "ann@example.com"),
        (f"{two}:1", "order", "TEE-W-M", 1.0, 2990, "web", "bob@example.com"),
        (f"{three}:1", "order", "TEE-W-M", 1.0, 2990, "pos", "cat@example.com"),
        (f"{three}:2", "order", "TEE-W-M", 1.0, 2990, "pos", "cat@example.com"),
        (two.replace("shopify:", "shopify:cancel:") + ":1", "cancel", "TEE-W-M", 1.0, 2990, "web", "bob@example.com"),
    ]
    (first, *_) = rows(folder, "signals", "happened_at")
    assert first[0].astimezone(UTC) == datetime(2026, 1, 5, 9, 0, tzinfo=UTC)  # type: ignore[attr-defined]


def test_shopify_products(folder: Path) -> None:
    entries = bring(folder, "shopify", GOLDEN / "shopify_products_export.csv")
    assert counts(entries) == [(4, 4, 0, 0, 1), (4, 3, 1, 0, 1)]
    found = rows(folder, "products", "sku", "style_id", "option_id", "colour", "size", "category", "unit_cost_cents")
    assert found == [
        ("TEE-W-M", "tee", "tee/White", "White", "M", "T-Shirts", 740),
        ("TEE-W-L", "tee", "tee/White", "White", "L", "T-Shirts", 740),
        ("TEE-N-M", "tee", "tee/Navy", "Navy", "M", "T-Shirts", 740),
        ("SCARF", "scarf", "scarf", "one colour", "one size", "Scarves", 500),
    ]
    scales = rows(folder, "size_scales", "size_scale_id", "size", "place")
    assert sorted(scales, key=lambda row: (row[0], row[2])) == [
        ("of scarf", "one size", 0.0), ("of tee", "M", 5.0), ("of tee", "L", 6.0),
    ]  # fmt: skip


SYCM = [
    ("cart", "610001", 88.0), ("cart", "610002", 3.0), ("order", "610001", 40.0), ("order", "610001", 1012.0),
    ("view", "610001", 2100.0), ("view", "610001", 3450.0), ("view", "610002", 96.0), ("wish", "610001", 52.0),
]  # fmt: skip


def test_sycm_as_csv_and_as_a_workbook(folder: Path, tmp_path: Path) -> None:
    import csv

    from openpyxl import Workbook

    entries = bring(folder, "sycm", GOLDEN / "sycm.csv")
    assert counts(entries) == [(3, 3, 0, 0, 0), (1, 1, 0, 0, 2), (2, 2, 0, 0, 1), (2, 2, 0, 0, 1)]
    assert sorted(rows(folder, "signals", "kind", "option_id", "units")) == SYCM
    assert set(rows(folder, "signals", "period_days")) == {(1,)}
    book = Workbook()
    for row in csv.reader((GOLDEN / "sycm.csv").open(encoding="utf-8")):
        book.active.append(row)
    book.save(tmp_path / "report.xlsx")
    assert [(e.kept_rows, e.repeated_rows) for e in bring(folder, "sycm", tmp_path / "report.xlsx")] == [
        (0, 3), (0, 1), (0, 2), (0, 2),
    ]  # fmt: skip


def test_known_layouts_and_an_unknown_one() -> None:
    assert {"ga4", "segment", "shopify", "sycm", "trends", "magento"} <= set(known_layouts())
    with pytest.raises(InputError, match="no such mapping file"):
        find_mapping(Path("nobody"))
