from __future__ import annotations

import pyarrow as pa

from treadle.errors import Problem
from treadle.replenish.stock import read_stock


def _read(columns: dict[str, list[object]], has_site: bool = True) -> tuple[object, list[str]]:
    found: list[Problem] = []
    state = read_stock(pa.table(columns), has_site, found)
    return state, [str(problem) for problem in found]


def test_weeks_of_receipts_are_read_by_name_in_any_order() -> None:
    found: list[Problem] = []
    table = pa.table(
        {
            "receipt_in_3_weeks": ["7", ""],
            "sku": ["007", "08"],
            "site": ["1", "1"],
            "receipt_in_1_week": ["1", "2"],
            "on_hand": ["4", "0"],
            "colour": ["red", "blue"],
        }
    )
    state = read_stock(table, True, found)
    assert not found
    assert state is not None
    assert state.skus == ["007", "08"]
    assert state.on_hand.tolist() == [4.0, 0.0]
    assert state.receipts.tolist() == [[1.0, 0.0, 7.0], [2.0, 0.0, 0.0]]
    assert state.receipts_until(2).tolist() == [[1.0, 0.0], [2.0, 0.0]]
    assert state.receipts_until(4).tolist() == [[1.0, 0.0, 7.0, 0.0], [2.0, 0.0, 0.0, 0.0]]


def test_every_problem_is_told_with_its_row() -> None:
    _, said = _read(
        {
            "sku": ["a", "", "a", "b"],
            "site": ["1", "1", "1", "2"],
            "on_hand": ["4", "-1", "many", ""],
            "receipt_soon": ["1", "1", "1", "1"],
            "receipt_in_0_weeks": ["1", "1", "1", "1"],
        }
    )
    text = "\n".join(said)
    assert "stock, row 3, column sku: is missing" in text
    assert "stock, row 3, column on_hand: is negative" in text
    assert "stock, row 4, column on_hand: is not a number" in text
    assert "stock, row 5, column on_hand: is missing" in text
    assert "sku 'a', site '1' comes 2 times (rows 2, 4)" in text
    assert "column receipt_soon: does not name a week" in text
    assert "column receipt_in_0_weeks: is out of range" in text
    assert len(said) == 7


def test_missing_columns_are_all_named() -> None:
    state, said = _read({"item": ["a"]})
    assert state is None
    assert [line.split(":")[0] for line in said] == [
        "stock, column sku", "stock, column site", "stock, column on_hand"
    ]  # fmt: skip
    state, said = _read({"sku": ["a"], "on_hand": [1]}, has_site=False)
    assert state is not None and not said
