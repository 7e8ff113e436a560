"""A page reads of a large plan's tables what it shows: each when it is asked for, and once."""

from __future__ import annotations

import pyarrow as pa
import pytest

from treadle.report.page import _Asked


def test_rows_are_read_once_they_are_asked_for_and_of_some_options_only() -> None:
    weeks = pa.table({"option_id": ["a", "b", "a", "c"], "week": [1, 1, 2, 1]})
    rows = _Asked({"forecast": weeks, "history": weeks.slice(0, 1), "buy": weeks})
    rows.only("forecast", ["a", "gone"])
    assert rows["forecast"] == [{"option_id": "a", "week": 1}, {"option_id": "a", "week": 2}]
    assert rows["buy"] == weeks.to_pylist() and rows["buy"] is rows["buy"]
    assert set(rows._read) == {"forecast", "buy"}, "nobody asked for the history"
    assert rows.get("gone", ()) == () and set(rows) == {"forecast", "history", "buy"}
    with pytest.raises(KeyError):
        rows["gone"]
