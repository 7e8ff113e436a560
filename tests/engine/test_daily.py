"""Counts by partition equal SQL's, for every type of visitor, with nulls, and when hashes collide."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.engine import LocalEngine, daily

SQL = (
    "SELECT option_id, kind, COUNT(*) AS acts, COUNT(DISTINCT customer_id) AS visitors FROM acts "
    "GROUP BY option_id, kind ORDER BY option_id NULLS LAST, kind NULLS LAST"
)
BY, WHO = ("option_id", "kind"), "customer_id"
TEXTS = st.one_of(st.none(), st.sampled_from(["", "a", "b", "a\0", "aaaaaaaa", "aaaaaaaab", "ü", "x" * 127, "x" * 128]))


def rows_of(table):
    return [tuple(row.values()) for row in table.to_pylist()]


def by_sql(table):
    return rows_of(LocalEngine().query(SQL, acts=table))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([None, "o1", "o2", "o3"]), st.sampled_from(["view", "cart"]), TEXTS)))
def test_counts_equal_sql(rows):
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
    table = pa.table(dict(zip((*BY, WHO), (pa.array(column, pa.string()) for column in columns), strict=True)))
    assert rows_of(daily.count_visitors(table, BY, WHO)) == by_sql(table)
    chunked = pa.concat_tables([table.slice(0, 2), table.slice(2)])
    assert rows_of(daily.count_visitors(chunked, BY, WHO)) == by_sql(table)


KINDS = [pa.int32(), pa.int64(), pa.string(), pa.float64(), pa.dictionary(pa.int32(), pa.string())]


@pytest.mark.parametrize("kind", KINDS)
def test_any_type_of_visitor(kind):
    rng = np.random.default_rng(0)
    values = [None if value == 7 else value for value in rng.integers(-5, 300, 4000).tolist()]
    if pa.types.is_string(kind) or pa.types.is_dictionary(kind):
        values = [None if value is None else f"visitor {value}" for value in values]
    is_coded = pa.types.is_dictionary(kind)
    table = pa.table(
        {
            "option_id": [f"o{at}" for at in rng.integers(0, 30, 4000)],
            "kind": [("view", "cart", "wish")[at] for at in rng.integers(0, 3, 4000)],
            WHO: pa.array(values).dictionary_encode() if is_coded else pa.array(values, kind),
        }
    )
    assert rows_of(daily.count_visitors(table, BY, WHO)) == by_sql(table)
    assert rows_of(daily.count_visitors(table.slice(100, 999), BY, WHO)) == by_sql(table.slice(100, 999))


def test_a_shared_hash_is_seen_and_counted_right(monkeypatch):
    table = pa.table({"option_id": ["o"] * 6, "kind": ["view"] * 6, WHO: list("abcabd")})
    monkeypatch.setattr(daily, "_hash", lambda group, lanes: np.zeros(len(group), dtype=np.uint64))
    assert daily._first_rows(np.zeros(6, dtype=np.int64), daily._lanes(table[WHO].combine_chunks())) is None
    assert rows_of(daily.count_visitors(table, BY, WHO)) == [("o", "view", 6, 4)]


def test_days_from_files_in_order_whatever_the_workers(tmp_path):
    rng = np.random.default_rng(1)
    files, every = {}, []
    for day in range(5):
        table = pa.table(
            {
                "option_id": [f"o{at}" for at in rng.integers(0, 9, 500)],
                "kind": ["view"] * 500,
                WHO: [f"v{at}" for at in rng.integers(0, 60, 500)],
                "unused": np.zeros(500),
            }
        )
        when = dt.date(2026, 1, 1) + dt.timedelta(days=4 - day)
        files[when] = tmp_path / f"{when}.parquet"
        pq.write_table(table, files[when])
        every += [(when, *row) for row in by_sql(table)]
    found = LocalEngine(workers=1).count_days(files, by=BY, visitor=WHO)
    assert rows_of(found) == sorted(every)
    assert found.equals(LocalEngine(workers=3).count_days(files, by=BY, visitor=WHO))
    assert LocalEngine().count_days({}, by=BY, visitor=WHO).num_rows == 0
