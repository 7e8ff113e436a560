"""What a day asks of the place where bulk work runs. DuckDB on one machine is one; a cluster may be another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

import pyarrow as pa

Item = TypeVar("Item")
Result = TypeVar("Result")


class Engine(Protocol):
    """Runs ANSI SQL on Arrow tables, a pure function on each group of one, and a pure function on records."""

    def query(self, sql: str, /, **tables: pa.Table) -> pa.Table:
        """Return the rows that plain ANSI SQL asks for; the SQL names the tables by their keywords."""

    def map_groups(
        self, table: pa.Table, by: Sequence[str], fn: Callable[[pa.Table], pa.Table], schema: pa.Schema
    ) -> pa.Table:
        """Apply `fn` to the rows of each distinct value of `by`, in order, and stack what comes back."""

    def map_each(self, fn: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Apply a pure `fn` to each item, perhaps in several processes; results come one by one in the items' order."""
