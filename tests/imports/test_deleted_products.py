"""A product row that is deleted in its source is asked about, then dropped from the range; it may come again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from desk import Desk

from treadle.plant.books import entry_of, ledger_of
from treadle.plant.plan import plan_folder
from treadle.settings import read_settings
from treadle.storage.brand import load_brand
from treadle.storage.lake import Lake
from treadle.terms.entry import Ordered, Release
from treadle.terms.release import ReleasedOrder
from treadle.terms.snapshot import Snapshot

HEAD = "sku,style_id,option_id,colour,size,size_scale_id,category,price,unit_cost"
RED, BLUE = (f"T-{one}-S,T,T-{one},{one},S,letters,tee,20.00,6.50" for one in ("red", "blue"))


def text(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows, ""])


def skus(desk: Desk) -> list[object]:
    return sorted(str(row[0]) for row in desk.rows("products", "sku"))


def brand(home: Path) -> Desk:
    """Two options by a list; stock, places, sizes and sales by others."""
    desk = Desk(home)
    for name, head, *rows in (
        ("size_scales", "size_scale_id,place,size", "letters,1,S"),
        ("places", "place_id,kind,name", "home,warehouse,Home"),
        ("products", HEAD, RED, BLUE),
        ("stock", "sku,place_id,units", "T-red-S,home,4", "T-blue-S,home,7"),
        ("signals", "signal_id,happened_at,kind,sku,units", "s1,2026-01-05T10:00:00,order,T-red-S,1",
         "s2,2026-01-05T10:00:00,order,T-blue-S,1"),
    ):  # fmt: skip
        assert desk.bring(desk.file(f"{name}.csv", text(*rows, head=head)), _as=name) == 0, desk.said
    return desk


def test_it_is_asked_about_then_dropped_and_taken_back(tmp_path: Path) -> None:
    desk = brand(tmp_path)
    shorter = desk.file("products.csv", text(RED))
    assert desk.bring(shorter, _as="products") == 0
    assert "T-blue-S: in the range by an earlier edition of this list" in desk.said
    assert "say treadle import DIR products.csv --drop-missing" in desk.said
    assert skus(desk) == ["T-blue-S", "T-red-S"]
    assert desk.run("check", str(desk.folder)) == 0
    assert "If they are gone, say treadle import DIR products.csv --drop-missing" in desk.said

    said = ("import", str(desk.folder), str(shorter), "--as", "products", "--drop-missing")
    assert desk.run(*said) == 0
    assert "dropped from the range, as they are not in this list: T-blue-S" in desk.said
    assert skus(desk) == ["T-red-S"]
    assert desk.run("check", str(desk.folder)) == 0, desk.said
    assert "T-blue" not in desk.said, "its stock and sales are no fault"
    snapshot = seen(desk)
    assert [one.sku for one in snapshot.catalogue.skus] == ["T-red-S"]
    assert [(one.sku, one.units) for one in snapshot.on_hand] == [("T-red-S", 4)]

    number = Lake(folder=desk.folder).next_number() - 1
    assert desk.run("undo", str(desk.folder), str(number)) == 0
    assert skus(desk) == ["T-blue-S", "T-red-S"]
    assert desk.run(*said) == 0 and skus(desk) == ["T-red-S"], "an import that was taken back before"
    assert desk.bring(desk.file("again.csv", text(RED, BLUE)), _as="products") == 0
    assert skus(desk) == ["T-blue-S", "T-red-S"], "a row that comes again, as it was"


def seen(desk: Desk) -> Snapshot:
    return load_brand(desk.folder, currency="EUR", time_zone="Europe/Berlin")


def by_hand(desk: Desk, *rows: str) -> None:
    (desk.folder / "tables" / "products.csv").write_text(text(*rows), encoding="utf-8")


def of_hand(home: Path) -> Desk:
    """The same brand with its products written by hand."""
    desk = brand(home)
    assert desk.run("undo", str(desk.folder), "3") == 0, desk.said
    by_hand(desk, RED, BLUE)
    assert desk.run("check", str(desk.folder)) == 0, desk.said
    return desk


def test_a_row_deleted_by_hand_is_asked_about_then_dropped_and_a_plan_runs(tmp_path: Path) -> None:
    desk = of_hand(tmp_path)
    by_hand(desk, RED)
    assert desk.run("check", str(desk.folder)) == 1
    assert '"T-blue-S" is not in table products' in desk.said
    assert "if it is gone, say treadle check DIR --drop-missing" in desk.said

    assert desk.run("check", str(desk.folder), "--drop-missing") == 0, desk.said
    number = Lake(folder=desk.folder).next_number() - 1
    assert f"Dropped from the range: T-blue-S (back with treadle undo {desk.folder} {number})" in desk.said
    assert desk.run("check", str(desk.folder), "--drop-missing") == 0
    assert "nothing was dropped" in desk.said and "T-blue" not in desk.said
    plan = plan_folder(desk.folder).plan
    assert [case.option_id for case in plan.cases] == ["T-red"]

    assert desk.run("undo", str(desk.folder), str(number)) == 0
    assert desk.run("check", str(desk.folder)) == 1, "asked about again"
    assert desk.run("check", str(desk.folder), "--drop-missing") == 0
    by_hand(desk, RED, BLUE)
    assert desk.run("check", str(desk.folder)) == 0, desk.said
    assert skus(desk) == ["T-blue-S", "T-red-S"] and "T-blue-S" in seen(desk).catalogue.sku, "its row is back"


@pytest.mark.parametrize("is_by_hand", [True, False])
def test_what_is_still_to_come_stays_until_it_is_closed(tmp_path: Path, is_by_hand: bool) -> None:
    desk = of_hand(tmp_path) if is_by_hand else brand(tmp_path)
    order = ReleasedOrder(
        work_order_id="PO-9", style_id="T", units={"T-blue-S": 5}, due_day=date(2026, 2, 20), factory_id="",
        promise_day=date(2026, 2, 20), origin_day=date(2026, 1, 6), line_id="", cost_cents=3_000,
    )  # fmt: skip
    settings, told = read_settings(desk.folder), {"known": date(2026, 1, 6), "author": "Mira"}
    one = Release(plan_id="p", facts="f", as_of=date(2026, 1, 6), order_ids=("PO-9",))
    ordered = Ordered(release_id="R1", plan_id="p", order=order)
    ledger_of(desk.folder, settings).add(
        [entry_of("release", "R1", one, key="r", settings=settings, **told),
         entry_of("order", "PO-9", ordered, key="o", settings=settings, **told)]
    )  # fmt: skip
    drop: tuple[str, ...] = ("check", str(desk.folder), "--drop-missing")
    if is_by_hand:
        by_hand(desk, RED)
        assert desk.run(*drop) == 1
        assert "T-blue-S: still to come, so it stays in the range" in desk.said
        by_hand(desk, RED, BLUE)
    else:
        drop = (
            "import",
            str(desk.folder),
            str(desk.file("products.csv", text(RED))),
            "--as",
            "products",
            "--drop-missing",
        )
        assert desk.run(*drop) == 0, desk.said
        assert "dropped from the range" not in desk.said
    assert skus(desk) == ["T-blue-S", "T-red-S"]
    assert [(one.order_id, one.open_units) for one in seen(desk).orders] == [("PO-9", 5)]

    assert desk.run("close", str(desk.folder), "PO-9", "--reason", "never made") == 0, desk.said
    if is_by_hand:
        by_hand(desk, RED)
    assert desk.run(*drop) == 0, desk.said
    assert skus(desk) == ["T-red-S"]
    if not is_by_hand:
        assert [case.option_id for case in plan_folder(desk.folder).plan.cases] == ["T-red"]


def test_a_list_of_other_products_asks_nothing_when_rows_could_not_be_read(tmp_path: Path) -> None:
    desk = brand(tmp_path)
    assert desk.bring(desk.file("products.csv", text(RED, BLUE.replace("20.00", "dear"))), _as="products") == 0
    assert "earlier edition" not in desk.said and skus(desk) == ["T-blue-S", "T-red-S"]
