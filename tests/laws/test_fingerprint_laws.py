"""A table's digest is of its values: however they lie in memory it is the same, and another value is another digest."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.terms.fingerprint import fingerprint, table_digest

CELLS: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.string(): st.text(max_size=3),
    pa.binary(): st.binary(max_size=3),
    pa.int64(): st.integers(-3, 3),
    pa.float64(): st.sampled_from([0.0, 1.5, -2.0, float("inf")]),
    pa.bool_(): st.booleans(),
    pa.date32(): st.dates(date(2020, 1, 1), date(2020, 1, 5)),
    pa.timestamp("us", tz="UTC"): st.sampled_from([datetime(2020, 1, day, tzinfo=UTC) for day in (1, 2)]),
    pa.list_(pa.string()): st.lists(st.one_of(st.none(), st.text(max_size=2)), max_size=2),
    pa.decimal128(6, 2): st.decimals(-9, 9, places=2),
    pa.struct([("a", pa.int64()), ("b", pa.string())]): st.fixed_dictionaries(
        {"a": st.one_of(st.none(), st.integers(0, 2)), "b": st.text(max_size=1)}
    ),
}
KINDS = sorted(CELLS, key=str)


@st.composite
def columns(draw: st.DrawFn) -> tuple[pa.DataType, list[Any]]:
    kind = draw(st.sampled_from(KINDS))
    return kind, draw(st.lists(st.one_of(st.none(), CELLS[kind]), max_size=6))


def _table(kind: pa.DataType, cells: list[Any]) -> pa.Table:
    return pa.table({"column": pa.array(cells, kind)})


def _other_memory(kind: pa.DataType, cells: list[Any], cut: int) -> list[pa.Table]:
    """The same values as a slice of more, in two chunks with rubbish around, and as a dictionary."""
    more = [value for value in cells if value is not None][:1] or [None]
    sliced = pa.array([*more, *cells, *more], kind).slice(1, len(cells))
    first, last = pa.array([*cells[:cut], *more], kind).slice(0, cut), pa.array([*more, *cells[cut:]], kind).slice(1)
    found = [
        pa.table({"column": sliced}),
        pa.table({"column": pa.chunked_array([first, pa.array([], kind), last])}),
    ]
    if pa.types.is_string(kind) or pa.types.is_int64(kind):
        found.append(pa.table({"column": pa.array(cells, kind).dictionary_encode()}))
    if pa.types.is_string(kind):
        found.append(pa.table({"column": sliced.cast(pa.large_string())}))
    return found


@settings(max_examples=150, deadline=None)
@given(columns(), st.integers(0, 6))
def test_memory_makes_no_difference(column: tuple[pa.DataType, list[Any]], cut: int) -> None:
    kind, cells = column
    digest = table_digest(_table(kind, cells))
    assert [table_digest(one) for one in _other_memory(kind, cells, min(cut, len(cells)))] == [
        digest for _ in _other_memory(kind, cells, 0)
    ]


@settings(max_examples=150, deadline=None)
@given(columns(), st.data())
def test_another_value_makes_a_difference(column: tuple[pa.DataType, list[Any]], data: st.DataObject) -> None:
    kind, cells = column
    others = data.draw(st.lists(st.one_of(st.none(), CELLS[kind]), min_size=len(cells), max_size=len(cells) + 1))
    is_same = _table(kind, cells).to_pylist() == _table(kind, others).to_pylist()
    assert (table_digest(_table(kind, cells)) == table_digest(_table(kind, others))) == is_same


def _under_empty_cells(rubbish: int, kind: pa.DataType) -> pa.Array:
    """Four empty cells whose memory holds something: Arrow lets anything lie under a null."""
    none = pa.py_buffer(bytes([0]))
    if pa.types.is_string(kind):
        offsets = np.arange(5, dtype=np.int32) * rubbish
        return pa.Array.from_buffers(kind, 4, [none, pa.py_buffer(offsets), pa.py_buffer(b"x" * 4 * rubbish)])
    return pa.Array.from_buffers(kind, 4, [none, pa.py_buffer(np.full(4, rubbish, np.int64))])


@pytest.mark.parametrize("kind", [pa.string(), pa.int64(), pa.float64(), pa.timestamp("us")], ids=str)
def test_what_lies_under_empty_cells_is_not_told(kind: pa.DataType) -> None:
    digests = {table_digest(pa.table({"column": _under_empty_cells(rubbish, kind)})) for rubbish in (0, 1, 7)}
    assert digests == {table_digest(pa.table({"column": pa.nulls(4, kind)}))}


def test_a_table_read_from_parquet_is_the_same(tmp_path: Any) -> None:
    table = pa.table({"empty": pa.nulls(50, pa.string()), "name": [f"n{at % 7}" for at in range(50)]})
    for at, ways in enumerate(({"use_dictionary": True}, {"use_dictionary": False, "row_group_size": 7})):
        pq.write_table(table, tmp_path / f"{at}.parquet", **ways)
        assert fingerprint(pq.read_table(tmp_path / f"{at}.parquet")) == fingerprint(table)


def test_names_kinds_and_rows_count() -> None:
    tables = [
        pa.table({"a": [1, 2]}), pa.table({"b": [1, 2]}), pa.table({"a": [1.0, 2.0]}), pa.table({"a": [1, 2, None]}),
        pa.table({"a": [1, 0, None]}), pa.table({"a": pa.nulls(2, pa.int64())}), pa.table({"a": pa.nulls(2)}),
        pa.table({"a": ["1", "2"]}), pa.table({"a": ["", "12"]}), pa.table({"a": [["1"], ["2"]]}),
    ]  # fmt: skip
    assert len({table_digest(one) for one in tables}) == len(tables)
    assert table_digest(pa.table({"a": [-0.0]})) == table_digest(pa.table({"a": [0.0]}))
