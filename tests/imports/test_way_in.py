"""A way in without a mapping: what a file is, what it would bring, taking it back, mended rows; and the layouts."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import Desk

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, currency="EUR")


#: Layout, golden file, pieces ordered (or lying in stock), and the prices paid in cents.
LAYOUTS = [
    ("woocommerce", "woocommerce_orders.csv", 4, [1800, 1800, 2500]), ("amazon", "amazon_orders.txt", 5, [1900, 2500]),
    ("amazon", "amazon_fba_inventory.txt", 19, []), ("etsy", "EtsySoldOrderItems2026.csv", 3, [1800, 4000]),
    ("square", "square_items.csv", 3, [1800, 2000]), ("bigcommerce", "bigcommerce_orders.csv", 4, [2500, 2500, 3000]),
    ("magento", "magento_sales_order_item.csv", 3, [1800, 3000]),
    ("lightspeed", "lightspeed_sales.csv", 3, [2000, 2000]),
    ("shopify_inventory", "shopify_inventory.csv", 12, []), ("alibaba_1688", "1688_orders.csv", 70, [1250, 2300]),
    ("taobao", "taobao_items.csv", 3, [9900, 12900]), ("erpnext", "erpnext_orders.csv", 5, [2000, 2500]),
    ("odoo", "odoo_lines.csv", 6, [2000, 2500]),
]  # fmt: skip


@pytest.mark.parametrize(("layout", "name", "pieces", "prices"), LAYOUTS, ids=[name for _, name, _, _ in LAYOUTS])
def test_a_layout_is_recognised_and_read(desk: Desk, layout: str, name: str, pieces: int, prices: list[int]) -> None:
    assert desk.run("import", str(desk.folder), str(GOLDEN / name)) == 0, desk.said
    assert "sure: it has the columns by which one is known" in desk.said
    if prices:
        assert desk.pieces() == pieces, desk.said
        found = desk.rows("signals", "kind", "price_cents")
        assert sorted(int(str(cents)) for kind, cents in found if kind == "order") == prices
    else:
        assert sum(int(str(units)) for (units,) in desk.rows("stock", "units")) == pieces
    before = desk.rows("signals", "signal_id") + desk.rows("stock", "sku", "units")
    assert desk.bring(GOLDEN / name, map=layout) == 0
    assert desk.rows("signals", "signal_id") + desk.rows("stock", "sku", "units") == before


def test_an_unsure_guess_asks_and_without_a_terminal_says_what_to_add(desk: Desk) -> None:
    file = desk.file(
        "list.csv", "date,kind,sku,qty,colour of tag,weather,note,buyer,who,why\n2026-02-01,order,K,2,,,,,,\n"
    )
    assert desk.run("import", str(desk.folder), str(file)) == 1
    assert "Add --as signals, or --yes" in desk.said
    assert desk.run("import", str(desk.folder), str(file), "--yes") == 0 and desk.pieces() == 2
    other = desk.file("what.csv", "a,b\n1,2\n")
    assert desk.run("import", str(desk.folder), str(other), "--yes") == 1 and "--draft" in desk.said


def test_a_preview_writes_nothing_and_a_draft_is_a_mapping(desk: Desk) -> None:
    head = "Order Date;kind;SKU;Menge;Stückpreis;Wetter"
    file = desk.file("sales.csv", f"{head}\n02.02.2026;order;K-1;3;19,90\n".replace("19,90", "19,90;mild") +
                     "05.02.2026;order;K-2;1;9,00;cold\n")  # fmt: skip
    assert desk.run("import", str(desk.folder), str(file), "--as", "signals", "--preview") == 0
    for part in ("2 rows, 0 of them", "4 pieces, 68.70", "first day 2026-02-02, last day 2026-02-05",
                 "columns not read: Wetter", "Nothing was written"):  # fmt: skip
        assert part in desk.said
    assert desk.rows("signals", "sku") == []
    draft = desk.home / "map.toml"
    assert desk.run("import", str(desk.folder), str(file), "--as", "signals", "--draft", str(draft)) == 0
    assert 'units = "Menge"  # another word for it' in draft.read_text() and '# not read: "Wetter"' in draft.read_text()
    assert desk.bring(file, map=str(draft)) == 0 and desk.pieces() == 4


def test_an_import_is_taken_back_and_so_is_the_undoing(desk: Desk) -> None:
    head = "signal_id,happened_at,kind,sku,units"
    desk.bring(desk.file("a.csv", f"{head}\nx,2026-02-01,order,K,1\ny,2026-02-01,order,K,1\n"), _as="signals")
    desk.bring(desk.file("b.csv", f"{head}\nx,2026-02-01,order,K,7\n"), _as="signals")
    assert desk.pieces() == 8
    assert desk.run("undo", str(desk.folder), "2") == 0 and desk.pieces() == 2
    assert desk.run("undo", str(desk.folder), "2") == 1 and "taken back before" in desk.said
    assert desk.run("undo", str(desk.folder), "3") == 0 and desk.pieces() == 8
    assert desk.run("undo", str(desk.folder), "1") == 0 and desk.pieces() == 7
    assert desk.run("undo", str(desk.folder), "9") == 1 and "no import 9" in desk.said
    assert desk.bring(desk.home / "a.csv", _as="signals") == 0 and desk.pieces() == 2  # the newest import of x


def test_set_aside_rows_come_back_mended(desk: Desk) -> None:
    file = desk.file("counts.csv", "sku,place_id,units\nK-1,hall,3\nK-2,hall,some\n=K-3,hall,few\n")
    assert desk.bring(file, _as="stock") == 0
    aside = next((desk.folder / ".treadle" / "set_aside").glob("*.csv"))
    text = aside.read_text(encoding="utf-8")
    assert "'=K-3" in text
    mended = desk.file("mended.csv", text.replace(",some,", ",5,").replace(",few,", ",6,"))
    assert desk.run("check", str(desk.folder)) == 1 and "2 rows of counts.csv" in desk.said
    assert desk.run("import", str(desk.folder), str(mended)) == 0, desk.said
    assert sorted(desk.rows("stock", "sku", "units")) == [("=K-3", 6), ("K-1", 3), ("K-2", 5)]
    desk.run("check", str(desk.folder))
    assert "rows of counts.csv" not in desk.said
