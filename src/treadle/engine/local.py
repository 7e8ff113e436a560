"""The engine of one machine: DuckDB in this process, from Arrow tables to Arrow tables."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.terms.quiet import quiet_solver

_NOT_ANSI = re.compile(r"::|\bgroup\s+by\s+all\b|\bqualify\b|\border\s+by\s+all\b", re.IGNORECASE)
_ORDERED = re.compile(r"\border\s+by\b", re.IGNORECASE)

Item = TypeVar("Item")
Result = TypeVar("Result")


class LocalEngine:
    """Runs whole-table queries and per-group functions on one machine, always with the same answer.

    `threads` is the number of DuckDB threads. It is 1 by default because sums of floating-point columns
    depend on the order in which threads meet; counts and integer sums do not, so a caller that only counts
    may ask for more. `memory_limit_mb` bounds DuckDB's own memory; beyond it work goes to `spill_path`.
    `workers` is the number of processes that share work on records; left out, one for each processor. It changes no
    result.
    """

    def __init__(
        self,
        *,
        threads: int = 1,
        memory_limit_mb: int | None = None,
        spill_path: Path | None = None,
        workers: int | None = None,
    ) -> None:
        self._threads = threads
        self._workers = workers
        self._memory_limit_mb = memory_limit_mb
        self._spill_path = spill_path

    def query(self, sql: str, /, **tables: pa.Table) -> pa.Table:
        """Run one ANSI SQL query over the named Arrow tables and return its rows as one Arrow table.

        The text must say its order (`ORDER BY`), else two runs could answer in different orders, and must
        keep to what DuckDB and Spark share: no `::`, no `GROUP BY ALL`, no `QUALIFY`. Time is UTC.
        Raises ValueError for a text outside these rules and duckdb.Error for a wrong one.
        """
        if _NOT_ANSI.search(sql):
            raise ValueError("only ANSI SQL runs on every engine: no ::, GROUP BY ALL, ORDER BY ALL, QUALIFY")
        if not _ORDERED.search(sql):
            raise ValueError("a query needs an ORDER BY, else its rows come in no fixed order")
        import duckdb

        config: dict[str, str | bool | int | float | list[str]] = {"threads": self._threads}
        if self._memory_limit_mb is not None:
            config["memory_limit"] = f"{self._memory_limit_mb}MB"
        if self._spill_path is not None:
            config["temp_directory"] = str(self._spill_path)
        with duckdb.connect(config=config) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            for name in sorted(tables):
                connection.register(name, tables[name])
            answer = connection.sql(sql).to_arrow_table()
        return _plain(answer)

    def map_groups(
        self,
        table: pa.Table,
        by: Sequence[str],
        fn: Callable[[pa.Table], pa.Table],
        schema: pa.Schema,
    ) -> pa.Table:
        """Apply `fn` to the rows of each distinct value of the columns `by`; results stack in key order.

        Rows keep their given order inside a group (the sort is stable); a null key sorts last and forms a
        group of its own. Each result is cast to `schema`. Raises ValueError when a result lacks a column of
        `schema`.
        """
        if table.num_rows == 0:
            return schema.empty_table()
        ordered, starts = _grouped(table, by)
        parts = []
        for start, end in itertools.pairwise(starts):
            part = fn(ordered.slice(int(start), int(end - start)))
            missing = [name for name in schema.names if name not in part.column_names]
            if missing:
                raise ValueError(f"the group function left out {', '.join(missing)}")
            parts.append(part.select(schema.names).cast(schema))
        return pa.concat_tables(parts).combine_chunks()

    def map_each(self, fn: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Apply a pure function to each item, in several processes where there are several items.

        Results come in the items' order, each as soon as it and those before it are done.
        """
        home = os.getpid()
        if len(items) < 2 or self._workers == 1:
            yield from (_silently(fn, item, home) for item in items)
            return
        from joblib import Parallel, cpu_count, delayed

        workers = min(self._workers or cpu_count(), len(items))
        yield from Parallel(n_jobs=workers, return_as="generator")(delayed(_silently)(fn, item, home) for item in items)


def _silently(fn: Callable[[Item], Result], item: Item, home: int) -> Result:
    """Apply `fn` without the lines that solvers' libraries print of themselves.

    A worker has nothing to say but its result, which travels another way: its standard output leads nowhere. Where
    there is one processor only, or one item, the work is done in the process `home` that asked for it.
    """
    if os.getpid() == home:
        with quiet_solver(is_all=True):
            return fn(item)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return fn(item)


def _plain(table: pa.Table) -> pa.Table:
    """Return the table with ordinary string columns and one chunk per column (views differ by engine)."""
    fields = []
    for field in table.schema:
        kind = pa.string() if pa.types.is_string_view(field.type) else field.type
        if pa.types.is_decimal(kind):
            kind = pa.float64() if kind.scale else pa.int64()
        fields.append(pa.field(field.name, kind))
    return table.cast(pa.schema(fields)).combine_chunks()


def _grouped(table: pa.Table, by: Sequence[str]) -> tuple[pa.Table, np.ndarray]:
    """Sort stably by the keys and return the table with the start of each group and the end of the last."""
    row = "__row"
    keyed = table.append_column(row, pa.array(np.arange(table.num_rows)))
    order = pc.sort_indices(keyed, sort_keys=[(name, "ascending") for name in by] + [(row, "ascending")])
    ordered = table.take(order).combine_chunks()
    fresh = np.zeros(table.num_rows, dtype=bool)
    fresh[0] = True
    for name in by:
        column = ordered[name].combine_chunks()
        codes = column.dictionary_encode(null_encoding="encode").indices.to_numpy(zero_copy_only=False)
        fresh[1:] |= codes[1:] != codes[:-1]
    return ordered, np.append(np.flatnonzero(fresh), table.num_rows)
