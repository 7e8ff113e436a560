"""The summaries of the connectors, held beside their golden files: pieces, money, first and last day, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import Desk

from treadle.storage.lake import Lake

GOLDEN = Path(__file__).resolve().parents[1] / "connectors" / "golden"

#: Layout, golden file and what its summary must say. Shopify: the sum of `Subtotal`; Segment: the total of order O1.
SUMMARIES = [
    (
        "shopify",
        "shopify_orders_export.csv",
        "7 pieces ordered, 209.40 at the price of a piece, 2026-01-05 to 2026-01-06",
    ),
    ("segment", "segment.jsonl", "3 pieces ordered, 179.70 at the price of a piece, 2026-01-05 to 2026-01-05"),
    ("sycm", "sycm.csv", "1,052 pieces ordered, 2026-01-05 to 2026-01-06"),
    ("ga4", "ga4.jsonl", "3 pieces ordered, 148.50 at the price of a piece, 2026-01-05 to 2026-01-05"),
]


@pytest.mark.parametrize(("layout", "name", "said"), SUMMARIES, ids=[name for name, _, _ in SUMMARIES])
def test_a_summary_reconciles(tmp_path: Path, layout: str, name: str, said: str) -> None:
    desk = Desk(tmp_path)
    desk.bring(GOLDEN / name, map=layout)
    assert f"{name}: {said}" in desk.said, desk.said


def test_a_plain_file_reconciles(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = "date,kind,sku,qty,price\n2026-02-01,order,K,2,19.90\n2026-02-03,order,K,1,9.95\n2026-02-09,view,K,5,\n"
    assert desk.bring(desk.file("plain.csv", text), _as="signals") == 0
    assert "3 pieces ordered, 49.75 at the price of a piece, 2026-02-01 to 2026-02-03" in desk.said


def test_several_files_come_in_together_or_not_at_all(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    good = desk.file("good.csv", "date,kind,sku,qty\n2026-02-01,order,K,2\n")
    bad = desk.file("bad.csv", "date,sku,qty\n2026-02-01,K,2\n")
    assert desk.bring(good, bad, _as="signals") == 1 and desk.pieces() == 0
    assert "nothing of good.csv, bad.csv was taken in" in desk.said and Lake(folder=desk.folder).entries() == []
    again = desk.file("again.csv", "date,kind,sku,qty,period_days\n2026-02-01,order,K,3,1\n")
    more = desk.file("more.csv", "date,kind,sku,qty,period_days\n2026-02-01,order,K,5,1\n2026-02-02,order,K,1,1\n")
    assert desk.bring(good, again, more, _as="signals") == 0 and desk.pieces() == 2 + 5 + 1
    assert [one.number for one in Lake(folder=desk.folder).entries()] == [1, 2, 3]
    assert len(list((desk.folder / ".treadle" / "journal").iterdir())) == 1
    assert desk.run("undo", str(desk.folder), "3") == 0 and desk.pieces() == 2 + 3
    assert desk.bring(good, _as="signals") == 0 and desk.pieces() == 2 + 3
