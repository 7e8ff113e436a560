"""A product row that is deleted in its source is asked about, then dropped from the range; it may come again."""

from __future__ import annotations

from pathlib import Path

from desk import Desk

from treadle.storage.brand import load_brand
from treadle.storage.lake import Lake

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
    snapshot = load_brand(desk.folder, currency="EUR", time_zone="Europe/Berlin")
    assert [one.sku for one in snapshot.catalogue.skus] == ["T-red-S"]
    assert [(one.sku, one.units) for one in snapshot.on_hand] == [("T-red-S", 4)]

    number = Lake(folder=desk.folder).next_number() - 1
    assert desk.run("undo", str(desk.folder), str(number)) == 0
    assert skus(desk) == ["T-blue-S", "T-red-S"]
    assert desk.run(*said) == 0 and skus(desk) == ["T-red-S"], "an import that was taken back before"
    assert desk.bring(desk.file("again.csv", text(RED, BLUE)), _as="products") == 0
    assert skus(desk) == ["T-blue-S", "T-red-S"], "a row that comes again, as it was"


def test_a_list_of_other_products_asks_nothing_when_rows_could_not_be_read(tmp_path: Path) -> None:
    desk = brand(tmp_path)
    assert desk.bring(desk.file("products.csv", text(RED, BLUE.replace("20.00", "dear"))), _as="products") == 0
    assert "earlier edition" not in desk.said and skus(desk) == ["T-blue-S", "T-red-S"]
