"""Refill and transfers from plain tables: what the shops sell decides where goods go."""

from __future__ import annotations

import datetime

import numpy as np
import pyarrow as pa
import pytest

from treadle.errors import InputError
from treadle.plant.shop_cases import ShopTerms, shop_cases
from treadle.replenish.refill import refill
from treadle.replenish.transfer import transfers
from treadle.report.shipments import shipment_table

SKUS = ("red-S", "red-M", "red-L")
PRODUCTS = pa.table({"sku": SKUS, "option_id": ["red"] * 3})


def history() -> pa.Table:
    """Shop A sells 4, 8 and 4 a week, shop B a quarter of it, the web shop 2 of each."""
    rng = np.random.default_rng(1)
    rows = []
    for site, scale in (("A", 1.0), ("B", 0.25), ("WEB", 0.5)):
        for sku, mean in zip(SKUS, (4.0, 8.0, 4.0), strict=True):
            for week in range(60):
                day = datetime.date(2024, 1, 1) + datetime.timedelta(days=7 * week)
                rows.append({"sku": sku, "site": site, "date": day, "units": int(rng.poisson(scale * mean))})
    return pa.Table.from_pylist(rows)


def stock(a: int, b: int, warehouse: int, *more: tuple[str, int]) -> pa.Table:
    rows = [
        {"sku": sku, "site": site, "on_hand": units}
        for site, units in (("A", a), ("B", b), ("W", warehouse), *more)
        for sku in SKUS
    ]
    return pa.Table.from_pylist(rows)


def test_the_warehouse_goes_to_the_shop_that_sells_and_online_keeps_its_own() -> None:
    (case,) = shop_cases(history(), PRODUCTS, stock(0, 0, 12), ShopTerms(warehouse="W", key_share=0.4))
    assert case.shop_ids == ("A", "B") and case.is_key.tolist() == [False, True, False]
    sent = refill(case)
    to = {shop: sum(line.units for line in sent if line.to_place_id == shop) for shop in "AB"}
    assert sum(to.values()) <= 36 and to["A"] > 2 * to["B"] > 0
    (shared,) = shop_cases(
        history(), PRODUCTS, stock(0, 0, 12, ("WEB", 0)), ShopTerms(warehouse="W", online="WEB", key_share=0.4)
    )
    assert sum(line.units for line in refill(shared)) < sum(to.values())
    (kept,) = shop_cases(
        history(), PRODUCTS, stock(0, 0, 12), ShopTerms(warehouse="W", reserve_share=0.5, key_share=0.4)
    )
    assert sum(line.units for line in refill(kept)) <= 18
    table = shipment_table(sent)
    assert table.column_names[:4] == ["sku", "from_site", "to_site", "units"] and table.num_rows == len(sent)


def test_goods_move_to_the_shop_that_runs_out() -> None:
    (case,) = shop_cases(history(), PRODUCTS, stock(0, 40, 0), ShopTerms(warehouse="W", weeks=3))
    moves = transfers(case, least_extra_units=2.0)
    assert {(line.from_place_id, line.to_place_id) for line in moves} == {("B", "A")}


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        shop_cases(history(), pa.table({"sku": SKUS}), stock(0, 0, 1), ShopTerms(warehouse="HOME"))
    assert len(caught.value.problems) == 2
