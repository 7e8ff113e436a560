"""`treadle check` shows what imports since the last plan replaced and what stood in conflict: rows, old and new."""

from __future__ import annotations

from pathlib import Path

from desk import Desk

from treadle.plant.standing import LAST_IMPORT
from treadle.settings import read_settings
from treadle.storage.ledger.open import open_ledger

HEAD = "sku,style_id,option_id,size,size_scale_id,category,price"


def test_replaced_rows_are_shown_with_old_and_new(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    table = desk.folder / "tables" / "products.csv"
    table.write_text(f"{HEAD}\nK0,T,T-r,0,abc,tops,10\n")
    first = [f"K{at},T,T-r,{at},abc,tops,20" for at in range(1, 6)]
    assert desk.bring(desk.file("a.csv", "\n".join([HEAD, *first])), _as="products") == 0
    second = [f"K{at},T,T-r,{at},abc,{'tees' if at == 2 else 'tops'},25" for at in range(5)]
    assert desk.bring(desk.file("b.csv", "\n".join([HEAD, *second])), _as="products") == 0
    desk.run("check", str(desk.folder))
    told = (
        "b.csv: import 2 replaced 5 rows of products (price in 5, category in 1): row 2 (K0): price 10.00 → 25.00; "
        "row 3 (K1): price 20.00 → 25.00; row 4 (K2): category tops → tees, price 20.00 → 25.00; and 2 more"
    )
    assert told in desk.said
    assert desk.run("undo", str(desk.folder), "2") == 0
    desk.run("check", str(desk.folder))
    assert "replaced" not in desk.said


def test_totals_and_conflicts_of_signals_are_shown_until_the_next_plan(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    head = "happened_at,kind,sku,units,period_days"
    assert desk.bring(desk.file("a.csv", f"{head}\n2026-02-02,order,K-1,6,1\n"), _as="signals") == 0
    assert desk.bring(desk.file("b.csv", f"{head}\n2026-02-02,order,K-1,7,1\n"), _as="signals") == 0
    acts = "signal_id,happened_at,kind,sku,units\nx,2026-02-03,order,K-1,1\nx,2026-02-03,order,K-2,1\n"
    desk.bring(desk.file("c.csv", acts), _as="signals")
    desk.run("check", str(desk.folder))
    assert "b.csv: import 2 replaced 1 rows of signals: row 2 (order K-1 2026-02-02): units 6 → 7." in desk.said
    assert "c.csv: import 3 set aside 2 × signal_id: stands in other rows" in desk.said
    settings = read_settings(desk.folder)
    ledger = open_ledger(desk.folder, currency=settings.currency, time_zone=settings.time_zone)
    ledger.keep(LAST_IMPORT, "3")
    desk.run("check", str(desk.folder))
    assert "units 6" not in desk.said and "2 imports before the last plan replaced rows" in desk.said
