import datetime as dt
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from treadle.engine import LocalEngine


def test_query_answers_in_the_order_asked():
    sold = pa.table({"sku": ["b", "a", "b"], "units": [1, 2, 3]})
    answer = LocalEngine().query("SELECT sku, SUM(units) AS units FROM sold GROUP BY sku ORDER BY sku", sold=sold)
    assert answer.to_pydict() == {"sku": ["a", "b"], "units": [2, 4]}
    assert answer.schema.field("units").type == pa.int64()
    assert answer.schema.field("sku").type == pa.string()


def test_query_joins_tables_and_keeps_time_in_utc():
    when = dt.datetime(2026, 3, 29, 23, 30, tzinfo=dt.UTC)
    happened = pa.table({"sku": ["a"], "at": pa.array([when], pa.timestamp("us", "UTC"))})
    price = pa.table({"sku": ["a"], "price": [9.5]})
    answer = LocalEngine().query(
        "SELECT h.sku, CAST(h.at AS DATE) AS day, p.price FROM h JOIN p ON h.sku = p.sku ORDER BY h.sku",
        h=happened,
        p=price,
    )
    assert answer.to_pylist() == [{"sku": "a", "day": dt.date(2026, 3, 29), "price": 9.5}]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 AS x",
        "SELECT sku::VARCHAR AS sku FROM t ORDER BY sku",
        "SELECT sku, COUNT(*) AS n FROM t GROUP BY ALL ORDER BY sku",
        "SELECT sku FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY sku) = 1 ORDER BY sku",
    ],
)
def test_query_refuses_text_that_another_engine_would_answer_differently(sql):
    with pytest.raises(ValueError):
        LocalEngine().query(sql, t=pa.table({"sku": ["a"]}))


def test_two_threads_count_like_one():
    many = pa.table({"k": [i % 97 for i in range(200_000)]})
    sql = "SELECT k, COUNT(*) AS n FROM many GROUP BY k ORDER BY k"
    assert LocalEngine(threads=2).query(sql, many=many).equals(LocalEngine().query(sql, many=many))


def test_map_groups_gives_each_group_once_in_key_order():
    table = pa.table({"style": ["s2", "s1", "s2", None], "site": ["x", "x", "x", "x"], "units": [1, 2, 4, 8]})
    schema = pa.schema([("style", pa.string()), ("units", pa.int64()), ("rows", pa.int64())])
    seen = []

    def total(part):
        seen.append(part["units"].to_pylist())
        return pa.table({"rows": [part.num_rows], "style": part["style"][:1], "units": [pc.sum(part["units"]).as_py()]})

    answer = LocalEngine().map_groups(table, ["style", "site"], total, schema)
    assert seen == [[2], [1, 4], [8]]
    assert answer.to_pydict() == {"style": ["s1", "s2", None], "units": [2, 5, 8], "rows": [1, 2, 1]}


def test_map_groups_of_nothing_is_an_empty_table_of_the_schema():
    schema = pa.schema([("n", pa.int64())])
    empty = pa.table({"k": pa.array([], pa.string())})
    assert LocalEngine().map_groups(empty, ["k"], lambda part: part, schema).schema == schema


def test_map_groups_says_which_column_is_missing():
    with pytest.raises(ValueError, match="left out units"):
        LocalEngine().map_groups(pa.table({"k": [1]}), ["k"], lambda p: p, pa.schema([("units", pa.int64())]))


def speak(item: int) -> int:
    os.write(1, b"a solver's own words\n")
    return item


def test_what_libraries_print_in_workers_is_not_seen(capfd: pytest.CaptureFixture[str]) -> None:
    assert list(LocalEngine(workers=2).map_each(speak, [1, 2, 3])) == [1, 2, 3]
    assert list(LocalEngine().map_each(speak, [1])) == [1]
    assert capfd.readouterr().out == ""


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processors are chosen on Linux only")
def test_on_one_processor_the_caller_keeps_its_output() -> None:
    code = (
        "import os, sys; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "from treadle.engine import LocalEngine\n"
        "def speak(item):\n    os.write(1, b'a solver'); print('noise'); return item\n"
        "print('before')\n"
        "for item in LocalEngine().map_each(speak, [1, 2]): print('between', item)\n"
        "print('after')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["before", "between", "1", "between", "2", "after"]
